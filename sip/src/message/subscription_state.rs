//! Subscription-State of a NOTIFY (RFC 6665 section 4.1.3).

use std::fmt;
use std::time::Duration;

use super::grammar::{lossy, trim};
use super::params::Params;

/// What a NOTIFY says of its subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubscriptionState {
    /// Accepted, and valid for that long.
    Active {
        /// Time left, whole seconds on the wire.
        expires: Duration,
    },
    /// Received, while the policy has not decided.
    Pending {
        /// Time left, whole seconds on the wire.
        expires: Duration,
    },
    /// Over.
    Terminated {
        /// `deactivated`, `probation`, `rejected`, `timeout`, `giveup`, `noresource` or
        /// `invariant`.
        reason: String,
    },
}

impl SubscriptionState {
    /// An ended subscription.
    pub fn terminated(reason: &str) -> Self {
        Self::Terminated {
            reason: reason.to_owned(),
        }
    }

    /// Whether it is over.
    pub fn is_terminated(&self) -> bool {
        matches!(self, Self::Terminated { .. })
    }

    pub(crate) fn read(value: &[u8]) -> Option<Self> {
        let end = value
            .iter()
            .position(|&byte| byte == b';')
            .unwrap_or(value.len());
        let params = Params::read(&value[end..]).0;
        let expires = params
            .get("expires")
            .and_then(|text| text.parse().ok())
            .map_or(Duration::ZERO, Duration::from_secs);
        match lossy(trim(&value[..end])).to_ascii_lowercase().as_str() {
            "active" => Some(Self::Active { expires }),
            "pending" => Some(Self::Pending { expires }),
            "terminated" => Some(Self::terminated(&params.get("reason").unwrap_or_default())),
            _ => None,
        }
    }
}

impl fmt::Display for SubscriptionState {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Active { expires } => write!(out, "active;expires={}", expires.as_secs()),
            Self::Pending { expires } => write!(out, "pending;expires={}", expires.as_secs()),
            Self::Terminated { reason } if reason.is_empty() => out.write_str("terminated"),
            Self::Terminated { reason } => {
                let mut params = Params::default();
                params.set("reason", Some(reason));
                write!(out, "terminated{params}")
            }
        }
    }
}
