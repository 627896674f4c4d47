//! Dialogs (RFC 3261 section 12): the lasting relation between two user agents.
//!
//! Made from the request and response that form one, a [`Dialog`] counts CSeq both ways, keeps
//! route set and targets, builds the requests inside it and refuses those that come out of order or
//! cross. Finding the dialog of a message is the user's, by [`DialogId`]: no dialog, 481. What is
//! said inside (calls, subscriptions) is not known here.

mod answer;
mod id;
mod pending;

pub(crate) use answer::Answer;
pub use id::DialogId;
use pending::Pending;

use crate::message::{Method, NameAddr, Request, RequestBuilder, Response, Uri};
use crate::transport::Flow;

/// One dialog: tags, CSeqs, route set and targets.
#[derive(Clone, Debug)]
pub struct Dialog {
    id: DialogId,
    local: NameAddr,
    remote: NameAddr,
    contact: NameAddr,
    remote_target: Uri,
    routes: Vec<NameAddr>,
    local_cseq: u32,
    remote_cseq: Option<u32>,
    confirmed: bool,
    flow: Flow,
    pending: Pending,
}

/// Why a request cannot be taken into its dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DialogError {
    /// Its CSeq is not above that of an earlier one: 500.
    #[error("CSeq `{number}` is not above `{last}`")]
    OutOfOrder {
        /// Its number.
        number: u32,
        /// The last one taken.
        last: u32,
    },
    /// It crosses an INVITE of ours that has no final response: 491.
    #[error("an INVITE of ours is pending")]
    Glare,
    /// It follows an INVITE of theirs that we have not answered: 500 with Retry-After.
    #[error("an INVITE of theirs is pending")]
    Overlap,
}

impl DialogError {
    /// What to answer.
    pub fn status(self) -> u16 {
        match self {
            Self::OutOfOrder { .. } | Self::Overlap => 500,
            Self::Glare => 491,
        }
    }
}

impl Dialog {
    /// Ours as the callee: from the request that makes it, the tag our responses carry, our Contact
    /// and the flow the request came over.
    pub fn uas(request: &Request, local_tag: &str, contact: NameAddr, flow: Flow) -> Self {
        let (remote, local) = (
            address(request.from()),
            address(request.to()).with_tag(local_tag),
        );
        let id = DialogId::new(
            request.call_id().as_deref(),
            Some(local_tag),
            remote.tag().as_deref(),
        );
        let remote_target = request
            .contact()
            .map_or_else(|| remote.uri.clone(), |contact| contact.uri);
        let mut pending = Pending::default();
        pending.note_theirs(request);
        Self {
            id,
            local,
            remote,
            contact,
            remote_target,
            routes: request.record_routes(),
            local_cseq: 0,
            remote_cseq: request.cseq().map(|cseq| cseq.number),
            confirmed: false,
            flow,
            pending,
        }
    }

    /// Ours as the caller: from our request and a response with a To tag (early below 200). Each To
    /// tag is a dialog of its own. `None` when the response has no To tag.
    pub fn uac(request: &Request, response: &Response, flow: Flow) -> Option<Self> {
        let (local, remote) = (address(request.from()), address(response.to()));
        let id = DialogId::new(
            request.call_id().as_deref(),
            local.tag().as_deref(),
            Some(&remote.tag()?),
        );
        let remote_target = response
            .contact()
            .map_or_else(|| request.uri.clone(), |contact| contact.uri);
        let mut routes = response.record_routes();
        routes.reverse();
        let mut pending = Pending::default();
        pending.note_ours(&request.method);
        pending.note_response(response);
        Some(Self {
            id,
            contact: address(request.contact()),
            local,
            remote,
            remote_target,
            routes,
            local_cseq: request.cseq().map_or(0, |cseq| cseq.number),
            remote_cseq: None,
            confirmed: response.is_success(),
            flow,
            pending,
        })
    }

    /// Its name.
    pub fn id(&self) -> &DialogId {
        &self.id
    }

    /// Whether a 2xx has confirmed it.
    pub fn is_confirmed(&self) -> bool {
        self.confirmed
    }

    /// Marks it as confirmed: our 2xx was sent.
    pub fn confirm(&mut self) {
        self.confirmed = true;
        self.pending.note_answer(200);
    }

    /// Begins the next request, CSeq counted up. Send it to [`Dialog::flow`]. For INVITE see first
    /// whether [`Dialog::may_invite`].
    pub fn request(&mut self, method: Method) -> RequestBuilder {
        // Wrapping would make every later request an old one; no dialog lasts 2^31 requests.
        self.local_cseq = (self.local_cseq + 1) & (u32::MAX >> 1);
        self.pending.note_ours(&method);
        self.builder(method, self.local_cseq)
    }

