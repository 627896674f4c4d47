//! P4: what a call that waits in its script costs in resident memory.
//!
//! Prints KiB a script for 1,000, 10,000 and 50,000 at once, and how much of it comes back. The script
//! is of the usual size: a loop, variables, a function, a wait. Goal: 22 KiB.
#![allow(clippy::disallowed_methods, clippy::print_stdout)]

use std::sync::Arc;
use std::time::{Instant, SystemTime};

use runtime::dialplan::{Dialplan, Source};
use runtime::executor::{Budgets, Executor};
use runtime::globals::Globals;
use runtime::host::Cause;
use runtime::host::{CallId, CallerId, ChannelId, ChannelInfo, Event, Start, Technology};
use runtime::library::{Application, Arg, Kind, Library, Value};

#[global_allocator]
static ALLOCATOR: runtime::memory::CountingAllocator = runtime::memory::CountingAllocator;

static SET: Application = Application {
    name: "Set",
    args: &[
        Arg {
            name: "name",
            doc: "",
            kind: Kind::Variable,
            required: true,
        },
        Arg {
            name: "value",
            doc: "",
            kind: Kind::Text,
            required: true,
        },
    ],
    run: |call, args| {
        call.write(&args.text(0), args.value(1).unwrap_or(&Value::UNIT))?;
        Ok(Value::UNIT)
    },
    ..WAIT_DECLARATION
};

static WAIT: Application = WAIT_DECLARATION;
const WAIT_DECLARATION: Application = Application {
    name: "Wait",
    since: "0.1.0",
    synopsis: "Waits.",
    description: "",
    args: &[Arg {
        name: "seconds",
        doc: "",
        kind: Kind::Seconds,
        required: true,
    }],
    status: None,
    source: "",
    example: "",
    run: |call, args| {
        call.sleep(args.seconds(0)?.unwrap_or_default())?;
        Ok(Value::UNIT)
    },
};

static LIBRARY: Library = Library {
    applications: &[&SET, &WAIT],
    functions: &[],
};

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
        let before = resident();
        for call in 0..count {
            executor.start(now, start(call));
        }
        while executor.is_ready() {
            executor.run(now, SystemTime::UNIX_EPOCH);
        }
        let began = now.elapsed();
        assert_eq!(executor.calls() as u64, count);
        let each = (resident() - before) / 1024.0 / count as f64;
        for call in 0..count {
            let ended = Event::Ended(ChannelId(call), Cause::Normal);
            executor.event(now, CallId(call), ended);
        }
        while executor.is_ready() {
            executor.run(now, SystemTime::UNIX_EPOCH);
        }
        while executor.poll_output().is_some() {}
        let left = (resident() - before) / 1024.0 / count as f64;
        let start = began.as_secs_f64() * 1e6 / count as f64;
        println!(
            "P4 waiting: {count} scripts, {each:.1} KiB each (goal 22), ratio {:.2}; {left:.1} KiB each stay; {start:.1} µs to start one",
            each / 22.0
        );
    }
}

fn start(call: u64) -> Start {
    Start {
        call: CallId(call),
        channel: ChannelInfo {
            id: ChannelId(call),
            name: format!("SIP/bench-{call}"),
            technology: Technology::Sip,
            caller: CallerId::default(),
            dialed: "s".into(),
            language: "en".into(),
            skype: None,
            variables: Vec::new(),
        },
        context: "default".into(),
        extension: "s".into(),
    }
}

/// Resident memory of this process in bytes.
fn resident() -> f64 {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages: f64 = pages
        .split(' ')
        .nth(1)
        .and_then(|text| text.parse().ok())
        .unwrap_or(0.0);
    pages * 4096.0
}
