//! The lamp of an extension that watches a person.

use crate::support::{Algorithm, Running, Setup, Sipp, Switch, Wire, beside, eventually};

const DIALPLAN: &str = r#"
context "internal" {
    hint "100" => "Skype:james_bond@austin_powers";
}
"#;

/// `austin_powers` publishes, and the lamp is told this text.
fn check(switch: &Switch, lamp: &Running, published: (&str, &str), text: &str) {
    let (basic, activity) = published;
    let before = lamp.messages().len();
    Sipp::towards(switch.sip(), "publish")
        .credentials("austin_powers", "groovy")
        .key("basic", basic)
        .key("activity", activity)
        .run()
        .assert_good();
    eventually(
        format_args!("NOTIFY with `{text}` in\n{}", Shown(lamp)),
        SOON,
        || lamp.messages()[before..].contains(text).then_some(()),
    );
}

const SOON: std::time::Duration = std::time::Duration::from_secs(10);

#[test]
fn a_lamp_shows_what_a_person_publishes() {
    let _machine = beside();
    let switch = Setup::new()
        .endpoint("desk", "pw", "internal", "ulaw")
        .skype("james_bond", "secret = 007\nbuddy_autoadd = hints")
        .member("austin_powers", "groovy")
        .dialplan("lamp.rhai", DIALPLAN)
        .start();
    let mut austin = Wire::udp(switch.sip());
    let algorithm = Algorithm::Sha256;
    assert_eq!(austin.register("austin_powers", "groovy", algorithm), 200);
    // He lets the switch's account see him.
    let watched = austin.ask_as(
        ("austin_powers", "groovy", algorithm),
        "SUBSCRIBE",
        "sip:james_bond@skyplan.local",
        "Event: presence\r\nExpires: 600\r\n",
        "",
    );
    assert!(matches!(watched.status(), Some(200 | 202)), "{watched:?}");
    let lamp = Sipp::towards(switch.sip(), "watch")
        .credentials("desk", "pw")
        .key("to", "100")
        .start();
    lamp.wait("NOTIFY sip:");

    check(
        &switch,
        &lamp,
        ("open", "<rpid:activities><rpid:away/></rpid:activities>"),
        "away",
    );
    check(
        &switch,
        &lamp,
        (
            "open",
            "<rpid:activities><rpid:permanent-absence/></rpid:activities>",
        ),
        "Not Available",
    );
    check(
        &switch,
        &lamp,
        ("open", "<rpid:activities><rpid:busy/></rpid:activities>"),
        "Do Not Disturb",
    );
    check(
        &switch,
        &lamp,
        ("open", "<dm:note>Skype Me</dm:note>"),
        "Skype Me",
    );
    check(
        &switch,
        &lamp,
        ("open", "<dm:note>Invisible</dm:note>"),
        "Offline",
    );
    check(&switch, &lamp, ("open", ""), "Online");
}

/// Prints what the lamp was told as it is at the moment of printing.
struct Shown<'a>(&'a Running);

impl std::fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.messages())
    }
}
