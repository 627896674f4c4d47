//! How long a call may last, and how long a caller may take to dial (`TIMEOUT`).

use std::cell::Cell;
use std::time::{Duration, Instant};

use super::{Call, Ending};

/// The times of one call.
#[derive(Debug)]
pub struct Timeouts {
    absolute: Cell<Option<Instant>>,
    digit: Cell<Duration>,
    response: Cell<Duration>,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            absolute: Cell::new(None),
            digit: Cell::new(Duration::from_secs(5)),
            response: Cell::new(Duration::from_secs(10)),
        }
    }
}

impl Timeouts {
    /// How long to wait for the next key of what is being dialled. Defaults to 5 s.
    pub fn digit(&self) -> Duration {
        self.digit.get()
    }

    /// Sets it.
    pub fn set_digit(&self, time: Duration) {
        self.digit.set(time);
    }

    /// How long to wait for the first key. Defaults to 10 s.
    pub fn response(&self) -> Duration {
        self.response.get()
    }

    /// Sets it.
    pub fn set_response(&self, time: Duration) {
        self.response.set(time);
    }

    pub(super) fn absolute(&self) -> Option<Instant> {
        self.absolute.get()
    }

    pub(super) fn set_absolute(&self, at: Option<Instant>) {
        self.absolute.set(at);
    }
}

impl Call {
    /// The times of this call.
    pub fn timeouts(&self) -> &Timeouts {
        &self.timeouts
    }

    /// How much longer the call may last; `None` for ever.
    pub fn time_left(&self) -> Option<Duration> {
        let end = self.timeouts.absolute()?;
        Some(end.saturating_duration_since(self.desk.now()))
    }

    /// Lets the call last so much longer and no more; `None` for ever. It then goes to the extension `T`, or `e`.
    pub fn set_time_left(&self, time: Option<Duration>) {
        let end = time.and_then(|time| self.desk.now().checked_add(time));
        self.timeouts.set_absolute(end);
    }

    /// Ends what runs when the call has lasted as long as it may.
    pub(crate) fn end_overlong(&self) {
        if self
            .timeouts
            .absolute()
            .is_some_and(|end| self.desk.now() >= end)
        {
            self.end(Ending::TimedOut);
        }
    }
}
