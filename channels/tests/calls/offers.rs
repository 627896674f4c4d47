//! Offers and answers of a call that is up: what was negotiated stays, and who crosses whom waits.

use crate::ladder::check;

/// A call of `desk` with that offer, and what follows.
fn up(offer: &str, rest: &str) {
    let ladder = format!(
        "desk > INVITE 100 {offer}
         script1 < start
         script1 > answer 1
         desk < 200
         script1 < Done
         desk > ACK
         {rest}"
    );
    check("", &ladder);
}

/// A Skype call of `austin_powers`, whose phone takes re-INVITE, and what follows.
fn skype(offer: &str, allow: &str, rest: &str) {
    let ladder = format!(
        "austin_powers > INVITE james_bond {offer} | Allow: {allow}
         script1 < start
         script1 > answer 1
         austin_powers < 200
         script1 < Done
         austin_powers > ACK
         {rest}"
    );
    check("", &ladder);
}

const NO_UPDATE: &str = "INVITE, ACK, BYE";

#[test]
fn payload_types_keep_their_meaning_in_an_offer_of_ours() {
    up(
        "opus96,pcmu,dtmf,dtmf48",
        "desk > REINVITE late
         desk < 200 | RTP/AVP 96 0 8 102 101 | a=rtpmap:96 opus/48000/2 | a=rtpmap:101 telephone-event/8000 | a=rtpmap:102 telephone-event/48000
         desk > ACK opus96,dtmf48
         media < Configure 1 opus sendrecv",
    );
}

#[test]
fn lines_keep_their_place_in_an_offer_of_ours() {
    up(
        "pcmu,video",
        "desk > REINVITE late
         desk < 200 | m=video 0 RTP/AVP 99 | m=audio 2
         desk > ACK pcma,video
         media < Configure 1 PCMA sendrecv",
    );
}

#[test]
fn a_topic_told_by_re_invite_says_the_session_word_for_word() {
    skype(
        "opus96,pcmu,dtmf48,video",
        NO_UPDATE,
        "script1 > topic 1 New
         austin_powers < INVITE | Subject: New | 0 IN IP4 192.0.2.1 | m=video 0 RTP/AVP 99 | RTP/AVP 0 102 | !opus
         script1 < Done
         austin_powers > 200 pcmu,dtmf48,video
         austin_powers < ACK
         media < Configure 1 PCMU sendrecv",
    );
}

#[test]
fn a_hold_outlasts_a_topic_and_an_offer_of_ours_asks_to_be_taken_back() {
    skype(
        "pcmu",
        NO_UPDATE,
        "austin_powers > REINVITE pcmu,hold
         austin_powers < 200 | a=recvonly
         austin_powers > ACK
         script1 > topic 1 New
         austin_powers < INVITE | a=recvonly
         script1 < Done
         austin_powers > 200 pcmu,hold
         austin_powers < ACK
         media < Configure 1 PCMU recvonly
         austin_powers > REINVITE late
         austin_powers < 200 | a=sendrecv
         austin_powers > ACK pcmu,gone
         media < Configure 1 PCMU inactive
         austin_powers > REINVITE pcmu
         austin_powers < 200 | a=sendrecv
         austin_powers > ACK
         media < Configure 1 PCMU sendrecv",
    );
}

#[test]
fn audio_to_the_other_family_of_addresses_is_refused_with_a_reason() {
    check(
        "",
        "desk > INVITE 100 pcmu,ip6
         desk < 488 | Warning: 301 skyplan.local",
    );
    up(
        "pcmu",
        "desk > REINVITE pcmu,ip6
         desk < 488 | Warning: 301
         desk > UPDATE pcmu,ip6
         desk < 488 | Warning: 301
         desk > UPDATE g729
         desk < 488 | Warning: 305",
    );
}

#[test]
fn whoever_offers_before_answering_gets_491() {
    up(
        "pcmu",
        "desk > REINVITE late
         desk < 200
         desk > UPDATE pcma
         desk < 491
         desk > UPDATE
         desk < 200
         desk > ACK pcma
         media < Configure 1 PCMA sendrecv
         desk > UPDATE pcmu
         desk < 200",
    );
}

#[test]
fn an_offer_that_crosses_ours_gets_491() {
    skype(
        "pcmu",
        NO_UPDATE,
        "script1 > topic 1 New
         austin_powers < INVITE
         script1 < Done
         austin_powers > REINVITE pcma
         austin_powers < 491
         austin_powers > UPDATE pcma
         austin_powers < 491
         austin_powers > UPDATE
         austin_powers < 200",
    );
}

#[test]
fn a_topic_that_crosses_a_request_of_theirs_is_told_once_more() {
    skype(
        "pcmu",
        NO_UPDATE,
        "script1 > topic 1 New
         austin_powers < INVITE | Subject: New
         script1 < Done
         austin_powers > 491
         austin_powers < ACK
         wait 2s
         austin_powers < INVITE | Subject: New
         austin_powers <* INVITE
         austin_powers > 491
         austin_powers < ACK
         wait 10s",
    );
    skype(
        "pcmu",
        "INVITE, ACK, BYE, UPDATE",
        "script1 > topic 1 New
         austin_powers < UPDATE | Subject: New
         script1 < Done
         austin_powers > 491
         wait 2s
         austin_powers < UPDATE | Subject: New
         austin_powers <* UPDATE
         austin_powers > 200",
    );
}

#[test]
fn an_ack_that_comes_twice_answers_no_later_offer() {
    up(
        "pcmu",
        "desk > REINVITE late
         desk < 200
         desk > OLDACK
         desk > ACK pcma
         media < Configure 1 PCMA sendrecv
         desk > BYE
         desk < 200
         script1 < Ended(1, Normal)",
    );
}
