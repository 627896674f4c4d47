//! Calls followed on the console, kept, run again and made into tests.

use std::process::{Command, Stdio};
use std::time::Duration;

use crate::support::{PhoneSetup, Setup, Sipp, Switch, Transcript, beside, eventually};

const SOON: Duration = Duration::from_secs(20);

const DIALPLAN: &str = r#"context "internal" {
    extension "pin" => {
        Answer();
        let tries = 0;
        Read("pin", "", 2);
        if pin == "42" {
            Set("greeting", `hello ${CALLERID("num")}`);
            Verbose(1, greeting);
        }
        DB["pins/last"] = pin;
        Wait(1);
    }
    extension "broken" => { Set("x", 1); throw "a mistake"; }
    extension "ring" => {
        if Dial("SIP/shoe-phone", 20) == "ANSWER" { return; }
        Verbose(1, `nobody: ${DIALSTATUS}`);
    }
    extension "h" => { Verbose(1, "over"); }
}
"#;

fn switch() -> Switch {
    Setup::new()
        .endpoint("desk", "pw", "internal", "ulaw")
        .endpoint("shoe-phone", "pw", "internal", "ulaw")
        .dialplan("office.rhai", DIALPLAN)
        .start()
}

fn play(switch: &Switch, steps: &str) {
    Sipp::plays(switch.sip(), steps)
        .credentials("desk", "pw")
        .run()
        .assert_good();
}

/// Calls `pin`, and presses two keys.
const PIN: &str = "> INVITE pin | sdp 0\n< 200\n> ACK\nwait 300\n> INFO | key 4\n< 200\n> INFO | key 2\n< 200\nwait 500\n> BYE\n< 200";

/// What a command says, and whether it was done.
fn said(switch: &Switch, arguments: &[&str]) -> (bool, String) {
    let output = switch.home().command(arguments, "");
    let text = [output.stdout, output.stderr].concat();
    (
        output.status.success(),
        String::from_utf8_lossy(&text).into_owned(),
    )
}

#[track_caller]
fn check(text: &str, wanted: &[&str]) {
    for wanted in wanted {
        assert!(text.contains(wanted), "no `{wanted}` in:\n{text}");
    }
}

/// `skyplan test` on the dialplan of the switch: its exit status and what it says.
fn tests(switch: &Switch, arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_skyplan"))
        .arg("test")
        .args(arguments)
        .current_dir(switch.home().path("."))
        .stdin(Stdio::null())
        .output()
        .expect("the binary under test");
    let text = [output.stdout, output.stderr].concat();
    (
        output.status.code(),
        String::from_utf8_lossy(&text).into_owned(),
    )
}

/// Waits until so many calls are kept, and writes the first as a file.
fn kept(switch: &Switch, number: usize) -> &'static str {
    let wanted = format!("{number} trace");
    eventually("a trace", SOON, || {
        said(switch, &["console", "-x", "dialplan show traces"])
            .1
            .contains(&wanted)
            .then_some(())
    });
    let (done, json) = said(
        switch,
        &["console", "-x", &format!("dialplan export trace {number}")],
    );
    assert!(done, "{json}");
    std::fs::write(switch.home().path("call.trace"), json).expect("a file of our own");
    "call.trace"
}

#[test]
fn a_call_is_followed_on_two_consoles_line_by_line() {
    let _machine = beside();
    let switch = switch();
    let follow = |what: &str| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_skyplan"))
            .args([
                "console",
                "-x",
                &format!("dialplan trace {what}"),
                "--config",
            ])
            .arg(switch.home().config())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the binary under test");
        let transcript = Transcript::default();
        transcript.follow(child.stdout.take().expect("piped"));
        transcript.wait("until you press Ctrl-C", SOON);
        (child, transcript)
    };
    let (mut all, of_all) = follow("all");
    let (mut other, of_other) = follow("ring@internal");
    let (mut desk, of_desk) = follow("SIP/desk");
    play(&switch, PIN);
    of_desk.wait("ended with normal", SOON);
    of_all.wait("ended with normal", SOON);
    for text in [of_all.text(), of_desk.text()] {
        check(
            &text,
            &[
                "[pin@internal]",
                "office.rhai:4                                                   | let tries = 0;",
                "office.rhai:5         Read(pin,,2)",
                "the caller presses 4",
                "pin: (unset) → \"42\"",
                "office.rhai:6                                                   | if pin == \"42\" {",
                "greeting: (unset) → \"hello desk\"",
                "[h@internal]",
            ],
        );
    }
    assert!(!of_other.text().contains("pin"), "{}", of_other.text());
    for child in [&mut all, &mut other, &mut desk] {
        let pid = rustix::process::Pid::from_child(child);
        rustix::process::kill_process(pid, rustix::process::Signal::INT).expect("our child");
        assert!(child.wait().expect("our child").success());
    }
}

