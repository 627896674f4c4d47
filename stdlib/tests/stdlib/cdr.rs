//! The record of a call, on a simulated switch.

use super::check;

#[test]
fn after_the_hangup_the_record_has_ended() {
    check(
        r##"//@ incoming sip call from "100" to "1" in "outer"
//@ sip/a answers after 2s
//@ sip/a hangs up after 8s
context "outer" {
    extension "1" => {
        CDR("end");                         //= ""
        Dial("SIP/a", 20);
    }
    extension "h" => {
        CDR("duration");                    //= "8"
        CDR("billsec");                     //= "6"
        CDR("disposition");                 //= "ANSWERED"
        CDR("end", "u");                    //= "1700000008.000000"
        CDR("dst");                         //= "1"
        Wait(5);
        CDR("duration");                    //= "8"
    }
}
"##,
    );
}

#[test]
fn a_call_that_nobody_takes_says_how_it_went() {
    check(
        r##"
        //@ sip/a is busy
        //@ sip/b is offline
        Dial("SIP/a", 20);                  //= "BUSY"
        CDR("disposition");                 //= "BUSY"
        Dial("SIP/b", 20);                  //= "CHANUNAVAIL"
        CDR("disposition");                 //= "FAILED"
        CDR("disposition", "u");            //= "2"
        CDR("billsec");                     //= "0"
        "##,
    );
}

#[test]
fn what_a_script_may_set_is_kept_and_the_rest_refused() {
    check(
        r##"
        CDR["accountcode"] = "sales";
        CHANNEL("accountcode");             //= "sales"
        CDR["amaflags"] = "billing";
        CDR("amaflags");                    //= "BILLING"
        CDR("amaflags", "u");               //= "2"
        CDR["start"] = "now";               //~ E0302 `start` of the record cannot be set
        "##,
    );
}

#[test]
fn a_lock_is_held_by_one_call_and_given_back_at_its_end() {
    check(
        r##"//@ incoming sip call from "100" to "1" in "outer"
context "outer" {
    extension "1" => {
        TRYLOCK("till");                            //= true
        Dial("Local/2@outer", 20, "g");             //= "ANSWER"
        GLOBAL("got");                              //= "0"
        UNLOCK("till");                             //= true
        Dial("Local/3@outer", 20, "g");             //= "ANSWER"
        LOCK("till");                               //= true
    }
    extension "2" => { Answer(); GLOBAL["got"] = LOCK("till"); }
    extension "3" => { Answer(); LOCK("till"); }
}
"##,
    );
}
