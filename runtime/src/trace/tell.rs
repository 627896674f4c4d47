//! A story in words: what each entry is to whoever reads it, with the place and the time it took.
//!
//! Texts come from callers and are given as they are; whoever shows them on a terminal makes them harmless.

use std::sync::Arc;
use std::time::Duration;

use super::entry::{Entry, What};
use crate::host::{ChannelId, Event, Indication, Reply, Request, Rings, Start};

/// A file and a line in it, from 1.
pub type Place = (Arc<str>, u32);

/// A line of a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Since the call began.
    pub at: Duration,
    /// File and line of a statement.
    pub place: Option<Place>,
    /// How deep it is nested.
    pub depth: u8,
    /// What happened.
    pub text: String,
}

/// Tells entries one after the other.
#[derive(Debug, Default)]
pub struct Teller {
    /// The steps that run: when they began, and how long they have waited.
    open: Vec<(u8, Duration, Duration)>,
    /// Channels by their dial strings or names.
    names: Vec<(ChannelId, String)>,
    /// What was dialled and has no channel yet.
    dialled: Option<String>,
}

/// Whoever the call is of.
const CALLER: &str = "the caller";
/// Names that are remembered of one call.
const NAMES: usize = 100;

impl Teller {
    /// For a call that began so.
    pub fn new(start: &Start) -> Self {
        Self {
            names: vec![(start.channel.id, CALLER.to_owned())],
            ..Self::default()
        }
    }

    /// What an entry is in words; `None` for what concerns nobody.
    pub fn tell(&mut self, entry: &Entry) -> Option<Row> {
        let mut depth = 1;
        let mut place = None;
        let text = match &entry.what {
            What::Enter {
                id,
                context,
                extension,
                ..
            } => {
                if self.names.is_empty() {
                    self.names.push((*id, CALLER.to_owned()));
                }
                depth = 0;
                format!("[{extension}@{context}]")
            }
            What::Step {
                depth: deep,
                application,
                data,
                file,
                line,
                ..
            } => {
                self.open.retain(|(other, ..)| other < deep);
                self.open.push((*deep, entry.at, Duration::ZERO));
                depth = *deep;
                place = Some((Arc::clone(file), *line));
                format!("{application}({data})")
            }
            What::Line { file, line } => {
                depth = 0;
                place = Some((Arc::clone(file), *line));
                String::new()
            }
            What::Gave { depth: deep, value } => {
                let spent = self.spent(*deep, entry.at);
                match (&**value, spent) {
                    ("", None) => return None,
                    ("", Some(spent)) => format!("took {spent}"),
                    (value, None) => format!("gave {value}"),
                    (value, Some(spent)) => format!("gave {value}, took {spent}"),
                }
            }
            What::Left { depth: deep, why } => match self.spent(*deep, entry.at) {
                None => why.to_string(),
                Some(spent) => format!("{why}, after {spent}"),
            },
            What::Set {
                name,
                before,
                after,
            } => format!(
                "{name}: {} → {}",
                value(before.as_deref()),
                value(after.as_deref())
            ),
            What::Request(request) => self.asks(request)?,
            What::Reply(reply) => self.replied(reply)?,
            What::Event(event) => self.happens(event),
            What::Stop => "the switch ends it".to_owned(),
            What::Resumed { waited, .. } => {
                for (_, _, spent) in &mut self.open {
                    *spent += *waited;
                }
                return None;
            }
            What::Read {
                key, value: was, ..
            } => format!("reads {key}: {}", value(was.as_deref())),
            What::Said { text, .. } => format!("says {text}"),
            What::UserEvent { name, .. } => format!("event {name}"),
            What::Fault {
                code,
                message,
                file,
                line,
            } => {
                place = (*line > 0).then(|| (Arc::clone(file), *line));
                depth = 0;
                format!("{code} {message}")
            }
            What::Unrecorded(steps) => format!("… and {steps} more steps without a wait"),
            What::Dropped(entries) => format!("… {entries} entries were dropped to save memory"),
            What::Finished(cause) => {
                depth = 0;
                format!("ended with {}", cause.word())
            }
        };
        Some(Row {
            at: entry.at,
            place,
            depth,
            text,
        })
    }

    /// How long the step of that depth took, in words, unless that is not worth saying.
    fn spent(&mut self, depth: u8, now: Duration) -> Option<String> {
        let at = self.open.iter().rposition(|(deep, ..)| *deep == depth)?;
        let (_, began, waited) = self.open.swap_remove(at);
        self.open.truncate(at);
        let took = now.saturating_sub(began);
        let waited = waited.min(took);
        if waited.is_zero() {
            return (took >= SHORT).then(|| format!("{} computing", shown(took)));
        }
        let computed = took - waited;
        Some(if computed < SHORT {
            format!("{} waiting", shown(waited))
        } else {
            format!(
                "{} waiting and {} computing",
                shown(waited),
                shown(computed)
            )
        })
    }

    fn name(&self, channel: ChannelId) -> String {
        let known = self.names.iter().find(|(id, _)| *id == channel);
        known.map_or_else(
            || format!("channel {}", channel.0),
            |(_, name)| name.clone(),
        )
    }

