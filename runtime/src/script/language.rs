//! The engine: which parts of Rhai there are, their limits, and the hook that every operation passes.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use rhai::packages::{
    BasicArrayPackage, BasicMapPackage, BasicMathPackage, BitFieldPackage, CorePackage,
    LogicPackage, MoreStringPackage, Package,
};
use rhai::{Dynamic, Engine, OptimizationLevel};

use super::{bind, guards, resolver};
use crate::call::{Call, Ending, Suspend};
use crate::diagnostic::Code;
use crate::dialplan::syntax;
use crate::library::Library;
use crate::memory::METER;

/// Operations a script runs before others have their turn: 0.1 to 0.3 ms.
pub(crate) const SLICE: u32 = 2_000;

/// Longest text a script can make, in bytes.
pub(super) const MAX_TEXT: usize = 64 << 10;
/// Most elements of an array, and of a map, with all that is nested in it. Rhai counts them on every
/// change, so a larger limit would make adding elements one by one slow.
pub(super) const MAX_ELEMENTS: usize = 1_000;
/// Deepest nesting of expressions and blocks in a file. It bounds the stack of the parser.
const MAX_NESTING: usize = 48;
/// Most functions in a file: compiling is quadratic in them.
const MAX_FUNCTIONS: usize = 2_000;

/// The engine of one thread.
#[derive(Debug)]
pub(crate) struct Language {
    pub(crate) engine: Engine,
    /// Whose script runs now.
    pub(crate) current: Rc<Current>,
    pub(crate) modules: Rc<resolver::Modules>,
    /// Engines that differ from the first in how deep functions may call each other.
    depths: RefCell<BTreeMap<usize, Rc<Engine>>>,
}

/// The call whose script runs on this thread now.
#[derive(Debug, Default)]
pub(crate) struct Current(RefCell<Option<Rc<Call>>>);

impl Current {
    pub(crate) fn call(&self) -> Option<Rc<Call>> {
        self.0.borrow().clone()
    }

    /// Looks at the call without keeping it. Nothing in `look` may give the thread away.
    pub(crate) fn with<T>(&self, look: impl FnOnce(&Call) -> T) -> Option<T> {
        self.0.borrow().as_deref().map(look)
    }

    pub(crate) fn set(&self, call: Option<Rc<Call>>) {
        *self.0.borrow_mut() = call;
    }
}

impl Language {
    /// An engine that knows the frame of a dialplan and everything in the library. `depth` is how deep
    /// functions may call each other.
    ///
    /// The checker wants trees as they were written; what runs is simplified first.
    pub(crate) fn new(library: Library, depth: usize, level: OptimizationLevel) -> Self {
        let modules = Rc::default();
        let current = Rc::new(Current::default());
        Self {
            engine: full(library, depth, level, &current, &modules),
            current,
            modules,
            depths: RefCell::default(),
        }
    }

    /// Makes what it takes to run scripts whose functions may call each other so deep. It is made beforehand, as it
    /// would count as memory of the script that needs it first.
    pub(crate) fn prepare(&self, library: Library, depths: &BTreeSet<usize>) {
        let mut engines = self.depths.borrow_mut();
        engines.retain(|depth, _| depths.contains(depth));
        for &depth in depths
            .iter()
            .filter(|depth| **depth != self.engine.max_call_levels())
        {
            engines.entry(depth).or_insert_with(|| {
                let level = self.engine.optimization_level();
                Rc::new(full(library, depth, level, &self.current, &self.modules))
            });
        }
    }

    /// The engine that lets functions call each other so deep, if it is not the usual one.
    pub(crate) fn for_depth(&self, depth: usize) -> Option<Rc<Engine>> {
        self.depths.borrow().get(&depth).cloned()
    }

    /// An engine for what looks at calls from outside: the frame of a dialplan, and no library. `operations` is
    /// how many one run may take.
    pub(crate) fn outside(depth: usize, operations: u64) -> Self {
        let modules = Rc::default();
        let mut engine = frame(depth, OptimizationLevel::Simple, &modules);
        engine.set_max_operations(operations);
        let current = Rc::new(Current::default());
        Self {
            engine,
            current,
            modules,
            depths: RefCell::default(),
        }
    }
}

/// An engine that knows the frame of a dialplan and everything in the library, for scripts with budgets.
fn full(
    library: Library,
    depth: usize,
    level: OptimizationLevel,
    current: &Rc<Current>,
    modules: &Rc<resolver::Modules>,
) -> Engine {
    let mut engine = frame(depth, level, modules);
    bind::register(&mut engine, library, current);
    let running = Rc::clone(current);
    engine.on_progress(move |_| {
        if METER.with(|meter| meter.burn()) {
            None
        } else {
            look_closer(&running)
        }
    });
    engine
}

