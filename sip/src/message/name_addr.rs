//! `name-addr` and `addr-spec` with parameters: From, To, Contact, Route, Refer-To, Diversion …
//! (RFC 3261 section 20.10).

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use super::grammar::{find_unquoted, is_space, is_token, lossy, quote_into, quoted_string, trim};
use super::params::Params;
use super::uri::Uri;

/// A URI with an optional display name and header parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameAddr {
    /// The display name, without quotes and quoted pairs.
    pub display: Option<String>,
    /// Where it points. For the Contact `*` its text is `*`.
    pub uri: Uri,
    /// Parameters of the header, not of the URI.
    pub params: Params,
}

/// Why a text is no address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a well-formed address")]
pub struct NameAddrError {
    /// The text.
    pub text: String,
}

impl NameAddr {
    /// The bare URI as an address.
    pub fn new(uri: Uri) -> Self {
        Self {
            display: None,
            uri,
            params: Params::default(),
        }
    }

    /// The same with a display name; any text is fine, it is quoted when printed.
    pub fn with_display(mut self, display: &str) -> Self {
        self.display = (!display.is_empty()).then(|| display.to_owned());
        self
    }

    /// The same with a header parameter.
    pub fn with_param(mut self, name: &str, value: Option<&str>) -> Self {
        self.params.set(name, value);
        self
    }

    /// The same with a `tag`.
    pub fn with_tag(self, tag: &str) -> Self {
        self.with_param("tag", Some(tag))
    }

    /// The `tag` parameter.
    pub fn tag(&self) -> Option<Cow<'_, str>> {
        self.params.get("tag")
    }

    /// Whether it is the `*` of a Contact, which stands for all bindings.
    pub fn is_star(&self) -> bool {
        self.uri.as_str() == "*"
    }

    /// Reads one value, as far as it can be read. The second value tells whether it is well formed.
    pub(crate) fn read(value: &[u8]) -> (Self, bool) {
        let value = trim(value);
        if value.starts_with(b"\"") {
            return match quoted_string(value) {
                Some((display, after)) => {
                    let (address, clean) = Self::read_after_display(trim(after));
                    (
                        Self {
                            display: Some(lossy(&display)),
                            ..address
                        },
                        clean,
                    )
                }
                // The closing quote is missing: the next `<` is where it should have been.
                None => (Self::read_tokens(&value[1..]).0, false),
            };
        }
        Self::read_tokens(value)
    }

    /// `[tokens] <uri>;params` or `uri;params`.
    fn read_tokens(value: &[u8]) -> (Self, bool) {
        let Some(open) = value.iter().position(|&byte| byte == b'<') else {
            return Self::read_bare(value);
        };
        let words = trim(&value[..open]);
        let (mut address, clean) = Self::read_after_display(&value[open..]);
        if !words.is_empty() {
            address.display = Some(squeeze(words));
        }
        (
            address,
            clean
                && words
                    .iter()
                    .all(|&byte| is_token(byte) || is_space(byte) || byte >= 0x80),
        )
    }

    fn read_after_display(value: &[u8]) -> (Self, bool) {
        let Some(inner) = value.strip_prefix(b"<") else {
            return (Self::read_bare(value).0, false);
        };
        let end = inner.iter().position(|&byte| byte == b'>');
        let text = &inner[..end.unwrap_or(inner.len())];
        let (uri, uri_clean) = Uri::read(trim(text));
        let (params, params_clean) = end.map_or((Params::default(), false), |end| {
            Params::read(&inner[end + 1..])
        });
        let clean = uri_clean && params_clean && text.len() == trim(text).len();
        (
            Self {
                display: None,
                uri,
                params,
            },
            clean,
        )
    }

    /// A URI without brackets: its `;` begin parameters of the header, and it may hold neither `?`
    /// nor `,`.
    fn read_bare(value: &[u8]) -> (Self, bool) {
        if value == b"*" {
            return (Self::new(Uri::read(value).0), true);
        }
        let end = find_unquoted(value, b';').unwrap_or(value.len());
        let text = trim(&value[..end]);
        let (uri, uri_clean) = Uri::read(text);
        let (params, params_clean) = Params::read(&value[end..]);
        let clean = uri_clean && params_clean && !text.iter().any(|byte| b"?,".contains(byte));
        (
            Self {
                display: None,
                uri,
                params,
            },
            clean,
        )
    }
}

impl FromStr for NameAddr {
    type Err = NameAddrError;

    fn from_str(text: &str) -> Result<Self, NameAddrError> {
        match Self::read(text.as_bytes()) {
            (address, true) => Ok(address),
            _ => Err(NameAddrError {
                text: text.to_owned(),
            }),
        }
    }
}

impl fmt::Display for NameAddr {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_star() {
            return out.write_str("*");
        }
        if let Some(display) = &self.display {
            let mut quoted = String::with_capacity(display.len() + 3);
            quote_into(&mut quoted, display);
            write!(out, "{quoted} ")?;
        }
        write!(out, "<{}>{}", self.uri, self.params)
    }
}

/// Words with one space between them, whatever white space was there.
fn squeeze(words: &[u8]) -> String {
    let words: Vec<_> = words
        .split(|&byte| is_space(byte))
        .filter(|word| !word.is_empty())
        .map(lossy)
        .collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, display: Option<&str>, uri: &str, params: &str) {
        let (address, clean) = NameAddr::read(text.as_bytes());
        assert!(clean, "`{text}` was refused");
        assert_eq!(
            (
                address.display.as_deref(),
                address.uri.as_str(),
                address.params.as_str()
            ),
            (display, uri, params)
        );
        assert_eq!(
            NameAddr::read(address.to_string().as_bytes()),
            (address, true)
        );
    }

    fn check_bad(text: &str, repaired: &str) {
        let (address, clean) = NameAddr::read(text.as_bytes());
        assert!(!clean, "`{text}` was taken");
        assert_eq!(address.to_string(), repaired);
    }

    #[test]
    fn every_form_is_read() {
        check("sip:a@b;tag=1", None, "sip:a@b", ";tag=1");
        check("<sip:a@b;x>;tag=1", None, "sip:a@b;x", ";tag=1");
        check("caller<sip:a@b>", Some("caller"), "sip:a@b", "");
        check("two  words <sip:a@b>", Some("two words"), "sip:a@b", "");
        check(
            "\"a \\\"b\\\\\" <sip:a@b> ; q = 0.3",
            Some("a \"b\\"),
            "sip:a@b",
            ";q=0.3",
        );
        check("\"<x>\" <tel:+1201>", Some("<x>"), "tel:+1201", "");
        check("Zoë <sip:a@b>", Some("Zoë"), "sip:a@b", "");
        check("*", None, "*", "");
    }

    #[test]
    fn faults_are_noticed_and_what_was_meant_is_kept() {
        check_bad("\"open <sip:a@b>", "\"open\" <sip:a@b>");
        check_bad("Bell, A <sip:a@b>;tag=4", "\"Bell, A\" <sip:a@b>;tag=4");
        check_bad("< sip:a@b >", "<sip:a@b>");
        check_bad("sip:a@b?x=y", "<sip:a@b?x=y>");
        check_bad("\"x\" <sip:a@b>;;;", "\"x\" <sip:a@b>");
    }
}
