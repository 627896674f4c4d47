//! `CUT(variable,delimiter,fields)`: some of the fields of a list.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Judge, Kind, Value, Wrong};

use crate::{escape, number, texts};

pub(crate) static CUT: Function = Function {
    name: "CUT",
    since: "0.1.0",
    synopsis: "Gives some of the fields of a list that a variable holds.",
    description: "Fields are numbered from 1: `2`, `2-4`, `-3` (up to the third), `2-` (from the second \
        on), and several of these joined with `&`, in ascending order. Fields are given with the \
        delimiter between them.",
    args: &[
        texts::VARIABLE,
        Arg::required(
            "delimiter",
            "One character, `-` by default; `\\t` is a tab.",
            Kind::Text,
        ),
        Arg::required("fields", "Which fields.", Kind::Whole(Judge(wrong))),
    ],
    values: &[],
    source: "Asterisk function CUT",
    example: include_str!("cut.rhai"),
    read: Some(read),
    write: None,
};

fn wrong(text: &str, _: &[Option<&str>]) -> Option<Wrong> {
    let mut odd = None;
    for range in text
        .split('&')
        .map(str::trim)
        .filter(|range| !range.is_empty())
    {
        match range_of(range) {
            None => {
                let message = format!("`{range}` is no field and no range of fields");
                return Some(Wrong::Fails(message));
            }
            Some((first, last)) if first < 1 || last < first => {
                let message = format!("`{range}` is no field: fields are counted from 1");
                odd.get_or_insert(Wrong::Odd(message));
            }
            Some(_) => {}
        }
    }
    odd
}

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    texts::expect(args, 3, "CUT(variable,delimiter,fields)")?;
    let list = texts::named(call, &args.text(0))?;
    let delimiter = match escape::octet(args.text(1).as_bytes()) {
        Ok(Some((delimiter, _))) => delimiter,
        _ => b'-',
    };
    texts::value(cut(&list, delimiter, &args.text(2))?)
}

fn cut(list: &str, delimiter: u8, ranges: &str) -> Result<Vec<u8>, ScriptError> {
    let mut fields = list
        .as_bytes()
        .split(|octet| *octet == delimiter)
        .zip(1..)
        .peekable();
    let mut chosen: Vec<&[u8]> = Vec::new();
    if list.is_empty() {
        return Ok(Vec::new());
    }
    for range in ranges.split('&') {
        if fields.peek().is_none() {
            break;
        }
        let (first, last) = range_of(range)
            .ok_or_else(|| texts::bad(format!("`{range}` is no field and no range of fields")))?;
        while fields.next_if(|(_, number)| *number < first).is_some() {}
        while let Some((field, _)) = fields.next_if(|(_, number)| *number <= last) {
            chosen.push(field);
        }
    }
    Ok(chosen.join(&delimiter))
}

/// The first and the last field of `2`, `2-4`, `-3` or `2-`.
fn range_of(text: &str) -> Option<(i64, i64)> {
    let from = number::integer(text);
    if let Some((first, rest)) = from
        && let Some((last, _)) = rest.strip_prefix('-').and_then(number::integer)
    {
        return Some((first, last));
    }
    if let Some((last, _)) = text.strip_prefix('-').and_then(number::integer) {
        return Some((1, last));
    }
    let (first, rest) = from?;
    Some((
        first,
        if rest.starts_with('-') {
            i64::MAX
        } else {
            first
        },
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(list: &str, ranges: &str, expected: &str) {
        let cut = cut(list, b'-', ranges).map(|octets| String::from_utf8(octets).unwrap());
        assert_eq!(
            cut.as_deref().unwrap_or("error"),
            expected,
            "{ranges} of {list}"
        );
    }

    #[test]
    fn fields_are_given_with_their_delimiters() {
        check("a-b-c-d", "2", "b");
        check("a-b-c-d", "2-3", "b-c");
        check("a-b-c-d", "-2", "a-b");
        check("a-b-c-d", "3-", "c-d");
        check("a-b-c-d", "1 & 3", "a-c");
        check("a--b", "1-3", "a--b");
        check("a-b-", "3", "");
    }

    #[test]
    fn what_lies_behind_the_end_or_before_the_place_reached_is_empty() {
        check("a-b", "9-", "");
        check("a-b", "0", "");
        check("a-b-c", "3&1", "c");
        check("a-b-c", "2&2", "b");
    }

    #[test]
    fn what_is_no_range_is_an_error_unless_nothing_is_left() {
        check("a-b", "x", "error");
        check("a-b", "1&", "error");
        check("a-b", "1-2&x", "a-b");
        check("", "x", "");
    }
}
