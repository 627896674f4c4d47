//! A switch whose log nobody reads, and one that is made to say too much.

use std::time::Duration;

use crate::support::{Algorithm, Setup, Stopped, Switch, Wire, beside, eventually, offer};

const DIALPLAN: &str = r#"
context "internal" {
    extension "flood" => { loop { NoOp("flood"); } }
    extension "long" => {
        let text = "";
        text.pad(2000, 'x');
        for line in 0..100 { print(text); }
        Hangup(17);
    }
    extension "busy" => { Hangup(17); }
    extension "mistake" => { throw "a mistake"; }
}
"#;

fn setup() -> Stopped {
    Setup::new()
        .endpoint("desk", "pw", "internal", "ulaw")
        .dialplan_option("operations = 1000000")
        .dialplan("log.rhai", DIALPLAN)
        .write()
}

fn call(switch: &Switch, extension: &str) -> Option<u16> {
    let who = ("desk", "pw", Algorithm::Sha256);
    let kind = "Content-Type: application/sdp\r\n";
    Wire::udp(switch.sip())
        .ask_as(who, "INVITE", &switch.uri(extension), kind, &offer("0"))
        .status()
}

#[test]
fn a_log_that_nobody_reads_holds_up_no_call() {
    let _machine = beside();
    let mut switch = setup().start_unread();
    // The pipe holds 64 KiB, the writer and the queue a MiB each.
    for _ in 0..16 {
        assert_eq!(call(&switch, "long"), Some(486));
    }
    assert_eq!(call(&switch, "flood"), Some(503));
    assert!(switch.lives());
    assert_eq!(call(&switch, "busy"), Some(486));

    switch.read_log();
    switch.says(" lines of the log were lost: nobody read them");
    // What is said from now on is heard again.
    assert_eq!(call(&switch, "mistake"), Some(503));
    switch.says("a mistake");
}

#[test]
fn a_switch_whose_log_nobody_reads_can_be_stopped() {
    let _machine = beside();
    let mut switch = setup().start_unread();
    for _ in 0..16 {
        assert_eq!(call(&switch, "long"), Some(486));
    }
    switch.terminate();
    eventually("end of the switch", Duration::from_secs(20), || {
        switch.has_ended().then_some(())
    });
}

#[test]
fn a_script_that_floods_is_cut_short_and_named() {
    let _machine = beside();
    let switch = setup().start();
    assert_eq!(call(&switch, "flood"), Some(503));
    switch.says("E0402");
    switch.says("the script floods the console; lines are left out");
    switch.says("the script flooded the console; ");
    let said = switch.log().matches(" dialplan: flood ").count();
    assert!((100..200).contains(&said), "{said} lines");
}

#[test]
fn a_stranger_cannot_fill_the_log() {
    let _machine = beside();
    let switch = setup().start();
    let mut wire = Wire::udp(switch.sip());
    for guess in 0..100 {
        wire.register("desk", &format!("guess {guess}"), Algorithm::Md5);
    }
    switch.says(" more lines like this were left out: authentication failed");
    let told = switch.log().matches("method=REGISTER").count();
    assert!((20..100).contains(&told), "{told} lines");
}
