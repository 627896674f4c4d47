//! What tests of dialplans notice, and what they cannot do.

use std::sync::Arc;

use runtime::dialplan::Source;
use runtime::executor::Budgets;
use runtime::testing::{Options, Outcome, Runner, Suite, coverage};
use stdlib::LIBRARY;

const DESK: &str = r#"
    context "desk" {
        extension "100" => {
            Answer();
            Set("GLOBAL_LIKE", "set");
            Playback("hello");
            Dial("SIP/boss", 20);
        }
        extension "wait" => { Answer(); while true { Wait(600); } }
        extension "echo" => { Answer(); Echo(); }
        extension "lot" => { NoOp(RAND(1, 1000000)); }
        extension "self" => { Dial("Local/self@desk"); }
        extension "zero" => { Answer(); while true { Wait(0); } }
        extension "spin" => { let n = 0; while true { n += 1; } }
        extension "through" => { Answer(); Dial("Local/around@desk/n", 20); }
        extension "around" => { Dial("SIP/boss", 20); }
        extension "kick" => { Answer(); SoftHangup("SIP/x", "a"); NoOp("kicked"); }
        extension "bad" => { Answer(); throw "a mistake"; }
    }
"#;

/// Who leaves a call up, with what runs after a hangup.
const LEFT_UP: &str = r#"
    context "up" {
        extension "1" => {
            CHANNEL["hangup_handler_push"] = "handler,s,1";
            Answer();
            Wait(100);
            NoOp("never");
        }
        extension "h" => {
            NoOp("bye");
            Wait(3);
            Set("GLOBAL(BYE)", CHANNEL("language"));
        }
    }
    context "handler" { extension "s" => { if GLOBAL("BROKEN") == "1" { throw "in the handler"; } } }
"#;

/// Runs a test of it to its end; what fails, and the lines that never ran.
fn left_up(body: &str) -> (Option<String>, Vec<u32>) {
    let sources = vec![
        Source::new("up.rhai", LEFT_UP),
        Source::new("up.test.rhai", format!("test \"t\" {{ {body} }}")),
    ];
    let (suite, findings) = Suite::load(sources, LIBRARY);
    assert!(findings.is_empty(), "{findings:?}");
    let suite = Arc::new(suite);
    let options = Options {
        coverage: true,
        ..Options::default()
    };
    let outcome = Runner::new(Arc::clone(&suite), options).run(&suite.cases()[0]);
    let missed = coverage(&suite, &outcome.covered).swap_remove(0).missed;
    (
        outcome.failure.map(|failure| failure.finding.message),
        missed,
    )
}

#[test]
fn a_call_that_a_test_leaves_up_is_hung_up_with_what_runs_then() {
    assert_eq!(left_up("phone(\"x\").dial(\"1\");"), (None, vec![7]));
    let (fails, _) = left_up("phone(\"x\").dial(\"1\"); global(\"BROKEN\", 1);");
    assert_eq!(fails.as_deref(), Some("the script threw `in the handler`"));
}

fn suite(tests: &str) -> Arc<Suite> {
    let sources = vec![
        Source::new("desk.rhai", DESK),
        Source::new("desk.test.rhai", tests),
    ];
    let (suite, findings) = Suite::load(sources, LIBRARY);
    assert!(findings.is_empty(), "{findings:?}");
    Arc::new(suite)
}

fn run(body: &str) -> Outcome {
    let suite = suite(&format!("test \"t\" {{ {body} }}"));
    let budgets = Budgets {
        operations: 200_000,
        ..Budgets::default()
    };
    let options = Options {
        sandbox: budgets.into(),
        ..Options::default()
    };
    Runner::new(Arc::clone(&suite), options).run(&suite.cases()[0])
}

