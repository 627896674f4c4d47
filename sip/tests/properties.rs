//! What holds for all octets: the reader never panics and never lets one line become two, printing
//! and reading are each other's inverse, and pieces of a stream do not matter.

use proptest::prelude::*;
use sip::{
    Endpoint, EndpointConfig, Event, Flow, Frame, Framer, Malformed, Message, Method, NameAddr,
    Request, Response, Uri, read_datagram,
};

const INVITE: &[u8] = b"INVITE sip:bob@[2001:db8::1]:5070;lr?x=y SIP/2.0\r\n\
Via: SIP/2.0/UDP 192.0.2.2:5060;rport;branch=z9hG4bKkdjuw, SIP/2.0/TCP [::1];branch=x\r\n\
v: SIP/2.0/TLS h;received=\"1.2.3.4\"\r\nFrom: \"J. \\\"R\\\" <x>\" <sip:a%20b:pw@h;p=1>;tag=1\r\nt: B\r\n\t<tel:+1-2>\r\n\
Contact: *\r\nm: <sip:x@y>;q=0.3;+sip.instance=\"<urn:uuid:1>\", sip:z@y\r\nCall-ID: x@y\r\nCSeq: 00012 INVITE\r\n\
Authorization: Digest username=\"a\", realm=\"r\", nc=00000001, qop=auth\r\nEvent: presence;id=4\r\n\
Content-Type: multipart/mixed;boundary=b\r\nAccept-Language: da, en;q=0.8\r\nl: 7\r\n\r\n--b\r\n\r\nx--b--";

/// Reads everything that can be asked of a message.
fn exercise(outcome: &Result<Message, Malformed>) {
    let message = match outcome {
        Ok(message) => message,
        Err(Malformed {
            message: Some(message),
            ..
        }) => message,
        Err(_) => return,
    };
    let headers = message.headers();
    let addresses = [
        headers.from(),
        headers.to(),
        headers.contact(),
        headers.refer_to(),
        headers.diversion(),
    ];
    for address in addresses
        .into_iter()
        .flatten()
        .chain(headers.contacts())
        .chain(headers.routes())
    {
        let _ = (
            address.to_string(),
            address.tag(),
            address.uri.user_decoded(),
            address.uri.headers(),
            address.uri.matches(&address.uri),
        );
        let _ = (
            address.uri.with_param("a", Some("b")),
            address.uri.without_headers(),
            address.uri.without_param("lr"),
        );
    }
    for via in headers.vias() {
        let _ = (via.to_string(), via.branch(), via.received(), via.rport());
    }
    if let Some(content_type) = headers.content_type() {
        let _ = content_type.parts(message.body());
    }
    let _ = (
        headers.cseq(),
        headers.call_id(),
        headers.max_forwards(),
        headers.expires(),
        headers.event(),
        headers.require(),
    );
    let _ = (
        headers.accept_language(),
        headers.subscription_state(),
        headers.asserted_identity(),
        message.version(),
    );
    for value in headers.header_all("Authorization") {
        let _ = sip::AuthHeader::read_all(&value);
    }
    if let Message::Request(request) = message {
        let answer = Response::builder(request, 200).to_tag("t").build();
        let _ = (request.to_bytes(), answer.to_bytes());
    }
}

#[allow(
    clippy::disallowed_methods,
    reason = "one reading, as a start of virtual time"
)]
fn now() -> std::time::Instant {
    std::time::Instant::now()
}

fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let edit = (
        0..INVITE.len(),
        0usize..4,
        proptest::collection::vec(any::<u8>(), 0..4),
    );
    proptest::collection::vec(edit, 1..6).prop_map(|edits| {
        let mut bytes = INVITE.to_vec();
        for (at, removed, inserted) in edits {
            let at = at.min(bytes.len());
            let end = (at + removed).min(bytes.len());
            bytes.splice(at..end, inserted);
        }
        bytes
    })
}

