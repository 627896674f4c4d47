//! Waiting, always for something and never for ever.

use std::fmt::Display;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How often a condition is looked at. Short against every deadline, long against a look.
const LOOK: Duration = Duration::from_millis(20);

/// The first value `look` gives, or a panic that names `what`, printed then, after `deadline`.
pub fn eventually<T>(
    what: impl Display,
    deadline: Duration,
    mut look: impl FnMut() -> Option<T>,
) -> T {
    let end = Instant::now() + deadline;
    loop {
        if let Some(value) = look() {
            return value;
        }
        assert!(Instant::now() < end, "not within {deadline:?}: {what}");
        sleep(LOOK);
    }
}
