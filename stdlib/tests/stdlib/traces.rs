//! Calls that were kept: each does the same again, becomes a test that passes, and an edited dialplan is noticed.

use std::path::Path;
use std::sync::Arc;

use runtime::dialplan::{Dialplan, Source};
use runtime::testing::words::{DIALPLAN, WORDS};
use runtime::testing::{Options, Runner, Suite, retell};
use runtime::trace::{Difference, Story, replay};
use stdlib::LIBRARY;

/// A dialplan with its tests, by file.
type Files = Vec<(String, String)>;

fn sources(files: &Files) -> Vec<Source> {
    let source = |(name, text): &(String, String)| Source::new(name.as_str(), text.as_str());
    files.iter().map(source).collect()
}

fn suite(files: &Files) -> Arc<Suite> {
    let (suite, findings) = Suite::load(sources(files), LIBRARY);
    let errors = findings.iter().filter(|finding| finding.is_error());
    let errors: Vec<_> = errors.collect();
    assert!(errors.is_empty(), "{errors:?}");
    Arc::new(suite)
}

/// The calls of all tests, each with the name of its test.
fn stories(files: &Files) -> Vec<(String, Story)> {
    let suite = suite(files);
    let options = Options {
        keep: 1 << 20,
        ..Options::default()
    };
    let mut runner = Runner::new(Arc::clone(&suite), options);
    let mut stories = Vec::new();
    for case in suite.cases() {
        let outcome = runner.run(case);
        assert!(
            outcome.failure.is_none(),
            "{}: {:?}",
            case.name,
            outcome.failure
        );
        let own = outcome.stories.into_iter();
        stories.extend(own.map(|story| (case.name.clone(), story)));
    }
    stories
}

/// Runs a call again on a dialplan, by way of its file.
fn again(story: &Story, files: &Files) -> Result<usize, Box<Difference>> {
    let story = Story::from_json(&story.to_json()).expect("it was written a moment ago");
    let (plan, _) = Dialplan::load(
        sources(files)
            .into_iter()
            .filter(|source| !source.path.ends_with(".test.rhai"))
            .collect(),
        LIBRARY,
    );
    replay(&story, Arc::new(plan), LIBRARY, Options::default().sandbox)
}

/// What is wrong with the test that becomes of a call; empty when it passes.
fn retold(story: &Story, files: &Files) -> String {
    let test = retell(story);
    let own = files
        .iter()
        .filter(|(name, _)| !name.ends_with(".test.rhai"));
    let mut files: Files = own.cloned().collect();
    files.push(("retold.test.rhai".to_owned(), test.clone()));
    let suite = suite(&files);
    let mut runner = Runner::new(Arc::clone(&suite), Options::default());
    let mut wrong = String::new();
    for case in suite
        .cases()
        .iter()
        .filter(|case| &*case.file == "retold.test.rhai")
    {
        if let Some(failure) = runner.run(case).failure {
            let finding = failure
                .finding
                .render(|path| suite.dialplan().text(path), false);
            wrong += &format!("{finding}\n{:#?}\n{test}", failure.trace);
        }
    }
    wrong
}

/// All that is shipped with tests: each file with its own.
fn shipped() -> Vec<Files> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../dialplans");
    let mut all = Vec::new();
    for folder in [root.clone(), root.join("manual")] {
        let files = std::fs::read_dir(folder).unwrap();
        let mut tests: Vec<_> = files.map(|file| file.unwrap().path()).collect();
        tests.sort();
        for test in tests {
            let shown = test.to_str().unwrap().to_owned();
            let Some(stem) = shown.strip_suffix(".test.rhai") else {
                continue;
            };
            let plan = ["rhai", "conf"].map(|ending| format!("{stem}.{ending}"));
            let plan = plan
                .into_iter()
                .find(|file| Path::new(file).exists())
                .unwrap();
            let read = |path: String| {
                let text = std::fs::read_to_string(&path).unwrap();
                (path.rsplit('/').next().unwrap().to_owned(), text)
            };
            all.push(vec![read(plan), read(shown)]);
        }
    }
    let tests: String = WORDS
        .iter()
        .map(|word| format!("test \"{}\" {{\n{}\n}}\n", word.name, word.example))
        .collect();
    all.push(vec![
        ("words.rhai".to_owned(), DIALPLAN.to_owned()),
        ("words.test.rhai".to_owned(), tests),
    ]);
    all
}

#[test]
fn every_call_of_the_shipped_tests_does_the_same_again() {
    let mut calls = 0;
    for files in shipped() {
        for (test, story) in stories(&files) {
            calls += 1;
            if let Err(difference) = again(&story, &files) {
                panic!(
                    "{} {test}: {difference:#?}\n{:#?}",
                    files[0].0, story.entries
                );
            }
        }
    }
    assert!(calls > 50, "{calls}");
}

