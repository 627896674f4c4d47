//! `SkypeTransfer(destination[,topic])`: sends a Skype caller to another Skype name.

use runtime::call::{Call, ScriptError};
use runtime::library::{Application, Arg, Args, Kind, Status, Value};

use super::transfer::transfer;
use crate::skype;

pub(crate) static SKYPE_TRANSFER: Application = Application {
    name: "SkypeTransfer",
    since: "0.1.0",
    synopsis: "Transfers an incoming Skype call, and can give it a topic.",
    description: "The person called sees the topic while it rings. Answer first. When it succeeds \
        the call leaves this dialplan.",
    args: &[
        Arg::required(
            "destination",
            "A Skype name, or a telephone number with `+`.",
            Kind::SkypeName,
        ),
        Arg::optional(
            "topic",
            "What the call is about; by default the topic it has.",
            Kind::Text,
        ),
    ],
    status: Some(Status {
        variable: "TRANSFERSTATUS",
        values: &["SUCCESS", "FAILURE"],
    }),
    comes_back: true,
    source: "Skype for Asterisk Administrator Manual, 3.2.2.1",
    example: include_str!("skype_transfer.rhai"),
    run,
};

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    if !skype::is_skype(call) {
        return Err(skype::not_skype(call));
    }
    let destination = args.text(0);
    let topic = args
        .given(1)
        .unwrap_or_else(|| skype::topic_and_token(call).0);
    let target = if destination.starts_with("Skype/") {
        destination
    } else {
        format!("Skype/{destination}")
    };
    let status = transfer(call, target, topic)?;
    call.set_variable("TRANSFERSTATUS", status);
    Ok(status.into())
}
