//! Calls that move: `Transfer`, `SkypeTransfer`, and telephones that transfer while `Dial` has them.

use super::check;

#[test]
fn a_callee_sends_the_caller_to_an_extension() {
    check(
        r##"//@ incoming sip call from "100" to "1" in "desk"
//@ sip/a answers after 1s
//@ sip/a transfers to "2" after 5s
context "desk" {
    extension "1" => { Dial("SIP/a"); }
    extension "2" => { NoOp("arrived"); }   //> 5s: shows arrived
}
"##,
    );
}

#[test]
fn a_caller_sends_the_callee_to_an_extension() {
    check(
        r##"//@ incoming sip call from "100" to "1" in "desk"
//@ sip/a answers after 1s
//@ caller transfers to "2" after 5s
//@ ends with normal
context "desk" {
    extension "1" => { Dial("SIP/a"); }     //> 5s: disconnects caller and SIP/a
    extension "2" => { NoOp("arrived"); }   //> 5s: redirects SIP/a to 2@desk
}
"##,
    );
}

#[test]
fn a_transfer_to_nowhere_leaves_the_two_talking() {
    check(
        r##"//@ incoming sip call from "100" to "1" in "desk"
//@ sip/a answers after 1s
//@ sip/a transfers to "9" after 5s
//@ sip/a hangs up after 8s
context "desk" {
    extension "1" => { Dial("SIP/a", 20, "g"); }    //> 8s: ends with normal
}
"##,
    );
}

#[test]
fn transfers_may_have_a_context_of_their_own() {
    check(
        r##"//@ incoming sip call from "100" to "1" in "desk"
//@ sip/a answers after 1s
//@ sip/a transfers to "2" after 5s
context "desk" {
    extension "1" => { Set("TRANSFER_CONTEXT", "others"); Dial("SIP/a"); }
}
context "others" {
    extension "2" => { NoOp("arrived"); }   //> 5s: shows arrived
}
"##,
    );
}

#[test]
fn a_transfer_that_fails_stays_in_the_dialplan() {
    check(
        r##"
        //@ transfers fail
        Transfer("200");                    //= "FAILURE"
        TRANSFERSTATUS;                     //= "FAILURE"
        "##,
    );
}

#[test]
fn a_skype_transfer_keeps_the_topic_unless_given_another() {
    check(
        r##"
        //@ incoming skype call from "dr_evil" to "james_bond", topic "Sharks"
        SkypeTransfer("austin_powers");     //= "SUCCESS"
        //> transfers to Skype/austin_powers about Sharks
        "##,
    );
}

#[test]
fn a_skype_transfer_needs_a_skype_call() {
    check(
        r##"
        SkypeTransfer("austin_powers");     //~ E0311
        SKYPE_CALL_PROPERTY("skypename");   //~ E0311
        CHANNEL("skype_topic");             //~ E0311
        "##,
    );
}
