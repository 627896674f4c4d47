//! Taking a call that rings at another telephone, and sending one elsewhere, with real telephones.

use crate::support::{Phone, PhoneSetup, Setup, Switch, beside};

const DIALPLAN: &str = r#"
context "internal" {
    extension "100" => { Dial("SIP/shoe-phone", 20, "g"); Verbose(1, `came to <${DIALSTATUS} ${DIALEDPEERNAME}>`); }
    extension "marked" => { Set("__PICKUPMARK", "sales"); Dial("SIP/shoe-phone", 20); }
    extension "*8" => { Pickup(); Verbose(1, "nothing <rings>"); }
    extension "*8100" => { Pickup("100"); }
    extension "*8sales" => { Pickup("sales@PICKUPMARK"); }
    extension "*8shoe" => { PickupChan("PJSIP/shoe-phone"); }
    extension "echo" => { Answer(); Verbose(1, `is <${CHANNEL("name")}>`); GLOBAL["other"] = CHANNEL("name"); Echo(); }
    extension "send" => { ChannelRedirect(GLOBAL("other"), "internal", "sent", 1); Verbose(1, `<${CHANNELREDIRECT_STATUS}>`); }
    extension "send-desk" => { ChannelRedirect("SIP/desk-00000001", "internal", "sent", 1); }
    extension "send-shoe" => { ChannelRedirect("SIP/shoe-phone-00000002", "internal", "sent", 1); }
    extension "sent" => { Verbose(1, `<${CHANNEL("name")}> was sent`); Wait(20); }
    extension "h" => { Verbose(1, `<${EXTEN} ${CHANNEL("name")}> is over`); }
}
"#;

fn switch() -> Switch {
    Setup::new()
        .endpoint("desk", "pw", "internal", "ulaw")
        .endpoint("shoe-phone", "pw", "internal", "ulaw")
        .endpoint_line(r#"call_groups = ["a", "b"]"#)
        .endpoint("kitchen", "pw", "internal", "ulaw")
        .endpoint_line(r#"pickup_groups = ["b"]"#)
        .dialplan("pickup.rhai", DIALPLAN)
        .start()
}

fn phone(switch: &Switch, name: &str) -> PhoneSetup {
    PhoneSetup::new(name, "pw").at(switch.sip())
}

/// The caller and the telephone that rings.
fn rings(switch: &Switch, extension: &str) -> (Phone, Phone) {
    let shoe = phone(switch, "shoe-phone").unattended().start();
    let desk = phone(switch, "desk").says(440).start();
    desk.dial(&switch.uri(extension));
    desk.wait("SIP/2.0 180 Ringing");
    (desk, shoe)
}

#[test]
fn the_caller_talks_with_who_takes_the_call_and_what_rang_stops() {
    let _machine = beside();
    for (dialled, keys) in [
        ("100", "*8100"),
        ("100", "*8"),
        ("marked", "*8sales"),
        ("100", "*8shoe"),
    ] {
        let switch = switch();
        let (desk, shoe) = rings(&switch, dialled);
        let kitchen = phone(&switch, "kitchen").says(880).start();
        kitchen.dial(&switch.uri(keys));
        kitchen.established();
        desk.established();
        shoe.wait("Reason: SIP;cause=200;text=\"Call completed elsewhere\"");
        crate::support::eventually("both hear each other", crate::support::SOON, || {
            let heard = |phone: &Phone, hertz| phone.heard().time_of(hertz).as_millis() > 500;
            (heard(&desk, 880) && heard(&kitchen, 440)).then_some(())
        });
        kitchen.hang_up();
        if dialled == "100" {
            switch.says("came to <ANSWER SIP/kitchen-0000000");
        }
        desk.closed();
    }
}

#[test]
fn nothing_is_taken_that_does_not_ring_or_is_of_another_group() {
    let _machine = beside();
    let switch = switch();
    let (desk, shoe) = rings(&switch, "100");
    // It rings in the groups of this one, but may not take any.
    let second = phone(&switch, "shoe-phone").start();
    second.dial(&switch.uri("*8"));
    switch.says("nothing <rings>");
    drop((desk, shoe));
}

#[test]
fn a_call_is_sent_elsewhere_from_another_one() {
    let _machine = beside();
    let switch = switch();
    let desk = phone(&switch, "desk").start();
    desk.dial(&switch.uri("echo"));
    switch.says("is <SIP/desk-");
    let kitchen = phone(&switch, "kitchen").start();
    kitchen.dial(&switch.uri("send"));
    switch.says("<SUCCESS>");
    switch.says("<SIP/desk-00000001> was sent");
    assert!(!desk.has_closed(), "the call was to stay");
}

#[test]
fn both_ends_of_a_conversation_can_be_sent_elsewhere() {
    let _machine = beside();
    for own in [true, false] {
        let switch = switch();
        let shoe = phone(&switch, "shoe-phone").start();
        let desk = phone(&switch, "desk").start();
        desk.dial(&switch.uri("100"));
        desk.established();
        shoe.established();
        let (sent, left) = match own {
            true => ("SIP/desk-00000001", &shoe),
            false => ("SIP/shoe-phone-00000002", &desk),
        };
        let kitchen = phone(&switch, "kitchen").start();
        kitchen.dial(&switch.uri(if own { "send-desk" } else { "send-shoe" }));
        switch.says(&format!("<{sent}> was sent"));
        left.closed();
    }
}
