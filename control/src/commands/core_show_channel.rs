//! `core show channel NAME`: all that is known of one channel.

use runtime::status::ChannelStatus;

use super::core_show_channels::{clock, location, or_none};
use crate::table::align;
use crate::{Command, Outcome, Switchboard};

pub(super) static CORE_SHOW_CHANNEL: Command = Command {
    words: "core show channel",
    usage: "core show channel <channel>",
    arguments: 1..=1,
    summary: "Shows one channel.",
    run,
};

fn run(arguments: &[String], board: &dyn Switchboard) -> Outcome {
    let channels = board.channels();
    let name = &arguments[0];
    let named = |channel: &&ChannelStatus| channel.name.eq_ignore_ascii_case(name);
    match channels.iter().find(named) {
        Some(channel) => Outcome::done(align(rows(channel))),
        None => Outcome::missing(
            "channel",
            name,
            channels.iter().map(|channel| &*channel.name),
        ),
    }
}

fn rows(channel: &ChannelStatus) -> [[String; 2]; 8] {
    let call = channel
        .call
        .map_or(String::new(), |call| call.0.to_string());
    [
        ("Name:", channel.name.clone()),
        ("State:", channel.state.to_owned()),
        ("CallerID:", channel.caller.clone()),
        ("Location:", location(channel)),
        ("Call:", or_none(&call)),
        (
            "BridgedTo:",
            or_none(channel.bridged.as_deref().unwrap_or("")),
        ),
        ("Codec:", or_none(&channel.codec)),
        ("Duration:", clock(channel.duration)),
    ]
    .map(|(name, value)| [name.to_owned(), value])
}

#[cfg(test)]
mod tests {
    use crate::sample::{check, refuse};

    #[test]
    fn one_channel_is_shown_with_all_that_is_known() {
        check(
            "core show channel skype/james_bond-00000001",
            "\
Name:       Skype/james_bond-00000001
State:      Up
CallerID:   austin_powers
Location:   james_bond@demo
Call:       7
BridgedTo:  SIP/shoe-phone-00000002
Codec:      opus
Duration:   00:01:01",
        );
    }

    #[test]
    fn a_channel_that_is_not_there_is_said_not_to_be() {
        refuse(
            "core show channel SIP/shoe-phone-00000003",
            "there is no channel `SIP/shoe-phone-00000003`; did you mean `SIP/shoe-phone-00000002`?",
        );
    }
}
