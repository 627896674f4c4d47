//! Calls of endpoints into their context.

use crate::ladder::check;

#[test]
fn a_call_is_answered_and_hung_up_by_the_caller() {
    check(
        "",
        "desk > INVITE 100 pcmu,dtmf
         script1 < start internal 100 SIP/desk-00000001 from desk \"desk\" dialed 100
         script1 > answer 1
         desk < 200 | m=audio 20002 RTP/AVP 0 101 | Contact: <sip:100@192.0.2.1:5060>
         script1 < Done
         media < Open 1
         media < Configure 1 PCMU sendrecv
         desk > ACK
         desk > BYE
         desk < 200
         media < Close 1
         script1 < Ended(1, Normal)
         script1 > finish Normal",
    );
}

#[test]
fn the_script_hangs_up_and_the_caller_gets_a_bye() {
    check(
        "",
        "desk > INVITE 100 opus
         script1 < start
         script1 > ringing 1
         script1 < Done
         desk < 180 | !m=audio
         script1 > answer 1
         desk < 200 | opus/48000
         script1 < Done
         desk > ACK
         script1 > answer 1
         script1 < Done
         script1 > finish Normal
         desk < BYE
         desk > 200
         media < Close 1",
    );
}

#[test]
fn early_media_is_a_183_and_the_answer_says_the_same_again() {
    check(
        "",
        "desk > INVITE 100 pcma,pcmu
         script1 < start
         script1 > progress 1
         desk < 183 | m=audio 20002 RTP/AVP 0
         script1 < Done
         media < Configure 1 PCMU sendrecv
         script1 > answer 1
         desk < 200 | m=audio 20002 RTP/AVP 0
         script1 < Done
         desk > ACK
         script1 > finish Normal
         desk < BYE",
    );
}

#[test]
fn an_offer_can_come_late() {
    check(
        "",
        "desk > INVITE 100 late
         script1 < start
         script1 > progress 1
         desk < 183 | !m=audio
         script1 < Done
         script1 > answer 1
         desk < 200 | RTP/AVP 111 0 8
         script1 < Done
         desk > ACK pcma
         media < Configure 1 PCMA sendrecv
         script1 > finish Normal
         desk < BYE",
    );
}

#[test]
fn a_late_answer_without_our_codecs_ends_the_call() {
    check(
        "",
        "desk > INVITE 100 late
         script1 < start
         script1 > answer 1
         desk < 200
         script1 < Done
         desk > ACK g729
         desk < BYE
         script1 < Ended(1, Incompatible)",
    );
}

fn ends_with(request: &str, status: &str) {
    check(
        "",
        &format!(
            "desk > INVITE 100 pcmu
             script1 < start
             script1 > {request}
             desk < {status}
             script1 < Ended
             script1 < Done
             script1 > finish Normal"
        )
        .replace(
            if request.starts_with("finish") {
                "script1 < Ended\n"
            } else {
                "\0"
            },
            "",
        )
        .replace(
            if request.starts_with("finish") {
                "script1 < Done\n"
            } else {
                "\0"
            },
            "",
        ),
    );
}

#[test]
fn an_unanswered_call_ends_with_the_status_of_its_cause() {
    ends_with("busy 1", "486");
    ends_with("congestion 1", "503");
    ends_with("hangup 1 Busy", "486");
    ends_with("hangup 1 NoAnswer", "480");
    ends_with("hangup 1 Unknown", "404");
    ends_with("hangup 1 Rejected", "403");
    ends_with("finish Congestion", "503");
    ends_with("finish Normal", "603");
    ends_with("finish Busy", "486");
}

#[test]
fn busy_and_ringing_mean_nothing_once_a_call_is_up() {
    check(
        "",
        "desk > INVITE 100 pcmu
         script1 < start
         script1 > answer 1
         desk < 200
         script1 < Done
         desk > ACK
         script1 > busy 1
         script1 < Done
         script1 > ringing 1
         script1 < Done
         script1 > hangup 1
         desk < BYE
         script1 < Ended(1, Normal)
         script1 < Done
         script1 > answer 1
         script1 < Gone",
    );
}

#[test]
fn a_caller_who_gives_up_gets_487_and_ends_the_script() {
    check(
        "",
        "desk > INVITE 100 pcmu
         script1 < start
         script1 > ringing 1
         desk < 180
         script1 < Done
         desk > CANCEL
         desk < 200
         desk < 487
         script1 < Ended(1, Normal)
         script1 > answer 1
         script1 < Gone
         script1 > finish Normal",
    );
}

#[test]
fn an_answer_that_is_never_acknowledged_ends_the_call() {
    check(
        "",
        "desk > INVITE 100 pcmu
         script1 < start
         script1 > answer 1
         script1 < Done
         wait 32s
         desk <* 200
         desk < BYE
         script1 < Ended(1, Congestion)",
    );
}

#[test]
fn a_number_that_is_no_extension_is_not_found() {
    check("", "desk > INVITE 999 pcmu\ndesk < 404");
    check("", "desk > INVITE james_bond pcmu\ndesk < 404");
    check("", "desk > INVITE 234 pcmu\nscript1 < start internal 234");
}

#[test]
fn offers_that_come_to_nothing_are_refused() {
    check("", "desk > INVITE 100 g729\ndesk < 488");
    check(
        "",
        "desk > INVITE 100 late | Content-Type: text/plain\nscript1 < start",
    );
}

#[test]
fn an_operator_sees_channels_as_asterisk_names_their_states() {
    let mut world = crate::world::World::new();
    crate::ladder::run(
        &mut world,
        "shoe-phone",
        "desk > INVITE 100 pcmu
         script1 < start
         script1 > answer 1
         desk < 200
         script1 < Done
         desk > ACK
         script1 > dial SIP/shoe-phone
         script1 < Channel
         shoe-phone < INVITE
         shoe-phone > 180
         script1 < Ringing(2)
         script1 > bridge 1 2
         script1 < Done
         wait 3s",
    );
    let rows = world.switch.snapshot(world.now).channels;
    let shown = rows.iter().map(|row| {
        let bridged = row.bridged.as_deref().unwrap_or("-");
        let seconds = row.duration.as_secs();
        format!(
            "{} {}@{} {} {bridged} {} {seconds}",
            row.name, row.extension, row.context, row.state, row.codec
        )
    });
    assert_eq!(
        shown.collect::<Vec<_>>(),
        [
            "SIP/desk-00000001 100@internal Up SIP/shoe-phone-00000002 PCMU 3",
            "SIP/shoe-phone-00000002 @ Ringing SIP/desk-00000001  3",
        ]
    );
}
