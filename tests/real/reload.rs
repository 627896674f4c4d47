//! Dialplans that are saved while calls are up.

use std::time::Duration;

use crate::support::{Algorithm, Setup, Sipp, Switch, Wire, beside, eventually, offer};

const CALLS: usize = 50;
const SOON: Duration = Duration::from_secs(10);

/// A dialplan that is told apart by how it refuses calls to `version`.
fn dialplan(refusal: &str) -> String {
    format!(
        "context \"internal\" {{
            extension \"hold\" => {{ Answer(); Wait(60); }}
            extension \"version\" => {{ {refusal} }}
        }}\n"
    )
}

fn version(switch: &Switch) -> u16 {
    Wire::udp(switch.sip())
        .ask_as(
            ("desk", "pw", Algorithm::Sha256),
            "INVITE",
            &switch.uri("version"),
            "Content-Type: application/sdp\r\n",
            &offer("0"),
        )
        .status()
        .expect("a response")
}

#[test]
fn fifty_calls_outlive_a_good_and_a_broken_save() {
    let _machine = beside();
    let switch = Setup::new()
        .endpoint("desk", "pw", "internal", "ulaw")
        .dialplan("plan.rhai", &dialplan("Hangup(17);"))
        .start();
    let calls = Sipp::towards(switch.sip(), "call")
        .credentials("desk", "pw")
        .key("to", "hold")
        .key("subject", "Holding")
        .calls(CALLS, 25, CALLS)
        .arguments("-d 12000")
        .timeout(Duration::from_secs(40))
        .start();
    let up = || calls.messages().matches("CSeq: 2 ACK").count();
    eventually("fifty calls", SOON, || (up() == CALLS).then_some(()));
    assert_eq!(version(&switch), 486);

    switch.save("plan.rhai", &dialplan("Hangup(34);"));
    eventually("the new version", SOON, || {
        (version(&switch) == 503).then_some(())
    });

    switch.save("plan.rhai", &dialplan("Hangup(1"));
    switch.says("plan.rhai");
    assert_eq!(version(&switch), 503);

    assert_eq!(up(), CALLS);
    let calls = calls.finish().assert_good();
    let ended = calls
        .received()
        .iter()
        .filter(|got| got.starts_with("BYE "))
        .count();
    assert_eq!(ended, 0, "calls that the switch ended");
}

/// What the console answers, and whether it did what it was asked.
fn console(switch: &Switch, command: &str) -> (bool, String) {
    let output = switch.home().command(&["console", "-x", command], "");
    let mut said = output.stdout;
    said.extend(output.stderr);
    let said = String::from_utf8_lossy(&said).into_owned();
    (output.status.success(), said)
}

/// Waits until calls to `version` are refused like this.
fn refused(switch: &Switch, status: u16) {
    eventually("the new version", SOON, || {
        (version(switch) == status).then_some(())
    });
}

const BUSY: &str = "Hangup(17);";
const CONGESTED: &str = "Hangup(34);";

#[test]
fn one_command_leads_back_to_the_former_generation_while_a_call_is_in_the_other() {
    let _machine = beside();
    let switch = Setup::new()
        .endpoint("desk", "pw", "internal", "ulaw")
        .dialplan("plan.rhai", &dialplan(BUSY))
        .start();
    let (done, said) = console(&switch, "dialplan rollback");
    assert!(!done && said.contains("no generation before `1`"), "{said}");
    switch.save("plan.rhai", &dialplan(CONGESTED));
    refused(&switch, 503);
    let call = Sipp::towards(switch.sip(), "call")
        .credentials("desk", "pw")
        .key("to", "hold")
        .key("subject", "Holding")
        .calls(1, 1, 1)
        .arguments("-d 8000")
        .timeout(Duration::from_secs(30))
        .start();
    eventually("a call", SOON, || {
        call.messages().contains("CSeq: 2 ACK").then_some(())
    });

    let (done, said) = console(&switch, "dialplan rollback");
    assert!(done, "{said}");
    for part in [
        "generation 1 of 1 files is in force again, in place of 2",
        "extensions: 1 changed (version@internal)",
        "1 call is still in generation 2",
    ] {
        assert!(said.contains(part), "{said}");
    }
    assert_eq!(version(&switch), 486);
    let (_, said) = console(&switch, "dialplan generations");
    assert!(said.contains("In force") && said.contains("Left"), "{said}");

    // The files are as they were: nothing happens by itself, but a reload takes them.
    let (done, said) = console(&switch, "dialplan reload");
    assert!(done && said.contains("generation 3 of 1 files"), "{said}");
    assert_eq!(version(&switch), 503);
    call.finish().assert_good();
}

