//! What the media engine says, and phones that have vanished: a call of which nothing is heard for long ends.

use std::time::Duration;

use media::{Command, Statistics};
use runtime::host::{Cause, ChannelId, Event};

use super::media_leg::{Silence, channel_of, leg_of};
use super::timer::Timer;
use super::{By, Channels};
use crate::core::Core;
use crate::io::{Now, Output};

/// How long nothing need be heard of a phone that is up. RTCP comes every few seconds even in silence, so five
/// minutes are no pause in a conversation.
const VANISHED: Duration = Duration::from_secs(300);

impl Channels {
    /// A media thread says something.
    pub(crate) fn handle_media(&mut self, core: &mut Core, now: Now, event: media::Event) {
        match event {
            media::Event::Digit { leg, digit, .. } => {
                let id = channel_of(leg);
                if let Some(call) = self.table.get(&id).and_then(|channel| channel.script()) {
                    core.event(call, Event::Digit(id, digit));
                }
            }
            media::Event::PlaybackFinished { leg, playback, .. } => {
                self.note_played(core, channel_of(leg), playback);
            }
            media::Event::DigitsSent { leg } => self.go_on_dialing(core, now, channel_of(leg)),
            media::Event::Silent { leg, duration } => {
                self.note_silence(core, now, channel_of(leg), duration);
            }
            media::Event::Statistics { leg, statistics } => {
                self.note_statistics(core, now, channel_of(leg), &statistics);
            }
            media::Event::Heard { .. } | media::Event::Closed { .. } => {}
        }
    }

    fn note_silence(&mut self, core: &mut Core, now: Now, id: ChannelId, duration: Duration) {
        let Some(channel) = self.table.get_mut(&id) else {
            return;
        };
        channel.media.silence = Silence::Begun;
        self.timers.set(
            now.instant + VANISHED.saturating_sub(duration),
            Timer::Silence(id),
        );
        core.output(Output::Media(Command::Report { leg: leg_of(id) }));
    }

    /// The silence has lasted long, or was broken meanwhile: the count of packets tells.
    pub(super) fn ask_about_silence(&mut self, core: &mut Core, now: Now, id: ChannelId) {
        let Some(channel) = self.table.get_mut(&id) else {
            return;
        };
        if channel.media.is_held() {
            // Whoever holds us may send nothing for as long as it likes.
            self.timers.set(now.instant + VANISHED, Timer::Silence(id));
        } else if let Silence::Since(packets) = channel.media.silence {
            channel.media.silence = Silence::Asked(packets);
            core.output(Output::Media(Command::Report { leg: leg_of(id) }));
        }
    }

    fn note_statistics(
        &mut self,
        core: &mut Core,
        now: Now,
        id: ChannelId,
        statistics: &Statistics,
    ) {
        let Some(channel) = self.table.get_mut(&id) else {
            return;
        };
        let packets = statistics.packets_received;
        match channel.media.silence {
            Silence::Begun => channel.media.silence = Silence::Since(packets),
            Silence::Asked(before) if before == packets => {
                tracing::info!(channel = channel.name, "vanished");
                self.end(core, now, id, Cause::Congestion, By::Us);
            }
            Silence::Asked(_) => channel.media.silence = Silence::None,
            Silence::None | Silence::Since(_) => {}
        }
    }
}
