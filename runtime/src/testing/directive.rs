//! Reads the directives of an example, `//@ …`, into a [`Scene`].

use std::time::Duration;

use super::quoted::Words;
use super::scene::{Chat, Deed, Incoming, Scene};
use crate::host::{Cause, Technology};

/// Reads all directives of a text; each complaint names its line.
pub(super) fn scene(text: &str) -> Result<Scene, Vec<String>> {
    let mut scene = Scene::default();
    let mut wrong = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let Some(directive) = line.trim_start().strip_prefix("//@") else {
            continue;
        };
        if read(&mut scene, directive).is_none() {
            wrong.push(format!("line {}: not a directive: {line}", number + 1));
        }
    }
    if wrong.is_empty() {
        Ok(scene)
    } else {
        Err(wrong)
    }
}

fn read(scene: &mut Scene, directive: &str) -> Option<()> {
    let mut words = Words::read(directive)?;
    let first = words.word()?;
    match first.as_str() {
        "incoming" => incoming(scene, &mut words)?,
        "caller" => {
            let deed = deed(&mut words)?;
            scene.caller.push(deed);
        }
        "no" => {
            words.expect("prompt")?;
            scene.missing_prompts.insert(words.quoted()?);
        }
        "account" => {
            let name = words.quoted()?;
            words.expect("has")?;
            let property = words.word()?;
            let values = scene.accounts.entry(name).or_default();
            values.insert(property, words.quoted()?);
        }
        "buddy" => {
            let buddy = words.quoted()?;
            words.expect("of")?;
            let account = words.quoted()?;
            words.expect("is")?;
            let list = scene.buddies.entry(account).or_default();
            list.push((buddy, words.quoted()?));
        }
        "chat" => chat(scene, &mut words)?,
        "device" => {
            let device = words.quoted()?;
            words.expect("is")?;
            scene.devices.insert(device, words.quoted()?);
        }
        "command" => {
            let (name, answer) = answer(&mut words, 0)?;
            scene.commands.insert(name, answer);
        }
        "url" => {
            let (name, answer) = answer(&mut words, 200)?;
            scene.urls.insert(name, answer);
        }
        "file" => {
            let path = words.quoted()?;
            words.expect("holds")?;
            scene.files.insert(path, words.quoted()?);
        }
        "transfers" => {
            words.expect("fail")?;
            scene.transfers_fail = true;
        }
        "ends" => {
            words.expect("with")?;
            scene.ends_with = Some(Cause::of_word(&words.word()?)?);
        }
        target if target.contains('/') => {
            let deed = deed(&mut words)?;
            scene
                .parties
                .entry(target.to_lowercase())
                .or_default()
                .push(deed);
        }
        _ => return None,
    }
    words.end()
}

/// `chat from "a" to "b" after 2s "text"`.
fn chat(scene: &mut Scene, words: &mut Words) -> Option<()> {
    words.expect("from")?;
    let from = words.quoted()?;
    words.expect("to")?;
    let to = words.quoted()?;
    let after = after(words)?;
    let text = words.quoted()?;
    scene.chats.push((after, Chat { from, to, text }));
    Some(())
}

/// What a command or an address gives: `"date" gives "text" with 1`; `usual` is the number when none is said.
fn answer(words: &mut Words, usual: i32) -> Option<(String, (i32, String))> {
    let name = words.quoted()?;
    words.expect("gives")?;
    let text = words.quoted()?;
    let number = match words.word() {
        Some(with) if with == "with" => words.word()?.parse().ok()?,
        Some(_) => return None,
        None => usual,
    };
    Some((name, (number, text)))
}

/// `incoming skype call from "a" to "b" in "context", topic "…", city "…"`.
fn incoming(scene: &mut Scene, words: &mut Words) -> Option<()> {
    let incoming = &mut scene.incoming;
    incoming.technology = match words.word()?.as_str() {
        "sip" => Technology::Sip,
        "skype" => Technology::Skype,
        "local" => Technology::Local,
        _ => return None,
    };
    words.expect("call")?;
    words.expect("from")?;
    incoming.caller.num = words.quoted()?;
    incoming.device.clone_from(&incoming.caller.num);
    incoming.skype.skypename.clone_from(&incoming.caller.num);
    words.expect("to")?;
    incoming.extension = words.quoted()?;
    while let Some(key) = words.word() {
        let value = words.quoted()?;
        detail(incoming, &key, value)?;
    }
    Some(())
}

