//! A switch with phones, scripts and media beside it, on virtual time.

use std::collections::{BTreeMap, VecDeque};
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant, SystemTime};

use channels::{
    Input, Job, JobDone, JobId, MediaPorts, Now, Output, Switch, SwitchConfig, ToScript,
};
use community::{Account, Community, Destination, Relation, SkypeName, Standing, Tables};
use media::{Command, LegId};

use crate::phone::Phone;
pub(crate) use crate::scene::SWITCH;
use crate::scene::{self, PASSWORD};

/// Endpoints; their calls enter `internal`.
const ENDPOINTS: [&str; 3] = ["desk", "shoe-phone", "lobby"];

/// Members; `lady_penelope` has blocked `max_smart`. The switch is logged in to `james_bond`, `outgoing_only` and `echo123`.
const MEMBERS: [&str; 7] = [
    "lady_penelope",
    "james_bond",
    "austin_powers",
    "emma_peel",
    "max_smart",
    "outgoing_only",
    "echo123",
];

const SKYPE: &str = "
[general]
default_user = james_bond
[james_bond]
secret = secret
context = skype
[echo123]
secret = secret
context = skype
exten = 123
disallow = all
allow = ulaw, alaw
setvar = GREETING=hello
[outgoing_only]
secret = secret
context = skype
direction = outgoing
";

const DIALPLAN: &str = r#"
context "internal" {
    extension "100" => { }
    extension "_2XX" => { }
}
context "skype" {
    extension "james_bond" => { }
    extension "outgoing_only" => { }
    extension "123" => { }
}
"#;

pub(crate) struct World {
    pub(crate) switch: Switch,
    pub(crate) now: Now,
    pub(crate) phones: BTreeMap<String, Phone>,
    /// What scripts were told, in order, and not looked at yet.
    pub(crate) scripts: VecDeque<(u64, ToScript)>,
    pub(crate) media: VecDeque<Command>,
    pub(crate) jobs: VecDeque<(JobId, Job)>,
    /// What went to addresses where no phone of ours is.
    pub(crate) strays: Vec<Vec<u8>>,
}

/// Ports without sockets.
struct Ports {
    left: u64,
}

impl MediaPorts for Ports {
    fn open(&mut self, leg: LegId) -> Option<SocketAddr> {
        self.left = self.left.checked_sub(1)?;
        let port = 20_000 + 2 * u16::try_from(leg.0 % 5000).ok()?;
        Some(SocketAddr::from((SWITCH.0, port)))
    }

    fn address(&self) -> IpAddr {
        SWITCH.0.into()
    }
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(|_| {}, u64::MAX)
    }

    pub(crate) fn with(adjust: impl FnOnce(&mut SwitchConfig), ports: u64) -> Self {
        #[allow(clippy::disallowed_methods)]
        let now = Now {
            instant: Instant::now(),
            wall: SystemTime::UNIX_EPOCH,
        };
        let endpoints = ENDPOINTS.map(|name| scene::endpoint(name, &["opus", "pcmu", "pcma"]));
        let mut config = scene::config(endpoints.into(), SKYPE);
        adjust(&mut config);
        let ports = Box::new(Ports { left: ports });
        let mut switch = Switch::new(now, config, Community::new(tables()), ports);
        switch.handle(now, scene::generation(DIALPLAN));
        let names = ENDPOINTS.into_iter().chain(MEMBERS).chain(["stranger"]);
        let phones = (1..)
            .zip(names)
            .map(|(at, name)| (name.to_owned(), Phone::new(name, at)));
        let mut world = Self {
            switch,
            now,
            phones: phones.collect(),
            scripts: VecDeque::new(),
            media: VecDeque::new(),
            jobs: VecDeque::new(),
            strays: Vec::new(),
        };
        world.settle();
        world
    }

    /// Something happens, and all that follows at once.
    pub(crate) fn input(&mut self, input: Input) {
        self.switch.handle(self.now, input);
        self.settle();
    }

    /// A datagram from a phone.
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

    fn advance(&mut self, to: Instant) {
        self.now = scene::at(self.now, to);
    }

    /// Delivers what leaves the switch until nothing more does.
    pub(crate) fn settle(&mut self) {
        while let Some(output) = self.switch.poll_output() {
            match output {
                Output::Datagram { peer, payload, .. } => self.deliver(peer, &payload),
                Output::Script(call, message) => self.scripts.push_back((call.0, message)),
                Output::Media(command) => self.media.push_back(command),
                Output::Job(id, Job::Commit(changes)) => {
                    let done = JobDone::Committed(changes, Ok(()));
                    self.switch.handle(self.now, Input::Done(id, done));
                }
                Output::Job(id, job) => self.jobs.push_back((id, job)),
                other => panic!("nothing here takes {other:?}"),
            }
        }
    }

    fn deliver(&mut self, peer: SocketAddr, payload: &[u8]) {
        let Some(phone) = self.phones.values_mut().find(|phone| phone.address == peer) else {
            return self.strays.push(payload.to_vec());
        };
        for answer in phone.handle(payload, PASSWORD) {
            self.switch.handle(self.now, scene::datagram(peer, answer));
        }
    }
}

fn tables() -> Tables {
    let mut tables = Tables::default();
    for name in MEMBERS {
        let skype = SkypeName::parse(name).expect("names here are Skype names");
        let mut account = Account::new(
            skype.clone(),
            scene::ha1(name),
            SystemTime::UNIX_EPOCH.into(),
        );
        if name == "austin_powers" {
            account.profile.fullname = "Austin Powers".into();
        }
        tables.accounts.insert(skype, account);
    }
    let [owner, other] = ["lady_penelope", "max_smart"].map(|name| SkypeName::parse(name).unwrap());
    let blocked = Relation {
        standing: Standing::Blocked,
        ..Relation::default()
    };
    let row = [(Destination::Member(other), blocked)];
    tables.relations.insert(owner, row.into());
    tables
}
