//! What scripts ask the simulated switch about channels and telephones.

use super::devices;
use super::host::Host;
use crate::device_state::DeviceState;
use crate::host::{CallId, ChannelId, Reply, Request};

/// The answer to one of the requests that only ask.
pub(super) fn answer(host: &Host, call: CallId, request: Request) -> Reply {
    match request {
        Request::Channels => {
            let named = host.channels.iter();
            let mut rows: Vec<_> = named
                .map(|(id, channel)| (channel.name.clone(), id.0.to_string()))
                .collect();
            rows.sort();
            Reply::Rows(rows)
        }
        Request::Headers(channel) => Reply::Rows(headers(host, channel)),
        Request::Variable { of, name, value } => {
            let whose = match &of {
                Some(named) => host.script_named(named),
                None => Some(host.root(call, call)),
            };
            match whose {
                Some(whose) => host.executor.answer_about(whose, &name, value),
                None => Reply::NotFound(of.unwrap_or_default()),
            }
        }
        Request::Endpoint(name) => endpoint(host, name),
        _ => Reply::NotFound(String::new()),
    }
}

/// What a caller's telephone sent along.
fn headers(host: &Host, channel: ChannelId) -> Vec<(String, String)> {
    let placed = host
        .placed
        .values()
        .find(|placed| placed.channel == channel);
    placed.map_or_else(Vec::new, |placed| placed.headers.clone())
}

/// A telephone is as its device is: who is mentioned nowhere is there, or not, as strangers are.
fn endpoint(host: &Host, name: String) -> Reply {
    let state: DeviceState = devices::state(host, &format!("SIP/{name}"))
        .parse()
        .unwrap_or_default();
    let status = match state {
        DeviceState::Invalid => return Reply::NotFound(name),
        DeviceState::Unavailable => "UNREACHABLE",
        _ => "OK",
    };
    let row = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let contact = format!("sip:{name}@127.0.0.1:5062");
    let is_there = status == "OK";
    let there = |text: &'static str| if is_there { text } else { "" };
    Reply::Rows(vec![
        row("name", &name),
        row("context", "internal"),
        row("codecs", "opus,pcmu,pcma"),
        row("ip", there("127.0.0.1")),
        row("port", there("5062")),
        row("contacts", if is_there { &contact } else { "" }),
        row("status", status),
    ])
}
