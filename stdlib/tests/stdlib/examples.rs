//! Runs the example beside each application and function, and every dialplan of the manual, on a simulated
//! switch with virtual time.

use std::path::{Path, PathBuf};

use runtime::dialplan::is_dialplan_file;
use runtime::testing::run_example;
use stdlib::LIBRARY;

fn check(failed: &mut Vec<String>, path: &str, text: &str) {
    if let Err(differences) = run_example(LIBRARY, path, text) {
        failed.push(format!("{path}:\n{}", differences.join("\n")));
    }
}

fn finish(failed: &[String]) {
    assert!(failed.is_empty(), "\n{}", failed.join("\n\n"));
}

#[test]
fn the_example_of_every_application_is_true() {
    let mut failed = Vec::new();
    for application in LIBRARY.applications {
        check(&mut failed, application.name, application.example);
    }
    finish(&failed);
}

#[test]
fn the_example_of_every_function_is_true() {
    let mut failed = Vec::new();
    for function in LIBRARY.functions {
        check(&mut failed, function.name, function.example);
    }
    finish(&failed);
}

#[test]
fn every_dialplan_of_the_manual_does_what_it_says() {
    let mut failed = Vec::new();
    let mut files = dialplans("manual");
    // The examples as they are printed have tests beside them.
    files.retain(|path| path.extension().is_some_and(|ending| ending == "rhai"));
    assert_eq!(files.len(), 15, "{files:?}");
    for path in files {
        let text = std::fs::read_to_string(&path).expect("it was listed");
        let name = path.file_name().expect("a file has a name");
        check(&mut failed, &name.to_string_lossy(), &text);
    }
    finish(&failed);
}

/// The dialplan files of a folder in `dialplans/`, sorted.
pub(crate) fn dialplans(folder: &str) -> Vec<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../dialplans")
        .join(folder);
    let mut files: Vec<PathBuf> = path
        .read_dir()
        .expect("the folder is there")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.to_str().is_some_and(is_dialplan_file))
        .collect();
    files.sort();
    files
}
