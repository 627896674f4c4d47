//! What a caller says, and what it reads in the answers.

use std::net::SocketAddr;

use sip::{Message, Method, Request, Response, digest};

use super::{DOMAIN, PASSWORD, USER};

const SDP: &str = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n\
    m=audio 40000 RTP/AVP 0 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\n";

/// A request that will be challenged; the challenge is good for an INVITE too.
pub(crate) fn register(local: SocketAddr, number: usize) -> Vec<u8> {
    request(
        Method::Register,
        &format!("sip:{DOMAIN}"),
        USER,
        local,
        &format!("r{number}"),
    )
    .to_bytes()
}

/// An INVITE with credentials for that challenge.
pub(crate) fn invite(local: SocketAddr, number: usize, challenge: &Response) -> Vec<u8> {
    let target = format!("sip:100@{DOMAIN}");
    let mut invite = request(Method::Invite, &target, "100", local, &format!("c{number}"));
    invite.set("Contact", format!("<sip:{USER}@{local}>"));
    invite.set("Content-Type", "application/sdp");
    invite.body = SDP.into();
    assert!(digest::answer(
        &mut invite,
        challenge,
        USER,
        PASSWORD,
        "load"
    ));
    invite.to_bytes()
}

fn request(method: Method, uri: &str, to: &str, local: SocketAddr, call_id: &str) -> Request {
    let number = if method == Method::Invite { 1 } else { 2 };
    Request::builder(method, uri.parse().expect("it is a URI"))
        .header("Via", &via(local, call_id, number))
        .header("From", &from())
        .header("To", &format!("<sip:{to}@{DOMAIN}>"))
        .call_id(call_id)
        .cseq(number)
        .build()
}

/// ACK and BYE of the call that was answered so.
pub(crate) fn ack_and_bye(local: SocketAddr, answer: &str, number: usize) -> [Vec<u8>; 2] {
    let to = header(answer, "To").unwrap_or_default();
    let contact = header(answer, "Contact").unwrap_or_default();
    let target = contact.trim_matches(['<', '>']);
    ["ACK", "BYE"].map(|method| {
        let (cseq, from) = (if method == "ACK" { 1 } else { 2 }, from());
        let via = via(local, &format!("c{number}{method}"), cseq);
        format!(
            "{method} {target} SIP/2.0\r\nVia: {via}\r\nMax-Forwards: 70\r\nFrom: {from}\r\nTo: {to}\r\n\
             Call-ID: c{number}\r\nCSeq: {cseq} {method}\r\nContent-Length: 0\r\n\r\n"
        )
        .into_bytes()
    })
}

/// ACK of a call that was refused: it belongs to the INVITE's own transaction.
pub(crate) fn ack_of_refusal(local: SocketAddr, refusal: &str, number: usize) -> Vec<u8> {
    let (via, from) = (via(local, &format!("c{number}"), 1), from());
    let to = header(refusal, "To").unwrap_or_default();
    format!(
        "ACK sip:100@{DOMAIN} SIP/2.0\r\nVia: {via}\r\nMax-Forwards: 70\r\nFrom: {from}\r\nTo: {to}\r\n\
         Call-ID: c{number}\r\nCSeq: 1 ACK\r\nContent-Length: 0\r\n\r\n"
    )
    .into_bytes()
}

fn via(local: SocketAddr, branch: &str, number: u32) -> String {
    format!("SIP/2.0/UDP {local};branch=z9hG4bK{branch}x{number}")
}

fn from() -> String {
    format!("<sip:{USER}@{DOMAIN}>;tag=load")
}

/// The value of a header field in an answer of the switch, which prints names as RFC 3261 does.
pub(crate) fn header<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    answer
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

/// The number of the call or registration that is answered.
pub(crate) fn number(answer: &str) -> Option<usize> {
    header(answer, "Call-ID")?.get(1..)?.parse().ok()
}

pub(crate) fn status(answer: &str) -> Option<u16> {
    answer.get(8..11)?.parse().ok()
}

pub(crate) fn response(datagram: &[u8]) -> Response {
    match sip::read_datagram(datagram) {
        Ok(Message::Response(response)) => response,
        other => panic!("an answer was expected: {other:?}"),
    }
}
