//! What the options of `Dial` do to two real telephones.

use std::time::{Duration, Instant};

use crate::support::{Phone, PhoneSetup, Setup, Sipp, Switch, beside};

const DIALPLAN: &str = r#"
context "internal" {
    extension "limited" => { Dial("SIP/shoe-phone", 20, "gL(2500)"); Goto("internal", "said", 1); }
    extension "short" => { Dial("SIP/shoe-phone", 20, "gS(2)"); Goto("internal", "said", 1); }
    extension "keys" => { Dial("SIP/shoe-phone", 20, "ghH"); Goto("internal", "said", 1); }
    extension "sent" => { Dial("SIP/shoe-phone", 20, "gtT"); Goto("internal", "said", 1); }
    extension "as-boss" => { Dial("SIP/shoe-phone", 20, "o(555)giIj"); Goto("internal", "said", 1); }
    extension "music" => { Dial("SIP/shoe-phone", 20, "gm"); }
    extension "given-up" => { Dial("SIP/kitchen", 20, "c"); }
    extension "in-vain" => { Dial("SIP/kitchen", 1, "c"); Goto("internal", "said", 1); }
    extension "first" => {
        Dial("SIP/shoe-phone", 20, "aU(asked)g");
        Goto("internal", "said", 1);
    }
    extension "told" => {
        SIPAddHeader("X-Account: 4711");
        SIPAddHeader(`X-Asked: ${SIP_HEADER("X-Wish")}`);
        Dial("SIP/shoe-phone", 20, "a");
    }
    extension "both" => { Dial("SIP/shoe-phone&SIP/kitchen", 20); }
    extension "said" => { Verbose(1, `came to <${DIALSTATUS} ${HANGUPCAUSE} ${ANSWEREDTIME}>`); }
    extension "77" => { Verbose(1, `<${CHANNEL("name")}> came to 77`); Answer(); Wait(20); }
    extension "h" => { Verbose(1, `gone with <${DIALSTATUS} ${HANGUPCAUSE}>`); }
}
context "asked" {
    extension "s" => { Verbose(1, "is <asked>"); Wait(1); Set("GOSUB_RESULT", "CONTINUE"); }
}
"#;

const SOON: Duration = Duration::from_secs(10);

fn switch() -> Switch {
    Setup::new()
        .endpoint("desk", "pw", "internal", "ulaw")
        .endpoint("shoe-phone", "pw", "internal", "ulaw")
        .endpoint("kitchen", "pw", "internal", "ulaw")
        .dialplan("options.rhai", DIALPLAN)
        .start()
}

/// The callee, who answers, and the caller, who has dialled and talks.
fn talk(switch: &Switch, extension: &str) -> (Phone, Phone) {
    let phone = |name| PhoneSetup::new(name, "pw").at(switch.sip()).start();
    let (shoe, desk) = (phone("shoe-phone"), phone("desk"));
    desk.dial(&switch.uri(extension));
    desk.established();
    shoe.established();
    (shoe, desk)
}

#[test]
fn a_limit_ends_the_call_and_the_dialplan_goes_on() {
    let _machine = beside();
    let switch = switch();
    for (extension, least) in [("limited", 2_400), ("short", 1_900)] {
        let began = Instant::now();
        let (shoe, desk) = talk(&switch, extension);
        shoe.closed();
        assert!(began.elapsed() >= Duration::from_millis(least), "too early");
        switch.says("came to <ANSWER 16 2>");
        desk.closed();
    }
}

#[test]
fn a_star_of_the_callee_leads_back_to_the_dialplan() {
    let _machine = beside();
    let switch = switch();
    let (shoe, desk) = talk(&switch, "keys");
    shoe.press("*");
    shoe.closed();
    switch.says("came to <ANSWER 16");
    desk.closed();
}

