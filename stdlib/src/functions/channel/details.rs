//! Properties of a channel that mean something to the dialplan only: kept for it, and nothing follows from them.

use std::collections::BTreeMap;

use runtime::call::{Call, ScriptError};
use runtime::host::{Reply, Request, Technology};

use crate::{header_fields, number};

/// What scripts have set, by the name of the property.
#[derive(Default)]
struct Details(BTreeMap<&'static str, String>);

/// The text a property was set to.
pub(in crate::functions) fn text(call: &Call, name: &str) -> String {
    call.keep(|details: &mut Details| details.0.get(name).cloned())
        .unwrap_or_default()
}

/// Sets a property.
pub(in crate::functions) fn set_text(
    call: &Call,
    name: &'static str,
    text: &str,
) -> Result<(), ScriptError> {
    call.keep(|details: &mut Details| details.0.insert(name, text.to_owned()));
    Ok(())
}

/// A header field of the request that began the call; empty when there is none.
pub(super) fn header(call: &Call, name: &str) -> String {
    header_fields::received_value(call, name, 1).unwrap_or_default()
}

/// The address in such a field, without the name before it and the parameters behind it.
pub(super) fn address(call: &Call, name: &str) -> String {
    let field = header(call, name);
    match field.split_once('<') {
        Some((_, rest)) => rest.split('>').next().unwrap_or_default().to_owned(),
        None => field
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_owned(),
    }
}

/// The telephone on the channel, by its name here; empty on a channel of another kind.
pub(super) fn telephone(call: &Call) -> String {
    let (technology, name) = call.with_info(|info| (info.technology, info.name.clone()));
    let telephone = name
        .split_once('/')
        .and_then(|(_, rest)| rest.rsplit_once('-'));
    match telephone {
        Some((telephone, _)) if technology == Technology::Sip => telephone.to_owned(),
        _ => String::new(),
    }
}

/// The address that the telephone has registered from.
pub(super) fn registered_from(call: &Call) -> String {
    let name = telephone(call);
    if name.is_empty() {
        return name;
    }
    match call.request(Request::Endpoint(name)) {
        Ok(Reply::Rows(rows)) => {
            let mut rows = rows.into_iter();
            let row = rows.find(|(item, _)| item == "ip");
            row.map(|(_, address)| address).unwrap_or_default()
        }
        _ => String::new(),
    }
}

/// The number a property was set to.
pub(in crate::functions) fn number(call: &Call, name: &str, default: i32) -> String {
    match text(call, name) {
        text if text.is_empty() => default.to_string(),
        text => text,
    }
}

/// The number of what records are for; what is no such word is 0.
pub(in crate::functions) fn purpose(text: &str) -> &'static str {
    match text.to_ascii_lowercase().as_str() {
        "1" | "omit" => "1",
        "2" | "billing" | "bill" => "2",
        "3" | "documentation" | "default" => "3",
        _ => "0",
    }
}

/// A number of times; what is none leaves none.
pub(in crate::functions) fn count(text: &str) -> u32 {
    let count = number::integer(text).map_or(0, |(count, _)| count);
    u32::try_from(count.max(0)).unwrap_or(u32::MAX)
}

/// `1` for what says yes, nothing for the rest.
pub(in crate::functions) fn truth(text: &str) -> &'static str {
    let words = ["yes", "true", "y", "t", "1", "on"];
    let says_yes = words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if says_yes { "1" } else { "" }
}

/// What ISDN can carry.
const CAPABILITIES: [&str; 6] = [
    "SPEECH",
    "DIGITAL",
    "RESTRICTED_DIGITAL",
    "3K1AUDIO",
    "DIGITAL_W_TONES",
    "VIDEO",
];

/// Sets what a line would be asked to carry; a word that is none changes nothing.
pub(in crate::functions) fn set_capability(call: &Call, text: &str) -> Result<(), ScriptError> {
    let known = CAPABILITIES
        .iter()
        .find(|known| text.eq_ignore_ascii_case(known));
    known.map_or(Ok(()), |known| set_text(call, "transfercapability", known))
}

/// Most groups, numbered from 0. Asterisk keeps them in 64 bits.
const GROUPS: i64 = 64;

/// `0-3,7` as `0, 1, 2, 3, 7`. Groups that there are not are left out.
pub(in crate::functions) fn groups(text: &str) -> String {
    let mut groups = [false; GROUPS as usize];
    for range in text.split(',') {
        let Some((first, rest)) = number::integer(range) else {
            continue;
        };
        let last = rest.strip_prefix('-').and_then(number::integer);
        let last = last.map_or(first, |(last, _)| last);
        for group in first.max(0)..=last.min(GROUPS - 1) {
            groups[group as usize] = true;
        }
    }
    let numbers = groups.iter().enumerate().filter(|(_, is)| **is);
    let numbers: Vec<String> = numbers.map(|(number, _)| number.to_string()).collect();
    numbers.join(", ")
}

/// `sales,ops` as `sales, ops`.
pub(in crate::functions) fn names(text: &str) -> String {
    let names = text
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty());
    let names: Vec<&str> = names.collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::groups;

    fn check(text: &str, expected: &str) {
        assert_eq!(groups(text), expected, "{text}");
    }

    #[test]
    fn groups_are_numbers_and_ranges() {
        check("1", "1");
        check("1,2", "1, 2");
        check("0-3", "0, 1, 2, 3");
        check("70", "");
        check("x,5-4,-2,62-9999999999999", "62, 63");
    }
}
