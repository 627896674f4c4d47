//! Where transactions are kept: by name, by what messages match, by flow, by time.

use std::collections::{BTreeSet, HashMap};
use std::time::Instant;

use super::server::Server;
use crate::message::Response;
use crate::transaction::matching::{ClientKey, ServerKey};
use crate::transaction::{InviteClient, NonInviteClient, Output, TransactionId};
use crate::transport::{ConnectionId, Flow, Transmit};

#[derive(Debug, Default)]
pub(super) struct Table {
    entries: HashMap<TransactionId, Slot>,
    clients: HashMap<ClientKey, TransactionId>,
    servers: HashMap<ServerKey, TransactionId>,
    merges: HashMap<String, TransactionId>,
    answers: HashMap<String, TransactionId>,
    timers: BTreeSet<(Instant, TransactionId)>,
    links: BTreeSet<(Link, TransactionId)>,
    server_octets: usize,
    last_id: u64,
}

#[derive(Debug)]
struct Slot {
    entry: Entry,
    /// What stands in `timers` and `links`.
    timer: Option<Instant>,
    link: Link,
}

#[derive(Debug)]
pub(super) enum Entry {
    Client(Box<Client>),
    Server(Box<Server>),
}

/// A client transaction and what surrounds it.
#[derive(Debug)]
pub(super) struct Client {
    pub(super) machine: ClientMachine,
    pub(super) flow: Flow,
    pub(super) key: ClientKey,
    /// A CANCEL of ours: nobody hears of it.
    pub(super) internal: bool,
    /// The user gave the INVITE up before a provisional response allowed a CANCEL.
    pub(super) wants_cancel: bool,
    /// What the CANCEL says about it (RFC 3326).
    pub(super) reason: Option<&'static str>,
    /// To tags of the 2xx so far, with their ACKs once the user has sent them.
    pub(super) acks: Vec<(String, Option<Transmit>)>,
    /// Where the last response came from.
    pub(super) response_flow: Flow,
}

#[derive(Debug)]
pub(super) enum ClientMachine {
    Invite(Box<InviteClient>),
    NonInvite(NonInviteClient),
}

impl ClientMachine {
    pub(super) fn handle_response(&mut self, now: Instant, response: Response) {
        match self {
            Self::Invite(machine) => machine.handle_response(now, response),
            Self::NonInvite(machine) => machine.handle_response(now, response),
        }
    }

    pub(super) fn handle_timeout(&mut self, now: Instant) {
        match self {
            Self::Invite(machine) => machine.handle_timeout(now),
            Self::NonInvite(machine) => machine.handle_timeout(now),
        }
    }

    pub(super) fn is_waiting(&self) -> bool {
        match self {
            Self::Invite(machine) => machine.is_waiting(),
            Self::NonInvite(machine) => machine.is_waiting(),
        }
    }

    fn poll_timeout(&self) -> Option<Instant> {
        match self {
            Self::Invite(machine) => machine.poll_timeout(),
            Self::NonInvite(machine) => machine.poll_timeout(),
        }
    }

    fn is_terminated(&self) -> bool {
        match self {
            Self::Invite(machine) => machine.is_terminated(),
            Self::NonInvite(machine) => machine.is_terminated(),
        }
    }

    fn next_output(&mut self) -> Option<Output> {
        match self {
            Self::Invite(machine) => machine.output().pop_front(),
            Self::NonInvite(machine) => machine.output().pop_front(),
        }
    }
}

/// What fails together: a connection, or datagrams between two addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Link {
    Connection(ConnectionId),
    Addresses(Flow),
}

impl Link {
    pub(super) fn of(flow: &Flow) -> Self {
        flow.connection
            .map_or(Self::Addresses(*flow), Self::Connection)
    }
}

impl Table {
    pub(super) fn insert_client(&mut self, client: Client) -> TransactionId {
        let (key, flow) = (client.key.clone(), client.flow);
        let id = self.insert(Entry::Client(Box::new(client)), &flow);
        self.clients.insert(key, id);
        id
    }

    pub(super) fn insert_server(&mut self, server: Server) -> TransactionId {
        let origin = &server.origin;
        let (key, merge_key, flow) = (origin.key.clone(), origin.merge_key.clone(), origin.flow);
        self.server_octets += origin.octets;
        let id = self.insert(Entry::Server(Box::new(server)), &flow);
        self.servers.insert(key, id);
        if let Some(merge_key) = merge_key {
            self.merges.insert(merge_key, id);
        }
        id
    }

    pub(super) fn insert_answer(&mut self, key: String, id: TransactionId) {
        self.answers.insert(key, id);
    }

    pub(super) fn entry(&mut self, id: TransactionId) -> Option<&mut Entry> {
        self.entries.get_mut(&id).map(|slot| &mut slot.entry)
    }

