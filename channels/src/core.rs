//! What every part of the switch works with: configuration, SIP, community, randomness, and the way out.
//!
//! The parts (channels, members) are state machines beside it; each takes `&mut Core` and the time.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use community::Community;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use runtime::dialplan::Dialplan;
use runtime::host::{CallId, Event, Reply, RequestId};
use sip::{Flow, Request, Response, TransactionId};

use crate::SwitchConfig;
use crate::auth::{Auth, Identity};
use crate::device_use::DeviceUses;
use crate::io::{Job, JobId, MediaPorts, Now, Output, ToScript};
use crate::streams::Streams;

/// See the module.
pub(crate) struct Core {
    /// As it is now; [`crate::Input::Configuration`] replaces it.
    pub(crate) config: Arc<SwitchConfig>,
    /// Transactions and the messages of all transports.
    pub(crate) sip: sip::Endpoint,
    /// Where endpoints and members can be reached; the address of record is the bare name.
    pub(crate) registrar: sip::Registrar,
    /// Nonces, and who may be whom.
    pub(crate) auth: Auth,
    /// The community in memory.
    pub(crate) community: Community,
    /// The contexts in force.
    pub(crate) dialplan: Arc<Dialplan>,
    /// Where RTP ports come from.
    pub(crate) ports: Box<dyn MediaPorts>,
    /// Which devices are ringing, talking or on hold.
    pub(crate) devices: DeviceUses,
    /// No new calls.
    pub(crate) draining: bool,
    pub(crate) rng: StdRng,
    pub(crate) streams: Streams,
    outputs: VecDeque<Output>,
    next_job: u64,
    /// Open client transactions of `Members`; all others are of `Channels`.
    members_transactions: HashSet<TransactionId>,
}

/// A request that waits for its answer.
#[derive(Debug)]
pub(crate) struct Incoming {
    /// What to answer.
    pub(crate) transaction: TransactionId,
    /// The request.
    pub(crate) request: Request,
    /// Where it came from.
    pub(crate) flow: Flow,
}

/// How a request of ours fares.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// A response, provisional ones included.
    Response(Box<Response>, Flow),
    /// As good as a 408.
    TimedOut,
    /// As good as a 503.
    TransportFailed,
}

impl Outcome {
    /// The status, or what it is as good as.
    pub(crate) fn status(&self) -> u16 {
        match self {
            Self::Response(response, _) => response.status,
            Self::TimedOut => 408,
            Self::TransportFailed => 503,
        }
    }

    /// Whether it is the last word (for what is no INVITE).
    pub(crate) fn is_final(&self) -> bool {
        self.status() >= 200
    }
}

/// Which part sent a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// Calls.
    Channels,
    /// Chat, presence.
    Members,
}

impl Core {
    pub(crate) fn new(
        now: Now,
        config: SwitchConfig,
        community: Community,
        ports: Box<dyn MediaPorts>,
    ) -> Self {
        let mut rng = StdRng::from_seed(config.seed);
        let mut seed = [0; 32];
        rng.fill_bytes(&mut seed);
        let sip = sip::Endpoint::new(endpoint_config(), seed);
        rng.fill_bytes(&mut seed);
        let auth = Auth::new(now, &config, seed);
        let registrar = sip::Registrar::new(registrar_config(&config));
        Self {
            config: Arc::new(config),
            sip,
            registrar,
            auth,
            community,
            dialplan: Arc::new(Dialplan::empty()),
            ports,
            devices: DeviceUses::default(),
            draining: false,
            rng,
            streams: Streams::default(),
            outputs: VecDeque::new(),
            next_job: 0,
            members_transactions: HashSet::new(),
        }
    }

    /// Who sent `request`, or the 401 or 403 to answer.
    pub(crate) fn authenticate(
        &mut self,
        now: Now,
        request: &Request,
        flow: &Flow,
    ) -> Result<Identity, Box<Response>> {
        let known = (&*self.config, &self.community);
        self.auth.authenticate(known, now, request, flow)
    }

