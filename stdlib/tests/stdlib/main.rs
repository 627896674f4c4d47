//! The library as dialplan authors meet it: what is declared, what the reference prints, and what calls do.
#![allow(clippy::disallowed_methods)] // reads the files it checks

mod cdr;
mod chat;
mod demo;
mod dial;
mod dial_options;
mod digits;
mod examples;
mod fairness;
mod flow;
mod goto;
mod guide;
mod header_fields;
mod import;
mod language;
mod library;
mod menus;
mod others;
mod prompts;
mod reference;
mod tests_of_dialplans;
mod traces;
mod transfer;
mod twins;
mod words;

use runtime::testing::run_example;
use stdlib::LIBRARY;

/// Runs statements or contexts with their directives and marks; see `runtime::testing`.
#[track_caller]
fn check(text: &str) {
    if let Err(differences) = run_example(LIBRARY, "test.rhai", text) {
        panic!("{}\n{text}", differences.join("\n"));
    }
}
