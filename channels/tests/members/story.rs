//! Stories: what happens, one line a step, and what is expected in between.
//!
//! ```text
//! austin_powers > REGISTER [seconds]        a client sends; `name/2` is another client of the same name,
//! desk > SUBSCRIBE 100 dialog [seconds]       `liar:name` one with a wrong password
//! desk > AGAIN dialog [seconds]             a SUBSCRIBE inside the dialog of the last one
//! austin_powers > PUBLISH away | SIP-If-Match: x
//! austin_powers > MESSAGE james_bond Hello there
//! desk < NOTIFY | active;expires=3600 | !closed     a client gets; the texts have to be in it, or not (`!`)
//! desk answers 481 | nothing                to NOTIFY and MESSAGE from now on
//! script1 > send james_bond emma_peel Hello
//! script1 > receive james_bond emma_peel 5  seconds
//! script1 > get james_bond mood_text  |  set james_bond mood_text Fine  |  buddies x  |  state SIP/desk
//! script1 begins | ends
//! script1 < Text("Hello")                   a script gets a reply
//! account > add name password | password name password | remove name | login name | logoff name
//! account > block name other               or `accept`, `deny`, `ignore`, `forget`
//! account < Ok("added `name`")
//! disk works | full | holds                 commits that were held are done when it works again
//! restart                                   on what is on disk
//! hint 100 Idle 2                           `core show hints`: state and watchers
//! wait 32s
//! ```
//!
//! Clients and scripts must have got nothing but what is written, in this order.

use std::time::Duration;

use channels::{AccountCommand, Input, Ticket, ToScript};
use community::Verdict;
use runtime::host::{CallId, Cause, Finish, Request, RequestId};
use sip::Message;

use crate::world::{Disk, SKYPE, World};

/// Tells a story with a fresh switch.
pub(crate) fn check(story: &str) {
    tell(&mut World::new(SKYPE), story);
}

/// The same with other accounts.
pub(crate) fn check_with(skype: &str, story: &str) {
    tell(&mut World::new(skype), story);
}

/// Goes on with a story; at its end nothing may be left unseen.
pub(crate) fn tell(world: &mut World, story: &str) {
    for line in story.lines().map(str::trim).filter(|line| !line.is_empty()) {
        step(world, line);
    }
    for (name, client) in &world.clients {
        let left: Vec<_> = client.received.iter().map(text).collect();
        assert!(left.is_empty(), "{name} got as well: {left:#?}");
    }
    assert!(
        world.scripts.is_empty(),
        "scripts were told {:?} as well",
        world.scripts
    );
    assert!(
        world.answers.is_empty(),
        "answered {:?} as well",
        world.answers
    );
}

fn step(world: &mut World, line: &str) {
    let mut words = line.splitn(3, ' ');
    let mut word = || words.next().unwrap_or_default();
    match (word(), word(), word()) {
        ("wait", time, _) => world.wait(Duration::from_secs(number(time.trim_end_matches('s')))),
        ("restart", ..) => world.restart(),
        ("disk", "works", _) => world.set_disk(Disk::Works),
        ("disk", "full", _) => world.set_disk(Disk::Full),
        ("disk", "holds", _) => world.set_disk(Disk::Holds),
        ("hint", extension, expected) => expect_hint(world, extension, expected, line),
        ("account", ">", what) => world.input(Input::Account(Ticket(1), command(what))),
        ("account", "<", expected) => {
            let answer = world
                .answers
                .pop_front()
                .map(|answer| format!("{answer:?}"));
            assert_eq!(answer.as_deref(), Some(expected), "{line}");
        }
        (script, "<", expected) if script.starts_with("script") => {
            expect_script(world, script, expected, line)
        }
        (script, way, what) if script.starts_with("script") => ask(world, call(script), way, what),
        (who, "answers", what) => {
            world.client(who).answers = if what == "nothing" {
                0
            } else {
                what.parse().expect("a status")
            }
        }
        (who, "<", what) => expect(world, who, what, line),
        (who, ">", what) => send(world, who, what),
        _ => panic!("what is `{line}`?"),
    }
}

fn number(text: &str) -> u64 {
    text.parse()
        .unwrap_or_else(|_| panic!("`{text}` is no number"))
}

fn call(script: &str) -> CallId {
    CallId(number(&script[6..]))
}

fn send(world: &mut World, who: &str, what: &str) {
    let (what, headers) = what.split_once(" | ").unwrap_or((what, ""));
    let mut lines: Vec<_> = headers
        .split(" | ")
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect();
    let words: Vec<_> = what.split(' ').collect();
    let word = |at: usize| words.get(at).copied().unwrap_or_default();
    let mut expires = |seconds: &str| {
        if !seconds.is_empty() {
            lines.push(format!("Expires: {seconds}"));
        }
    };
    let client = world.client(who);
    let datagram = match words[0] {
        "REGISTER" => {
            expires(word(1));
            client.request("REGISTER", "", &lines, "")
        }
        "SUBSCRIBE" => {
            expires(word(3));
            lines.push(format!("Event: {}", word(2)));
            client.request("SUBSCRIBE", word(1), &lines, "")
        }
        "AGAIN" => {
            expires(word(2));
            lines.push(format!("Event: {}", word(1)));
            client.resubscribe(&lines)
        }
        "PUBLISH" => {
            lines.push("Event: presence".into());
            let body = document(&words[1..].join(" "));
            if !body.is_empty() {
                lines.push("Content-Type: application/pidf+xml".into());
            }
            let user = client.user.clone();
            client.request("PUBLISH", &user, &lines, &body)
        }
        "MESSAGE" => {
            if !lines.iter().any(|line| line.starts_with("Content-Type")) {
                lines.push("Content-Type: text/plain".into());
            }
            client.request("MESSAGE", word(1), &lines, &words[2..].join(" "))
        }
        method => client.request(method, word(1), &lines, ""),
    };
    let peer = world.client(who).address;
    world.datagram(peer, datagram);
}

