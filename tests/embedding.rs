//! The example of `docs/embedding.md`: a dialplan on a channel of a program's own.
#![allow(clippy::disallowed_methods)] // somebody types, and takes time for it

#[path = "../examples/telephone.rs"]
mod telephone;

use std::sync::mpsc::channel;
use std::time::Duration;

use runtime::host::Cause;

/// Types the lines as a person does, one after the other.
#[track_caller]
fn check(lines: &'static [&str], expected: Cause) {
    let (typed, read) = channel();
    let person = std::thread::spawn(move || {
        for line in lines {
            std::thread::sleep(Duration::from_millis(400));
            typed.send((*line).to_owned()).expect("it rings");
        }
        typed
    });
    let dialplan = include_str!("../examples/telephone.rhai");
    assert_eq!(telephone::telephone(dialplan, &read), Ok(expected));
    drop(person.join());
}

#[test]
fn the_dialplan_ends_the_call_of_a_terminal() {
    check(&["1", "#"], Cause::Normal);
}

#[test]
fn a_terminal_hangs_up_in_the_middle_of_a_prompt() {
    check(&["12h"], Cause::Normal);
}

#[test]
fn the_example_is_short_enough_to_be_read_at_one_sitting() {
    let lines = include_str!("../examples/telephone.rs").lines().count();
    assert!(lines < 100, "{lines} lines");
}
