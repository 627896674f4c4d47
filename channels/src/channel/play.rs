//! Prompts: read by the background thread, played by the engine.

use media::{Audio, Command, PlaybackId};
use runtime::host::{Cause, ChannelId, Event, Reply, RequestId};

use super::Channels;
use super::media_leg::leg_of;
use crate::core::Core;
use crate::io::{Job, JobDone, JobId, Now, Output};

impl Channels {
    /// Has prompts read; the reply follows.
    pub(super) fn play(
        &mut self,
        core: &mut Core,
        asked: RequestId,
        id: ChannelId,
        names: Vec<String>,
        language: String,
    ) {
        let job = core.job(Job::Prompts { names, language });
        self.prompts.insert(job, (asked.call, id));
        self.defer(asked, id);
    }

    /// Prompts have been read, or not found.
    pub(crate) fn handle_done(&mut self, core: &mut Core, _now: Now, job: JobId, done: JobDone) {
        let Some((call, id)) = self.prompts.remove(&job) else {
            return;
        };
        let JobDone::Prompts(prompts) = done else {
            return;
        };
        let reply = match prompts {
            Ok(audio) => self.begin_playing(core, id, audio),
            Err((name, why)) => {
                tracing::warn!(prompt = name, why, "prompt missing");
                Reply::NotFound(name)
            }
        };
        self.settle(core, call, id, reply);
    }

    fn begin_playing(&mut self, core: &mut Core, id: ChannelId, audio: Vec<Audio>) -> Reply {
        let Some(channel) = self.table.get_mut(&id) else {
            return Reply::Gone;
        };
        if let Err(error) = channel.media.open(core) {
            return Reply::Refused(Cause::Congestion, error.to_string());
        }
        self.playbacks_made += 1;
        let playback = PlaybackId(self.playbacks_made);
        channel.media.playback = Some(playback);
        core.output(Output::Media(Command::Play {
            leg: leg_of(id),
            playback,
            audio,
        }));
        Reply::Done
    }

    pub(super) fn stop_playing(&mut self, core: &mut Core, id: ChannelId) {
        if let Some(channel) = self.table.get_mut(&id)
            && channel.media.playback.take().is_some()
        {
            core.output(Output::Media(Command::StopPlayback { leg: leg_of(id) }));
        }
    }

    /// A playback has come to its end, or was cut off by another one.
    pub(super) fn note_played(&mut self, core: &mut Core, id: ChannelId, playback: PlaybackId) {
        let Some(channel) = self.table.get_mut(&id) else {
            return;
        };
        if channel.media.playback == Some(playback) {
            channel.media.playback = None;
            if let Some(call) = channel.script() {
                core.event(call, Event::Played(id));
            }
        }
    }
}
