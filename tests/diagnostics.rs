//! Every kind of mistake has a case in `tests/diagnostics/` that shows it, with the places marked below the lines;
//! `docs/diagnostics.md` is printed from these cases. `UPDATE=1 cargo test --test diagnostics` marks and prints anew.

// Tests read files themselves.
#![allow(clippy::disallowed_methods)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::Parser;
use runtime::diagnostic::{CODES, Diagnostic};
use skyplan::check::check;
use skyplan::cli::{Cli, Command};
use skyplan::dialplan_tests;

/// Codes that no file of a dialplan shows, each with the file and the name of the test that does.
const ELSEWHERE: &[(&str, &str, &str)] = &[
    (
        "E0409",
        "runtime/src/sandbox/capabilities.rs",
        "Some(\"E0409\")",
    ),
    (
        "E0412",
        "stdlib/tests/stdlib/language/globals.rs",
        "expect_fault(\"E0412\")",
    ),
    (
        "E0002",
        "runtime/src/dialplan/tests/mod.rs",
        "a_file_that_is_too_large_is_not_read",
    ),
    (
        "E0008",
        "daemon/folder.rs",
        "nothing_outside_of_the_folder_is_read",
    ),
    (
        "E0314",
        "stdlib/src/functions/skype_buddies.rhai",
        "E0314 unknown Skype account",
    ),
    (
        "E0405",
        "runtime/src/executor/tests/hostile.rs",
        "starts_with(\"E0405\")",
    ),
    ("W0611", "stdlib/tests/stdlib/import.rs", "Code::ImportLeft"),
    ("W0612", "stdlib/tests/stdlib/import.rs", "[\"W0612\"]"),
    (
        "E0703",
        "tests/real/trace.rs",
        "[E0703] Error: the call does something else than it did",
    ),
];

/// A defect of the switch: nobody knows of one.
const NEVER: &str = "E0499";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn updating() -> bool {
    std::env::var_os("UPDATE").is_some()
}

/// A file of a case, without the marks.
struct Part {
    path: String,
    text: String,
}

/// The files of a case: each begins with `==> path <==`.
fn parts(case: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for line in case.lines() {
        if let Some(path) = line
            .strip_prefix("==> ")
            .and_then(|line| line.strip_suffix(" <=="))
        {
            let path = path.to_owned();
            let text = String::new();
            parts.push(Part { path, text });
        } else if let Some(part) = parts.last_mut().filter(|_| !is_mark(line)) {
            part.text.push_str(line);
            part.text.push('\n');
        }
    }
    parts
}

fn is_mark(line: &str) -> bool {
    let rest = line.trim_start_matches(['/', ';', '#']);
    rest.len() < line.len() && rest.trim_start_matches(['^', ' ']).starts_with('~')
}

/// What begins a comment in a file.
fn comment(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("rhai") => "//",
        Some("toml") => "#",
        _ => ";",
    }
}

/// A finding as a line below the one it is in.
fn mark(path: &str, finding: &Diagnostic) -> String {
    let comment = comment(path);
    let (from, to) = (
        finding.span.column as usize,
        finding.span.end_column as usize,
    );
    let to = if finding.span.end_line == finding.span.line {
        to
    } else {
        from + 1
    };
    let mut line = comment.to_owned();
    if from > comment.len() {
        line.push_str(&" ".repeat(from - 1 - comment.len()));
        line.push_str(&"^".repeat(to - from));
    }
    let help = finding.help.as_deref().map(|help| format!(" ({help})"));
    let mended = if finding.fixes.iter().any(|fix| fix.sure) {
        " [--fix]"
    } else {
        ""
    };
    let (code, message) = (finding.code, &finding.message);
    format!(
        "{line} ~ {code} {message}{}{mended}",
        help.unwrap_or_default()
    )
}

/// The case with its findings marked, and their codes.
fn marked(case: &str) -> (String, BTreeSet<&'static str>) {
    let folder = tempfile::tempdir().expect("a folder for the case");
    let parts = parts(case);
    for part in &parts {
        let path = folder.path().join(&part.path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, &part.text).expect("a file");
    }
    let mut codes = BTreeSet::new();
    let mut below: BTreeMap<(PathBuf, u32), Vec<String>> = BTreeMap::new();
    let tested = parts.iter().any(|part| part.path.ends_with(".test.rhai")) && parts.len() > 1;
    let mut output = String::new();
    if tested {
        let (shown, found) = run(folder.path());
        output = shown;
        codes.extend(found);
    } else {
        let config = folder.path().join("skyplan.toml");
        let path = if config.exists() {
            config
        } else {
            folder.path().to_owned()
        };
        for checked in check(&[path], false).findings {
            let finding = checked.finding;
            let file = Path::new(&*finding.file);
            let path = file
                .strip_prefix(folder.path())
                .expect("a file of the case");
            let line = mark(&finding.file, &finding);
            codes.insert(finding.code.id());
            let place = (path.to_owned(), finding.span.line.max(1));
            below.entry(place).or_default().push(line);
        }
    }
    let mut text = String::new();
    for part in &parts {
        let _ = writeln!(text, "==> {} <==", part.path);
        for (number, line) in part.text.lines().enumerate() {
            let _ = writeln!(text, "{line}");
            let place = (PathBuf::from(&part.path), number as u32 + 1);
            for mark in below.remove(&place).unwrap_or_default() {
                let _ = writeln!(text, "{mark}");
            }
        }
        if part.path.ends_with(".test.rhai") {
            text.push_str(&output);
        }
    }
    assert!(
        below.is_empty(),
        "findings at no line of the case: {below:?}"
    );
    (text, codes)
}

