//! A script sends a call on to somebody else.

use std::time::Duration;

use crate::support::{PhoneSetup, Setup, alone};

const DIALPLAN: &str = r#"
context "skype" {
    extension "james_bond" => {
        Answer();
        SkypeTransfer("austin_powers", "Secret Call");
    }
}
"#;

#[test]
fn a_transfer_moves_the_call_and_says_what_it_is_about() {
    let _machine = alone();
    let switch = Setup::new()
        .skype("james_bond", "secret = 007\ncontext = skype")
        .member("dr_evil", "million")
        .member("austin_powers", "groovy")
        .dialplan("transfer.rhai", DIALPLAN)
        .start();
    let phone = |name, password| PhoneSetup::new(name, password).at(switch.sip());
    let austin = phone("austin_powers", "groovy")
        .codec("PCMA/8000/1")
        .says(1000)
        .start();
    let evil = phone("dr_evil", "million").says(450).start();

    evil.dial(&switch.uri("james_bond"));
    austin.wait("Subject: Secret Call");
    austin.established();
    std::thread::sleep(Duration::from_secs(3));

    let (long, gap) = (Duration::from_secs(2), Duration::from_millis(200));
    evil.heard().assert_tone("dr_evil", 1000, long, gap);
    austin.heard().assert_tone("austin_powers", 450, long, gap);
    evil.hang_up();
    austin.closed();
}
