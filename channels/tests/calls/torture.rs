//! The torture messages of RFC 4475 and RFC 5118 against a whole switch in virtual time, over UDP and TCP.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use channels::{Input, Output};
use sip::ConnectionId;

use crate::index::{self, Case};
use crate::judge::Way;
use crate::world::{SWITCH, World};

fn cases() -> Vec<Case> {
    index::cases(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data"))
}

fn status_of(message: &[u8]) -> u16 {
    let text = String::from_utf8_lossy(message);
    let status = text
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    status.unwrap_or_else(|| panic!("no response: {text}"))
}

#[test]
fn each_message_is_answered_as_its_index_says_over_udp() {
    for case in cases() {
        let mut world = World::new();
        let peer = SocketAddr::from(([192, 0, 2, 200], 5060));
        world.datagram(peer, case.bytes.clone());
        let statuses = world.strays.iter().map(|message| status_of(message));
        case.judge(Way::Datagram, &statuses.collect::<Vec<_>>());
    }
}

/// What a stream gets that says all this, in pieces, and then nothing for a minute: statuses, and whether the
/// switch closes it.
fn over_tcp(bytes: &[u8]) -> (Vec<u16>, bool) {
    let mut world = World::new();
    let connection = ConnectionId(1);
    let local = SocketAddr::from(SWITCH);
    let peer = SocketAddr::from(([192, 0, 2, 200], 40_000));
    let opened = Input::StreamOpened {
        connection,
        local,
        peer,
    };
    world.switch.handle(world.now, opened);
    for piece in bytes.chunks(100) {
        let payload = piece.to_vec();
        let data = Input::StreamData {
            connection,
            payload,
        };
        world.switch.handle(world.now, data);
    }
    let (mut statuses, mut closed) = (Vec::new(), false);
    while let Some(output) = world.switch.poll_output() {
        match output {
            Output::StreamData { payload, .. } => statuses.push(status_of(&payload)),
            Output::Disconnect(_) => closed = true,
            _ => {}
        }
    }
    world.now.instant += Duration::from_secs(60);
    world.switch.handle_timeout(world.now);
    closed |= std::iter::from_fn(|| world.switch.poll_output())
        .any(|output| matches!(output, Output::Disconnect(_)));
    (statuses, closed)
}

#[test]
fn each_message_is_answered_as_its_index_says_over_tcp_in_pieces() {
    for case in cases() {
        let (statuses, closed) = over_tcp(&case.bytes);
        case.judge(Way::Stream, &statuses);
        let ends = case.leaves_a_stream_waiting() || case.breaks_a_stream();
        assert_eq!(closed, ends, "{}", case.file);
    }
}
