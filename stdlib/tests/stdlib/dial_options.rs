//! The options of `Dial` on a simulated switch.

use super::check;

/// Statements of one extension, and lines of other contexts in `extensions.conf`.
#[track_caller]
fn check_with(body: &str, contexts: &str) {
    let (directives, statements): (Vec<&str>, Vec<&str>) = body
        .lines()
        .map(str::trim)
        .partition(|line| line.starts_with("//@"));
    check(&format!(
        "//@ incoming sip call from \"100\" to \"1\" in \"outer\"\n{}\ncontext \"outer\" {{\nextension \"1\" => {{\n{}\n}}\n}}\n{contexts}",
        directives.join("\n"),
        statements.join("\n"),
    ));
}

#[test]
fn b_runs_a_subroutine_on_each_target_before_it_rings() {
    check_with(
        r##"
        //@ sip/a is busy
        Dial("Local/9@far&Local/8@far", 20, "b(pre^s^1(red^blue))");   //= "BUSY"
        colour;                 //= ""
        "##,
        r##"
context "pre" {
    extension "s" => {
        Set("__colour", `${ARG1} ${ARG2}`);
        Set("CALLERID(num)", "555");
        return;
    }
}
context "far" {
    extension "9" => {
        CALLERID("num");                    //= "555"
        colour;                 //= "red blue"
        Busy();
    }
    extension "8" => {
        colour;                 //= "red blue"
        Busy();
    }
}
"##,
    );
}

#[test]
fn a_target_that_hangs_up_before_it_rings_is_not_dialled() {
    check_with(
        r##"
        Dial("SIP/a", 20, "b(pre^s^1)");    //= "CHANUNAVAIL"
        "##,
        "context \"pre\" { extension \"s\" => { Hangup(); } }",
    );
}

#[test]
fn hangup_handlers_of_a_target_run_when_its_channel_is_gone() {
    check_with(
        r##"
        //@ sip/a is busy after 3s
        Dial("SIP/a", 20, "b(pre^s^1)");    //= "BUSY"
        GLOBAL("gone");                     //= "gone from SIP"
        "##,
        r##"
context "pre" {
    extension "s" => { CHANNEL["hangup_handler_push"] = "pre,bye,1(gone)"; }
    extension "bye" => { GLOBAL["gone"] = ARG1 + " from " + CHANNEL("channeltype"); }
}
"##,
    );
}

#[test]
fn big_b_runs_a_subroutine_on_the_caller() {
    check_with(
        r##"
        //@ sip/a is busy
        Dial("SIP/a", 20, "B(pre^s^1(x))"); //= "BUSY"
        seen;                   //= "x on SIP"
        "##,
        r##"
context "pre" {
    extension "s" => { Set("seen", `${ARG1} on ${CHANNEL("channeltype")}`); }
}
"##,
    );
}

#[test]
fn u_runs_a_subroutine_on_the_callee_before_they_talk() {
    check_with(
        r##"
        //@ sip/a answers after 2s
        //@ sip/a presses "1" after 6s
        //@ sip/a hangs up after 20s
        Dial("SIP/a", 20, "gU(screen^press-one)");    //= "ANSWER"
        //> 2s: plays press-one
        //> 6s: connects caller and SIP/a
        //> 6s: answers
        "##,
        r##"
context "screen" {
    extension "s" => {
        if Read("key", ARG1, 1) != "OK" || key != "1" { Set("GOSUB_RESULT", "BUSY"); }
    }
}
"##,
    );
}

#[track_caller]
fn check_result(result: &str, expected: &str) {
    check_with(
        &format!(
            r##"
        //@ sip/a answers after 2s
        {expected}
        "##
        ),
        &format!(
            r##"
context "screen" {{
    extension "s" => {{ Set("GOSUB_RESULT", "{result}"); }}
}}
context "other" {{
    extension "7" => {{ NoOp("there"); }}
}}
"##
        ),
    );
}

#[test]
fn what_u_returns_says_how_it_goes_on() {
    check_result("BUSY", "Dial(\"SIP/a\", 20, \"U(screen)\");   //= \"BUSY\"");
    check_result(
        "CONGESTION",
        "Dial(\"SIP/a\", 20, \"U(screen)\");   //= \"CONGESTION\"",
    );
    check_result(
        "CONTINUE",
        "Dial(\"SIP/a\", 20, \"U(screen)\");   //= \"ANSWER\"",
    );
    check_result(
        "ABORT",
        "Dial(\"SIP/a\", 20, \"gU(screen)\");  //> 2s: ends with normal\nNoOp(\"not reached\");",
    );
    check_result(
        "GOTO:other^7^1",
        "Dial(\"SIP/a\", 20, \"U(screen)\");   //> 2s: hangs up SIP/a",
    );
}

#[test]
fn g_sends_both_into_the_dialplan() {
    check_with(
        r##"
        //@ sip/a answers after 2s
        Dial("SIP/a", 20, "G(other^7^1)");  //> 2s: answers
        //> 2s: hangs up SIP/a
        "##,
        "context \"other\" { extension \"7\" => { \nEXTEN; //= \"7\"\n } }",
    );
}

