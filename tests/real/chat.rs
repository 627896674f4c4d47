//! Chats between people, and to a script that waits for one.

use crate::support::{PhoneSetup, Setup, Sipp, Switch, beside};

const DIALPLAN: &str = r#"
context "skype" {
    extension "james_bond" => {
        let caller = CALLERID("num");
        Answer();
        SkypeChatSend("james_bond", caller, "I am listening.");
        let first = SKYPE_CHAT_RECEIVE("james_bond", "austin_powers", 20);
        SkypeChatSend("james_bond", caller, `First came <${first}>.`);
        let second = SKYPE_CHAT_RECEIVE("james_bond", "austin_powers", 1);
        SkypeChatSend("james_bond", caller, `Then came <${second}>.`);
        Wait(20);
    }
}
"#;

/// SIPp sends a chat, which is answered with `status`.
fn send(switch: &Switch, from: &str, to: &str, text: &str, status: u16) {
    let steps = format!("> MESSAGE {to} | text {text}\n< {status}");
    Sipp::plays(switch.sip(), &steps)
        .credentials(from, "pw")
        .run()
        .assert_good();
}

#[test]
fn a_script_gets_the_chat_it_waits_for_and_no_other() {
    let _machine = beside();
    let switch = Setup::new()
        .skype("james_bond", "secret = 007\ncontext = skype")
        .member("moneypenny", "pw")
        .member("austin_powers", "pw")
        .member("dr_evil", "pw")
        .dialplan("chat.rhai", DIALPLAN)
        .start();
    let caller = PhoneSetup::new("moneypenny", "pw").at(switch.sip()).start();

    caller.dial(&switch.uri("james_bond"));
    caller.wait("I am listening.");
    send(&switch, "dr_evil", "james_bond", "Surrender", 200);
    send(&switch, "austin_powers", "james_bond", "Yeah baby", 200);
    caller.wait("First came <Yeah baby>.");
    send(&switch, "dr_evil", "james_bond", "Now", 200);
    caller.wait("Then came <>.");
}

#[test]
fn a_chat_waits_for_somebody_offline_and_reaches_all_who_are_there() {
    let _machine = beside();
    let switch = Setup::new()
        .member("moneypenny", "pw")
        .member("austin_powers", "pw")
        .dialplan("empty.rhai", "context \"internal\" { }\n")
        .start();
    let write = |text, status| send(&switch, "moneypenny", "austin_powers", text, status);
    let client = || {
        PhoneSetup::new("austin_powers", "pw")
            .at(switch.sip())
            .start()
    };
    write("Before he came", 202);
    write("Still before", 202);
    let first = client();
    first.wait("Before he came");
    first.wait("Still before");
    let second = client();
    write("For both of them", 200);
    first.wait("For both of them");
    second.wait("For both of them");
    let both = first.log() + &second.log();
    let times = |text| both.matches(&format!("\r\n\r\n{text}")).count();
    assert_eq!(times("Still before"), 1, "{both}");
}
