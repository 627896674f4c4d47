//! The name of a dialog (RFC 3261 section 12).

use crate::message::{Request, Response};

/// What names a dialog, seen from our side.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DialogId {
    /// Call-ID.
    pub call_id: String,
    /// Our tag.
    pub local_tag: String,
    /// The other side's tag; empty from an RFC 2543 peer.
    pub remote_tag: String,
}

impl DialogId {
    /// The dialog a received request belongs to: its To tag is ours. `None` outside a dialog.
    pub fn of_request(request: &Request) -> Option<Self> {
        let local = request.to_tag()?;
        Some(Self::new(
            request.call_id().as_deref(),
            Some(&local),
            request.from_tag().as_deref(),
        ))
    }

    /// The dialog a received response makes or belongs to: its From tag is ours. `None` without a
    /// To tag.
    pub fn of_response(response: &Response) -> Option<Self> {
        let remote = response.to_tag()?;
        Some(Self::new(
            response.call_id().as_deref(),
            response.from_tag().as_deref(),
            Some(&remote),
        ))
    }

    /// The dialog that a Replaces header, or the one in a Refer-To URI, names (RFC 3891): its
    /// to-tag is ours.
    pub fn of_replaces(value: &str) -> Option<Self> {
        let (call_id, params) = value.split_once(';')?;
        let tag = |name: &str| {
            let mut params = params
                .split(';')
                .filter_map(|param| param.trim().split_once('='));
            params
                .find(|(found, _)| found.eq_ignore_ascii_case(name))
                .map(|(_, tag)| tag.to_owned())
        };
        let (local, remote) = (tag("to-tag")?, tag("from-tag")?);
        Some(Self::new(Some(call_id.trim()), Some(&local), Some(&remote)))
    }

    pub(super) fn new(
        call_id: Option<&str>,
        local_tag: Option<&str>,
        remote_tag: Option<&str>,
    ) -> Self {
        let text = |part: Option<&str>| part.unwrap_or_default().to_owned();
        Self {
            call_id: text(call_id),
            local_tag: text(local_tag),
            remote_tag: text(remote_tag),
        }
    }
}
