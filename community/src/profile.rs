//! The profile of a person: what the manual's property tables list (001, 3.3.1, 3.3.3, 3.3.4).

use std::fmt;

/// What a person tells others about herself. An empty text means: not told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Profile {
    /// Full name, as shown in buddy lists.
    pub fullname: String,
    /// Country.
    pub country: String,
    /// Province or state.
    pub province: String,
    /// City.
    pub city: String,
    /// Home telephone, as the person writes it.
    pub phone_home: String,
    /// Office telephone.
    pub phone_office: String,
    /// Mobile telephone.
    pub phone_mobile: String,
    /// Address of electronic mail.
    pub email: String,
    /// Address of a web page.
    pub homepage: String,
    /// A few sentences.
    pub about: String,
    /// Birthday.
    pub birthday: Option<Birthday>,
    /// Gender.
    pub gender: Option<Gender>,
    /// The mood message shown to buddies.
    pub mood_text: String,
}

/// A calendar date between the years 1800 and 9999, kept as `yyyymmdd`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Birthday(u32);

impl Birthday {
    /// Reads eight digits that are a date of the Gregorian calendar.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let number: u32 = text.parse().ok()?;
        let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
        let valid =
            year >= 1800 && (1..=12).contains(&month) && (1..=days(year, month)).contains(&day);
        valid.then_some(Self(number))
    }
}

impl fmt::Display for Birthday {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08}", self.0)
    }
}

fn days(year: u32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        _ => 31,
    }
}

/// The manual's two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Gender {
    /// `1`
    Male,
    /// `2`
    Female,
}

impl Gender {
    /// Reads `1` or `2`.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "1" => Some(Self::Male),
            "2" => Some(Self::Female),
            _ => None,
        }
    }
}

impl fmt::Display for Gender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Male => "1",
            Self::Female => "2",
        })
    }
}

/// Who may read a profile. One policy for everybody, for now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Privacy {
    /// Every member whom the owner has not blocked.
    #[default]
    Everyone,
    /// Only members whom the owner has authorized; others see the full name.
    Buddies,
}

/// What the owner has decided about the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// The owner reads her own profile.
    Owner,
    /// The owner has authorized the reader.
    Authorized,
    /// The owner has not decided, or denied.
    Stranger,
    /// The owner has blocked the reader.
    Blocked,
}

/// The part of a profile that a reader may see.
pub fn visible_profile(profile: &Profile, privacy: Privacy, reader: Reader) -> Profile {
    match (reader, privacy) {
        (Reader::Owner | Reader::Authorized, _) | (Reader::Stranger, Privacy::Everyone) => {
            profile.clone()
        }
        (Reader::Stranger, Privacy::Buddies) => Profile {
            fullname: profile.fullname.clone(),
            ..Profile::default()
        },
        (Reader::Blocked, _) => Profile::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, valid: bool) {
        let date = Birthday::parse(text);
        assert_eq!(date.is_some(), valid, "{text}");
        assert!(date.is_none_or(|date| date.to_string() == text));
    }

    #[test]
    fn a_birthday_is_a_date() {
        check("19450328", true);
        check("20000229", true);
        check("19000229", false);
        check("19450431", false);
        check("19451301", false);
        check("19450300", false);
        check("450328", false);
        check("1945-3-8", false);
        check("+9450328", false);
    }

    #[track_caller]
    fn check_reader(privacy: Privacy, reader: Reader, expected: &str) {
        let profile = Profile {
            fullname: "James".into(),
            city: "London".into(),
            ..Profile::default()
        };
        let seen = visible_profile(&profile, privacy, reader);
        assert_eq!(format!("{}/{}", seen.fullname, seen.city), expected);
    }

    #[test]
    fn strangers_see_what_the_policy_allows_and_blocked_people_nothing() {
        check_reader(Privacy::Everyone, Reader::Stranger, "James/London");
        check_reader(Privacy::Buddies, Reader::Stranger, "James/");
        check_reader(Privacy::Buddies, Reader::Authorized, "James/London");
        check_reader(Privacy::Buddies, Reader::Owner, "James/London");
        check_reader(Privacy::Everyone, Reader::Blocked, "/");
    }
}
