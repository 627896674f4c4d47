//! `SkypeChatSend(from,to,message)`: sends a chat message.

use runtime::call::{Call, ScriptError};
use runtime::host::{Reply, Request};
use runtime::library::{Application, Arg, Args, Kind, Status, Value};

use crate::skype;

pub(crate) static SKYPE_CHAT_SEND: Application = Application {
    name: "SkypeChatSend",
    since: "0.1.0",
    synopsis: "Sends a chat message from one Skype name to another.",
    description: "Plain text in one line. The manual permits no newlines, and a text that is echoed may \
        have some: they are sent as spaces, and left off at the end. A message to somebody who is offline waits until they are back. `SUCCESS` means that the message is stored, not \
        that it has been read.",
    args: &[
        Arg::required(
            "from",
            "The Skype account sending the message; the switch has to be logged in to it.",
            Kind::Account,
        ),
        Arg::required(
            "to",
            "The Skype account that will be receiving the message.",
            Kind::SkypeName,
        ),
        Arg::required("message", "The message, in UTF-8.", Kind::Text),
    ],
    status: Some(Status {
        variable: "SKYPECHATSTATUS",
        values: &["SUCCESS", "FAILURE"],
    }),
    comes_back: true,
    source: "Skype for Asterisk Administrator Manual, 3.3.6",
    example: include_str!("skype_chat_send.rhai"),
    run,
};

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let (from, to, text) = (args.text(0), args.text(1), one_line(&args.text(2)));
    let status = match call.request(Request::SendChat { from, to, text })? {
        Reply::Done => "SUCCESS",
        Reply::NotFound(account) => return Err(skype::unknown_account(&account)),
        Reply::Refused(_, why) => {
            call.verbose(1, why);
            "FAILURE"
        }
        _ => "FAILURE",
    };
    call.set_variable("SKYPECHATSTATUS", status);
    Ok(status.into())
}

/// The lines of a text as one. What a caller has sent must not be able to end the script.
fn one_line(text: &str) -> String {
    let lines = text.split(['\r', '\n']).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join(" ")
}
