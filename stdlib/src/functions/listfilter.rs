//! `LISTFILTER(variable,delimiter,value)`: a list without one of its values.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value};

use crate::{escape, texts};

pub(crate) static LISTFILTER: Function = Function {
    name: "LISTFILTER",
    since: "0.1.0",
    synopsis: "Gives the list that a variable holds without the fields of one value.",
    description: "`Set(\"RINGS\", LISTFILTER(\"RINGS\", \"&\", \"SIP/busy\"))` takes a telephone off a \
        list to dial. An empty value takes empty fields out.",
    args: &[
        texts::VARIABLE,
        Arg::required(
            "delimiter",
            "What stands between fields, one character or more; a comma by default.",
            Kind::Text,
        ),
        Arg::required("value", "What to leave out.", Kind::Raw),
    ],
    values: &[],
    source: "Asterisk function LISTFILTER",
    example: include_str!("listfilter.rhai"),
    read: Some(read),
    write: None,
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    texts::expect(args, 3, "LISTFILTER(variable,delimiter,value)")?;
    let list = texts::named(call, &args.text(0))?;
    let delimiter = String::from_utf8(escape::octets(&args.text(1)));
    let delimiter = delimiter.unwrap_or_default();
    let delimiter = if delimiter.is_empty() {
        ","
    } else {
        &delimiter
    };
    let unwanted = args.text(2);
    let fields: Vec<&str> = list
        .split(delimiter)
        .filter(|field| *field != unwanted)
        .collect();
    texts::value(fields.join(delimiter).into_bytes())
}
