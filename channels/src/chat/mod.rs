//! Chat: MESSAGE between members, to and from scripts, and back to those who were away (RFC 3428).
//!
//! In: MESSAGE requests of members, wishes of scripts, clients that register, messages that are on disk.
//! Out: answers once a message is on disk, MESSAGE requests to every client of the recipient, texts for
//! scripts that wait. A message is delivered when the first client, or the switch itself for an account it
//! is logged in to, has taken it. Left out: `message/cpim`, typing notifications, delivery reports.

mod date;
mod delivery;
mod incoming;
mod order;
mod receiver;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use community::{Change, Message, MessageId, SkypeName};
use runtime::host::{CallId, Cause, Reply, RequestId};
use sip::{Binding, Method, NameAddr, Request, TransactionId};

use crate::account;
use crate::address;
use crate::agenda::{Agenda, Then};
use crate::core::{Core, Incoming, Owner};
use crate::io::Now;
use crate::refusal;
use delivery::{Delivery, Dispatch, Taken};
use receiver::Receiver;

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Chat {
    receiver: Receiver,
    delivery: Delivery,
    /// Messages some client has taken, until that is on disk.
    taken: HashSet<MessageId>,
    /// Messages on their way to disk that are automatic replies; nobody replies to them automatically.
    automatic: HashSet<MessageId>,
}

impl Chat {
    /// A MESSAGE of a client.
    pub(crate) fn handle_message(
        &mut self,
        core: &mut Core,
        agenda: &mut Agenda,
        now: Now,
        incoming: &Incoming,
    ) {
        let answer = incoming::accept(core, now, incoming).and_then(|chat| {
            let changes = match order::read(&chat) {
                Some(order) => order::execute(core, now, &chat.from, &order),
                None => core
                    .community
                    .send_chat(now.wall, &chat.from, &chat.to, &chat.text),
            };
            let changes = changes
                .map_err(|refusal| Box::new(refusal::response(&incoming.request, &refusal)))?;
            let success = incoming::accepted(core, now, &incoming.request, &chat.to);
            Ok((changes, success))
        });
        match answer {
            Ok((changes, success)) => {
                let failure = refusal::not_stored(&incoming.request);
                agenda.commit(
                    core,
                    changes,
                    Then::Respond(incoming.transaction, Box::new(success), Box::new(failure)),
                );
            }
            Err(response) => core.respond(now, incoming.transaction, *response),
        }
    }

    /// A script sends a chat: `[from, to, text]`.
    pub(crate) fn handle_send(
        &mut self,
        core: &mut Core,
        agenda: &mut Agenda,
        now: Now,
        id: RequestId,
        chat: [&str; 3],
    ) {
        let [from, to, text] = chat;
        let changes = SkypeName::parse(from).map_err(Into::into).and_then(|from| {
            if account::logged_in(core, &from).is_none() {
                return Ok(Err(format!("the switch is not logged in to `{from}`")));
            }
            core.community
                .send_chat(now.wall, &from, &SkypeName::parse(to)?, text)
                .map(Ok)
        });
        match changes {
            Ok(Ok(changes)) => agenda.commit(core, changes, Then::Reply(id, Reply::Done)),
            Ok(Err(reason)) => core.reply(id, Reply::Refused(Cause::Rejected, reason)),
            Err(refusal) => core.reply(id, refusal::reply(&refusal)),
        }
    }

    /// A script waits for a chat: `[to, from]`.
    pub(crate) fn handle_receive(
        &mut self,
        core: &mut Core,
        now: Now,
        id: RequestId,
        pair: [&str; 2],
        timeout: Duration,
    ) {
        let [to, from] = pair;
        let account = SkypeName::parse(to)
            .ok()
            .filter(|to| account::logged_in(core, to).is_some());
        let (to, from) = match (account, SkypeName::parse(from)) {
            (Some(to), Ok(from)) => (to, from),
            (None, _) => return core.reply(id, Reply::NotFound(to.to_owned())),
            (_, Err(_)) => return core.reply(id, Reply::NotFound(from.to_owned())),
        };
        // A time beyond the clock's range is never reached, and so is a day.
        let longest = Duration::from_secs(24 * 60 * 60);
        let deadline = now.instant + timeout.min(longest);
        if let Some(text) = self.receiver.receive(id, (to, from), deadline) {
            core.reply(id, Reply::Text(text.to_string()));
        }
    }

    /// Chats from now on are for that script.
    pub(crate) fn handle_started(&mut self, call: CallId) {
        self.receiver.handle_started(call);
    }

    /// That script waits no more.
    pub(crate) fn handle_finished(&mut self, call: CallId) {
        self.receiver.handle_finished(call);
    }

