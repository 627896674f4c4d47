//! P1: what one step of a dialplan costs, `Set` with a test and a branch, against bare Rhai.
//!
//! `Set` is the one of the standard library. Bare Rhai runs the same statements with a `Set` that puts the
//! value into a map and a resolver that takes it out: no limits, no progress hook, no coroutine.
//! Goals: 0.35 µs a step, 1.25 times bare Rhai.
#![allow(clippy::disallowed_methods, clippy::print_stdout)]

mod meter;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use rhai::Dynamic;
use runtime::dialplan::{Dialplan, Source};
use runtime::executor::{Budgets, Executor, Output};
use runtime::globals::Globals;
use runtime::host::{CallId, ChannelId, ChannelInfo, Start, Technology};
use stdlib::LIBRARY;

#[global_allocator]
static ALLOCATOR: runtime::memory::CountingAllocator = runtime::memory::CountingAllocator;

/// `steps` times: a step, or nothing but the loop around it.
fn statements(steps: u64, step: bool) -> String {
    let step = if step {
        "Set(\"x\", i); if x == 7 { n += 1; }"
    } else {
        ""
    };
    format!("let n = 0; for i in 0..{steps} {{ {step} }}")
}

fn ours(steps: u64, step: bool, keep: usize) -> Duration {
    let text = format!(
        "context \"default\" {{ extension \"s\" => {{ {} }} }}",
        statements(steps, step)
    );
    let (plan, findings) = Dialplan::load(vec![Source::new("bench.rhai", text)], LIBRARY);
    assert!(findings.is_empty(), "{findings:?}");
    let mut executor = Executor::new(Budgets::default(), LIBRARY, Arc::new(plan), Globals::new());
    executor.keep(keep);
    let began = meter::this_thread();
    executor.start(Instant::now(), start());
    while executor.is_ready() {
        executor.run(Instant::now(), SystemTime::UNIX_EPOCH);
    }
    let took = meter::this_thread() - began;
    while let Some(output) = executor.poll_output() {
        assert!(
            matches!(output, Output::Finished(_) | Output::Story(_)),
            "{output:?}"
        );
    }
    took
}

fn start() -> Start {
    let channel = ChannelInfo::new(ChannelId(1), "SIP/bench-1", Technology::Sip, "s");
    Start::new(CallId(1), channel, "default")
}

fn bare(steps: u64, step: bool) -> Duration {
    let mut engine = rhai::Engine::new();
    engine.set_max_strings_interned(0);
    let variables: Rc<RefCell<BTreeMap<String, Dynamic>>> = Rc::default();
    let written = Rc::clone(&variables);
    engine.register_fn("Set", move |name: &str, value: Dynamic| {
        let mut variables = written.borrow_mut();
        match variables.get_mut(name) {
            Some(slot) => *slot = value,
            None => drop(variables.insert(name.to_owned(), value)),
        }
    });
    #[allow(deprecated)] // Rhai marks it so because it may change.
    engine.on_var(move |name, index, _| {
        if index > 0 {
            return Ok(None);
        }
        Ok(variables.borrow().get(name).cloned())
    });
    let ast = engine
        .compile(statements(steps, step))
        .expect("the statements are right");
    let began = meter::this_thread();
    engine.run_ast(&ast).expect("the statements run");
    meter::this_thread() - began
}

/// Most bytes that are kept of what a call did, as `skyplan serve` has it.
const KEPT: usize = 64 << 10;

/// Steps between two waits that are recorded, and some more.
const RECORDED: u64 = 2_100;

fn main() {
    measure("P1 step", 0);
    measure("P1 step, its trace kept", KEPT);
}

fn measure(name: &str, keep: usize) {
    // The loop's own time is taken off.
    let samples = meter::against(
        name,
        |steps| {
            // Of a call that computes without waiting the first steps are recorded, and the others counted.
            let first = if keep > 0 { RECORDED } else { 0 };
            let others = ours(first + steps, true, keep).saturating_sub(ours(first, true, keep));
            others.saturating_sub(ours(steps, false, keep))
        },
        |steps| bare(steps, true).saturating_sub(bare(steps, false)),
    );
    let (ours, bare) = (meter::lowest(&samples.ours), meter::lowest(&samples.limit));
    println!(
        "{name}: {ours:.0} ns (goal 350), bare Rhai {bare:.0} ns, ratio {:.2} (goal 1.25)",
        ours / bare
    );
}
