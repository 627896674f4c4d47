//! A call through a network that loses datagrams.

use crate::support::{Lossy, PhoneSetup, Setup, beside};

const DIALPLAN: &str = r#"
context "internal" {
    extension "100" => { Answer(); Echo(); Verbose(1, "the echo is over"); }
    extension "200" => { Dial("SIP/shoe-phone"); }
}
"#;

#[test]
fn what_is_lost_is_sent_again_by_both_sides() {
    let _machine = beside();
    let switch = Setup::new()
        .endpoint("desk", "pw", "internal", "ulaw")
        .endpoint("shoe-phone", "pw", "internal", "ulaw")
        .dialplan("echo.rhai", DIALPLAN)
        .start();
    let phone = |name, at| PhoneSetup::new(name, "pw").at(at);
    let networks = [(); 2].map(|()| Lossy::towards(switch.sip()));
    let shoe = phone("shoe-phone", networks[0].address()).start();
    let desk = phone("desk", networks[1].address()).start();
    desk.dial(&switch.uri("200"));
    desk.established();
    shoe.established();
    desk.hang_up();
    shoe.closed();
}
