//! Makes one outline of what all files say, from the outline before and the files that changed.
//!
//! In: the former outline, which stays as it is, and the units of all files now. Out: the new outline, and what the
//! change may have made wrong elsewhere. It costs what the changed files hold, and a little for each file and context.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::context::{Context, Include, Switch};
use super::outline::Outline;
use super::routes::Routes;
use super::unit::{Order, Part, Unit, UnitId};
use crate::conf::General;

/// What became of an outline.
pub(super) struct Linked {
    pub(super) outline: Outline,
    /// Contexts in which something that could be reached before may be gone.
    pub(super) shrunk: BTreeSet<Arc<str>>,
    /// Whether includes or contexts came or went.
    pub(super) rerouted: bool,
    /// Whether some of them went, so that anything that could be reached before may be gone.
    pub(super) cut: bool,
}

struct Linker {
    names: Arc<HashMap<Arc<str>, u32>>,
    contexts: Vec<Option<Arc<Context>>>,
    order: Order,
    /// Numbers that no context has.
    free: Vec<u32>,
    touched: BTreeSet<u32>,
    shrunk: BTreeSet<Arc<str>>,
    rerouted: bool,
    cut: bool,
}

/// Links the units of all files, given in their order.
pub(super) fn link(former: &Outline, units: Vec<Arc<Unit>>) -> Linked {
    let order = Order::of(&units);
    let stays = |unit: &&Arc<Unit>| order.place(unit.id).is_some();
    let kept = former.units.iter().filter(stays);
    let empty;
    // What is first among several counts, so files that change places change everything.
    let former = if kept.is_sorted_by_key(|unit| order.place(unit.id)) {
        former
    } else {
        empty = Outline::default();
        &empty
    };
    let before: HashSet<UnitId> = former.units.iter().map(|unit| unit.id).collect();
    let gone: Vec<&Arc<Unit>> = (former.units.iter())
        .filter(|unit| order.place(unit.id).is_none())
        .collect();
    let new = units.iter().filter(|unit| !before.contains(&unit.id));
    let new: Vec<&Arc<Unit>> = new.collect();
    let mut linker = Linker::new(former, order);
    linker.compare(&gone, &new);
    for part in gone.iter().flat_map(|unit| &unit.parts) {
        linker.take_out(part);
    }
    for unit in &new {
        for part in &unit.parts {
            linker.take_in(part);
        }
    }
    linker.settle();
    let mut general = General::default();
    for section in units.iter().flat_map(|unit| &unit.general) {
        // What is wrong in it was found when its file was read.
        general.read(section);
    }
    let globals = globals(former, &units, &gone, &new);
    let routes = if linker.rerouted {
        Arc::new(Routes::new(linker.contexts.len()))
    } else {
        Arc::clone(&former.routes)
    };
    Linked {
        outline: Outline {
            names: linker.names,
            contexts: linker.contexts,
            routes,
            globals,
            general,
            units,
        },
        shrunk: linker.shrunk,
        rerouted: linker.rerouted,
        cut: linker.cut,
    }
}

/// The global variables of all files in order.
fn globals(
    former: &Outline,
    units: &[Arc<Unit>],
    gone: &[&Arc<Unit>],
    new: &[&Arc<Unit>],
) -> Arc<Vec<(String, String)>> {
    let mut changed = gone.iter().chain(new);
    if changed.all(|unit| unit.globals.is_empty()) && !former.units.is_empty() {
        return Arc::clone(&former.globals);
    }
    let all = units.iter().flat_map(|unit| unit.globals.iter().cloned());
    Arc::new(all.collect())
}

impl Linker {
    fn new(former: &Outline, order: Order) -> Self {
        let all_new = former.units.is_empty();
        let numbers = former.contexts.iter().zip(0..);
        let free = numbers.filter(|(context, _)| context.is_none());
        Self {
            names: Arc::clone(&former.names),
            contexts: former.contexts.clone(),
            order,
            free: free.map(|(_, number)| number).collect(),
            touched: BTreeSet::new(),
            shrunk: BTreeSet::new(),
            rerouted: all_new,
            cut: all_new,
        }
    }

