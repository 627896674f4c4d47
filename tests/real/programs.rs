//! The tools themselves, without a switch: what they find there they find because of the switch.

use std::time::Duration;

use crate::support::{PhoneSetup, Sipp, alone, beside};

#[test]
fn two_phones_hear_each_other() {
    let _machine = alone();
    let callee = PhoneSetup::new("callee", "")
        .codec("opus/48000/2")
        .says(1000)
        .start();
    let caller = PhoneSetup::new("caller", "")
        .codec("opus/48000/2")
        .says(450)
        .start();
    caller.dial(&format!("sip:callee@{}", callee.address()));
    caller.established();
    callee.established();
    std::thread::sleep(Duration::from_secs(3));
    let (long, gap) = (Duration::from_secs(2), Duration::from_millis(200));
    caller.heard().assert_tone("caller", 1000, long, gap);
    callee.heard().assert_tone("callee", 450, long, gap);
    caller.hang_up();
    callee.closed();
}

#[test]
fn a_scenario_calls_another() {
    let _machine = beside();
    let callee = Sipp::server("answer").start();
    let caller = Sipp::towards(callee.address(), "call_unchallenged")
        .key("user", "moneypenny")
        .key("to", "callee")
        .key("subject", "Secret Plans")
        .run()
        .assert_good();
    let callee = callee.finish().assert_good();
    assert!(callee.received()[0].contains("Subject: Secret Plans"));
    assert!(
        caller.received()[0].starts_with("SIP/2.0 180"),
        "{:?}",
        caller.received()
    );
}
