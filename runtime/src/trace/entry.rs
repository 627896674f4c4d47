//! One thing that a call did, or that happened to it.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::host::{Cause, ChannelId, Event, Reply, Request};

/// Something with its time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Since the call began; in a file in nanoseconds.
    #[serde(with = "nanoseconds")]
    pub at: Duration,
    /// What it was.
    pub what: What,
}

/// What a call does, or what happens to it. Texts of the dialplan are bounded; what is needed to run the call
/// again is whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum What {
    /// The steps behind this are in another extension.
    Enter {
        /// Whose script it is, or the channel that runs a subroutine for one.
        id: ChannelId,
        /// That channel's name.
        channel: Box<str>,
        /// Where.
        context: Box<str>,
        /// As dialled.
        extension: Box<str>,
    },
    /// An application begins.
    Step {
        /// How many applications it runs in (`ExecIf`, or Rhai that waits for a `Gosub`).
        depth: u8,
        /// Which step of the extension; 1 for all of one in Rhai.
        priority: u32,
        /// Its name.
        application: Cow<'static, str>,
        /// Its data after substitution; in Rhai its arguments joined with commas.
        data: Box<str>,
        /// The file it stands in.
        #[serde(with = "shared")]
        file: Arc<str>,
        /// Its line there, from 1; 0 when it is not known.
        line: u32,
    },
    /// A statement of a body in Rhai begins; only while somebody follows.
    Line {
        /// The file.
        #[serde(with = "shared")]
        file: Arc<str>,
        /// The line, from 1.
        line: u32,
    },
    /// The application of that depth has come to its end, with this value.
    Gave {
        /// As that of its step.
        depth: u8,
        /// Its value as text; empty for none.
        value: Box<str>,
    },
    /// The application of that depth was left: by a jump, a hangup or a fault.
    Left {
        /// As that of its step.
        depth: u8,
        /// Why.
        why: Box<str>,
    },
    /// A channel variable changed.
    Set {
        /// Without underscores.
        name: Box<str>,
        /// `None` when it was not set.
        before: Option<Box<str>>,
        /// `None` when it was taken away.
        after: Option<Box<str>>,
    },
    /// The script asks for something.
    Request(Box<Request>),
    /// The answer to a request.
    Reply(Box<Reply>),
    /// Something happened to one of its channels.
    Event(Event),
    /// The host ended it.
    Stop,
    /// It goes on after a wait.
    Resumed {
        /// Wall time, since 1970; in a file in nanoseconds.
        #[serde(with = "nanoseconds")]
        wall: Duration,
        /// How long it waited; in a file in nanoseconds.
        #[serde(with = "nanoseconds")]
        waited: Duration,
    },
    /// It read something that others decide about: a global variable, a random number, a group.
    Read {
        /// What.
        key: Box<str>,
        /// What it was; `None` when it was not there.
        value: Option<Box<str>>,
        /// How often in a row.
        times: u32,
    },
    /// A line for the console.
    Said {
        /// 0 to 10.
        level: u8,
        /// The line.
        text: Box<str>,
    },
    /// `UserEvent`.
    UserEvent {
        /// What kind of thing.
        name: Box<str>,
        /// In order.
        headers: Vec<(String, String)>,
    },
    /// The script did something wrong.
    Fault {
        /// Such as `E0402`.
        code: Cow<'static, str>,
        /// In words.
        message: Box<str>,
        /// The file.
        #[serde(with = "shared")]
        file: Arc<str>,
        /// The line, from 1; 0 when it is not known.
        line: u32,
    },
    /// So many steps were not recorded: it made too many without waiting.
    Unrecorded(u64),
    /// So much of the middle was dropped, because the whole was too large.
    Dropped(u64),
    /// The end.
    Finished(Cause),
}

impl What {
    /// Whether it comes from outside; a replay feeds it.
    pub(crate) fn is_input(&self) -> bool {
        matches!(
            self,
            Self::Reply(_) | Self::Event(_) | Self::Stop | Self::Resumed { .. }
        )
    }

    /// Whether a call that does the same has it as well, at this place.
    pub(crate) fn is_deed(&self) -> bool {
        matches!(
            self,
            Self::Enter { .. }
                | Self::Step { .. }
                | Self::Gave { .. }
                | Self::Request(_)
                | Self::Said { .. }
                | Self::UserEvent { .. }
                | Self::Fault { .. }
                | Self::Finished(_)
        )
    }
}

/// A text of at most so many octets; one that was longer ends with `…`.
pub(crate) fn cut(text: &str, most: usize) -> Box<str> {
    if text.len() <= most {
        return text.into();
    }
    let kept = &text[..text.floor_char_boundary(most)];
    format!("{kept}…").into()
}

pub(super) mod nanoseconds {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(time: &Duration, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u64(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX))
    }

    pub(crate) fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<Duration, D::Error> {
        u64::deserialize(from).map(Duration::from_nanos)
    }
}

mod shared {
    use std::sync::Arc;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(text: &Arc<str>, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(text)
    }

    pub(super) fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<Arc<str>, D::Error> {
        String::deserialize(from).map(Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn a_long_text_is_cut_between_characters() {
        for (text, most, kept) in [("short", 5, "short"), ("äöü", 3, "ä…"), ("", 0, "")] {
            assert_eq!(&*cut(text, most), kept);
        }
    }
}