    /// Sees what each file said of a context and says no longer.
    fn compare(&mut self, gone: &[&Arc<Unit>], new: &[&Arc<Unit>]) {
        let before: HashMap<&str, &Arc<Unit>> =
            gone.iter().map(|unit| (&**unit.path(), *unit)).collect();
        let now: HashMap<&str, &Arc<Unit>> =
            new.iter().map(|unit| (&**unit.path(), *unit)).collect();
        for unit in gone {
            let now = now.get(&**unit.path());
            for part in &unit.parts {
                let now = now.and_then(|now| now.part(&part.context));
                if !now.is_some_and(|now| part.leads_as(now)) && part.leads_on() {
                    self.cut = true;
                    self.rerouted = true;
                }
                if !now.is_some_and(|now| now.reaches_all_of(part)) {
                    self.shrunk.insert(Arc::clone(&part.context));
                }
            }
        }
        for unit in new {
            let before = before.get(&**unit.path());
            for part in unit.parts.iter().filter(|part| part.leads_on()) {
                let before = before.and_then(|before| before.part(&part.context));
                self.rerouted |= !before.is_some_and(|before| part.leads_as(before));
            }
        }
    }

    fn take_out(&mut self, part: &Part) {
        let Some(&number) = self.names.get(&part.context) else {
            return;
        };
        let Some(context) = &mut self.contexts[number as usize] else {
            return;
        };
        let context = Arc::make_mut(context);
        for extension in &part.extensions {
            context.extensions.remove(extension);
        }
        for lamp in &part.lamps {
            context.lamps.remove(lamp);
        }
        context.units -= 1;
        self.touched.insert(number);
    }

    fn take_in(&mut self, part: &Part) {
        let number = self.number(&part.context);
        let entry = &mut self.contexts[number as usize];
        let context = entry.get_or_insert_with(|| Arc::new(Context::new(&part.context)));
        let context = Arc::make_mut(context);
        for extension in &part.extensions {
            context.extensions.insert(extension, &self.order);
        }
        for lamp in &part.lamps {
            context.lamps.insert(lamp, &self.order);
        }
        context.includes.extend(part.includes.iter().cloned());
        context.switches.extend(part.switches.iter().cloned());
        context.units += 1;
        self.touched.insert(number);
    }

    /// The number of a context, a new one if it is new.
    fn number(&mut self, name: &Arc<str>) -> u32 {
        if let Some(&number) = self.names.get(name) {
            return number;
        }
        self.rerouted = true;
        // What names it may have meant something else while there was no such context.
        self.shrunk.insert(Arc::clone(name));
        let number = self.free.pop().unwrap_or_else(|| {
            self.contexts.push(None);
            self.contexts.len() as u32 - 1
        });
        Arc::make_mut(&mut self.names).insert(Arc::clone(name), number);
        number
    }

    /// Puts in order what was taken in and out, once all files have been seen.
    fn settle(&mut self) {
        for &number in &self.touched {
            let Some(context) = &mut self.contexts[number as usize] else {
                continue;
            };
            if context.units == 0 {
                Arc::make_mut(&mut self.names).remove(&context.name);
                self.shrunk.insert(Arc::clone(&context.name));
                self.rerouted = true;
                self.cut = true;
                self.contexts[number as usize] = None;
                continue;
            }
            let context = Arc::make_mut(context);
            context.extensions.settle();
            context.lamps.settle();
            let place = |include: &Include| self.order.place(include.unit);
            context.includes.retain(|include| place(include).is_some());
            context.includes.sort_by_key(place);
            let place = |switch: &Switch| self.order.place(switch.unit);
            context.switches.retain(|switch| place(switch).is_some());
            context.switches.sort_by_key(place);
        }
    }
}
