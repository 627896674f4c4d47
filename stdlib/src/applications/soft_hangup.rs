//! `SoftHangup(channel[,options])`: ends another channel.

use runtime::call::{Call, ScriptError};
use runtime::diagnostic::Code;
use runtime::host::{Reply, Request};
use runtime::library::{Application, Arg, Args, Kind, Value};

use crate::options::Options;

pub(crate) static SOFT_HANGUP: Application = Application {
    name: "SoftHangup",
    since: "0.2.0",
    synopsis: "Ends another channel, by its name.",
    description: "Nothing happens when there is no such channel.",
    args: &[
        Arg::required(
            "channel",
            "Its name, as `core show channels` has it: `SIP/shoe-phone-00000001`.",
            Kind::Text,
        ),
        Arg::optional("options", "Letters.", Kind::Options(OPTIONS)),
    ],
    status: None,
    comes_back: true,
    source: "Asterisk application SoftHangup",
    example: include_str!("soft_hangup.rhai"),
    run,
};

const OPTIONS: &[(char, &str)] = &[(
    'a',
    "End all channels of a device, as in `SoftHangup(\"SIP/shoe-phone\", \"a\")`.",
)];

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let Some(name) = args.given(0) else {
        let message = "`SoftHangup` needs the name of a channel";
        return Err(ScriptError::fault(Code::MissingArgument, message));
    };
    let all = Options::read(call, &args.text(1), OPTIONS).has('a');
    if let Reply::NotFound(name) = call.request(Request::HangupNamed { name, all })? {
        call.verbose(3, format!("there is no channel `{name}` to hang up"));
    }
    Ok(Value::UNIT)
}
