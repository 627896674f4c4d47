//! P13: how many simulated calls a second the tests of a dialplan place, on one core.
//!
//! Each test is a world of its own: an executor, a virtual clock, a telephone that is busy, a chat, what is
//! expected of them. Bare Rhai evaluates the statements of the test and of the extension with functions
//! that do nothing: what remains is the world. Goal: 5,000 calls a second.
#![allow(clippy::print_stdout)]

mod meter;

use std::sync::Arc;
use std::time::Duration;

use rhai::{Dynamic, Engine, Map};
use runtime::dialplan::Source;
use runtime::testing::{Options, Runner, Suite};
use stdlib::LIBRARY;

#[global_allocator]
static ALLOCATOR: runtime::memory::CountingAllocator = runtime::memory::CountingAllocator;

/// Calls in a round.
const CALLS: u32 = 2_000;
const ROUNDS: usize = 20;

const EXTENSION: &str = r#"
    Answer();
    Playback("hello");
    Set("attempts", 0);
    for attempt in 1..=2 {
        Set("attempts", attempt);
        if Dial("SIP/shoe-phone", 20) == "ANSWER" { return; }
        Wait(2);
    }
    SkypeChatSend("james_bond", CALLERID("num"), "Busy. Leave a message? (yes/no)");
    if SKYPE_CHAT_RECEIVE("james_bond", CALLERID("num"), 30) == "yes" { Playback("goodbye"); }
"#;

const TEST: &str = r#"
    phone("shoe-phone").busy();
    let austin = skype("austin_powers");
    let caller = austin.dial("desk", "james_bond", #{ topic: "Secret Plans" });
    caller.expect_played("hello");
    caller.expect_dialled("SIP/shoe-phone", #{ num: "austin_powers" });
    caller.expect_chat("austin_powers", "Busy. Leave a message? (yes/no)");
    austin.chat("james_bond", "yes");
    caller.expect_end("busy");
    expect(caller.variable("attempts"), 2);
"#;

/// CPU time of `CALLS` simulated calls.
fn simulated(runner: &mut Runner, suite: &Suite) -> Duration {
    let case = &suite.cases()[0];
    let began = meter::this_thread();
    for _ in 0..CALLS {
        let outcome = runner.run(case);
        assert!(outcome.failure.is_none(), "{:?}", outcome.failure);
    }
    meter::this_thread() - began
}

/// CPU time of the same statements without a world.
fn bare(engine: &Engine) -> Duration {
    let compile = |text: &str| engine.compile(text).expect("the statements are right");
    let (extension, test) = (compile(EXTENSION), compile(TEST));
    let began = meter::this_thread();
    for _ in 0..CALLS {
        engine.run_ast(&extension).expect("the statements run");
        engine.run_ast(&test).expect("the statements run");
    }
    meter::this_thread() - began
}

/// Every word the statements use, doing nothing.
fn words() -> Engine {
    let mut engine = Engine::new();
    engine.set_max_strings_interned(0);
    engine.register_fn("Answer", || {});
    engine.register_fn("Wait", |_: i64| {});
    engine.register_fn("Playback", |_: &str| {});
    engine.register_fn("Set", |_: &str, _: i64| {});
    engine.register_fn("Dial", |_: &str, _: i64| "BUSY");
    engine.register_fn("CALLERID", |_: &str| "austin_powers");
    engine.register_fn("SkypeChatSend", |_: &str, _: &str, _: &str| {});
    engine.register_fn("SKYPE_CHAT_RECEIVE", |_: &str, _: &str, _: i64| "yes");
    engine.register_fn("phone", |_: &str| 1_i64);
    engine.register_fn("skype", |_: &str| 1_i64);
    engine.register_fn("busy", |_: i64| {});
    engine.register_fn("dial", |_: i64, _: &str, _: &str, _: Map| 2_i64);
    engine.register_fn("chat", |_: i64, _: &str, _: &str| {});
    engine.register_fn("expect_played", |_: i64, _: &str| {});
    engine.register_fn("expect_dialled", |_: i64, _: &str, _: Map| {});
    engine.register_fn("expect_chat", |_: i64, _: &str, _: &str| {});
    engine.register_fn("expect_end", |_: i64, _: &str| {});
    engine.register_fn("variable", |_: i64, _: &str| "2");
    engine.register_fn("expect", |_: Dynamic, _: Dynamic| {});
    engine
}

fn main() {
    let dialplan = format!("context \"desk\" {{ extension \"james_bond\" => {{ {EXTENSION} }} }}");
    let sources = vec![
        Source::new("desk.rhai", dialplan),
        Source::new("desk.test.rhai", format!("test \"busy\" {{ {TEST} }}")),
    ];
    let (suite, findings) = Suite::load(sources, LIBRARY);
    assert!(findings.is_empty(), "{findings:?}");
    let suite = Arc::new(suite);
    measure("P13 tests", &suite, 0);
    measure("P13 tests, their traces kept", &suite, KEPT);
}

/// Most bytes that are kept of what a call did, as `skyplan serve` has it.
const KEPT: usize = 64 << 10;

fn measure(name: &str, suite: &Arc<Suite>, keep: usize) {
    let options = Options {
        keep,
        ..Options::default()
    };
    let mut runner = Runner::new(Arc::clone(suite), options);
    let engine = words();
    let (mut ours, mut theirs) = (Duration::MAX, Duration::MAX);
    for _ in 0..ROUNDS {
        ours = ours.min(simulated(&mut runner, suite));
        theirs = theirs.min(bare(&engine));
    }
    let call = |time: Duration| time.as_secs_f64() / f64::from(CALLS);
    println!(
        "{name}: {:.0} simulated calls a second on one core (goal 5000), {:.1} µs a call, bare Rhai {:.1} µs, ratio {:.1}",
        1.0 / call(ours),
        call(ours) * 1e6,
        call(theirs) * 1e6,
        ours.as_secs_f64() / theirs.as_secs_f64()
    );
}