#[test]
fn every_call_of_the_shipped_tests_becomes_a_test_that_passes() {
    let mut wrong = String::new();
    let mut failed = 0;
    for files in shipped() {
        for (test, story) in stories(&files) {
            let what = retold(&story, &files);
            if !what.is_empty() {
                failed += 1;
                wrong += &format!("--- {} {test}\n{what}\n", files[0].0);
            }
        }
    }
    assert!(wrong.is_empty(), "{failed} do not:\n{wrong}");
}

const OFFICE: &str = r#"context "office" {
    extension "100" => {
        Answer();
        Set("greeted", "no");
        Playback("hello");
        if Dial("SIP/boss", 20) == "NOANSWER" { NoOp("nobody"); }
    }
    extension "pin" => {
        Answer();
        Read("pin", "enter-pin", 4);
        NoOp(`${GLOBAL("NIGHT")} ${pin} ${RAND(1, 1000000)}`);
        DB["pins/desk"] = pin;
        NoOp(DB("pins/desk"));
    }
    extension "h" => { NoOp("bye"); }
}
"#;

const OFFICE_TESTS: &str = r##"
    test "rings out" { phone("desk").dial("100").expect_end(); }
    test "pin" {
        global("NIGHT", "1");
        let caller = phone("desk", #{ name: "Front Desk" }).dial("pin");
        caller.expect_played("enter-pin");
        wait(1);
        caller.press("42");
        wait(3);
        caller.press("#");
        caller.expect_end();
    }
"##;

fn office(plan: &str) -> Files {
    vec![
        ("office.rhai".to_owned(), plan.to_owned()),
        ("office.test.rhai".to_owned(), OFFICE_TESTS.to_owned()),
    ]
}

/// Changes the dialplan after a call; what differs then, or nothing.
fn check(call: usize, from: &str, to: &str, then: &str, now: &str, line: u32) {
    let (_, story) = stories(&office(OFFICE)).swap_remove(call);
    assert!(OFFICE.contains(from), "{from}");
    let plan = OFFICE.replace(from, to);
    let Err(difference) = again(&story, &office(&plan)) else {
        return assert_eq!((then, now), ("", ""), "{from} → {to} is not noticed");
    };
    let text = |side: Option<runtime::trace::Side>| side.map(|side| side.text).unwrap_or_default();
    let place = difference
        .now
        .clone()
        .and_then(|side| side.place)
        .or(difference.last.clone());
    assert_eq!(
        (
            text(difference.then),
            text(difference.now),
            place.map(|(_, line)| line)
        ),
        (then.to_owned(), now.to_owned(), Some(line)),
        "{from} → {to}"
    );
}

#[test]
fn what_an_edit_changes_is_found_at_its_line() {
    check(
        0,
        "SIP/boss",
        "SIP/kitchen",
        "Dial(SIP/boss,20)",
        "Dial(SIP/kitchen,20)",
        6,
    );
    check(0, "nobody", "no one", "NoOp(nobody)", "NoOp(no one)", 6);
    check(
        0,
        "\"no\"",
        "\"yes\"",
        "Set(greeted,no)",
        "Set(greeted,yes)",
        4,
    );
    check(
        0,
        "Answer();\n        Set",
        "Set",
        "Answer()",
        "Set(greeted,no)",
        3,
    );
    check(
        0,
        "NoOp(\"bye\");",
        "",
        "[h@office]",
        "ended with unanswered",
        6,
    );
    check(
        0,
        "if Dial",
        "Wait(1); if Dial",
        "Dial(SIP/boss,20)",
        "Wait(1)",
        6,
    );
    check(
        1,
        "pin\", 4)",
        "pin\", 2)",
        "Read(pin,enter-pin,4)",
        "Read(pin,enter-pin,2)",
        10,
    );
}

#[test]
fn what_does_the_same_may_look_different() {
    check(
        0,
        "Answer();",
        "// Hello.\n\n let pause = 1 + 1; Answer();",
        "",
        "",
        0,
    );
    check(
        0,
        "Set(\"greeted\", \"no\")",
        "Set(\"greeted\", `n${\"o\"}`)",
        "",
        "",
        0,
    );
    check(1, "pin}", "pin + \"\"}", "", "", 0);
}

#[test]
fn a_call_that_became_a_test_fails_when_the_dialplan_does_something_else() {
    for (call, from, to) in [
        (0, "SIP/boss", "SIP/kitchen"),
        (0, "nobody", "no one"),
        (0, "bye", "good bye"),
        (0, "Playback(\"hello\");", ""),
        (1, "enter-pin", "enter-code"),
    ] {
        let (_, story) = stories(&office(OFFICE)).swap_remove(call);
        assert_eq!(retold(&story, &office(OFFICE)), "");
        let plan = OFFICE.replacen(from, to, 1);
        assert_ne!(retold(&story, &office(&plan)), "", "{from} → {to}");
    }
}
