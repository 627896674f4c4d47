//! `FIELDNUM(variable,delimiter,value)`: where in a list a value is.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value};

use crate::{escape, texts};

pub(crate) static FIELDNUM: Function = Function {
    name: "FIELDNUM",
    since: "0.1.0",
    synopsis: "Says which field of a list has a value.",
    description: "Fields are numbered from 1; 0 means that none has it. Upper and lower case are one.",
    args: &[
        texts::VARIABLE,
        Arg::required("delimiter", "One character.", Kind::Text),
        Arg::required("value", "What to look for.", Kind::Raw),
    ],
    values: &[],
    source: "Asterisk function FIELDNUM",
    example: include_str!("fieldnum.rhai"),
    read: Some(read),
    write: None,
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    texts::expect(args, 3, "FIELDNUM(variable,delimiter,value)")?;
    let list = texts::named(call, &args.text(0))?;
    let wanted = args.text(2);
    let field = match escape::octet(args.text(1).as_bytes())? {
        Some((delimiter, _)) if !list.is_empty() => {
            let mut fields = list.as_bytes().split(|octet| *octet == delimiter);
            fields.position(|field| field.eq_ignore_ascii_case(wanted.as_bytes()))
        }
        _ => None,
    };
    let number = field.map_or(0, |at| at + 1);
    Ok(i64::try_from(number).unwrap_or(i64::MAX).into())
}
