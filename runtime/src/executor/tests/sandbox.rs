//! Rules of contexts: which one a script is under, and what it has used.

use super::*;
use crate::sandbox::{Rule, Sandbox};

/// A rule with so many operations, and all else as usual.
fn operations(operations: u64) -> Rule {
    Rule {
        budgets: Budgets {
            operations,
            ..Budgets::default()
        },
        ..Rule::default()
    }
}

/// Runs a dialplan in which the context `strict` may use 50,000 operations and others a million.
fn check(text: &str, expected: &[&str]) {
    let sandbox = Sandbox::new(operations(1_000_000)).with("strict*", operations(50_000));
    check_in(sandbox, text, expected);
}

fn check_in(sandbox: Sandbox, text: &str, expected: &[&str]) {
    let mut rig = Rig::new(plan(text), Budgets::default());
    rig.executor.set_sandbox(sandbox);
    rig.start(CALL);
    rig.settle();
    let said = rig.log.iter().filter(|line| !line.starts_with("at "));
    let said: Vec<&str> = said
        .map(|line| {
            if line.starts_with('E') {
                &line[..5]
            } else {
                line
            }
        })
        .collect();
    assert_eq!(said, expected, "{text}");
}

const LONG: &str = "for i in 0..20000 { }";

#[test]
fn a_script_is_under_the_rule_of_its_context() {
    check(
        &format!("context \"default\" {{ extension \"s\" => {{ {LONG} print(\"done\"); }} }}"),
        &["done", "finished Unsaid"],
    );
    check(
        &format!(
            "context \"default\" {{ extension \"s\" => {{ Goto(\"strict\", \"s\", 1); }} }}
             context \"strict\" {{ extension \"s\" => {{\n{LONG} print(\"done\"); }} }}"
        ),
        &["E0402", "finished Congestion"],
    );
}

#[test]
fn an_included_context_keeps_its_own_rule() {
    check(
        &format!(
            "context \"default\" {{ include \"strict-one\"; }}
             context \"strict-one\" {{ extension \"s\" => {{\n{LONG} print(\"done\"); }} }}"
        ),
        &["E0402", "finished Congestion"],
    );
}

#[test]
fn what_was_used_under_one_rule_counts_under_the_next() {
    check(
        &format!(
            "context \"default\" {{ extension \"s\" => {{ {LONG} Goto(\"strict\", \"s\", 1); }} }}
             context \"strict\" {{ extension \"s\" => {{\nfor i in 0..3000 {{ }} print(\"done\"); }} }}"
        ),
        &["E0402", "finished Congestion"],
    );
}

#[test]
fn each_context_has_its_own_depth_and_memory() {
    let rule = |depth, memory| Rule {
        budgets: Budgets {
            depth,
            memory,
            ..Budgets::default()
        },
        ..Rule::default()
    };
    let sandbox = || {
        Sandbox::new(rule(64, 8 << 20))
            .with("strict", rule(4, 128 << 10))
            .with("deep", rule(100, 8 << 20))
    };
    let deep = |context: &str| {
        format!(
            "fn f(n) {{ if n > 0 {{ f(n - 1) }} }}
             context \"default\" {{ extension \"s\" => {{ Goto(\"{context}\", \"s\", 1); }} }}
             context \"default2\" {{ extension \"s\" => {{ f(50); print(\"done\"); }} }}
             context \"deep\" {{ extension \"s\" => {{ f(80); print(\"done\"); }} }}
             context \"strict\" {{ extension \"s\" => {{ f(50); print(\"done\"); }} }}"
        )
    };
    check_in(sandbox(), &deep("default2"), &["done", "finished Unsaid"]);
    check_in(sandbox(), &deep("deep"), &["done", "finished Unsaid"]);
    check_in(
        sandbox(),
        &deep("strict"),
        &["E0404", "finished Congestion"],
    );
    let wide = |context: &str| {
        format!(
            "context \"default\" {{ extension \"s\" => {{ Goto(\"{context}\", \"s\", 1); }} }}
             context \"default2\" {{ extension \"s\" => {{ {WIDE} }} }}
             context \"strict\" {{ extension \"s\" => {{ {WIDE} }} }}"
        )
    };
    check_in(sandbox(), &wide("default2"), &["done", "finished Unsaid"]);
    check_in(
        sandbox(),
        &wide("strict"),
        &["E0403", "finished Congestion"],
    );
}

const WIDE: &str =
    "for i in 0..20 { let t = \"\"; t.pad(20000, \"x\"); Set(`v${i}`, t); } print(\"done\");";

#[test]
fn a_new_rule_holds_from_the_next_extension_on() {
    let text = "context \"default\" {
        extension \"s\" => { Wait(1); for i in 0..20000 { } Goto(\"default\", \"2\", 1); }
        extension \"2\" => { print(\"there\"); Wait(1); for i in 0..2000 { } print(\"done\"); }
    }";
    let mut rig = Rig::new(plan(text), Budgets::default());
    rig.start(CALL);
    rig.settle();
    rig.executor.set_sandbox(operations(101_000).into());
    rig.pass(Duration::from_secs(1));
    assert!(rig.log.contains(&"there".to_owned()), "{:?}", rig.log);
    rig.executor.set_sandbox(operations(1_000_000).into());
    rig.pass(Duration::from_secs(1));
    assert!(!rig.log.contains(&"done".to_owned()), "{:?}", rig.log);
}
