//! Where a call or a buddy entry points: a member, or a telephone number (SkypeOut).

use std::fmt;
use std::sync::Arc;

use crate::name::{BadName, SkypeName, shorten};

/// A telephone number in international form: `+` and 3 to 15 digits (E.164 allows 15 at most).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PhoneNumber(Arc<str>);

impl PhoneNumber {
    /// Reads `+` and digits; nothing else, not even spaces, because numbers are compared as text.
    pub fn parse(text: &str) -> Result<Self, BadName> {
        let digits = text.strip_prefix('+').unwrap_or_default();
        if (3..=15).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && !digits.starts_with('0')
        {
            return Ok(Self(text.into()));
        }
        Err(BadName {
            name: shorten(text),
            rule: "a number is `+`, a country code and up to 15 digits in all",
        })
    }

    /// The number with its `+`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A member of the community, or a number outside it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Destination {
    /// Somebody with a Skype name.
    Member(SkypeName),
    /// A telephone, reached over SkypeOut.
    Number(PhoneNumber),
}

impl Destination {
    /// Reads a Skype name or a +E.164 number.
    pub fn parse(text: &str) -> Result<Self, BadName> {
        if text.starts_with('+') {
            return PhoneNumber::parse(text).map(Self::Number);
        }
        SkypeName::parse(text).map(Self::Member)
    }

    /// The text that `parse` reads.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Member(name) => name.as_str(),
            Self::Number(number) => number.as_str(),
        }
    }

    /// The member, if it is one.
    pub fn member(&self) -> Option<&SkypeName> {
        match self {
            Self::Member(name) => Some(name),
            Self::Number(_) => None,
        }
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<SkypeName> for Destination {
    fn from(name: SkypeName) -> Self {
        Self::Member(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, kind: &str) {
        let found = match Destination::parse(text) {
            Ok(Destination::Member(_)) => "member",
            Ok(Destination::Number(_)) => "number",
            Err(_) => "neither",
        };
        assert_eq!(found, kind, "{text}");
    }

    #[test]
    fn a_plus_makes_a_number_and_a_letter_a_member() {
        check("+12564286000", "number");
        check("austin_powers", "member");
    }

    #[test]
    fn numbers_without_country_code_or_too_long_are_neither() {
        for text in [
            "12564286000",
            "+0256428600",
            "+12",
            "+1234567890123456",
            "+1256-428",
            "+",
            "",
        ] {
            check(text, "neither");
        }
    }
}
