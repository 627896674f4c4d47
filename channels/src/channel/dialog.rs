//! Requests inside the dialog of a call, except INVITE and REFER (RFC 3261 sections 12 and 15, RFC 3311,
//! RFC 6086).

use media::sdp::Description;
use runtime::host::{Cause, ChannelId};
use sip::{Dialog, Headers, Method, Response, TransactionId};

use super::happening::Happening;
use super::invite::{ALLOW, SDP, description_in};
use super::refer::Referral;
use super::state::{Channel, Far};
use super::{By, Channels, digits, skype};
use crate::core::{Core, Incoming, Outcome, Owner};
use crate::device_use::Use;
use crate::io::Now;

/// A far end that we talk with.
#[derive(Debug)]
pub(super) struct Talk {
    pub(super) dialog: Dialog,
    /// Whether the call is ours, and so the Call-ID.
    pub(super) is_caller: bool,
    /// Whether it takes UPDATE; none when it does not say.
    pub(super) takes_update: Option<bool>,
    /// Whether it takes INVITE in a dialog; almost everybody does.
    pub(super) takes_invite: bool,
    /// Our offer in a 2xx, whose answer the ACK brings.
    pub(super) late_offer: Option<LateOffer>,
    /// Our re-INVITE and its offer.
    pub(super) re_invite: Option<(TransactionId, Description)>,
    /// Whether a topic that crosses a request of theirs may be told once more.
    pub(super) may_repeat_topic: bool,
    /// It wants its partner connected with somebody else.
    pub(super) referral: Option<Referral>,
    /// We asked it to call somebody else, and it has not said what came of it.
    pub(super) is_referred: bool,
    /// It has hung up; the channel stays for what its script still has to do.
    pub(super) is_over: bool,
}

/// See [`Talk::late_offer`].
#[derive(Debug)]
pub(super) struct LateOffer {
    /// CSeq of the INVITE and its ACK: that of another INVITE answers nothing.
    cseq: u32,
    offer: Description,
}

impl LateOffer {
    /// `invite` left the offer to us.
    pub(super) fn new(invite: &sip::Request, offer: Description) -> Self {
        let cseq = invite.cseq().map_or(0, |cseq| cseq.number);
        Self { cseq, offer }
    }

    fn is_answered_by(&self, ack: &sip::Request) -> bool {
        ack.cseq().is_some_and(|cseq| cseq.number == self.cseq)
    }
}

impl Talk {
    /// `message` is what the far end sent of itself with the INVITE: request or 2xx.
    pub(super) fn new(dialog: Dialog, message: &Headers, late_offer: Option<LateOffer>) -> Self {
        Self {
            dialog,
            is_caller: false,
            takes_update: message.allows(&Method::Update),
            takes_invite: message.allows(&Method::Invite) != Some(false),
            late_offer,
            re_invite: None,
            may_repeat_topic: false,
            referral: None,
            is_referred: false,
            is_over: false,
        }
    }

    /// Whether an offer of ours has no answer yet: until then they may not offer (RFC 3264 section 4).
    pub(super) fn awaits_answer(&self) -> bool {
        self.late_offer.is_some() || self.re_invite.is_some()
    }

    /// Ends it by BYE; who referred us learns first that it was done.
    pub(super) fn hang_up(&mut self, core: &mut Core, now: Now) {
        if self.is_over {
            return;
        }
        self.conclude_referral(core, now, 200);
        let bye = self.dialog.request(Method::Bye).build();
        core.request(now, Owner::Channels, bye, self.dialog.flow());
    }
}

impl Channels {
    /// A request inside the dialog of a channel.
    pub(super) fn handle_in_dialog(
        &mut self,
        core: &mut Core,
        now: Now,
        id: ChannelId,
        incoming: Incoming,
    ) {
        let Some(channel) = self.table.get_mut(&id) else {
            return;
        };
        let Some(dialog) = channel.dialog() else {
            return;
        };
        if let Err(error) = dialog.handle_request(&incoming.request, incoming.flow) {
            let mut response = Response::builder(&incoming.request, error.status());
            if error.status() == 500 {
                response = response.header("Retry-After", "1");
            }
            core.respond(now, incoming.transaction, response.build());
            return;
        }
        match incoming.request.method {
            Method::Bye => self.handle_bye(core, now, id, &incoming),
            Method::Invite => self.handle_re_invite(core, now, id, &incoming),
            Method::Update => self.handle_update(core, now, id, &incoming),
            Method::Info => self.handle_info(core, now, id, &incoming),
            Method::Refer => self.handle_refer(core, now, id, &incoming),
            Method::Notify => self.handle_notify(core, now, id, &incoming),
            _ => {
                let response = Response::builder(&incoming.request, 405).header("Allow", ALLOW);
                core.respond(now, incoming.transaction, response.build());
            }
        }
    }

    /// An ACK of a 2xx of ours: it may bring the answer to our offer.
    pub(crate) fn handle_ack(
        &mut self,
        core: &mut Core,
        now: Now,
        transaction: Option<TransactionId>,
        request: sip::Request,
    ) {
        if let Some(transaction) = transaction {
            self.servers.remove(&transaction);
        }
        let Some(id) = self.channel_of_dialog(&request) else {
            return;
        };
        let Some(channel) = self.table.get_mut(&id) else {
            return;
        };
        let Far::Talking(talk) = &mut channel.far else {
            return;
        };
        let answered = |late: &mut LateOffer| late.is_answered_by(&request);
        let Some(late) = talk.late_offer.take_if(answered) else {
            return;
        };
        let answer = description_in(&request).ok().flatten();
        let completed = answer.map(|answer| channel.media.complete(core, &late.offer, &answer));
        match completed {
            Some(Ok(())) => channel.note_hold(core),
            failed => {
                tracing::info!(
                    channel = channel.name,
                    ?failed,
                    "ACK without a fitting answer"
                );
                self.end(core, now, id, Cause::Incompatible, By::Us);
            }
        }
    }

