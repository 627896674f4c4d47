//! The channels of the simulated switch, and what their far ends do.

use std::time::Duration;

use super::happening::{Noticed, Sound};
use super::host::{Due, Host};
use super::scene::Deed;
use crate::host::{CallId, Cause, ChannelId, Event};

/// Between two keys that somebody presses.
const KEY: Duration = Duration::from_millis(200);

/// Most Local channels that a voice passes; they can be connected in a circle.
const LOCAL_HALVES: u32 = 16;

/// A channel, a caller's or one that a script started.
#[derive(Debug)]
pub(super) struct Channel {
    pub(super) owner: CallId,
    /// What was dialled, or `caller`.
    pub(super) target: String,
    /// `SIP/desk-00000001`.
    pub(super) name: String,
    /// The device at its far end: `SIP/desk`.
    pub(super) device: String,
    pub(super) up: bool,
    /// The other half of a Local channel.
    pub(super) peer: Option<ChannelId>,
    /// What was given to it as `PICKUPMARK`.
    pub(super) mark: Option<String>,
    /// What its far end hears.
    pub(super) hears: Sound,
}

impl Channel {
    pub(super) fn new(owner: CallId, target: &str) -> Self {
        Self {
            owner,
            target: target.to_owned(),
            name: target.to_owned(),
            device: target.to_owned(),
            up: false,
            peer: None,
            mark: None,
            hears: Sound::default(),
        }
    }
}

impl Host {
    /// Somebody at the far end of a channel does something.
    pub(super) fn act(&mut self, channel: ChannelId, deed: Deed) {
        if !self.channels.contains_key(&channel) {
            return;
        }
        match deed {
            Deed::Ring => self.tell(Event::Ringing(channel)),
            Deed::Progress => self.tell(Event::Progress(channel)),
            Deed::Answer => self.pick_up(channel),
            Deed::End(cause) => self.end(channel, cause),
            Deed::Press(keys) => {
                for (at, key) in keys.chars().enumerate() {
                    self.later(KEY * at as u32, Due::Event(Event::Digit(channel, key)));
                }
            }
            Deed::Talk(text) => self.carry(channel, &text, LOCAL_HALVES),
            Deed::Transfer(to) => self.tell(Event::TransferRequested(channel, to)),
            Deed::Topic(topic) => self.tell(Event::Topic(channel, topic)),
        }
    }

    /// Marks a channel as answered and says so to its script, and to the other half of a Local one.
    pub(super) fn pick_up(&mut self, id: ChannelId) {
        let Some(channel) = self.channels.get_mut(&id) else {
            return;
        };
        if std::mem::replace(&mut channel.up, true) {
            return;
        }
        let peer = channel.peer;
        self.tell(Event::Answered(id));
        if let Some(peer) = peer {
            self.pick_up(peer);
        }
    }

    /// Ends a channel and says so to its script, and to the other half of a Local one.
    pub(super) fn end(&mut self, id: ChannelId, cause: Cause) {
        if let Some(channel) = self.channels.remove(&id) {
            self.executor
                .event(self.now, channel.owner, Event::Ended(id, cause));
            if let Some(peer) = channel.peer {
                self.end(peer, cause);
            }
            let silent = |other: &&mut Channel| other.hears == Sound::Channel(id);
            for other in self.channels.values_mut().filter(silent) {
                other.hears = Sound::Silence;
            }
        }
    }

    /// The far end of a channel hears something else from now on.
    pub(super) fn hear(&mut self, channel: ChannelId, sound: Sound) {
        if let Some(channel) = self.channels.get_mut(&channel) {
            channel.hears = sound;
        }
    }

    /// What is said at the far end of a channel comes to whoever hears it, on through Local channels.
    fn carry(&mut self, from: ChannelId, text: &str, halves: u32) {
        let hears = |id: ChannelId, channel: &Channel| match channel.hears {
            Sound::Channel(other) => other == from,
            Sound::Echo => id == from,
            Sound::Silence | Sound::Prompts(_) => false,
        };
        let listening = self.channels.iter();
        let listening = listening.filter(|(id, channel)| hears(**id, channel));
        let listening: Vec<ChannelId> = listening.map(|(id, _)| *id).collect();
        for id in listening {
            let Some(channel) = self.channels.get(&id) else {
                continue;
            };
            match channel.peer {
                Some(half) if halves > 0 => self.carry(half, text, halves - 1),
                Some(_) => {}
                None => {
                    let (owner, device) = (channel.owner, channel.device.clone());
                    let what = format!("{} hears: {text}", channel.target);
                    let text = text.to_owned();
                    let kind = Noticed::Heard {
                        channel: id,
                        device,
                        text,
                    };
                    self.notice_of(owner, what, kind);
                }
            }
        }
    }

    /// What somebody at the end of a channel hears: `silence`, `echo`, prompts, or the dial string of whoever is
    /// connected.
    pub(super) fn heard_at(&self, channel: Option<ChannelId>) -> &str {
        let channel = channel.and_then(|channel| self.channels.get(&channel));
        match channel.map(|channel| &channel.hears) {
            None | Some(Sound::Silence) => "silence",
            Some(Sound::Echo) => "echo",
            Some(Sound::Prompts(names)) => names,
            Some(Sound::Channel(other)) => {
                let other = self.channels.get(other);
                other.map_or("silence", |other| &other.target)
            }
        }
    }

    /// Whether a script runs on this channel.
    pub(super) fn runs_script(&self, channel: ChannelId) -> bool {
        self.own.values().any(|own| *own == channel)
    }

    /// Gives an event to the script that owns the channel.
    pub(super) fn tell(&mut self, event: Event) {
        if let Some(channel) = self.channels.get(&event.channel()) {
            self.executor.event(self.now, channel.owner, event);
        }
    }
}
