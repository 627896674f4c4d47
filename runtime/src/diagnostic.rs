//! Diagnostics: the kinds of mistake there are, and where one was made.

/// A kind of mistake. Its text form, `E0312`, is what `skyplan explain` takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Code {
    /// `E0302`: an argument has a value it cannot have.
    BadArgument,
    /// `E0311`: a Skype property on a channel that has no Skype call.
    NotSkype,
    /// `E0312`: no such Skype property.
    UnknownProperty,
    /// `E0313`: a property that can be read only.
    ReadOnly,
    /// `E0314`: no such account.
    UnknownAccount,
    /// `E0321`: `Goto` and its like into nowhere.
    NoSuchExtension,
}
