//! Dialogs (RFC 3261 section 12): the lasting relation between two user agents.

use crate::message::{Method, NameAddr, Request, RequestBuilder, Response, Uri};
use crate::transport::Flow;

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

#[expect(unused_variables, reason = "signatures first")]
impl DialogId {
    /// The dialog a received request belongs to: its To tag is ours. `None` outside a dialog.
    pub fn of_request(request: &Request) -> Option<Self> {
        unimplemented!()
    }
    /// The dialog a received response makes or belongs to: its From tag is ours.
    pub fn of_response(response: &Response) -> Option<Self> {
        unimplemented!()
    }
}

/// Why a request cannot be taken into its dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DialogError {
    /// Its CSeq is lower than that of an earlier one: 500.
    #[error("CSeq {number} is not above {last}")]
    OutOfOrder {
        /// Its number.
        number: u32,
        /// The last one taken.
        last: u32,
    },
    /// It crosses an INVITE of ours that has no final response: 491.
    #[error("an INVITE of ours is pending")]
    Glare,
    /// It crosses an INVITE of theirs that we have not answered: 500 with Retry-After.
    #[error("an INVITE of theirs is pending")]
    Overlap,
}

impl DialogError {
    /// What to answer.
    pub fn status(self) -> u16 {
        unimplemented!()
    }
}

/// One dialog: tags, CSeqs, route set and targets.
#[derive(Clone, Debug)]
pub struct Dialog {}

#[expect(unused_variables, reason = "signatures first")]
impl Dialog {
    /// Ours as the callee: from the request that makes it, the tag our responses carry, our Contact
    /// and the flow the request came over.
    pub fn uas(request: &Request, local_tag: &str, contact: NameAddr, flow: Flow) -> Self {
        unimplemented!()
    }
    /// Ours as the caller: from our request and a response with a To tag (early below 200). Each To tag is a
    /// dialog of its own. `None` when the response has no To tag.
    pub fn uac(request: &Request, response: &Response, flow: Flow) -> Option<Self> {
        unimplemented!()
    }
    /// Its name.
    pub fn id(&self) -> &DialogId {
        unimplemented!()
    }
    /// Whether a 2xx has confirmed it.
    pub fn is_confirmed(&self) -> bool {
        unimplemented!()
    }
    /// Marks it as confirmed (our 2xx was sent).
    pub fn confirm(&mut self) {
        unimplemented!()
    }
    /// Begins the next request, CSeq counted up. Send it to [`Dialog::flow`].
    pub fn request(&mut self, method: Method) -> RequestBuilder {
        unimplemented!()
    }
    /// The ACK for a 2xx to the INVITE with that CSeq number; add a body if it has to answer an offer.
    pub fn ack(&self, cseq: u32) -> RequestBuilder {
        unimplemented!()
    }
    /// Takes a request inside the dialog: order, crossing INVITEs, target refresh. On an error answer its status.
    pub fn handle_request(&mut self, request: &Request, flow: Flow) -> Result<(), DialogError> {
        unimplemented!()
    }
    /// Takes a response to a request of ours inside the dialog: target refresh, end of a pending INVITE.
    pub fn handle_response(&mut self, response: &Response) {
        unimplemented!()
    }
    /// Our final response to their INVITE went out.
    pub fn handle_answer(&mut self, status: u16) {
        unimplemented!()
    }
    /// Where requests go: the first route, or the remote target.
    pub fn next_hop(&self) -> &Uri {
        unimplemented!()
    }
    /// The flow of the last message from the other side.
    pub fn flow(&self) -> Flow {
        unimplemented!()
    }
    /// Sends over another flow from now on.
    pub fn set_flow(&mut self, flow: Flow) {
        unimplemented!()
    }
    /// Our address: From of our requests.
    pub fn local(&self) -> &NameAddr {
        unimplemented!()
    }
    /// The other side's address.
    pub fn remote(&self) -> &NameAddr {
        unimplemented!()
    }
    /// The other side's Contact.
    pub fn remote_target(&self) -> &Uri {
        unimplemented!()
    }
    /// Our Contact.
    pub fn contact(&self) -> &NameAddr {
        unimplemented!()
    }
}
