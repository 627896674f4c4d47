//! `SKYPE_BUDDY_FETCH(id)`: the next buddy of a list.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value};

use super::skype_buddies::BuddyLists;

pub(crate) static SKYPE_BUDDY_FETCH: Function = Function {
    name: "SKYPE_BUDDY_FETCH",
    since: "0.1.0",
    synopsis: "Reads the next buddy of a list as `name,status`.",
    description: "At the end of the list the value is empty. The status is one of: Waiting for \
        Authorization, Blocked, Blocked Skypeout, Skypeout, Offline, Online, Away, Not Available, \
        Do Not Disturb, Skype Me, Offline (Voicemail Enabled), Offline (Call Forwarding Enabled), \
        Unknown.",
    args: &[Arg::required(
        "id",
        "What `SKYPE_BUDDIES` gave.",
        Kind::Integer,
    )],
    values: &[],
    source: "Skype for Asterisk Administrator Manual, 3.3.5 and 4.1.2",
    example: include_str!("skype_buddy_fetch.rhai"),
    read: Some(read),
    write: None,
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let id = args.integer(0)?.unwrap_or_default();
    let buddy = call.keep(|lists: &mut BuddyLists| lists.next(id));
    let text = buddy.map(|(name, status)| format!("{name},{status}"));
    Ok(text.unwrap_or_default().into())
}
