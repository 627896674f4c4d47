//! Bindings: what a registrar knows of one place.

use std::time::Instant;

use crate::message::Uri;
use crate::transport::Flow;

/// One place an address of record can be reached at.
#[derive(Clone, Debug, PartialEq)]
pub struct Binding {
    /// The Contact URI: the Request-URI of what is sent there.
    pub contact: Uri,
    /// Where the REGISTER came from, which is the way back through a NAT.
    pub flow: Flow,
    /// Preference in thousandths, 0 to 1000. Defaults to 1000.
    pub q: u16,
    /// When it ends.
    pub expires_at: Instant,
    /// Call-ID of the registration.
    pub call_id: String,
    /// CSeq of the registration.
    pub cseq: u32,
    /// `+sip.instance` of the client (RFC 5626); empty when it has none.
    pub instance: String,
    /// User-Agent of the client.
    pub user_agent: String,
}

/// The address of record a URI names: `user@host` with `%HH` undone and the host in lower case,
/// without port and parameters (RFC 3261 section 10.3, step 5). `None` for what is no SIP URI with
/// a user.
pub fn aor_of(uri: &Uri) -> Option<String> {
    let user = uri
        .user_decoded()
        .filter(|user| uri.is_sip() && !user.is_empty())?;
    Some(format!("{user}@{}", uri.host().to_ascii_lowercase()))
}
