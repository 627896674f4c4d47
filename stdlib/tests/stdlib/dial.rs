//! `Dial` on a simulated switch.

use super::check;

#[test]
fn the_first_to_answer_has_the_call_and_the_others_stop_ringing() {
    check(
        r##"
        //@ sip/a answers after 5s
        //@ sip/b answers after 3s
        //@ sip/b hangs up after 10s
        Dial("SIP/a&SIP/b", 20, "g");       //= "ANSWER"
        //> 0s: indicates ringing
        //> 3s: hangs up SIP/a
        //> 3s: connects caller and SIP/b
        //> 3s: answers
        DIALEDPEERNUMBER;                   //= "b"
        DIALEDTIME;                         //= "10"
        ANSWEREDTIME_MS;                    //= "7000"
        "##,
    );
}

#[test]
fn all_busy_is_busy() {
    check(
        r##"
        //@ sip/a is busy
        //@ sip/b declines after 2s
        //@ ends with busy
        Dial("SIP/a&SIP/b", 20);            //= "BUSY"
        "##,
    );
}

#[test]
fn a_target_that_rang_in_vain_outweighs_a_busy_one() {
    check(
        r##"
        //@ sip/a is busy
        //@ sip/b rings
        //@ ends with unanswered
        Dial("SIP/a&SIP/b", 20);            //= "NOANSWER"
        //> 20s: hangs up SIP/b
        "##,
    );
}

#[test]
fn nobody_to_ring_is_unavailable_at_once() {
    check(
        r##"
        //@ sip/away is offline
        Dial("SIP/nobody", 20);             //= "CHANUNAVAIL"
        Dial("SIP/away", 20);               //= "CHANUNAVAIL"
        Dial("SIP/nobody&SIP/away");        //= "CHANUNAVAIL"
        DIALEDTIME;                         //= "0"
        "##,
    );
}

#[test]
fn a_network_that_fails_is_congestion() {
    check(
        r##"
        //@ sip/a is congestion
        //@ ends with congestion
        Dial("SIP/a", 20);                  //= "CONGESTION"
        "##,
    );
}

#[test]
fn a_caller_who_gives_up_ends_everything() {
    check(
        r##"
        //@ sip/a rings
        //@ caller hangs up after 4s
        //@ ends with normal
        Dial("SIP/a", 20);                  //> 4s: ends with normal
        NoOp("not reached");
        "##,
    );
}

#[test]
fn without_an_option_the_call_ends_with_the_conversation() {
    check(
        r##"
        //@ sip/a answers after 1s
        //@ sip/a hangs up after 5s
        Dial("SIP/a", 20);                  //> 5s: ends with normal
        "##,
    );
}

#[test]
fn early_media_of_a_single_target_reaches_the_caller() {
    check(
        r##"
        //@ sip/a progresses after 1s
        //@ sip/a is busy after 6s
        Dial("SIP/a", 20);                  //= "BUSY"
        //> 1s: indicates progress
        //> 1s: connects caller and SIP/a
        //> 6s: disconnects caller and nobody
        "##,
    );
}

#[test]
fn several_targets_share_no_early_media() {
    check(
        r##"
        //@ sip/a progresses after 1s
        //@ sip/b rings after 2s
        Dial("SIP/a&SIP/b", 5);             //= "NOANSWER"
        //> 2s: indicates ringing
        "##,
    );
}

#[test]
fn with_r_the_caller_hears_ringing_from_the_start() {
    check(
        r##"
        //@ sip/a progresses after 1s
        //@ sip/a answers after 3s
        Dial("SIP/a", 20, "r");
        //> 0s: indicates ringing
        //> 3s: connects caller and SIP/a
        "##,
    );
}

#[test]
fn a_star_hangs_up_where_the_options_say_so() {
    check(
        r##"
        //@ sip/a answers after 1s
        //@ sip/a presses "*" after 3s
        Dial("SIP/a", 20, "hg");            //= "ANSWER"
        //> 3s: hangs up SIP/a
        "##,
    );
    check(
        r##"
        //@ sip/a answers after 1s
        //@ caller presses "*" after 4s
        Dial("SIP/a", 20, "Hg");
        //> 4s: hangs up SIP/a
        //> 4s: ends with normal
        NoOp("not reached");
        "##,
    );
    check(
        r##"
        //@ sip/a rings
        //@ caller presses "*" after 4s
        Dial("SIP/a", 20, "H");             //= "CANCEL"
        "##,
    );
}

#[test]
fn an_option_that_is_not_known_is_named_and_passed_over() {
    check(
        r##"
        //@ sip/a is busy
        Dial("SIP/a", 20, "gk");            //= "BUSY"
        //> shows option `k` is not known and does nothing
        "##,
    );
}

#[test]
fn a_skype_target_gets_topic_and_token() {
    check(
        r##"
        //@ skype/austin_powers is busy
        SKYPE_CALL_PROPERTY["topic"] = "Secret Plans";
        SKYPE_CALL_PROPERTY["token"] = "abc";
        Dial("Skype/austin_powers");        //= "BUSY"
        //> dials Skype/austin_powers about Secret Plans with token abc
        "##,
    );
}

#[test]
fn a_new_topic_on_one_side_is_told_to_the_other() {
    check(
        r##"
        //@ incoming skype call from "dr_evil" to "james_bond"
        //@ skype/austin_powers answers after 1s
        //@ skype/austin_powers sets topic "Plan B" after 3s
        //@ caller sets topic "Plan C" after 5s
        Dial("Skype/austin_powers");
        //> 3s: tells caller the topic Plan B
        //> 5s: tells Skype/austin_powers the topic Plan C
        "##,
    );
}

#[test]
fn a_local_target_runs_the_dialplan() {
    check(
        r##"//@ incoming sip call from "100" to "1" in "outer"
context "outer" {
    extension "1" => {
        Dial("Local/2@inner", 20, "g");         //= "ANSWER"
        Dial("Local/3@inner", 20, "g");         //= "BUSY"
    }
}
context "inner" {
    extension "2" => { Wait(2); Answer(); Wait(3); }
    extension "3" => { Busy(); }
}
"##,
    );
}

#[test]
fn a_call_that_goes_in_circles_ends_after_20_calls_on() {
    check(
        r##"
        //@ incoming sip call from "100" to "s" in "round"
        //@ ends with congestion
context "round" {
    extension "s" => {
        Verbose(CHANNEL("max_forwards"));
        Dial("Local/s@round");
    }
}
        //> 0s: shows 20
        //> 0s: shows 19
        //> 0s: shows 0
        "##,
    );
    check(
        r##"
        //@ sip/a is busy
        //@ ends with congestion
        Dial("SIP/a");                      //= "BUSY"
        CHANNEL("max_forwards");            //= "20"
        CHANNEL["max_forwards"] = 0;
        Dial("SIP/a");
        "##,
    );
}