#[test]
fn a_folder_that_is_switched_over_by_a_link_is_followed() {
    let _machine = beside();
    let switch = Setup::new()
        .endpoint("desk", "pw", "internal", "ulaw")
        .dialplan("plan.rhai", &dialplan(BUSY))
        .start();
    let at = |name: &str| switch.home().path(name);
    let release = |name: &str, refusal: &str| {
        std::fs::create_dir_all(at(name)).expect("a folder of our own");
        std::fs::write(at(name).join("plan.rhai"), dialplan(refusal)).expect("a file of our own");
    };
    release("releases/1", CONGESTED);
    release("releases/2", BUSY);
    // `ln -sfn` makes the link beside and renames it; the first time the folder has to go.
    std::fs::rename(at("dialplans"), at("former")).expect("a folder of our own");
    for (number, status) in [(1, 503), (2, 486), (1, 503)] {
        let target = format!("releases/{number}");
        std::os::unix::fs::symlink(target, at("new")).expect("a link of our own");
        std::fs::rename(at("new"), at("dialplans")).expect("a link of our own");
        refused(&switch, status);
    }
    // Saves in the folder that the link leads to now are seen as well.
    release("releases/1", "Hangup(1);");
    refused(&switch, 404);
}

#[test]
fn a_burst_of_files_that_need_each_other_is_one_generation() {
    let _machine = beside();
    let switch = Setup::new()
        .endpoint("desk", "pw", "internal", "ulaw")
        .dialplan("plan.rhai", &dialplan(BUSY))
        .start();
    for number in 0..200 {
        let next = (number + 1) % 200;
        let text = format!(
            "context \"c{number}\" {{ extension \"s\" => {{ Goto(\"c{next}\", \"s\"); }} }}\n"
        );
        switch.save(&format!("c{number:03}.rhai"), &text);
    }
    // However slowly they came: without the last one there is nothing that could go live.
    switch.says("generation 2 of 201 files is in force");
    let (_, said) = console(&switch, "dialplan generations");
    assert!(said.contains("2 generations"), "{said}");

    // One of them goes, and the others cannot do without.
    std::fs::remove_file(switch.home().path("dialplans/c100.rhai")).expect("a file of our own");
    switch.says("there is no context `c100`");
    switch.save("plan.rhai", &dialplan(CONGESTED));
    switch.says("generation 2 stays in force");
    assert_eq!(version(&switch), 486);
}

#[test]
fn a_hangup_signal_reads_the_dialplan() {
    let _machine = beside();
    let switch = Setup::new()
        .endpoint("desk", "pw", "internal", "ulaw")
        .dialplan("plan.rhai", &dialplan(BUSY))
        .start();
    let pid = rustix::process::Pid::from_raw(switch.pid() as i32).expect("a process");
    rustix::process::kill_process(pid, rustix::process::Signal::HUP).expect("a signal");
    switch.says("generation 1 of 1 files stays: nothing has changed");
    std::os::unix::fs::symlink("/etc/passwd", switch.home().path("dialplans/b.rhai"))
        .expect("a link of our own");
    switch.says("it leads out of the dialplan folder");
    assert_eq!(version(&switch), 486);
}
