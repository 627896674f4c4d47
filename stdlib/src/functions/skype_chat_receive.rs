//! `SKYPE_CHAT_RECEIVE(to,from,timeout)`: waits for a chat message.

use runtime::call::{Call, ScriptError};
use runtime::host::{Reply, Request};
use runtime::library::{Arg, Args, Function, Kind, Value};

use crate::skype;

pub(crate) static SKYPE_CHAT_RECEIVE: Function = Function {
    name: "SKYPE_CHAT_RECEIVE",
    since: "0.1.0",
    synopsis: "Waits for the next chat message from one Skype name to another.",
    description: "Takes messages sent since the call began, each once. Messages from others, and to \
        others, are left alone. Line ends behind the text are not part of it. When none comes in time the value is empty.",
    args: &[
        Arg::required(
            "to",
            "The Skype account receiving the message; the switch has to be logged in to it.",
            Kind::Account,
        ),
        Arg::required(
            "from",
            "The Skype account that will be sending the message.",
            Kind::SkypeName,
        ),
        Arg::required(
            "timeout",
            "The number of seconds to wait for the message.",
            Kind::Seconds,
        ),
    ],
    values: &[],
    source: "Skype for Asterisk Administrator Manual, 3.3.6",
    example: include_str!("skype_chat_receive.rhai"),
    read: Some(read),
    write: None,
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let request = Request::ReceiveChat {
        to: args.text(0),
        from: args.text(1),
        timeout: args.seconds(2)?.unwrap_or_default(),
    };
    match call.request(request)? {
        // Clients that send whole lines mean the same "yes".
        Reply::Text(message) => Ok(message.trim_end_matches(['\r', '\n']).into()),
        Reply::NotFound(account) => Err(skype::unknown_account(&account)),
        _ => Ok(Value::from("")),
    }
}
