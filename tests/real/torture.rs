//! The torture messages of RFC 4475 and RFC 5118 against the running switch, over UDP and TCP.

use std::path::Path;

use crate::index::{self, Case};
use crate::judge::Way;
use crate::support::{Reply, SOON, Setup, Switch, Wire, beside};

fn cases() -> Vec<Case> {
    index::cases(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data"))
}

fn switch() -> Switch {
    Setup::new()
        .dialplan("empty.rhai", "context \"internal\" { }\n")
        .start()
}

/// The statuses of final answers among these messages.
fn finals<'a>(replies: impl IntoIterator<Item = &'a Reply>) -> Vec<u16> {
    let statuses = replies.into_iter().filter_map(Reply::status);
    statuses.filter(|status| *status >= 200).collect()
}

/// The port an answer over UDP goes to: that of the topmost Via, whatever the source was.
fn answer_port(case: &Case) -> u16 {
    let via = &case.facts["via0"];
    let default = match via["transport"].as_str() {
        Some("TLS") => 5061,
        _ => 5060,
    };
    let port = via["port"].as_u64();
    port.and_then(|port| port.try_into().ok())
        .unwrap_or(default)
}

/// All that comes before the answer to an OPTIONS sent behind the message.
fn answers(case: &Case, wire: &mut Wire) -> Vec<Reply> {
    wire.send(&case.bytes);
    let last = wire.request(
        "OPTIONS",
        "sip:skyplan.local",
        "sip:wire@skyplan.test",
        "",
        "",
    );
    wire.send(last.as_bytes());
    let last_call = Reply { text: last }.header("Call-ID");
    let mut answers = Vec::new();
    loop {
        let reply = wire.receive(SOON);
        let reply = reply.unwrap_or_else(|| panic!("{}: the OPTIONS is not answered", case.file));
        if reply.header("Call-ID") == last_call {
            return answers;
        }
        answers.push(reply);
    }
}

/// All that comes until the switch closes the stream: by itself when it is lost, otherwise because the
/// message is `unfinished` and we say no more.
fn until_closed(case: &Case, wire: &mut Wire, unfinished: bool) -> Vec<Reply> {
    wire.send(&case.bytes);
    if unfinished {
        wire.say_no_more();
    }
    let answers = wire.receive_to_end(SOON);
    answers.unwrap_or_else(|| panic!("{}: the stream stays open", case.file))
}

#[test]
fn each_torture_message_is_answered_as_its_index_says_over_udp() {
    let _machine = beside();
    let mut switch = switch();
    for case in cases() {
        // An address of loopback that no other program uses, nor a second run of this: any port is free.
        let [_, _, high, low] = std::process::id().to_be_bytes();
        let from = ([127, 77, high, low], answer_port(&case));
        let mut wire = Wire::udp_from(from.into(), switch.sip());
        let answers = answers(&case, &mut wire);
        case.judge(Way::Datagram, &finals(&answers));
    }
    assert!(switch.lives());
}

#[test]
fn each_torture_message_is_answered_as_its_index_says_over_tcp() {
    let _machine = beside();
    let mut switch = switch();
    for case in cases() {
        let mut wire = Wire::tcp(switch.sip());
        let unfinished = case.text("stream") == "incomplete";
        let answers = if unfinished || case.breaks_a_stream() {
            until_closed(&case, &mut wire, unfinished)
        } else if case.leaves_a_stream_waiting() {
            // It is answered; an OPTIONS would become part of what is taken for the next message.
            wire.send(&case.bytes);
            wire.receive(SOON).into_iter().collect()
        } else {
            answers(&case, &mut wire)
        };
        case.judge(Way::Stream, &finals(&answers));
    }
    assert!(switch.lives());
}

#[test]
fn who_says_no_more_on_a_stream_still_gets_the_answer() {
    let _machine = beside();
    let switch = switch();
    let mut wire = Wire::tcp(switch.sip());
    let request = wire.request(
        "OPTIONS",
        "sip:skyplan.local",
        "sip:wire@skyplan.test",
        "",
        "",
    );
    wire.send(request.as_bytes());
    wire.say_no_more();
    let answers = wire
        .receive_to_end(SOON)
        .expect("the stream is closed in the end");
    assert_eq!(finals(&answers), [200]);
}
