//! Turns a call that happened into a test: the same caller, keys, answers and times, and what came of it.
//!
//! In: a story. Out: a block `test "…" { … }` in the words of tests, which passes with the dialplan of then and
//! fails when the call no longer does the same. What happened is expected in order, and each expectation is also
//! the moment from which the next thing that somebody does is timed, so that prompts may have another length than
//! they had. What cannot be said in words (what other calls shared) stands there as a comment.

mod habit;
mod literal;
mod outside;
mod people;

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write;
use std::time::Duration;

use habit::{Habit, habits, next_reply};
use literal::{is_volatile, one_line, quoted, seconds};
use people::{placed, word_for};

use super::scene::party;
use crate::diagnostic::Code;
use crate::host::{ChannelId, Event, Indication, Reply, Request, SkypeCall};
use crate::trace::{Entry, Story, What, date};

/// How long each prompt is in a test.
const PROMPT: Duration = Duration::from_secs(2);
/// When a test begins unless it says something else.
const BEGINNING: Duration = Duration::from_secs(1_700_000_000);
/// Keys pressed within this time are one statement.
const TOGETHER: Duration = Duration::from_secs(2);

/// How often the same read in a row counts.
const MOST_READS: u32 = 1_000;

/// A test that a call like this passes.
pub fn retell(story: &Story) -> String {
    let mut scribe = Scribe::new(story);
    for (at, entry) in story.entries.iter().enumerate() {
        scribe.take(entry, &story.entries[at + 1..]);
    }
    scribe.finish(story)
}

#[derive(Debug, Default)]
struct Scribe {
    own: Option<ChannelId>,
    /// What stands before the call.
    setup: Vec<String>,
    body: Vec<String>,
    /// The time of what was expected or done last.
    anchor: Duration,
    /// How much longer what has been played since then is in a test.
    longer: f64,
    /// What is played: how many prompts, and since when.
    playing: Option<(usize, Duration)>,
    /// Keys that are pressed together, by whom, and since when.
    keys: Option<(ChannelId, String, Duration, Duration)>,
    /// The habits of each party, in the order in which it is called.
    habits: BTreeMap<String, VecDeque<Habit>>,
    /// The habit a party has now.
    current: BTreeMap<String, Habit>,
    channels: BTreeMap<ChannelId, String>,
    /// Channels that the script has hung up itself.
    hung_up: Vec<ChannelId>,
    /// The request that waits for its reply.
    open: Option<Request>,
    /// What of the world has been said already.
    said: BTreeMap<String, String>,
    /// Random numbers that were drawn.
    random: Vec<i64>,
    /// The last value of each variable that tells how something went.
    statuses: BTreeMap<String, String>,
}

impl Scribe {
    fn new(story: &Story) -> Self {
        let mut scribe = Self {
            own: Some(story.start.channel.id),
            ..Self::default()
        };
        scribe.habits = habits(&story.entries);
        if story.began.as_secs() != BEGINNING.as_secs() {
            let clock = format!("clock({});", quoted(&date(story.began)));
            scribe.setup.push(clock);
        }
        for name in scribe.habits.keys().cloned().collect::<Vec<_>>() {
            if let Some(line) = scribe.next_habit(&name) {
                scribe.setup.push(line);
            }
        }
        scribe
    }

    fn take(&mut self, entry: &Entry, rest: &[Entry]) {
        let at = entry.at;
        match &entry.what {
            What::Request(request) => {
                self.request(at, request, rest);
                if !matches!(**request, Request::Location { .. }) {
                    self.open = Some((**request).clone());
                }
            }
            What::Reply(reply) => self.reply(at, reply),
            What::Event(event) => self.event(at, event),
            What::Read {
                key,
                value: Some(value),
                times,
            } => {
                for _ in 0..(*times).min(MOST_READS) {
                    self.read(key, value);
                }
            }
            What::Said { text, .. } => {
                self.expect(at, text, |text| format!("expect_said({text})"));
            }
            What::UserEvent { name, headers } => {
                let headers = headers
                    .iter()
                    .map(|(key, value)| format!(" {key}: {value}"));
                let text = format!("event {name}{}", headers.collect::<String>());
                self.expect(at, &text, |text| format!("expect({text})"));
            }
            What::Set {
                name,
                after: Some(after),
                ..
            } if name.ends_with("STATUS") => {
                self.statuses.insert(name.to_string(), after.to_string());
            }
            What::Fault { code, .. } if code != Code::NoSuchExtension.id() => {
                self.line(at, format!("caller.expect_fault({});", quoted(code)));
            }
            What::Finished(cause) => {
                self.press();
                self.line(at, format!("caller.expect_end({});", quoted(cause.word())));
            }
            What::Dropped(_) => self.remark("the trace has a gap here"),
            What::Stop => self.remark("the switch ended the call here"),
            _ => {}
        }
    }