/// Something that is known of a call; `None` when it is no such thing, or not written so.
pub(super) fn detail(incoming: &mut Incoming, key: &str, value: String) -> Option<()> {
    match key {
        "in" => incoming.context = Some(value),
        "name" => incoming.caller.name = value,
        "num" => incoming.caller.num = value,
        "header" => {
            let (name, value) = value.split_once(':')?;
            let field = (name.trim().to_owned(), value.trim().to_owned());
            incoming.headers.push(field);
        }
        _ => return incoming.skype.set_detail(key, value),
    }
    Some(())
}

/// `answers after 2s`, `is busy`, `presses "12#" after 1s`, …
fn deed(words: &mut Words) -> Option<(Duration, Deed)> {
    let deed = match words.word()?.as_str() {
        "rings" => Deed::Ring,
        "progresses" => Deed::Progress,
        "answers" => Deed::Answer,
        "declines" => Deed::End(Cause::Rejected),
        "is" => Deed::End(Cause::of_word(&words.word()?)?),
        "hangs" => {
            words.expect("up")?;
            Deed::End(Cause::Normal)
        }
        "presses" => Deed::Press(words.quoted()?),
        "transfers" => {
            words.expect("to")?;
            Deed::Transfer(words.quoted()?)
        }
        "sets" => {
            words.expect("topic")?;
            Deed::Topic(words.quoted()?)
        }
        _ => return None,
    };
    let at = if words.is_empty() {
        Duration::ZERO
    } else {
        after(words)?
    };
    Some((at, deed))
}

fn after(words: &mut Words) -> Option<Duration> {
    words.expect("after")?;
    let time = words.word()?;
    let (number, unit) = match time.strip_suffix("ms") {
        Some(number) => (number, 0.001),
        None => (time.strip_suffix('s')?, 1.0),
    };
    Duration::try_from_secs_f64(number.parse::<f64>().ok()? * unit).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(directive: &str, expected: impl FnOnce(&Scene) -> bool) {
        let scene = scene(&format!("//@ {directive}")).expect(directive);
        assert!(expected(&scene), "{directive}: {scene:?}");
    }

    #[test]
    fn a_call_has_a_technology_two_ends_and_what_is_known_of_them() {
        check(
            r#"incoming skype call from "austin_powers" to "james_bond" in "demo", topic "Secret \"Plans\"", city "London""#,
            |scene| {
                let Scene { incoming, .. } = scene;
                incoming.technology == Technology::Skype
                    && incoming.skype.skypename == "austin_powers"
                    && incoming.context.as_deref() == Some("demo")
                    && incoming.skype.topic == "Secret \"Plans\""
                    && incoming.skype.profile.city == "London"
            },
        );
    }

    fn check_deed(directive: &str, target: &str, ms: u64, deed: Deed) {
        check(directive, |scene| {
            scene.parties[target] == [(Duration::from_millis(ms), deed)]
        });
    }

    #[test]
    fn parties_do_things_at_once_or_later() {
        check_deed(
            "SIP/phone answers after 2s",
            "sip/phone",
            2000,
            Deed::Answer,
        );
        check_deed("sip/phone is busy", "sip/phone", 0, Deed::End(Cause::Busy));
        check_deed("sip/phone rings", "sip/phone", 0, Deed::Ring);
        check_deed(
            "sip/a transfers to \"600\" after 0.5s",
            "sip/a",
            500,
            Deed::Transfer("600".into()),
        );
        check_deed(
            "skype/a@+1 presses \"*\" after 100ms",
            "skype/a@+1",
            100,
            Deed::Press("*".into()),
        );
    }

    #[test]
    fn chats_buddies_accounts_and_devices_are_set_up() {
        check(
            "chat from \"a\" to \"b\" after 5s: \"yes, please\"",
            |scene| scene.chats[0].1.text == "yes, please",
        );
        check("buddy \"a\" of \"b\" is \"Online\"", |scene| {
            scene.knows_account("b")
        });
        check("account \"a\" has city \"Rome\"", |scene| {
            scene.accounts["a"]["city"] == "Rome"
        });
        check("device \"SIP/a\" is \"INUSE\"", |scene| {
            scene.devices["SIP/a"] == "INUSE"
        });
        check("ends with busy", |scene| {
            scene.ends_with == Some(Cause::Busy)
        });
    }

    #[test]
    fn what_is_no_directive_is_named_with_its_line() {
        let wrong = scene("\n//@ sip/phone sleeps\n//@ ends with joy\n").unwrap_err();
        assert!(wrong[0].starts_with("line 2"), "{wrong:?}");
        assert_eq!(wrong.len(), 2);
    }
}