#[test]
fn f_keeps_the_callee_when_the_caller_hangs_up() {
    check_with(
        r##"
        //@ sip/a answers after 2s
        //@ caller hangs up after 5s
        Dial("SIP/a", 20, "F(other^7^1)");  //> 5s: redirects SIP/a to 7@other
        "##,
        "context \"other\" { extension \"7\" => { Wait(1); } }",
    );
}

#[test]
fn announcements_and_keys_come_before_they_talk() {
    check(
        r##"
        //@ sip/a answers after 1s
        //@ sip/a hangs up after 10s
        Dial("SIP/a", 20, "gA(recorded)D(12)");     //= "ANSWER"
        //> 1s: plays recorded
        //> 3s: sends 12
        //> connects caller and SIP/a
        "##,
    );
}

#[test]
fn a_call_can_be_limited_and_says_so() {
    check(
        r##"
        //@ sip/a answers after 1s
        Dial("SIP/a", 20, "gL(10000:4000:2000)");   //= "ANSWER"
        //> 7s: plays beep
        //> 9s: plays beep
        //> 11s: hangs up SIP/a
        ANSWEREDTIME;                               //= "10"
        "##,
    );
    check(
        r##"
        //@ sip/a answers after 1s
        Dial("SIP/a", 20, "S(5)");                  //> 6s: hangs up SIP/a
        "##,
    );
}

#[test]
fn a_key_leads_elsewhere_while_it_rings() {
    check_with(
        r##"
        //@ sip/a rings
        //@ caller presses "7" after 3s
        Set("EXITCONTEXT", "other");
        Dial("SIP/a", 20, "d");             //> 3s: hangs up SIP/a
        "##,
        "context \"other\" { extension \"7\" => { \nEXTEN; //= \"7\"\n } }",
    );
}

#[test]
fn the_callee_is_told_another_number() {
    check_with(
        r##"
        Dial("Local/9@far", 20, "f(4242)"); //= "BUSY"
        "##,
        "context \"far\" { extension \"9\" => { \nCALLERID(\"num\"); //= \"4242\"\nBusy(); } }",
    );
}

#[test]
fn both_can_transfer_by_keys() {
    check_with(
        r##"
        //@ sip/a answers after 1s
        //@ sip/a presses "#7" after 4s
        Dial("SIP/a", 20, "t");             //> 4s: plays pbx-transfer
        //> hangs up SIP/a
        "##,
        "context \"unused\" { extension \"1\" => {} }\ncontext \"outer\" { extension \"7\" => { \nEXTEN; //= \"7\"\n } }",
    );
    check_with(
        r##"
        //@ sip/a answers after 1s
        //@ caller presses "#9" after 4s
        //@ sip/a hangs up after 30s
        Dial("SIP/a", 20, "gT");            //= "ANSWER"
        //> plays pbx-invalid
        //> connects caller and SIP/a
        "##,
        "",
    );
}

#[test]
fn e_runs_h_on_the_callee() {
    check_with(
        r##"
        //@ sip/a answers after 1s
        //@ sip/a hangs up after 3s
        Dial("SIP/a", 20, "ge");            //= "ANSWER"
        GLOBAL("after");                    //= "after SIP/a"
        "##,
        r##"context "outer" { extension "h" => { GLOBAL["after"] = `after ${CUT("CHANNEL", "-", 1)}`; } }"##,
    );
}

#[test]
fn ringing_is_heard_until_there_is_early_media() {
    check(
        r##"
        //@ sip/a progresses after 1s
        //@ sip/a is busy after 3s
        Dial("SIP/a", 20, "R");             //= "BUSY"
        //> 0s: indicates ringing
        //> 1s: connects caller and SIP/a
        "##,
    );
}

#[test]
fn odd_numbers_are_mistakes() {
    check(
        r##"
        Dial("SIP/a", 20, "S(soon)");       //~ E0302 `soon` is not a number of seconds (option `S`)
        "##,
    );
    check(
        r##"
        Dial("SIP/a", 20, "Q(tired)");      //~ E0302 `tired` is not a hangup cause
        "##,
    );
}

#[test]
fn a_subroutine_that_is_not_there_is_a_mistake() {
    check(
        r##"
        Dial("SIP/a", 20, "b(nowhere^s^1)");    //~ E0321 there is no context `nowhere`
        "##,
    );
}

#[test]
fn a_conversation_that_is_ended_from_here_ends_normally() {
    for (options, deed) in [
        ("gL(5000)", ""),
        ("gS(5)", ""),
        ("gh", "//@ sip/a presses \"*\" after 5s"),
    ] {
        check_with(
            &format!(
                r##"
        //@ sip/a answers
        {deed}
        Dial("SIP/a", 20, "{options}");     //= "ANSWER"
        EVAL("${{HANGUPCAUSE}}");             //= "16"
        HANGUPCAUSE(HANGUPCAUSE_KEYS(), "ast");     //= "16"
        HANGUPCAUSE == "16";                        //= true
        "17" != HANGUPCAUSE;                        //= true
        if HANGUPCAUSE == "16" {{ "yes" }} else {{ "no" }}    //= "yes"
        "##
            ),
            "",
        );
    }
}