    /// A message is on disk: it goes to all who are there.
    pub(crate) fn handle_arrived(
        &mut self,
        core: &mut Core,
        agenda: &mut Agenda,
        now: Now,
        message: Message,
    ) {
        let message = Arc::new(message);
        let automatic = self.automatic.remove(&message.id);
        if let Some(user) = account::logged_in(core, &message.to) {
            let autoreply = user
                .autoreply
                .clone()
                .filter(|_| !automatic && message.from != message.to);
            self.handle_script_chat(core, &message);
            self.take(core, agenda, &message.to, message.id);
            if let Some(text) = autoreply {
                self.reply_automatically(core, agenda, now, &message, &text);
            }
        }
        for binding in core.registrar.bindings(now.instant, message.to.as_str()) {
            self.enqueue(
                core,
                now,
                &message.to,
                binding,
                [Arc::clone(&message)],
                false,
            );
        }
    }

    /// A client has registered: it gets what waits.
    pub(crate) fn handle_registered(&mut self, core: &mut Core, now: Now, name: &SkypeName) {
        let waiting = core
            .community
            .waiting_chats(name)
            .filter(|message| !self.taken.contains(&message.id));
        let waiting: Vec<_> = waiting.cloned().map(Arc::new).collect();
        if waiting.is_empty() {
            return;
        }
        for binding in core.registrar.bindings(now.instant, name.as_str()) {
            self.enqueue(core, now, name, binding, waiting.iter().cloned(), true);
        }
    }

    /// A client has answered a MESSAGE.
    pub(crate) fn handle_outcome(
        &mut self,
        core: &mut Core,
        agenda: &mut Agenda,
        now: Now,
        transaction: TransactionId,
        status: u16,
    ) {
        let taken = Taken::of(status);
        let Some((name, message, next)) = self.delivery.handle_answer(transaction, taken) else {
            return;
        };
        match taken {
            Taken::Yes => self.take(core, agenda, &name, message),
            Taken::Refused | Taken::Unreachable => {
                tracing::info!(%name, status, "a client did not take a chat message")
            }
        }
        if let Some(dispatch) = next {
            self.dispatch(core, now, dispatch);
        }
    }

    /// It is on disk, or could not be put there, that a message was taken.
    pub(crate) fn handle_delivered(&mut self, message: MessageId) {
        self.taken.remove(&message);
    }

    pub(crate) fn handle_timeout(&mut self, core: &mut Core, now: Now) {
        while let Some(id) = self.receiver.poll_timed_out(now.instant) {
            core.reply(id, Reply::TimedOut);
        }
    }

    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        self.receiver.poll_timeout()
    }

    fn handle_script_chat(&mut self, core: &mut Core, message: &Message) {
        let text: Arc<str> = message.text.as_str().into();
        for id in self
            .receiver
            .handle_chat(&(message.to.clone(), message.from.clone()), &text)
        {
            core.reply(id, Reply::Text(text.to_string()));
        }
    }

    fn reply_automatically(
        &mut self,
        core: &mut Core,
        agenda: &mut Agenda,
        now: Now,
        message: &Message,
        text: &str,
    ) {
        match core
            .community
            .send_chat(now.wall, &message.to, &message.from, text)
        {
            Ok(changes) => {
                self.automatic.extend(changes.iter().filter_map(stored));
                agenda.commit(core, changes, Then::Nothing);
            }
            Err(refusal) => tracing::info!(account = %message.to, %refusal, "no automatic reply"),
        }
    }

    /// Somebody has the message: it waits no more.
    fn take(&mut self, core: &mut Core, agenda: &mut Agenda, name: &SkypeName, message: MessageId) {
        let changes = core.community.chat_delivered(name, message);
        if !changes.is_empty() && self.taken.insert(message) {
            agenda.commit(core, changes, Then::Delivered(message));
        }
    }

    fn enqueue(
        &mut self,
        core: &mut Core,
        now: Now,
        name: &SkypeName,
        binding: Binding,
        messages: impl IntoIterator<Item = Arc<Message>>,
        renewed: bool,
    ) {
        if let Some(dispatch) = self.delivery.enqueue(name, binding, messages, renewed) {
            self.dispatch(core, now, dispatch);
        }
    }

    fn dispatch(&mut self, core: &mut Core, now: Now, dispatch: Dispatch) {
        let Dispatch {
            client,
            contact,
            flow,
            message,
        } = dispatch;
        let request = request(core, contact, &message);
        let transaction = core.request(now, Owner::Members, request, flow);
        self.delivery.handle_sent(transaction, client, message.id);
    }
}

/// The MESSAGE that brings a chat to a client of its recipient.
fn request(core: &mut Core, contact: sip::Uri, message: &Message) -> Request {
    let from = NameAddr::new(address::of(&core.config, message.from.as_str()))
        .with_tag(&core.sip.new_tag());
    let fullname = core
        .community
        .account(&message.from)
        .map(|account| account.profile.fullname.clone());
    let from = from.with_display(&fullname.unwrap_or_default());
    let to = NameAddr::new(address::of(&core.config, message.to.as_str()));
    let call_id = core.sip.new_call_id();
    Request::builder(Method::Message, contact)
        .from(&from)
        .to(&to)
        .call_id(&call_id)
        .cseq(1)
        .header("Date", &date::http_date(message.at))
        .body("text/plain;charset=UTF-8", message.text.as_bytes())
        .build()
}

fn stored(change: &Change) -> Option<MessageId> {
    match change {
        Change::ChatStored(message) => Some(message.id),
        _ => None,
    }
}
