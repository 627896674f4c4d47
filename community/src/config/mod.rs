//! `chan_skype.conf` (001, 3.1): text in, a configuration and findings out. No file is opened here.
//!
//! The format is Asterisk's: `[section]`, `key = value` or `key => value`, `;` comments and
//! `;-- … --;` blocks, templates `[name](!)` and `[name](base)`. Left out on purpose: `#include`,
//! which is reported. A wrong value is an error; the default then stands in its place, so that one
//! typing error does not hide the next.

mod codecs;
mod finding;
mod general;
mod lines;
mod options;
mod read;
mod set_var;
mod user;
mod values;

#[cfg(test)]
mod tests;

pub use codecs::{CODECS, Codec};
pub use finding::{Finding, FindingKind, Severity};
pub use general::General;
pub use options::{OPTIONS, SkypeOption, Where};
pub use read::read;
pub use set_var::SetVar;
pub use user::{Direction, User};

/// All of `chan_skype.conf`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SkypeConfig {
    /// The section `[general]`.
    pub general: General,
    /// One a `[<username>]` section, in the order of the file.
    pub users: Vec<User>,
}

impl SkypeConfig {
    /// The user of that name.
    pub fn user(&self, name: &crate::SkypeName) -> Option<&User> {
        self.users.iter().find(|user| user.name == *name)
    }
}
