//! What calls know of each other, groups of telephones and presence.

use super::check;

#[test]
fn a_subroutine_on_a_target_sees_the_call_it_is_for_as_its_master() {
    check(
        r##"//@ incoming sip call from "100" to "1" in "outer"
//@ sip/a is busy
context "outer" {
    extension "1" => {
        Set("customer", "Bond");
        Dial("SIP/a", 20, "b(pre^s^1)");            //= "BUSY"
        EVAL("${seen}");                            //= "Bond"
    }
}
context "pre" {
    extension "s" => {
        let who = MASTER_CHANNEL("customer");
        MASTER_CHANNEL["seen"] = who;
    }
}
"##,
    );
}

#[test]
fn functions_of_other_calls_are_not_read() {
    check(
        r##"
        IMPORT(CHANNEL("name"), "CALLERID(num)");   //~ E0302 `CALLERID(num)` is no variable
        IMPORT(CHANNEL("name"));                    //~ E0202 `IMPORT` takes 2 arguments, not 1
        "##,
    );
}

#[test]
fn a_group_of_telephones_can_be_emptied_and_holds_each_once() {
    check(
        r##"
        Set("DIALGROUP(night,add)", "SIP/a&SIP/b&SIP/a");
        DIALGROUP("night");                         //= "SIP/a&SIP/b"
        Set("DIALGROUP(night)", "");
        DIALGROUP("night");                         //= ""
        DIALGROUP("nightmare");                     //= ""
        Set("DIALGROUP(night,join)", "SIP/a");      //~ E0302 `join` is neither `add` nor `del`
        Set("DIALGROUP(a/b)", "SIP/a");             //~ E0302 the name of a group has no slash: `a/b`
        "##,
    );
}

#[test]
fn presence_is_written_in_asterisks_words_and_read_in_base64() {
    check(
        r##"
        Set("PRESENCE_STATE(CustomPresence:q)", "xa,,aGVsbG8=,e");
        PRESENCE_STATE("CustomPresence:q", "message");      //= "hello"
        PRESENCE_STATE("custompresence:q", "message", "e"); //= "aGVsbG8="
        Set("PRESENCE_STATE(CustomPresence:q)", "asleep");  //~ E0302 `asleep` is no presence
        Set("PRESENCE_STATE(SIP/q)", "away");               //~ E0302 the presence of `SIP/q` cannot be set
        "##,
    );
}

#[test]
fn a_further_record_of_the_call_keeps_the_times_unless_told_otherwise() {
    check(
        r##"
        Answer();
        Set("CDR(project)", "moonraker");
        Wait(10);
        ForkCDR("v");
        CDR("project");                             //= "moonraker"
        CDR("duration");                            //= "10"
        ForkCDR("a");
        CDR("project");                             //= ""
        Wait(3);
        CDR("billsec");                             //= "3"
        CDR("duration");                            //= "13"
        "##,
    );
}
