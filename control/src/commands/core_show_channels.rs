//! `core show channels`: the legs of all calls.
//!
//! Where Asterisk shows the running application there is what a script has instead: who is bridged with
//! whom, for how long, on which codec.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use runtime::host::CallId;
use runtime::status::ChannelStatus;

use crate::table::{count, table};
use crate::{Command, Outcome, Switchboard};

pub(super) static CORE_SHOW_CHANNELS: Command = Command {
    words: "core show channels",
    usage: "core show channels",
    arguments: 0..=0,
    summary: "Lists the channels there are.",
    run,
};

const HEADINGS: [&str; 7] = [
    "Channel",
    "Location",
    "State",
    "CallerID",
    "Duration",
    "Codec",
    "BridgedTo",
];

fn run(_: &[String], board: &dyn Switchboard) -> Outcome {
    let channels = board.channels();
    let rows = table(HEADINGS, channels.iter().map(row));
    let legs = count(channels.len(), "active channel", "active channels");
    let calls = count(calls(&channels), "active call", "active calls");
    Outcome::done(format!("{rows}\n{legs}\n{calls}"))
}

fn row(channel: &ChannelStatus) -> [String; 7] {
    [
        channel.name.clone(),
        location(channel),
        channel.state.to_owned(),
        channel.caller.clone(),
        clock(channel.duration),
        or_none(&channel.codec),
        or_none(channel.bridged.as_deref().unwrap_or("")),
    ]
}

/// `james_bond@demo`, or `(None)` for an outgoing channel.
pub(super) fn location(channel: &ChannelStatus) -> String {
    if channel.context.is_empty() && channel.extension.is_empty() {
        return "(None)".to_owned();
    }
    format!("{}@{}", channel.extension, channel.context)
}

pub(super) fn or_none(text: &str) -> String {
    let text = if text.is_empty() { "(None)" } else { text };
    text.to_owned()
}

/// `01:02:03`; hours go on beyond a day.
pub(super) fn clock(duration: Duration) -> String {
    let seconds = duration.as_secs();
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    format!("{hours:02}:{minutes:02}:{:02}", seconds % 60)
}

/// How many conversations the channels make up: those of one script are one, and so are two in a bridge.
fn calls(channels: &[ChannelStatus]) -> usize {
    let scripts: BTreeMap<&str, CallId> = channels
        .iter()
        .filter_map(|channel| Some((&*channel.name, channel.call?)))
        .collect();
    let calls: BTreeSet<_> = channels
        .iter()
        .map(|channel| {
            let peer = channel.bridged.as_deref();
            match channel.call.or_else(|| scripts.get(peer?).copied()) {
                Some(call) => (Some(call), ""),
                None => (None, peer.unwrap_or(&channel.name).min(&channel.name)),
            }
        })
        .collect();
    calls.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{Sample, check_on};

    #[test]
    fn no_channels_are_an_empty_table() {
        check_on(
            &Sample::default(),
            "core show channels",
            "\
Channel  Location  State  CallerID  Duration  Codec  BridgedTo
0 active channels
0 active calls",
        );
    }

    #[test]
    fn channels_are_listed_with_where_they_are() {
        check_on(
            &Sample::busy(),
            "core show channels",
            "\
Channel                    Location         State    CallerID                 Duration  Codec   BridgedTo
Skype/james_bond-00000001  james_bond@demo  Up       austin_powers            00:01:01  opus    SIP/shoe-phone-00000002
SIP/shoe-phone-00000002    (None)           Up       austin_powers            00:00:59  PCMU    Skype/james_bond-00000001
SIP/kitchen-00000003       (None)           Ringing  \\u{1b}[2J\\r\\nSIP/forged  27:46:40  (None)  (None)
3 active channels
2 active calls",
        );
    }

    #[test]
    fn legs_of_one_script_or_one_bridge_are_one_call() {
        let mut channels = Sample::busy().channels;
        assert_eq!(calls(&channels[..1]), 1);
        assert_eq!(calls(&channels[..2]), 1);
        // After a transfer no script is left.
        channels[0].call = None;
        assert_eq!(calls(&channels[..2]), 1);
        assert_eq!(calls(&channels), 2);
    }
}
