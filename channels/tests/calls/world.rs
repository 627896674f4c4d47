//! A switch with phones, scripts and media beside it, on virtual time.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use channels::config::Endpoint;
use channels::{
    Input, Job, JobDone, JobId, MediaPorts, Now, Output, Switch, SwitchConfig, ToScript,
};
use community::{Account, Community, Destination, Ha1, Relation, SkypeName, Standing, Tables};
use media::{Command, LegId};
use runtime::dialplan::{Dialplan, Source};
use runtime::library::Library;

use crate::phone::Phone;

/// The password of everybody.
const PASSWORD: &str = "secret";

const DOMAIN: &str = "skyplan.local";

/// Where the switch listens.
pub(crate) const SWITCH: ([u8; 4], u16) = ([192, 0, 2, 1], 5060);

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
    extension "100" => { Answer(); }
    extension "_2XX" => { Answer(); }
}
context "skype" {
    extension "james_bond" => { Answer(); }
    extension "outgoing_only" => { Answer(); }
    extension "123" => { Answer(); }
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
        let mut config = config();
        adjust(&mut config);
        let ports = Box::new(Ports { left: ports });
        let mut switch = Switch::new(now, config, Community::new(tables()), ports);
        let library = Library {
            applications: &[],
            functions: &[],
        };
        let (dialplan, _) = Dialplan::load(vec![Source::new("test.rhai", DIALPLAN)], library);
        switch.handle(now, Input::Generation(Arc::new(dialplan)));
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
        let local = SocketAddr::from(SWITCH);
        self.input(Input::Datagram {
            local,
            peer,
            payload,
        });
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
        let passed = to.saturating_duration_since(self.now.instant);
        self.now = Now {
            instant: self.now.instant + passed,
            wall: self.now.wall + passed,
        };
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
            let local = SocketAddr::from(SWITCH);
            self.switch.handle(
                self.now,
                Input::Datagram {
                    local,
                    peer,
                    payload: answer,
                },
            );
        }
    }
}

fn config() -> SwitchConfig {
    let (skype, findings) = community::config::read(SKYPE, |_| true);
    assert!(findings.is_empty(), "{findings:?}");
    SwitchConfig {
        domain: DOMAIN.into(),
        udp: vec![SocketAddr::from(SWITCH)],
        tcp: Vec::new(),
        endpoints: ENDPOINTS.map(endpoint).into(),
        skype,
        seed: [7; 32],
        min_expires: Duration::from_secs(30),
        max_expires: Duration::from_secs(3600),
        max_channels: 100,
    }
}

fn endpoint(name: &str) -> Endpoint {
    Endpoint {
        name: name.into(),
        secret: ha1(name),
        context: "internal".into(),
        codecs: vec!["opus".into(), "pcmu".into(), "pcma".into()],
    }
}

fn ha1(name: &str) -> Ha1 {
    Ha1::new(name, DOMAIN, PASSWORD).expect("a good password")
}

fn tables() -> Tables {
    let mut tables = Tables::default();
    for name in MEMBERS {
        let skype = SkypeName::parse(name).expect("names here are Skype names");
        let mut account = Account::new(skype.clone(), ha1(name), SystemTime::UNIX_EPOCH.into());
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
