//! What is due: the 20 ms beat of legs that make sound, reports, and silences that last.

use super::{Component, Engine, Event, legs::Slot};
use crate::Hz;
use std::{
    cmp::Reverse,
    time::{Duration, Instant},
};

/// One beat.
const TICK: Duration = Duration::from_millis(20);
/// How often a leg is looked at for reports and silence.
const LOOK: Duration = Duration::from_secs(1);

impl Engine {
    /// Does what is due at `now`.
    pub fn handle_timeout(&mut self, now: Instant) {
        let mut due = std::mem::take(&mut self.due);
        while let Some(at) = self.ticker.next_due(now, &mut due) {
            due.iter().for_each(|slot| self.tick(at, *slot));
        }
        self.due = due;
        while let Some(Reverse((at, slot, leg))) = self.looks.peek().copied()
            && at <= now
        {
            self.looks.pop();
            if self.legs.get(slot).is_some_and(|found| found.id == leg) {
                self.look(now, slot);
                self.looks.push(Reverse((now + LOOK, slot, leg)));
            }
        }
    }

    /// When `handle_timeout` is due next; ask again after each `handle_…`.
    pub fn poll_timeout(&self) -> Option<Instant> {
        let look = self.looks.peek().map(|Reverse((at, ..))| *at);
        [self.ticker.poll_timeout(), look]
            .into_iter()
            .flatten()
            .min()
    }

    /// Reports when they are due, and tells of a silence that has lasted.
    fn look(&mut self, now: Instant, slot: Slot) {
        self.narrow(now, slot);
        let ntp = self.ntp(now);
        let Some((leg, stream)) = self.legs.stream(slot) else {
            return;
        };
        if let Some(duration) = stream.silence(now, &self.config) {
            self.events.push_back(Event::Silent { leg, duration });
        }
        if now < stream.reports.due {
            return;
        }
        if let Some((destination, report)) = stream.report(now, ntp, &self.config.cname, false) {
            self.outbox
                .push(leg, Component::Rtcp, destination, |octets| {
                    octets.extend(report)
                });
        }
    }

    /// Begins or ends the beat of a leg, as it has something to do.
    pub(super) fn set_ticking(&mut self, now: Instant, slot: Slot) {
        let Some(leg) = self.legs.get_mut(slot) else {
            return;
        };
        match (leg.is_busy(), leg.tick) {
            (true, None) => leg.tick = Some(self.ticker.add(now, slot)),
            (false, Some(place)) => {
                self.ticker.remove(place, slot);
                leg.tick = None;
            }
            _ => {}
        }
    }

    fn tick(&mut self, now: Instant, slot: Slot) {
        self.send_digits(now, slot);
        self.end_digit(now, slot);
        self.play(now, slot);
        self.decode(now, slot);
        self.set_ticking(now, slot);
    }

    fn send_digits(&mut self, now: Instant, slot: Slot) {
        let Some((leg, stream)) = self.legs.stream(slot) else {
            return;
        };
        if stream.digits.is_idle() {
            return;
        }
        let destination = stream.destination(leg);
        let clock = stream
            .session
            .as_ref()
            .and_then(|session| session.formats.first())
            .map(|format| format.codec.clock);
        let event = clock.and_then(|clock| stream.session.as_ref()?.event_at(clock).copied());
        let (output, outbox) = (&mut stream.output, &mut self.outbox);
        stream.digits.tick(
            TICK,
            event.map_or(Hz(8000), |event| event.clock),
            |update| {
                if let (Some(destination), Some(event)) = (destination, event) {
                    output.send_digit(now, update, event, (destination, outbox));
                }
            },
        );
        if stream.digits.is_idle() {
            stream.output.begin_talkspurt();
            if let Some(leg) = stream.digits_from.take() {
                self.events.push_back(Event::DigitsSent { leg });
            }
        }
    }

    /// A digit whose end was lost.
    fn end_digit(&mut self, now: Instant, slot: Slot) {
        let Some((_, stream)) = self.legs.stream(slot) else {
            return;
        };
        if let Some((digit, duration)) = stream.digits_heard.handle_timeout(now) {
            // Where its packets were relayed, the loss of the end was relayed too.
            let relayed = stream.player.is_none();
            self.tell_digit(now, slot, digit, duration, relayed);
        }
    }

    fn play(&mut self, now: Instant, slot: Slot) {
        let Some(Some(wanted)) = self
            .legs
            .get(slot)
            .map(|leg| leg.playback.as_ref().map(|playback| playback.rate()))
        else {
            return;
        };
        let to = self.legs.sink_of_input(slot, |_| {});
        let codec = to.and_then(|to| {
            self.legs
                .stream(to)?
                .1
                .session
                .as_ref()?
                .formats
                .first()
                .map(|f| f.codec)
        });
        // With nobody to hear it, a playback takes its time all the same.
        let rate = codec.map_or(Hz(8000), |codec| codec.rate_for(wanted.unwrap_or(Hz(8000))));
        let mut frame = std::mem::take(&mut self.frame);
        frame.clear();
        let Some(leg) = self.legs.get_mut(slot) else {
            return;
        };
        let goes_on = leg
            .playback
            .as_mut()
            .is_some_and(|playback| playback.frame(rate, rate.frame(), &mut frame));
        if goes_on {
            self.send(now, to, &frame, rate);
        } else if let Some(playback) = leg.playback.take() {
            let (leg, playback) = (leg.id, playback.id);
            self.events.push_back(Event::PlaybackFinished {
                leg,
                playback,
                completed: true,
            });
            self.begin_talkspurt(to);
        }
        self.frame = frame;
    }

    fn decode(&mut self, now: Instant, slot: Slot) {
        let to = self.legs.sink_of_output(slot, |_| {});
        let mut frame = std::mem::take(&mut self.frame);
        frame.clear();
        if let Some((_, stream)) = self.legs.stream(slot)
            && let Some(player) = &mut stream.player
        {
            let rate = player.rate();
            let audible = player.pull(now, rate.frame(), &mut frame);
            if to.is_none() {
                stream.retire_player();
            } else if audible {
                self.send(now, to, &frame, rate);
            } else {
                // A pause of the speaker is one of ours, and the next packet begins a talkspurt.
                self.begin_talkspurt(to);
            }
        }
        self.frame = frame;
    }

    fn send(&mut self, now: Instant, to: Option<Slot>, frame: &[i16], rate: Hz) {
        let Some((leg, stream)) = to.and_then(|to| self.legs.stream(to)) else {
            return;
        };
        let destination = stream.destination(leg).filter(|_| stream.digits.is_idle());
        let (Some(destination), Some(session)) = (destination, &stream.session) else {
            return;
        };
        let way = (destination, &mut self.outbox);
        if let Err(error) = stream.output.send_sound(now, (frame, rate), session, way) {
            tracing::debug!(%leg, %error, "sound not sent");
        }
    }

    fn begin_talkspurt(&mut self, to: Option<Slot>) {
        if let Some((_, stream)) = to.and_then(|to| self.legs.stream(to)) {
            stream.output.begin_talkspurt();
        }
    }
}
