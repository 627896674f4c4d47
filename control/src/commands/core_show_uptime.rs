//! `core show uptime`: since when the switch runs.

use std::time::Duration;

use crate::table::count;
use crate::{Command, Outcome, Switchboard};

pub(super) static CORE_SHOW_UPTIME: Command = Command {
    words: "core show uptime",
    usage: "core show uptime",
    arguments: 0..=0,
    summary: "Says how long the switch has been running.",
    run,
};

fn run(_: &[String], board: &dyn Switchboard) -> Outcome {
    Outcome::done(format!("System uptime: {}", spoken(board.uptime())))
}

/// Units with their length in seconds, longest first.
const UNITS: [(u64, &str, &str); 5] = [
    (7 * 24 * 3600, "week", "weeks"),
    (24 * 3600, "day", "days"),
    (3600, "hour", "hours"),
    (60, "minute", "minutes"),
    (1, "second", "seconds"),
];

fn spoken(duration: Duration) -> String {
    let mut rest = duration.as_secs();
    let mut parts = Vec::new();
    for (length, one, many) in UNITS {
        let number = rest / length;
        rest %= length;
        if number > 0 {
            parts.push(count(number as usize, one, many));
        }
    }
    if parts.is_empty() {
        return "less than a second".to_owned();
    }
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::spoken;
    use crate::sample;

    fn check(seconds: u64, expected: &str) {
        assert_eq!(spoken(Duration::from_secs(seconds)), expected);
    }

    #[test]
    fn time_is_told_in_the_units_that_count() {
        check(0, "less than a second");
        check(1, "1 second");
        check(3720, "1 hour, 2 minutes");
        check(788_645, "1 week, 2 days, 3 hours, 4 minutes, 5 seconds");
    }

    #[test]
    fn the_uptime_is_the_switchs() {
        sample::check("core show uptime", "System uptime: 1 hour, 1 second");
    }
}
