//! `ReadFile(variable=file,length)`: the beginning of a file in a variable.

use runtime::call::{Call, ScriptError};
use runtime::errand::{Extract, Measure};
use runtime::library::{Application, Arg, Args, Kind, Value};

use crate::functions::file;
use crate::texts;

pub(crate) static READ_FILE: Application = Application {
    name: "ReadFile",
    since: "0.2.0",
    synopsis: "Reads the beginning of a file into a variable, if scripts may.",
    description: "Asterisk has dropped it for the function `FILE`, which does the same.",
    args: &[
        Arg::required("what", "`variable=file`.", Kind::Text),
        Arg::optional(
            "length",
            "How many octets at most; all of it without.",
            Kind::Integer,
        ),
    ],
    status: None,
    comes_back: true,
    source: "Asterisk application ReadFile",
    example: include_str!("read_file.rhai"),
    run,
};

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let what = args.text(0);
    let Some((variable, path)) = what.split_once('=') else {
        return Err(texts::missing("ReadFile(variable=file,length)"));
    };
    let length = args.integer(1)?.filter(|length| *length > 0);
    let wish = Extract {
        measure: Measure::Octets,
        offset: 0,
        length,
        count: false,
    };
    let text = file::read(call, path.trim(), wish)?.unwrap_or_default();
    call.set_variable(variable.trim(), text);
    Ok(Value::UNIT)
}
