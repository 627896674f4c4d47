//! Applications that take what a caller dials: menus, passwords, further attempts.

use super::check;

#[test]
fn a_key_during_the_prompts_leads_to_its_extension_in_lines_and_in_rhai() {
    check(
        r##"//@ incoming sip call from "100" to "s" in "menu"
//@ caller presses "12" after 1s
context "menu" {
    extension "s" => {
        Background("welcome&choose");               //> 1s: stops playing
        NoOp("this is not reached");
    }
    extension "12" => { Verbose(1, "twelve"); }     //> 1.2s: shows twelve
}
"##,
    );
}

#[test]
fn without_a_key_the_menu_goes_on_behind_the_prompts() {
    check(
        r##"
        //@ no prompt "welcome"
        Background("welcome");                      //= "FAILED"
        Background("welcome&choose");               //= "FAILED"
        Background("choose");                       //= "SUCCESS"
        BACKGROUNDSTATUS;                           //= "SUCCESS"
        "##,
    );
}

#[test]
fn a_call_that_is_not_answered_may_be_passed_over_or_hear_early_media() {
    check(
        r##"
        Background("welcome", "s");                 //= "SUCCESS"
        Background("welcome", "n");                 //> indicates progress
        CHANNEL("state");                           //= "Ring"
        Background("welcome");                      //> answers
        "##,
    );
}

#[test]
fn with_m_only_keys_that_lead_somewhere_stop_the_prompt() {
    check(
        r##"//@ incoming sip call from "100" to "s" in "menu"
//@ caller presses "9" after 500ms
//@ caller presses "1" after 1s
context "menu" {
    extension "s" => {
        Background("welcome&choose", "m");          //> 1s: stops playing
    }
    extension "1" => { Verbose(1, "one"); }         //> 1s: shows one
    extension "10" => {}
}
"##,
    );
}

#[test]
fn what_nothing_matches_goes_to_i() {
    check(
        r##"//@ incoming sip call from "100" to "s" in "menu"
//@ caller presses "7" after 1s
context "menu" {
    extension "s" => { Background("welcome"); }
    extension "i" => { Verbose(1, INVALID_EXTEN); } //> 1s: shows 7
}
"##,
    );
}

#[test]
fn an_extension_is_read_without_going_there() {
    check(
        r##"//@ incoming sip call from "100" to "s" in "menu"
//@ caller presses "20" after 1s
context "menu" {
    extension "s" => {
        ReadExten("wanted", "choose", "agents", "s");   //= "SKIP"
        ReadExten("wanted", "choose", "agents");        //= "OK"
        EVAL("${wanted}");                              //= "20"
    }
}
context "agents" { extension "_2X" => {} }
"##,
    );
}

#[test]
fn three_wrong_passwords_end_the_call() {
    check(
        r##"
        //@ caller presses "1#" after 3s
        //@ caller presses "2#" after 6s
        //@ caller presses "3#" after 9s
        Authenticate("007", "", 3);
        //> 9.2s: plays vm-goodbye
        NoOp("this is not reached");
        "##,
    );
}

#[test]
fn a_password_of_the_database_may_be_used_once() {
    check(
        r##"
        //@ caller presses "007#" after 3s
        DB["guests/007"] = "Bond";
        Authenticate("/guests", "dra");
        DB_EXISTS("guests/007");                    //= false
        CDR("accountcode");                         //= "007"
        Authenticate("/etc/passwords");             //~ E0302 there are no files of passwords
        "##,
    );
}

#[test]
fn dialling_again_ends_after_so_many_attempts_or_with_an_answer() {
    check(
        r##"
        //@ sip/a is busy
        RetryDial("hold-on", 5, 3, "SIP/a");        //= "BUSY"
        //> 7s: dials SIP/a
        //> 14s: dials SIP/a
        Verbose(1, "over");                         //> 14s: shows over
        "##,
    );
}

#[test]
fn between_two_attempts_a_key_may_lead_away() {
    check(
        r##"//@ incoming sip call from "100" to "1" in "outer"
//@ sip/a is busy
//@ caller presses "0" after 3s
context "outer" {
    extension "1" => { RetryDial("", 60, 0, "SIP/a", 20, "d"); }
    extension "0" => { Verbose(1, "operator"); }    //> 3s: shows operator
}
"##,
    );
}

#[test]
fn a_caller_without_a_number_may_give_one_or_fail() {
    check(
        r##"//@ incoming sip call from "100" to "1" in "outer", num ""
//@ caller presses "123#" after 5s
context "outer" {
    extension "1" => {
        PrivacyManager(2, 5);                       //= "FAILED"
        CALLERID("num");                            //= ""
    }
}
"##,
    );
}

#[test]
fn a_condition_is_waited_for() {
    check(
        r##"
        //@ sip/a is busy
        WaitForCondition("", "x");                  //~ E0302 `` is not one character
        WaitForCondition("#", "#[#{EPOCH} >= 1700000005]", 10, 1);   //= "TRUE"
        Verbose(1, "over");                         //> 5s: shows over
        "##,
    );
}
