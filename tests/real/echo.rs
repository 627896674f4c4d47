//! The demo's echo test.

use std::time::Duration;

use crate::support::{PhoneSetup, Setup, alone, eventually};

#[test]
fn echo123_greets_and_then_says_what_it_hears() {
    let _machine = alone();
    let switch = Setup::new()
        .endpoint("shoe-phone", "pw", "internal", "ulaw")
        .skype("james_bond", "secret = 007\ncontext = demo")
        .skype("echo123", "secret = echo\ncontext = demo\nallow = opus")
        .member("austin_powers", "groovy")
        .dialplan("demo.rhai", include_str!("../../dialplans/demo.rhai"))
        .start();
    let austin = PhoneSetup::new("austin_powers", "groovy")
        .at(switch.sip())
        .codec("opus/48000/2")
        .says(450)
        .start();
    austin.dial(&switch.uri("echo123"));
    austin.established();
    let (echo, gap) = (Duration::from_secs(2), Duration::from_millis(200));
    eventually("the end of the prompts", Duration::from_secs(40), || {
        let last = austin.heard().last(echo);
        (last.time_of(450) + gap > echo).then_some(())
    });
    let heard = austin.heard().last(echo);
    heard.assert_tone("austin_powers", 450, echo - gap, gap);
    austin.press("#");
    austin.closed();
}
