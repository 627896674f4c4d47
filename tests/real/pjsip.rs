//! A dialplan that was written for Asterisk's newer SIP driver: `PJSIP/…` is what `SIP/…` is.

use std::time::Duration;

use crate::support::{PhoneSetup, Setup, Sipp, Switch, beside};

const DIALPLAN: &str = r"[internal]
exten => _1XX,hint,PJSIP/phone-${EXTEN}
exten => _1XX,1,Dial(PJSIP/phone-${EXTEN},20)
exten => contacts,1,Dial(${PJSIP_DIAL_CONTACTS(phone-100)},20)
exten => behind,1,Dial(PJSIP/4711@phone-100,20)
exten => uri,1,Dial(PJSIP/phone-100/sip:4712@elsewhere.example,20)
exten => old,1,Dial(SIP/phone-100/4713,20)
exten => idle,1,Answer()
 same => n,Wait(30)
exten => end,1,SoftHangup(PJSIP/desk,a)
exten => sent,1,Transfer(PJSIP/100)
exten => state,1,Answer()
 same => n,Verbose(1,is <${DEVICE_STATE(PJSIP/phone-100)} ${DEVICE_STATE(pjsip/desk)} ${EXTENSION_STATE(100@internal)} ${DEVICE_STATE(PJSIP/nobody)}>)
 same => n,Hangup()
";

fn switch() -> Switch {
    Setup::new()
        .endpoint("desk", "pw", "internal", "ulaw")
        .endpoint("phone-100", "pw", "internal", "ulaw")
        .dialplan("extensions.conf", DIALPLAN)
        .start()
}

#[test]
fn each_form_of_a_dial_string_reaches_the_telephone() {
    let _machine = beside();
    let switch = switch();
    let phone = PhoneSetup::new("phone-100", "pw").at(switch.sip()).start();
    for extension in ["100", "contacts"] {
        Sipp::plays(
            switch.sip(),
            &format!("> INVITE {extension} | sdp 0\n< 200\n> ACK\nwait 300\n> BYE\n< 200"),
        )
        .credentials("desk", "pw")
        .timeout(Duration::from_secs(10))
        .run()
        .assert_good();
    }
    // Who is asked for is not there: this telephone is no exchange.
    let desk = PhoneSetup::new("desk", "pw").at(switch.sip()).start();
    for (extension, asked) in [("behind", "4711"), ("uri", "4712"), ("old", "4713")] {
        desk.dial(&switch.uri(extension));
        phone.wait(&format!("INVITE sip:{asked}@127.0.0.1"));
        desk.closed();
    }
}

#[test]
fn devices_and_hints_have_their_states() {
    let _machine = beside();
    let switch = switch();
    let _phone = PhoneSetup::new("phone-100", "pw").at(switch.sip()).start();
    let desk = PhoneSetup::new("desk", "pw").at(switch.sip()).start();
    desk.dial(&switch.uri("state"));
    switch.says("is <NOT_INUSE INUSE NOT_INUSE INVALID>");
}

#[test]
fn calls_are_sent_on_and_ended_by_that_name() {
    let _machine = beside();
    let switch = switch();
    let phone = PhoneSetup::new("phone-100", "pw").at(switch.sip()).start();
    let desk = PhoneSetup::new("desk", "pw").at(switch.sip()).start();
    phone.dial(&switch.uri("sent"));
    phone.wait("SIP/2.0 302");
    desk.dial(&switch.uri("idle"));
    desk.established();
    phone.dial(&switch.uri("end"));
    desk.closed();
}
