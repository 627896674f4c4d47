//! What a call did, step by step: recorded while it runs, kept afterwards, printed, written to a file, run
//! again.
//!
//! In: what an [`Executor`](crate::executor::Executor) takes in and gives out for one call, and what the call
//! reads of the world besides. Out: a [`Story`] when the call has ended, and each [`Entry`] at once for calls
//! that somebody follows ([`Wanted`]). A [`Shelf`] keeps the last stories within a budget; [`replay`] runs one
//! again on a dialplan of today.
//!
//! What is recorded is enough to repeat the call exactly: where it began, replies, events, the times at which
//! it went on, random numbers, and what others had set. Two things are left out on purpose: how long the
//! script computed, so one that watches the clock without waiting sees it stand; and the text of statements,
//! which whoever prints looks up by file and line.

mod cost;
mod entry;
mod file;
mod past;
mod recorder;
mod replay;
mod shelf;
mod story;
mod tell;
mod wanted;

use std::time::Duration;

pub(crate) use entry::cut;
pub use entry::{Entry, What};
pub use file::{FORMAT, TraceError};
pub(crate) use past::Past;
pub(crate) use recorder::Recorder;
pub use replay::{Difference, Side, replay};
pub use shelf::{Keep, Kept, Shelf};
pub use story::{FileText, Story};
pub use tell::{Place, Row, Teller};
pub use wanted::Wanted;

/// A wall time since 1970 as date and time of day in UTC, `2026-12-24 18:00:30`.
pub fn date(since: Duration) -> String {
    let seconds = i64::try_from(since.as_secs()).ok();
    let moment = seconds.and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    let moment = moment.unwrap_or_default();
    moment.strftime("%Y-%m-%d %H:%M:%S").to_string()
}
