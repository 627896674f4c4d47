//! `SKYPE_ACCOUNT_PROPERTY`: the table of the manual (001, 3.3.4), one row a property.
//!
//! The rows are read by the dialplan function, by the manager action, by `setvar` in
//! `chan_skype.conf` and by the store, which keeps each written property under its name.

use crate::account::Account;
use crate::account_status::AccountStatus;
use crate::availability::Availability;
use crate::name::shorten;
use crate::profile::{Birthday, Gender, Profile};
use crate::refusal::Refusal;

/// One row of the table.
#[derive(Debug)]
pub struct Property {
    /// The manual's spelling.
    pub name: &'static str,
    /// Whether it can be written.
    pub access: Access,
    /// One sentence.
    pub doc: &'static str,
    /// The values, as the manual gives them.
    pub values: &'static str,
    /// Where it lives.
    kind: Kind,
}

/// RO or RW.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// `RO`
    ReadOnly,
    /// `RW`
    ReadWrite,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Currency,
    Balance,
    Text {
        limit: usize,
        get: fn(&Profile) -> &String,
        field: fn(&mut Profile) -> &mut String,
    },
    Birthday,
    Gender,
    Status,
    Availability,
}

/// An account as the table reads it: what is on disk, and what its owner sees of its presence.
#[derive(Debug, Clone)]
pub struct AccountView<'a> {
    /// The account.
    pub account: &'a Account,
    /// How far the switch's login has come.
    pub status: AccountStatus,
    /// The availability as its owner sees it: `Invisible` is `Invisible`.
    pub availability: Availability,
}

impl Property {
    /// The row of that name. Case does not count, as in Asterisk.
    pub fn find(name: &str) -> Result<&'static Self, Refusal> {
        PROPERTIES
            .iter()
            .find(|row| row.name.eq_ignore_ascii_case(name))
            .ok_or_else(|| Refusal::UnknownProperty {
                property: shorten(name),
                suggestion: nearest(name, PROPERTIES.iter().map(|row| row.name)),
            })
    }

    /// The value as a script reads it. What is not told reads as the empty text.
    pub fn read(&self, view: &AccountView<'_>) -> String {
        match self.kind {
            Kind::Currency => view.account.credit.currency.as_str().to_owned(),
            Kind::Balance => view.account.credit.balance.to_string(),
            Kind::Status => view.status.as_str().to_owned(),
            Kind::Availability => view.availability.as_str().to_owned(),
            Kind::Text { .. } | Kind::Birthday | Kind::Gender => {
                self.read_profile(&view.account.profile)
            }
        }
    }

    /// The value in a profile: what a caller shows of herself. Empty for the rows that are not part
    /// of a profile.
    pub fn read_profile(&self, profile: &Profile) -> String {
        match self.kind {
            Kind::Text { get, .. } => get(profile).clone(),
            Kind::Birthday => profile
                .birthday
                .map(|date| date.to_string())
                .unwrap_or_default(),
            Kind::Gender => profile
                .gender
                .map(|gender| gender.to_string())
                .unwrap_or_default(),
            Kind::Currency | Kind::Balance | Kind::Status | Kind::Availability => String::new(),
        }
    }

    /// Whether the value can be written; the error says what would be right. An empty text takes
    /// back what was told, except for the status and the availability.
    pub fn check(&self, value: &str) -> Result<(), Refusal> {
        let fits = match self.kind {
            Kind::Currency | Kind::Balance => {
                return Err(Refusal::ReadOnlyProperty {
                    property: self.name,
                });
            }
            Kind::Text { limit, .. } => {
                value.len() <= limit && !value.chars().any(char::is_control)
            }
            Kind::Birthday => value.is_empty() || Birthday::parse(value).is_some(),
            Kind::Gender => value.is_empty() || Gender::parse(value).is_some(),
            Kind::Status => AccountStatus::parse(value).is_some(),
            Kind::Availability => Availability::parse(value).is_some(),
        };
        if fits {
            return Ok(());
        }
        Err(Refusal::BadValue {
            property: self.name,
            value: shorten(value),
            expected: self.values,
        })
    }

    /// Whether the value outlives a restart. The status does not: after a restart the switch logs
    /// in anew.
    pub fn is_durable(&self) -> bool {
        !matches!(self.kind, Kind::Status)
    }

    /// Writes a checked value into the account. The status is not part of it.
    pub(crate) fn write(&self, account: &mut Account, value: &str) {
        match self.kind {
            Kind::Text { field, .. } => value.clone_into(field(&mut account.profile)),
            Kind::Birthday => account.profile.birthday = Birthday::parse(value),
            Kind::Gender => account.profile.gender = Gender::parse(value),
            Kind::Availability => account.chosen = Availability::parse(value),
            Kind::Currency | Kind::Balance | Kind::Status => {}
        }
    }
}

/// The help of a misspelt word.
pub(crate) fn did_you_mean<'a>(
    word: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<String> {
    nearest(word, candidates).map(|meant| format!("did you mean `{meant}`?"))
}

