//! A SIP message in a datagram: reading, printing and reading again is reading once.

use sip::{AuthHeader, Headers, Malformed, Message, Response, read_datagram};

/// `datagram` as it came from a socket.
pub fn check(datagram: &[u8]) {
    let outcome = read_datagram(datagram);
    let read = match &outcome {
        Ok(message) => Some(message),
        Err(Malformed { message, .. }) => message.as_deref(),
    };
    if let Some(message) = read {
        ask(message.headers(), message.body());
    }
    let Ok(message) = outcome else { return };
    let printed = print(&message);
    let again = read_datagram(&printed).expect("what was well formed is so when it is printed");
    assert_eq!(print(&again), printed);
    assert_eq!(again.body(), message.body());
    same_meaning(message.headers(), again.headers());
    if let Message::Request(request) = &message {
        let answer = Response::builder(request, 200).to_tag("t").build();
        let read = read_datagram(&answer.to_bytes()).expect("an answer to it is well formed");
        same_transaction(message.headers(), read.headers());
    }
}

fn print(message: &Message) -> Vec<u8> {
    match message {
        Message::Request(request) => request.to_bytes(),
        Message::Response(response) => response.to_bytes(),
    }
}

fn same_meaning(ours: &Headers, theirs: &Headers) {
    same_transaction(ours, theirs);
    assert_eq!(ours.to(), theirs.to());
    assert_eq!(ours.contacts(), theirs.contacts());
    assert_eq!(ours.routes(), theirs.routes());
    assert_eq!(ours.record_routes(), theirs.record_routes());
    assert_eq!(ours.expires(), theirs.expires());
    assert_eq!(ours.event(), theirs.event());
    assert_eq!(ours.content_type(), theirs.content_type());
}

fn same_transaction(ours: &Headers, theirs: &Headers) {
    assert_eq!(ours.vias(), theirs.vias());
    assert_eq!(ours.from(), theirs.from());
    assert_eq!(ours.call_id(), theirs.call_id());
    assert_eq!(ours.cseq(), theirs.cseq());
}

/// Everything that can be asked of a message, well formed or not.
fn ask(headers: &Headers, body: &[u8]) {
    let addresses = [
        headers.refer_to(),
        headers.referred_by(),
        headers.diversion(),
        headers.asserted_identity(),
    ];
    for address in addresses.into_iter().flatten().chain(headers.contacts()) {
        let _ = (address.to_string(), address.tag(), address.is_star());
    }
    for via in headers.vias() {
        let _ = (via.to_string(), via.branch(), via.received(), via.rport());
    }
    let parts = headers.content_type().map(|kind| kind.parts(body).len());
    assert!(parts.unwrap_or(0) <= body.len() + 1);
    let _ = (headers.max_forwards(), headers.min_expires());
    let _ = (headers.require(), headers.accept_language());
    let _ = (headers.subject(), headers.subscription_state());
    let _ = sip::sipfrag::read_status(body);
    for value in headers.header_all("Authorization") {
        let _ = AuthHeader::read_all(&value);
    }
}