    fn asks(&mut self, request: &Request) -> Option<String> {
        Some(match request {
            Request::Location { .. } | Request::Bridge(..) | Request::Unbridge(..) => {
                return self.bridging(request);
            }
            Request::Originate(wish) => {
                self.dialled = Some(wish.target.clone());
                format!("dials {}", wish.target)
            }
            Request::Answer(_) => "answers".to_owned(),
            Request::Indicate(_, what) => match what {
                Indication::Ringing => "shows that it rings".to_owned(),
                Indication::Progress => "opens early media".to_owned(),
                Indication::Busy => "shows busy".to_owned(),
                Indication::Congestion => "shows congestion".to_owned(),
            },
            Request::Hangup(channel, cause) => {
                format!("hangs up {} ({})", self.name(*channel), cause.word())
            }
            Request::HangupNamed { name, .. } => format!("hangs up {name}"),
            Request::Play { prompts, .. } => format!("plays {}", prompts.join("&")),
            Request::StopPlay(_) => "stops playing".to_owned(),
            Request::Echo(_, true) => "echoes".to_owned(),
            Request::Echo(_, false) => "stops echoing".to_owned(),
            Request::SendDigits(_, digits) => format!("sends {}", digits.keys),
            Request::Transfer { target, .. } => format!("transfers to {target}"),
            Request::Redirect(channel, place) => {
                let (channel, extension) = (self.name(*channel), &place.extension);
                format!("sends {channel} to {extension}@{}", place.context)
            }
            Request::RedirectNamed { name, place } => {
                format!("sends {name} to {}@{}", place.extension, place.context)
            }
            Request::PickUp(_, wanted) => match wanted {
                Rings::For { context, extension } => {
                    format!("takes a call that rings for {extension}@{context}")
                }
                Rings::Marked(mark) => format!("takes a call marked {mark}"),
                Rings::Channel(name) => format!("takes the call that rings at {name}"),
                Rings::Group => "takes a call of its groups".to_owned(),
            },
            Request::SetTopic(_, topic) => format!("sets the topic {topic}"),
            Request::SetToken(_, token) => format!("sets the token {token}"),
            Request::AccountProperty { account, property } => {
                format!("asks for {property} of {account}")
            }
            Request::SetAccountProperty {
                account,
                property,
                value,
            } => format!("sets {property} of {account} to {value}"),
            Request::Buddies(account) => format!("asks for the buddies of {account}"),
            Request::SendChat { from, to, text } => format!("writes from {from} to {to}: {text}"),
            Request::ReceiveChat { to, from, .. } => {
                format!("waits for a chat from {from} to {to}")
            }
            Request::DeviceState(device) => format!("asks for the state of {device}"),
            Request::SetDeviceState(device, state) => format!("sets {device} to {state}"),
            Request::DbGet(path) => format!("asks the database for {path}"),
            Request::DbPut { path, value } => format!("writes {path} = {value} into the database"),
            Request::DbDelete(path) | Request::DbDeleteTree(path) => {
                format!("deletes {path} from the database")
            }
            Request::DbTree { path, .. } => format!("lists {path} of the database"),
            Request::Channels => "asks which channels there are".to_owned(),
            Request::Headers(channel) => {
                format!("asks for the header fields of {}", self.name(*channel))
            }
            Request::Variable { of, name, value } => {
                let whose = of.as_deref().unwrap_or("the call it goes back to");
                match value {
                    Some(value) => format!("sets {name} of {whose} to {value}"),
                    None => format!("asks for {name} of {whose}"),
                }
            }
            Request::Endpoint(name) => format!("asks about the telephone {name}"),
            Request::Errand(errand) => errand.to_string(),
            Request::Custom { verb, arguments } => {
                format!("asks for {verb}({})", arguments.join(","))
            }
        })
    }

    fn bridging(&self, request: &Request) -> Option<String> {
        match request {
            Request::Bridge(one, other) => Some(format!(
                "connects {} and {}",
                self.name(*one),
                self.name(*other)
            )),
            Request::Unbridge(one, other) => Some(format!(
                "disconnects {} and {}",
                self.name(*one),
                self.name(*other)
            )),
            _ => None,
        }
    }

    fn replied(&mut self, reply: &Reply) -> Option<String> {
        Some(match reply {
            Reply::Done => return None,
            Reply::Channel(channel, _) => {
                if let Some(target) = self.dialled.take()
                    && self.names.len() < NAMES
                {
                    self.names.push((*channel, target));
                }
                return None;
            }
            Reply::Text(text) => format!("is told {text}"),
            Reply::Outcome(number, text) => format!("is told {number}: {text}"),
            Reply::Rows(rows) => format!("is told {} rows", rows.len()),
            Reply::NotFound(what) => format!("is told that there is no {what}"),
            Reply::Refused(cause, why) => format!("is refused ({}): {why}", cause.word()),
            Reply::TimedOut => "is told that nothing came in time".to_owned(),
            Reply::Gone => "is told that the channel is gone".to_owned(),
        })
    }

    fn happens(&self, event: &Event) -> String {
        let who = self.name(event.channel());
        match event {
            Event::Ringing(_) => format!("{who} rings"),
            Event::Progress(_) => format!("{who} sends early media"),
            Event::Answered(_) => format!("{who} answers"),
            Event::Ended(_, cause) => format!("{who} ends ({})", cause.word()),
            Event::Digit(_, key) => format!("{who} presses {key}"),
            Event::Played(_) => "the prompts have been played".to_owned(),
            Event::DigitsSent(_) => "the digits have been sent".to_owned(),
            Event::TransferRequested(_, extension) => format!("{who} asks to go to {extension}"),
            Event::Topic(_, topic) => format!("{who} changes the topic to {topic}"),
            Event::PickedUp { name, .. } => format!("{name} takes the call of {who}"),
            Event::Redirected(_, place) => {
                format!("{who} is sent to {}@{}", place.extension, place.context)
            }
        }
    }
}

/// What is quicker is not worth a word.
const SHORT: Duration = Duration::from_millis(1);

/// `3.214 s`.
fn shown(time: Duration) -> String {
    format!("{:.3} s", time.as_secs_f64())
}

fn value(value: Option<&str>) -> String {
    value.map_or_else(|| "(unset)".to_owned(), |value| format!("\"{value}\""))
}
