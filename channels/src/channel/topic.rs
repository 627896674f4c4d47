//! Telling the far end a new topic: UPDATE where it takes that, else a re-INVITE that changes nothing else, else
//! INFO (INTERFACE.md, "Skype on SIP").

use std::time::Duration;

use rand::RngExt;
use runtime::host::{ChannelId, SkypeCall};
use sip::{Method, TransactionId};

use super::Channels;
use super::dialog::Talk;
use super::fork::Client;
use super::happening::Happening;
use super::invite::{ALLOW, SDP};
use super::state::{Channel, Far};
use super::timer::Timer;
use crate::core::{Core, Owner};
use crate::io::Now;

impl Channels {
    /// The topic of the Skype call on a channel has changed here.
    pub(super) fn set_topic(&mut self, core: &mut Core, now: Now, id: ChannelId, topic: &str) {
        let Some(channel) = self.table.get_mut(&id) else {
            return;
        };
        let Some(skype) = &mut channel.skype else {
            return;
        };
        if skype.topic == topic {
            return;
        }
        topic.clone_into(&mut skype.topic);
        match &mut channel.far {
            &mut Far::Half(peer) => {
                if let Some(skype) = self.table.get_mut(&peer).and_then(|one| one.skype.as_mut()) {
                    topic.clone_into(&mut skype.topic);
                    self.tell(core, now, peer, Happening::Topic(topic.to_owned()));
                }
            }
            Far::Talking(talk) => {
                talk.may_repeat_topic = true;
                self.send_topic(core, now, id, topic);
            }
            Far::Calling(_) | Far::Called(_) => {}
        }
    }

    fn send_topic(&mut self, core: &mut Core, now: Now, id: ChannelId, topic: &str) {
        let Some(channel) = self.table.get_mut(&id) else {
            return;
        };
        let Far::Talking(talk) = &mut channel.far else {
            return;
        };
        if talk.takes_update == Some(true) {
            let transaction = send(core, now, talk, Method::Update, topic);
            self.clients.insert(transaction, Client::Update(id));
        } else if talk.takes_invite && talk.dialog.may_invite() && !talk.awaits_answer() {
            self.re_invite(core, now, id, topic);
        } else {
            send(core, now, talk, Method::Info, topic);
        }
    }

    /// Ours crossed a request of theirs: once more, a little later (RFC 3261 section 14.1, RFC 3311 section 5.3).
    pub(super) fn defer_topic(&mut self, core: &mut Core, now: Now, id: ChannelId) {
        let Some(channel) = self.table.get_mut(&id) else {
            return;
        };
        let Far::Talking(talk) = &mut channel.far else {
            return;
        };
        if std::mem::take(&mut talk.may_repeat_topic) {
            // The two sides draw from spans that do not meet; the Call-ID's owner waits longer.
            let span = if talk.is_caller { 210..=400 } else { 0..=200 };
            let wait = Duration::from_millis(10 * core.rng.random_range(span));
            self.timers.set(now.instant + wait, Timer::Topic(id));
        }
    }

    /// The time for another attempt has come.
    pub(super) fn repeat_topic(&mut self, core: &mut Core, now: Now, id: ChannelId) {
        let skype = self
            .table
            .get(&id)
            .and_then(|channel| channel.skype.as_ref());
        let topic = skype.map(|skype| skype.topic.clone());
        if let Some(topic) = topic {
            self.send_topic(core, now, id, &topic);
        }
    }

    fn re_invite(&mut self, core: &mut Core, now: Now, id: ChannelId, topic: &str) {
        let Some(channel) = self.table.get_mut(&id) else {
            return;
        };
        let Far::Talking(talk) = &mut channel.far else {
            return;
        };
        let Ok((offer, body)) = channel.media.refresh(core) else {
            return;
        };
        let request = talk.dialog.request(Method::Invite).header("Allow", ALLOW);
        let request = request.header("Subject", topic).body(SDP, body).build();
        let transaction = core.request(now, Owner::Channels, request, talk.dialog.flow());
        talk.re_invite = Some((transaction, offer));
        self.clients.insert(transaction, Client::ReInvite(id));
    }
}

fn send(core: &mut Core, now: Now, talk: &mut Talk, method: Method, topic: &str) -> TransactionId {
    let request = talk.dialog.request(method).header("Subject", topic).build();
    core.request(now, Owner::Channels, request, talk.dialog.flow())
}

impl Channel {
    /// The Skype call on the channel, for a script that takes it over.
    pub(super) fn as_skype_call(&self) -> Option<Box<SkypeCall>> {
        let skype = self.skype.as_ref()?;
        Some(Box::new(SkypeCall {
            topic: skype.topic.clone(),
            token: skype.token.clone(),
            languages: skype.languages.clone(),
            skypename: self.caller.num.clone(),
            ..SkypeCall::default()
        }))
    }
}
