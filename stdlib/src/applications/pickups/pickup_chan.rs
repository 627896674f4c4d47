//! `PickupChan(channel[&channel...][,options])`: takes the call that rings on a channel.

use runtime::call::{Call, ScriptError};
use runtime::diagnostic::Code;
use runtime::host::Rings;
use runtime::library::{Application, Arg, Args, Kind, Value};

use super::take;
use crate::options::Options;

pub(crate) static PICKUP_CHAN: Application = Application {
    name: "PickupChan",
    since: "0.2.0",
    synopsis: "Takes the call that rings at a telephone, by its name.",
    description: "As `Pickup`, for who knows which telephone rings and not what was dialled.",
    args: &[
        Arg::required(
            "channels",
            "The telephone, `SIP/desk`, or its channel, `SIP/desk-00000001`; several joined with `&`.",
            Kind::Text,
        ),
        Arg::optional("options", "Letters.", Kind::Options(OPTIONS)),
    ],
    status: None,
    comes_back: true,
    source: "Asterisk application PickupChan",
    example: include_str!("pickup_chan.rhai"),
    run,
};

const OPTIONS: &[(char, &str)] = &[(
    'p',
    "The names are those of telephones and not of channels. Both are taken in any case.",
)];

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let Some(channels) = args.given(0) else {
        let message = "`PickupChan` needs the name of a telephone or channel";
        return Err(ScriptError::fault(Code::MissingArgument, message));
    };
    Options::read(call, &args.text(1), OPTIONS);
    let names = channels.split('&').map(str::trim);
    let wanted = names
        .filter(|name| !name.is_empty())
        .map(|name| Rings::Channel(name.to_owned()));
    take(call, wanted)
}
