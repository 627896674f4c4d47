//! A telephone calls a Skype name, a script takes the call and rings another telephone.

use std::time::Duration;

use crate::support::{PhoneSetup, Setup, Sipp, Switch, alone, beside};

const DIALPLAN: &str = r#"
fn told() {
    let told = "";
    for name in ["language", "topic", "token", "about", "birthday", "gender", "homepage", "homephone",
                 "officephone", "mobilephone", "city", "province", "country"] {
        told += `${name}=<${CHANNEL("skype_" + name)}> `;
    }
    told
}

context "skype" {
    extension "james_bond" => {
        SkypeChatSend("james_bond", CALLERID("num"), told());
        Dial("SIP/shoe-phone", 20);
    }
    extension "emma_peel" => {
        Verbose(1, told());
        Busy();
    }
}
"#;

/// A person whose profile has all that `CHANNEL` tells of a caller. The switch is logged in to the account
/// too, which is how a profile gets its values before the member herself can set them.
const PROFILE: &str = "secret = groovy
context = skype
direction = outgoing
birthday = 19391112
gender = 1
homepage = http://austin.example
country = uk
setvar = SKYPE_ACCOUNT_PROPERTY(about)=Man of mystery
setvar = SKYPE_ACCOUNT_PROPERTY(phone_home)=+12564286001
setvar = SKYPE_ACCOUNT_PROPERTY(phone_office)=+12564286002
setvar = SKYPE_ACCOUNT_PROPERTY(phone_mobile)=+12564286003
setvar = SKYPE_ACCOUNT_PROPERTY(city)=London
setvar = SKYPE_ACCOUNT_PROPERTY(province)=Greater London";

const TOLD: &str = "about=<Man of mystery> birthday=<19391112> gender=<1> \
    homepage=<http://austin.example> homephone=<+12564286001> officephone=<+12564286002> \
    mobilephone=<+12564286003> city=<London> province=<Greater London> country=<uk> ";

fn switch() -> Switch {
    Setup::new()
        .endpoint("shoe-phone", "99", "internal", "ulaw")
        .skype("james_bond", "secret = 007\ncontext = skype\nallow = opus")
        .skype(
            "emma_peel",
            "secret = 99\ncontext = skype\nexten = emma_peel",
        )
        .skype("austin_powers", PROFILE)
        .dialplan("first.rhai", DIALPLAN)
        .start()
}

#[test]
fn a_call_to_a_skype_name_is_heard_on_a_phone_with_another_codec() {
    let _machine = alone();
    let switch = switch();
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
    austin.wait(&format!("language=<> topic=<> token=<mojo> {TOLD}"));
    austin.established();
    shoe.established();
    std::thread::sleep(Duration::from_secs(6));

    let (long, gap) = (Duration::from_secs(5), Duration::from_millis(200));
    austin.heard().assert_tone("austin_powers", 1000, long, gap);
    shoe.heard().assert_tone("shoe-phone", 450, long, gap);
    austin.hang_up();
    shoe.closed();
}

#[test]
fn a_script_reads_all_that_a_caller_tells_of_the_call_and_of_herself() {
    let _machine = beside();
    let switch = switch();
    let steps = "> INVITE emma_peel;token=mojo | sdp 0 | Subject: Secret Plans | Accept-Language: en-GB, de;q=0.5, fr;q=0.8
        < 486";
    Sipp::plays(switch.sip(), steps)
        .credentials("austin_powers", "groovy")
        .run()
        .assert_good();
    switch.says(&format!(
        "language=<en-GB fr de> topic=<Secret Plans> token=<mojo> {TOLD}"
    ));
}
