//! P4: what a call that waits in its script costs in resident memory.
//!
//! Prints KiB a script for 1,000, 10,000 and 50,000 at once, and how much of it comes back. The script
//! is of the usual size: a loop, variables, a function, a wait. Goal: 22 KiB.
#![allow(clippy::disallowed_methods, clippy::print_stdout)]

mod meter;

use std::sync::Arc;
use std::time::{Instant, SystemTime};

use runtime::dialplan::{Dialplan, Source};
use runtime::executor::{Budgets, Executor};
use runtime::globals::Globals;
use runtime::host::Cause;
use runtime::host::{CallId, ChannelId, ChannelInfo, Event, Start, Technology};
use stdlib::LIBRARY;

#[global_allocator]
static ALLOCATOR: runtime::memory::CountingAllocator = runtime::memory::CountingAllocator;

const TEXT: &str = r#"
const TRIES = 3;
fn greet(who) { `hello ${who}` }
context "default" {
    extension "s" => {
        Set("greeting", greet(EXTEN));
        let tried = 0;
        for attempt in 1..=TRIES {
            tried += 1;
            if greeting == "hello s" && tried > 0 {
                Wait(3600 * attempt);
            }
        }
    }
}
"#;

fn main() {
    let (plan, findings) = Dialplan::load(vec![Source::new("bench.rhai", TEXT)], LIBRARY);
    assert!(findings.is_empty(), "{findings:?}");
    let plan = Arc::new(plan);
    for count in [1_000, 10_000, 50_000] {
        let mut executor = Executor::new(
            Budgets::default(),
            LIBRARY,
            Arc::clone(&plan),
            Globals::new(),
        );
        let now = Instant::now();
        let before = meter::resident_kib(std::process::id());
        for call in 0..count {
            executor.start(now, start(call));
        }
        while executor.is_ready() {
            executor.run(now, SystemTime::UNIX_EPOCH);
        }
        let began = now.elapsed();
        assert_eq!(executor.calls() as u64, count);
        let each = (meter::resident_kib(std::process::id()) - before) / count as f64;
        for call in 0..count {
            let ended = Event::Ended(ChannelId(call), Cause::Normal);
            executor.event(now, CallId(call), ended);
        }
        while executor.is_ready() {
            executor.run(now, SystemTime::UNIX_EPOCH);
        }
        while executor.poll_output().is_some() {}
        let left = (meter::resident_kib(std::process::id()) - before) / count as f64;
        let start = began.as_secs_f64() * 1e6 / count as f64;
        println!(
            "P4 waiting: {count} scripts, {each:.1} KiB each (goal 22), ratio {:.2}; {left:.1} KiB each stay; {start:.1} µs to start one",
            each / 22.0
        );
    }
}

fn start(call: u64) -> Start {
    let name = format!("SIP/bench-{call}");
    let channel = ChannelInfo::new(ChannelId(call), name, Technology::Sip, "s");
    Start::new(CallId(call), channel, "default")
}
