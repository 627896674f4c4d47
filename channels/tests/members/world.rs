//! A switch with clients, scripts and a disk beside it, on virtual time.

use std::collections::{BTreeMap, VecDeque};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant, SystemTime};

use channels::{
    Input, Job, JobDone, JobId, MediaPorts, Now, Output, Switch, SwitchConfig, ToScript,
};
use community::{Change, Community, MemoryStore, SkypeName, Store};
use media::LegId;

use crate::client::Client;
use crate::scene::{self, PASSWORD};

const ENDPOINTS: [&str; 2] = ["desk", "shoe-phone"];

/// People. Accounts of `chan_skype.conf` are made by the switch.
const PEOPLE: [&str; 4] = ["austin_powers", "emma_peel", "max_smart", "moneypenny"];

/// The accounts of the stories that need no others.
pub(crate) const SKYPE: &str = "
[james_bond]
secret = secret
buddy_autoadd = hints
";

/// The dialplan of the stories that need no other.
pub(crate) const DIALPLAN: &str = r#"
context "internal" {
    include "lamps";
    hint "100" => "Skype:james_bond@austin_powers";
    hint "200" => "SIP/shoe-phone";
    hint "300" => "Skype:james_bond@austin_powers&SIP/shoe-phone";
}
context "lamps" {
    hint "400" => "SIP/desk";
    hint "500" => "Custom:door";
}
"#;

/// How the disk behaves.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Disk {
    Works,
    Full,
    /// It takes its time: commits wait.
    Holds,
}

pub(crate) struct World {
    pub(crate) switch: Switch,
    pub(crate) now: Now,
    pub(crate) clients: BTreeMap<String, Client>,
    /// What scripts were told, in order, and not looked at yet.
    pub(crate) scripts: VecDeque<(u64, ToScript)>,
    pub(crate) answers: VecDeque<Result<String, String>>,
    pub(crate) disk: Disk,
    held: VecDeque<(JobId, Vec<Change>)>,
    store: MemoryStore,
    skype: String,
}

struct NoPorts;

impl MediaPorts for NoPorts {
    fn open(&mut self, _leg: LegId) -> Option<SocketAddr> {
        None
    }

    fn address(&self) -> IpAddr {
        Ipv4Addr::LOCALHOST.into()
    }
}

impl World {
    pub(crate) fn new(skype: &str) -> Self {
        #[allow(clippy::disallowed_methods)]
        let now = Now {
            instant: Instant::now(),
            wall: SystemTime::UNIX_EPOCH + Duration::from_secs(1_289_690_940),
        };
        let mut store = MemoryStore::default();
        for name in PEOPLE {
            let name = SkypeName::parse(name).expect("names here are Skype names");
            let ha1 = scene::ha1(name.as_str());
            store
                .commit(&[Change::AccountAdded {
                    name,
                    ha1,
                    at: now.wall.into(),
                }])
                .expect("memory");
        }
        let mut world = Self {
            switch: switch(now, skype, &mut store),
            now,
            clients: BTreeMap::new(),
            scripts: VecDeque::new(),
            answers: VecDeque::new(),
            disk: Disk::Works,
            held: VecDeque::new(),
            store,
            skype: skype.to_owned(),
        };
        world.settle();
        world.load(DIALPLAN);
        world
    }

    /// A new generation of the dialplan.
    pub(crate) fn load(&mut self, text: &'static str) {
        self.input(scene::generation(text));
    }

    /// The configuration is read anew.
    pub(crate) fn configure(&mut self, skype: &str) {
        self.skype = skype.to_owned();
        self.input(Input::Configuration(Box::new(config(skype))));
    }

    /// The switch is killed, and started again on what is on disk. Clients know nothing of it.
    pub(crate) fn restart(&mut self) {
        self.held.clear();
        self.switch = switch(self.now, &self.skype, &mut self.store);
        self.settle();
        self.load(DIALPLAN);
    }

    /// The client of that name, such as `austin_powers/2`.
    pub(crate) fn client(&mut self, name: &str) -> &mut Client {
        let number = u8::try_from(self.clients.len()).expect("a few clients") + 10;
        let password = if name.starts_with("liar") {
            "wrong"
        } else {
            PASSWORD
        };
        self.clients.entry(name.to_owned()).or_insert_with(|| {
            let user = name
                .split('/')
                .next()
                .unwrap_or(name)
                .trim_start_matches("liar:");
            Client::new(
                user,
                SocketAddr::from(([192, 0, 2, number], 5060)),
                password,
            )
        })
    }

    /// Something happens, and all that follows at once.
    pub(crate) fn input(&mut self, input: Input) {
        self.switch.handle(self.now, input);
        self.settle();
    }

    /// A datagram from a client.
    pub(crate) fn datagram(&mut self, peer: SocketAddr, payload: Vec<u8>) {
        self.input(scene::datagram(peer, payload));
    }

    /// Lets time pass, timers running when they are due.
    pub(crate) fn wait(&mut self, time: Duration) {
        let end = self.now.instant + time;
        while let Some(due) = self.switch.poll_timeout().filter(|due| *due <= end) {
            self.advance(due);
            self.switch.handle_timeout(self.now);
            self.settle();
        }
        self.advance(end);
    }

    /// The disk behaves otherwise from now on; what it held is done first.
    pub(crate) fn set_disk(&mut self, disk: Disk) {
        self.disk = disk;
        while let Some((id, changes)) = self.held.pop_front() {
            self.commit(id, changes);
        }
        self.settle();
    }

    fn advance(&mut self, to: Instant) {
        self.now = scene::at(self.now, to);
    }

    fn settle(&mut self) {
        while let Some(output) = self.switch.poll_output() {
            match output {
                Output::Datagram { peer, payload, .. } => self.deliver(peer, &payload),
                Output::Script(call, message) => self.scripts.push_back((call.0, message)),
                Output::Answer(_, answer) => self.answers.push_back(answer),
                Output::Job(id, Job::Commit(changes)) if self.disk == Disk::Holds => {
                    self.held.push_back((id, changes))
                }
                Output::Job(id, Job::Commit(changes)) => self.commit(id, changes),
                other => panic!("nothing here takes {other:?}"),
            }
        }
    }

    fn commit(&mut self, id: JobId, changes: Vec<Change>) {
        let result = match self.disk {
            Disk::Full => Err("database or disk is full".to_owned()),
            _ => self
                .store
                .commit(&changes)
                .map_err(|error| error.to_string()),
        };
        self.switch.handle(
            self.now,
            Input::Done(id, JobDone::Committed(changes, result)),
        );
    }

    fn deliver(&mut self, peer: SocketAddr, payload: &[u8]) {
        let Some(client) = self
            .clients
            .values_mut()
            .find(|client| client.address == peer)
        else {
            return;
        };
        if let Some(payload) = client.handle(payload) {
            self.switch.handle(self.now, scene::datagram(peer, payload));
        }
    }
}

fn switch(now: Now, skype: &str, store: &mut MemoryStore) -> Switch {
    let tables = store.load().expect("memory");
    Switch::new(
        now,
        config(skype),
        Community::new(tables),
        Box::new(NoPorts),
    )
}

fn config(skype: &str) -> SwitchConfig {
    let endpoints = ENDPOINTS.map(|name| scene::endpoint(name, &["pcmu"]));
    scene::config(endpoints.into(), skype)
}