proptest! {
    #[test]
    fn no_octets_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        exercise(&read_datagram(&bytes));
    }

    #[test]
    fn no_damage_to_a_message_makes_the_reader_panic(bytes in mutated()) {
        exercise(&read_datagram(&bytes));
    }

    #[test]
    fn the_endpoint_survives_any_datagram(bytes in mutated()) {
        let (now, local) = (now(), "127.0.0.1:5060".parse().unwrap());
        let mut endpoint = Endpoint::new(EndpointConfig::default(), [0; 32]);
        endpoint.handle_datagram(now, Flow::udp(local, "127.0.0.1:9".parse().unwrap()), &bytes);
        if let Some(Event::Request { transaction, request, .. }) = endpoint.poll_event() {
            endpoint.respond(now, transaction, Response::builder(&request, 486).build());
        }
        while let Some(transmit) = endpoint.poll_transmit() {
            // What we send, we would take.
            let sent = read_datagram(&transmit.payload);
            prop_assert!(matches!(sent, Ok(Message::Response(_)) | Err(Malformed { message: Some(_), .. })), "{sent:?}");
        }
    }

    #[test]
    fn a_stream_does_not_depend_on_its_pieces(bytes in mutated(), cuts in proptest::collection::vec(1usize..80, 1..40)) {
        let stream = [INVITE_TCP, b"\r\n\r\n", &bytes, b"\r\n", INVITE_TCP].concat();
        let frames = |framer: &mut Framer| -> Vec<String> {
            std::iter::from_fn(|| framer.next_frame()).map(|frame| match frame {
                Frame::Message(outcome) => format!("{outcome:?}"),
                other => format!("{other:?}"),
            }).collect()
        };
        let mut whole = Framer::new(1000);
        whole.push(&stream);
        let expected = frames(&mut whole);
        let mut pieces = Framer::new(1000);
        let (mut found, mut rest) = (Vec::new(), stream.as_slice());
        for cut in cuts.iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let (piece, after) = rest.split_at((*cut).min(rest.len()));
            pieces.push(piece);
            found.extend(frames(&mut pieces));
            rest = after;
        }
        prop_assert_eq!(found, expected);
        prop_assert_eq!(whole.is_broken(), pieces.is_broken());
    }

    #[test]
    fn what_was_built_is_read_as_it_was(
        user in "\\PC{0,12}", display in "\\PC{0,20}", subject in "\\PC{0,30}", tag in "[a-z0-9]{1,9}",
        param in "\\PC{1,12}", body in proptest::collection::vec(any::<u8>(), 0..60),
    ) {
        let uri = Uri::sip(&user, "example.com", Some(5070)).with_param("token", Some(&param));
        let from = NameAddr::new(uri.clone()).with_display(&display).with_tag(&tag).with_param("x", Some(&param));
        let mut request = Request::builder(Method::Message, uri.clone())
            .from(&from)
            .to(&NameAddr::new(uri))
            .call_id("c")
            .cseq(1)
            .header("Subject", &subject)
            .body("application/octet-stream", body.clone())
            .build();
        request.push_front("Via", "SIP/2.0/UDP h;branch=z9hG4bKx");
        let printed = request.to_bytes();
        let Ok(Message::Request(read)) = read_datagram(&printed) else { panic!("{}", String::from_utf8_lossy(&printed)) };
        prop_assert_eq!(read.to_bytes(), printed);
        prop_assert_eq!(read.from().unwrap(), from);
        prop_assert_eq!(read.uri.user_decoded().unwrap_or_default(), user);
        prop_assert_eq!(read.uri.params().get_decoded("token").unwrap(), param);
        prop_assert!(read.subject().unwrap_or_default().trim() == subject.trim());
        prop_assert_eq!(read.body, body);
    }

    #[test]
    fn no_text_begins_a_header_field_of_its_own(text in "[a\r\n:,;<>\"\\\\ \t\u{0}]{0,30}") {
        let address = NameAddr::new(Uri::sip(&text, &text, None).with_param("p", Some(&text))).with_display(&text).with_param("q", Some(&text));
        let request = Request::builder(Method::Invite, address.uri.clone())
            .from(&address).to(&address).call_id(&text).header("Subject", &text).header(&text, "x").contact(&address).build();
        let mut answer = Response::builder(&request, 200).reason(&text).to_tag(&text).build();
        answer.push("X", &text);
        for printed in [request.to_bytes(), answer.to_bytes()] {
            let printed = String::from_utf8(printed).unwrap();
            let head = printed.strip_suffix("\r\n\r\n").unwrap();
            prop_assert!(head.split("\r\n").skip(1).all(|line| line.contains(": ") && !line.contains(['\r', '\n', '\0'])), "{:?}", head);
        }
    }
}

const INVITE_TCP: &[u8] = b"MESSAGE sip:a@b SIP/2.0\r\nVia: SIP/2.0/TCP h;branch=z9hG4bKa\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>\r\n\
Call-ID: 1\r\nCSeq: 1 MESSAGE\r\nContent-Length: 3\r\n\r\nabc";