    /// The ACK of a 2xx of ours never came.
    pub(crate) fn handle_unacknowledged(
        &mut self,
        core: &mut Core,
        now: Now,
        invite: TransactionId,
    ) {
        if let Some(id) = self.servers.remove(&invite) {
            self.end(core, now, id, Cause::Congestion, By::Us);
        }
    }

    fn handle_bye(&mut self, core: &mut Core, now: Now, id: ChannelId, incoming: &Incoming) {
        core.respond_status(now, incoming, 200);
        if !self.linger(now, id) {
            self.end(core, now, id, Cause::Normal, By::Far);
        }
    }

    /// UPDATE: a session change as by re-INVITE, answered at once (RFC 3311 section 5.2).
    fn handle_update(&mut self, core: &mut Core, now: Now, id: ChannelId, incoming: &Incoming) {
        let Some(channel) = self.table.get_mut(&id) else {
            return;
        };
        let response = answer_update(core, channel, incoming);
        let status = response.status;
        core.respond(now, incoming.transaction, response);
        if let Some(dialog) = channel.dialog() {
            dialog.handle_answer(status);
        }
        if status == 200 {
            channel.note_hold(core);
            self.note_topic(core, now, id, &incoming.request);
        }
    }

    /// What came of an UPDATE of ours, which told a topic.
    pub(super) fn handle_updated(
        &mut self,
        core: &mut Core,
        now: Now,
        id: ChannelId,
        outcome: &Outcome,
    ) {
        let dialog = self.table.get_mut(&id).and_then(Channel::dialog);
        match (dialog, outcome) {
            (Some(dialog), Outcome::Response(response, _)) => dialog.handle_response(response),
            (Some(dialog), _) => dialog.handle_failure(&Method::Update),
            (None, _) => {}
        }
        if outcome.status() == 491 {
            self.defer_topic(core, now, id);
        }
    }

    fn handle_info(&mut self, core: &mut Core, now: Now, id: ChannelId, incoming: &Incoming) {
        let request = &incoming.request;
        let read = match request.content_type() {
            Some(content_type) if !request.body.is_empty() => {
                digits::read_info(&content_type.essence, &request.body_text())
            }
            _ => Ok(None),
        };
        let Ok(digit) = read else {
            let response = Response::builder(request, 415)
                .header("Accept", "application/dtmf-relay, application/dtmf");
            return core.respond(now, incoming.transaction, response.build());
        };
        core.respond_status(now, incoming, 200);
        match digit {
            Some(digit) => self.relay_digit(core, id, digit),
            None => self.note_topic(core, now, id, request),
        }
    }

    /// A NOTIFY about a REFER of ours; we subscribe to nothing else.
    fn handle_notify(&mut self, core: &mut Core, now: Now, id: ChannelId, incoming: &Incoming) {
        let request = &incoming.request;
        if request.event().is_none_or(|event| event.package != "refer") {
            return core.respond_status(now, incoming, 489);
        }
        core.respond_status(now, incoming, 200);
        let status = sip::sipfrag::read_status(&request.body).unwrap_or(100);
        let over = request
            .subscription_state()
            .is_some_and(|state| state.is_terminated());
        self.handle_refer_progress(core, now, id, status, over);
    }

    /// The topic of a Skype call, when a request inside it says another one.
    pub(super) fn note_topic(
        &mut self,
        core: &mut Core,
        now: Now,
        id: ChannelId,
        request: &sip::Request,
    ) {
        let Some(topic) = skype::topic_of(request) else {
            return;
        };
        let Some(channel) = self.table.get_mut(&id) else {
            return;
        };
        match &mut channel.skype {
            Some(skype) if skype.topic != topic => skype.topic.clone_from(&topic),
            _ => return,
        }
        self.tell(core, now, id, Happening::Topic(topic));
    }
}

fn answer_update(core: &mut Core, channel: &mut Channel, incoming: &Incoming) -> Response {
    let refuse = |status| Response::builder(&incoming.request, status);
    let mut response = refuse(200).header("Allow", ALLOW);
    let mut crosses = false;
    if let Far::Talking(talk) = &channel.far {
        response = response.contact(talk.dialog.contact());
        crosses = talk.awaits_answer();
    }
    match description_in(&incoming.request) {
        Err(status) => refuse(status).build(),
        Ok(None) => response.build(),
        // Before the first answer is out there is no session to change.
        Ok(Some(_)) if !channel.is_up() => refuse(500).header("Retry-After", "3").build(),
        Ok(Some(_)) if crosses => refuse(491).build(),
        Ok(Some(offer)) => match channel.media.answer(core, &offer) {
            Ok(body) => response.body(SDP, body).build(),
            Err(error) => error.response(core, &incoming.request),
        },
    }
}

impl Channel {
    fn dialog(&mut self) -> Option<&mut Dialog> {
        match &mut self.far {
            Far::Calling(caller) => Some(&mut caller.dialog),
            Far::Talking(talk) => Some(&mut talk.dialog),
            Far::Called(_) | Far::Half(_) => None,
        }
    }

    /// Lets hints know whether the far end holds.
    pub(super) fn note_hold(&mut self, core: &mut Core) {
        let held = if self.media.is_held() {
            Use::Held
        } else {
            Use::Up
        };
        self.set_use(core, Some(held));
    }
}
