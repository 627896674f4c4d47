//! A call that computes without end, beside one that makes a step a second: whatever the first does, the second has its
//! steps. Counted in turns on virtual time; `benches/d3_fairness.rs` has the milliseconds.

use std::cell::Cell;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use runtime::dialplan::{Dialplan, Source};
use runtime::executor::{Budgets, Executor, Output};
use runtime::globals::Globals;
use runtime::host::{CallId, ChannelId, ChannelInfo, Reply, Start, Technology};
use stdlib::LIBRARY;

const AWAY: CallId = CallId(1);
const OTHER: CallId = CallId(2);

const STEPPING: &str = "context \"other\" { extension \"s\" => {
    let steps = 0;
    loop { steps += 1; Set(\"steps\", steps); Wait(1); }
} }";

/// Two calls, and a host on virtual time.
struct Rig {
    executor: Executor,
    now: Instant,
    faults: Vec<String>,
}

impl Rig {
    /// `path` says in what the text is written that runs in context `away`.
    fn new(path: &str, text: &str) -> Self {
        let sources = vec![Source::new(path, text), Source::new("other.rhai", STEPPING)];
        let (plan, findings) = Dialplan::load(sources, LIBRARY);
        let errors: Vec<_> = findings
            .iter()
            .filter(|finding| finding.is_error())
            .collect();
        assert!(errors.is_empty(), "{errors:#?}\n{text}");
        let budgets = Budgets {
            operations: u64::MAX >> 12,
            busy: Duration::from_secs(1 << 30),
            ..Budgets::default()
        };
        #[allow(clippy::disallowed_methods)]
        let now = Instant::now();
        let mut rig = Self {
            executor: Executor::new(budgets, LIBRARY, Arc::new(plan), Globals::new()),
            now,
            faults: Vec::new(),
        };
        rig.executor.start(now, start(OTHER, "other"));
        rig.executor.start(now, start(AWAY, "away"));
        rig
    }

    /// A second passes, and every script has one turn.
    fn turn(&mut self) {
        self.now += Duration::from_secs(1);
        self.executor.run(self.now, SystemTime::UNIX_EPOCH);
        while let Some(output) = self.executor.poll_output() {
            match output {
                Output::Request(id, _) => self.executor.reply(self.now, id, Reply::Done),
                Output::Fault(_, fault) if self.faults.is_empty() => {
                    self.faults.push(fault.message.clone());
                }
                _ => {}
            }
        }
    }

    fn steps(&self) -> usize {
        let steps = self.executor.variable(OTHER, "steps");
        steps.and_then(|steps| steps.parse().ok()).unwrap_or(0)
    }

    /// Turns until the call in context `away` has ended.
    fn turns_to_end(&mut self) -> usize {
        for turn in 1..100_000 {
            self.turn();
            if self.executor.calls() < 2 {
                assert!(self.faults.is_empty(), "{:?}", self.faults);
                assert_eq!(self.steps(), turn);
                return turn;
            }
        }
        panic!("it does not end");
    }
}

fn start(call: CallId, context: &str) -> Start {
    let name = format!("SIP/phone-{}", call.0);
    let channel = ChannelInfo::new(ChannelId(call.0), name, Technology::Sip, "s");
    Start::new(call, channel, context)
}

fn body(statements: &str) -> String {
    format!("context \"away\" {{ extension \"s\" => {{ {statements} }} }}")
}

/// A text of 36,000 octets in `t`.
const TEXT: &str = "let t = \"\"; t.pad(36000, \"ab,cd \"); Set(\"v\", t);";

