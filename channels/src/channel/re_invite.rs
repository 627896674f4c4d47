//! INVITEs inside a dialog: holds, other codecs or addresses, refreshes, and ours that tell a topic (RFC 3261
//! section 14).

use media::sdp::Description;
use runtime::host::{Cause, ChannelId};
use sip::{Response, TransactionId};

use super::dialog::LateOffer;
use super::invite::{ALLOW, SDP, description_in, description_of};
use super::media_leg::MediaError;
use super::state::Far;
use super::{By, Channels};
use crate::core::{Core, Incoming, Outcome};
use crate::io::Now;

impl Channels {
    /// A re-INVITE of theirs. When it cannot be had, the session stays as it was.
    pub(super) fn handle_re_invite(
        &mut self,
        core: &mut Core,
        now: Now,
        id: ChannelId,
        incoming: &Incoming,
    ) {
        let answered = self.answer_re_invite(core, id, incoming);
        let response = answered.unwrap_or_else(|refusal| *refusal);
        let status = response.status;
        if status == 200 {
            self.servers.insert(incoming.transaction, id);
        }
        core.respond(now, incoming.transaction, response);
        self.note_re_invite_answered(id, status);
        if status == 200 {
            self.note_topic(core, now, id, &incoming.request);
        }
    }

    fn answer_re_invite(
        &mut self,
        core: &mut Core,
        id: ChannelId,
        incoming: &Incoming,
    ) -> Result<Response, Box<Response>> {
        let request = &incoming.request;
        let refuse = |status| Box::new(Response::builder(request, status).build());
        let offer = description_in(request).map_err(refuse)?;
        let channel = self.table.get_mut(&id).ok_or_else(|| refuse(481))?;
        let Far::Talking(talk) = &mut channel.far else {
            return Err(refuse(491));
        };
        if talk.awaits_answer() {
            return Err(refuse(491));
        }
        let unfit = |core: &Core, error: MediaError| Box::new(error.response(core, request));
        let body = match offer {
            Some(offer) => {
                let answered = channel.media.answer(core, &offer);
                answered.map_err(|error| unfit(core, error))?
            }
            None => {
                let offered = channel.media.offer(core);
                let (offer, text) = offered.map_err(|error| unfit(core, error))?;
                talk.late_offer = Some(LateOffer::new(request, offer));
                text
            }
        };
        let response = Response::builder(request, 200)
            .contact(talk.dialog.contact())
            .header("Allow", ALLOW)
            .body(SDP, body)
            .build();
        channel.note_hold(core);
        Ok(response)
    }

    fn note_re_invite_answered(&mut self, id: ChannelId, status: u16) {
        if let Some(channel) = self.table.get_mut(&id)
            && let Far::Talking(talk) = &mut channel.far
        {
            talk.dialog.handle_answer(status);
        }
    }

    /// What came of a re-INVITE of ours. A refusal changes nothing; 408 and 481 end the call (RFC 3261
    /// section 14.1).
    pub(super) fn handle_re_invited(
        &mut self,
        core: &mut Core,
        now: Now,
        id: ChannelId,
        transaction: TransactionId,
        outcome: Outcome,
    ) {
        if !outcome.is_final() {
            return;
        }
        self.clients.remove(&transaction);
        let Some(channel) = self.table.get_mut(&id) else {
            return;
        };
        let Far::Talking(talk) = &mut channel.far else {
            return;
        };
        let Some((_, offer)) = talk.re_invite.take_if(|(ours, _)| *ours == transaction) else {
            return;
        };
        let Outcome::Response(response, _) = &outcome else {
            talk.dialog.handle_failure(&sip::Method::Invite);
            return self.end(core, now, id, Cause::Congestion, By::Us);
        };
        talk.dialog.handle_response(response);
        if response.is_success() {
            let cseq = response.cseq().map_or(0, |cseq| cseq.number);
            let ack = talk.dialog.ack(cseq).build();
            core.sip
                .send_ack(now.instant, transaction, ack, talk.dialog.flow());
            let answer = description_of(response.content_type(), &response.body);
            if let Ok(Some(answer)) = answer {
                self.complete_re_invite(core, now, id, &offer, &answer);
            }
        } else if outcome.status() == 491 {
            self.defer_topic(core, now, id);
        } else if matches!(outcome.status(), 408 | 481) {
            self.end(core, now, id, Cause::Congestion, By::Told);
        }
    }

    fn complete_re_invite(
        &mut self,
        core: &mut Core,
        now: Now,
        id: ChannelId,
        offer: &Description,
        answer: &Description,
    ) {
        let Some(channel) = self.table.get_mut(&id) else {
            return;
        };
        match channel.media.complete(core, offer, answer) {
            Ok(()) => channel.note_hold(core),
            Err(error) => self.fail_media(core, now, id, &error),
        }
    }
}
