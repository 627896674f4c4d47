//! `skyplan console -x` and `skyplan account` against the running switch.

use crate::support::{Setup, Switch, beside};

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
            "secret = 007\nbuddy_autoadd = hints\ncontext = internal",
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
