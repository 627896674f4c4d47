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

    /// Who forwarded the call last: the first Diversion (RFC 5806), else the entry of History-Info
    /// (RFC 7044) before the last one, which is the present target.
    pub fn diverted_by(&self) -> Option<NameAddr> {
        if let Some(first) = self.elements(HeaderName::Diversion).next() {
            return Some(address(first));
        }
        let history: Vec<_> = self.elements(HeaderName::HistoryInfo).collect();
        history.len().checked_sub(2).map(|at| address(history[at]))
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
