//! Calls between phones that speak different codecs, over both transports.

use std::time::Duration;

use crate::support::{Phone, PhoneSetup, SOON, Setup, Switch, alone, eventually};

const DIALPLAN: &str = r#"
context "internal" {
    extension "_9." => { Dial("SIP/" + EXTEN.sub_string(1), 20); }
}
"#;

const OPUS: &str = "opus/48000/2";
const PCMU: &str = "PCMU/8000/1";
const PCMA: &str = "PCMA/8000/1";

const GAP: Duration = Duration::from_millis(200);

fn switch() -> Switch {
    Setup::new()
        .endpoint("desk", "pw", "internal", "opus,ulaw,alaw")
        .endpoint("shoe-phone", "pw", "internal", "opus,ulaw,alaw")
        .dialplan("talk.rhai", DIALPLAN)
        .start()
}

/// A phone of `switch` over TCP if `tcp`, else over UDP.
fn phone(switch: &Switch, name: &str, tcp: bool, codec: &'static str) -> PhoneSetup {
    let phone = PhoneSetup::new(name, "pw").codec(codec);
    if tcp {
        phone.at_tcp(switch.sip())
    } else {
        phone.at(switch.sip())
    }
}

/// One phone calls another, and each hears what the other plays.
fn check(switch: &Switch, tcp: bool, codecs: [&'static str; 2]) {
    let shoe = phone(switch, "shoe-phone", tcp, codecs[1])
        .says(1000)
        .start();
    let desk = phone(switch, "desk", tcp, codecs[0]).says(450).start();
    desk.dial(&switch.uri("9shoe-phone"));
    desk.established();
    shoe.established();
    let tones = [(&desk, 1000), (&shoe, 450)];
    eventually("two seconds of both tones", SOON, || {
        let heard = |(phone, hertz): &(&Phone, u32)| phone.heard().time_of(*hertz);
        let enough = tones
            .iter()
            .all(|tone| heard(tone) >= Duration::from_secs(2));
        enough.then_some(())
    });
    let (long, who) = (Duration::from_secs(2), format!("{codecs:?}, TCP {tcp}"));
    desk.heard().assert_tone(&who, 1000, long, GAP);
    shoe.heard().assert_tone(&who, 450, long, GAP);
    desk.hang_up();
    shoe.closed();
}

#[test]
fn opus_and_both_laws_are_heard_as_each_other_over_udp_and_tcp() {
    let _machine = alone();
    let switch = switch();
    check(&switch, true, [PCMU, OPUS]);
    check(&switch, true, [OPUS, PCMU]);
    check(&switch, false, [PCMA, OPUS]);
    check(&switch, false, [OPUS, PCMA]);
    check(&switch, true, [PCMA, PCMU]);
}

#[test]
fn a_phone_on_hold_is_not_heard_until_it_is_back() {
    let _machine = alone();
    let switch = switch();
    let shoe = phone(&switch, "shoe-phone", false, OPUS).start();
    let desk = phone(&switch, "desk", false, PCMU).says(450).start();
    let second = Duration::from_secs(1);
    let heard = |what, enough: fn(Duration) -> bool| {
        eventually(what, Duration::from_secs(10), || {
            enough(shoe.heard().last(second).time_of(450)).then_some(())
        });
    };
    desk.dial(&switch.uri("9shoe-phone"));
    desk.established();
    heard("the tone", |time| time + GAP > Duration::from_secs(1));
    desk.hold();
    desk.wait("a=sendonly");
    heard("silence", |time| time.is_zero());
    desk.resume();
    heard("the tone again", |time| time + GAP > Duration::from_secs(1));
    desk.hang_up();
    shoe.closed();
}

#[test]
fn a_caller_who_gives_up_stops_the_ringing() {
    let _machine = crate::support::beside();
    let switch = switch();
    let shoe = phone(&switch, "shoe-phone", true, PCMU)
        .unattended()
        .start();
    let desk = phone(&switch, "desk", false, PCMU).start();
    desk.dial(&switch.uri("9shoe-phone"));
    desk.wait("SIP/2.0 180 ");
    shoe.wait("CALL_INCOMING");
    desk.hang_up();
    shoe.wait("CANCEL sip:");
    desk.wait("SIP/2.0 487 ");
    desk.closed();
    shoe.closed();
}
