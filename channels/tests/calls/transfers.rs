//! Moving calls elsewhere, and topics that change.

use crate::ladder::check;

/// `austin_powers` is up on `james_bond`.
const SKYPE: &str = "austin_powers > INVITE james_bond pcmu | Subject: Tea
     script1 < start
     script1 > answer 1
     austin_powers < 200
     script1 < Done
     austin_powers > ACK";

/// `desk` is up, and bridged with `shoe-phone`.
const BRIDGED: &str = "desk > INVITE 100 pcmu
     script1 < start
     script1 > answer 1
     desk < 200
     script1 < Done
     desk > ACK
     script1 > dial SIP/shoe-phone
     script1 < Channel
     shoe-phone < INVITE
     shoe-phone > 200 pcmu
     shoe-phone < ACK
     script1 < Answered(2)
     script1 > bridge 1 2
     script1 < Done";

fn skype(registered: &str, rest: &str) {
    check(registered, &format!("{SKYPE}\n{rest}"));
}

fn bridged(rest: &str) {
    check("shoe-phone", &format!("{BRIDGED}\n{rest}"));
}

#[test]
fn a_skype_call_moves_to_another_member_who_sees_the_topic() {
    skype(
        "emma_peel",
        "script1 > transfer 1 Skype/emma_peel Secret Call
         emma_peel < INVITE | Subject: Secret Call | Diversion: <sip:james_bond@skyplan.local> | \"Austin Powers\"
         emma_peel > 180
         emma_peel > 200 pcmu
         emma_peel < ACK
         script1 < Done
         script1 < Ended(1, Normal)
         media < Bridge 1 2
         script1 > finish Normal
         emma_peel > BYE
         austin_powers < BYE
         emma_peel < 200",
    );
}

