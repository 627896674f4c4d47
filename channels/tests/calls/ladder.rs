//! Ladders: what happens, one line a step, and what is expected in between.
//!
//! ```text
//! desk > INVITE 100 pcmu          a phone sends (codecs offered; `late` offers nothing)
//! desk < 200 m=audio              a phone gets; every further word has to be in the message
//! script1 < start internal 100    a script is told
//! script1 > answer 1              a script asks; numbers are channels
//! media < Open 1                  among the media commands so far; the ones before it are forgotten
//! media > digit 1 5               the engine says
//! prompts > ok | missing name     the background thread is done
//! desk <* 200                     repetitions are skipped
//! wait 32s
//! ```
//!
//! Phones and scripts must have got nothing but what is written, in this order; 100 is not shown.

use std::time::Duration;

use channels::{Input, JobDone, ToScript};
use media::{Audio, Command, Hz, LegId, Statistics};
use runtime::host::Target;
use runtime::host::{
    CallId, CallerId, Cause, ChannelId, Digits, Event, Finish, Indication, Originate, Reply,
    Request, RequestId,
};

use crate::phone::{Phone, description};
use crate::world::World;

/// Runs a ladder on a fresh switch on which these phones are registered.
pub(crate) fn check(registered: &str, ladder: &str) {
    let mut world = World::new();
    run(&mut world, registered, ladder);
}

/// Runs a ladder; at its end nothing may be left unseen.
pub(crate) fn run(world: &mut World, registered: &str, ladder: &str) {
    for name in registered.split_whitespace() {
        step(world, &format!("{name} > REGISTER"));
        step(world, &format!("{name} < 200"));
    }
    for line in ladder
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
    {
        step(world, line);
    }
    for phone in world.phones.values() {
        let left: Vec<_> = phone.received.iter().map(summary).collect();
        assert!(left.is_empty(), "{} got {left:?} as well", phone.name);
    }
    assert!(
        world.scripts.is_empty(),
        "scripts were told {:?} as well",
        world.scripts
    );
}

/// Runs one line.
pub(crate) fn step(world: &mut World, line: &str) {
    if let Some(time) = line.strip_prefix("wait ") {
        let seconds = time.trim_end_matches('s').parse().expect("seconds");
        return world.wait(Duration::from_secs(seconds));
    }
    let mut words = line.splitn(3, ' ');
    let (who, way) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    let what = words.next().unwrap_or("");
    match (who, way) {
        ("media", "<") => expect_media(world, what, line),
        ("media", ">") => world.input(Input::Media(media_event(what))),
        ("prompts", ">") => finish_prompts(world, what),
        (script, "<") if script.starts_with("script") => {
            expect_script(world, number(&script[6..]), what, line)
        }
        (script, ">") if script.starts_with("script") => {
            ask(world, CallId(number(&script[6..])), what)
        }
        (_, "<") => expect_phone(world, who, what, line),
        (_, "<*") => skip_repeated(world, who, what),
        (_, ">") => send(world, who, what),
        _ => panic!("what is `{line}`?"),
    }
}

fn number(text: &str) -> u64 {
    text.parse()
        .unwrap_or_else(|_| panic!("`{text}` is no number"))
}

fn send(world: &mut World, who: &str, what: &str) {
    let phone = world
        .phones
        .get_mut(who)
        .unwrap_or_else(|| panic!("no phone `{who}`"));
    let (what, headers) = match what.split_once(" | ") {
        Some((what, headers)) => (what, headers.replace(" | ", "\r\n") + "\r\n"),
        None => (what, String::new()),
    };
    let words: Vec<_> = what.split(' ').collect();
    let datagram = datagram(phone, &words, &headers);
    let peer = phone.address;
    world.datagram(peer, datagram);
}

fn datagram(phone: &mut Phone, words: &[&str], headers: &str) -> Vec<u8> {
    let codecs = |at: usize| match words.get(at) {
        None | Some(&"late") => String::new(),
        Some(codecs) => description(phone.address, codecs),
    };
    match words[0] {
        "REGISTER" => phone.register(3600),
        "INVITE" => {
            let body = codecs(2);
            phone.outside("INVITE", words[1], headers, &body)
        }
        "REINVITE" => {
            let body = codecs(1);
            phone.inside("INVITE", headers, &body)
        }
        "UPDATE" => {
            let body = codecs(1);
            phone.inside("UPDATE", headers, &body)
        }
        "ACK" => {
            let body = codecs(1);
            phone.ack(&body)
        }
        "OLDACK" => phone.ack_again(),
        "CANCEL" => phone.cancel(),
        "INFO" => {
            let body = format!("Signal={}\r\nDuration=160\r\n", words[1]);
            phone.inside("INFO", "Content-Type: application/dtmf-relay\r\n", &body)
        }
        "REFER" => {
            // Headers of a URI stand behind the host.
            let (user, more) = words[1].split_at(words[1].find('?').unwrap_or(words[1].len()));
            let refer = format!("Refer-To: <sip:{user}@skyplan.local{more}>\r\n{headers}");
            phone.inside("REFER", &refer, "")
        }
        "NOTIFY" => {
            let headers =
                "Event: refer\r\nSubscription-State: active\r\nContent-Type: message/sipfrag\r\n";
            phone.inside(
                "NOTIFY",
                headers,
                &format!("SIP/2.0 {} Whatever\r\n", words[1]),
            )
        }
        "BYE" => phone.inside("BYE", headers, ""),
        "OUTSIDE" => phone.outside(words[1], words[2], headers, ""),
        status => {
            let body = codecs(1);
            phone.respond(status.parse().expect("a status or method"), headers, &body)
        }
    }
}

