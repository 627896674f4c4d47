//! What goes wrong on an ordinary day: the answer a phone gets, the message an operator gets, and a
//! switch that lives on.

use std::net::{TcpListener, UdpSocket};

use crate::support::{
    Algorithm, PhoneSetup, SOON, Setup, Stopped, Switch, Wire, beside, eventually, offer,
};

const DIALPLAN: &str = r#"
context "internal" {
    extension "prompt" => {
        Playback("no-such-prompt", "noanswer");
        Hangup(17);
    }
    extension "name" => {
        try {
            SKYPE_ACCOUNT_PROPERTY["james_bond,mood_text"] = CHANNEL("uniqueid");
        } catch {
            Hangup(34);
        }
        Hangup(17);
    }
}
"#;

fn setup() -> Setup {
    Setup::new()
        .endpoint("desk", "pw", "internal", "ulaw")
        .skype("james_bond", "secret = 007\ncontext = internal")
        .member("austin_powers", "pw")
        .member("moneypenny", "pw")
        .dialplan("bad.rhai", DIALPLAN)
}

/// What `user` is answered with.
fn ask(switch: &Switch, user: &str, method: &str, to: &str, kind: &str, body: &str) -> Option<u16> {
    let who = (user, "pw", Algorithm::Sha256);
    let kind = format!("Content-Type: {kind}\r\n");
    let reply = Wire::udp(switch.sip()).ask_as(who, method, &switch.uri(to), &kind, body);
    reply.status()
}

/// A call with this description is answered with `status`, by a switch that lives on.
fn check_call(switch: &mut Switch, user: &str, to: &str, description: &str, status: u16) {
    let answered = ask(switch, user, "INVITE", to, "application/sdp", description);
    assert_eq!(answered, Some(status), "{user} calls {to}");
    assert!(switch.lives());
}

/// What a chat from `moneypenny` to `austin_powers` is answered with.
fn chat(switch: &Switch, text: &str) -> Option<u16> {
    ask(
        switch,
        "moneypenny",
        "MESSAGE",
        "austin_powers",
        "text/plain",
        text,
    )
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
        let failure = format!("user=\"{name}\"");
        let failures = || switch.log().matches(&failure).count();
        // The phone's answer may be here before the switch's log is.
        eventually("three failures in the log", SOON, || {
            (failures() >= 3).then_some(())
        });
        assert_eq!(failures(), 3, "{}", switch.log());
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
    check_call(&mut switch, "moneypenny", "nobody_here", &offer("0"), 404);
    check_call(&mut switch, "desk", "999", &offer("0"), 404);
}

#[test]
fn a_codec_that_is_not_spoken_is_not_acceptable_here() {
    let _machine = beside();
    let mut switch = setup().start();
    check_call(&mut switch, "desk", "prompt", &offer("18"), 488);
    check_call(&mut switch, "desk", "prompt", "no description", 400);
}

#[test]
fn a_missing_prompt_is_named_and_the_script_goes_on() {
    let _machine = beside();
    let mut switch = setup().start();
    check_call(&mut switch, "desk", "prompt", &offer("0"), 486);
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
    assert_eq!(chat(&switch, "one"), Some(202));
    check_call(&mut switch, "desk", "name", &offer("0"), 486);

    switch.limit_files(Some(1));
    assert_eq!(chat(&switch, "two"), Some(500));
    switch.says("the database could not be written");
    // A script is told, and goes on to what it does then.
    check_call(&mut switch, "desk", "name", &offer("0"), 503);
    let added = switch
        .home()
        .command(&["account", "add", "scott", "--password-file", "-"], "pw\n");
    let said = String::from_utf8_lossy(&added.stderr);
    assert!(
        !added.status.success() && said.contains("database"),
        "{added:?}"
    );
    // What needs no disk goes on: calls, registrations, and what was stored before.
    check_call(&mut switch, "desk", "prompt", &offer("0"), 486);
    let mut austin = Wire::udp(switch.sip());
    assert_eq!(
        austin.register("austin_powers", "pw", Algorithm::Sha256),
        200
    );
    assert_eq!(texts(&mut austin, 1), ["one"]);

    switch.limit_files(None);
    eventually("room on the disk", SOON, || {
        (chat(&switch, "three") == Some(200)).then_some(())
    });
    assert_eq!(texts(&mut austin, 1), ["three"]);
    check_call(&mut switch, "desk", "name", &offer("0"), 486);

    let switch = switch.kill().start();
    assert_eq!(chat(&switch, "four"), Some(202));
    let mut austin = Wire::udp(switch.sip());
    assert_eq!(
        austin.register("austin_powers", "pw", Algorithm::Sha256),
        200
    );
    let waited = texts(&mut austin, 4);
    assert!(!waited.contains(&"two".to_owned()), "{waited:?}");
}

/// The next chats a client gets, at most so many; a text that is sent again counts once.
fn texts(client: &mut Wire, most: usize) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    while texts.len() < most {
        let Some(message) = client.take("MESSAGE", SOON) else {
            break;
        };
        let text = message.body().trim().to_owned();
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts
}
