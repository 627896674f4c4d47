//! The lamp of an extension that watches a person: through all the manual's states, as the telephone
//! that subscribed, the operator and a script see it.

use crate::support::{
    Algorithm, Running, SOON, Setup, Sipp, Switch, Wire, beside, eventually, offer,
};

const DIALPLAN: &str = r#"
context "internal" {
    hint "100" => "Skype:james_bond@austin_powers";
    extension "state" => { Transfer(DEVICE_STATE("Skype:james_bond@austin_powers")); }
}
"#;

struct Scene {
    switch: Switch,
    austin: Wire,
    lamp: Running,
    /// Of the lamp's messages, those already looked at.
    seen: usize,
}

impl Scene {
    /// Nobody has published anything, `austin_powers` is offline and lets `james_bond` see him, and
    /// `desk` watches.
    fn new() -> Self {
        let switch = Setup::new()
            .endpoint("desk", "pw", "internal", "ulaw")
            .skype("james_bond", "secret = 007\nbuddy_autoadd = hints")
            .member("austin_powers", "groovy")
            .dialplan("lamp.rhai", DIALPLAN)
            .start();
        let mut austin = Wire::udp(switch.sip());
        let watched = austin.ask_as(
            AUSTIN,
            "SUBSCRIBE",
            "sip:james_bond@skyplan.local",
            "Event: presence\r\nExpires: 600\r\n",
            "",
        );
        assert!(matches!(watched.status(), Some(200 | 202)), "{watched:?}");
        let lamp = Sipp::towards(switch.sip(), "watch")
            .credentials("desk", "pw")
            .key("to", "100")
            .timeout(SOON * 6)
            .start();
        Self {
            switch,
            austin,
            lamp,
            seen: 0,
        }
    }

    /// What SIPp publishes as `austin_powers`.
    fn publish(&self, basic: &str, person: &str) {
        Sipp::towards(self.switch.sip(), "publish")
            .credentials("austin_powers", "groovy")
            .key("basic", basic)
            .key("activity", person)
            .run()
            .assert_good();
    }

    /// The lamp is told `text`, `core show hints` says `hint`, `DEVICE_STATE` says `device`.
    fn check(&mut self, text: &str, hint: &str, device: &str) {
        let Self { lamp, seen, .. } = self;
        let length = eventually(
            format_args!("NOTIFY with `{text}` in\n{}", lamp.messages()),
            SOON,
            || {
                let messages = lamp.messages();
                messages[*seen..].contains(text).then_some(messages.len())
            },
        );
        *seen = length;
        let console = self
            .switch
            .home()
            .command(&["console", "-x", "core show hints"], "");
        let said = String::from_utf8_lossy(&console.stdout).into_owned();
        let row = said.lines().find(|line| line.starts_with("100@internal"));
        let row = row.unwrap_or_else(|| panic!("no hint 100 in {said}"));
        assert!(row.contains(&format!("State:{hint} ")), "{text}: {row}");
        let reply = Wire::udp(self.switch.sip()).ask_as(
            ("desk", "pw", Algorithm::Sha256),
            "INVITE",
            &self.switch.uri("state"),
            "Content-Type: application/sdp\r\n",
            &offer("0"),
        );
        let moved = reply.header("Contact").unwrap_or_default();
        assert_eq!(reply.status(), Some(302), "{reply:?}");
        assert!(moved.contains(&format!("sip:{device}@")), "{text}: {moved}");
    }
}

const AUSTIN: (&str, &str, Algorithm) = ("austin_powers", "groovy", Algorithm::Sha256);

fn activity(name: &str) -> String {
    format!("<rpid:activities><rpid:{name}/></rpid:activities>")
}

fn note(text: &str) -> String {
    format!("<dm:note>{text}</dm:note>")
}

#[test]
fn a_lamp_the_operator_and_scripts_see_what_a_person_publishes() {
    let _machine = beside();
    let mut scene = Scene::new();
    scene.check("Offline", "Unavailable", "UNAVAILABLE");
    let (name, password, algorithm) = AUSTIN;
    assert_eq!(scene.austin.register(name, password, algorithm), 200);
    scene.check("Online", "Idle", "NOT_INUSE");
    let states = [
        ("open", activity("away"), ["away", "InUse", "INUSE"]),
        (
            "open",
            activity("permanent-absence"),
            ["Not Available", "InUse", "INUSE"],
        ),
        ("open", activity("busy"), ["Do Not Disturb", "Busy", "BUSY"]),
        ("open", note("Skype Me"), ["Skype Me", "Idle", "NOT_INUSE"]),
        (
            "open",
            note("Invisible"),
            ["Offline", "Unavailable", "UNAVAILABLE"],
        ),
        ("open", String::new(), ["Online", "Idle", "NOT_INUSE"]),
        (
            "closed",
            String::new(),
            ["Offline", "Unavailable", "UNAVAILABLE"],
        ),
    ];
    for (basic, person, [text, hint, device]) in states {
        scene.publish(basic, &person);
        scene.check(text, hint, device);
    }
}
