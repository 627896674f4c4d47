//! `DumpChan([level])`: shows what is known of a call.

use runtime::call::{Call, ScriptError};
use runtime::library::{Application, Arg, Args, Kind, Value};

pub(crate) static DUMP_CHAN: Application = Application {
    name: "DumpChan",
    since: "0.2.0",
    synopsis: "Shows the channel and its variables on the console.",
    description: "",
    args: &[Arg::optional(
        "level",
        "The level, as for `Verbose`; 0 by default.",
        Kind::Integer,
    )],
    status: None,
    comes_back: true,
    source: "Asterisk application DumpChan",
    example: include_str!("dump_chan.rhai"),
    run,
};

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let level = args.integer(0)?.unwrap_or(0).clamp(0, 10);
    let level = u8::try_from(level).unwrap_or_default();
    let name = call.with_info(|info| info.name.clone());
    let (context, extension) = (call.context(), call.extension());
    call.verbose(level, format!("channel {name} in {extension}@{context}"));
    for (name, value) in call.all_variables() {
        call.verbose(level, format!("{name}={value}"));
    }
    Ok(Value::UNIT)
}
