//! Takes the data of an application, or what stands in the parentheses of a function, apart into arguments.
//!
//! Commas separate. Quotes, parentheses and brackets protect them; braces and apostrophes do not. Quotes and
//! backslashes go away. The last argument there can be is all that is left, as it stands.
//!
//! Source: Asterisk's standard application arguments, and the observed tables `func.jsonl` and `subst.jsonl`.

use crate::library::{Arg, Kind, Value};

/// The arguments in `data`, as many as are declared.
pub(crate) fn arguments(data: &str, declared: &[Arg]) -> Vec<Value> {
    let mut values = Vec::new();
    let mut rest = data;
    for (at, arg) in declared.iter().enumerate() {
        if rest.is_empty() {
            break;
        }
        let whole = arg.kind.is_rest();
        // The last argument that is declared takes more of them than there are as they stand.
        let beyond = at > 0 && at + 1 == declared.len() && delimiter(rest, ',').is_some();
        if whole || beyond {
            values.push(rest.into());
            break;
        }
        let (part, tail) = first(rest, ',');
        values.push(plain(part).into());
        rest = tail.unwrap_or("");
    }
    values
}

/// What stands in the parentheses of a function. Here an empty argument at the end counts, and the last one that
/// is declared says itself whether it is taken as it stands.
pub(crate) fn function_arguments(data: &str, declared: &[Arg]) -> Vec<Value> {
    let mut values: Vec<Value> = Vec::new();
    let mut rest = Some(data).filter(|data| !data.is_empty());
    for (at, arg) in declared.iter().enumerate() {
        let Some(text) = rest else {
            break;
        };
        let (first, tail) = first(text, ',');
        let beyond = at > 0 && at + 1 == declared.len() && tail.is_some();
        match arg.kind {
            kind if kind.is_list() => {
                values.extend(
                    separated(text, ',', usize::MAX)
                        .into_iter()
                        .map(Value::from),
                );
                break;
            }
            kind if kind.is_rest() => {
                values.push(text.into());
                break;
            }
            _ if beyond => values.push(text.into()),
            Kind::Verbatim => values.push(first.into()),
            _ => values.push(plain(first).into()),
        }
        rest = tail;
    }
    values
}

/// The parts of a text between unprotected delimiters, at most `most`, without quotes and backslashes. The last
/// of that many is all that is left, as it stands. A delimiter at the end is followed by an empty part.
pub fn separated(text: &str, delimiter: char, most: usize) -> Vec<String> {
    let parts = separate_raw(text, delimiter, most);
    let last = parts.len().checked_sub(most);
    let parts = parts.into_iter().enumerate();
    parts
        .map(|(at, part)| match last {
            Some(0) if at + 1 == most => part.to_owned(),
            _ => plain(part),
        })
        .collect()
}

/// The first argument as it stands, and what stands behind its delimiter if there is one.
fn first(text: &str, separator: char) -> (&str, Option<&str>) {
    match delimiter(text, separator) {
        Some(at) => (&text[..at], Some(&text[at + separator.len_utf8()..])),
        None => (text, None),
    }
}

/// All arguments in `data`, at most `most`, of which the last takes what is left.
pub fn separate(data: &str, most: usize) -> Vec<String> {
    separate_raw(data, ',', most)
        .into_iter()
        .map(plain)
        .collect()
}

/// The same as they stand, with their quotes and backslashes, and separated by any one character. A delimiter at the
/// end is followed by an empty part.
pub fn separate_raw(data: &str, delimiter: char, most: usize) -> Vec<&str> {
    let mut rest = Some(data).filter(|data| !data.is_empty());
    let mut values = Vec::new();
    while let Some(text) = rest {
        if values.len() + 1 >= most {
            values.push(text);
            break;
        }
        let (part, tail) = first(text, delimiter);
        values.push(part);
        rest = tail;
    }
    values
}

/// `Application(data)`: its name, and what stands in its parentheses. Behind the last one nothing counts; if
/// it is missing, everything does.
pub fn called(text: &str) -> (&str, &str) {
    match text.split_once('(') {
        Some((name, rest)) => {
            let data = rest.rfind(')').map_or(rest, |end| &rest[..end]);
            (name, data)
        }
        None => (text, ""),
    }
}

/// Where the first argument ends, if another may follow. Parentheses and brackets count within quotes as well.
pub(super) fn delimiter(text: &str, delimiter: char) -> Option<usize> {
    let (mut parentheses, mut brackets, mut quoted) = (0_u32, 0_u32, false);
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '(' => parentheses += 1,
            ')' => parentheses = parentheses.saturating_sub(1),
            '[' => brackets += 1,
            ']' => brackets = brackets.saturating_sub(1),
            '"' if delimiter != '"' => quoted = !quoted,
            '\\' => {
                chars.next();
            }
            _ if c == delimiter && parentheses == 0 && brackets == 0 && !quoted => return Some(at),
            _ => {}
        }
    }
    None
}

/// A text without its quotes and backslashes. What follows a backslash stays, whatever it is.
fn plain(text: &str) -> String {
    without(text, Some('"'))
}

/// A text without its backslashes and that mark.
fn without(text: &str, mark: Option<char>) -> String {
    let mut value = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => value.extend(chars.next()),
            c if Some(c) == mark => {}
            _ => value.push(c),
        }
    }
    value
}
