//! Which transaction a message belongs to (RFC 3261 sections 17.1.3, 17.2.3 and 8.2.2.2).

use crate::message::{Method, Request, Response, Via};

/// Names a server transaction. Two requests with the same key are one request, sent twice.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ServerKey(String);

impl ServerKey {
    /// The key of `request`, whose topmost Via is `via`.
    pub(crate) fn of(request: &Request, via: &Via) -> Self {
        Self::with_method(request, via, &request.method)
    }

    /// The key of the INVITE that an ACK or CANCEL belongs to.
    pub(crate) fn of_invite(request: &Request, via: &Via) -> Self {
        Self::with_method(request, via, &Method::Invite)
    }

    fn with_method(request: &Request, via: &Via, method: &Method) -> Self {
        let host = via.host.to_ascii_lowercase();
        let port = via.port_or_default();
        if via.has_magic_branch() {
            let branch = via.branch().unwrap_or_default();
            return Self(format!("{branch} {host} {port} {method}"));
        }
        // RFC 2543: everything that repeats with the request. To is left out, since the ACK's has a
        // tag.
        let call_id = request.call_id().unwrap_or_default();
        let number = request.cseq().map_or(0, |cseq| cseq.number);
        let from_tag = request.from_tag().unwrap_or_default();
        let branch = via.branch().unwrap_or_default();
        Self(format!(
            "2543 {call_id} {number} {from_tag} {} {host} {port} {branch} {method}",
            request.uri
        ))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// What copies of one request that came over different paths share; `None` inside a dialog.
pub(crate) fn merge_key(request: &Request) -> Option<String> {
    if request.is_in_dialog() {
        return None;
    }
    let (from_tag, call_id, cseq) = (request.from_tag()?, request.call_id()?, request.cseq()?);
    Some(format!("{from_tag} {call_id} {cseq}"))
}

/// Names a client transaction: our branch, and the method, since a CANCEL has the branch of its
/// INVITE.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ClientKey {
    pub(crate) branch: String,
    pub(crate) method: Method,
}

impl ClientKey {
    /// The transaction `response` belongs to.
    pub(crate) fn of(response: &Response) -> Option<Self> {
        let branch = response.via()?.branch()?.into_owned();
        Some(Self {
            branch,
            method: response.cseq()?.method,
        })
    }
}

/// What an ACK has in common with the 2xx it acknowledges: Call-ID, tag of the 2xx, number.
pub(crate) fn answer_key(call_id: &str, to_tag: &str, cseq: u32) -> String {
    format!("{call_id} {to_tag} {cseq}")
}

#[cfg(test)]
mod tests {
    use super::super::testing;
    use super::*;

    fn key(method: Method, via: &str) -> ServerKey {
        let mut request = testing::request(method);
        request.set("Via", via);
        let via = request.via().unwrap();
        if request.method == Method::Ack {
            ServerKey::of_invite(&request, &via)
        } else {
            ServerKey::of(&request, &via)
        }
    }

    #[test]
    fn a_branch_with_the_cookie_decides_with_sent_by_and_method() {
        let invite = key(
            Method::Invite,
            "SIP/2.0/UDP H:5060;branch=z9hG4bKx;received=1.2.3.4",
        );
        assert_eq!(invite, key(Method::Ack, "SIP/2.0/UDP h;branch=z9hG4bKx"));
        assert_ne!(invite, key(Method::Invite, "SIP/2.0/UDP h;branch=z9hG4bKy"));
        assert_ne!(
            invite,
            key(Method::Invite, "SIP/2.0/UDP h:5061;branch=z9hG4bKx")
        );
        assert_ne!(invite, key(Method::Bye, "SIP/2.0/UDP h;branch=z9hG4bKx"));
    }

    #[test]
    fn without_the_cookie_the_headers_decide() {
        let invite = key(Method::Invite, "SIP/2.0/UDP h");
        assert_eq!(invite, key(Method::Ack, "SIP/2.0/UDP h"));
        assert_ne!(invite, key(Method::Invite, "SIP/2.0/UDP h;branch=1"));
        assert_ne!(invite, key(Method::Bye, "SIP/2.0/UDP h"));
    }

    #[test]
    fn requests_inside_a_dialog_are_never_merged() {
        let mut request = testing::request(Method::Invite);
        assert!(merge_key(&request).is_some());
        request.set("To", "<sip:b@c>;tag=1");
        assert_eq!(merge_key(&request), None);
    }
}
