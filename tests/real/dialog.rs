//! What phones ask for while a call is up, and what they ask outside of any call, by SIPp.

use crate::support::{PhoneSetup, Setup, Sipp, Switch, beside};

const DIALPLAN: &str = r#"
context "internal" {
    extension "hold" => { Answer(); Wait(20); }
    extension "keys" => {
        Read("keys", "", 2);
        Verbose(1, `pressed <${keys}>`);
    }
    extension "talk" => { Dial("SIP/shoe-phone", 20); }
    extension "elsewhere" => { Verbose(1, `${CALLERID("num")} is elsewhere`); Wait(20); }
}
"#;

fn switch() -> Switch {
    Setup::new()
        .endpoint("desk", "pw", "internal", "ulaw,alaw")
        .endpoint("shoe-phone", "pw", "internal", "ulaw")
        .dialplan("dialog.rhai", DIALPLAN)
        .start()
}

/// The responses that `desk` got when it did these steps.
fn play(switch: &Switch, arguments: &str, steps: &str) -> Vec<String> {
    let outcome = Sipp::plays(switch.sip(), steps)
        .credentials("desk", "pw")
        .arguments(arguments)
        .run()
        .assert_good();
    outcome.received().into_iter().map(String::from).collect()
}

/// The last of them has all of this in it.
fn check(switch: &Switch, steps: &str, wanted: &[&str]) {
    let replies = play(switch, "", steps);
    let last = replies.last().expect("an answer");
    for wanted in wanted {
        assert!(last.contains(wanted), "no `{wanted}` in {last}");
    }
}

/// The steps of a call to `extension`, `during` while it is up.
fn call(extension: &str, during: &str) -> String {
    format!("> INVITE {extension} | sdp 0\n< 200\n> ACK\n{during}\n> BYE\n< 200")
}

#[test]
fn a_call_is_held_changes_its_codec_and_goes_on() {
    let _machine = beside();
    let switch = switch();
    let during = "> INVITE | sdp 0 sendonly\n< 200\n> ACK
        > INVITE | sdp 8 sendrecv\n< 200\n> ACK
        > INVITE | sdp 18\n< 488
        > UPDATE | sdp 0\n< 200";
    for transport in ["-t u1", "-t t1"] {
        let replies = play(&switch, transport, &call("hold", during));
        let answers: Vec<&String> = replies
            .iter()
            .filter(|reply| reply.contains("m=audio"))
            .collect();
        let wanted = [
            ["RTP/AVP 0", "a=sendrecv"],
            ["RTP/AVP 0", "a=recvonly"],
            ["RTP/AVP 8", "a=sendrecv"],
            ["RTP/AVP 0", "a=sendrecv"],
        ];
        assert_eq!(answers.len(), wanted.len(), "{answers:#?}");
        for (answer, wanted) in answers.iter().zip(wanted) {
            assert!(
                wanted.iter().all(|text| answer.contains(text)),
                "{wanted:?}: {answer}"
            );
        }
    }
}

#[test]
fn keys_sent_by_info_are_read() {
    let _machine = beside();
    let switch = switch();
    // The script hangs up when it has read them.
    let steps = "> INVITE keys | sdp 0\n< 200\n> ACK
        > INFO | key 4\n< 200\n> INFO | key 2\n< 200\n< BYE";
    play(&switch, "", steps);
    switch.says("pressed <42>");
}

#[test]
fn a_phone_sends_its_partner_elsewhere_but_not_to_a_call_of_its_own() {
    let _machine = beside();
    let switch = switch();
    let shoe = PhoneSetup::new("shoe-phone", "pw").at(switch.sip()).start();
    let attended = "Refer-To: <sip:elsewhere@skyplan.local?Replaces=1%3Bto-tag%3Da%3Bfrom-tag%3Db>";
    play(
        &switch,
        "",
        &call("talk", &format!("> REFER | {attended}\n< 603")),
    );
    shoe.closed();

    let blind = "Refer-To: <sip:elsewhere@skyplan.local>";
    play(
        &switch,
        "",
        &format!(
            "> INVITE talk | sdp 0\n< 200\n> ACK\n> REFER | {blind}\n< 202\n< NOTIFY\n< NOTIFY\n< BYE"
        ),
    );
    switch.says("shoe-phone is elsewhere");
}

#[test]
fn options_are_answered_to_where_they_came_from() {
    let _machine = beside();
    let switch = switch();
    let options = "> OPTIONS hold unchallenged | via 192.0.2.9:9\n< 200";
    let wanted = [
        "Allow: ",
        "Accept: ",
        "192.0.2.9:9",
        "received=127.0.0.1",
        "rport=",
    ];
    check(&switch, options, &wanted);
}
