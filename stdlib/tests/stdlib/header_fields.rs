//! Header fields that came, and those that are added.

use super::check;

#[test]
fn what_is_added_goes_through_local_channels_until_it_is_taken_back() {
    check(
        r##"//@ incoming sip call from "100" to "1" in "outer"
context "outer" {
    extension "1" => {
        SIPAddHeader("Alert-Info: <http://localhost>;info=external");
        SIPAddHeader("X-Account: 4711");
        Dial("Local/2@outer", 20);      //> dials SIP/a with Alert-Info: <http://localhost>;info=external with X-Account: 4711
        SIPRemoveHeader("Alert-Info");
        Dial("SIP/b", 20);              //> dials SIP/b with X-Account: 4711
        SIPRemoveHeader();
        Dial("SIP/c", 20);              //> dials SIP/c
    }
    extension "2" => { Dial("SIP/a", 20); }
}
"##,
    );
}

#[test]
fn a_target_is_told_what_its_subroutine_adds_and_others_are_not() {
    check(
        r##"//@ incoming sip call from "100" to "1" in "outer"
context "outer" {
    extension "1" => {
        Dial("SIP/a&SIP/b", 20, "b(tell^s^1)");     //> dials SIP/a with X-To: a
        PJSIP_HEADER("read", "X-To");               //= ""
        Dial("SIP/c", 20);                          //> dials SIP/c
    }
}
context "tell" {
    extension "s" => {
        if CHANNEL("name").contains("SIP/a") { Set("PJSIP_HEADER(add,X-To)", "a"); }
    }
}
"##,
    );
}

#[test]
fn fields_are_changed_and_removed_by_name_and_beginning() {
    check(
        r##"
        //@ sip/a is busy
        Set("PJSIP_HEADER(add,X-One)", "1");
        Set("PJSIP_HEADER(add,X-Two)", "2");
        Set("PJSIP_HEADER(add,Y)", "3");            //~ E0302 a header field `Y` cannot be added
        Set("PJSIP_HEADER(update,X-Two)", "22");
        Dial("SIP/a", 20);                          //> dials SIP/a with X-One: 1 with X-Two: 22
        PJSIP_HEADER("remove", "X-*");              //= "2"
        Dial("SIP/a", 20);                          //> dials SIP/a
        Set("PJSIP_HEADER(mend,X-One)", "1");       //~ E0302 `mend` is neither `add`, `update` nor `remove`
        "##,
    );
}

#[test]
fn a_line_end_cannot_begin_another_field() {
    check(
        r##"
        SIPAddHeader("X-One: 1\r\nX-Two: 2");       //~ E0302 the value of a header field has 1024 octets at most, and no line ends
        "##,
    );
}

#[test]
fn fields_are_found_in_any_case_and_form() {
    check(
        r##"//@ incoming sip call from "100" to "1" in "outer", header "s: lunch", header "P-Asserted-Identity: <sip:boss@x>"
context "outer" {
    extension "1" => {
        SIP_HEADER("subject");                      //= "lunch"
        PJSIP_HEADER("read", "P-Asserted*");        //= "<sip:boss@x>"
        PJSIP_HEADER("read", "Subject", 2);         //= ""
        PJSIP_HEADER("read", "Subject", 0);         //~ E0302 fields are counted from 1, not `0`
        PJSIP_HEADER("seek", "Subject");            //~ E0302 `seek` is nothing that can be read
    }
}
"##,
    );
}
