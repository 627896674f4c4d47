//! What those who are called do, as a test says it before they are.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use super::literal::seconds;
use super::people::word_for;
use crate::host::{Cause, Event, Reply, Request};
use crate::testing::scene::party;
use crate::trace::{Entry, What};

/// What becomes of a dial string each time it is called.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Habit {
    Rings,
    Answers(Duration),
    Ends(&'static str, Duration),
}

impl Habit {
    /// The statement that says so.
    pub(super) fn statement(&self, name: &str) -> String {
        let who = word_for(name);
        match self {
            Self::Rings => format!("{who}.rings();"),
            Self::Answers(after) => format!("{who}.answers({});", seconds(*after)),
            Self::Ends(word, after) => format!("{who}.{word}({});", seconds(*after)),
        }
    }
}

/// What is dialled does each time, until it is answered or ends.
pub(super) fn habits(entries: &[Entry]) -> BTreeMap<String, VecDeque<Habit>> {
    let mut habits: BTreeMap<String, VecDeque<Habit>> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        let What::Request(request) = &entry.what else {
            continue;
        };
        let Request::Originate(wish) = &**request else {
            continue;
        };
        if wish.target.starts_with("Local/") {
            continue;
        }
        let habit = habit(entry.at, &entries[at + 1..]);
        habits
            .entry(party(&wish.target))
            .or_default()
            .push_back(habit);
    }
    habits
}

fn habit(since: Duration, rest: &[Entry]) -> Habit {
    let channel = match next_reply(rest) {
        Some(Reply::Channel(channel, _)) => *channel,
        Some(Reply::Refused(cause, _)) => return ends(*cause, Duration::ZERO),
        _ => return Habit::Rings,
    };
    for entry in rest {
        let after = entry.at.saturating_sub(since);
        match &entry.what {
            What::Event(Event::Answered(who)) if *who == channel => return Habit::Answers(after),
            What::Event(Event::Ended(who, cause)) if *who == channel => return ends(*cause, after),
            What::Request(request) => match **request {
                Request::Hangup(who, _) if who == channel => return Habit::Rings,
                _ => {}
            },
            _ => {}
        }
    }
    Habit::Rings
}

fn ends(cause: Cause, after: Duration) -> Habit {
    let word = match cause {
        Cause::Busy => "busy",
        Cause::Offline => "offline",
        Cause::Rejected => "declines",
        Cause::Unknown => "unknown",
        Cause::Congestion | Cause::Incompatible => "congested",
        Cause::Normal | Cause::NoAnswer | Cause::Unsaid | Cause::Elsewhere => "unanswered",
    };
    Habit::Ends(word, after)
}

/// The next reply there is.
pub(super) fn next_reply(rest: &[Entry]) -> Option<&Reply> {
    rest.iter().find_map(|entry| match &entry.what {
        What::Reply(reply) => Some(&**reply),
        _ => None,
    })
}
