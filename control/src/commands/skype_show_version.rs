//! `skype show version`: which Skype channel driver runs (manual, 4.2.13). It is part of the switch.

use super::core_show_version::VERSION;
use crate::{Command, Outcome, Switchboard};

pub(super) static SKYPE_SHOW_VERSION: Command = Command {
    words: "skype show version",
    usage: "skype show version",
    arguments: 0..=0,
    summary: "Says which version of the Skype channel driver is running.",
    run,
};

fn run(_: &[String], _: &dyn Switchboard) -> Outcome {
    Outcome::done(format!("chan_skype of {VERSION}"))
}

#[cfg(test)]
mod tests {
    use crate::sample::check;

    #[test]
    fn the_driver_has_the_version_of_the_switch() {
        let expected = format!("chan_skype of skyplan {}", env!("CARGO_PKG_VERSION"));
        check("skype show version", &expected);
    }
}