#[test]
fn a_star_of_the_caller_ends_both() {
    let _machine = beside();
    let switch = switch();
    let (shoe, desk) = talk(&switch, "keys");
    desk.press("*");
    desk.closed();
    shoe.closed();
    switch.says("gone with <ANSWER");
    assert!(!switch.log().contains("came to"), "the dialplan went on");
}

#[test]
fn the_callee_sends_the_caller_on_by_keys() {
    let _machine = beside();
    let switch = switch();
    let (shoe, desk) = talk(&switch, "sent");
    shoe.press("#77");
    switch.says("<SIP/desk-00000001> came to 77");
    shoe.closed();
    assert!(!desk.has_closed(), "the caller was to stay");
}

#[test]
fn the_caller_sends_the_callee_on_by_keys() {
    let _machine = beside();
    let switch = switch();
    let (shoe, desk) = talk(&switch, "sent");
    desk.press("#77");
    switch.says("<SIP/shoe-phone-00000002> came to 77");
    desk.closed();
    assert!(!shoe.has_closed(), "the callee was to stay");
}

#[test]
fn the_callee_is_told_what_the_options_say() {
    let _machine = beside();
    let switch = switch();
    let (shoe, desk) = talk(&switch, "as-boss");
    shoe.wait("<sip:555@skyplan.local>");
    // `g`: the dialplan goes on; `i`, `I` and `j` ask for what is so anyway, and change nothing.
    shoe.hang_up();
    switch.says("came to <ANSWER 16");
    desk.closed();
}

#[test]
fn who_is_to_hear_music_hears_ringing_until_the_answer() {
    let _machine = beside();
    let switch = switch();
    let (_shoe, desk) = talk(&switch, "music");
    assert!(desk.log().contains("SIP/2.0 180 Ringing"), "{}", desk.log());
}

#[test]
fn the_caller_is_answered_before_the_callee_is_asked() {
    let _machine = beside();
    let switch = switch();
    let (shoe, desk) = talk(&switch, "first");
    switch.says("is <asked>");
    shoe.closed();
    switch.says("came to <ANSWER");
    desk.closed();
}

#[test]
fn who_rang_in_vain_counts_no_missed_call_if_the_options_say_so() {
    let _machine = beside();
    for extension in ["in-vain", "given-up"] {
        let switch = switch();
        let kitchen = PhoneSetup::new("kitchen", "pw").at(switch.sip());
        let kitchen = kitchen.unattended().start();
        let desk = PhoneSetup::new("desk", "pw").at(switch.sip()).start();
        desk.dial(&switch.uri(extension));
        desk.wait("SIP/2.0 180 Ringing");
        if extension == "given-up" {
            desk.hang_up();
            switch.says("gone with <CANCEL");
        } else {
            switch.says("came to <NOANSWER");
        }
        kitchen.wait("Reason: SIP;cause=200;text=\"Call completed elsewhere\"");
    }
}

#[test]
fn fields_that_came_and_fields_that_are_added_reach_the_callee() {
    let _machine = beside();
    let switch = switch();
    let shoe = PhoneSetup::new("shoe-phone", "pw").at(switch.sip()).start();
    let steps =
        "> INVITE told | X-Wish: a window seat | sdp 0\n< 200\n> ACK\nwait 1000\n> BYE\n< 200";
    Sipp::plays(switch.sip(), steps)
        .credentials("desk", "pw")
        .timeout(SOON)
        .run()
        .assert_good();
    shoe.wait("X-Account: 4711");
    shoe.wait("X-Asked: a window seat");
}

#[test]
fn who_rang_beside_the_one_that_answered_learns_so() {
    let _machine = beside();
    let switch = switch();
    let kitchen = PhoneSetup::new("kitchen", "pw").at(switch.sip());
    let kitchen = kitchen.unattended().start();
    let (_shoe, _desk) = talk(&switch, "both");
    kitchen.wait("Reason: SIP;cause=200;text=\"Call completed elsewhere\"");
}
