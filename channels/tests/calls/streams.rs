//! Phones that speak TCP.

use std::net::SocketAddr;

use channels::{Input, Output};
use sip::ConnectionId;

use crate::ladder::run;
use crate::world::{SWITCH, World};

/// What the switch sends over the stream because of one input.
fn given(world: &mut World, input: Input) -> Vec<String> {
    world.switch.handle(world.now, input);
    let mut sent = Vec::new();
    while let Some(output) = world.switch.poll_output() {
        match output {
            Output::StreamData {
                connection,
                payload,
            } => {
                assert_eq!(connection, ConnectionId(1));
                sent.push(String::from_utf8(payload).expect("it is text"));
            }
            Output::Script(call, message) => world.scripts.push_back((call.0, message)),
            Output::Media(_) => {}
            other => panic!("{other:?}"),
        }
    }
    sent
}

/// Bytes of `desk`, which answers a challenge, over the stream; what comes back.
fn said(world: &mut World, payload: Vec<u8>) -> Vec<String> {
    let mut replies = Vec::new();
    let mut next = vec![payload];
    while let Some(payload) = next.pop() {
        let input = Input::StreamData {
            connection: ConnectionId(1),
            payload,
        };
        for sent in given(world, input) {
            let phone = world.phones.get_mut("desk").expect("it is there");
            next.extend(phone.handle(sent.as_bytes(), "secret").into_iter().rev());
            replies.push(sent);
        }
    }
    replies
}

#[test]
fn a_call_over_tcp_stays_on_its_stream() {
    let mut world = World::new();
    let (local, peer) = (
        SocketAddr::from(SWITCH),
        SocketAddr::from(([192, 0, 2, 11], 40_000)),
    );
    given(
        &mut world,
        Input::StreamOpened {
            connection: ConnectionId(1),
            local,
            peer,
        },
    );
    let phone = world.phones.get_mut("desk").expect("it is there");
    let invite = phone.outside("INVITE", "100", "", "");
    let invite = String::from_utf8(invite)
        .expect("it is text")
        .replace("SIP/2.0/UDP", "SIP/2.0/TCP");
    said(&mut world, invite.into_bytes());
    let (_, _) = world.scripts.pop_front().expect("a script was started");
    world
        .phones
        .get_mut("desk")
        .expect("it is there")
        .received
        .clear();
    let call = runtime::host::CallId(1);
    let id = runtime::host::RequestId { call, number: 1 };
    let answer = runtime::host::Request::Answer(runtime::host::ChannelId(1));
    let sent = given(&mut world, Input::Request(id, answer));
    assert!(
        sent[0].starts_with("SIP/2.0 200") && sent[0].contains("192.0.2.1:5060;transport=tcp>"),
        "{sent:?}"
    );
    world.scripts.clear();
    let cause = runtime::host::Cause::Normal;
    let sent = given(
        &mut world,
        Input::Finished(runtime::host::Finish { call, cause }),
    );
    assert!(
        sent[0].starts_with("BYE ") && sent[0].contains("SIP/2.0/TCP 192.0.2.1:5060"),
        "{sent:?}"
    );
}

#[test]
fn a_ping_gets_a_pong() {
    let mut world = World::new();
    let (local, peer) = (
        SocketAddr::from(SWITCH),
        SocketAddr::from(([192, 0, 2, 11], 40_000)),
    );
    given(
        &mut world,
        Input::StreamOpened {
            connection: ConnectionId(1),
            local,
            peer,
        },
    );
    let ping = Input::StreamData {
        connection: ConnectionId(1),
        payload: b"\r\n\r\n".to_vec(),
    };
    assert_eq!(given(&mut world, ping), ["\r\n"]);
    run(&mut world, "", "");
}
