//! Parameters after `;`, of headers and of URIs (RFC 3261 `generic-param`, `uri-parameter`).
//!
//! They are kept as one piece of text and read when asked for: most of them nobody looks at.

use std::borrow::Cow;
use std::fmt;

use super::grammar::{
    all_token, find_unquoted, is_space, is_token, lossy, quote_into, quoted_string, trim, unescape,
};

/// A list of parameters in wire order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Params {
    /// `;name=value;flag`, without white space round the separators; empty when there are none.
    text: String,
}

impl Params {
    /// Reads the parameters that follow a header value, beginning with their `;`. The second value
    /// tells whether they keep to the grammar; empty and unreadable ones are left out.
    pub(crate) fn read(text: &[u8]) -> (Self, bool) {
        let text = trim(text);
        let Some(mut rest) = text.strip_prefix(b";") else {
            return (Self::default(), text.is_empty());
        };
        let mut params = String::with_capacity(text.len());
        let mut clean = true;
        loop {
            let end = find_unquoted(rest, b';').unwrap_or(rest.len());
            clean &= push_param(&mut params, &rest[..end]);
            let Some(after) = rest.get(end + 1..) else {
                break;
            };
            rest = after;
        }
        (Self { text: params }, clean)
    }

    /// Whether the parameter is there, with or without a value. Names are case-insensitive.
    pub fn has(&self, name: &str) -> bool {
        self.iter()
            .any(|(found, _)| found.eq_ignore_ascii_case(name))
    }

    /// The value of the first parameter of that name, without quotes and quoted pairs; `None` when
    /// it is missing or has no value.
    pub fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        let (_, value) = self
            .iter()
            .find(|(found, _)| found.eq_ignore_ascii_case(name))?;
        value.map(unquoted)
    }

    /// The value of a URI parameter with `%HH` undone.
    pub fn get_decoded(&self, name: &str) -> Option<String> {
        self.get(name).map(|value| unescape(&value))
    }

    /// Names and values as they stand on the wire.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        let mut rest = self.text.get(1..).unwrap_or("");
        std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            let end = find_unquoted(rest.as_bytes(), b';').unwrap_or(rest.len());
            let param = &rest[..end];
            rest = rest.get(end + 1..).unwrap_or("");
            Some(match param.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (param, None),
            })
        })
    }

    /// Names and values of URI parameters with `%HH` undone once.
    pub fn decoded(&self) -> Vec<(String, Option<String>)> {
        self.iter()
            .map(|(name, value)| (unescape(name), value.map(unescape)))
            .collect()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.iter().count()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Sets a header parameter in the place it has, or at the end. A value that is no token is
    /// quoted; a name that is no token is ignored, so that no caller can smuggle in another one.
    pub fn set(&mut self, name: &str, value: Option<&str>) {
        let value = value.map(|value| {
            let mut text = String::new();
            if !value.is_empty() && value.bytes().all(is_plain_value) {
                text.push_str(value);
            } else {
                quote_into(&mut text, value);
            }
            text
        });
        self.set_raw(name, value.as_deref());
    }

    /// As [`Params::set`], for a value that is already in wire form.
    pub(crate) fn set_raw(&mut self, name: &str, value: Option<&str>) {
        if !all_token(name.as_bytes()) {
            return;
        }
        let old = std::mem::take(self);
        let mut found = false;
        for (known, known_value) in old.iter() {
            if known.eq_ignore_ascii_case(name) {
                if !found {
                    self.push(name, value);
                }
                found = true;
            } else {
                self.push(known, known_value);
            }
        }
        if !found {
            self.push(name, value);
        }
    }

    /// Takes every parameter of that name away.
    pub fn remove(&mut self, name: &str) {
        let old = std::mem::take(self);
        for (known, value) in old
            .iter()
            .filter(|(known, _)| !known.eq_ignore_ascii_case(name))
        {
            self.push(known, value);
        }
    }

    /// The text, beginning with `;` unless it is empty.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    fn push(&mut self, name: &str, value: Option<&str>) {
        self.text.push(';');
        self.text.push_str(name);
        if let Some(value) = value {
            self.text.push('=');
            self.text.push_str(value);
        }
    }
}

impl fmt::Display for Params {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}

/// Appends one parameter; `false` when it is empty or breaks the grammar.
fn push_param(out: &mut String, text: &[u8]) -> bool {
    let text = trim(text);
    let equals = text.iter().position(|&byte| byte == b'=');
    let name = trim(&text[..equals.unwrap_or(text.len())]);
    // A name with a quote would unbalance the rest of the list when it is read again.
    if name.is_empty() || name.contains(&b'"') {
        return false;
    }
    out.push(';');
    out.push_str(&String::from_utf8_lossy(name));
    let mut clean = all_token(name);
    if let Some(equals) = equals {
        let value = trim(&text[equals + 1..]);
        let quoted = quoted_string(value);
        let whole_string = quoted.is_some_and(|(_, after)| after.is_empty());
        clean &=
            whole_string || (!value.is_empty() && value.iter().all(|&byte| is_lenient_value(byte)));
        if whole_string || !value.contains(&b'"') {
            out.push('=');
            out.push_str(&String::from_utf8_lossy(value));
        }
    }
    clean
}

/// What a value may consist of when printed without quotes: `token` and the characters of `host`.
fn is_plain_value(byte: u8) -> bool {
    is_token(byte) || b"[]:".contains(&byte)
}

/// What a value is taken with when read. Phones put slashes, signs and UTF-8 here.
fn is_lenient_value(byte: u8) -> bool {
    is_token(byte) || !is_space(byte) && !byte.is_ascii_control() && !b"\"<>,;".contains(&byte)
}

fn unquoted(value: &str) -> Cow<'_, str> {
    match quoted_string(value.as_bytes()) {
        Some((content, _)) => Cow::Owned(lossy(&content)),
        None => Cow::Borrowed(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str, clean: bool) {
        let (params, found) = Params::read(text.as_bytes());
        assert_eq!((params.as_str(), found), (expected, clean), "of `{text}`");
    }

    #[test]
    fn spaces_go_and_faults_are_noticed() {
        check(" ; a = b ;\tflag", ";a=b;flag", true);
        check(";q=\"a;b\";r", ";q=\"a;b\";r", true);
        check(";;,;,,", ";,;,,", false);
        check(";a=", ";a=", false);
        check(";a=\"b", ";a", false);
        check("junk", "", false);
        check("", "", true);
    }

    #[test]
    fn a_value_that_is_no_token_is_quoted_and_read_back() {
        let mut params = Params::default();
        params.set("tag", Some("a\"b\r\nc"));
        params.set("n@me", Some("x"));
        params.set("TAG", Some("1; 2"));
        params.set("lr", None);
        assert_eq!(params.as_str(), ";TAG=\"1; 2\";lr");
        assert_eq!(params.get("tag").as_deref(), Some("1; 2"));
        assert!(params.has("LR") && params.get("lr").is_none());
        params.remove("tag");
        assert_eq!(params.as_str(), ";lr");
    }
}
