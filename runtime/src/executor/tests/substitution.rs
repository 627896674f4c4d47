//! `${…}` and `$[…]` in lines: what is told, and where the limits are. Their values are held against the
//! observed tables in `tests/expressions.rs`.

use std::sync::Arc;

use super::{Budgets, CALL, Rig};
use crate::dialplan::{Dialplan, Source};
use crate::sample::LIBRARY;

/// What comes out of lines of one extension, its end aside.
fn run(lines: &str) -> Vec<String> {
    let lines = lines.replace("\n", "\nsame => n,");
    let text = format!("[default]\nexten => s,1,{lines}\n");
    let source = Source::new("extensions.conf", text);
    let (plan, _findings) = Dialplan::load(vec![source], LIBRARY);
    let mut rig = Rig::new(Arc::new(plan), Budgets::default());
    rig.start(CALL);
    rig.settle();
    assert_eq!(
        rig.log.pop().as_deref(),
        Some("finished Unsaid"),
        "{:?}",
        rig.log
    );
    rig.log
}

fn check(lines: &str, expected: &[&str]) {
    assert_eq!(run(lines), expected, "{lines}");
}

#[test]
fn a_mistake_is_told_with_its_line_and_the_line_runs() {
    check(
        "Verbose($[1 + x])",
        &[
            "W0407 2:`x` is no number, so nothing can be computed with it",
            "1",
        ],
    );
    check(
        "Verbose(a)\nVerbose($[1 2])",
        &[
            "a",
            "W0407 3:syntax error near `2` in the expression `1 2`",
            "1",
        ],
    );
    check("Verbose(a${EXTEN)", &["W0408 2:`${EXTEN` has no `}`", "as"]);
    check(
        "Verbose(a${NOTHING(1)}b)",
        &["E0201 2:unknown dialplan function `NOTHING`", "ab"],
    );
}

#[test]
fn functions_are_read_within_expressions() {
    check("Verbose($[LEN(abc) * 2])", &["6"]);
    check("Verbose($[${LEN(${EXTEN})} + 1])", &["2"]);
}

#[test]
fn nobody_can_set_what_the_switch_knows() {
    check("Set(EXTEN,9)\nVerbose(${EXTEN}${PRIORITY})", &["s2"]);
}

#[test]
fn nesting_and_length_have_limits() {
    let deep = run(&format!(
        "Verbose({}EXTEN{})",
        "${".repeat(1_000),
        "}".repeat(1_000)
    ));
    assert!(deep[0].contains("nested too deeply"), "{deep:?}");
    let doubled = "\nSet(X,${X}${X})".repeat(18);
    let long = run(&format!(
        "Set(X,0123456789){doubled}\nVerbose(${{LEN(${{X}})}})"
    ));
    assert!(long[0].contains("bytes long"), "{:.100}", long[0]);
    let length = long.last().and_then(|line| line.parse::<usize>().ok());
    assert!(
        length.is_some_and(|length| (65_000..=65_536).contains(&length)),
        "{length:?}"
    );
}

#[test]
fn a_search_that_takes_long_is_given_up() {
    let doubled = "\nSet(X,${X}${X})".repeat(12);
    let search = "Verbose(x$[\"${X}\" =~ \"(a?){100}b\"])";
    let lines = run(&format!("Set(X,aaaaaaaaaaaa){doubled}\n{search}"));
    assert!(lines[0].contains("the search took too long"), "{lines:?}");
    assert_eq!(lines[1..], ["x"]);
}
