//! Typed values of header fields, read when asked for.
//!
//! A message that was accepted has well-formed values in the fields that `check` looks at. In a
//! malformed one these accessors give what could be made out.

use std::borrow::Cow;

use super::content_type::ContentType;
use super::cseq::CSeq;
use super::event::EventPackage;
use super::grammar::{decimal, lossy};
use super::header_name::HeaderName;
use super::headers::Headers;
use super::language::accept_language;
use super::method::Method;
use super::name_addr::NameAddr;
use super::subscription_state::SubscriptionState;
use super::via::Via;

impl Headers {
    /// The topmost Via.
    pub fn via(&self) -> Option<Via> {
        self.elements(HeaderName::Via)
            .next()
            .and_then(Via::read)
            .map(|(via, _)| via)
    }

    /// All Via values, topmost first.
    pub fn vias(&self) -> Vec<Via> {
        self.elements(HeaderName::Via)
            .filter_map(Via::read)
            .map(|(via, _)| via)
            .collect()
    }

    /// From.
    pub fn from(&self) -> Option<NameAddr> {
        self.single(HeaderName::From).map(address)
    }

    /// To.
    pub fn to(&self) -> Option<NameAddr> {
        self.single(HeaderName::To).map(address)
    }

    /// The tag of From.
    pub fn from_tag(&self) -> Option<String> {
        self.from()?.tag().map(Cow::into_owned)
    }

    /// The tag of To: there once a dialog, or an answer to it, is.
    pub fn to_tag(&self) -> Option<String> {
        self.to()?.tag().map(Cow::into_owned)
    }

    /// Call-ID.
    pub fn call_id(&self) -> Option<Cow<'_, str>> {
        self.single(HeaderName::CallId).map(String::from_utf8_lossy)
    }

    /// CSeq.
    pub fn cseq(&self) -> Option<CSeq> {
        CSeq::read(self.single(HeaderName::CSeq)?)
    }

    /// The method of CSeq, also when its number cannot be read.
    pub fn cseq_method(&self) -> Option<Method> {
        CSeq::read_method(self.single(HeaderName::CSeq)?)
    }

    /// All Contact values; `*` is one of them.
    pub fn contacts(&self) -> Vec<NameAddr> {
        self.addresses(HeaderName::Contact)
    }

    /// The first Contact: the remote target of a dialog.
    pub fn contact(&self) -> Option<NameAddr> {
        self.elements(HeaderName::Contact).next().map(address)
    }

    /// All Route values.
    pub fn routes(&self) -> Vec<NameAddr> {
        self.addresses(HeaderName::Route)
    }

    /// All Record-Route values, in wire order.
    pub fn record_routes(&self) -> Vec<NameAddr> {
        self.addresses(HeaderName::RecordRoute)
    }

    /// Max-Forwards; `None` also when out of its range of 0 to 255.
    pub fn max_forwards(&self) -> Option<u8> {
        u8::try_from(decimal(self.single(HeaderName::MaxForwards)?)?).ok()
    }

    /// Expires, in seconds; `None` also when above 2^32-1.
    pub fn expires(&self) -> Option<u32> {
        self.single(HeaderName::Expires).and_then(decimal)
    }

    /// Min-Expires of a 423, in seconds.
    pub fn min_expires(&self) -> Option<u32> {
        self.single(HeaderName::MinExpires).and_then(decimal)
    }

    /// The declared Content-Length, whatever the body has.
    pub fn content_length(&self) -> Option<u32> {
        self.single(HeaderName::ContentLength).and_then(decimal)
    }

    /// Content-Type.
    pub fn content_type(&self) -> Option<ContentType> {
        ContentType::read(self.single(HeaderName::ContentType)?)
    }

    /// Event (RFC 6665).
    pub fn event(&self) -> Option<EventPackage> {
        EventPackage::read(self.single(HeaderName::Event)?)
    }

    /// Subscription-State of a NOTIFY (RFC 6665).
    pub fn subscription_state(&self) -> Option<SubscriptionState> {
        SubscriptionState::read(self.single(HeaderName::SubscriptionState)?)
    }

    /// Subject: the topic of a call.
    pub fn subject(&self) -> Option<Cow<'_, str>> {
        self.values(HeaderName::Subject)
            .next()
            .map(String::from_utf8_lossy)
    }

    /// Option tags of Require, in lower case.
    pub fn require(&self) -> Vec<String> {
        self.elements(HeaderName::Require)
            .filter(|tag| !tag.is_empty())
            .map(|tag| lossy(tag).to_ascii_lowercase())
            .collect()
    }

    /// Whether an option tag is in Supported or Require.
    pub fn supports(&self, option: &str) -> bool {
        self.elements(HeaderName::Supported)
            .chain(self.elements(HeaderName::Require))
            .any(|tag| tag.eq_ignore_ascii_case(option.as_bytes()))
    }

    /// Whether Allow names the method; `None` without an Allow.
    pub fn allows(&self, method: &Method) -> Option<bool> {
        self.values(HeaderName::Allow).next()?;
        Some(
            self.elements(HeaderName::Allow)
                .any(|name| name == method.as_str().as_bytes()),
        )
    }

    /// Languages of Accept-Language, the most wanted first (RFC 3261 section 20.3). `q=0` ones are
    /// left out.
    pub fn accept_language(&self) -> Vec<String> {
        accept_language(self.elements(HeaderName::AcceptLanguage))
    }

    /// Refer-To (RFC 3515); the URI may carry headers such as Replaces.
    pub fn refer_to(&self) -> Option<NameAddr> {
        self.single(HeaderName::ReferTo).map(address)
    }

    /// Referred-By (RFC 3892).
    pub fn referred_by(&self) -> Option<NameAddr> {
        self.single(HeaderName::ReferredBy).map(address)
    }

    /// The first Diversion (RFC 5806), which the last one to forward the call put there; else the
    /// first History-Info (RFC 7044), which is whom the caller called.
    /// [`crate::Request::forwarded_by`] tells which of them means that the call was forwarded.
    pub fn diversion(&self) -> Option<NameAddr> {
        let diversion = self.elements(HeaderName::Diversion).next();
        diversion
            .or_else(|| self.elements(HeaderName::HistoryInfo).next())
            .map(address)
    }

    /// P-Asserted-Identity, else Remote-Party-ID: who a trusted peer says the caller is.
    pub fn asserted_identity(&self) -> Option<NameAddr> {
        let asserted = self.elements(HeaderName::PAssertedIdentity).next();
        asserted
            .or_else(|| self.elements(HeaderName::RemotePartyId).next())
            .map(address)
    }

    fn addresses(&self, name: HeaderName) -> Vec<NameAddr> {
        self.elements(name).map(address).collect()
    }
}