/// A presence document: `open`, `closed`, an activity, or `note=…`; nothing for a PUBLISH without a body.
fn document(words: &str) -> String {
    if words.is_empty() {
        return String::new();
    }
    let (words, note) = words.split_once("note=").unwrap_or((words, ""));
    let basic = if words.contains("closed") {
        "closed"
    } else {
        "open"
    };
    let activity = match words.trim() {
        "open" | "closed" | "" => String::new(),
        activity => format!("<rpid:activities><rpid:{activity}/></rpid:activities>"),
    };
    let note = if note.is_empty() {
        String::new()
    } else {
        format!("<dm:note>{note}</dm:note>")
    };
    format!(
        "<?xml version=\"1.0\"?><presence xmlns=\"urn:ietf:params:xml:ns:pidf\" \
         xmlns:dm=\"urn:ietf:params:xml:ns:pidf:data-model\" xmlns:rpid=\"urn:ietf:params:xml:ns:pidf:rpid\" \
         entity=\"pres:x@skyplan.local\"><tuple id=\"t\"><status><basic>{basic}</basic></status></tuple>\
         <dm:person id=\"p\">{activity}{note}</dm:person></presence>"
    )
}

fn expect(world: &mut World, who: &str, what: &str, line: &str) {
    let Some(message) = world.client(who).received.pop_front() else {
        panic!("{line}: nothing came")
    };
    let got = text(&message);
    let first = match &message {
        Message::Request(request) => request.method.to_string(),
        Message::Response(response) => response.status.to_string(),
    };
    let mut words = what.split(" | ");
    assert_eq!(
        first,
        words.next().unwrap_or_default(),
        "{line}: it got {got}"
    );
    for word in words {
        let absent = word.strip_prefix('!');
        assert_eq!(
            got.contains(absent.unwrap_or(word)),
            absent.is_none(),
            "{line}: it got {got}"
        );
    }
}

fn text(message: &Message) -> String {
    let bytes = match message {
        Message::Request(request) => request.to_bytes(),
        Message::Response(response) => response.to_bytes(),
    };
    String::from_utf8_lossy(&bytes).into_owned()
}

fn expect_hint(world: &World, extension: &str, expected: &str, line: &str) {
    let hints = world.switch.snapshot(world.now).hints;
    let hint = hints
        .iter()
        .find(|hint| hint.extension == extension)
        .unwrap_or_else(|| panic!("{line}: no such hint"));
    let shown = format!("{} {}", hint.state, hint.watchers);
    assert!(
        shown == expected || hint.state == expected,
        "{line}: it is {shown}"
    );
}

fn ask(world: &mut World, call: CallId, way: &str, what: &str) {
    let words: Vec<_> = what.split(' ').collect();
    let word = |at: usize| words.get(at).copied().unwrap_or_default().to_owned();
    let rest = |at: usize| words.get(at..).unwrap_or_default().join(" ");
    let request = match (way, words[0]) {
        ("ends", _) => {
            return world.input(Input::Finished(Finish {
                call,
                cause: Cause::Normal,
            }));
        }
        (_, "send") => Request::SendChat {
            from: word(1),
            to: word(2),
            text: rest(3),
        },
        (_, "receive") => Request::ReceiveChat {
            to: word(1),
            from: word(2),
            timeout: Duration::from_secs(number(&word(3))),
        },
        (_, "get") => Request::AccountProperty {
            account: word(1),
            property: word(2),
        },
        (_, "set") => Request::SetAccountProperty {
            account: word(1),
            property: word(2),
            value: rest(3),
        },
        (_, "buddies") => Request::Buddies(word(1)),
        (_, "state") => Request::DeviceState(word(1)),
        (_, "show") => {
            let state = word(2).parse().expect("a state of devices");
            Request::SetDeviceState(word(1), state)
        }
        (_, "entry") => Request::DbGet(word(1)),
        (_, "entries") => Request::DbTree {
            path: word(1),
            after: word(2),
        },
        (_, "write") => Request::DbPut {
            path: word(1),
            value: rest(2),
        },
        (_, "delete") => Request::DbDelete(word(1)),
        (_, "clear") => Request::DbDeleteTree(word(1)),
        _ => panic!("what is `{what}`?"),
    };
    let id = RequestId { call, number: 1 };
    world.input(Input::Request(id, request));
}

fn expect_script(world: &mut World, script: &str, expected: &str, line: &str) {
    let Some((id, message)) = world.scripts.pop_front() else {
        panic!("{line}: told nothing")
    };
    let ToScript::Reply(_, reply) = message else {
        panic!("{line}: it was told {message:?}")
    };
    assert_eq!(
        (CallId(id), format!("{reply:?}").as_str()),
        (call(script), expected),
        "{line}"
    );
}

fn command(what: &str) -> AccountCommand {
    let words: Vec<_> = what.split(' ').collect();
    let word = |at: usize| words.get(at).copied().unwrap_or_default().to_owned();
    match words[0] {
        "add" => AccountCommand::Add {
            name: word(1),
            password: word(2),
        },
        "password" => AccountCommand::SetPassword {
            name: word(1),
            password: word(2),
        },
        "remove" => AccountCommand::Remove { name: word(1) },
        "list" => AccountCommand::List,
        "login" => AccountCommand::LogIn { name: word(1) },
        "logoff" => AccountCommand::LogOff { name: word(1) },
        verdict => AccountCommand::Judge {
            name: word(1),
            other: word(2),
            verdict: Verdict::parse(verdict).unwrap_or_else(|| panic!("what is `{what}`?")),
        },
    }
}
