//! Takes the data of an application, or what stands in the parentheses of a function, apart into arguments.
//!
//! Commas separate. Quotes, parentheses and brackets protect them; braces and apostrophes do not. Quotes and
//! backslashes go away. The last argument there can be is all that is left, as it stands.
//!
//! Source: Asterisk's standard application arguments, and the observed tables `func.jsonl` and `subst.jsonl`.

use crate::library::{Arg, Kind, Value};

/// The arguments in `data`, as many as are declared.
pub(crate) fn arguments(data: &str, declared: &[Arg]) -> Vec<Value> {
    if data.is_empty() {
        return Vec::new();
    }
    let mut values = Vec::new();
    let mut rest = data;
    for (at, arg) in declared.iter().enumerate() {
        if arg.kind == Kind::Raw {
            values.push(rest.into());
            return values;
        }
        if at + 1 == declared.len() && at > 0 && split(rest).1.is_some() {
            // There are more than are declared.
            values.push(rest.into());
            return values;
        }
        let (first, tail) = split(rest);
        values.push(first.into());
        match tail {
            Some(tail) => rest = tail,
            None => break,
        }
    }
    values
}

/// All arguments in `data`, however many.
pub(crate) fn separate(data: &str) -> Vec<String> {
    let mut rest = Some(data).filter(|data| !data.is_empty());
    let mut values = Vec::new();
    while let Some(text) = rest {
        let (first, tail) = split(text);
        values.push(first);
        rest = tail;
    }
    values
}

/// The first argument without its quotes and backslashes, and what stands behind its comma.
fn split(text: &str) -> (String, Option<&str>) {
    let mut value = String::new();
    let (mut parentheses, mut brackets, mut quoted) = (0_u32, 0_u32, false);
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => {
                quoted = !quoted;
                continue;
            }
            '\\' => {
                if let Some((_, escaped)) = chars.next() {
                    value.push(escaped);
                }
                continue;
            }
            _ if quoted => {}
            '(' => parentheses += 1,
            ')' => parentheses = parentheses.saturating_sub(1),
            '[' => brackets += 1,
            ']' => brackets = brackets.saturating_sub(1),
            ',' if parentheses == 0 && brackets == 0 => return (value, Some(&text[at + 1..])),
            _ => {}
        }
        value.push(c);
    }
    (value, None)
}
