//! Dialplans as people write them in `extensions.conf`, and their imports: one file of tests holds for both.
//!
//! Each `twins/name.conf` has its tests in `twins/name.test.rhai`.
#![allow(clippy::disallowed_methods)]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use runtime::dialplan::Source;
use runtime::import::{Imported, import};
use runtime::testing::{Options, Runner, Suite};
use stdlib::LIBRARY;

fn twins() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stdlib/twins");
    let entries = std::fs::read_dir(folder).expect("the folder is there");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a file").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "conf"));
    paths.sort();
    let read = |path: &Path| std::fs::read_to_string(path).expect("it can be read");
    let twins = paths.iter();
    twins
        .map(|path| (read(path), read(&path.with_extension("test.rhai"))))
        .collect()
}

/// What fails of the tests with that dialplan.
fn failures(mut files: Vec<Source>, tests: &str) -> Vec<String> {
    files.push(Source::new("a.test.rhai", tests));
    let (suite, findings) = Suite::load(files, LIBRARY);
    let errors = findings.iter().filter(|finding| finding.is_error());
    let mut failures: Vec<String> = errors.map(|error| format!("{error:?}")).collect();
    let suite = Arc::new(suite);
    assert!(!suite.cases().is_empty());
    for case in suite.cases() {
        let outcome = Runner::new(Arc::clone(&suite), Options::default()).run(case);
        failures.extend(outcome.failure.map(|failure| format!("{failure:?}")));
    }
    failures
}

#[test]
fn an_import_passes_the_tests_of_what_it_came_from() {
    for (conf, tests) in twins() {
        let lines = || Source::new("extensions.conf", conf.as_str());
        let failed = failures(vec![lines()], &tests);
        assert!(failed.is_empty(), "{conf}\n{failed:#?}");
        let Imported { rhai, rest, .. } = import(&[lines()], LIBRARY);
        let files = vec![
            Source::new("imported.rhai", rhai.as_str()),
            Source::new("imported.rest.conf", rest.as_str()),
        ];
        let failed = failures(files, &tests);
        assert!(failed.is_empty(), "{rhai}\n{rest}\n{failed:#?}");
    }
}