/// Runs the tests of a folder: the codes in what is printed.
fn run(folder: &Path) -> (String, Vec<&'static str>) {
    let arguments = ["skyplan", "test"].map(std::ffi::OsString::from);
    let Command::Test(wish) = Cli::parse_from(arguments).command else {
        panic!("`skyplan test` is a command");
    };
    let report = dialplan_tests::test(&wish, &[folder.to_owned()], false).expect("tests that run");
    let printed = report.lines.concat();
    let found = CODES
        .iter()
        .filter(|row| printed.contains(&format!("[{}]", row.id)));
    let (mut text, mut codes) = (String::new(), Vec::new());
    for row in found {
        let line = printed
            .lines()
            .find(|line| line.contains(row.id))
            .unwrap_or_default();
        let line = line
            .trim()
            .split_once(": ")
            .map_or(line, |(_, message)| message);
        let _ = writeln!(text, "// ~ {} {line}", row.id);
        codes.push(row.id);
    }
    (text, codes)
}

fn cases() -> BTreeMap<String, (PathBuf, String)> {
    let folder = root().join("tests/diagnostics");
    let entries = std::fs::read_dir(folder).expect("the cases");
    let paths = entries.map(|entry| entry.expect("a case").path());
    let cases = paths.filter(|path| path.extension().is_some_and(|ending| ending == "txt"));
    cases
        .map(|path| {
            let name = path
                .file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            let text = std::fs::read_to_string(&path).expect("a text");
            (name, (path, text))
        })
        .collect()
}

#[test]
fn each_case_shows_its_mistakes_where_they_are_marked() {
    let mut shown = BTreeSet::new();
    let mut wrong = Vec::new();
    for (name, (path, case)) in cases() {
        let (text, codes) = marked(&case);
        if CODES.iter().any(|row| row.id == name) && !codes.contains(name.as_str()) {
            wrong.push(format!("{name} does not show itself:\n{text}"));
        }
        shown.extend(codes);
        if updating() {
            std::fs::write(path, text).expect("a case written");
        } else if case != text {
            wrong.push(format!("{name} shows something else:\n{text}"));
        }
    }
    for row in CODES.iter().filter(|row| row.id != NEVER) {
        let elsewhere = ELSEWHERE.iter().find(|(id, ..)| *id == row.id);
        if let Some((_, file, test)) = elsewhere {
            let text = std::fs::read_to_string(root().join(file)).expect("a file of tests");
            assert!(text.contains(test), "{file} has no test `{test}`");
        } else if !shown.contains(row.id) {
            wrong.push(format!("no case shows {}", row.id));
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\n`UPDATE=1 cargo test --test diagnostics` marks the cases anew",
        wrong.join("\n")
    );
}

#[test]
fn the_reference_of_diagnostics_is_fresh() {
    let mut page = String::from(
        "# Diagnostics\n\nPrinted from the table in `runtime/src/diagnostic/code.rs` and the cases in \
         `tests/diagnostics/`; `UPDATE=1 cargo test --test diagnostics` prints it again. Codes with an E are errors, which \
         keep a dialplan from going live; those with a W are warnings. `skyplan explain CODE` prints the text of one. \
         In the examples a comment below a line marks what is found there, and `[--fix]` what `skyplan check --fix` \
         mends.\n",
    );
    let cases = cases();
    let mut rows: Vec<_> = CODES.iter().collect();
    rows.sort_by_key(|row| row.id);
    for row in rows {
        let _ = write!(
            page,
            "\n## {}: {}\n\n{}\n",
            row.id, row.title, row.explanation
        );
        if let Some((_, case)) = cases.get(row.id) {
            let _ = write!(page, "\n```text\n{case}```\n");
        }
    }
    let path = root().join("docs/diagnostics.md");
    if updating() {
        std::fs::write(path, page).expect("the page written");
    } else {
        let printed = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            printed == page,
            "`UPDATE=1 cargo test --test diagnostics` prints docs/diagnostics.md"
        );
    }
}
