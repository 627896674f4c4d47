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
