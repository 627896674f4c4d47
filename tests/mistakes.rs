//! Dialplans with one mistake each, as somebody makes it who does not know the checker, and dialplans that only look wrong.
//!
//! Each case in `tests/mistakes/` begins with `===`, the code that is wanted, and what it is about. The place is marked
//! with `«…»`. A mistake is one finding there, without any that follow from it; what is right has none.

// Tests read files themselves.
#![allow(clippy::disallowed_methods)]

use std::collections::BTreeSet;
use std::path::Path;

use runtime::dialplan::{Dialplan, Source, World};

/// A case without its marks, and the place they were at.
struct Case {
    title: String,
    text: String,
    /// Line, column and end column.
    place: Option<(u32, u32, u32)>,
}

fn cases(file: &str) -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes");
    let all = std::fs::read_to_string(folder.join(file)).expect("the cases");
    let cases = all.split("=== ").skip(1).map(|case| {
        let (title, marked) = case.split_once('\n').expect("a title");
        let place = marked.split_once('«').map(|(before, rest)| {
            let line = before.matches('\n').count() as u32 + 1;
            let column = before.rsplit('\n').next().unwrap_or("").chars().count() as u32 + 1;
            let inside = rest.split_once('»').expect("the end of a place").0;
            (line, column, column + inside.chars().count() as u32)
        });
        Case {
            title: title.to_owned(),
            text: marked.replace(['«', '»'], ""),
            place,
        }
    });
    cases.collect()
}

/// A switch with a few telephones, an account and some prompts.
fn world() -> World {
    let set = |names: &[&str]| -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    };
    let mut world = World::default();
    world.endpoints = Some(set(&["desk", "shoe-phone", "kitchen", "itsp"]));
    world.accounts = Some(set(&["james_bond"]));
    world.prompts = Some(set(&[
        "hello", "goodbye", "menu", "invalid", "beep", "digits/1",
    ]));
    world.entrances = Some(set(&["internal"]));
    world
}

/// The findings of one file: code, line, column, end column.
fn findings(path: &str, text: &str) -> Vec<(String, (u32, u32, u32))> {
    let sources = vec![Source::new(path, text)];
    let (_, findings) = Dialplan::load_in(&world(), sources, stdlib::LIBRARY);
    let found = findings.iter().map(|finding| {
        let span = finding.span;
        let place = (span.line, span.column, span.end_column);
        (finding.code.to_string(), place)
    });
    found.collect()
}

fn check_mistakes(path: &str, file: &str) {
    let mut wrong = Vec::new();
    for case in cases(file) {
        let code = case.title.split(' ').next().unwrap_or("").to_owned();
        let found = findings(path, &case.text);
        if found != [(code, case.place.expect("a place"))] {
            wrong.push(format!("{}: {found:?}\n{}", case.title, case.text));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn check_correct(path: &str, file: &str) {
    for case in cases(file) {
        let found = findings(path, &case.text);
        assert!(found.is_empty(), "{}: {found:?}\n{}", case.title, case.text);
    }
}

#[test]
fn each_mistake_in_rhai_is_one_finding_at_its_place() {
    check_mistakes("a.rhai", "rhai.txt");
}

#[test]
fn each_mistake_in_lines_is_one_finding_at_its_place() {
    check_mistakes("extensions.conf", "conf.txt");
}

#[test]
fn what_only_looks_wrong_is_not_complained_of() {
    check_correct("a.rhai", "rhai-correct.txt");
    check_correct("extensions.conf", "conf-correct.txt");
}