    fn request(&mut self, at: Duration, request: &Request, rest: &[Entry]) {
        if let Request::Play { prompts, .. } = request {
            if let Some(Reply::NotFound(name)) = next_reply(rest) {
                let line = format!("no_prompt({});", quoted(name));
                return self.once("prompt", name, line);
            }
            self.playing = Some((prompts.len(), at));
            return self.expect(at, &prompts.join("&"), |text| {
                format!("expect_played({text})")
            });
        }
        let words = match request {
            Request::Answer(_) => return self.line(at, "caller.expect_answered();".to_owned()),
            Request::Originate(wish) => {
                let target = quoted(&wish.target);
                let topic = match &*wish.topic {
                    "" => String::new(),
                    topic => format!(", #{{ topic: {} }}", quoted(topic)),
                };
                self.line(at, format!("caller.expect_dialled({target}{topic});"));
                self.called(&wish.target);
                return;
            }
            Request::Bridge(one, other) if Some(*one) == self.own => {
                let target = quoted(&self.name(*other));
                return self.line(at, format!("caller.expect_connected({target});"));
            }
            Request::SendChat { to, text, .. } => {
                let to = quoted(to);
                return self.expect(at, text, |text| format!("expect_chat({to}, {text})"));
            }
            Request::Hangup(channel, _) => {
                self.hung_up.push(*channel);
                return;
            }
            Request::StopPlay(_) => {
                self.playing = None;
                return;
            }
            Request::DbPut { path, value } => return self.known("database", path, value),
            Request::SetDeviceState(device, state) => {
                return self.known("device", device, state.as_str());
            }
            Request::Indicate(_, indication) => match indication {
                Indication::Ringing => "indicates ringing".to_owned(),
                Indication::Progress => "indicates progress".to_owned(),
                Indication::Busy => "indicates busy".to_owned(),
                Indication::Congestion => "indicates congestion".to_owned(),
            },
            Request::Echo(_, true) => "echoes".to_owned(),
            Request::SendDigits(_, digits) => format!("sends {}", digits.keys),
            Request::Transfer { target, topic, .. } if topic.is_empty() => {
                format!("transfers to {target}")
            }
            Request::Transfer { target, topic, .. } => {
                format!("transfers to {target} about {topic}")
            }
            Request::Redirect(channel, place) => {
                let (channel, extension) = (self.name(*channel), &place.extension);
                format!("redirects {channel} to {extension}@{}", place.context)
            }
            Request::SetTopic(channel, topic) => {
                format!("tells {} the topic {topic}", self.name(*channel))
            }
            Request::SetAccountProperty {
                account,
                property,
                value,
            } => format!("sets {property} of {account} to {value}"),
            _ => return,
        };
        self.expect(at, &words, |text| format!("expect({text})"));
    }

