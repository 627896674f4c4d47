//! The way back: what a server notes in the Via, and where it sends responses (RFC 3261 sections
//! 18.2.1 and 18.2.2, RFC 3581).

use std::net::SocketAddr;

use crate::message::{Request, Via};
use crate::transport::{Flow, Transport};

/// Notes in the topmost Via where `request` came from.
pub(super) fn note_source(request: &mut Request, via: &mut Via, flow: &Flow) {
    let wants_port = via.params.has("rport");
    // Unmapped, so that an IPv4 sender on a dual-stack socket finds its own address here.
    let source = flow.peer.ip().to_canonical();
    if !wants_port && via.ip == Some(source) {
        return;
    }
    via.params.set("received", Some(&source.to_string()));
    if wants_port {
        via.params.set("rport", Some(&flow.peer.port().to_string()));
    }
    request
        .headers
        .replace_first_element("Via", &via.to_string());
}

/// Where responses go: over the connection the request came on; over UDP to the source address, and
/// to the source port if the client asked for that, else to the port it names.
pub(super) fn response_flow(via: &Via, flow: &Flow) -> Flow {
    match flow.transport {
        Transport::Udp if !via.params.has("rport") => Flow {
            peer: fallback(via, flow),
            ..*flow
        },
        _ => *flow,
    }
}

/// Where a response goes when its connection is gone: the source address, and the port the client
/// named.
pub(super) fn fallback(via: &Via, flow: &Flow) -> SocketAddr {
    SocketAddr::new(flow.peer.ip(), via.port_or_default())
}
