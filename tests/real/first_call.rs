//! A telephone calls a Skype name, a script takes the call and rings another telephone.

use std::time::Duration;

use crate::support::{PhoneSetup, Setup, alone};

const DIALPLAN: &str = r#"
context "skype" {
    extension "james_bond" => {
        let token = CHANNEL("skype_token");
        SkypeChatSend("james_bond", CALLERID("num"), `Your token is ${token}.`);
        Dial("SIP/shoe-phone", 20);
    }
}
"#;

#[test]
fn a_call_to_a_skype_name_is_heard_on_a_phone_with_another_codec() {
    let _machine = alone();
    let switch = Setup::new()
        .endpoint("shoe-phone", "99", "internal", "ulaw")
        .skype("james_bond", "secret = 007\ncontext = skype\nallow = opus")
        .member("austin_powers", "groovy")
        .dialplan("first.rhai", DIALPLAN)
        .start();
    let shoe = PhoneSetup::new("shoe-phone", "99")
        .at(switch.sip())
        .says(1000)
        .start();
    let austin = PhoneSetup::new("austin_powers", "groovy")
        .at(switch.sip())
        .codec("opus/48000/2")
        .says(450)
        .start();

    austin.dial("sip:james_bond@skyplan.local;token=mojo");
    austin.wait("Your token is mojo.");
    austin.established();
    shoe.established();
    std::thread::sleep(Duration::from_secs(6));

    let (long, gap) = (Duration::from_secs(5), Duration::from_millis(200));
    austin.heard().assert_tone("austin_powers", 1000, long, gap);
    shoe.heard().assert_tone("shoe-phone", 450, long, gap);
    austin.hang_up();
    shoe.closed();
}