/// An engine that knows the frame of a dialplan.
fn frame(depth: usize, level: OptimizationLevel, modules: &Rc<resolver::Modules>) -> Engine {
    let mut engine = Engine::new_raw();
    for package in packages() {
        engine.register_global_module(package);
    }
    engine.set_optimization_level(level);
    limit(&mut engine, depth);
    syntax::register(&mut engine);
    resolver::install(&mut engine, modules);
    guards::register(&mut engine);
    engine
}

/// Rhai's standard library without blobs, and without the clock, which is the host's.
fn packages() -> [rhai::Shared<rhai::Module>; 7] {
    [
        CorePackage::new().as_shared_module(),
        BitFieldPackage::new().as_shared_module(),
        LogicPackage::new().as_shared_module(),
        BasicMathPackage::new().as_shared_module(),
        BasicArrayPackage::new().as_shared_module(),
        BasicMapPackage::new().as_shared_module(),
        MoreStringPackage::new().as_shared_module(),
    ]
}

fn limit(engine: &mut Engine, depth: usize) {
    engine
        .set_max_call_levels(depth)
        .set_max_expr_depths(MAX_NESTING, MAX_NESTING)
        .set_max_functions(MAX_FUNCTIONS)
        .set_max_modules(100)
        .set_max_variables(1_000)
        .set_max_string_size(MAX_TEXT)
        .set_max_array_size(MAX_ELEMENTS)
        .set_max_map_size(MAX_ELEMENTS)
        // The interner makes a text with `${}` cost four times as much.
        .set_max_strings_interned(0)
        .disable_symbol("eval")
        // Arguments kept in a function pointer are counted by nothing.
        .disable_symbol("curry");
}

/// Counts work that is not done by Rhai as that many operations. `false` when the script is ending.
pub(crate) fn spend(call: &Call, operations: u32) -> bool {
    let mut left = call.looks(operations);
    while left > 0 {
        if METER.with(|meter| meter.burn()) {
            left -= 1;
        } else if look_closer_at(call).is_some() {
            return false;
        }
    }
    !call.is_ending()
}

/// Something may be wrong, or the slice is over. `Some` ends the script.
#[cold]
fn look_closer(current: &Current) -> Option<Dynamic> {
    let Some(call) = current.call() else {
        // The variables of a file are computed outside any call, with one slice and no more.
        let left = METER.with(|meter| (!meter.is_over() && !meter.is_deep()).then(|| meter.fuel()));
        return match left {
            Some(left) if left > 0 => {
                METER.with(|meter| meter.refuel(left));
                None
            }
            _ => Some(Dynamic::UNIT),
        };
    };
    look_closer_at(&call)
}

fn look_closer_at(call: &Call) -> Option<Dynamic> {
    let meter = |read: fn(&crate::memory::Meter) -> bool| METER.with(read);
    if !call.is_ending() {
        if meter(crate::memory::Meter::is_deep) {
            call.end(Ending::Budget(Code::TooDeep));
        } else if meter(crate::memory::Meter::is_over) {
            call.end(Ending::Budget(Code::TooMuchMemory));
        } else if !glanced(call) {
            end_of_slice(call);
        }
    }
    if call.is_ending() {
        // Every further operation comes here again.
        METER.with(|meter| meter.refuel(0));
        return Some(Dynamic::UNIT);
    }
    None
}

/// Looks at the clock in the middle of a slice, if there is one. Whether the script can go on.
fn glanced(call: &Call) -> bool {
    METER.with(|meter| {
        let left = meter.fuel();
        let goes_on = left > 0 && !call.desk.is_overtime();
        if goes_on {
            meter.refuel(left);
        }
        goes_on
    })
}

/// Counts the slice and lets others have their turn.
fn end_of_slice(call: &Call) {
    call.charge_looks(METER.with(crate::memory::Meter::fuel));
    let busy = call.desk.now() - call.usage.busy_since.get();
    if call.is_ending() {
        return;
    }
    if busy > call.budgets().busy {
        call.end(Ending::Budget(Code::TooLong));
    } else {
        call.suspend(Suspend::Slice);
        if !call.is_ending() {
            METER.with(|meter| meter.refuel(call.usage.slice.get()));
        }
    }
}
