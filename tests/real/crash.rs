//! What the switch has acknowledged outlives it.

use std::net::SocketAddr;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::support::{Algorithm, Setup, Switch, Wire, beside, offer};

/// A call to `writeN` names the account N, and is refused as busy when that is done. A call to
/// `readN` is refused as busy if that is its name.
const DIALPLAN: &str = r#"
context "internal" {
    extension "_writeX." => {
        SKYPE_ACCOUNT_PROPERTY["james_bond,fullname"] = FILTER("0-9", EXTEN);
        Hangup(17);
    }
    extension "_readX." => {
        let name = SKYPE_ACCOUNT_PROPERTY("james_bond", "fullname");
        if name == FILTER("0-9", EXTEN) { Hangup(17); }
        Hangup(34);
    }
}
"#;

/// Sends chats until the switch is no more; how many were acknowledged.
fn chats(to: SocketAddr) -> JoinHandle<usize> {
    thread::spawn(move || {
        let mut wire = Wire::udp(to);
        let who = ("moneypenny", "pw", Algorithm::Sha256);
        let mut send = |number: usize| {
            let kind = "Content-Type: text/plain\r\n";
            let text = format!("chat {number};");
            let uri = "sip:austin_powers@skyplan.local";
            wire.try_ask_as(who, "MESSAGE", uri, kind, &text)
        };
        (1..)
            .take_while(|&number| send(number).is_some_and(|reply| reply.status() == Some(202)))
            .count()
    })
}

/// Changes the profile until the switch is no more; how often that was acknowledged.
fn names(to: SocketAddr) -> JoinHandle<usize> {
    thread::spawn(move || {
        (10..)
            .take_while(|&number| call(to, &format!("write{number}")) == Some(486))
            .count()
    })
}

fn call(to: SocketAddr, extension: &str) -> Option<u16> {
    let who = ("desk", "pw", Algorithm::Sha256);
    let kind = "Content-Type: application/sdp\r\n";
    let uri = format!("sip:{extension}@skyplan.local");
    Wire::udp(to)
        .try_ask_as(who, "INVITE", &uri, kind, &offer("0"))?
        .status()
}

/// What waited for him, in order.
fn waiting(switch: &Switch, wanted: usize) -> Vec<String> {
    let mut wire = Wire::udp(switch.sip());
    assert_eq!(
        wire.register("austin_powers", "groovy", Algorithm::Sha256),
        200
    );
    let mut texts = Vec::new();
    while texts.len() < wanted {
        let Some(message) = wire.take("MESSAGE", Duration::from_secs(10)) else {
            break;
        };
        let text = message.body().trim().to_owned();
        if texts.last() != Some(&text) {
            texts.push(text);
        }
    }
    texts
}

#[test]
fn what_was_acknowledged_is_there_after_a_kill() {
    let _machine = beside();
    let switch = Setup::new()
        .endpoint("desk", "pw", "internal", "ulaw")
        .skype("james_bond", "secret = 007")
        .member("moneypenny", "pw")
        .member("austin_powers", "groovy")
        .dialplan("names.rhai", DIALPLAN)
        .start();
    let (chats, names) = (chats(switch.sip()), names(switch.sip()));
    thread::sleep(Duration::from_secs(2));
    let stopped = switch.kill();
    let (chats, names) = (chats.join().unwrap(), names.join().unwrap());
    assert!(
        chats > 0 && names > 0,
        "{chats} chats and {names} names acknowledged"
    );

    let switch = stopped.start();
    let expected: Vec<String> = (1..=chats)
        .map(|number| format!("chat {number};"))
        .collect();
    assert_eq!(waiting(&switch, chats), expected);
    // The last one may have been stored, and its acknowledgement lost.
    let stored = [names + 9, names + 10].map(|number| call(switch.sip(), &format!("read{number}")));
    assert!(
        stored.contains(&Some(486)),
        "{names} names acknowledged, then {stored:?}"
    );
}
