//! Device states as Asterisk names them, as far as presence can cause them.

/// What a hint of the `Skype:` provider reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeviceState {
    /// Nothing is known: no such account, or no right to see it.
    Unknown,
    /// There and free.
    NotInUse,
    /// There and occupied; another call can still ring.
    InUse,
    /// There, and must not be called.
    Busy,
    /// Not there.
    Unavailable,
}

impl DeviceState {
    /// What `DEVICE_STATE()` returns.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "UNKNOWN",
            Self::NotInUse => "NOT_INUSE",
            Self::InUse => "INUSE",
            Self::Busy => "BUSY",
            Self::Unavailable => "UNAVAILABLE",
        }
    }
}
