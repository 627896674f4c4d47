//! The login status of an account: the eight values of the manual (001, 3.3.4).

use std::fmt;

/// How far an account's login by the switch has come. Lives in memory only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum AccountStatus {
    /// Not logged in.
    #[default]
    LoggedOut,
    /// Not logged in, and the password is known.
    LoggedOutAndPasswordSaved,
    /// Finding the network.
    ConnectingToP2pNetwork,
    /// Finding the login server.
    ConnectingToServer,
    /// The password is being checked.
    LoggingIn,
    /// The profile and the buddy list are being fetched.
    Initializing,
    /// Logged in.
    LoggedIn,
    /// Leaving.
    LoggingOut,
}

/// Each value with the manual's spelling.
const TEXTS: [(AccountStatus, &str); 8] = [
    (AccountStatus::LoggedOut, "Logged Out"),
    (
        AccountStatus::LoggedOutAndPasswordSaved,
        "Logged Out and Password Saved",
    ),
    (
        AccountStatus::ConnectingToP2pNetwork,
        "Connecting to P2P Network",
    ),
    (AccountStatus::ConnectingToServer, "Connecting to Server"),
    (AccountStatus::LoggingIn, "Logging In"),
    (AccountStatus::Initializing, "Initializing"),
    (AccountStatus::LoggedIn, "Logged In"),
    (AccountStatus::LoggingOut, "Logging Out"),
];

impl AccountStatus {
    /// All eight, in the manual's order.
    pub fn all() -> impl Iterator<Item = Self> {
        TEXTS.iter().map(|(value, _)| *value)
    }

    /// Reads the manual's spelling; case does not count.
    pub fn parse(text: &str) -> Option<Self> {
        TEXTS
            .iter()
            .find(|(_, name)| name.eq_ignore_ascii_case(text))
            .map(|(value, _)| *value)
    }

    /// The manual's spelling.
    pub fn as_str(self) -> &'static str {
        TEXTS
            .iter()
            .find(|(value, _)| *value == self)
            .map_or("Logged Out", |(_, name)| name)
    }

    /// Whether a login has begun and not ended.
    pub fn is_connecting(self) -> bool {
        matches!(
            self,
            Self::ConnectingToP2pNetwork
                | Self::ConnectingToServer
                | Self::LoggingIn
                | Self::Initializing
        )
    }
}

impl fmt::Display for AccountStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_reads_back_from_its_text() {
        assert_eq!(AccountStatus::all().count(), 8);
        for status in AccountStatus::all() {
            assert_eq!(AccountStatus::parse(status.as_str()), Some(status));
        }
        assert_eq!(AccountStatus::parse("Logged Off"), None);
    }
}
