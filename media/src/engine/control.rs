//! Commands: legs come and go, are joined and parted.

use super::{
    Command, Component, Engine, Event, LegId, PlaybackId,
    leg::{Kind, Leg, Stream},
    legs::Slot,
    playback::Playback,
};
use crate::Audio;
use std::{
    cmp::Reverse,
    time::{Duration, Instant},
};

impl Engine {
    /// Changes what the engine does.
    pub fn handle_command(&mut self, now: Instant, command: Command) {
        match command {
            Command::Open { leg, seed } => self.open(now, leg, seed),
            Command::OpenPipe { a, b } => self.open_pipe(now, a, b),
            Command::Bridge { a, b } => self.bridge(a, b),
            Command::Unbridge { a, b } => self.unbridge(a, b),
            Command::Close { leg } => self.close(now, leg),
            Command::Configure { leg, session } => {
                if let Some(slot) = self.legs.find(leg) {
                    if let Some((_, stream)) = self.legs.stream(slot) {
                        stream.configure(now, session);
                    }
                    self.narrow(now, slot);
                }
            }
            Command::Play {
                leg,
                playback,
                audio,
            } => self.play_to(now, leg, playback, audio),
            Command::StopPlayback { leg } => {
                if let Some(slot) = self.legs.find(leg) {
                    self.stop_playback(now, slot);
                }
            }
            Command::Echo { leg, on } => {
                if let Some(leg) = self.legs.find(leg).and_then(|slot| self.legs.get_mut(slot)) {
                    leg.echo = on;
                }
            }
            Command::SendDigits { leg, digits, gap } => self.press(now, leg, &digits, gap),
            Command::Report { leg } => {
                if let Some((leg, stream)) =
                    self.legs.find(leg).and_then(|slot| self.legs.stream(slot))
                {
                    self.events.push_back(Event::Statistics {
                        leg,
                        statistics: stream.statistics(),
                    });
                }
            }
        }
    }

    fn open(&mut self, now: Instant, leg: LegId, seed: u64) {
        self.close(now, leg);
        let slot = self
            .legs
            .add(Leg::new(leg, Kind::Rtp(Box::new(Stream::new(now, seed)))));
        // Spread by the seed, so that legs opened together are not looked at together.
        let first = now + Duration::from_millis(500 + seed % 500);
        self.looks.push(Reverse((first, slot, leg)));
    }

    fn open_pipe(&mut self, now: Instant, a: LegId, b: LegId) {
        if a == b {
            return;
        }
        self.close(now, a);
        self.close(now, b);
        let first = self.legs.add(Leg::new(
            a,
            Kind::Pipe {
                other: Slot(usize::MAX),
            },
        ));
        let second = self.legs.add(Leg::new(b, Kind::Pipe { other: first }));
        if let Some(leg) = self.legs.get_mut(first) {
            leg.kind = Kind::Pipe { other: second };
        }
    }

    fn bridge(&mut self, a: LegId, b: LegId) {
        let (Some(a), Some(b)) = (self.legs.find(a), self.legs.find(b)) else {
            return;
        };
        if a == b || self.legs.get(a).is_some_and(|leg| leg.bridge == Some(b)) {
            return;
        }
        self.part(a);
        self.part(b);
        for (one, other) in [(a, b), (b, a)] {
            if let Some(leg) = self.legs.get_mut(one) {
                leg.bridge = Some(other);
            }
        }
    }

    fn unbridge(&mut self, a: LegId, b: LegId) {
        let (Some(a), Some(b)) = (self.legs.find(a), self.legs.find(b)) else {
            return;
        };
        if self.legs.get(a).is_some_and(|leg| leg.bridge == Some(b)) {
            self.part(a);
        }
    }

    /// Takes a leg out of its bridge.
    fn part(&mut self, slot: Slot) {
        let peer = self.legs.get_mut(slot).and_then(|leg| leg.bridge.take());
        if let Some(leg) = peer.and_then(|peer| self.legs.get_mut(peer)) {
            leg.bridge = None;
        }
    }

    fn play_to(&mut self, now: Instant, leg: LegId, playback: PlaybackId, audio: Vec<Audio>) {
        let Some(slot) = self.legs.find(leg) else {
            return;
        };
        self.stop_playback(now, slot);
        if let Some(to) = self.legs.sink_of_input(slot, |_| {})
            && let Some((_, stream)) = self.legs.stream(to)
        {
            stream.output.begin_talkspurt();
        }
        if let Some(leg) = self.legs.get_mut(slot) {
            leg.playback = Some(Playback::new(playback, audio));
        }
        self.set_ticking(now, slot);
    }

    fn stop_playback(&mut self, now: Instant, slot: Slot) {
        let Some(leg) = self.legs.get_mut(slot) else {
            return;
        };
        if let Some(playback) = leg.playback.take() {
            let (leg, playback) = (leg.id, playback.id);
            self.events.push_back(Event::PlaybackFinished {
                leg,
                playback,
                completed: false,
            });
        }
        self.set_ticking(now, slot);
    }

    fn press(&mut self, now: Instant, leg: LegId, digits: &[(char, Duration)], gap: Duration) {
        let Some(slot) = self.legs.find(leg) else {
            return;
        };
        let to = self.legs.sink_of_input(slot, |_| {});
        let stream = to.and_then(|to| self.legs.stream(to));
        let Some((_, stream)) = stream else {
            // Nobody is there to hear them; whoever waits for the end should not wait for ever.
            self.events.push_back(Event::DigitsSent { leg });
            return;
        };
        stream.digits.push(digits, gap);
        if stream.digits.is_idle() {
            self.events.push_back(Event::DigitsSent { leg });
        } else {
            stream.digits_from = Some(leg);
        }
        to.into_iter().for_each(|to| self.set_ticking(now, to));
    }

    fn close(&mut self, now: Instant, leg: LegId) {
        let Some(slot) = self.legs.find(leg) else {
            return;
        };
        let ntp = self.ntp(now);
        self.stop_playback(now, slot);
        self.part(slot);
        let Some(mut closed) = self.legs.remove(slot) else {
            return;
        };
        if let Some(place) = closed.tick {
            self.ticker.remove(place, slot);
        }
        let statistics = match &mut closed.kind {
            Kind::Rtp(stream) => {
                if let Some((destination, report)) =
                    stream.report(now, ntp, &self.config.cname, true)
                {
                    self.outbox
                        .push(leg, Component::Rtcp, destination, |octets| {
                            octets.extend(report)
                        });
                }
                stream.statistics()
            }
            Kind::Pipe { other } => {
                if let Some(other) = self.legs.get(*other).map(|other| other.id) {
                    self.close(now, other);
                }
                super::Statistics::default()
            }
        };
        self.events.push_back(Event::Closed { leg, statistics });
    }
}
