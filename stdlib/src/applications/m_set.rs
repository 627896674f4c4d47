//! `MSet(name=value,name=value)`: sets several variables at once.

use runtime::call::{Call, ScriptError};
use runtime::conf::{separate, separate_raw};
use runtime::diagnostic::Code;
use runtime::library::{Application, Arg, Args, Kind, Value};

pub(crate) static M_SET: Application = Application {
    name: "MSet",
    since: "0.2.0",
    synopsis: "Sets several variables at once.",
    description: "Quotes and parentheses protect a comma in a value; quotes and backslashes go away.",
    args: &[Arg::required(
        "assignments",
        "`name=value,name=value`, at most 24 of them.",
        Kind::Assignments,
    )],
    status: None,
    comes_back: true,
    source: "Asterisk application MSet; observed table flow.jsonl",
    example: include_str!("m_set.rhai"),
    run,
};

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    for pair in separate(&args.text(0), MAX_PAIRS) {
        let set = match separate_raw(&pair, '=', 2)[..] {
            [name, value] => call.write(name, &value.into()),
            _ => Err(no_value(&pair)),
        };
        match set {
            Err(error @ ScriptError::Fault { .. }) if call.in_line() => call.complain(error),
            set => set?,
        }
    }
    Ok(Value::UNIT)
}

/// Most pairs; the last takes what is left.
const MAX_PAIRS: usize = 24;

fn no_value(pair: &str) -> ScriptError {
    ScriptError::fault(Code::MissingArgument, format!("nothing to set `{pair}` to"))
}
