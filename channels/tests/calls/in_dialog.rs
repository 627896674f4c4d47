//! What happens while a call is up.

use crate::ladder::{check, run};
use crate::world::World;

const UP: &str = "desk > INVITE 100 pcmu
     script1 < start
     script1 > answer 1
     desk < 200
     script1 < Done
     desk > ACK";

fn up(rest: &str) {
    check("", &format!("{UP}\n{rest}"));
}

#[test]
fn a_hold_and_a_change_of_codec_are_answered() {
    up("desk > REINVITE pcmu,hold
        desk < 200 | a=recvonly | o=- | Contact:
        media < Configure 1 PCMU recvonly
        desk > ACK
        desk > REINVITE pcma
        desk < 200 | RTP/AVP 8
        media < Configure 1 PCMA sendrecv
        desk > ACK
        desk > UPDATE pcmu
        desk < 200 | RTP/AVP 0
        media < Configure 1 PCMU sendrecv");
}

#[test]
fn a_change_to_what_we_do_not_speak_changes_nothing() {
    up("desk > REINVITE g729
        desk < 488
        desk > UPDATE g729
        desk < 488
        desk > BYE
        desk < 200
        script1 < Ended(1, Normal)");
}

#[test]
fn a_refresh_without_an_offer_gets_ours() {
    up("desk > REINVITE late
        desk < 200 | RTP/AVP 111 0 8
        desk > ACK pcma
        media < Configure 1 PCMA sendrecv
        desk > UPDATE
        desk < 200 | !m=audio");
}

#[test]
fn an_unchanged_description_keeps_its_version_and_another_gets_a_new_one() {
    let mut world = World::new();
    run(&mut world, "", UP);
    let mut version = |ladder: &str| {
        let phone = world.phones.get_mut("desk").expect("it is there");
        let datagram = phone.inside(
            "UPDATE",
            "",
            &crate::phone::description(phone.address, ladder),
        );
        let peer = phone.address;
        world.datagram(peer, datagram);
        let phone = world.phones.get_mut("desk").expect("it is there");
        let message = phone.received.pop_front().expect("an answer");
        let text = String::from_utf8_lossy(message.body()).into_owned();
        let origin = text.lines().find(|line| line.starts_with("o="));
        let origin = origin.unwrap_or_else(|| panic!("no origin in {message:?}"));
        origin.split(' ').nth(2).map(str::to_owned)
    };
    assert_eq!(version("pcmu"), Some("0".into()));
    assert_eq!(version("pcmu"), Some("0".into()));
    assert_eq!(version("pcma"), Some("1".into()));
}

#[test]
fn a_key_by_info_is_a_digit() {
    up("desk > INFO 5
        desk < 200
        script1 < Digit(1, '5'
        desk > INFO 99
        desk < 200");
}

#[test]
fn a_key_in_rtp_is_a_digit() {
    up("media > digit 1 #
        script1 < Digit(1, '#'");
}

#[test]
fn a_key_by_info_reaches_who_is_bridged() {
    check(
        "shoe-phone",
        &format!(
            "{UP}
             script1 > dial SIP/shoe-phone
             script1 < Channel
             shoe-phone < INVITE
             shoe-phone > 200 pcmu
             shoe-phone < ACK
             script1 < Answered(2)
             script1 > bridge 1 2
             script1 < Done
             desk > INFO 7
             desk < 200
             script1 < Digit(1, '7'
             media < SendDigits 2 7"
        ),
    );
}

#[test]
fn requests_of_a_dialog_nobody_knows_are_answered_481() {
    up("desk > BYE
        desk < 200
        script1 < Ended(1, Normal)
        desk > BYE
        desk < 481
        desk > REINVITE pcmu
        desk < 481
        desk > INFO 5
        desk < 481");
}

#[test]
fn a_bye_before_the_answer_ends_the_call() {
    check(
        "",
        "desk > INVITE 100 pcmu
         script1 < start
         script1 > ringing 1
         desk < 180
         script1 < Done
         desk > BYE
         desk < 200
         desk < 487
         script1 < Ended(1, Normal)",
    );
}

#[test]
fn a_phone_of_which_nothing_is_heard_for_five_minutes_is_gone() {
    up("media > silent 1
        media < Report 1
        media > received 1 500
        wait 290s
        media < Report 1
        media > received 1 500
        desk < BYE
        script1 < Ended(1, Congestion)");
}

#[test]
fn a_silence_that_was_broken_is_none() {
    up("media > silent 1
        media > received 1 500
        wait 290s
        media > received 1 501
        wait 900s");
}

#[test]
fn a_phone_that_holds_may_be_silent() {
    up("desk > REINVITE pcmu,hold
        desk < 200
        desk > ACK
        media > silent 1
        media > received 1 500
        wait 900s");
}

#[test]
fn refer_without_a_partner_is_declined() {
    up("desk > REFER 200
        desk < 603");
}

#[test]
fn a_notify_nobody_asked_for_is_refused() {
    up("desk > NOTIFY 200
        desk < 200");
}
