//! `${NAME(arguments)}` as a call in Rhai, where nothing can go wrong, be the values what they may: a mistake in an
//! argument ends a script in Rhai, and gives an empty text in a line.
//!
//! In: what stands within `${…}`. Out: the call, and whether it gives a text or a number; for functions that give truth a
//! condition.

use super::condition::Condition;
use super::text::{Segment, Texts, Word, plain, position, quoted, segments, slice, split};
use crate::conf::Substring;
use crate::library::Kind;

impl Texts {
    /// The text or number that a function gives.
    pub(super) fn function(self, inner: &str) -> Option<Word> {
        let (call, part) = Substring::split(inner);
        if inner[call.len()..].contains('$') {
            return None;
        }
        let (name, data) = call.strip_suffix(')')?.split_once('(')?;
        let name = self.library.function(name)?.name;
        if let Some(text) = self.number(name, data) {
            return part.is_none().then_some(Word {
                text,
                is_text: false,
            });
        }
        let text = self.text_of(name, data)?;
        Some(Word {
            text: format!("{text}{}", part.map(slice).unwrap_or_default()),
            is_text: true,
        })
    }

    fn text_of(self, name: &str, data: &str) -> Option<String> {
        let given = |is: bool, argument: String| is.then(|| format!("{name}({argument})"));
        match name {
            "CALLERID" | "CHANNEL" => given(self.is_property(name, data), quoted(data)),
            "GLOBAL" | "LOCAL" | "CDR" => given(is_simple(data), quoted(data)),
            "BASE64_ENCODE" | "MD5" | "SHA1" | "TOLOWER" | "TOUPPER" | "URIENCODE" => {
                Some(format!("{name}({})", self.raw(data)))
            }
            "DB" => given(is_path(data), self.raw(data)),
            "DEVICE_STATE" => given(is_plain(data), self.raw(data)),
            "FILTER" => {
                let (allowed, text) = data.split_once(',')?;
                let usual = ALPHABETS.contains(&allowed) && is_plain(text);
                given(usual, format!("{}, {}", quoted(allowed), self.raw(text)))
            }
            "IF" => self.choice(data),
            "STRFTIME" => self.time(data),
            "CUT" => {
                let [list, delimiter, fields] = split(data, ',', 3)[..] else {
                    return None;
                };
                let delimiter = delimiter_of(delimiter)?;
                let known = is_simple(list) && is_range(fields);
                let texts = [list, delimiter, fields].map(quoted);
                given(known, texts.join(", "))
            }
            _ => None,
        }
    }

    /// The call of a function that gives a whole number.
    pub(super) fn number(self, name: &str, data: &str) -> Option<String> {
        match name {
            "LEN" => Some(format!("LEN({})", self.raw(data))),
            "FIELDQTY" => {
                let [list, delimiter] = split(data, ',', 2)[..] else {
                    return None;
                };
                let delimiter = delimiter_of(delimiter).filter(|text| !text.is_empty())?;
                let texts = [list, delimiter].map(quoted);
                is_simple(list).then(|| format!("FIELDQTY({})", texts.join(", ")))
            }
            "GROUP_COUNT" => is_plain(data).then(|| format!("GROUP_COUNT({})", self.raw(data))),
            "RAND" => {
                let [least, most] = split(data, ',', 2)[..] else {
                    return None;
                };
                let known = is_number(least) && is_number(most);
                known.then(|| format!("RAND({least}, {most})"))
            }
            _ => None,
        }
    }

    /// The condition that a function is which gives truth.
    pub(super) fn truth(self, inner: &str) -> Option<Condition> {
        let (name, data) = inner.strip_suffix(')')?.split_once('(')?;
        let name = self.library.function(name)?.name;
        let argument = match name {
            "DB_EXISTS" if is_path(data) => self.raw(data),
            "GLOBAL_EXISTS" | "VARIABLE_EXISTS" if is_simple(data) => quoted(data),
            "CHANNEL_EXISTS" if is_plain(data) => self.raw(data),
            "BLACKLIST" if data.is_empty() => String::new(),
            "DIALPLAN_EXISTS" if is_plain(data) => {
                let parts = split(data, ',', 4);
                let known = !parts[0].is_empty() && parts.len() < 4;
                let parts = parts.iter().map(|part| match is_number(part) {
                    true => (*part).to_owned(),
                    false => self.raw(part),
                });
                known.then(|| parts.collect::<Vec<_>>().join(", "))?
            }
            _ => return None,
        };
        Some(Condition::atom(format!("{name}({argument})")))
    }

