//! Transactions (RFC 3261 section 17, RFC 6026).

use std::time::Duration;

/// Names a transaction of an endpoint; never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TransactionId(pub u64);

/// The base timers of RFC 3261 table 4; everything else is made of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// Round trip estimate: first retransmission after it, giving up after 64 of it. Defaults to 500 ms.
    pub t1: Duration,
    /// Longest interval between retransmissions of what is no INVITE request. Defaults to 4 s.
    pub t2: Duration,
    /// Longest time a message stays in the network. Defaults to 5 s.
    pub t4: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            t1: Duration::from_millis(500),
            t2: Duration::from_secs(4),
            t4: Duration::from_secs(5),
        }
    }
}