fn expect_phone(world: &mut World, who: &str, what: &str, line: &str) {
    let phone = world
        .phones
        .get_mut(who)
        .unwrap_or_else(|| panic!("no phone `{who}`"));
    let Some(message) = phone.received.pop_front() else {
        panic!("{line}: nothing came")
    };
    let got = summary(&message);
    let text = text(&message);
    let mut words = what.split(" | ");
    let first = words.next().unwrap_or("");
    assert!(got == first, "{line}: it got {text}");
    for word in words {
        let absent = word.strip_prefix('!');
        let found = text.contains(absent.unwrap_or(word));
        assert!(found == absent.is_none(), "{line}: it got {text}");
    }
}

fn skip_repeated(world: &mut World, who: &str, what: &str) {
    let phone = world
        .phones
        .get_mut(who)
        .unwrap_or_else(|| panic!("no phone `{who}`"));
    while phone
        .received
        .front()
        .is_some_and(|message| summary(message) == what)
    {
        phone.received.pop_front();
    }
}

fn summary(message: &sip::Message) -> String {
    match message {
        sip::Message::Request(request) => request.method.to_string(),
        sip::Message::Response(response) => response.status.to_string(),
    }
}

fn text(message: &sip::Message) -> String {
    let bytes = match message {
        sip::Message::Request(request) => request.to_bytes(),
        sip::Message::Response(response) => response.to_bytes(),
    };
    String::from_utf8_lossy(&bytes).into_owned()
}

fn expect_script(world: &mut World, script: u64, what: &str, line: &str) {
    let Some((call, message)) = world.scripts.pop_front() else {
        panic!("{line}: told nothing")
    };
    let told = told(&message);
    assert!(
        call == script && told.starts_with(what),
        "{line}: script{call} was told `{told}`"
    );
}

fn told(message: &ToScript) -> String {
    match message {
        ToScript::Start(start) => {
            let info = &start.channel;
            let skype = info.skype.as_ref().map(|call| {
                let languages = call.languages.join(" ");
                format!(
                    "topic={} token={} languages={languages} forwarded={}",
                    call.topic, call.token, call.forwarded_by
                )
            });
            format!(
                "start {} {} {} from {} \"{}\" dialed {} {} {:?}",
                start.context,
                start.extension,
                info.name,
                info.caller.num,
                info.caller.name,
                info.dialed,
                skype.unwrap_or_default(),
                info.variables,
            )
        }
        ToScript::Reply(_, Reply::Channel(id, _)) => format!("Channel({id:?})"),
        ToScript::Reply(_, reply) => format!("{reply:?}"),
        ToScript::Event(event) => shown(event),
        ToScript::Ask { by, name, value } => format!("Ask({name} = {value:?} by {})", by.call.0),
    }
}

fn shown(event: &Event) -> String {
    format!("{event:?}")
        .replace("ChannelId(", "")
        .replacen(')', "", 1)
}

fn ask(world: &mut World, call: CallId, what: &str) {
    let words: Vec<_> = what.split(' ').collect();
    if words[0] == "finish" {
        return world.input(Input::Finished(Finish {
            call,
            cause: cause(words[1]),
        }));
    }
    if words[0] == "tells" {
        let reply = Reply::Text(words[2..].join(" "));
        let call = CallId(number(words[1]));
        return world.input(Input::Told(RequestId { call, number: 1 }, reply));
    }
    let id = RequestId { call, number: 1 };
    world.input(Input::Request(id, request(&words)));
}

