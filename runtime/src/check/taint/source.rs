//! Where texts of strangers come in, and names in which one thing has one name.
//!
//! Left out on purpose: keys that a caller presses (`Read`), which are digits, `*`, `#` and A to D, and do no harm in a
//! number, a name of a file or a command. An entry of the database holds what the dialplan has written there; what others
//! have is not known here.

use super::alphabet::Alphabet;
use super::value::Shape;

/// What a stranger wrote: who it was.
const CALLER: &str = "the caller";
const REMOTE: &str = "the caller's telephone";
const WRITER: &str = "the sender of the message";

/// Items of `CALLERID` that are numbers or words of the network.
const OF_NETWORK: [&str; 8] = [
    "pres",
    "num-pres",
    "name-pres",
    "name-valid",
    "num-valid",
    "ton",
    "ani2",
    "dnid-num-plan",
];

/// Variables that the caller's side fills.
const VARIABLES: [(&str, &str); 6] = [
    ("INVALID_EXTEN", CALLER),
    ("SIPCALLID", REMOTE),
    ("SIPDOMAIN", REMOTE),
    ("SIPURI", REMOTE),
    ("SIPUSERAGENT", REMOTE),
    ("RDNIS", REMOTE),
];

/// Items of `CHANNEL` that the caller's side fills.
const OF_CHANNEL: [&str; 6] = ["callid", "dnid", "from", "ruri", "uri", "useragent"];

/// Items of `SKYPE_CALL_PROPERTY` that are free texts.
const OF_SKYPE_CALL: [&str; 5] = ["about", "city", "fullname", "token", "topic"];

/// Functions whose items are all the caller's.
const FUNCTIONS: [(&str, &str); 8] = [
    ("MESSAGE", WRITER),
    ("MESSAGE_DATA", WRITER),
    ("PJSIP_HEADER", REMOTE),
    ("PJSIP_HEADERS", REMOTE),
    ("SIP_HEADER", REMOTE),
    ("SIP_HEADERS", REMOTE),
    ("SKYPE_CHAT_RECEIVE", WRITER),
    ("REDIRECTING", REMOTE),
];

/// Who fills what has that name, if it is a stranger, and what it can consist of.
pub(super) fn of(name: &str) -> Option<(Shape, &'static str)> {
    let by = match name.split_once('(') {
        None => {
            let mut rows = VARIABLES.iter();
            rows.find(|row| row.0 == name)?.1
        }
        Some((function, rest)) => of_function(function, rest.trim_end_matches(')'))?,
    };
    Some((Shape::any(Alphabet::ALL), by))
}

fn of_function(function: &str, item: &str) -> Option<&'static str> {
    match function {
        "CALLERID" => (!OF_NETWORK.contains(&item)).then_some(CALLER),
        "CHANNEL" if item.starts_with("skype_") => Some(CALLER),
        "CHANNEL" => OF_CHANNEL.contains(&item).then_some(REMOTE),
        "SKYPE_CALL_PROPERTY" => OF_SKYPE_CALL.contains(&item).then_some(CALLER),
        "CDR" => ["clid", "src", "dst"].contains(&item).then_some(CALLER),
        "REDIRECTING" if item.ends_with("pres") || item == "reason" || item == "count" => None,
        _ => {
            let mut rows = FUNCTIONS.iter();
            rows.find(|row| row.0 == function).map(|row| row.1)
        }
    }
}

/// The one name of a function with its arguments: `CALLERID(number)` is `CALLERID(num)`. `None` for a function that
/// holds nothing of its own.
pub(super) fn canonical(function: &str, arguments: &[&str]) -> Option<String> {
    let first = arguments.first().copied().unwrap_or("").trim();
    let item = first.to_ascii_lowercase();
    let item = match function {
        "CALLERID" => {
            let item = item
                .strip_suffix("number")
                .map(|item| format!("{item}num"))
                .unwrap_or(item);
            let item = if item == "ani" {
                "ani-num".to_owned()
            } else {
                item
            };
            item.replace("dnid-num", "dnid")
                .replace("rdnis-num", "rdnis")
        }
        "CHANNEL" | "SKYPE_CALL_PROPERTY" | "CDR" | "REDIRECTING" | "MESSAGE" => item,
        // The first says what to do, the second names the header.
        "PJSIP_HEADER" => arguments.get(1).copied().unwrap_or("").to_ascii_lowercase(),
        "SIP_HEADER" | "MESSAGE_DATA" => item,
        "SKYPE_CHAT_RECEIVE" | "SIP_HEADERS" | "PJSIP_HEADERS" => String::new(),
        "HASH" | "SHARED" => first.to_owned(),
        _ => return None,
    };
    Some(format!("{function}({item})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_strangers_fill_is_known_by_its_name() {
        for name in [
            "CALLERID(num)",
            "SIP_HEADER(x)",
            "INVALID_EXTEN",
            "CHANNEL(skype_topic)",
        ] {
            assert!(of(name).is_some(), "{name}");
        }
        for name in [
            "EXTEN",
            "CALLERID(pres)",
            "CHANNEL(name)",
            "UNIQUEID",
            "DB(a/b)",
        ] {
            assert!(of(name).is_none(), "{name}");
        }
    }

    #[test]
    fn one_thing_has_one_name() {
        let check = |function, arguments: &[&str], name: &str| {
            assert_eq!(canonical(function, arguments).as_deref(), Some(name));
        };
        check("CALLERID", &["number"], "CALLERID(num)");
        check("CALLERID", &["NUM"], "CALLERID(num)");
        check("CALLERID", &["ANI"], "CALLERID(ani-num)");
        check("PJSIP_HEADER", &["read", "X-Who"], "PJSIP_HEADER(x-who)");
        assert_eq!(canonical("LEN", &["x"]), None);
    }
}
