//! `ForkCDR([options])`: goes on with a further record of the call.

use runtime::call::{Call, ScriptError};
use runtime::library::{Application, Arg, Args, Kind, Value};

use crate::functions::{Fork, fork_record};
use crate::options::Options;

pub(crate) static FORK_CDR: Application = Application {
    name: "ForkCDR",
    since: "0.2.0",
    synopsis: "Goes on with a further record of the call.",
    description: "What `CDR` reads and writes from then on is the new record; it begins with the times of the one before \
        unless the options say otherwise, and without what scripts have set. `ResetCDR` begins the same record anew.",
    args: &[Arg::optional("options", "Letters.", Kind::Options(OPTIONS))],
    status: None,
    comes_back: true,
    source: "Asterisk application ForkCDR",
    example: include_str!("fork_cdr.rhai"),
    run,
};

const OPTIONS: &[(char, &str)] = &[
    ('a', "A call that has been answered counts as answered now."),
    (
        'e',
        "The record before is over. It is so in any case: one record of a call is kept at a time.",
    ),
    (
        'r',
        "The new record begins now, and a call that has been answered counts as answered now.",
    ),
    ('v', "Take over what scripts have set."),
];

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let options = Options::read(call, &args.text(0), OPTIONS);
    fork_record(
        call,
        &Fork {
            begins_now: options.has('r'),
            answered_now: options.has('a') || options.has('r'),
            keeps_values: options.has('v'),
        },
    );
    Ok(Value::UNIT)
}
