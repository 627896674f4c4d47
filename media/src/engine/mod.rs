//! Many legs in one loop: relay, transcode, play, echo and DTMF (the media half of a switch).
//!
//! Enter: datagrams, commands and the time. Leave: datagrams, events, and when to come back. A leg is an RTP session
//! or half of a pipe (a Local channel); a route leads from the leg that sound comes out of, through bridges and
//! pipes, to the leg it is sent to. Where both ends speak the same codec, packets are relayed at once, only
//! renumbered; where not, they go through jitter buffer, decoder and encoder on ticks of 20 ms.
//!
//! Left out: mixing of more than two legs, recording, SRTP.

mod command;
mod control;
mod event;
mod leg;
mod legs;
mod output;
mod playback;
mod receive;
mod reports;
mod source;
#[cfg(test)]
mod tests;
mod tick;
mod ticker;
mod transmit;

use crate::rtcp::NtpTime;
use legs::{Legs, Slot};
use std::{
    cmp::Reverse,
    collections::{BinaryHeap, VecDeque},
    net::SocketAddr,
    time::{Duration, Instant, SystemTime},
};
use ticker::Ticker;
use transmit::Outbox;

pub use command::{Command, Component, LegId, PlaybackId};
pub use event::{Event, Statistics, Transmit};

/// Settings of an engine.
#[derive(Clone, PartialEq, Debug)]
pub struct Config {
    /// How long nothing may come before [`Event::Silent`]; defaults to 10 s. Shorter than RTCP's 5 s tells of
    /// phones that suppress silence.
    pub silence_after: Duration,
    /// `CNAME` in our reports (RFC 3550 section 6.5.1); defaults to `skyplan`.
    pub cname: String,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            silence_after: Duration::from_secs(10),
            cname: "skyplan".into(),
        }
    }
}

/// The engine of one media thread.
pub struct Engine {
    config: Config,
    /// A moment on both clocks.
    epoch: (Instant, SystemTime),
    legs: Legs,
    ticker: Ticker,
    /// When which leg is looked at for reports and silence.
    looks: BinaryHeap<Reverse<(Instant, Slot, LegId)>>,
    outbox: Outbox,
    events: VecDeque<Event>,
    narrowings: VecDeque<(LegId, Option<SocketAddr>)>,
    /// Kept for its memory: legs of a beat, and the sound of one.
    due: Vec<Slot>,
    frame: Vec<i16>,
}

impl Engine {
    /// An engine without legs. `wall` is the time of day at `now`, for the NTP stamps of sender reports.
    pub fn new(now: Instant, wall: SystemTime, config: Config) -> Self {
        Self {
            config,
            epoch: (now, wall),
            legs: Legs::default(),
            ticker: Ticker::new(now),
            looks: BinaryHeap::new(),
            outbox: Outbox::default(),
            events: VecDeque::new(),
            narrowings: VecDeque::new(),
            due: Vec::new(),
            frame: Vec::new(),
        }
    }

    /// The next thing the switch should know.
    pub fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// To whose datagrams the RTP socket of a leg may be narrowed from now on, as nobody else would be heard there;
    /// `None` opens it to everyone again. Sending on a socket that is narrowed (connected) costs the system less.
    pub fn poll_narrowing(&mut self) -> Option<(LegId, Option<SocketAddr>)> {
        self.narrowings.pop_front()
    }

    /// Narrows the socket of a leg, or opens it, if that is due.
    fn narrow(&mut self, now: Instant, slot: Slot) {
        let Some((leg, stream)) = self.legs.stream(slot) else {
            return;
        };
        let only = stream.source.only(now);
        if stream.narrowed != only {
            stream.narrowed = only;
            self.narrowings.push_back((leg, only));
        }
    }

    /// Datagrams waiting to be sent, oldest first, in place: fit for one `sendmmsg`.
    pub fn transmits(&self) -> impl Iterator<Item = Transmit<'_>> {
        self.outbox.iter()
    }

    /// Forgets the datagrams that were sent; the room they took is used again.
    pub fn clear_transmits(&mut self) {
        self.outbox.clear();
    }

    /// Sends each waiting datagram with `send` and forgets it.
    pub fn drain_transmits(&mut self, mut send: impl FnMut(Transmit<'_>)) {
        self.transmits().for_each(&mut send);
        self.clear_transmits();
    }

    fn ntp(&self, now: Instant) -> NtpTime {
        NtpTime::from_wall(self.epoch.1 + now.saturating_duration_since(self.epoch.0))
    }
}
