//! Whatever comes, the switch lives and keeps little of it.

use std::net::SocketAddr;

use channels::Input;
use proptest::prelude::*;

use crate::ladder::{check, run};
use crate::phone::description;
use crate::world::World;

const STRANGER: ([u8; 4], u16) = ([192, 0, 2, 200], 5060);

#[test]
fn bodies_that_are_no_description_are_refused() {
    check(
        "",
        "desk > OUTSIDE INVITE 100 | Content-Type: text/plain\nscript1 < start",
    );
    check(
        "",
        "desk > INVITE 100 pcmu | Content-Type: text/plain\ndesk < 415 | Accept: application/sdp",
    );
    check(
        "",
        "desk > INVITE 100 pcmu | Accept: text/plain\ndesk < 406",
    );
    check(
        "",
        "desk > INVITE 100 pcmu | Accept: text/*;q=1, Application/SDP\nscript1 < start",
    );
    check("", "desk > INVITE 100 pcmu | Accept: */*\nscript1 < start");
}

#[test]
fn a_description_that_cannot_be_read_is_a_bad_request() {
    let mut world = World::new();
    let phone = world.phones.get_mut("desk").expect("it is there");
    let invite = phone.outside("INVITE", "100", "", "this is no SDP");
    let peer = phone.address;
    world.datagram(peer, invite);
    run(&mut world, "", "desk < 400");
}

#[test]
fn a_multipart_body_may_hold_the_description() {
    let mut world = World::new();
    let phone = world.phones.get_mut("desk").expect("it is there");
    let sdp = description(phone.address, "pcmu");
    let body = format!(
        "--x\r\nContent-Type: text/plain\r\n\r\nhello\r\n--x\r\nContent-Type: application/sdp\r\n\r\n{sdp}\r\n--x--\r\n"
    );
    let headers = "Content-Type: multipart/mixed;boundary=x\r\n";
    let invite = phone.outside("INVITE", "100", headers, &body);
    let peer = phone.address;
    world.datagram(peer, invite);
    run(&mut world, "", "script1 < start");
}

#[test]
fn a_wrong_password_is_never_let_in() {
    check("", "stranger > INVITE 100 pcmu\nstranger < 401");
    check("", "stranger > OUTSIDE REFER 100\nstranger < 403");
    check("", "stranger > OUTSIDE BYE 100\nstranger < 481");
    check("", "stranger > OUTSIDE UPDATE 100\nstranger < 481");
    check("", "stranger > OUTSIDE PRACK 100\nstranger < 405");
    check("", "stranger > OUTSIDE OPTIONS 100\nstranger < 200");
}

#[test]
fn requests_of_scripts_that_are_over_get_no_answer() {
    let mut world = World::new();
    run(
        &mut world,
        "",
        "script9 > answer 1
         script9 > finish Normal
         media > digit 77 5
         media > silent 77
         media > received 77 0",
    );
    assert!(world.media.is_empty());
}

#[test]
fn an_invite_without_a_contact_is_a_bad_request() {
    let mut world = World::new();
    let phone = world.phones.get_mut("desk").expect("it is there");
    let invite = phone.outside("INVITE", "100", "", "");
    let text = String::from_utf8(invite).expect("it is text");
    let lines = text.split_inclusive("\r\n");
    let without: String = lines.filter(|line| !line.starts_with("Contact")).collect();
    phone.forget_contact();
    let peer = phone.address;
    world.datagram(peer, without.into_bytes());
    run(&mut world, "", "desk < 400");
}

/// Requests that a phone could send, with one octet changed, cut off, or said twice.
fn a_mangled_message() -> impl Strategy<Value = Vec<u8>> {
    let method = prop_oneof![
        Just("INVITE"),
        Just("ACK"),
        Just("BYE"),
        Just("CANCEL"),
        Just("REFER"),
        Just("INFO"),
        Just("NOTIFY"),
        Just("UPDATE"),
        Just("SUBSCRIBE"),
        Just("PUBLISH"),
        Just("MESSAGE"),
        Just("REGISTER")
    ];
    (method, any::<prop::sample::Index>(), any::<u8>(), any::<bool>()).prop_map(|(method, at, octet, cut)| {
        let sdp = description(SocketAddr::from(STRANGER), "pcmu,opus");
        let text = format!(
            "{method} sip:100@skyplan.local SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.200;branch=z9hG4bK1\r\n\
             From: <sip:desk@skyplan.local>;tag=1\r\nTo: <sip:100@skyplan.local>\r\nCall-ID: 1\r\n\
             CSeq: 1 {method}\r\nContact: <sip:desk@192.0.2.200>\r\nEvent: refer\r\nRefer-To: <sip:a@b>\r\n\
             Content-Type: application/sdp\r\nContent-Length: {}\r\n\r\n{sdp}",
            sdp.len(),
        );
        let mut bytes = text.into_bytes();
        let at = at.index(bytes.len());
        if cut {
            bytes.truncate(at);
        } else {
            bytes[at] = octet;
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn no_datagram_ends_the_switch(
        datagrams in prop::collection::vec(
            prop_oneof![a_mangled_message(), prop::collection::vec(any::<u8>(), 0..200)],
            0..20,
        )
    ) {
        let mut world = World::new();
        for datagram in datagrams {
            world.datagram(SocketAddr::from(STRANGER), datagram);
        }
        prop_assert!(world.scripts.is_empty(), "nobody has shown a password");
        prop_assert!(world.switch.snapshot(world.now).channels.is_empty());
    }

    #[test]
    fn no_order_of_events_ends_the_switch(steps in prop::collection::vec(0_usize..22, 0..60)) {
        let mut world = World::new();
        run(&mut world, "shoe-phone emma_peel", "desk > INVITE 100 pcmu\nscript1 < start");
        for step in steps {
            stumble(&mut world, step);
        }
        world.wait(std::time::Duration::from_secs(120));
        for script in 1..100 {
            world.input(Input::Finished(runtime::host::Finish {
                call: runtime::host::CallId(script),
                cause: runtime::host::Cause::Normal,
            }));
        }
        world.wait(std::time::Duration::from_secs(300));
        let scripts = world.switch.snapshot(world.now).channels;
        prop_assert!(scripts.iter().all(|channel| channel.call.is_none()), "{scripts:?}");
    }
}

/// One thing that may happen at any time.
fn stumble(world: &mut World, step: usize) {
    const STEPS: [&str; 22] = [
        "script1 > answer 1",
        "script1 > ringing 1",
        "script1 > progress 1",
        "script1 > dial SIP/shoe-phone",
        "script1 > dial Local/200@internal",
        "script1 > dial Skype/emma_peel",
        "script1 > bridge 1 2",
        "script1 > unbridge 2 1",
        "script1 > hangup 2",
        "script1 > transfer 1 lobby",
        "script1 > redirect 2 internal 200",
        "script1 > play 1 hello",
        "script2 > answer 3",
        "script2 > transfer 3 emma_peel",
        "desk > ACK",
        "desk > BYE",
        "desk > CANCEL",
        "desk > REINVITE pcma",
        "desk > REFER 200",
        "shoe-phone > 200 pcmu",
        "shoe-phone > 486",
        "wait 7s",
    ];
    let has_been_called = !world.phones["shoe-phone"].received.is_empty();
    if has_been_called || !STEPS[step].starts_with("shoe-phone") {
        crate::ladder::step(world, STEPS[step]);
    }
}