    /// Whether every channel has that property.
    fn is_property(self, function: &str, name: &str) -> bool {
        let row = self.library.function(function);
        let first = row.and_then(|row| row.args.first());
        let Some(Kind::Property(rows)) = first.map(|arg| arg.kind) else {
            return false;
        };
        // Those of a Skype call are an error on other channels.
        !name.starts_with("skype_") && rows.iter().any(|row| row.name.eq_ignore_ascii_case(name))
    }

    /// `IF(condition?then:otherwise)`. It reads its condition in its own way, and a colon in a value would end it.
    fn choice(self, data: &str) -> Option<String> {
        let (test, choice) = data.split_at(position(data, '?', true)?);
        let choice = split(&choice[1..], ':', 2);
        let condition = match &segments(test.trim())?[..] {
            [Segment::Expression(_)] => self.condition(test.trim()),
            _ => return None,
        };
        let value = |value: Option<&&str>| match &plain(value.unwrap_or(&"").trim())?[..] {
            [] => Some(quoted("")),
            [Segment::Plain(text)] => Some(quoted(text.trim())),
            _ => None,
        };
        let (then, otherwise) = (value(choice.first())?, value(choice.get(1))?);
        Some(format!("IF({}, {then}, {otherwise})", condition.text()))
    }

    /// `STRFTIME(epoch,timezone,format)` of now.
    fn time(self, data: &str) -> Option<String> {
        let parts = split(data, ',', 3);
        let epoch = match *parts.first()? {
            "" => quoted(""),
            "${EPOCH}" => "EPOCH".to_owned(),
            _ => return None,
        };
        let mut arguments = vec![epoch];
        for part in &parts[1..] {
            arguments.push(is_plain(part).then(|| self.raw(part))?);
        }
        while arguments.last().is_some_and(|last| last == "\"\"") {
            arguments.pop();
        }
        Some(format!("STRFTIME({})", arguments.join(", ")))
    }
}

/// What is usually let through.
const ALPHABETS: [&str; 10] = [
    "0-9",
    "0-9A-Z",
    "0-9a-z",
    "0-9A-Za-z",
    "0-9a-zA-Z",
    "A-Za-z0-9",
    "a-zA-Z0-9",
    "0-9*#",
    "0-9+",
    "+0-9",
];

/// A name that is read as it stands.
pub(super) fn is_simple(name: &str) -> bool {
    let simple = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    !name.is_empty() && name.bytes().all(simple)
}

/// Whether nothing in a text is taken away when it is read as an argument.
pub(super) fn is_plain(text: &str) -> bool {
    !text.contains(['"', '\\'])
}

/// Whether a text is `family/key` whatever is in its values.
pub(super) fn is_path(text: &str) -> bool {
    let Some(found) = segments(text).filter(|_| is_plain(text)) else {
        return false;
    };
    found
        .iter()
        .any(|segment| matches!(segment, Segment::Plain(text) if text.contains('/')))
}

fn is_number(text: &str) -> bool {
    let digits = !text.is_empty() && text.len() < 10;
    digits && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `2`, `2-4`, `-3`, `2-`.
fn is_range(text: &str) -> bool {
    match text.split_once('-') {
        None => is_number(text),
        Some((first, last)) => {
            let open = |text: &str| text.is_empty() || is_number(text);
            open(first) && open(last) && text != "-"
        }
    }
}

/// A delimiter as it stands: one character, which a backslash may protect.
fn delimiter_of(text: &str) -> Option<&str> {
    let text = match text.strip_prefix('\\') {
        Some(protected) if protected == "," => protected,
        Some(_) => return None,
        None => text,
    };
    let known = text.is_empty() || text.len() == 1 && !text.contains(['"', '$']);
    known.then_some(text)
}
