//! Many legs in one loop: relay, transcode, play, echo and DTMF (the media half of a switch).
//!
//! Enter: datagrams, commands and the time. Leave: datagrams, events, and when to come back. A leg is an RTP session
//! or half of a pipe (a Local channel); a route leads from the leg that sound comes out of, through bridges and
//! pipes, to the leg it is sent to. Where both ends speak the same codec, packets are relayed at once, only
//! renumbered; where not, they go through jitter buffer, decoder and encoder on ticks of 20 ms.
//!
//! Left out: mixing of more than two legs, recording, SRTP.

mod command;
mod event;

use std::{
    net::SocketAddr,
    time::{Duration, Instant, SystemTime},
};

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
    _config: Config,
}

impl Engine {
    /// An engine without legs. `wall` is the time of day at `now`, for the NTP stamps of sender reports.
    pub fn new(_now: Instant, _wall: SystemTime, config: Config) -> Self {
        Self { _config: config }
    }

    /// A datagram has come to a socket of `leg`. What is not RTP or RTCP, or from a stranger, is dropped.
    pub fn handle_packet(
        &mut self,
        _now: Instant,
        _leg: LegId,
        _component: Component,
        _source: SocketAddr,
        _datagram: &[u8],
    ) {
    }

    /// Changes what the engine does.
    pub fn handle_command(&mut self, _now: Instant, _command: Command) {}

    /// Does what is due at `now`.
    pub fn handle_timeout(&mut self, _now: Instant) {}

    /// When `handle_timeout` is due next; ask again after each `handle_…`.
    pub fn poll_timeout(&self) -> Option<Instant> {
        None
    }

    /// The next thing the switch should know.
    pub fn poll_event(&mut self) -> Option<Event> {
        None
    }

    /// Datagrams waiting to be sent, oldest first, in place: fit for one `sendmmsg`.
    pub fn transmits(&self) -> impl Iterator<Item = Transmit<'_>> {
        std::iter::empty()
    }

    /// Forgets the datagrams that were sent; the room they took is used again.
    pub fn clear_transmits(&mut self) {}

    /// Sends each waiting datagram with `send` and forgets it.
    pub fn drain_transmits(&mut self, mut send: impl FnMut(Transmit<'_>)) {
        self.transmits().for_each(&mut send);
        self.clear_transmits();
    }
}