/// Runs a test that is to fail like this; empty for one that passes.
fn check(body: &str, expected: &str) {
    let failure = run(body).failure;
    let shown = failure.map_or(String::new(), |failure| {
        let finding = failure.finding;
        format!(
            "{} {}: {}",
            finding.code.id(),
            finding.message,
            finding.note
        )
    });
    if expected.is_empty() {
        assert_eq!(shown, "", "{body}");
    } else {
        assert!(shown.contains(expected), "{body}\n{expected}\n{shown}");
    }
}

#[test]
fn what_is_not_so_is_said_with_what_is() {
    check(
        "expect(1 + 1, 3);",
        "E0701 the value is not the expected one: expected `3`, got `2`",
    );
    check(
        r#"phone("x").dial("100").expect_dialled("SIP/chef");"#,
        "`SIP/chef` is not dialled: what happened instead: answers, plays hello, dials SIP/boss, …",
    );
    check(
        r#"phone("x").dial("100").expect_dialled("SIP/boss", #{ num: "y" });"#,
        "`SIP/boss` is not dialled like this: expected num `y`, got `x`",
    );
    check(
        r#"phone("boss").busy(); phone("x").dial("100").expect_end("normal");"#,
        "the call ends with another cause: expected `normal`, got `busy`",
    );
    check(
        r#"let c = phone("x").dial("100"); c.expect_played("hello"); c.expect_answered();"#,
        "it happened at 0s, before what was expected last",
    );
    check(
        r#"phone("boss").answer();"#,
        "`SIP/boss` does not ring: nothing calls it now",
    );
    check(
        r#"let c = phone("x").dial("100"); c.hang_up(); c.press("1");"#,
        "the call has ended",
    );
}

