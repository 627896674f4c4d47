//! rsip 0.4 as an oracle: ordinary traffic it refuses or spoils, which we take, and messages on
//! which both agree.

use rsip::headers::ToTypedHeader;
use rsip::prelude::HeadersExt;
use sip::{AuthHeader, Message, Request};

const PLAIN: &str = "\
INVITE sip:bob@biloxi.example.com SIP/2.0
Via: SIP/2.0/UDP pc33.atlanta.example.com;branch=z9hG4bK776asdhds
Max-Forwards: 70
To: Bob <sip:bob@biloxi.example.com>
From: Alice <sip:alice@atlanta.example.com>;tag=1928301774
Call-ID: a84b4c76e66710@pc33.atlanta.example.com
CSeq: 314159 INVITE
Contact: <sip:alice@pc33.atlanta.example.com>
Content-Length: 4

body";

/// The plain message with `from` replaced by `to`, with the line ends of the wire.
fn edited(from: &str, to: &str) -> Vec<u8> {
    assert!(PLAIN.contains(from));
    PLAIN.replace(from, to).replace('\n', "\r\n").into_bytes()
}

/// What rsip makes of the fields that every switch needs; `None` when it refuses one of them.
fn with_rsip(bytes: &[u8]) -> Option<Vec<String>> {
    let request = rsip::Request::try_from(rsip::SipMessage::try_from(bytes).ok()?).ok()?;
    let (from, to) = (
        request.from_header().ok()?.typed().ok()?,
        request.to_header().ok()?.typed().ok()?,
    );
    let via = request.via_header().ok()?.typed().ok()?;
    let contact = request.contact_header().ok()?.typed().ok()?;
    let cseq = request.cseq_header().ok()?.typed().ok()?;
    Some(vec![
        request.method.to_string(),
        request.uri.to_string(),
        via.branch()?.value().to_owned(),
        via.uri.host().to_string(),
        // rsip leaves the quotes to its user.
        from.display_name
            .unwrap_or_default()
            .trim_matches('"')
            .to_owned(),
        from.uri.to_string(),
        to.uri.to_string(),
        format!("{} {}", cseq.seq, cseq.method),
        contact.uri.to_string(),
        request
            .call_id_header()
            .ok()?
            .to_string()
            .trim_start_matches("Call-ID: ")
            .to_owned(),
        format!("{:?}", request.body),
    ])
}

fn ours(bytes: &[u8]) -> Request {
    match sip::read_datagram(bytes) {
        Ok(Message::Request(request)) => request,
        other => panic!("we refuse it: {other:?}"),
    }
}

/// The same fields as we read them.
fn with_ours(bytes: &[u8]) -> Vec<String> {
    let request = ours(bytes);
    let (via, from) = (request.via().unwrap(), request.from().unwrap());
    vec![
        request.method.to_string(),
        request.uri.to_string(),
        via.branch().unwrap().into_owned(),
        via.host,
        from.display.unwrap_or_default(),
        from.uri.to_string(),
        request.to().unwrap().uri.to_string(),
        request.cseq().unwrap().to_string(),
        request.contact().unwrap().uri.to_string(),
        request.call_id().unwrap().into_owned(),
        format!("{:?}", request.body),
    ]
}

/// rsip refuses or spoils the edited message; ours is what the function sees.
fn check(from: &str, to: &str, is_right: fn(&Request) -> bool) {
    let bytes = edited(from, to);
    assert_ne!(
        with_rsip(&bytes),
        Some(with_ours(&bytes)),
        "rsip has learnt `{to}`"
    );
    assert!(is_right(&ours(&bytes)), "we spoil `{to}`");
}

#[test]
fn plain_messages_read_the_same() {
    for (from, to) in [
        ("70", "70"),
        ("Alice <", "\"A. Green\" <"),
        (
            "Bob <sip:bob@biloxi.example.com>",
            "<sip:bob@biloxi.example.com;user=phone>",
        ),
        ("pc33.atlanta.example.com;", "192.0.2.1:5062;rport;"),
        ("INVITE", "REGISTER"),
    ] {
        let bytes = edited(from, to);
        assert_eq!(with_rsip(&bytes), Some(with_ours(&bytes)), "with `{to}`");
    }
}

#[test]
fn compact_names_are_taken() {
    check("Via:", "v:", |request| request.via().is_some());
    check("From:", "f:", |request| {
        request.from_tag().as_deref() == Some("1928301774")
    });
    check("Call-ID:", "i:", |request| request.call_id().is_some());
    check("Contact:", "m:", |request| request.contacts().len() == 1);
}

#[test]
fn folded_lines_are_taken() {
    check("Alice <", "Alice\n <", |request| {
        request.from().unwrap().display.as_deref() == Some("Alice")
    });
}

#[test]
fn a_space_before_the_colon_is_taken() {
    check("CSeq:", "CSeq :", |request| {
        request.cseq().unwrap().number == 314_159
    });
}

#[test]
fn ipv6_in_a_via_is_taken() {
    check(
        "UDP pc33.atlanta.example.com;",
        "UDP [2001:db8::9:1]:6050;",
        |request| {
            let via = request.via().unwrap();
            via.ip == "2001:db8::9:1".parse().ok() && via.port == Some(6050)
        },
    );
}

#[test]
fn several_contacts_in_one_header_are_taken() {
    check(
        "<sip:alice@pc33.atlanta.example.com>",
        "<sip:a@h>;q=0.5, \"B, C\" <sip:b@h>",
        |request| {
            request
                .contacts()
                .iter()
                .map(|contact| contact.uri.as_str())
                .eq(["sip:a@h", "sip:b@h"])
        },
    );
}

#[test]
fn tel_uris_are_taken() {
    check(
        "<sip:bob@biloxi.example.com>",
        "<tel:+1-201-555-0123>",
        |request| request.to().unwrap().uri.user() == Some("+1-201-555-0123"),
    );
}

#[test]
fn unknown_methods_are_taken() {
    check("INVITE", "NEWMETHOD", |request| {
        request.method.as_str() == "NEWMETHOD" && !request.method.is_known()
    });
}

#[test]
fn binary_bodies_stay_as_they_are() {
    let mut bytes = edited("70", "70");
    let at = bytes.len() - 4;
    bytes[at..].copy_from_slice(&[0, 0xff, b'\n', 0x80]);
    assert_eq!(ours(&bytes).body, [0, 0xff, b'\n', 0x80]);
    assert!(ours(&bytes).to_bytes().ends_with(&bytes[at..]));
    let theirs = rsip::SipMessage::try_from(bytes.as_slice())
        .map(|message| message.to_string().into_bytes());
    assert!(
        !theirs.is_ok_and(|printed| printed.ends_with(&bytes[at..])),
        "rsip has learnt binary bodies"
    );
}

#[test]
fn challenges_of_this_decade_are_taken() {
    let refused = |value: &str| {
        let untyped = rsip::headers::WwwAuthenticate::from(value);
        rsip::typed::WwwAuthenticate::try_from(untyped).is_err()
    };
    let plain = "Digest realm=\"r\", nonce=\"n\", algorithm=MD5, qop=\"auth\"";
    assert!(!refused(plain));
    for value in [
        plain.replace("MD5", "SHA-256"),
        plain.replace("\"auth\"", "\"auth,auth-int\""),
    ] {
        assert!(refused(&value), "rsip has learnt `{value}`");
        let challenge = AuthHeader::read_all(&value).remove(0);
        assert_eq!(
            (challenge.get("nonce"), challenge.params.len()),
            (Some("n"), 4)
        );
    }
}
