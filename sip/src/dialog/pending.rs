//! INVITEs and UPDATEs that wait for an answer, and what may not cross them (RFC 3261 section 14,
//! RFC 3311 section 5.2).

use super::DialogError;
use crate::message::{Method, Request, Response};

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pending {
    our_invite: bool,
    our_update: bool,
    their_invite: bool,
    their_update: bool,
}

impl Pending {
    /// Whether a request of theirs may be taken now.
    pub(super) fn check(&self, method: &Method) -> Result<(), DialogError> {
        match method {
            Method::Invite if self.their_invite => Err(DialogError::Overlap),
            Method::Invite if self.our_invite || self.our_update => Err(DialogError::Glare),
            Method::Update if self.their_update => Err(DialogError::Overlap),
            Method::Update if self.our_update => Err(DialogError::Glare),
            _ => Ok(()),
        }
    }

    pub(super) fn any(&self) -> bool {
        self.our_invite || self.their_invite
    }

    pub(super) fn note_ours(&mut self, method: &Method) {
        match method {
            Method::Invite => self.our_invite = true,
            Method::Update => self.our_update = true,
            _ => {}
        }
    }

    pub(super) fn note_theirs(&mut self, request: &Request) {
        match request.method {
            Method::Invite => self.their_invite = true,
            Method::Update => self.their_update = true,
            _ => {}
        }
    }

    /// A response to a request of ours.
    pub(super) fn note_response(&mut self, response: &Response) {
        if response.is_provisional() {
            return;
        }
        if let Some(method) = response.cseq_method() {
            self.note_failure(&method);
        }
    }

    /// A request of ours is over.
    pub(super) fn note_failure(&mut self, method: &Method) {
        match method {
            Method::Invite => self.our_invite = false,
            Method::Update => self.our_update = false,
            _ => {}
        }
    }

    /// Our response to theirs. An UPDATE is answered at once, so a final response ends whatever
    /// waits.
    pub(super) fn note_answer(&mut self, status: u16) {
        if status >= 200 {
            if self.their_update {
                self.their_update = false;
            } else {
                self.their_invite = false;
            }
        }
    }
}
