//! Properties of a channel that mean something to the dialplan only: kept for it, and nothing follows from them.

use std::collections::BTreeMap;

use runtime::call::{Call, ScriptError};

use crate::number;

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