#[test]
fn a_transfer_that_nobody_takes_leaves_the_caller() {
    skype(
        "",
        "script1 > transfer 1 emma_peel\nscript1 < Refused(Offline",
    );
    skype(
        "",
        "script1 > transfer 1 nobody_here\nscript1 < Refused(Unknown",
    );
    skype(
        "",
        "script1 > transfer 1 +12564286000\nscript1 < Refused(Congestion",
    );
    skype(
        "emma_peel",
        "script1 > transfer 1 emma_peel
         emma_peel < INVITE | Subject: Tea
         emma_peel > 486
         emma_peel < ACK
         script1 < Refused(Busy
         script1 > hangup 1
         austin_powers < BYE
         script1 < Ended
         script1 < Done",
    );
}

#[test]
fn a_caller_who_leaves_while_moved_stops_the_ringing() {
    skype(
        "emma_peel",
        "script1 > transfer 1 emma_peel
         emma_peel < INVITE
         emma_peel > 180
         austin_powers > BYE
         austin_powers < 200
         emma_peel < CANCEL
         script1 < Gone
         script1 < Ended(1, Normal)",
    );
}

#[test]
fn an_unanswered_skype_call_moves_too() {
    check(
        "emma_peel",
        "austin_powers > INVITE james_bond pcmu
         script1 < start
         script1 > transfer 1 emma_peel
         emma_peel < INVITE
         emma_peel > 180
         austin_powers < 180
         emma_peel > 200 pcmu
         emma_peel < ACK
         script1 < Done
         script1 < Ended(1, Normal)
         austin_powers < 200
         media < Bridge 1 2",
    );
}

#[test]
fn a_skype_call_moves_to_an_account_of_the_switch() {
    skype(
        "",
        "script1 > transfer 1 echo123
         script2 < start skype 123
         script2 > answer 3
         script1 < Done
         script1 < Ended(1, Normal)
         script2 < Done
         script2 > finish Normal
         austin_powers < BYE",
    );
}

#[test]
fn a_phone_that_is_not_answered_is_redirected() {
    check(
        "",
        "desk > INVITE 100 pcmu
         script1 < start
         script1 > transfer 1 200
         desk < 302 | Contact: <sip:200@skyplan.local>
         script1 < Ended(1, Normal)
         script1 < Done",
    );
}

#[test]
fn a_phone_that_is_up_is_referred() {
    check(
        "",
        "desk > INVITE 100 pcmu
         script1 < start
         script1 > answer 1
         desk < 200
         script1 < Done
         desk > ACK
         script1 > transfer 1 SIP/lobby
         desk < REFER | Refer-To: <sip:lobby@skyplan.local>
         desk > 202
         desk > NOTIFY 100
         desk < 200
         desk > NOTIFY 200
         desk < 200
         desk < BYE
         script1 < Done
         script1 < Ended(1, Normal)",
    );
}

#[test]
fn a_phone_that_refuses_to_be_referred_stays() {
    let up = "desk > INVITE 100 pcmu
         script1 < start
         script1 > answer 1
         desk < 200
         script1 < Done
         desk > ACK
         script1 > transfer 1 lobby
         desk < REFER";
    check(
        "",
        &format!("{up}\ndesk > 405\nscript1 < Refused(Congestion"),
    );
    check(
        "",
        &format!("{up}\ndesk > 202\ndesk > NOTIFY 486\ndesk < 200\nscript1 < Refused(Busy"),
    );
    check(
        "",
        &format!("{up}\ndesk > 202\nwait 30s\nscript1 < Refused(NoAnswer"),
    );
    check(
        "",
        &format!("{up}\ndesk > 202\ndesk > BYE\ndesk < 200\nscript1 < Done\nscript1 < Ended(1"),
    );
    check(
        "",
        &format!("{up}\ndesk > BYE\ndesk < 200\nscript1 < Gone\nscript1 < Ended(1"),
    );
}

#[test]
fn the_caller_sends_the_callee_to_an_extension() {
    bridged(
        "desk > REFER 200
         desk < 202
         desk < NOTIFY | SIP/2.0 100
         desk > 200
         script1 < TransferRequested(1, \"200\"
         script1 > unbridge 1 2
         script1 < Done
         script1 > redirect 2 internal 200
         script2 < start internal 200 SIP/shoe-phone-00000002 from shoe-phone
         script1 < Done
         script1 > finish Normal
         desk < NOTIFY | SIP/2.0 200
         desk < BYE
         script2 > hangup 2
         shoe-phone < BYE
         script2 < Ended(2, Normal)
         script2 < Done",
    );
}

#[test]
fn a_phone_may_hang_up_right_after_its_refer() {
    bridged(
        "desk > REFER 200
         desk < 202
         desk < NOTIFY
         desk > 200
         script1 < TransferRequested(1
         desk > BYE
         desk < 200
         script1 > redirect 2 internal 200
         script2 < start internal 200
         script1 < Done
         script1 > finish Normal",
    );
    bridged(
        "desk > REFER 200
         desk < 202
         desk < NOTIFY
         desk > 200
         script1 < TransferRequested(1
         desk > BYE
         desk < 200
         wait 2s
         script1 < Ended(1, Normal)",
    );
}

#[test]
fn a_refer_that_its_script_ignores_fails() {
    bridged(
        "shoe-phone > REFER 999
         shoe-phone < 202
         shoe-phone < NOTIFY
         shoe-phone > 200
         script1 < TransferRequested(2, \"999\"
         shoe-phone > REFER 200
         shoe-phone < 491
         wait 5s
         shoe-phone < NOTIFY | SIP/2.0 503 | terminated",
    );
}

#[test]
fn attended_transfers_are_declined_and_the_call_goes_on() {
    bridged(
        "desk > REFER lobby?Replaces=1%3Bto-tag%3Da%3Bfrom-tag%3Db
         desk < 603
         desk > INFO 5
         desk < 200
         script1 < Digit(1, '5'",
    );
    bridged("desk > REFER 200 | Refer-To: <sip:lobby@skyplan.local>\ndesk < 400");
}

#[test]
fn a_topic_goes_by_update_re_invite_or_info() {
    skype(
        "",
        "script1 > topic 1 New\nscript1 < Done\naustin_powers < INVITE | Subject: New\naustin_powers > 200 pcmu\naustin_powers < ACK",
    );
    let call = |allow: &str, rest: &str| {
        check(
            "",
            &format!(
                "austin_powers > INVITE james_bond pcmu | Allow: {allow}
                 script1 < start
                 script1 > answer 1
                 austin_powers < 200
                 script1 < Done
                 austin_powers > ACK
                 script1 > topic 1 New
                 {rest} | Subject: New
                 script1 < Done"
            ),
        );
    };
    call("INVITE, ACK, BYE, UPDATE", "austin_powers < UPDATE");
    call("INVITE, ACK, BYE", "austin_powers < INVITE");
    call("ACK, BYE", "austin_powers < INFO");
}

#[test]
fn a_topic_of_the_far_end_is_told() {
    skype(
        "",
        "austin_powers > UPDATE | Subject: Bomb
         austin_powers < 200
         script1 < Topic(1, \"Bomb\"
         austin_powers > REINVITE pcmu | Subject: Bomb
         austin_powers < 200
         austin_powers > ACK",
    );
}
