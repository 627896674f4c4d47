//! What the language does, in both of its forms: one dialplan as lines of `extensions.conf` and as a Rhai file, and one
//! test for both.

mod database;
mod globals;
mod hangup_handlers;
mod imports;
mod inheritance;
mod lookups;
mod special;

use std::sync::Arc;

use runtime::dialplan::Source;
use runtime::testing::{Options, Runner, Suite};
use stdlib::LIBRARY;

/// Runs the body of a test with the dialplan as lines, and again with it as a Rhai file.
#[track_caller]
fn check(lines: &str, rhai: &str, body: &str) {
    run(&[("a.conf", lines)], body);
    run(&[("a.rhai", rhai)], body);
}

/// Runs the body of a test with a dialplan of these files.
#[track_caller]
fn run(files: &[(&str, &str)], body: &str) {
    let test = Source::new("a.test.rhai", format!("test \"t\" {{ {body} }}"));
    let files = files.iter().map(|&(path, text)| Source::new(path, text));
    let (suite, findings) = Suite::load(files.chain([test]).collect(), LIBRARY);
    let errors: Vec<_> = findings
        .iter()
        .filter(|finding| finding.is_error())
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
    let suite = Arc::new(suite);
    let outcome = Runner::new(Arc::clone(&suite), Options::default()).run(&suite.cases()[0]);
    assert!(outcome.failure.is_none(), "{body}: {:?}", outcome.failure);
}
