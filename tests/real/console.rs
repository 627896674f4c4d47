//! `skyplan console -x` and `skyplan account` against the running switch.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::support::{Setup, Switch, Transcript, beside};

const DIALPLAN: &str = r#"
context "internal" {
    hint "100" => "Skype:james_bond@austin_powers";
    extension "_1XX" => { Answer(); }
}
"#;

/// Runs a command: whether it succeeded, and what it printed holds `text`.
fn check(switch: &Switch, command: &[&str], works: bool, text: &str) {
    let output = switch.home().command(command, "");
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert_eq!(output.status.success(), works, "{command:?}: {said}");
    assert!(said.contains(text), "{command:?}: {said}");
}

#[test]
fn operators_see_and_reload_a_running_switch() {
    let _machine = beside();
    let switch = Setup::new()
        .skype(
            "james_bond",
            "secret = 007\nbuddy_autoadd = hints\ncontext = internal\nexten = 100",
        )
        .member("austin_powers", "groovy")
        .dialplan("desk.rhai", DIALPLAN)
        .start();
    let console = |command, works, text| check(&switch, &["console", "-x", command], works, text);
    console("core show channels", true, "0 active calls");
    console("core show hints", true, "Skype:james_bond@austin_powers");
    console("dialplan show internal", true, "'_1XX' =>");
    console("skype show users", true, "austin_powers");
    console("skype show buddies james_bond", true, "austin_powers");
    console(
        "skype block james_bond austin_powers",
        true,
        "`james_bond` blocked `austin_powers`",
    );
    console("skype show requests james_bond", true, "Blocked");
    console("dialplan reload", true, "generation");
    console("core show chanels", false, "no such command");
    check(&switch, &["account", "list"], true, "austin_powers");
    check(
        &switch,
        &["account", "remove", "nobody_here"],
        false,
        "nobody_here",
    );

    switch.save(
        "desk.rhai",
        "context \"internal\" { extension \"1\" => { Anser(); } }",
    );
    console("dialplan reload", false, "did you mean `Answer`");
    console("dialplan show internal", true, "'_1XX' =>");
}

#[test]
fn a_pipe_of_commands_goes_on_after_a_mistake_and_fails_in_the_end() {
    let _machine = beside();
    let switch = Setup::new().start();
    let pipe = |lines: &str| {
        let output = switch.home().command(&["console"], lines);
        let said = [output.stdout, output.stderr].concat();
        (
            output.status.success(),
            String::from_utf8_lossy(&said).into_owned(),
        )
    };
    assert!(pipe("core show uptime\n\nquit\nnonsense\n").0);
    let (works, said) = pipe("nonsense\ncore show channels\n");
    assert!(!works && said.contains("0 active calls"), "{said}");
    assert!(said.contains("1 of 2 commands failed"), "{said}");
}

#[test]
fn a_person_at_a_terminal_completes_drops_and_recalls_lines() {
    let _machine = beside();
    let switch = Setup::new().start();
    let home = switch.home().path("home");
    std::fs::create_dir(&home).expect("a folder of our own");
    // `script` gives the program a terminal.
    let console = format!(
        "'{}' console --config '{}'",
        env!("CARGO_BIN_EXE_skyplan"),
        switch.home().config().display()
    );
    let mut child = Command::new("script")
        .args(["-qefc", &console, "/dev/null"])
        .env("HOME", &home)
        .env_remove("XDG_STATE_HOME")
        .env("TERM", "xterm")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("`script` of the Debian package bsdutils");
    let transcript = Transcript::default();
    transcript.follow(child.stdout.take().expect("piped"));
    let mut keys = child.stdin.take().expect("piped");
    let mut press = |what: &str, shown: &str| {
        keys.write_all(what.as_bytes()).expect("the console reads");
        transcript.wait(shown, Duration::from_secs(20));
    };
    press("", "skyplan> ");
    press("core sh\tch\ts\r", "0 active channels");
    // Ctrl-C drops what was typed; the console stays.
    press("nonsense", "nonsense");
    press("\u{3}", "nonsense\u{1b}[?2004l");
    press("core show uptime\r", "System uptime");
    press(
        "\u{1b}[A\u{1b}[A!\r",
        "no such command `core show channels!`",
    );
    keys.write_all(b"\x04").expect("the console reads");
    assert!(child.wait().expect("our child").success());
    let history = home.join(".local/state/skyplan/history");
    let history = std::fs::read_to_string(history).expect("a history");
    assert!(
        history.contains("core show uptime") && !history.contains("nonsense"),
        "{history}"
    );
}

#[test]
fn a_first_start_has_nothing_to_warn_of() {
    let _machine = beside();
    let switch = Setup::new()
        .skype(
            "james_bond",
            "secret = 007\nbuddy_autoadd = hints\ncontext = internal\nexten = 100",
        )
        .member("austin_powers", "groovy")
        .dialplan("desk.rhai", DIALPLAN)
        .start();
    switch.says("asks for authorization");
    assert!(!switch.log().contains("WARN"), "{}", switch.log());
}
