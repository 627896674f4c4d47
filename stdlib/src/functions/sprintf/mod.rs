//! `SPRINTF(format,value,…)`: values in a format.

mod directive;

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Judge, Kind, Value, Wrong};

use crate::texts;
use directive::Directive;

pub(crate) static SPRINTF: Function = Function {
    name: "SPRINTF",
    since: "0.1.0",
    synopsis: "Prints values in a format, as C's `printf` does.",
    description: "Conversions: `d i o u x X c` take whole numbers of 32 bits, `e E f F g G a A` numbers, \
        `s` texts; flags, width and precision are those of C, `*` and `2$` are refused. A text \
        that is missing is `(null)`, a number that is missing is an error.",
    args: &[
        Arg::required(
            "format",
            "The format; `%%` is a percent sign.",
            Kind::Form(Judge(wrong)),
        ),
        Arg::optional("values", "What to print.", Kind::List),
    ],
    values: &[],
    source: "Asterisk function SPRINTF; C11, 7.21.6.1",
    example: include_str!("sprintf.rhai"),
    read: Some(read),
    write: None,
};

fn wrong(text: &str, given: &[Option<&str>]) -> Option<Wrong> {
    let (mut rest, mut wanted) = (text, 0);
    while let Some(at) = rest.find('%') {
        let (directive, tail) = match Directive::parse(&rest[at + 1..]) {
            Ok(Some(parsed)) => parsed,
            Ok(None) => {
                return Some(Wrong::Odd(
                    "the last `%` says nothing of what to print".to_owned(),
                ));
            }
            Err(_) => return None,
        };
        if !directive.is_known() {
            let conversion = directive.conversion();
            return Some(Wrong::Fails(format!(
                "`{conversion}` is no conversion that is known"
            )));
        }
        wanted += usize::from(directive.takes_value());
        rest = tail;
    }
    let values = given.len().saturating_sub(1);
    let message = || format!("the format prints {wanted} of the values, and {values} are given");
    (wanted != values).then(|| match wanted > values {
        true => Wrong::Fails(message()),
        false => Wrong::Odd(message()),
    })
}

fn read(_: &Call, args: &Args) -> Result<Value, ScriptError> {
    let format = args.text(0);
    let mut values = (1..args.len()).map(|index| args.text(index));
    let mut printed = Vec::new();
    let mut rest = format.as_str();
    while let Some(at) = rest.find('%') {
        printed.extend_from_slice(&rest.as_bytes()[..at]);
        let Some((directive, tail)) = Directive::parse(&rest[at + 1..])? else {
            // It ends before it says what to print, and so prints nothing.
            return texts::value(printed);
        };
        directive.print(&mut values, &mut printed)?;
        rest = tail;
        if printed.len() > texts::LONGEST {
            break;
        }
    }
    printed.extend_from_slice(rest.as_bytes());
    texts::value(printed)
}