    fn reply(&mut self, at: Duration, reply: &Reply) {
        let Some(request) = self.open.take() else {
            return;
        };
        match (request, reply) {
            (Request::Originate(wish), Reply::Channel(channel, _)) => {
                self.channels.insert(*channel, wish.target);
            }
            (Request::DeviceState(device), Reply::Text(state)) => {
                let line = format!("device({}, {});", quoted(&device), quoted(state));
                self.world("device", &device, state, line);
            }
            (Request::DbGet(path), Reply::Text(value)) => self.database(&path, value),
            (Request::Errand(errand), reply) => self.outside(&errand, reply),
            (Request::DbTree { .. }, Reply::Rows(rows)) => {
                for (path, value) in rows {
                    self.database(path, value);
                }
            }
            (Request::AccountProperty { account, property }, Reply::Text(value))
                if !value.is_empty() && is_detail(&property, value) =>
            {
                let (name, text) = (quoted(&account), quoted(value));
                let line = format!("skype({name}, #{{ {property}: {text} }});");
                self.world("account", &format!("{account} {property}"), value, line);
            }
            (Request::Buddies(account), Reply::Rows(rows)) => {
                for (buddy, state) in rows {
                    let (name, buddy) = (quoted(&account), quoted(buddy));
                    let line = format!("skype({buddy}).presence({});", quoted(state));
                    self.world("presence", &buddy, state, line);
                    let line = format!("skype({name}).buddy({buddy});");
                    self.once("buddy", &format!("{name} {buddy}"), line);
                }
            }
            (Request::ReceiveChat { to, from, .. }, Reply::Text(text)) => {
                let (from, to, text) = (quoted(&from), quoted(&to), quoted(text));
                self.does(at, format!("skype({from}).chat({to}, {text});"));
            }
            (Request::Transfer { .. }, Reply::Refused(..)) => {
                self.once("transfer", "", "no_transfer();".to_owned());
            }
            _ => {}
        }
    }

    fn event(&mut self, at: Duration, event: &Event) {
        let channel = event.channel();
        let who = self.who(channel);
        match event {
            Event::Digit(_, key) => self.key(at, channel, *key),
            Event::Played(_) => {
                self.press();
                if let Some((prompts, since)) = self.playing.take() {
                    let wanted = PROMPT * u32::try_from(prompts).unwrap_or(1);
                    let was = at.saturating_sub(since.max(self.anchor));
                    self.longer += wanted.as_secs_f64() - was.as_secs_f64();
                }
            }
            // What ends before it is answered does so by habit, and what the script has hung up by itself.
            Event::Ended(..) if self.hung_up.contains(&channel) => {}
            Event::Ended(..) if Some(channel) != self.own && !self.talks(channel) => {}
            Event::Ended(..) => self.does(at, format!("{who}.hang_up();")),
            Event::Answered(_) => {
                if let Some(name) = self.channels.get(&channel) {
                    self.said
                        .insert(format!("talks {}", channel.0), name.clone());
                }
            }
            Event::TransferRequested(_, extension) => {
                self.does(at, format!("{who}.transfer({});", quoted(extension)));
            }
            Event::Topic(_, topic) if Some(channel) == self.own => {
                self.does(at, format!("{who}.topic({});", quoted(topic)));
            }
            Event::PickedUp { .. } | Event::Redirected(..) => {
                self.does(
                    at,
                    format!("// {who} is taken over or sent on by another call here."),
                );
            }
            Event::Ringing(_) | Event::Progress(_) | Event::DigitsSent(_) | Event::Topic(..) => {}
        }
    }

    fn talks(&self, channel: ChannelId) -> bool {
        self.said.contains_key(&format!("talks {}", channel.0))
    }

    fn read(&mut self, key: &str, value: &str) {
        if key == "random" {
            let number = value.parse::<u64>().map(u64::cast_signed);
            return self.random.extend(number);
        }
        if let Some(name) = key.strip_prefix("global ") {
            let line = format!("global({}, {});", quoted(name), quoted(value));
            return self.world("global", name, value, line);
        }
        if !value.is_empty() {
            let what = one_line(key);
            let remark = format!("// it read something that no word sets: {what}");
            self.once("read", key, remark);
        }
    }

    fn database(&mut self, path: &str, value: &str) {
        let line = format!("database({}, {});", quoted(path), quoted(value));
        self.world("database", path, value, line);
    }

    /// Something of the world that the call met. The first time it is so from the beginning.
    fn world(&mut self, kind: &str, name: &str, value: &str, line: String) {
        let known = self.said.get(&format!("{kind} {name}"));
        match known {
            Some(known) if known == value => return,
            Some(_) => self.body.push(line),
            None => self.setup.push(line),
        }
        self.known(kind, name, value);
    }

    /// The call has made it so itself.
    fn known(&mut self, kind: &str, name: &str, value: &str) {
        self.said.insert(format!("{kind} {name}"), value.to_owned());
    }

    /// Something that stands in front of the call once.
    fn once(&mut self, kind: &str, name: &str, line: String) {
        self.world(kind, name, "", line);
    }

