//! `setvar`: variables and Skype properties for each call of an account (001, notes of 3.3.3 and
//! 3.3.4).

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
