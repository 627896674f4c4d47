//! `HANGUPCAUSE(channel,type)`: why a channel that was dialled has ended.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value};

use crate::applications::cause_name;
use crate::causes;

pub(crate) static HANGUPCAUSE: Function = Function {
    name: "HANGUPCAUSE",
    since: "0.2.0",
    synopsis: "Says why a channel that this call dialled has ended.",
    description: "The variable `HANGUPCAUSE` has the number of the last one; `HANGUPCAUSE_KEYS` lists the channels. \
        Of a channel that it knows nothing of it is empty.",
    args: &[
        Arg::required("channel", "The name of the channel.", Kind::Text),
        Arg::optional(
            "type",
            "`ast` for the number of Q.850, as text; `tech` for what it is called.",
            Kind::Text,
        ),
    ],
    values: &[],
    source: "Asterisk function HANGUPCAUSE",
    example: include_str!("hangupcause.rhai"),
    read: Some(read),
    write: None,
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let Some(cause) = causes::of(call, &args.text(0)) else {
        return Ok("".into());
    };
    let number = cause.number();
    Ok(if args.text(1).eq_ignore_ascii_case("tech") {
        cause_name(number).into()
    } else {
        number.to_string().into()
    })
}