#[test]
fn whoever_computes_without_end_keeps_nobody_from_his_steps() {
    let lines =
        "[away]\nexten => s,1,Set(i=0)\n same => n,Set(i=$[${i} + 1])\n same => n,Goto(2)\n";
    let scripts = [
        ("away.rhai", body("loop { }")),
        (
            "away.rhai",
            body("let i = 0; loop { i += 1; if i > 9 { i = 0; } }"),
        ),
        ("away.rhai", body("loop { try { throw 1; } catch { } }")),
        ("away.rhai", body("[1].map(|x| { loop { } });")),
        ("away.rhai", body("loop { [3, 1, 2].sort(|a, b| a - b); }")),
        ("away.rhai", body("loop { EVAL(\"$[1 + 2 * 3]\"); }")),
        (
            "away.rhai",
            body(&format!("{TEXT} loop {{ REGEX(\"(a|b)*c\", t); }}")),
        ),
        ("away.conf", lines.to_owned()),
    ];
    for (path, text) in scripts {
        let mut rig = Rig::new(path, &text);
        for turn in 1..=100 {
            rig.turn();
            assert_eq!((rig.steps(), rig.executor.calls()), (turn, 2), "{text}");
        }
        assert!(rig.faults.is_empty(), "{:?}\n{text}", rig.faults);
    }
}

/// The call with these statements takes so many turns at least.
fn check_turns(statements: &str, least: usize) {
    let turns = Rig::new("away.rhai", &body(statements)).turns_to_end();
    assert!(turns >= least, "{turns} turns of {statements}");
}

#[test]
fn one_call_of_a_function_that_takes_long_takes_many_turns() {
    // Half a million steps of a search, 1,024 of which are a thirtieth of a slice.
    check_turns(&format!("{TEXT} REGEX(\"((a|b|c|d)*,)*z\", t);"), 10);
    check_turns(
        &format!("{TEXT} EVAL(`$[\"${{t}}\" =~ \"((a|b|c|d)*,)*z\"]`);"),
        10,
    );
    // Ten thousand operators, on numbers of four thousand digits.
    let sum =
        "let n = \"1\"; n.pad(4000, '0'); let e = n; while e.len() < 24000 { e += \" + 1\"; }";
    check_turns(&format!("{sum} EVAL(`$[${{e}}]`);"), 20);
}

thread_local! {
    /// Looks at the clock so far, each of which takes a tenth of a millisecond.
    static LOOKS: Cell<u32> = const { Cell::new(0) };
    static BEGAN: Cell<Option<Instant>> = const { Cell::new(None) };
}

fn clock() -> Instant {
    let looks = LOOKS.get() + 1;
    LOOKS.set(looks);
    let began = BEGAN.get().expect("the test sets it");
    began + looks * Duration::from_micros(100)
}

/// A hundred times this, when ten looks at the clock are a slice.
fn check_looks(statement: &str, least: usize) {
    let text = body(&format!("{TEXT} for i in 0..100 {{ {statement}; }}"));
    let mut rig = Rig::new("away.rhai", &text);
    BEGAN.set(Some(rig.now));
    rig.executor.measure(clock);
    let turns = rig.turns_to_end();
    assert!(turns >= least, "{turns} turns of {statement}");
}

#[test]
fn whatever_works_on_a_long_text_looks_at_the_clock() {
    for statement in [
        "REPLACE(\"v\", \"abc\", \"x\")",
        "STRREPLACE(\"v\", \"ab\", \"x\")",
        "CUT(\"v\", \",\", \"2-\")",
        "LISTFILTER(\"v\", \",\", \"cd\")",
        "FIELDNUM(\"v\", \",\", \"zz\")",
        "FIELDQTY(\"v\", \",\")",
        "FILTER(\"a-z\", t)",
        "SPRINTF(\"%s\", t)",
        "SORT(t)",
        "EVAL(t)",
        "MD5(t)",
        "SHA1(t)",
        "BASE64_ENCODE(t)",
        "URIENCODE(t)",
        "QUOTE(t)",
        "TOUPPER(t)",
        "KEYPADHASH(t)",
        "REGEX(\"zz\", t)",
        "STRFTIME(0, \"UTC\", t)",
    ] {
        check_looks(statement, 10);
    }
    // Some of Rhai's own run between two looks, and none of them takes long.
    for statement in ["t.contains(\"zz\")", "t.to_upper()", "t + \"x\"", "t == v"] {
        check_looks(statement, 2);
    }
}