    fn name(&self, channel: ChannelId) -> String {
        if Some(channel) == self.own {
            return "caller".to_owned();
        }
        let name = self.channels.get(&channel);
        name.cloned().unwrap_or_else(|| "nobody".to_owned())
    }

    /// Whose channel it is, as a test names them.
    fn who(&self, channel: ChannelId) -> String {
        match self.channels.get(&channel) {
            Some(target) if Some(channel) != self.own => word_for(target),
            _ => "caller".to_owned(),
        }
    }

    /// A dial string was called: what it does the next time.
    fn called(&mut self, target: &str) {
        if let Some(line) = self.next_habit(&party(target)) {
            self.body.push(line);
        }
    }

    fn next_habit(&mut self, name: &str) -> Option<String> {
        let habit = self.habits.get_mut(name)?.pop_front()?;
        let before = self.current.insert(name.to_owned(), habit.clone());
        if before.unwrap_or(Habit::Rings) == habit {
            return None;
        }
        Some(habit.statement(name))
    }

    fn key(&mut self, at: Duration, channel: ChannelId, key: char) {
        if let Some((who, keys, _, last)) = &mut self.keys
            && *who == channel
            && at.saturating_sub(*last) < TOGETHER
        {
            keys.push(key);
            *last = at;
            return;
        }
        self.press();
        self.keys = Some((channel, key.to_string(), at, at));
    }

    /// Says which keys were pressed until now.
    fn press(&mut self) {
        if let Some((channel, keys, since, last)) = self.keys.take() {
            self.pause(since);
            let line = format!("{}.press({});", self.who(channel), quoted(&keys));
            self.body.push(line);
            self.anchor = last;
        }
    }

    /// Somebody does something at this time.
    fn does(&mut self, at: Duration, line: String) {
        self.press();
        self.pause(at);
        self.body.push(line);
        self.anchor = at;
    }

    /// Lets as much time pass as did since the last moment that a test knows.
    fn pause(&mut self, at: Duration) {
        let mut gap = at.saturating_sub(self.anchor).as_secs_f64() + self.longer;
        if let Some((prompts, _)) = self.playing {
            // While it is played, however long that is in a test.
            gap = gap.min(PROMPT.as_secs_f64() * prompts as f64 - 0.1);
        }
        self.longer = 0.0;
        let gap = Duration::try_from_secs_f64(gap).unwrap_or_default();
        if gap >= Duration::from_millis(1) {
            self.body.push(format!("wait({});", seconds(gap)));
        }
    }

    fn expect(&mut self, at: Duration, text: &str, words: impl Fn(&str) -> String) {
        if is_volatile(text) {
            let text = one_line(text);
            return self.remark(&format!("a name of its own: {text}"));
        }
        self.line(at, format!("caller.{};", words(&quoted(text))));
    }

    fn line(&mut self, at: Duration, line: String) {
        self.press();
        self.body.push(line);
        self.anchor = at;
        self.longer = 0.0;
    }

    fn remark(&mut self, text: &str) {
        self.body.push(format!("// {text}"));
    }

    fn finish(mut self, story: &Story) -> String {
        self.press();
        let start = &story.start;
        let from = one_line(&start.channel.caller.num);
        let title = format!(
            "{}@{} from {from}, {}",
            one_line(&start.extension),
            one_line(&start.context),
            date(story.began)
        );
        let mut text = format!("test {} {{\n", quoted(&title));
        for line in &self.setup {
            let _ = writeln!(text, "    {line}");
        }
        if !self.random.is_empty() {
            let _ = writeln!(text, "    random({:?});", self.random);
        }
        let _ = writeln!(text, "    let caller = {};", placed(start));
        for line in &self.body {
            let _ = writeln!(text, "    {line}");
        }
        for (name, value) in &self.statuses {
            let (name, value) = (quoted(name), quoted(value));
            let _ = writeln!(text, "    expect(caller.variable({name}), {value});");
        }
        text + "}\n"
    }
}

/// Whether a test can say this of a Skype name.
fn is_detail(property: &str, value: &str) -> bool {
    let mut call = SkypeCall::default();
    call.set_detail(property, value.to_owned()).is_some()
}