    /// Takes a configuration that was read anew, except for what stands since the start: the domain is in
    /// everybody's digest secrets, and sockets are open.
    pub(crate) fn reconfigure(&mut self, config: SwitchConfig) {
        let former = &self.config;
        self.config = Arc::new(SwitchConfig {
            domain: former.domain.clone(),
            udp: former.udp.clone(),
            tcp: former.tcp.clone(),
            seed: former.seed,
            ..config
        });
    }

    /// Something has to happen outside.
    pub(crate) fn output(&mut self, output: Output) {
        self.outputs.push_back(output);
    }

    /// Answers a script's request.
    pub(crate) fn reply(&mut self, to: RequestId, reply: Reply) {
        self.output(Output::Script(to.call, ToScript::Reply(to.number, reply)));
    }

    /// Tells a script something.
    pub(crate) fn event(&mut self, call: CallId, event: Event) {
        self.output(Output::Script(call, ToScript::Event(event)));
    }

    /// Gives the background thread something to do.
    pub(crate) fn job(&mut self, job: Job) -> JobId {
        let id = JobId(self.next_job);
        self.next_job += 1;
        self.output(Output::Job(id, job));
        id
    }

    /// Sends a request; what comes of it goes to its owner's `handle_outcome`.
    pub(crate) fn request(
        &mut self,
        now: Now,
        owner: Owner,
        request: Request,
        flow: Flow,
    ) -> TransactionId {
        let transaction = self.sip.request(now.instant, request, flow);
        if owner == Owner::Members {
            self.members_transactions.insert(transaction);
        }
        transaction
    }

    /// Answers a request.
    pub(crate) fn respond(&mut self, now: Now, transaction: TransactionId, response: Response) {
        self.sip.respond(now.instant, transaction, response);
    }

    /// Answers a request with nothing but a status.
    pub(crate) fn respond_status(&mut self, now: Now, incoming: &Incoming, status: u16) {
        let response = Response::builder(&incoming.request, status).build();
        self.respond(now, incoming.transaction, response);
    }

    /// Whose transaction it is; forgets it with its last word.
    pub(crate) fn owner_of(&mut self, transaction: TransactionId, outcome: &Outcome) -> Owner {
        let members = if outcome.is_final() {
            self.members_transactions.remove(&transaction)
        } else {
            self.members_transactions.contains(&transaction)
        };
        if members {
            Owner::Members
        } else {
            Owner::Channels
        }
    }

    /// Puts a message on its way.
    pub(crate) fn transmit(&mut self, transmit: sip::Transmit) {
        self.streams.transmit(transmit, &mut self.outputs);
    }

    /// The next thing that has to happen outside.
    pub(crate) fn poll_output(&mut self) -> Option<Output> {
        loop {
            if let Some(output) = self.outputs.pop_front() {
                return Some(output);
            }
            let transmit = self.sip.poll_transmit()?;
            self.transmit(transmit);
        }
    }
}

/// Every method that some part takes; the endpoint answers the others itself.
fn endpoint_config() -> sip::EndpointConfig {
    use sip::Method::{
        Ack, Bye, Cancel, Info, Invite, Message, Notify, Options, Publish, Refer, Register,
        Subscribe, Update,
    };
    sip::EndpointConfig {
        allow: vec![
            Invite, Ack, Cancel, Bye, Options, Update, Refer, Info, Notify, Register, Message,
            Subscribe, Publish,
        ],
        supported: Vec::new(),
        // Answered requests stay for 32 s (timers J and L), so this is what bounds calls a second: three
        // transactions a call let some 3,000 a second through before new ones get 503.
        max_server_transactions: 300_000,
        max_server_octets: 512 * 1024 * 1024,
        user_agent: concat!("skyplan/", env!("CARGO_PKG_VERSION")).into(),
        ..sip::EndpointConfig::default()
    }
}

fn registrar_config(config: &SwitchConfig) -> sip::RegistrarConfig {
    sip::RegistrarConfig {
        min_expires: config.min_expires,
        max_expires: config.max_expires,
        default_expires: config.max_expires,
        ..sip::RegistrarConfig::default()
    }
}
