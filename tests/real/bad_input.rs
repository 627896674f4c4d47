//! What goes wrong on an ordinary day: the answer a phone gets, the message an operator gets, and a
//! switch that lives on.

use std::net::{TcpListener, UdpSocket};

use crate::support::{
    Algorithm, PhoneSetup, Setup, Stopped, Switch, Wire, beside, eventually, offer,
};

const DIALPLAN: &str = r#"
context "internal" {
    extension "prompt" => {
        Playback("no-such-prompt", "noanswer");
        Hangup(17);
    }
}
"#;

const SDP: &str = "Content-Type: application/sdp\r\n";
const CHAT: &str = "Content-Type: text/plain\r\n";

fn setup() -> Setup {
    Setup::new()
        .endpoint("desk", "pw", "internal", "ulaw")
        .skype("james_bond", "secret = 007\ncontext = internal")
        .member("austin_powers", "pw")
        .member("moneypenny", "pw")
        .dialplan("bad.rhai", DIALPLAN)
}

/// What a request of `user` is answered with, by a switch that lives on.
fn check(switch: &mut Switch, user: &str, method: &str, to: &str, body: (&str, &str), status: u16) {
    let who = (user, "pw", Algorithm::Sha256);
    let uri = switch.uri(to);
    let (kind, body) = body;
    let reply = Wire::udp(switch.sip()).ask_as(who, method, &uri, kind, body);
    assert_eq!(
        reply.status(),
        Some(status),
        "{method} {uri}: {}",
        reply.text
    );
    assert!(switch.lives());
}

#[test]
fn a_wrong_password_and_an_unknown_account_are_answered_alike() {
    let _machine = beside();
    let mut switch = setup().start();
    for (name, password) in [("austin_powers", "wrong"), ("nobody_here", "pw")] {
        let phone = PhoneSetup::new(name, password)
            .at(switch.sip())
            .start_unregistered();
        phone.wait("401 Unauthorized");
        // baresip answers every challenge it gets: it is not to use up what its name may fail.
        phone.wait("403 Wrong Name Or Password");
        let failures = switch.log().matches(&format!("user=\"{name}\"")).count();
        assert_eq!(failures, 3, "{}", switch.log());
        for algorithm in [Algorithm::Md5, Algorithm::Sha256] {
            let status = Wire::tcp(switch.sip()).register(name, password, algorithm);
            assert_eq!(status, 401, "{name} {algorithm:?}");
        }
    }
    assert!(switch.lives());
}

#[test]
fn a_caller_is_told_why_nobody_answers() {
    let _machine = beside();
    let mut switch = setup().start();
    let phone = PhoneSetup::new("moneypenny", "pw")
        .at_tcp(switch.sip())
        .start();
    phone.dial(&switch.uri("austin_powers"));
    phone.wait("SIP/2.0 480 ");
    phone.closed();
    check(
        &mut switch,
        "moneypenny",
        "INVITE",
        "nobody_here",
        (SDP, &offer("0")),
        404,
    );
    check(
        &mut switch,
        "desk",
        "INVITE",
        "999",
        (SDP, &offer("0")),
        404,
    );
}

#[test]
fn a_codec_that_is_not_spoken_is_not_acceptable_here() {
    let _machine = beside();
    let mut switch = setup().start();
    check(
        &mut switch,
        "desk",
        "INVITE",
        "prompt",
        (SDP, &offer("18")),
        488,
    );
    check(
        &mut switch,
        "desk",
        "INVITE",
        "prompt",
        (SDP, "no description"),
        400,
    );
}

#[test]
fn a_missing_prompt_is_named_and_the_script_goes_on() {
    let _machine = beside();
    let mut switch = setup().start();
    check(
        &mut switch,
        "desk",
        "INVITE",
        "prompt",
        (SDP, &offer("0")),
        486,
    );
    switch.says("no-such-prompt");
}

/// A switch that cannot start says all of these.
fn check_start(stopped: &Stopped, wanted: &[&str]) {
    let (status, said) = stopped.fail_to_start();
    assert_eq!(status.code(), Some(1), "{said}");
    for wanted in wanted {
        assert!(said.contains(wanted), "no `{wanted}` in: {said}");
    }
    assert!(!said.contains("panicked"), "{said}");
}

#[test]
fn a_port_in_use_is_named() {
    let _machine = beside();
    let stopped = setup().write();
    let port = stopped.sip().port().to_string();
    let udp = UdpSocket::bind(stopped.sip()).unwrap();
    check_start(&stopped, &[&port, "udp", "in use"]);
    drop(udp);
    let _tcp = TcpListener::bind(stopped.sip()).unwrap();
    check_start(&stopped, &[&port, "tcp", "in use"]);
}

#[test]
fn an_unreadable_configuration_is_explained() {
    let _machine = beside();
    let stopped = setup().write();
    let good = std::fs::read_to_string(stopped.config()).unwrap();
    let check = |text: &[u8], wanted: &[&str]| {
        std::fs::write(stopped.config(), text).unwrap();
        check_start(&stopped, wanted);
    };
    check(
        good.replace("listen", "lisen").as_bytes(),
        &["skyplan.toml", "lisen", "listen"],
    );
    check(b"[sip\n", &["skyplan.toml"]);
    check(b"data = \"\xff\"\n", &["skyplan.toml", "UTF-8"]);
    std::fs::remove_file(stopped.config()).unwrap();
    check_start(&stopped, &["skyplan.toml"]);
}

#[test]
fn a_full_disk_is_said_to_whom_it_concerns_and_passes() {
    let _machine = beside();
    let mut switch = setup().start();
    check(
        &mut switch,
        "moneypenny",
        "MESSAGE",
        "austin_powers",
        (CHAT, "one"),
        202,
    );
    switch.limit_files(Some(1));
    check(
        &mut switch,
        "moneypenny",
        "MESSAGE",
        "austin_powers",
        (CHAT, "two"),
        500,
    );
    let added = switch
        .home()
        .command(&["account", "add", "scott", "--password-file", "-"], "pw\n");
    assert!(!added.status.success(), "{added:?}");
    assert!(!added.stderr.is_empty());
    switch.limit_files(None);
    eventually(
        "room on the disk",
        std::time::Duration::from_secs(10),
        || {
            let who = ("moneypenny", "pw", Algorithm::Sha256);
            let uri = switch.uri("austin_powers");
            let reply = Wire::udp(switch.sip()).ask_as(who, "MESSAGE", &uri, CHAT, "three");
            (reply.status() == Some(202)).then_some(())
        },
    );
    let mut austin = Wire::udp(switch.sip());
    assert_eq!(
        austin.register("austin_powers", "pw", Algorithm::Sha256),
        200
    );
    let texts = ["one", "three"].map(|_| {
        let message = austin.take("MESSAGE", std::time::Duration::from_secs(10));
        message.map(|message| message.body().trim().to_owned())
    });
    assert_eq!(texts, ["one", "three"].map(|text| Some(text.to_owned())));
}
