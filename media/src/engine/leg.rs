//! One leg: an RTP stream or half of a pipe, and what it is joined to.

use super::{
    Config, LegId, Statistics,
    legs::Slot,
    output::{Destination, Output},
    playback::Playback,
    reports::Reports,
    source::Source,
};
use crate::{
    Hz, Session, dtmf,
    jitter::{Heard, Player},
    rtp::Reception,
};
use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

/// A leg.
pub(super) struct Leg {
    pub(super) id: LegId,
    pub(super) kind: Kind,
    pub(super) bridge: Option<Slot>,
    pub(super) echo: bool,
    pub(super) playback: Option<Playback>,
    /// Its place in the ticker, while it ticks.
    pub(super) tick: Option<usize>,
}

/// What a leg is.
pub(super) enum Kind {
    Rtp(Box<Stream>),
    /// What is sent into it comes out of `other`.
    Pipe {
        other: Slot,
    },
}

/// Both directions of an RTP session.
pub(super) struct Stream {
    pub(super) session: Option<Session>,
    pub(super) source: Source,
    /// To whom the leg's socket was said to be narrowed.
    pub(super) narrowed: Option<SocketAddr>,
    pub(super) reception: Reception,
    pub(super) digits_heard: dtmf::Receiver,
    pub(super) player: Option<Player>,
    pub(super) output: Output,
    pub(super) digits: dtmf::Sender,
    /// Who asked for the digits: this leg, or a pipe before it.
    pub(super) digits_from: Option<LegId>,
    pub(super) reports: Reports,
    pub(super) packets_received: u64,
    pub(super) octets_received: u64,
    /// Since when nothing has come, and whether that was told.
    pub(super) quiet_since: Instant,
    pub(super) silence_told: bool,
    /// Figures of players that are gone.
    retired: Retired,
}

#[derive(Clone, Copy, Default)]
struct Retired {
    heard: Heard,
    late: u64,
    played: u64,
    waited: Duration,
}

impl Leg {
    pub(super) fn new(id: LegId, kind: Kind) -> Self {
        Self {
            id,
            kind,
            bridge: None,
            echo: false,
            playback: None,
            tick: None,
        }
    }

    /// Whether it has something to do every 20 ms.
    pub(super) fn is_busy(&self) -> bool {
        let busy = |stream: &Stream| {
            stream.player.is_some()
                || !stream.digits.is_idle()
                || stream.digits_heard.poll_timeout().is_some()
        };
        self.playback.is_some() || matches!(&self.kind, Kind::Rtp(stream) if busy(stream))
    }
}

impl Stream {
    pub(super) fn new(now: Instant, seed: u64) -> Self {
        Self {
            session: None,
            source: Source::default(),
            narrowed: None,
            reception: Reception::new(Hz(8000)),
            digits_heard: dtmf::Receiver::new(Hz(8000)),
            player: None,
            output: Output::new(now, seed),
            digits: dtmf::Sender::default(),
            digits_from: None,
            reports: Reports::new(now, seed),
            packets_received: 0,
            octets_received: 0,
            quiet_since: now,
            silence_told: false,
            retired: Retired::default(),
        }
    }

    /// After offer/answer, and again after each re-INVITE.
    pub(super) fn configure(&mut self, now: Instant, session: Session) {
        self.source.configure(session.remote);
        if let Some(format) = session.formats.first() {
            self.output.configure(now, format.codec.clock);
            self.reception.set_clock(format.codec.clock);
        }
        if let Some(event) = session
            .events
            .first()
            .filter(|_| self.digits_heard.poll_timeout().is_none())
        {
            self.digits_heard = dtmf::Receiver::new(event.clock);
        }
        (self.quiet_since, self.silence_told) = (now, false);
        self.session = Some(session);
    }

    /// Where sound goes: nowhere before the first session, while the address is unknown, and on hold.
    pub(super) fn destination(&self, leg: LegId) -> Option<Destination> {
        let sends = self.session.as_ref()?.direction.sends();
        let address = self.source.destination().filter(|_| sends)?;
        Some(Destination { leg, address })
    }

    /// Stops playing out; what was counted stays.
    pub(super) fn retire_player(&mut self) {
        if let Some(player) = self.player.take() {
            self.retired.add(&player);
        }
    }

    /// The event to tell when nothing has come for too long.
    pub(super) fn silence(&mut self, now: Instant, config: &Config) -> Option<Duration> {
        let quiet = now.saturating_duration_since(self.quiet_since);
        let expected = self
            .session
            .as_ref()
            .is_some_and(|session| session.direction.receives());
        let lasts = quiet >= config.silence_after;
        let told = std::mem::replace(&mut self.silence_told, lasts);
        (expected && lasts && !told).then_some(quiet)
    }

    pub(super) fn statistics(&self) -> Statistics {
        let mut figures = self.retired;
        if let Some(player) = &self.player {
            figures.add(player);
        }
        let mut statistics = Statistics {
            packets_received: self.packets_received,
            octets_received: self.octets_received,
            lost: self.reception.lost(),
            late: figures.late,
            duplicate: self.reception.duplicate(),
            jitter: self.reception.jitter(),
            buffer_delay: figures
                .waited
                .checked_div(figures.played as u32)
                .unwrap_or_default(),
            played: figures.heard.played,
            concealed: figures.heard.concealed,
            stretched: figures.heard.stretched,
            ..Statistics::default()
        };
        self.output.count(&mut statistics);
        self.reports.count(&mut statistics);
        statistics
    }
}

impl Retired {
    fn add(&mut self, player: &Player) {
        let (heard, counts) = (player.totals(), player.counts());
        self.heard.played += heard.played;
        self.heard.concealed += heard.concealed;
        self.heard.stretched += heard.stretched;
        self.late += counts.late;
        self.played += counts.played;
        self.waited += counts.waited;
    }
}
