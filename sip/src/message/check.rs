//! What a message has to satisfy before anyone acts on it (RFC 3261 sections 8.1.1, 8.2 and 16.3),
//! and what to answer when it does not.

use super::content_type::ContentType;
use super::cseq::CSeq;
use super::grammar::{decimal, list};
use super::header_name::HeaderName;
use super::method::Method;
use super::name_addr::NameAddr;
use super::via::{MAGIC_COOKIE, Via};
use super::{Message, Request};

/// One thing that is wrong with a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What kind of thing.
    pub kind: FaultKind,
    /// The part at fault: a header name, or `Request-Line`, `Request-URI`, `Status-Line`,
    /// `SIP-Version`.
    pub part: &'static str,
    /// Whether the message must be refused for it. A value that may be taken as absent is not.
    pub fatal: bool,
}

/// Kinds of faults, those that decide first coming first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// The first line breaks its grammar.
    StartLine,
    /// Another version than `SIP/2.0`.
    Version,
    /// A value breaks its grammar or range.
    Header,
    /// The body cannot be delimited.
    Framing,
    /// Everything reads well, but something is missing or contradicts something else.
    Semantic,
}

impl Fault {
    pub(super) fn fatal(kind: FaultKind, part: &'static str) -> Self {
        Self {
            kind,
            part,
            fatal: true,
        }
    }

    fn minor(part: &'static str) -> Self {
        Self {
            kind: FaultKind::Header,
            part,
            fatal: false,
        }
    }
}

/// Appends what is wrong with the header fields of `message`.
pub(super) fn check(message: &Message, faults: &mut Vec<Fault>) {
    let headers = message.headers();
    let mut seen = [0u8; MANDATORY.len()];
    for field in &headers.fields {
        if let Some(at) = MANDATORY.iter().position(|(name, _)| *name == field.name) {
            seen[at] = seen[at].saturating_add(1);
        }
        if let Some(fault) = check_value(field.name, headers.value_of(field)) {
            push_once(faults, fault);
        }
    }
    for ((name, required), count) in MANDATORY.iter().zip(seen) {
        let wrong_count = if *required { count != 1 } else { count > 1 };
        // Via is a list and may stand on several lines.
        if wrong_count && !(*name == HeaderName::Via && count > 1) {
            push_once(faults, Fault::fatal(FaultKind::Semantic, name.as_str()));
        }
    }
    match message {
        Message::Request(request) => check_request(request, faults),
        Message::Response(_) => {}
    }
}

/// The status that answers a message with these faults; `None`: drop it.
pub(super) fn status_for(message: &Message, faults: &[Fault]) -> Option<u16> {
    let Message::Request(request) = message else {
        return None;
    };
    let fatal = |kind: FaultKind, part: &str| {
        faults
            .iter()
            .any(|fault| fault.kind == kind && fault.part == part)
    };
    match request.method {
        Method::Ack => None,
        _ if fatal(FaultKind::Version, "SIP-Version") => Some(505),
        // RFC 4475 section 3.1.2.18: an unknown method is the better reason.
        _ if fatal(FaultKind::Semantic, "Request-Line") => Some(501),
        _ => Some(400),
    }
}

/// Fields that must be there once (`true`) or at most once.
const MANDATORY: [(HeaderName, bool); 6] = [
    (HeaderName::Via, true),
    (HeaderName::CallId, true),
    (HeaderName::To, true),
    (HeaderName::From, true),
    (HeaderName::CSeq, true),
    (HeaderName::MaxForwards, false),
];

fn check_value(name: HeaderName, value: &[u8]) -> Option<Fault> {
    let header = Fault::fatal(FaultKind::Header, name.as_str());
    let well_formed = match name {
        HeaderName::Via => return check_via(value),
        HeaderName::To | HeaderName::From | HeaderName::ReferTo => NameAddr::read(value).1,
        HeaderName::Contact => return check_contact(value),
        HeaderName::Route | HeaderName::RecordRoute => {
            list(value).all(|address| NameAddr::read(address).1)
        }
        HeaderName::CallId => !value.is_empty() && !value.iter().any(|&byte| byte <= b' '),
        HeaderName::CSeq => CSeq::read(value).is_some(),
        HeaderName::ContentType => value.is_empty() || ContentType::read(value).is_some(),
        HeaderName::MaxForwards if value.is_empty() || !value.iter().all(u8::is_ascii_digit) => {
            false
        }
        HeaderName::MaxForwards => {
            return decimal(value)
                .is_none_or(|hops| hops > 255)
                .then(|| Fault::minor(name.as_str()));
        }
        // Out of range these are as good as absent (RFC 4475 section 3.1.2.4).
        HeaderName::Expires => {
            return decimal(value)
                .is_none()
                .then(|| Fault::minor(name.as_str()));
        }
        HeaderName::RetryAfter => {
            return leading_number(value)
                .is_none()
                .then(|| Fault::minor(name.as_str()));
        }
        HeaderName::Warning => return (!three_digits(value)).then(|| Fault::minor(name.as_str())),
        HeaderName::Date => return (!value.ends_with(b"GMT")).then(|| Fault::minor(name.as_str())),
        _ => true,
    };
    (!well_formed).then_some(header)
}

fn check_via(value: &[u8]) -> Option<Fault> {
    for via in list(value) {
        let Some((via, true)) = Via::read(via) else {
            return Some(Fault::fatal(FaultKind::Header, "Via"));
        };
        // The cookie alone promises a transaction identifier and gives none.
        if via
            .branch()
            .is_some_and(|branch| branch.eq_ignore_ascii_case(MAGIC_COOKIE))
        {
            return Some(Fault::fatal(FaultKind::Semantic, "Via"));
        }
    }
    None
}

fn check_contact(value: &[u8]) -> Option<Fault> {
    let mut fault = None;
    for contact in list(value) {
        let (contact, clean) = NameAddr::read(contact);
        if !clean {
            return Some(Fault::fatal(FaultKind::Header, "Contact"));
        }
        let expires = contact.params.get("expires");
        if expires.is_some_and(|text| decimal(text.as_bytes()).is_none()) {
            fault = Some(Fault::minor("Contact"));
        }
    }
    fault
}

fn check_request(request: &Request, faults: &mut Vec<Fault>) {
    if request
        .cseq_method()
        .is_some_and(|method| method != request.method)
    {
        if !request.method.is_known() {
            push_once(faults, Fault::fatal(FaultKind::Semantic, "Request-Line"));
        }
        push_once(faults, Fault::fatal(FaultKind::Semantic, "CSeq"));
    }
    if request.uri.is_sip() && request.uri.headers_text().is_some() {
        push_once(faults, Fault::fatal(FaultKind::Semantic, "Request-URI"));
    }
    let stars = request.method != Method::Register
        && request
            .elements(HeaderName::Contact)
            .any(|value| value == b"*");
    if stars {
        push_once(faults, Fault::fatal(FaultKind::Header, "Contact"));
    }
}

/// Retry-After may be followed by a comment and parameters.
fn leading_number(value: &[u8]) -> Option<u32> {
    let end = value
        .iter()
        .position(|byte| !byte.is_ascii_digit())
        .unwrap_or(value.len());
    decimal(&value[..end])
}

fn three_digits(value: &[u8]) -> bool {
    list(value).all(|warning| {
        warning.len() > 3 && warning[..3].iter().all(u8::is_ascii_digit) && warning[3] == b' '
    })
}

fn push_once(faults: &mut Vec<Fault>, fault: Fault) {
    if !faults.contains(&fault) {
        faults.push(fault);
    }
}
