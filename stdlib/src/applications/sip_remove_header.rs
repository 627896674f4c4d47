//! `SIPRemoveHeader([field])`: takes back what `SIPAddHeader` added.

use runtime::call::{Call, ScriptError};
use runtime::library::{Application, Arg, Args, Kind, Value};

use crate::header_fields;

pub(crate) static SIP_REMOVE_HEADER: Application = Application {
    name: "SIPRemoveHeader",
    since: "0.2.0",
    synopsis: "Takes back header fields that were added to calls made from here.",
    description: "Those that begin so: a name takes all of that name, `X-Account: 47` those whose value begins with 47. \
        Without anything, all.",
    args: &[Arg::optional(
        "field",
        "How it begins, in upper or lower case.",
        Kind::Raw,
    )],
    status: None,
    comes_back: true,
    source: "Asterisk application SIPRemoveHeader",
    example: include_str!("sip_remove_header.rhai"),
    run,
};

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    if header_fields::remove(call, args.text(0).trim()) == 0 {
        let message = "no header field has been added that begins so";
        call.verbose(3, message.to_owned());
    }
    Ok(Value::UNIT)
}