    pub(super) fn client(&mut self, id: TransactionId) -> Option<&mut Client> {
        match self.entry(id) {
            Some(Entry::Client(client)) => Some(client),
            _ => None,
        }
    }

    pub(super) fn server(&mut self, id: TransactionId) -> Option<&mut Server> {
        match self.entry(id) {
            Some(Entry::Server(server)) => Some(server),
            _ => None,
        }
    }

    pub(super) fn find_client(&self, key: &ClientKey) -> Option<TransactionId> {
        self.clients.get(key).copied()
    }

    pub(super) fn find_server(&self, key: &ServerKey) -> Option<TransactionId> {
        self.servers.get(key).copied()
    }

    pub(super) fn find_merged(&self, key: &str) -> Option<TransactionId> {
        self.merges.get(key).copied()
    }

    pub(super) fn find_answer(&self, key: &str) -> Option<TransactionId> {
        self.answers.get(key).copied()
    }

    /// Clients, servers.
    pub(super) fn counts(&self) -> (usize, usize) {
        (self.clients.len(), self.servers.len())
    }

    /// Octets of the requests of all servers.
    pub(super) fn server_octets(&self) -> usize {
        self.server_octets
    }

    pub(super) fn next_timeout(&self) -> Option<Instant> {
        self.timers.first().map(|(at, _)| *at)
    }

    /// A transaction whose timer is due, taken out of the queue; `settle` puts it back.
    pub(super) fn pop_due(&mut self, now: Instant) -> Option<TransactionId> {
        let (_, id) = self.timers.first().copied().filter(|(at, _)| *at <= now)?;
        self.set_timer(id, None);
        Some(id)
    }

    /// The next output of a transaction, and the flow it goes over.
    pub(super) fn next_output(&mut self, id: TransactionId) -> Option<(Flow, Output)> {
        match self.entry(id)? {
            Entry::Client(client) => client
                .machine
                .next_output()
                .map(|output| (client.flow, output)),
            Entry::Server(server) => server
                .next_output()
                .map(|output| (server.origin.flow, output)),
        }
    }

    /// Sets the timer of a transaction anew, or drops it when it is over.
    pub(super) fn settle(&mut self, id: TransactionId) {
        let Some(entry) = self.entry(id) else { return };
        let (over, timer) = match entry {
            Entry::Client(client) => (
                client.machine.is_terminated(),
                client.machine.poll_timeout(),
            ),
            Entry::Server(server) => (server.is_over(), server.poll_timeout()),
        };
        if over {
            self.remove(id);
        } else {
            self.set_timer(id, timer);
        }
    }

    pub(super) fn remove(&mut self, id: TransactionId) {
        self.set_timer(id, None);
        let Some(slot) = self.entries.remove(&id) else {
            return;
        };
        self.links.remove(&(slot.link, id));
        match slot.entry {
            Entry::Client(client) => {
                self.clients.remove(&client.key);
            }
            Entry::Server(server) => {
                self.server_octets -= server.origin.octets;
                self.servers.remove(&server.origin.key);
                // A later request may have taken these names over.
                if let Some(key) = server
                    .origin
                    .merge_key
                    .as_ref()
                    .filter(|key| self.merges.get(*key) == Some(&id))
                {
                    self.merges.remove(key);
                }
                if let Some(key) = server
                    .answer_key()
                    .filter(|key| self.answers.get(*key) == Some(&id))
                {
                    self.answers.remove(key);
                }
            }
        }
    }

    /// The transactions over a link.
    pub(super) fn over(&self, link: Link) -> Vec<TransactionId> {
        let range = (link, TransactionId(0))..=(link, TransactionId(u64::MAX));
        self.links.range(range).map(|(_, id)| *id).collect()
    }

    /// A server transaction answers over another flow from now on.
    pub(super) fn move_to(&mut self, id: TransactionId, flow: Flow) {
        if let Some(server) = self.server(id) {
            server.origin.flow = flow;
        }
        let Some(slot) = self.entries.get_mut(&id) else {
            return;
        };
        self.links.remove(&(slot.link, id));
        slot.link = Link::of(&flow);
        self.links.insert((slot.link, id));
    }

    fn insert(&mut self, entry: Entry, flow: &Flow) -> TransactionId {
        self.last_id += 1;
        let (id, link) = (TransactionId(self.last_id), Link::of(flow));
        self.entries.insert(
            id,
            Slot {
                entry,
                timer: None,
                link,
            },
        );
        self.links.insert((link, id));
        id
    }

    fn set_timer(&mut self, id: TransactionId, timer: Option<Instant>) {
        let Some(slot) = self.entries.get_mut(&id) else {
            return;
        };
        if slot.timer != timer {
            if let Some(at) = slot.timer {
                self.timers.remove(&(at, id));
            }
            self.timers.extend(timer.map(|at| (at, id)));
            slot.timer = timer;
        }
    }
}