/// The candidate that a person most likely meant: at most a third of its letters are wrong.
pub(crate) fn nearest<'a>(
    word: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    if word.len() > 64 {
        return None;
    }
    let word = word.to_ascii_lowercase();
    candidates
        .map(|candidate| {
            (
                strsim::damerau_levenshtein(&word, &candidate.to_ascii_lowercase()),
                candidate,
            )
        })
        .filter(|(distance, candidate)| *distance <= candidate.len().div_ceil(3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Longest ordinary text, in bytes.
const LINE: usize = 256;
/// Longest `about`, in bytes.
const PARAGRAPH: usize = 4096;

/// A row of the profile that is named as its field.
macro_rules! text {
    ($field:ident, $limit:ident, $doc:literal) => {
        Property {
            name: stringify!($field),
            access: Access::ReadWrite,
            doc: $doc,
            values: if $limit == LINE {
                "a line of at most 256 bytes"
            } else {
                "a line of at most 4096 bytes"
            },
            kind: Kind::Text {
                limit: $limit,
                get: |profile| &profile.$field,
                field: |profile| &mut profile.$field,
            },
        }
    };
}

/// The table, in the manual's order.
pub static PROPERTIES: &[Property] = &[
    Property {
        name: "skypeout_currency",
        access: Access::ReadOnly,
        doc: "Currency of the Skype Credit balance, such as USD or EUR.",
        values: "three letters",
        kind: Kind::Currency,
    },
    Property {
        name: "skypeout_balance",
        access: Access::ReadOnly,
        doc: "Skype Credit balance in cents: 4500 in EUR is 45.00 EUR.",
        values: "a whole number",
        kind: Kind::Balance,
    },
    text!(fullname, LINE, "Full name."),
    text!(country, LINE, "Country."),
    text!(province, LINE, "Province or state."),
    text!(city, LINE, "City."),
    text!(phone_home, LINE, "Home telephone."),
    text!(phone_office, LINE, "Office telephone."),
    text!(phone_mobile, LINE, "Mobile telephone."),
    text!(email, LINE, "Address of electronic mail."),
    text!(homepage, LINE, "Address of a web page."),
    text!(about, PARAGRAPH, "A few sentences about the person."),
    Property {
        name: "birthday",
        access: Access::ReadWrite,
        doc: "Birthday.",
        values: "a date as yyyymmdd",
        kind: Kind::Birthday,
    },
    Property {
        name: "gender",
        access: Access::ReadWrite,
        doc: "Gender.",
        values: "1 (male) or 2 (female)",
        kind: Kind::Gender,
    },
    Property {
        name: "status",
        access: Access::ReadWrite,
        doc: "How far the switch's login to this account has come.",
        values: "Logged Out, Logged Out and Password Saved, Connecting to P2P Network, Connecting to \
                 Server, Logging In, Initializing, Logged In or Logging Out",
        kind: Kind::Status,
    },
    text!(mood_text, LINE, "The mood message that buddies see."),
    Property {
        name: "availability",
        access: Access::ReadWrite,
        doc: "Availability as the person herself sees it.",
        values: "Unknown, Offline, Online, Away, Not Available, Do Not Disturb, Invisible, Skype Me or \
                 Connecting",
        kind: Kind::Availability,
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ha1::Ha1;
    use crate::name::SkypeName;
    use crate::timestamp::Timestamp;

    fn account() -> Account {
        let name = SkypeName::parse("aston").unwrap();
        let ha1 = Ha1::new("aston", "example.org", "secret").unwrap();
        Account::new(name, ha1, Timestamp(0))
    }

    fn round_trip(property: &str, value: &str) -> Result<String, Refusal> {
        let row = Property::find(property)?;
        row.check(value)?;
        let mut account = account();
        row.write(&mut account, value);
        let availability = account.chosen.unwrap_or_default();
        let view = AccountView {
            account: &account,
            status: AccountStatus::LoggedOut,
            availability,
        };
        Ok(row.read(&view))
    }

    #[track_caller]
    fn check(property: &str, value: &str) {
        assert_eq!(round_trip(property, value).as_deref(), Ok(value));
    }

    #[track_caller]
    fn check_refused(property: &str, value: &str, expected: &str) {
        assert_eq!(
            round_trip(property, value).unwrap_err().to_string(),
            expected
        );
    }

    #[test]
    fn the_table_has_the_seventeen_rows_of_the_manual() {
        let names: Vec<_> = PROPERTIES.iter().map(|row| row.name).collect();
        assert_eq!(
            names.join(" "),
            "skypeout_currency skypeout_balance fullname country province city phone_home phone_office \
             phone_mobile email homepage about birthday gender status mood_text availability"
        );
    }

    #[test]
    fn what_was_written_is_read() {
        for row in PROPERTIES
            .iter()
            .filter(|row| matches!(row.kind, Kind::Text { .. }))
        {
            check(row.name, "Ünïcode, 'quotes' & more");
        }
        check("birthday", "19450328");
        check("gender", "2");
        check("fullname", "");
        check("birthday", "");
        for value in Availability::all() {
            check("availability", value.as_str());
        }
    }

    #[test]
    fn wrong_values_are_refused_with_the_right_ones() {
        check_refused(
            "gender",
            "male",
            "`male` is not a value of Skype account property `gender`: expected 1 (male) or 2 (female)",
        );
        check_refused(
            "birthday",
            "1945-03-28",
            "`1945-03-28` is not a value of Skype account property `birthday`: expected a date as yyyymmdd",
        );
        check_refused(
            "skypeout_balance",
            "1",
            "Skype account property `skypeout_balance` is read-only",
        );
        check_refused("colour", "red", "unknown Skype account property `colour`");
        assert!(round_trip("mood_text", &"x".repeat(257)).is_err());
        assert!(round_trip("city", "a\nb").is_err());
        assert!(round_trip("status", "Asleep").is_err());
    }

    #[track_caller]
    fn check_nearest(word: &str, expected: Option<&str>) {
        assert_eq!(
            nearest(word, PROPERTIES.iter().map(|row| row.name)),
            expected
        );
    }

    #[test]
    fn a_misspelt_property_has_a_suggestion() {
        check_nearest("fulname", Some("fullname"));
        check_nearest("Phone_Mobil", Some("phone_mobile"));
        check_nearest("xyzzy", None);
    }
}
