//! Event: package, and what tells several subscriptions of one dialog apart (RFC 6665 section
//! 8.2.1).

use std::fmt;

use super::grammar::{all_token, lossy, trim};
use super::params::Params;

/// An event package as named in an Event header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventPackage {
    /// `presence`, `dialog`, `refer`, …, templates included (`presence.winfo`).
    pub package: String,
    /// Parameters, `id` among them.
    pub params: Params,
}

impl EventPackage {
    /// The package without parameters.
    pub fn new(package: &str) -> Self {
        Self {
            package: package.to_owned(),
            params: Params::default(),
        }
    }

    /// The `id` parameter.
    pub fn id(&self) -> Option<String> {
        self.params.get("id").map(|id| id.into_owned())
    }

    pub(crate) fn read(value: &[u8]) -> Option<Self> {
        let end = value
            .iter()
            .position(|&byte| byte == b';')
            .unwrap_or(value.len());
        let package = trim(&value[..end]);
        all_token(package).then(|| Self {
            package: lossy(package),
            params: Params::read(&value[end..]).0,
        })
    }
}

impl fmt::Display for EventPackage {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}{}", self.package, self.params)
    }
}
