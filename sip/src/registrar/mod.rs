//! Registrar (RFC 3261 section 10): where an address of record can be reached now.

use std::time::{Duration, Instant};

use crate::message::{Request, Response, Uri};
use crate::transport::{ConnectionId, Flow};

/// Bounds of registrations.
#[derive(Clone, Debug)]
pub struct RegistrarConfig {
    /// Shortest lifetime; less gets 423. Defaults to 30 s.
    pub min_expires: Duration,
    /// Longest lifetime; more is cut. Defaults to 3600 s.
    pub max_expires: Duration,
    /// Lifetime when none is asked for. Defaults to 3600 s.
    pub default_expires: Duration,
    /// Bindings of one address of record. Defaults to 10.
    pub max_bindings: usize,
}

impl Default for RegistrarConfig {
    fn default() -> Self {
        unimplemented!()
    }
}

/// One place an address of record can be reached at.
#[derive(Clone, Debug, PartialEq)]
pub struct Binding {
    /// The Contact URI: the Request-URI of what is sent there.
    pub contact: Uri,
    /// Where the REGISTER came from, which is the way back through a NAT.
    pub flow: Flow,
    /// Preference in thousandths.
    pub q: u16,
    /// When it ends.
    pub expires_at: Instant,
    /// Call-ID of the registration.
    pub call_id: String,
    /// CSeq of the registration.
    pub cseq: u32,
    /// User-Agent of the client.
    pub user_agent: String,
}

/// Why a REGISTER is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegisterError {
    /// 423.
    #[error("lifetime of {asked} s is shorter than {min} s")]
    TooBrief {
        /// Seconds asked for.
        asked: u32,
        /// Shortest lifetime in seconds.
        min: u32,
    },
    /// 400.
    #[error("Contact `*` needs Expires 0 and no other Contact")]
    BadStar,
    /// 400.
    #[error("Contact `{contact}` is no SIP URI")]
    BadContact {
        /// The Contact URI.
        contact: String,
    },
    /// 500: an older request came late.
    #[error("CSeq {cseq} is not above that of the binding")]
    OutOfOrder {
        /// Its number.
        cseq: u32,
    },
    /// 403.
    #[error("more than {max} bindings")]
    TooMany {
        /// Most bindings.
        max: usize,
    },
}

/// A change nobody asked for in a REGISTER just handled, or did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegistrarEvent {
    /// The first binding of an address of record came.
    Registered {
        /// The address of record.
        aor: String,
    },
    /// The last binding went.
    Unregistered {
        /// The address of record.
        aor: String,
    },
}

/// All bindings.
#[derive(Debug)]
pub struct Registrar {}

#[expect(unused_variables, reason = "signatures first")]
impl Registrar {
    /// An empty registrar.
    pub fn new(config: RegistrarConfig) -> Self {
        unimplemented!()
    }
    /// Takes a REGISTER for `aor`, all of it or nothing, and gives the 200 with the bindings, or the refusal.
    pub fn handle_register(
        &mut self,
        now: Instant,
        aor: &str,
        request: &Request,
        flow: Flow,
    ) -> Response {
        unimplemented!()
    }
    /// The live bindings, highest q first, then the newest.
    pub fn bindings(&self, now: Instant, aor: &str) -> Vec<Binding> {
        unimplemented!()
    }
    /// Takes all bindings of `aor` away.
    pub fn remove(&mut self, aor: &str) {
        unimplemented!()
    }
    /// Takes the bindings behind a connection away.
    pub fn handle_connection_closed(&mut self, connection: ConnectionId) {
        unimplemented!()
    }
    /// Ends what has expired.
    pub fn handle_timeout(&mut self, now: Instant) {
        unimplemented!()
    }
    /// When the next binding expires.
    pub fn poll_timeout(&self) -> Option<Instant> {
        unimplemented!()
    }
    /// What changed.
    pub fn poll_event(&mut self) -> Option<RegistrarEvent> {
        unimplemented!()
    }
}
