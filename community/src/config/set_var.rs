//! `setvar`: variables and Skype properties for each call of an account (001, notes of 3.3.3 and
//! 3.3.4).

use crate::name::{SkypeName, shorten};
use crate::property::{PROPERTIES, Property, did_you_mean};

/// One `setvar` line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetVar {
    /// `SKYPE_ACCOUNT_PROPERTY(property)=value`: set once, at login.
    AccountProperty {
        /// Row of the property table.
        property: &'static str,
        /// A value it takes.
        value: String,
    },
    /// `SKYPE_CALL_PROPERTY(property)=value`: set on each call.
    CallProperty {
        /// `topic` or `token`.
        property: &'static str,
        /// The value.
        value: String,
    },
    /// `NAME=value`: a channel variable of each call.
    Variable {
        /// Its name; may be a dialplan function such as `CHANNEL(language)`.
        name: String,
        /// Its value.
        value: String,
    },
}

impl SetVar {
    /// Reads `NAME=value` in the section of `user`. The error is a message and a help.
    pub(crate) fn parse(user: &SkypeName, text: &str) -> Result<Self, (String, Option<String>)> {
        let Some((name, value)) = text
            .split_once('=')
            .map(|(name, value)| (name.trim(), value.trim()))
        else {
            return Err((
                format!("`{}` sets nothing", shorten(text)),
                Some("write `NAME=value`".to_owned()),
            ));
        };
        if name.is_empty() {
            return Err(("a variable needs a name before `=`".to_owned(), None));
        }
        let value = value.to_owned();
        match call(name) {
            Some(("SKYPE_ACCOUNT_PROPERTY", property)) => {
                account_property(user, name, property, value)
            }
            Some(("SKYPE_CALL_PROPERTY", property)) => call_property(property, value),
            _ => Ok(Self::Variable {
                name: name.to_owned(),
                value,
            }),
        }
    }
}

/// `FUNCTION(argument)` taken apart, the function in upper case if it is one of ours.
fn call(name: &str) -> Option<(&'static str, &str)> {
    let (function, argument) = name.strip_suffix(')')?.split_once('(')?;
    let ours = ["SKYPE_ACCOUNT_PROPERTY", "SKYPE_CALL_PROPERTY"];
    let function = ours
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(function.trim()))?;
    Some((function, argument.trim()))
}

/// `property`, or `account,property` with the account of this section. Another account's property is
/// written on each call, as the dialplan function would.
fn account_property(
    user: &SkypeName,
    name: &str,
    argument: &str,
    value: String,
) -> Result<SetVar, (String, Option<String>)> {
    let property = match argument.split_once(',') {
        Some((account, _)) if SkypeName::parse(account.trim()).as_ref() != Ok(user) => {
            return Ok(SetVar::Variable {
                name: name.to_owned(),
                value,
            });
        }
        Some((_, property)) => property.trim(),
        None => argument,
    };
    let row = Property::find(property).map_err(|refusal| {
        let meant = did_you_mean(property, PROPERTIES.iter().map(|row| row.name));
        (refusal.to_string(), meant)
    })?;
    row.check(&value)
        .map_err(|refusal| (refusal.to_string(), None))?;
    Ok(SetVar::AccountProperty {
        property: row.name,
        value,
    })
}

/// The two properties of a call that can be written.
const CALL_PROPERTIES: [&str; 2] = ["topic", "token"];

fn call_property(property: &str, value: String) -> Result<SetVar, (String, Option<String>)> {
    match CALL_PROPERTIES
        .iter()
        .find(|known| known.eq_ignore_ascii_case(property))
    {
        Some(property) => Ok(SetVar::CallProperty { property, value }),
        None => Err((
            format!("Skype call property `{}` cannot be set", shorten(property)),
            Some("`topic` and `token` can".to_owned()),
        )),
    }
}
