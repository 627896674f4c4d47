//! A script waits for a chat.

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

fn send(switch: &Switch, from: &str, text: &str) {
    Sipp::towards(switch.sip(), "message")
        .credentials(from, "pw")
        .key("to", "james_bond")
        .key("text", text)
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
    send(&switch, "dr_evil", "Surrender");
    send(&switch, "austin_powers", "Yeah baby");
    caller.wait("First came <Yeah baby>.");
    send(&switch, "dr_evil", "Now");
    caller.wait("Then came <>.");
}