fn address(value: &[u8]) -> NameAddr {
    NameAddr::read(value).0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Request;

    fn request(headers: &[(&str, &str)]) -> Request {
        let mut request = Request::builder(Method::Invite, "sip:bob@h".parse().unwrap()).build();
        headers
            .iter()
            .for_each(|(name, value)| request.push(name, value));
        request
    }

    fn check(headers: &[(&str, &str)], forwarded_by: Option<&str>) {
        let found = request(headers).forwarded_by();
        assert_eq!(
            found.as_ref().map(|address| address.uri.as_str()),
            forwarded_by,
            "of {headers:?}"
        );
    }

    #[test]
    fn who_forwarded_a_call_is_in_either_header() {
        check(
            &[(
                "Diversion",
                "\"M\" <sip:max@h>;reason=no-answer, <sip:first@h>",
            )],
            Some("sip:max@h"),
        );
        check(
            &[("History-Info", "<sip:max@h>;index=1, <sip:bob@h>;index=1.1")],
            Some("sip:max@h"),
        );
        check(
            &[
                ("History-Info", "<sip:max@h>;index=1"),
                ("History-Info", "<sip:bob@h>;index=1.1"),
            ],
            Some("sip:max@h"),
        );
        check(&[("History-Info", "<sip:bob@h>;index=1")], None);
        check(&[], None);
    }

    #[test]
    fn who_a_trusted_peer_says_is_calling_is_in_either_header() {
        let (asserted, old) = (
            ("P-Asserted-Identity", "\"A\" <sip:a@h>"),
            ("Remote-Party-ID", "<sip:b@h>;party=calling"),
        );
        let found = |headers: &[(&str, &str)]| {
            request(headers)
                .asserted_identity()
                .map(|address| address.uri.to_string())
        };
        assert_eq!(found(&[old, asserted]).as_deref(), Some("sip:a@h"));
        assert_eq!(found(&[old]).as_deref(), Some("sip:b@h"));
    }

    #[test]
    fn option_tags_and_methods_are_looked_up() {
        let request = request(&[
            ("k", "Timer, replaces"),
            ("Require", "100rel"),
            ("Allow", "INVITE,UPDATE"),
        ]);
        assert!(
            request.supports("timer") && request.supports("100REL") && !request.supports("path")
        );
        assert_eq!(
            (
                request.allows(&Method::Update),
                request.allows(&Method::Info)
            ),
            (Some(true), Some(false))
        );
        assert_eq!(Headers::default().allows(&Method::Info), None);
    }

    #[test]
    fn values_that_contradict_each_other_are_none() {
        let request = request(&[
            ("Expires", "60"),
            ("Expires", "60"),
            ("Call-ID", "a"),
            ("i", "b"),
        ]);
        assert_eq!((request.expires(), request.call_id()), (Some(60), None));
    }

    #[test]
    fn subscription_states_are_read_and_printed_alike() {
        for (value, printed) in [
            ("Active ; expires=60;x", "active;expires=60"),
            ("pending", "pending;expires=0"),
            (
                "terminated;reason=noresource;retry-after=5",
                "terminated;reason=noresource",
            ),
            ("terminated", "terminated"),
        ] {
            let state = request(&[("Subscription-State", value)]).subscription_state();
            assert_eq!(state.unwrap().to_string(), printed, "of `{value}`");
        }
        assert!(
            request(&[("Subscription-State", "waiting")])
                .subscription_state()
                .is_none()
        );
    }
}
