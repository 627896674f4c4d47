//! The torture messages of RFC 4475 and RFC 5118: every fact of their indexes, column by column.
//! `tests/data/*/index.tsv` and the README of the test data say what the columns mean.

mod facts;
#[path = "../../../tests/torture/index.rs"]
mod index;

use std::collections::BTreeSet;
use std::path::Path;

use index::Case;
use sip::{Endpoint, EndpointConfig, FaultKind, Flow, Frame, Framer, Malformed, Message};

/// The status that `action` names first for one of these roles.
fn first_status(case: &Case, roles: &[&str]) -> Option<u16> {
    let mut named = case.actions(roles);
    named.find_map(|what| what.get(..3)?.parse().ok())
}

fn cases() -> Vec<Case> {
    index::cases(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data"))
}

/// What was read, accepted or not.
pub(crate) fn message(outcome: &Result<Message, Malformed>) -> &Message {
    match outcome {
        Ok(message) => message,
        Err(malformed) => malformed
            .message
            .as_deref()
            .expect("all of them have a readable first line"),
    }
}

#[test]
fn every_message_is_taken_or_refused_as_the_index_says() {
    for case in cases() {
        let outcome = sip::read_datagram(&case.bytes);
        match case.text("parse") {
            "accept" => assert!(outcome.is_ok(), "{}: {outcome:?}", case.file),
            "reject" => assert!(outcome.is_err(), "{}", case.file),
            _ => {}
        }
        let Err(malformed) = outcome else { continue };
        let expected = first_status(&case, &["any", "udp", "registrar"]);
        assert_eq!(
            malformed.status, expected,
            "{}: {:?}",
            case.file, malformed.faults
        );
    }
}

#[test]
fn every_fault_is_found_where_it_is() {
    for case in cases() {
        let Err(malformed) = sip::read_datagram(&case.bytes) else {
            continue;
        };
        let kind = match malformed.kind() {
            FaultKind::StartLine => "start-line",
            FaultKind::Version => "version",
            FaultKind::Header => "header",
            FaultKind::Framing => "framing",
            FaultKind::Semantic => "semantic",
        };
        assert_eq!(
            kind,
            case.text("fault"),
            "{}: {:?}",
            case.file,
            malformed.faults
        );
        let bad = case.facts["bad"]
            .as_array()
            .unwrap()
            .iter()
            .map(|part| part.as_str().unwrap());
        let found = malformed.faults.iter().map(|fault| fault.part);
        assert_eq!(
            found.collect::<BTreeSet<_>>(),
            bad.collect(),
            "{}",
            case.file
        );
    }
}

#[test]
fn every_fact_is_found_by_the_typed_accessors() {
    let mut checked = 0;
    for case in cases() {
        let outcome = sip::read_datagram(&case.bytes);
        for (name, expected) in &case.facts {
            let Some(found) = facts::find(&case, &outcome, name, expected) else {
                continue;
            };
            assert!(
                facts::same(&found, expected),
                "{}: {name} is {found}, not {expected}",
                case.file
            );
            checked += 1;
        }
    }
    assert!(checked > 950, "only {checked} facts were checked");
}

#[test]
fn a_stream_gives_the_same_messages_whatever_pieces_it_comes_in() {
    for case in cases() {
        let framing = case.text("fault") == "framing";
        for size in [1, 7, 100_000] {
            let mut framer = Framer::new(65_536);
            let mut frames = Vec::new();
            for piece in case.bytes.chunks(size) {
                framer.push(piece);
                frames.extend(std::iter::from_fn(|| framer.next_frame()));
            }
            let name = &case.file;
            if case.text("stream") == "incomplete" {
                assert!(
                    frames.is_empty() && framer.is_mid_message(),
                    "{name}: {frames:?}"
                );
                continue;
            }
            let Some(Frame::Message(outcome)) = frames.first() else {
                panic!("{name}: {frames:?}")
            };
            let datagram = sip::read_datagram(&case.bytes);
            assert_eq!(outcome.is_ok(), datagram.is_ok(), "{name}");
            assert_eq!(framer.is_broken(), framing, "{name}");
            // Without a Content-Length only a datagram has an end.
            if !framing && message(outcome).headers().has_header("Content-Length") {
                assert_eq!(message(outcome).body(), message(&datagram).body(), "{name}");
            }
        }
    }
}

#[test]
fn the_endpoint_answers_as_the_index_says() {
    #[allow(
        clippy::disallowed_methods,
        reason = "one reading, as a start of virtual time"
    )]
    let now = std::time::Instant::now();
    let flow = Flow::udp(
        "192.0.2.200:5060".parse().unwrap(),
        "192.0.2.100:5060".parse().unwrap(),
    );
    for case in cases() {
        let mut endpoint = Endpoint::new(EndpointConfig::default(), [0; 32]);
        endpoint.handle_datagram(now, flow, &case.bytes);
        let status =
            endpoint
                .poll_transmit()
                .map(|transmit| match sip::read_datagram(&transmit.payload) {
                    Ok(Message::Response(response)) => response.status,
                    // The answer to a request without Call-ID has none either.
                    other => match message(&other) {
                        Message::Response(response) => response.status,
                        Message::Request(_) => panic!("{}: answered with a request", case.file),
                    },
                });
        let settled_here = |status: &u16| [400, 416, 420, 501, 505].contains(status);
        // What a registrar makes of a well-formed request is not the endpoint's.
        let roles = ["any", "udp", "uas", "registrar"];
        let roles = if case.facts.contains_key("fault") {
            &roles[..]
        } else {
            &roles[..3]
        };
        let refused = first_status(&case, roles).filter(settled_here);
        let expected = if case.text("kind") == "request" {
            refused
        } else {
            None
        };
        assert_eq!(status, expected, "{}", case.file);
        let told = endpoint.poll_event().is_some();
        assert_eq!(
            told,
            expected.is_none() && case.text("kind") == "request",
            "{}",
            case.file
        );
    }
}
