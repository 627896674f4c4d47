//! Lists in variables, one text with a delimiter between the items: `SHIFT` and `POP` take from them, `UNSHIFT` and
//! `PUSH` add to them.

mod pop;
mod push;
mod shift;
mod unshift;

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Kind, Value, text_of};

use crate::{escape, texts};

pub(crate) use pop::POP;
pub(crate) use push::PUSH;
pub(crate) use shift::SHIFT;
pub(crate) use unshift::UNSHIFT;

/// A variable that holds a list, and what separates its items.
const LIST: [Arg; 2] = [
    Arg::required(
        "variable",
        "The name of the variable, without `${}`.",
        Kind::Variable,
    ),
    Arg::optional("delimiter", "One character; a comma by default.", Kind::Raw),
];

/// Parts a list, at a delimiter, into an item and what stays.
type Part = fn(&[u8], u8) -> (&[u8], &[u8]);

/// Takes an item off the list; `part` says which.
fn take(call: &Call, args: &Args, usage: &str, part: Part) -> Result<Value, ScriptError> {
    let name = variable(args, usage)?;
    let list = texts::named(call, &name)?.into_bytes();
    if list.is_empty() {
        return Ok("".into());
    }
    let (item, rest) = part(&list, delimiter(args));
    call.set_variable(&name, String::from_utf8_lossy(rest));
    texts::value(item.to_vec())
}

/// Adds `value` to the list. `order` says on which side of the list it stands.
fn add(
    call: &Call,
    args: &Args,
    value: &Value,
    usage: &str,
    order: fn(String, String) -> (String, String),
) -> Result<(), ScriptError> {
    let name = variable(args, usage)?;
    let list = texts::named(call, &name)?;
    let value = text_of(value);
    if list.len() + value.len() >= texts::LONGEST {
        return Err(texts::bad(format!("list `{name}` is full")));
    }
    let list = if list.is_empty() {
        value
    } else {
        let delimiter = char::from(delimiter(args));
        let (first, last) = order(list, value);
        format!("{first}{delimiter}{last}")
    };
    call.write(&name, &list.into())
}

/// The variable that holds the list.
fn variable(args: &Args, usage: &str) -> Result<String, ScriptError> {
    args.given(0).ok_or_else(|| texts::missing(usage))
}

/// The octet that separates items.
fn delimiter(args: &Args) -> u8 {
    let delimiter = escape::octet(args.text(1).as_bytes()).ok().flatten();
    delimiter.map_or(b',', |(delimiter, _)| delimiter)
}

#[cfg(test)]
mod tests {
    use super::{pop, shift};

    fn check(list: &str, first: (&str, &str), last: (&str, &str)) {
        let texts = |(item, rest): (&[u8], &[u8])| {
            let text = |octets: &[u8]| String::from_utf8(octets.to_vec()).unwrap();
            (text(item), text(rest))
        };
        let owned = |(item, rest): (&str, &str)| (item.to_owned(), rest.to_owned());
        assert_eq!(
            texts(shift::first(list.as_bytes(), b',')),
            owned(first),
            "{list}"
        );
        assert_eq!(
            texts(pop::last(list.as_bytes(), b',')),
            owned(last),
            "{list}"
        );
    }

    #[test]
    fn an_item_leaves_the_list_with_its_delimiter() {
        check("a,b,c", ("a", "b,c"), ("c", "a,b"));
        check("a,,c", ("a", ",c"), ("c", "a,"));
        check("a", ("a", ""), ("a", ""));
        check(",", ("", ""), ("", ""));
        check(",a,", ("", "a,"), ("", ",a"));
    }
}
