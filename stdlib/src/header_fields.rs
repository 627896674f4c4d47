//! Header fields of SIP: those that came with a call, and those that a script adds to the calls it makes.
//!
//! What is added stands in variables `SIPADDHEADER01` and so on, each `Name: value`, as Asterisk's `SIPAddHeader` has it:
//! channels inherit them, and the INVITE of a telephone says them.

use runtime::call::{Call, ScriptError};
use runtime::header_field::may_be_added;
use runtime::host::{Reply, Request};

use crate::texts;

/// The fields of the request that began this call, in order.
pub(crate) fn received(call: &Call) -> Result<Vec<(String, String)>, ScriptError> {
    Ok(match call.request(Request::Headers(call.channel()))? {
        Reply::Rows(rows) => rows,
        _ => Vec::new(),
    })
}

/// The value of the field of that name that came with this call: of several that with this number, from 1. Upper and
/// lower case and compact names are one.
pub(crate) fn received_value(
    call: &Call,
    name: &str,
    number: usize,
) -> Result<String, ScriptError> {
    let rows = received(call)?;
    let mut named = rows.into_iter().filter(|(own, _)| is_same(own, name));
    let found = named.nth(number.saturating_sub(1));
    Ok(found.map(|(_, value)| value).unwrap_or_default())
}

/// The names of the fields that came with this call and begin so, each once, separated by commas.
pub(crate) fn received_names(call: &Call, prefix: &str) -> Result<String, ScriptError> {
    let prefix = prefix.trim_end_matches('*');
    let mut names: Vec<String> = Vec::new();
    for (name, _) in received(call)? {
        let begins = name
            .get(..prefix.len())
            .is_some_and(|begin| begin.eq_ignore_ascii_case(prefix));
        if begins && !names.iter().any(|known| known.eq_ignore_ascii_case(&name)) {
            names.push(name);
        }
    }
    Ok(names.join(","))
}

/// Compact names (RFC 3261 section 20, RFC 3515, RFC 3892, RFC 6665).
const COMPACT: [(&str, &str); 14] = [
    ("b", "Referred-By"),
    ("c", "Content-Type"),
    ("e", "Content-Encoding"),
    ("f", "From"),
    ("i", "Call-ID"),
    ("k", "Supported"),
    ("l", "Content-Length"),
    ("m", "Contact"),
    ("o", "Event"),
    ("r", "Refer-To"),
    ("s", "Subject"),
    ("t", "To"),
    ("u", "Allow-Events"),
    ("v", "Via"),
];

fn is_same(one: &str, other: &str) -> bool {
    let long = |name: &str| {
        let mut rows = COMPACT.iter();
        let row = rows.find(|(compact, _)| compact.eq_ignore_ascii_case(name));
        row.map_or(name.to_ascii_lowercase(), |(_, long)| {
            long.to_ascii_lowercase()
        })
    };
    long(one) == long(other.trim())
}

const ADDED: &str = "SIPADDHEADER";

/// Most fields that are added to a call, and the longest, in octets.
const MOST: usize = 50;
const LONGEST: usize = 1024;

/// Adds a field to the calls this channel makes: all that come of it with `__` as `reach`, those it makes itself with
/// `_`.
pub(crate) fn add(call: &Call, name: &str, value: &str, reach: &str) -> Result<(), ScriptError> {
    let (name, value) = (name.trim(), value.trim());
    if !may_be_added(name) {
        return Err(texts::bad(format!(
            "a header field `{name}` cannot be added"
        )));
    }
    if value.len() > LONGEST || value.chars().any(char::is_control) {
        let message =
            format!("the value of a header field has {LONGEST} octets at most, and no line ends");
        return Err(texts::bad(message));
    }
    let variable = (1..=MOST)
        .map(|number| format!("{ADDED}{number:02}"))
        .find(|variable| call.variable(variable).is_empty());
    let Some(variable) = variable else {
        return Err(texts::bad(format!(
            "{MOST} header fields at most are added to a call"
        )));
    };
    call.set_variable(&format!("{reach}{variable}"), format!("{name}: {value}"));
    Ok(())
}

/// Takes back the fields that were added and begin so, all with an empty text. Gives how many there were.
pub(crate) fn remove(call: &Call, prefix: &str) -> usize {
    let mut removed = 0;
    for variable in added(call) {
        let field = call.variable(&variable);
        let begin = field.get(..prefix.len());
        if begin.is_some_and(|begin| begin.eq_ignore_ascii_case(prefix)) {
            call.remove_variable(&variable);
            removed += 1;
        }
    }
    removed
}

fn added(call: &Call) -> Vec<String> {
    let mut names = call.variables_beginning(ADDED);
    let is_number = |name: &String| name[ADDED.len()..].bytes().all(|c| c.is_ascii_digit());
    names.retain(is_number);
    names
}
