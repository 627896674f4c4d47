//! Calls that scripts place.

use crate::ladder::check;

/// A call of `desk` that rings `shoe-phone`, up to the INVITE there.
fn dial(rest: &str) {
    let start = "desk > INVITE 100 pcmu
         script1 < start
         script1 > dial SIP/shoe-phone
         script1 < Channel(ChannelId(2))
         shoe-phone < INVITE";
    check("shoe-phone", &format!("{start}\n{rest}"));
}

#[test]
fn two_phones_are_connected_through_the_switch() {
    check(
        "shoe-phone",
        "desk > INVITE 100 pcmu
         script1 < start
         script1 > dial SIP/shoe-phone
         script1 < Channel(ChannelId(2))
         shoe-phone < INVITE | INVITE sip:shoe-phone@192.0.2.12:5060 | \"Front Desk\" <sip:100@skyplan.local> | RTP/AVP 111 0 8 | 20004
         shoe-phone > 180
         script1 < Ringing(2)
         script1 > ringing 1
         script1 < Done
         desk < 180
         shoe-phone > 200 opus
         shoe-phone < ACK
         script1 < Answered(2)
         media < Configure 2 opus sendrecv
         script1 > answer 1
         desk < 200
         script1 < Done
         desk > ACK
         script1 > bridge 1 2
         script1 < Done
         media < Bridge 1 2
         shoe-phone > BYE
         shoe-phone < 200
         script1 < Ended(2, Normal)
         media < Close 2
         script1 > unbridge 1 2
         script1 < Gone
         script1 > finish Normal
         desk < BYE",
    );
}

#[test]
fn early_media_of_the_callee_reaches_the_caller() {
    dial(
        "shoe-phone > 183 pcmu
         script1 < Progress(2)
         media < Configure 2 PCMU sendrecv
         script1 > progress 1
         desk < 183 | m=audio
         script1 < Done
         script1 > bridge 1 2
         script1 < Done
         media < Bridge 1 2
         shoe-phone > 183 pcmu
         shoe-phone > 200 pcmu
         shoe-phone < ACK
         script1 < Answered(2)",
    );
}

#[test]
fn who_rang_in_vain_is_told_that_the_call_was_taken_elsewhere() {
    dial(
        "shoe-phone > 180
         script1 < Ringing(2)
         script1 > hangup 2 Elsewhere
         shoe-phone < CANCEL | Reason: SIP;cause=200;text=\"Call completed elsewhere\"
         script1 < Done",
    );
}

#[test]
fn a_script_that_gives_up_cancels() {
    dial(
        "shoe-phone > 180
         script1 < Ringing(2)
         script1 > hangup 2
         shoe-phone < CANCEL
         script1 < Done
         media < Close 2
         script1 > hangup 2
         script1 < Done",
    );
}

#[test]
fn a_cancel_waits_for_a_sign_of_life() {
    dial(
        "script1 > hangup 2
         script1 < Done
         shoe-phone > 180
         shoe-phone < CANCEL",
    );
}

#[test]
fn an_answer_that_crosses_the_cancel_is_ended() {
    dial(
        "shoe-phone > 180
         script1 < Ringing(2)
         script1 > finish Normal
         desk < 603
         shoe-phone < CANCEL",
    );
    dial(
        "script1 > hangup 2
         script1 < Done
         shoe-phone > 200 pcmu
         shoe-phone < ACK
         shoe-phone < BYE",
    );
}

#[test]
fn the_far_ends_refusal_becomes_a_cause() {
    for (status, cause) in [
        (486, "Busy"),
        (600, "Busy"),
        (480, "NoAnswer"),
        (603, "Rejected"),
        (404, "Unknown"),
        (488, "Incompatible"),
        (500, "Congestion"),
        (302, "Rejected"),
    ] {
        dial(&format!(
            "shoe-phone > {status}\nshoe-phone < ACK\nscript1 < Ended(2, {cause})"
        ));
    }
}

#[test]
fn a_phone_that_never_answers_is_offline() {
    dial(
        "wait 33s
         shoe-phone <* INVITE
         script1 < Ended(2, Offline)",
    );
}

#[test]
fn an_answer_without_our_codecs_is_acknowledged_and_ended() {
    dial(
        "shoe-phone > 200 g729
         shoe-phone < ACK
         shoe-phone < BYE
         script1 < Ended(2, Incompatible)",
    );
}

#[test]
fn a_lost_caller_takes_the_callee_along() {
    dial(
        "shoe-phone > 180
         script1 < Ringing(2)
         desk > CANCEL
         desk < 200
         desk < 487
         script1 < Ended(1, Normal)
         script1 > finish Normal
         shoe-phone < CANCEL",
    );
}

fn refused(target: &str, cause: &str, words: &str) {
    check(
        "",
        &format!(
            "desk > INVITE 100 pcmu
             script1 < start
             script1 > dial {target}
             script1 < Refused({cause}, \"{words}"
        ),
    );
}

#[test]
fn what_cannot_be_tried_is_refused_with_a_reason() {
    refused(
        "SIP/shoe-phone",
        "Offline",
        "`shoe-phone` is not registered",
    );
    refused("SIP/nobody", "Unknown", "there is no endpoint `nobody`");
    refused(
        "SIP/12@carrier",
        "Unknown",
        "there is no endpoint `carrier`",
    );
    refused("IAX2/x", "Unknown", "`IAX2/x` is no dial string");
    refused("shoe-phone", "Unknown", "`shoe-phone` is no dial string");
    refused(
        "Skype/austin_powers",
        "Offline",
        "`austin_powers` is not registered",
    );
    refused(
        "Skype/nobody_here",
        "Unknown",
        "there is no member `nobody_here`",
    );
    refused(
        "Skype/+12564286000",
        "Congestion",
        "no trunk leads to the number `+12564286000`",
    );
    refused(
        "Skype/nobody@austin_powers",
        "Unknown",
        "the switch has no account `nobody`",
    );
    refused(
        "Local/999@internal",
        "Unknown",
        "there is no extension `999` in context `internal`",
    );
}

#[test]
fn a_skype_call_tells_its_topic() {
    check(
        "austin_powers",
        "desk > INVITE 100 pcmu
         script1 < start
         script1 > dial Skype/austin_powers Secret Plans
         script1 < Channel(ChannelId(2))
         austin_powers < INVITE | Subject: Secret Plans | RTP/AVP 0 8 111",
    );
}