#[test]
fn what_somebody_says_is_heard_by_whoever_is_connected() {
    let begin = r#"phone("boss").answers(); let c = phone("x").dial("through"); c.expect_connected("Local/around@desk/n");"#;
    check(
        &format!(r#"{begin} c.talk("hello"); phone("boss").expect_heard("hello");"#),
        "",
    );
    check(
        &format!(r#"{begin} phone("boss").talk("who is it?"); c.expect_heard("who is it?");"#),
        "",
    );
    check(
        &format!(r#"{begin} c.talk("hello"); phone("boss").expect_heard("good bye");"#),
        "`SIP/boss` does not hear: good bye: what it heard last is: hello",
    );
    check(
        r#"let c = phone("x").dial("wait"); c.talk("hello"); c.expect_heard("hello");"#,
        "the caller does not hear: hello",
    );
    check(r#"phone("boss").talk("hello");"#, "`SIP/boss` has no call");
}

#[test]
fn an_expectation_gives_up_after_an_hour() {
    let body = r#"let c = phone("x").dial("wait"); c.expect_end();"#;
    check(body, "the call does not end");
    assert!(run(body).took.as_secs() <= 3_600);
}

#[test]
fn a_failure_that_the_test_catches_is_a_failure() {
    check(
        "try { expect(false); } catch (e) { }",
        "E0701 this is not so",
    );
}

#[test]
fn an_error_of_the_dialplan_fails_the_test_unless_it_is_expected() {
    let dial = r#"let c = phone("x").dial("bad"); c.expect_answered(); wait(1);"#;
    check(dial, "E0406 the script threw `a mistake`");
    check(&format!("{dial} c.expect_fault(\"E0406\");"), "");
    check(
        r#"phone("x").dial("100").expect_fault("E0406");"#,
        "the dialplan does not fail with E0406",
    );
}

#[test]
fn an_expectation_that_is_not_met_names_the_error_behind_it() {
    let outcome = run(r#"phone("x").dial("bad").expect_played("hello");"#);
    let finding = outcome.failure.expect("it fails").finding;
    let labels: Vec<&str> = finding.labels.iter().map(|label| &*label.message).collect();
    assert_eq!(labels, ["E0406: the script threw `a mistake`"]);
}

#[test]
fn nonsense_is_refused() {
    check(r#"wait(-1);"#, "E0302 `-1` is no number of seconds");
    check(r#"wait(1e30);"#, "no number of seconds");
    check(r#"clock("tomorrow");"#, "no date and time");
    check(r#"device("SIP/x", "SLEEPING");"#, "no state of a device");
    check(
        r#"phone("x").presence("Online");"#,
        "`SIP/x` is no Skype name",
    );
    check(r#"skype("x").presence("Asleep");"#, "no availability");
    check(
        r#"skype("x", #{ colour: "red" });"#,
        "`colour: red` says nothing",
    );
    check(
        r#"phone("x").dial("nowhere");"#,
        "no context has an extension `nowhere`",
    );
    check(
        r#"let c = phone("x").dial("100"); c.press("x");"#,
        "no key `x`",
    );
    check(
        r#"let c = phone("x").dial("100"); c.expect_end("sad");"#,
        "`sad` is not how a call ends",
    );
    check(r#"hint("desk", "100");"#, "has no hint");
}

#[test]
fn one_call_can_end_another() {
    check(
        r#"let one = phone("x").dial("echo"); phone("y").dial("kick").expect_said("kicked"); one.expect_end("normal");"#,
        "",
    );
}

#[test]
fn neither_a_test_nor_a_call_can_run_for_ever() {
    check("while true { }", "E0402");
    check(
        r#"phone("x").dial("spin").expect_end("congestion");"#,
        "E0402",
    );
    check(
        r#"while true { phone("x").dial("100"); }"#,
        "at most 1000 calls",
    );
    check("let s = \"x\"; while true { s += s; }", "E0403");
    let suite = suite("fn again() { again() }\ntest \"t\" { again(); }");
    let outcome = Runner::new(Arc::clone(&suite), Options::default()).run(&suite.cases()[0]);
    assert_eq!(
        outcome.failure.expect("it fails").finding.code.id(),
        "E0404"
    );
}

#[test]
fn one_test_never_sees_what_another_did() {
    let suite = suite(
        r#"
        test "writes" {
            global("SEEN", "yes");
            device("SIP/boss", "BUSY");
            phone("boss").busy();
            clock("2030-01-01 00:00");
            phone("x").dial("100").expect_end("busy");
        }
        test "reads" {
            expect(global("SEEN"), "");
            expect(device("SIP/boss"), "NOT_INUSE");
            expect(now(), 0);
            phone("x").dial("100").expect_end("unanswered");
        }
    "#,
    );
    let mut runner = Runner::new(Arc::clone(&suite), Options::default());
    for case in suite.cases().iter().chain(suite.cases().iter().rev()) {
        assert!(runner.run(case).failure.is_none(), "{}", case.name);
    }
}

#[test]
fn a_seed_says_which_random_numbers_there_are() {
    let suite = suite("test \"t\" { phone(\"x\").dial(\"lot\").expect(\"shows nothing\"); }");
    let number = |seed| {
        let options = Options {
            seed,
            ..Options::default()
        };
        let outcome = Runner::new(Arc::clone(&suite), options).run(&suite.cases()[0]);
        outcome.failure.expect("it fails").finding.note
    };
    assert_eq!(number(1), number(1));
    assert_ne!(number(1), number(2));
}

#[test]
fn functions_and_constants_of_the_file_are_there() {
    let suite = suite(
        r#"
        const BOSS = "SIP/boss";
        fn rings(name) { phone(name).dial("desk", "100").expect_dialled("SIP/boss"); }
        test "t" { rings("x"); phone("y").dial("100").expect_dialled(BOSS); }
    "#,
    );
    let mut runner = Runner::new(Arc::clone(&suite), Options::default());
    let outcome = runner.run(&suite.cases()[0]);
    assert!(outcome.failure.is_none(), "{:?}", outcome.failure);
    assert_eq!(outcome.calls, 2);
}

#[test]
fn a_failure_in_a_function_names_the_line_that_called_it() {
    let suite = suite("fn f() { expect(false); }\ntest \"t\" {\n    f();\n}\n");
    let outcome = Runner::new(Arc::clone(&suite), Options::default()).run(&suite.cases()[0]);
    let finding = outcome.failure.expect("it fails").finding;
    assert_eq!((finding.span.line, finding.labels[0].span.line), (1, 3));
}

#[test]
fn the_trace_has_steps_with_their_lines_and_what_the_outside_noticed() {
    let outcome = run(r#"phone("x").dial("100").expect_dialled("SIP/chef");"#);
    let trace = outcome.failure.expect("it fails").trace;
    let shown: Vec<String> = trace
        .iter()
        .map(|step| {
            let line = step.place.as_ref().map_or(0, |(_, line)| *line);
            format!("{} {line} {}", step.at.as_secs(), step.what)
        })
        .collect();
    let expected = [
        "0 4 Answer()",
        "0 0 answers",
        "0 5 Set(GLOBAL_LIKE,set)",
        "0 6 Playback(hello)",
        "0 0 plays hello",
        "2 7 Dial(SIP/boss,20)",
        "2 0 dials SIP/boss",
    ];
    assert_eq!(shown[..expected.len()], expected);
}

#[test]
fn extensions_conf_is_tested_in_the_same_form() {
    let conf = "[office]\nexten => 100,1,Dial(SIP/boss,20)\n same => n,Goto(${DIALSTATUS},1)\n\
                exten => BUSY,1,Playback(nobody)\n same => n,Hangup()\n\
                exten => NOANSWER,1,Set(TRIES=${DIALEDTIME}1)\n";
    let tests = r#"test "a busy boss is nobody" {
        phone("boss").busy();
        let caller = phone("desk").dial("office", "100");
        caller.expect_dialled("SIP/boss", #{ num: "desk" });
        caller.expect_played("nobody");
        caller.expect_end();
        expect(caller.variable("EXTEN"), "BUSY");
    }"#;
    let sources = vec![
        Source::new("extensions.conf", conf),
        Source::new("extensions.test.rhai", tests),
    ];
    let (suite, findings) = Suite::load(sources, LIBRARY);
    assert!(findings.is_empty(), "{findings:?}");
    let suite = Arc::new(suite);
    let coverage = Options {
        coverage: true,
        ..Options::default()
    };
    let outcome = Runner::new(Arc::clone(&suite), coverage).run(&suite.cases()[0]);
    assert!(outcome.failure.is_none(), "{:?}", outcome.failure);
    let files = runtime::testing::coverage(&suite, &outcome.covered);
    assert_eq!(
        (files.len(), files[0].lines, &files[0].missed[..]),
        (1, 5, &[6][..])
    );
    assert_eq!(files[0].never_entered, [("NOANSWER@office".to_owned(), 6)]);
}

/// Loads a file and gives the codes of what is found.
fn codes(path: &str, text: &str) -> Vec<&'static str> {
    let (_, findings) = Suite::load(vec![Source::new(path, text)], LIBRARY);
    findings.iter().map(|finding| finding.code.id()).collect()
}

#[test]
fn tests_are_checked_when_they_are_loaded() {
    let check = |body: &str, expected: &[&str]| {
        assert_eq!(
            codes("a.rhai", &format!("test \"t\" {{ {body} }}")),
            expected,
            "{body}"
        );
    };
    check(r#"phone("x").dial("100").expect_end();"#, &[]);
    check(r#"phon("x");"#, &["E0201"]);
    check(r#"Dial("SIP/x");"#, &["E0201"]);
    check(r#"wait();"#, &["E0202"]);
    check(r#"phone("x").dial();"#, &["E0202"]);
    check(r#"wait(seconds);"#, &["W0203"]);
    check(r#"wait(1"#, &["E0001"]);
    assert_eq!(codes("a.test.rhai", "context \"a\" { }"), ["E0702"]);
    assert_eq!(
        codes(
            "a.rhai",
            "context \"a\" { extension \"1\" => { wait(1); } }"
        ),
        ["E0201"]
    );
}
