//! MESSAGE between members, to scripts, from scripts, and to those who are away.

use crate::story::{check, check_with};

#[test]
fn a_chat_reaches_every_client_and_its_sender_is_told() {
    check(
        "austin_powers > REGISTER
         austin_powers < 200
         austin_powers/2 > REGISTER
         austin_powers/2 < 200
         emma_peel > MESSAGE austin_powers Grüße
         austin_powers/2 < MESSAGE | Grüße | sip:emma_peel@skyplan.local | text/plain;charset=UTF-8
         austin_powers < MESSAGE | Grüße | Date: Sat, 13 Nov 2010 23:29:00 GMT
         emma_peel < 200",
    );
}

#[test]
fn somebody_offline_gets_what_waits_in_order_and_once() {
    check(
        "emma_peel > MESSAGE austin_powers one
         emma_peel < 202
         max_smart > MESSAGE austin_powers two
         max_smart < 202
         austin_powers > REGISTER
         austin_powers < 200
         austin_powers < MESSAGE | one
         austin_powers < MESSAGE | two
         austin_powers > REGISTER
         austin_powers < 200
         austin_powers/2 > REGISTER
         austin_powers/2 < 200",
    );
}

#[test]
fn a_client_that_does_not_answer_gets_it_when_it_registers_again() {
    check(
        "austin_powers > REGISTER
         austin_powers < 200
         austin_powers answers nothing
         emma_peel > MESSAGE austin_powers one
         emma_peel < 200
         emma_peel > MESSAGE austin_powers two
         emma_peel < 200
         wait 40s
         austin_powers answers 200
         austin_powers > REGISTER
         austin_powers < 200
         austin_powers < MESSAGE | one
         austin_powers < MESSAGE | two",
    );
}

#[test]
fn a_client_that_refuses_one_message_gets_the_next() {
    check(
        "austin_powers > REGISTER
         austin_powers < 200
         austin_powers answers 415
         emma_peel > MESSAGE austin_powers one
         austin_powers < MESSAGE | one
         emma_peel < 200
         austin_powers answers 200
         emma_peel > MESSAGE austin_powers two
         austin_powers < MESSAGE | two
         emma_peel < 200
         austin_powers > REGISTER
         austin_powers < 200
         austin_powers < MESSAGE | one",
    );
}

#[test]
fn a_chat_is_acknowledged_once_it_is_on_disk() {
    check(
        "disk holds
         emma_peel > MESSAGE austin_powers one
         wait 1s
         disk works
         emma_peel < 202",
    );
}

#[test]
fn a_full_disk_is_said_and_nothing_is_delivered() {
    check(
        "austin_powers > REGISTER
         austin_powers < 200
         disk full
         emma_peel > MESSAGE austin_powers one
         emma_peel < 500 | Could Not Be Stored
         script1 > send james_bond austin_powers two
         script1 < Refused(Congestion, \"database or disk is full\")
         disk works
         emma_peel > MESSAGE austin_powers three
         austin_powers < MESSAGE | three
         emma_peel < 200",
    );
}

#[test]
fn what_was_acknowledged_outlives_a_crash() {
    check(
        "emma_peel > MESSAGE austin_powers one
         emma_peel < 202
         disk holds
         emma_peel > MESSAGE austin_powers lost
         restart
         disk works
         emma_peel > MESSAGE austin_powers two
         emma_peel < 202
         austin_powers > REGISTER
         austin_powers < 200
         austin_powers < MESSAGE | one
         austin_powers < MESSAGE | two",
    );
}

#[test]
fn what_is_no_chat_is_refused() {
    check(
        "emma_peel > MESSAGE nobody_there hi
         emma_peel < 404
         emma_peel > MESSAGE 100 hi
         emma_peel < 404
         emma_peel > MESSAGE austin_powers <b>hi</b> | Content-Type: text/html
         emma_peel < 415 | Accept: text/plain
         emma_peel > MESSAGE austin_powers hi | Content-Type: text/plain;charset=UTF-16
         emma_peel < 415
         emma_peel > MESSAGE austin_powers
         emma_peel < 400 | a chat message needs a text
         desk > MESSAGE austin_powers hi
         desk < 403 | Phones Reach Skype Names Through The Dialplan Only",
    );
    let long = "x".repeat(17_000);
    check(&format!(
        "emma_peel > MESSAGE austin_powers {long}\nemma_peel < 413"
    ));
}

#[test]
fn a_script_receives_what_is_sent_from_the_one_to_the_other() {
    check(
        "script1 > receive James_Bond Emma_Peel 30
         max_smart > MESSAGE james_bond no
         max_smart < 200
         emma_peel > MESSAGE james_bond yes
         script1 < Text(\"yes\")
         emma_peel < 200
         emma_peel > MESSAGE james_bond later
         emma_peel < 200
         script1 > receive james_bond emma_peel 30
         script1 < Text(\"later\")",
    );
}

#[test]
fn a_script_that_gets_nothing_in_time_is_told_so() {
    check(
        "script1 > receive james_bond emma_peel 5
         wait 4s
         wait 1s
         script1 < TimedOut
         script1 > receive emma_peel james_bond 5
         script1 < NotFound(\"emma_peel\")
         script1 > receive james_bond emma_peel 5
         script1 ends
         wait 10s",
    );
}

#[test]
fn a_script_writes_for_accounts_of_the_switch_only() {
    check(
        "emma_peel > REGISTER
         emma_peel < 200
         script1 > send james_bond emma_peel Hello there
         emma_peel < MESSAGE | Hello there | sip:james_bond@skyplan.local
         script1 < Done
         script1 > send austin_powers emma_peel x
         script1 < Refused(Rejected, \"the switch is not logged in to `austin_powers`\")
         script1 > send james_bond nobody_there x
         script1 < NotFound(\"nobody_there\")",
    );
}

#[test]
fn a_persons_client_of_the_same_account_gets_the_chat_too() {
    check(
        "james_bond > REGISTER
         james_bond < 200
         script1 > receive james_bond emma_peel 5
         emma_peel > MESSAGE james_bond both
         script1 < Text(\"both\")
         james_bond < MESSAGE | both
         emma_peel < 200",
    );
}

#[test]
fn an_automatic_reply_is_never_answered_automatically() {
    check_with(
        "[james_bond]\nsecret = secret\nautoreply = Not here\n[blofeld]\nsecret = secret\nautoreply = Nor here\n",
        "emma_peel > REGISTER
         emma_peel < 200
         emma_peel > MESSAGE james_bond hi
         emma_peel < 200
         emma_peel < MESSAGE | Not here
         script1 > send james_bond blofeld hi
         script1 < Done
         script2 > receive james_bond blofeld 1
         wait 1s
         script2 < TimedOut",
    );
}
