//! `core show version`: which skyplan runs.

use crate::{Command, Outcome, Switchboard};

pub(super) static CORE_SHOW_VERSION: Command = Command {
    words: "core show version",
    usage: "core show version",
    arguments: 0..=0,
    summary: "Says which version of the switch is running.",
    run,
};

/// One version is that of all rooms.
pub(super) const VERSION: &str = concat!("skyplan ", env!("CARGO_PKG_VERSION"));

fn run(_: &[String], _: &dyn Switchboard) -> Outcome {
    Outcome::done(VERSION)
}

#[cfg(test)]
mod tests {
    use crate::sample::check;

    #[test]
    fn the_version_is_the_packages() {
        let expected = format!("skyplan {}", env!("CARGO_PKG_VERSION"));
        check("core show version", &expected);
    }
}
