//! Datagrams that wait to be sent, end to end in one piece of memory.

use super::{Component, LegId, Transmit};
use std::net::SocketAddr;

/// The queue. Cleared, it keeps its memory: in the steady state nothing is allocated.
#[derive(Default)]
pub(super) struct Outbox {
    octets: Vec<u8>,
    datagrams: Vec<Datagram>,
}

struct Datagram {
    leg: LegId,
    component: Component,
    destination: SocketAddr,
    end: usize,
}

impl Outbox {
    /// Appends the datagram that `write` appends to the octets.
    pub(super) fn push(
        &mut self,
        leg: LegId,
        component: Component,
        destination: SocketAddr,
        write: impl FnOnce(&mut Vec<u8>),
    ) {
        write(&mut self.octets);
        self.datagrams.push(Datagram {
            leg,
            component,
            destination,
            end: self.octets.len(),
        });
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Transmit<'_>> {
        let mut start = 0;
        self.datagrams.iter().map(move |datagram| {
            let payload = &self.octets[start..datagram.end];
            start = datagram.end;
            let Datagram {
                leg,
                component,
                destination,
                ..
            } = *datagram;
            Transmit {
                leg,
                component,
                destination,
                payload,
            }
        })
    }

    pub(super) fn clear(&mut self) {
        self.octets.clear();
        self.datagrams.clear();
    }
}
