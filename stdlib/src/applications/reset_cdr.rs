//! `ResetCDR([options])`: begins the record of the call anew.

use runtime::call::{Call, ScriptError};
use runtime::library::{Application, Arg, Args, Kind, Value};

use crate::functions::reset_record;
use crate::options::Options;

pub(crate) static RESET_CDR: Application = Application {
    name: "ResetCDR",
    since: "0.2.0",
    synopsis: "Begins the record of the call anew: its times count from now.",
    description: "A call that has been answered counts as answered now.",
    args: &[Arg::optional("options", "Letters.", Kind::Options(OPTIONS))],
    status: None,
    comes_back: true,
    source: "Asterisk application ResetCDR",
    example: include_str!("reset_cdr.rhai"),
    run,
};

const OPTIONS: &[(char, &str)] = &[('v', "Keep what scripts have set of it.")];

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let keeps = Options::read(call, &args.text(0), OPTIONS).has('v');
    reset_record(call, keeps);
    Ok(Value::UNIT)
}