    /// Whether no INVITE, of ours or theirs, waits for its final response.
    pub fn may_invite(&self) -> bool {
        !self.pending.any()
    }

    /// The ACK for a 2xx to the INVITE with that CSeq number; add a body if it has to answer an
    /// offer.
    pub fn ack(&self, cseq: u32) -> RequestBuilder {
        self.builder(Method::Ack, cseq)
    }

    /// Takes a request inside the dialog: order, crossing INVITEs, target refresh. On an error
    /// answer its status. An ACK is always taken.
    pub fn handle_request(&mut self, request: &Request, flow: Flow) -> Result<(), DialogError> {
        self.flow = flow;
        if request.method == Method::Ack {
            return Ok(());
        }
        let number = request.cseq().map_or(0, |cseq| cseq.number);
        if let Some(last) = self.remote_cseq.filter(|last| number <= *last) {
            return Err(DialogError::OutOfOrder { number, last });
        }
        self.remote_cseq = Some(number);
        self.pending.check(&request.method)?;
        self.pending.note_theirs(request);
        self.refresh_target(&request.method, request.contact());
        Ok(())
    }

    /// Takes a response to a request of ours: end of a pending INVITE, target refresh, and
    /// confirmation of an early dialog, whose route set is then that of the 2xx (RFC 3261 section
    /// 13.2.2.4).
    pub fn handle_response(&mut self, response: &Response) {
        self.pending.note_response(response);
        let Some(cseq) = response.cseq().filter(|_| response.is_success()) else {
            return;
        };
        if !self.confirmed && cseq.method.forms_dialog() {
            self.confirmed = true;
            self.routes = response.record_routes();
            self.routes.reverse();
        }
        self.refresh_target(&cseq.method, response.contact());
    }

    /// A request of ours got no final response: it timed out or could not be sent.
    pub fn handle_failure(&mut self, method: &Method) {
        self.pending.note_failure(method);
    }

    /// A response of ours to their INVITE or UPDATE went out.
    pub fn handle_answer(&mut self, status: u16) {
        self.pending.note_answer(status);
        self.confirmed |= (200..300).contains(&status);
    }

    /// Where requests go: the first route, or the remote target.
    pub fn next_hop(&self) -> &Uri {
        self.routes
            .first()
            .map_or(&self.remote_target, |route| &route.uri)
    }

    /// The flow of the last message from the other side.
    pub fn flow(&self) -> Flow {
        self.flow
    }

    /// Sends over another flow from now on.
    pub fn set_flow(&mut self, flow: Flow) {
        self.flow = flow;
    }

    /// Our address, with tag: From of our requests.
    pub fn local(&self) -> &NameAddr {
        &self.local
    }

    /// The other side's address, with its tag.
    pub fn remote(&self) -> &NameAddr {
        &self.remote
    }

    /// The other side's Contact.
    pub fn remote_target(&self) -> &Uri {
        &self.remote_target
    }

    /// Our Contact.
    pub fn contact(&self) -> &NameAddr {
        &self.contact
    }

    /// CSeq of our last request.
    pub fn local_cseq(&self) -> u32 {
        self.local_cseq
    }

    /// A request with what the dialog knows (RFC 3261 section 12.2.1.1).
    fn builder(&self, method: Method, cseq: u32) -> RequestBuilder {
        let loose = self
            .routes
            .first()
            .is_none_or(|route| route.uri.params().has("lr"));
        let targeted = method.forms_dialog() || matches!(method, Method::Update | Method::Notify);
        let target = if loose {
            &self.remote_target
        } else {
            &self.routes[0].uri
        };
        let mut builder = RequestBuilder::new(method, target.clone())
            .from(&self.local)
            .to(&self.remote)
            .call_id(&self.id.call_id)
            .cseq(cseq);
        // A strict router stands in the Request-URI, and the target at the end of the Route.
        for route in self.routes.iter().skip(usize::from(!loose)) {
            builder = builder.route(route);
        }
        if !loose {
            builder = builder.route(&NameAddr::new(self.remote_target.clone()));
        }
        if targeted {
            builder.contact(&self.contact)
        } else {
            builder
        }
    }

    fn refresh_target(&mut self, method: &Method, contact: Option<NameAddr>) {
        let refreshes = method.forms_dialog() || matches!(method, Method::Update | Method::Notify);
        if let Some(contact) = contact.filter(|contact| refreshes && !contact.is_star()) {
            self.remote_target = contact.uri;
        }
    }
}

/// A header that an accepted message has; what an RFC 2543 peer left out is an unusable address.
fn address(address: Option<NameAddr>) -> NameAddr {
    address.unwrap_or_else(|| NameAddr::new(Uri::sip("", "invalid", None)))
}

#[cfg(test)]
mod tests;