fn request(words: &[&str]) -> Request {
    let id = |at: usize| ChannelId(number(words[at]));
    let rest = |at: usize| words.get(at..).unwrap_or_default().join(" ");
    let seconds = Duration::from_millis;
    match words[0] {
        "answer" => Request::Answer(id(1)),
        "ringing" => Request::Indicate(id(1), Indication::Ringing),
        "progress" => Request::Indicate(id(1), Indication::Progress),
        "busy" => Request::Indicate(id(1), Indication::Busy),
        "congestion" => Request::Indicate(id(1), Indication::Congestion),
        "hangup" => Request::Hangup(id(1), cause(words.get(2).unwrap_or(&"Normal"))),
        "adds" => {
            let Request::Originate(mut wish) = request(&["dial", words[1]]) else {
                panic!("dialling is an Originate")
            };
            wish.variables.push(("__SIPADDHEADER01".into(), rest(2)));
            Request::Originate(wish)
        }
        "channels" => Request::Channels,
        "headers" => Request::Headers(id(1)),
        "endpoint" => Request::Endpoint(words[1].to_owned()),
        "variable" => Request::Variable {
            of: (words[1] != "master").then(|| words[1].to_owned()),
            name: words[2].to_owned(),
            value: words.get(3).map(|value| (*value).to_owned()),
        },
        "dial" => Request::Originate(Originate {
            target: words[1].to_owned(),
            parent: Some(ChannelId(1)),
            caller: CallerId {
                num: "100".into(),
                name: "Front Desk".into(),
            },
            topic: rest(2),
            token: String::new(),
            variables: vec![("INHERITED".into(), "1".into())],
            max_forwards: 19,
        }),
        "bridge" => Request::Bridge(id(1), id(2)),
        "unbridge" => Request::Unbridge(id(1), id(2)),
        "play" => Request::Play {
            channel: id(1),
            prompts: words[2..].iter().map(|name| (*name).to_owned()).collect(),
            language: "en".into(),
        },
        "stop" => Request::StopPlay(id(1)),
        "echo" => Request::Echo(id(1), words[2] == "on"),
        "digits" => {
            let digits = Digits {
                keys: words[2].to_owned(),
                duration: seconds(100),
                gap: seconds(100),
            };
            Request::SendDigits(id(1), digits)
        }
        "transfer" => Request::Transfer {
            channel: id(1),
            target: words[2].to_owned(),
            topic: rest(3),
        },
        "redirect" => Request::Redirect(id(1), Target::start(words[2], words[3])),
        "topic" => Request::SetTopic(id(1), rest(2)),
        "token" => Request::SetToken(id(1), rest(2)),
        other => panic!("no request `{other}`"),
    }
}

fn cause(word: &str) -> Cause {
    let causes = [
        Cause::Normal,
        Cause::Busy,
        Cause::NoAnswer,
        Cause::Offline,
        Cause::Unknown,
        Cause::Rejected,
        Cause::Congestion,
        Cause::Incompatible,
        Cause::Elsewhere,
    ];
    let found = causes
        .into_iter()
        .find(|cause| format!("{cause:?}") == word);
    found.unwrap_or_else(|| panic!("no cause `{word}`"))
}

fn expect_media(world: &mut World, what: &str, line: &str) {
    let mut seen = Vec::new();
    while let Some(command) = world.media.pop_front() {
        let shown = command_shown(&command);
        if shown == what {
            return;
        }
        seen.push(shown);
    }
    panic!("{line}: it was told {seen:?}");
}

fn command_shown(command: &Command) -> String {
    match command {
        Command::Open { leg, .. } => format!("Open {}", leg.0),
        Command::Configure { leg, session } => format!(
            "Configure {} {} {}",
            leg.0,
            session.formats[0].codec.name,
            session.direction.name(),
        ),
        Command::OpenPipe { a, b } => format!("OpenPipe {} {}", a.0, b.0),
        Command::Bridge { a, b } => format!("Bridge {} {}", a.0, b.0),
        Command::Unbridge { a, b } => format!("Unbridge {} {}", a.0, b.0),
        Command::Play { leg, playback, .. } => format!("Play {} {}", leg.0, playback.0),
        Command::StopPlayback { leg } => format!("StopPlayback {}", leg.0),
        Command::Echo { leg, on } => format!("Echo {} {on}", leg.0),
        Command::SendDigits { leg, digits, .. } => {
            let digits: String = digits.iter().map(|(digit, _)| digit).collect();
            format!("SendDigits {} {digits}", leg.0)
        }
        Command::Close { leg } => format!("Close {}", leg.0),
        Command::Report { leg } => format!("Report {}", leg.0),
    }
}

fn media_event(what: &str) -> media::Event {
    let words: Vec<_> = what.split(' ').collect();
    let leg = LegId(number(words[1]));
    match words[0] {
        "digit" => media::Event::Digit {
            leg,
            digit: words[2].chars().next().expect("a digit"),
            duration: Duration::from_millis(100),
        },
        "played" => media::Event::PlaybackFinished {
            leg,
            playback: media::PlaybackId(number(words[2])),
            completed: true,
        },
        "sent" => media::Event::DigitsSent { leg },
        "silent" => media::Event::Silent {
            leg,
            duration: Duration::from_secs(10),
        },
        "received" => media::Event::Statistics {
            leg,
            statistics: Statistics {
                packets_received: number(words[2]),
                ..Statistics::default()
            },
        },
        other => panic!("no media event `{other}`"),
    }
}

fn finish_prompts(world: &mut World, what: &str) {
    let (id, _) = world.jobs.pop_front().expect("prompts to read");
    let result = match what.strip_prefix("missing ") {
        Some(name) => Err((name.to_owned(), "no such file".to_owned())),
        None => Ok(vec![Audio {
            rate: Hz(8000),
            samples: vec![0; 8].into(),
        }]),
    };
    world.input(Input::Done(id, JobDone::Prompts(result)));
}