#[test]
fn a_kept_call_does_the_same_again_until_the_dialplan_changes() {
    let _machine = beside();
    let switch = switch();
    play(&switch, PIN);
    let trace = kept(&switch, 1);

    let (done, story) = said(&switch, &["console", "-x", "dialplan show trace 1"]);
    assert!(done);
    check(
        &story,
        &[
            "SIP/desk-00000001 (desk) called pin@internal",
            "office.rhai:5     Read(pin,,2)",
            "| Read(\"pin\", \"\", 2);",
            "writes pins/last = 42 into the database",
            "ended with normal",
        ],
    );
    let (status, text) = tests(&switch, &["dialplans", "--replay", trace]);
    assert!(
        status == Some(0) && text.starts_with("the same, "),
        "{status:?} {text}"
    );

    switch.save(
        "office.rhai",
        &DIALPLAN.replace("`hello ${", "`good day ${"),
    );
    let (status, text) = tests(&switch, &["dialplans", "--replay", trace]);
    assert_eq!(status, Some(1), "{text}");
    check(
        &text,
        &[
            "[E0703] Error: the call does something else than it did",
            "dialplans/office.rhai:7:13",
            "now: Set(greeting,good day desk)",
            "then: Set(greeting,hello desk) (at office.rhai:7)",
        ],
    );
    // The trace shows what ran, whatever stands in the file by now.
    let (_, story) = said(&switch, &["console", "-x", "dialplan show trace 1"]);
    check(
        &story,
        &["| Set(\"greeting\", `hello ${CALLERID(\"num\")}`);"],
    );

    std::fs::write(switch.home().path("bad.trace"), "{").expect("a file of our own");
    let (status, text) = tests(&switch, &["dialplans", "--replay", "bad.trace"]);
    assert_eq!(status, Some(2), "{text}");
    check(&text, &["bad.trace: this is no trace of a call"]);
}

#[test]
fn a_kept_call_becomes_a_test() {
    let _machine = beside();
    let switch = switch();
    let shoe = PhoneSetup::new("shoe-phone", "pw").at(switch.sip()).start();
    play(
        &switch,
        "> INVITE ring | sdp 0\n< 200\n> ACK\nwait 1500\n> BYE\n< 200",
    );
    shoe.closed();
    let trace = kept(&switch, 1);
    let (status, text) = tests(&switch, &["dialplans", "--replay", trace]);
    assert!(status == Some(0), "{text}");
    let tested = "dialplans/office.test.rhai";
    let (status, text) = tests(&switch, &["dialplans", "--from-trace", trace, "-o", tested]);
    assert_eq!(
        (status, &*text),
        (Some(0), &*format!("the test is in {tested}\n"))
    );
    let written = std::fs::read_to_string(switch.home().path(tested)).expect("the test");
    check(
        &written,
        &[
            "phone(\"desk\").dial(\"internal\", \"ring\")",
            "caller.expect_dialled(\"SIP/shoe-phone\");",
            "caller.expect_connected(\"SIP/shoe-phone\");",
            "caller.hang_up();",
        ],
    );
    let (status, text) = tests(&switch, &["dialplans"]);
    assert_eq!(status, Some(0), "{text}");
    switch.save(
        "office.rhai",
        &DIALPLAN.replace("SIP/shoe-phone", "SIP/kitchen"),
    );
    let (status, text) = tests(&switch, &["dialplans"]);
    assert_eq!(status, Some(1), "{text}");
    check(&text, &["`SIP/shoe-phone` is not dialled"]);
}

#[test]
fn failed_calls_are_kept_and_files_go_into_the_data_folder() {
    let _machine = beside();
    let switch = switch();
    play(&switch, "> INVITE broken | sdp 0\n< 503");
    kept(&switch, 1);
    let console = |command: &str| said(&switch, &["console", "-x", command]);
    check(
        &console("dialplan show traces").1,
        &["congestion", "failed", "1 trace, 1 of calls that failed"],
    );
    check(
        &console("dialplan show trace 1").1,
        &[
            "E0406 the script threw `a mistake`",
            "and failed with congestion",
        ],
    );
    let (done, text) = console("dialplan export trace 1 night");
    assert!(done && text.contains("data/traces/night.trace"), "{text}");
    let file = switch.home().path("data/traces/night.trace");
    let mode = std::os::unix::fs::PermissionsExt::mode(
        &std::fs::metadata(&file).expect("the trace").permissions(),
    );
    assert_eq!(mode & 0o777, 0o600);
    let (status, text) = tests(
        &switch,
        &["dialplans", "--replay", "data/traces/night.trace"],
    );
    assert_eq!(status, Some(0), "{text}");
    assert!(!console("dialplan show trace 2").0);
    assert!(!console("dialplan export trace 1 ../x").0);
}
