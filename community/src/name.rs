//! Skype names: who a member is.
//!
//! The network of 2011 asked new members for 6 to 32 characters. Its own manual then calls people
//! `aston` and `jbond`, so here one rule serves for everybody: 2 to 32 ASCII letters, digits and
//! `_ . , -`, beginning with a letter. Two at least, because an account's default extension is its
//! name and one letter would be a special extension (`s`, `i`, `t`, `h`). A letter first, because a
//! name must never be taken for a telephone number. Case does not count: names are kept in lower
//! case.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// A valid Skype name in lower case. Cheap to clone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SkypeName(Arc<str>);

impl SkypeName {
    /// Shortest name, in characters.
    pub const MIN_LEN: usize = 2;
    /// Longest name, in characters.
    pub const MAX_LEN: usize = 32;

    /// Reads a name as a person typed it; upper case becomes lower case.
    pub fn parse(text: &str) -> Result<Self, BadName> {
        let bad = |rule| BadName {
            name: shorten(text),
            rule,
        };
        if !(Self::MIN_LEN..=Self::MAX_LEN).contains(&text.len()) {
            return Err(bad("a Skype name has 2 to 32 characters"));
        }
        if !text.starts_with(|first: char| first.is_ascii_alphabetic()) {
            return Err(bad("a Skype name begins with a letter"));
        }
        if !text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_.,-".contains(&byte))
        {
            return Err(bad("a Skype name has only letters, digits and `_ . , -`"));
        }
        Ok(Self(text.to_ascii_lowercase().into()))
    }

    /// The name, in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SkypeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // `pad` heeds the width that a table asks for.
        f.pad(&self.0)
    }
}

impl fmt::Debug for SkypeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &*self.0)
    }
}

impl Borrow<str> for SkypeName {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl FromStr for SkypeName {
    type Err = BadName;

    fn from_str(text: &str) -> Result<Self, BadName> {
        Self::parse(text)
    }
}

/// A text that is no Skype name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is not a Skype name: {rule}")]
pub struct BadName {
    /// What was given, cut to a length that can be shown.
    pub name: String,
    /// The rule it breaks.
    pub rule: &'static str,
}

/// The offending text in an error, never longer than a line.
pub(crate) fn shorten(text: &str) -> String {
    const SHOWN: usize = 64;
    let mut shown: String = text
        .chars()
        .take(SHOWN)
        .flat_map(char::escape_debug)
        .collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(
            SkypeName::parse(text).ok().as_ref().map(SkypeName::as_str),
            expected
        );
    }

    #[test]
    fn the_names_of_the_manual_are_names() {
        for name in [
            "echo123",
            "aston",
            "touser",
            "james_bond",
            "jbond",
            "a.b,c-d",
        ] {
            check(name, Some(name));
        }
    }

    #[test]
    fn case_does_not_count() {
        check("Austin_Powers", Some("austin_powers"));
    }

    #[test]
    fn numbers_special_extensions_and_addresses_are_no_names() {
        for text in [
            "",
            "s",
            "+12564286000",
            "007",
            "_x.",
            "a@b",
            "a b",
            "a&b",
            "jämes",
            "a\nb",
        ] {
            check(text, None);
        }
        check(&"a".repeat(32), Some(&"a".repeat(32)));
        check(&"a".repeat(33), None);
    }

    proptest::proptest! {
        #![proptest_config(proptest::test_runner::Config {
            failure_persistence: None,
            ..Default::default()
        })]

        #[test]
        fn any_text_is_read_or_refused_on_one_short_line(text in ".*") {
            match SkypeName::parse(&text) {
                Ok(name) => assert_eq!(name.as_str(), text.to_ascii_lowercase()),
                Err(error) => assert!(!error.to_string().contains(['\n', '\r'])),
            }
            let _ = crate::Destination::parse(&text);
            let _ = crate::Birthday::parse(&text);
            let _ = crate::AuthRule::parse(&text);
        }
    }

    #[test]
    fn an_error_shows_what_was_given_on_one_line() {
        let error = SkypeName::parse("a\r\nb").unwrap_err();
        assert_eq!(
            error.to_string(),
            "`a\\r\\nb` is not a Skype name: a Skype name has only letters, digits and `_ . , -`"
        );
    }
}
