//! Keys that callers press, and keys that are sent to them.

use super::check;

#[test]
fn reading_ends_at_the_greatest_number_of_keys() {
    check(
        r##"
        //@ caller presses "12345" after 1s
        Read("pin", "", 4);                 //= "OK"
        pin;                                //= "1234"
        Read("rest", "", 1);                //= "OK"
        rest;                               //= "5"
        "##,
    );
}

#[test]
fn the_first_key_may_take_longer_than_the_next() {
    check(
        r##"
        //@ caller presses "7" after 9s
        Read("keys");                       //= "TIMEOUT"
        keys;                               //= "7"
        NoOp("done");                       //> 14s: shows done
        "##,
    );
}

#[test]
fn without_a_key_it_asks_again() {
    check(
        r##"
        //@ caller presses "7#" after 9s
        Read("keys", "beep", 4, "", 3, 3);  //= "OK"
        keys;                               //= "7"
        //> 0s: plays beep
        //> 5s: plays beep
        "##,
    );
}

#[test]
fn keys_pressed_before_the_question_are_forgotten() {
    check(
        r##"
        //@ caller presses "99" after 1s
        //@ caller presses "7#" after 4s
        Answer();
        Wait(3);
        Read("keys", "", 4);                //= "OK"
        keys;                               //= "7"
        "##,
    );
}

#[test]
fn reading_can_leave_an_unanswered_call_alone() {
    check(
        r##"
        Read("keys", "beep", 4, "s");       //= "SKIPPED"
        CHANNEL("state");                   //= "Ring"
        Read("keys", "beep", 300);          //~ E0302 `300` keys cannot be read
        "##,
    );
}

#[test]
fn other_keys_can_end_what_is_read() {
    check(
        r##"
        //@ caller presses "1#2*" after 1s
        //@ caller presses "3#" after 20s
        Read("keys", "beep", 0, "t(*0)");   //= "OK"
        keys;                               //= "1#2"
        Wait(10);
        Read("keys", "", 0, "t()");         //= "TIMEOUT"
        keys;                               //= "3#"
        "##,
    );
}

#[test]
fn a_pound_can_end_an_extension() {
    check(
        r##"//@ incoming sip call from "100" to "s" in "menu"
//@ caller presses "12#" after 1s
context "menu" {
    extension "s" => {
        ReadExten("wanted", "", "menu", "p");   //= "OK"
        wanted;                                 //= "12"
    }
    extension "_1." => {}
}
"##,
    );
}

#[test]
fn sending_takes_as_long_as_it_sounds() {
    check(
        r##"
        Answer();
        SendDTMF("12-3", 100, 200);         //> 0s: sends 123
        NoOp("done");                       //> 0.9s: shows done
        "##,
    );
}
