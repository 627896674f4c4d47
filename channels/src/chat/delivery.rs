//! Chats on their way to the clients of their recipient.
//!
//! In: messages that are on disk, clients that register, answers of clients. Out: the next message for a
//! client, one at a time so that they arrive in order. Only clients with something under way are kept; a
//! client that cannot be reached loses its queue and is served anew when it registers again.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use community::{Message, MessageId, SkypeName};
use sip::{Binding, Flow, TransactionId, Uri};

/// Messages that wait for one slow client. What does not fit waits in the community.
const MOST_QUEUED: usize = community::chat::MAX_WAITING;

/// A client of a member, by its contact.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct ClientId {
    /// Whose.
    pub(super) name: SkypeName,
    contact: String,
}

/// A message to send now.
#[derive(Debug)]
pub(super) struct Dispatch {
    /// To which client.
    pub(super) client: ClientId,
    /// Its Request-URI.
    pub(super) contact: Uri,
    /// The way there.
    pub(super) flow: Flow,
    /// What.
    pub(super) message: Arc<Message>,
}

#[derive(Debug)]
struct Client {
    contact: Uri,
    flow: Flow,
    queue: VecDeque<Arc<Message>>,
    in_flight: bool,
    /// It has registered since the message in flight was sent.
    renewed: bool,
}

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Delivery {
    clients: HashMap<ClientId, Client>,
    sent: HashMap<TransactionId, (ClientId, MessageId)>,
}

/// What a client did with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// It has it.
    Yes,
    /// It does not want this one; the next may do.
    Refused,
    /// It cannot be reached.
    Unreachable,
}

impl Taken {
    /// What a final status says.
    pub(super) fn of(status: u16) -> Self {
        match status {
            200..=299 => Self::Yes,
            400 | 403 | 405 | 406 | 413 | 415 | 420 | 488 | 493 | 501 | 513 | 606 => Self::Refused,
            _ => Self::Unreachable,
        }
    }
}

impl Delivery {
    /// Queues messages for one client, leaving out those it has in its queue. Gives the one to send now.
    /// `renewed`: the client has just registered.
    pub(super) fn enqueue(
        &mut self,
        name: &SkypeName,
        binding: Binding,
        messages: impl IntoIterator<Item = Arc<Message>>,
        renewed: bool,
    ) -> Option<Dispatch> {
        let id = ClientId {
            name: name.clone(),
            contact: binding.contact.to_string(),
        };
        let client = self.clients.entry(id.clone()).or_insert_with(|| Client {
            contact: binding.contact.clone(),
            flow: binding.flow,
            queue: VecDeque::new(),
            in_flight: false,
            renewed: false,
        });
        client.flow = binding.flow;
        client.renewed |= renewed && client.in_flight;
        for message in messages {
            // Ids ascend, in the queue and in what comes.
            let news = client.queue.back().is_none_or(|last| last.id < message.id);
            if news && client.queue.len() < MOST_QUEUED {
                client.queue.push_back(message);
            }
        }
        self.next(id)
    }

    /// The message of a client that is to be sent now.
    fn next(&mut self, id: ClientId) -> Option<Dispatch> {
        let client = self.clients.get_mut(&id)?;
        if client.in_flight {
            return None;
        }
        let Some(message) = client.queue.front().cloned() else {
            self.clients.remove(&id);
            return None;
        };
        client.in_flight = true;
        Some(Dispatch {
            contact: client.contact.clone(),
            flow: client.flow,
            message,
            client: id,
        })
    }

    /// A message has been sent.
    pub(super) fn handle_sent(
        &mut self,
        transaction: TransactionId,
        client: ClientId,
        message: MessageId,
    ) {
        self.sent.insert(transaction, (client, message));
    }

    /// A client has answered. Gives whose message it was and which, and what to send next.
    pub(super) fn handle_answer(
        &mut self,
        transaction: TransactionId,
        taken: Taken,
    ) -> Option<(SkypeName, MessageId, Option<Dispatch>)> {
        let (id, message) = self.sent.remove(&transaction)?;
        let name = id.name.clone();
        let Some(client) = self.clients.get_mut(&id) else {
            return Some((name, message, None));
        };
        client.in_flight = false;
        let renewed = std::mem::take(&mut client.renewed);
        match taken {
            Taken::Unreachable if renewed => {}
            Taken::Unreachable => {
                self.clients.remove(&id);
                return Some((name, message, None));
            }
            Taken::Yes | Taken::Refused => client.queue.retain(|queued| queued.id > message),
        }
        Some((name, message, self.next(id)))
    }
}
