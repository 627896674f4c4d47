//! `ChannelRedirect(channel,[[context,]extension,]priority)`: sends another call to a place of the dialplan.

use runtime::call::{Call, ScriptError};
use runtime::diagnostic::Code;
use runtime::host::{Reply, Request};
use runtime::library::{Application, Arg, Args, Kind, Status, Value};

pub(crate) static CHANNEL_REDIRECT: Application = Application {
    name: "ChannelRedirect",
    since: "0.2.0",
    synopsis: "Sends the call on another channel to a place of the dialplan.",
    description: "Whatever that channel's script does is left for it; whom it talks with is hung up. A channel that was \
        dialled and has answered gets a script of its own there.",
    args: &[
        Arg::required(
            "channel",
            "Its name, as `CHANNEL(\"name\")` and `core show channels` have it: `SIP/shoe-phone-00000001`.",
            Kind::Text,
        ),
        Arg::required("context", "Where it goes.", Kind::Text),
        Arg::optional("extension", "The extension.", Kind::Text),
        Arg::optional("priority", "Its priority or label.", Kind::Text),
    ],
    status: Some(Status {
        variable: "CHANNELREDIRECT_STATUS",
        values: &["SUCCESS", "NOCHANNEL"],
    }),
    comes_back: true,
    source: "Asterisk application ChannelRedirect",
    example: include_str!("channel_redirect.rhai"),
    run,
};

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let Some(name) = args.given(0) else {
        let message = "`ChannelRedirect` needs the name of a channel";
        return Err(ScriptError::fault(Code::MissingArgument, message));
    };
    let parts: Vec<String> = (1..args.len()).map(|at| args.text(at)).collect();
    let place = call.target(&parts)?;
    let status = match call.request(Request::RedirectNamed { name, place })? {
        Reply::Done => "SUCCESS",
        _ => "NOCHANNEL",
    };
    call.set_variable("CHANNELREDIRECT_STATUS", status);
    Ok(status.into())
}
