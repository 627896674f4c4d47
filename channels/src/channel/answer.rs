//! What a caller who has not been answered is shown, and its answer (RFC 3261 section 13.3.1).
//!
//! 183 is not sent reliably (RFC 3262 is left out), so the 200 says again what it said.

use runtime::host::{Cause, ChannelId, Indication};

use super::dialog::{LateOffer, Talk};
use super::happening::Happening;
use super::invite::{ALLOW, SDP};
use super::media_leg::MediaError;
use super::state::{Channel, Far, State};
use super::{By, Channels};
use crate::core::Core;
use crate::device_use::Use;
use crate::io::Now;

impl Channels {
    /// Shows something to the far end. Nothing happens to a channel that is up.
    pub(super) fn indicate(
        &mut self,
        core: &mut Core,
        now: Now,
        id: ChannelId,
        indication: Indication,
    ) {
        let Some(channel) = self.table.get_mut(&id) else {
            return;
        };
        if channel.is_up() {
            return;
        }
        match indication {
            Indication::Busy => return self.end(core, now, id, Cause::Busy, By::Us),
            Indication::Congestion => return self.end(core, now, id, Cause::Congestion, By::Us),
            Indication::Ringing | Indication::Progress => {}
        }
        if let Far::Half(peer) = channel.far {
            return self.indicate_half(core, now, peer, indication);
        }
        let shown = match indication {
            Indication::Progress => show_progress(core, now, channel),
            _ => {
                show_ringing(core, now, channel);
                Ok(())
            }
        };
        if let Err(error) = shown {
            self.fail_media(core, now, id, &error);
        }
    }

    /// Answers the caller, or the half of a pair; tells whether it is up. When it cannot be answered, it has
    /// ended.
    pub(super) fn answer(&mut self, core: &mut Core, now: Now, id: ChannelId) -> bool {
        let Some(channel) = self.table.get_mut(&id) else {
            return false;
        };
        match channel.far {
            _ if channel.is_up() => true,
            Far::Half(peer) => {
                self.answer_half(core, now, id, peer);
                true
            }
            Far::Calling(_) => match answer_caller(core, now, channel) {
                Ok(()) => true,
                Err(error) => {
                    self.fail_media(core, now, id, &error);
                    false
                }
            },
            _ => false,
        }
    }

    fn answer_half(&mut self, core: &mut Core, now: Now, id: ChannelId, peer: ChannelId) {
        for half in [id, peer] {
            if let Some(channel) = self.table.get_mut(&half) {
                channel.state = State::Up;
                channel.set_use(core, Some(Use::Up));
            }
        }
        self.tell(core, now, peer, Happening::Answered);
    }

    fn indicate_half(
        &mut self,
        core: &mut Core,
        now: Now,
        peer: ChannelId,
        indication: Indication,
    ) {
        let happening = match indication {
            Indication::Ringing => Happening::Ringing,
            _ => Happening::Progress,
        };
        if let Some(channel) = self.table.get_mut(&peer)
            && happening == Happening::Ringing
        {
            channel.state = State::Ringing;
        }
        self.tell(core, now, peer, happening);
    }

    /// A call that cannot have sound ends.
    pub(super) fn fail_media(
        &mut self,
        core: &mut Core,
        now: Now,
        id: ChannelId,
        error: &MediaError,
    ) {
        let cause = match error {
            // Whoever keeps the ports says so, once for many calls.
            MediaError::NoPort => Cause::Congestion,
            MediaError::Negotiation(_) => {
                tracing::warn!(channel = id.0, %error, "call without sound ended");
                Cause::Incompatible
            }
        };
        self.end(core, now, id, cause, By::Us);
    }
}

fn show_ringing(core: &mut Core, now: Now, channel: &mut Channel) {
    let Far::Calling(caller) = &channel.far else {
        return;
    };
    core.respond(now, caller.transaction, caller.response(180).build());
    channel.state = State::Ringing;
}

fn show_progress(core: &mut Core, now: Now, channel: &mut Channel) -> Result<(), MediaError> {
    let Far::Calling(caller) = &mut channel.far else {
        return Ok(());
    };
    let mut response = caller.response(183);
    // Our offer would want an answer, which only the ACK of the 200 brings.
    if let Some(offer) = &caller.offer {
        response = response.body(SDP, channel.media.answer(core, offer)?);
    }
    core.respond(now, caller.transaction, response.build());
    Ok(())
}

fn answer_caller(core: &mut Core, now: Now, channel: &mut Channel) -> Result<(), MediaError> {
    let Far::Calling(caller) = &mut channel.far else {
        return Ok(());
    };
    let (late_offer, body) = match &caller.offer {
        Some(offer) => (None, channel.media.answer(core, offer)?),
        None => {
            let (offer, text) = channel.media.offer(core)?;
            (Some(LateOffer::new(&caller.request, offer)), text)
        }
    };
    let response = caller
        .response(200)
        .header("Allow", ALLOW)
        .body(SDP, body)
        .build();
    core.respond(now, caller.transaction, response);
    caller.dialog.confirm();
    let talk = Talk::new(caller.dialog.clone(), &caller.request, late_offer);
    channel.headers = Some(Box::new(std::mem::take(&mut caller.request.headers)));
    channel.far = Far::Talking(Box::new(talk));
    channel.state = State::Up;
    channel.set_use(core, Some(Use::Up));
    Ok(())
}
