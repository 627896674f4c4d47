//! The form of a story in a file, `*.trace`: JSON, an entry a line, in ASCII.
//!
//! The first line names the form and its number; [`FORMAT`] is raised whenever an older reader would
//! misunderstand a newer file. A file may come from anywhere: what is read is bounded, and what makes no sense is
//! refused.

use std::fmt::Write;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::entry::{Entry, What, nanoseconds};
use super::story::Story;
use crate::host::Start;

/// The number of this form.
pub const FORMAT: u32 = 1;

/// Largest file, in octets.
const LARGEST: usize = 64 << 20;
/// Longest call that is run again.
const LONGEST: Duration = Duration::from_secs(366 * 24 * 3600);

/// Why a text is no trace.
#[derive(Debug, thiserror::Error)]
pub enum TraceError {
    /// It is something else.
    #[error("this is no trace of a call: {reason}")]
    NotATrace {
        /// In words.
        reason: String,
    },
    /// Another skyplan wrote it.
    #[error("this trace has form {found}, and this skyplan reads form {FORMAT}")]
    OtherForm {
        /// The number it says.
        found: u64,
    },
    /// It is too large.
    #[error("this trace has {octets} octets, and at most {LARGEST} are read")]
    TooLarge {
        /// Its size.
        octets: usize,
    },
    /// Its times cannot be.
    #[error("the times of this trace run backwards, or beyond a year, at entry {entry}")]
    Times {
        /// Which, from 1.
        entry: usize,
    },
}

/// What is in front of the entries.
#[derive(Serialize, Deserialize)]
struct Head {
    skyplan_trace: u32,
    /// The version that wrote it.
    skyplan: String,
    #[serde(with = "nanoseconds")]
    began: Duration,
    failed: bool,
    start: Start,
}

#[derive(Deserialize)]
struct Whole {
    #[serde(flatten)]
    head: Head,
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
struct Form {
    skyplan_trace: u64,
}

impl Story {
    /// Writes it as a file has it.
    pub fn to_json(&self) -> String {
        let head = Head {
            skyplan_trace: FORMAT,
            skyplan: env!("CARGO_PKG_VERSION").to_owned(),
            began: self.began,
            failed: self.failed,
            start: self.start.clone(),
        };
        // Plain data with texts for keys cannot fail to be written.
        let head = serde_json::to_string(&head).unwrap_or_default();
        let mut text = ascii(head.strip_suffix('}').unwrap_or_default());
        text += ",\n\"entries\":[\n";
        for (at, entry) in self.entries.iter().enumerate() {
            let line = serde_json::to_string(entry).unwrap_or_default();
            text += &ascii(&line);
            text += if at + 1 < self.entries.len() {
                ",\n"
            } else {
                "\n"
            };
        }
        text += "]}\n";
        text
    }

    /// Reads what [`to_json`](Self::to_json) wrote.
    ///
    /// # Errors
    ///
    /// When it is something else, too large, or makes no sense.
    pub fn from_json(text: &str) -> Result<Self, TraceError> {
        if text.len() > LARGEST {
            let octets = text.len();
            return Err(TraceError::TooLarge { octets });
        }
        let refuse = |error: serde_json::Error| TraceError::NotATrace {
            reason: error.to_string(),
        };
        let form: Form = serde_json::from_str(text).map_err(refuse)?;
        if form.skyplan_trace != u64::from(FORMAT) {
            let found = form.skyplan_trace;
            return Err(TraceError::OtherForm { found });
        }
        let Whole { head, entries } = serde_json::from_str(text).map_err(refuse)?;
        let mut before = Duration::ZERO;
        for (at, entry) in entries.iter().enumerate() {
            let wall = match entry.what {
                What::Resumed { wall, .. } => wall,
                _ => Duration::ZERO,
            };
            // What came from outside was timed a moment before the step in front of it.
            let backwards = entry.what.is_input() && entry.at < before;
            if backwards || entry.at > LONGEST || wall > Duration::from_secs(1 << 36) {
                return Err(TraceError::Times { entry: at + 1 });
            }
            if entry.what.is_input() {
                before = entry.at;
            }
        }
        Ok(Self {
            start: head.start,
            began: head.began,
            entries,
            failed: head.failed,
            texts: Vec::new(),
        })
    }
}

/// JSON with all that is not ASCII, which stands in texts only, as `\u…`: no terminal acts on it.
fn ascii(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for letter in json.chars() {
        if letter.is_ascii() && letter != '\u{7f}' {
            text.push(letter);
        } else {
            for unit in letter.encode_utf16(&mut [0; 2]) {
                // Writing to a text cannot fail.
                let _ = write!(text, "\\u{unit:04x}");
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::story::tests::sample;

    #[test]
    fn a_story_comes_back_as_it_was_and_speaks_ascii() {
        let mut story = sample(true);
        story.start.channel.caller.name = "Zo\u{eb} \u{1f3a9} \u{9b}2J\u{7f}".into();
        let json = story.to_json();
        assert!(json.is_ascii() && !json.contains('\u{7f}'), "{json}");
        assert_eq!(json.lines().count(), story.entries.len() + 3);
        assert_eq!(Story::from_json(&json).unwrap(), story);
    }

    fn check(text: &str, wrong: &str) {
        let error = Story::from_json(text).unwrap_err().to_string();
        assert!(error.contains(wrong), "{text}: {error}");
    }

    #[test]
    fn what_is_no_trace_is_refused() {
        let json = sample(false).to_json();
        check("", "no trace of a call");
        check("[]", "no trace of a call");
        check("{\"skyplan_trace\":2}", "form 2");
        check("{\"skyplan_trace\":1}", "missing field");
        check(&json[..json.len() / 2], "EOF");
        check(
            &json.replace("\"at\":1000000", "\"at\":-1"),
            "invalid value",
        );
        check(
            &json.replace("\"at\":1000000", "\"at\":18446744073709551615"),
            "at entry 1",
        );
        check(&json.replace("finished", "vanished"), "unknown variant");
        let nested = format!("{{\"skyplan_trace\":{}", "[".repeat(100_000));
        check(&nested, "no trace of a call");
    }
}
