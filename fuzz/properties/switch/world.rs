//! What is around the switch: peers, scripts, disk and clock.

use std::collections::{BTreeSet, VecDeque};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant, SystemTime};

use channels::config::Endpoint;
use channels::{Input, Job, JobDone, MediaPorts, Now, Output, Switch, SwitchConfig, ToScript};
use community::{Account, Community, Ha1, SkypeName, Tables};
use media::{Command, LegId, Statistics};
use runtime::dialplan::{Dialplan, Source};
use runtime::host::{
    CallId, CallerId, Cause, ChannelId, Event, Finish, Indication, Originate, Reply, Request,
    RequestId,
};
use runtime::library::Library;
use sip::{ConnectionId, Message, Response, digest, read_datagram};

const DOMAIN: &str = "skyplan.local";
const PASSWORD: &str = "secret";
const SWITCH: ([u8; 4], u16) = ([192, 0, 2, 1], 5060);
const ENDPOINTS: [&str; 2] = ["desk", "lobby"];
const MEMBERS: [&str; 3] = ["james_bond", "emma_peel", "echo123"];
const SKYPE: &str = "[echo123]\nsecret=secret\ncontext=skype\nexten=123\n";

/// Outputs that one input or timer may have.
const MOST_OUTPUTS: usize = 1000;
/// Timers in the hours after an input, refreshes and retransmissions of all calls it can begin included.
const MOST_TIMEOUTS: usize = 20_000;

static DIALPLAN: LazyLock<Arc<Dialplan>> = LazyLock::new(|| {
    let text = r#"
        context "internal" {
            hint "123" => "Skype:emma_peel";
            hint "124" => "SIP/lobby";
            extension "_1XX" => { }
        }
        context "skype" { extension "123" => { } }
    "#;
    let library = Library {
        applications: &[],
        functions: &[],
    };
    let (plan, _) = Dialplan::load(vec![Source::new("c.rhai", text)], library);
    Arc::new(plan)
});

pub(super) struct World {
    switch: Switch,
    now: Now,
    streams: BTreeSet<u8>,
    challenge: Option<Response>,
    tag: String,
    /// Requests of the switch that wait for an answer.
    asked: VecDeque<(SocketAddr, sip::Request)>,
    /// Scripts that run, with their channels.
    scripts: Vec<(CallId, ChannelId)>,
    last_channel: ChannelId,
    answers: Vec<Vec<u8>>,
}

struct Ports;

impl MediaPorts for Ports {
    fn open(&mut self, leg: LegId) -> Option<SocketAddr> {
        let port = 20_000 + 2 * u16::try_from(leg.0 % 5000).ok()?;
        Some(SocketAddr::from((SWITCH.0, port)))
    }

    fn address(&self) -> IpAddr {
        SWITCH.0.into()
    }
}

fn peer(number: u8) -> SocketAddr {
    SocketAddr::from(([192, 0, 2, 10 + number], 5060))
}

impl World {
    pub(super) fn new() -> Self {
        let now = Now {
            instant: Instant::now(),
            wall: SystemTime::UNIX_EPOCH,
        };
        let community = Community::new(tables());
        let mut world = Self {
            switch: Switch::new(now, config(), community, Box::new(Ports)),
            now,
            streams: BTreeSet::new(),
            challenge: None,
            tag: String::new(),
            asked: VecDeque::new(),
            scripts: Vec::new(),
            last_channel: ChannelId(0),
            answers: Vec::new(),
        };
        world.input(Input::Generation(Arc::clone(&DIALPLAN)));
        world
    }

    pub(super) fn datagram(&mut self, from: u8, payload: &[u8]) {
        let payload = self.completed(payload);
        let local = SocketAddr::from(SWITCH);
        self.input(Input::Datagram {
            local,
            peer: peer(from),
            payload,
        });
    }

    /// With credentials and tags where the input leaves them to us.
    fn completed(&self, payload: &[u8]) -> Vec<u8> {
        let mut payload = payload.to_vec();
        while let Some(at) = payload.windows(5).position(|five| five == b"tag=@") {
            payload.splice(at + 4..at + 5, self.tag.replace('@', "").into_bytes());
            if self.tag.is_empty() {
                break;
            }
        }
        let Ok(Message::Request(mut request)) = read_datagram(&payload) else {
            return payload;
        };
        let user = request.from().and_then(|from| from.uri.user_decoded());
        if let (Some(challenge), Some(user), Some("@")) = (
            &self.challenge,
            user,
            request.header("Authorization").as_deref(),
        ) {
            digest::answer(&mut request, challenge, &user, PASSWORD, "cnonce");
            return request.to_bytes();
        }
        payload
    }

    pub(super) fn stream(&mut self, from: u8, payload: &[u8]) {
        let connection = ConnectionId(from.into());
        if self.streams.insert(from) {
            let local = SocketAddr::from(SWITCH);
            self.input(Input::StreamOpened {
                connection,
                local,
                peer: peer(from),
            });
        }
        let payload = self.completed(payload);
        self.input(Input::StreamData {
            connection,
            payload,
        });
    }

    pub(super) fn close(&mut self, from: u8) {
        if self.streams.remove(&from) {
            self.input(Input::StreamClosed(ConnectionId(from.into())));
        }
    }

    /// The oldest request of the switch that waits gets this answer.
    pub(super) fn respond(&mut self, status: u16, rest: &[u8]) {
        let Some((peer, request)) = self.asked.pop_front() else {
            return;
        };
        let status = status.clamp(100, 699);
        let mut bytes = Response::builder(&request, status)
            .to_tag("p")
            .build()
            .to_bytes();
        let head = bytes.len() - 2;
        bytes.truncate(head);
        bytes.extend_from_slice(rest);
        if status < 200 {
            self.asked.push_front((peer, request));
        }
        let local = SocketAddr::from(SWITCH);
        self.input(Input::Datagram {
            local,
            peer,
            payload: bytes,
        });
    }

    /// The newest script does what a dialplan could do.
    pub(super) fn script(&mut self, verb: &str, word: &str) {
        let Some(&(call, channel)) = self.scripts.last() else {
            return;
        };
        let last = self.last_channel;
        let text = word.to_owned();
        let request = match verb {
            "answer" => Request::Answer(channel),
            "ringing" => Request::Indicate(channel, Indication::Ringing),
            "progress" => Request::Indicate(channel, Indication::Progress),
            "hangup" => Request::Hangup(channel, Cause::Busy),
            "bridge" => Request::Bridge(channel, last),
            "unbridge" => Request::Unbridge(channel, last),
            "echo" => Request::Echo(channel, true),
            "topic" => Request::SetTopic(channel, text),
            "token" => Request::SetToken(channel, text),
            "transfer" => Request::Transfer {
                channel,
                target: text,
                topic: String::new(),
            },
            "chat" => Request::SendChat {
                from: "echo123".into(),
                to: text.clone(),
                text,
            },
            "buddies" => Request::Buddies(text),
            "state" => Request::DeviceState(text),
            "property" => Request::AccountProperty {
                account: "echo123".into(),
                property: text,
            },
            "dial" => Request::Originate(Originate {
                target: text.clone(),
                parent: Some(channel),
                caller: CallerId {
                    num: "100".into(),
                    name: text,
                },
                topic: "t".into(),
                token: String::new(),
                variables: Vec::new(),
                max_forwards: 19,
            }),
            "digit" => {
                let (leg, duration) = (LegId(channel.0), Duration::from_millis(80));
                return self.input(Input::Media(media::Event::Digit {
                    leg,
                    digit: '5',
                    duration,
                }));
            }
            "finish" => {
                self.scripts.pop();
                return self.input(Input::Finished(Finish {
                    call,
                    cause: Cause::Normal,
                }));
            }
            _ => return,
        };
        let id = RequestId { call, number: 1 };
        self.input(Input::Request(id, request));
    }

    /// Lets time pass [ms], timers running when they are due.
    pub(super) fn wait(&mut self, time: u64) {
        self.pass(Duration::from_millis(time));
    }

    fn pass(&mut self, time: Duration) {
        let end = self.now.instant + time;
        let mut timeouts = 0;
        while let Some(due) = self.switch.poll_timeout().filter(|due| *due <= end) {
            timeouts += 1;
            assert!(timeouts < MOST_TIMEOUTS, "timers without end");
            self.advance(due);
            self.switch.handle_timeout(self.now);
            self.settle();
        }
        self.advance(end);
    }

    fn advance(&mut self, to: Instant) {
        let passed = to.saturating_duration_since(self.now.instant);
        self.now.instant += passed;
        self.now.wall += passed;
    }

    fn input(&mut self, input: Input) {
        self.switch.handle(self.now, input);
        self.settle();
    }

    fn settle(&mut self) {
        let mut outputs = 0;
        while let Some(output) = self.switch.poll_output() {
            outputs += 1;
            assert!(outputs < MOST_OUTPUTS, "outputs without end: {output:?}");
            match output {
                Output::Datagram { peer, payload, .. } => self.hear(peer, payload),
                Output::StreamData {
                    connection,
                    payload,
                } => {
                    if payload != b"\r\n" {
                        self.hear(peer(connection.0 as u8), payload);
                    }
                }
                Output::Connect { connection, .. } => {
                    self.switch
                        .handle(self.now, Input::StreamClosed(connection));
                }
                Output::Disconnect(connection) => {
                    self.streams.remove(&(connection.0 as u8));
                    self.switch
                        .handle(self.now, Input::StreamClosed(connection));
                }
                Output::Script(call, message) => self.tell(call, message),
                Output::Media(Command::Close { leg }) => {
                    let statistics = Statistics::default();
                    let event = media::Event::Closed { leg, statistics };
                    self.switch.handle(self.now, Input::Media(event));
                }
                Output::Media(_) | Output::Answer(..) => {}
                Output::Job(id, Job::Commit(changes)) => {
                    let done = JobDone::Committed(changes, Ok(()));
                    self.switch.handle(self.now, Input::Done(id, done));
                }
                Output::Job(id, Job::Prompts { .. }) => {
                    let done = JobDone::Prompts(Ok(Vec::new()));
                    self.switch.handle(self.now, Input::Done(id, done));
                }
            }
        }
    }

    /// What the switch sends has to be well formed, as far as it does not give back what was not.
    fn hear(&mut self, peer: SocketAddr, payload: Vec<u8>) {
        match read_datagram(&payload) {
            Ok(Message::Request(request)) => {
                if request.method.as_str() != "ACK" && self.asked.len() < 100 {
                    self.asked.push_back((peer, request));
                }
            }
            Ok(Message::Response(response)) => {
                self.tag = response.headers.to_tag().unwrap_or_default();
                if response.status == 401 {
                    self.challenge = Some(response);
                }
                self.answers.push(payload);
            }
            Err(malformed) => assert!(
                matches!(malformed.message.as_deref(), Some(Message::Response(_))),
                "a malformed request: {}",
                String::from_utf8_lossy(&payload)
            ),
        }
    }

    fn tell(&mut self, call: CallId, message: ToScript) {
        match message {
            ToScript::Start(start) => {
                self.last_channel = start.channel.id;
                self.scripts.push((call, start.channel.id));
            }
            ToScript::Reply(_, Reply::Channel(channel, _)) => self.last_channel = channel,
            ToScript::Event(Event::Ended(channel, _)) => {
                // A script whose caller is gone ends.
                if self.scripts.contains(&(call, channel)) {
                    self.scripts.retain(|script| script.0 != call);
                    let cause = Cause::Normal;
                    self.switch
                        .handle(self.now, Input::Finished(Finish { call, cause }));
                }
            }
            ToScript::Ask { by, name, .. } => {
                let told = Input::Told(by, Reply::NotFound(name));
                self.switch.handle(self.now, told);
            }
            ToScript::Reply(..) | ToScript::Event(_) => {}
        }
    }

    /// Scripts end and hours pass; then nothing is left of any call, and OPTIONS is answered.
    pub(super) fn end(&mut self) {
        while let Some((call, _)) = self.scripts.pop() {
            self.input(Input::Finished(Finish {
                call,
                cause: Cause::Normal,
            }));
        }
        self.pass(Duration::from_secs(2 * 3600));
        let channels = self.switch.snapshot(self.now).channels;
        let scripted = channels.iter().any(|channel| channel.call.is_some());
        assert!(!scripted, "{channels:?}");
        self.answers.clear();
        self.datagram(7, OPTIONS);
        let [answer] = &self.answers[..] else {
            panic!("{} answers to OPTIONS", self.answers.len());
        };
        let Ok(Message::Response(answer)) = read_datagram(answer) else {
            panic!("a malformed answer to OPTIONS");
        };
        assert_eq!(answer.status, 200);
    }
}

const OPTIONS: &[u8] = b"OPTIONS sip:skyplan.local SIP/2.0\r\n\
    Via: SIP/2.0/UDP 192.0.2.17;branch=z9hG4bKfinally\r\nFrom: <sip:a@b>;tag=finally\r\n\
    To: <sip:skyplan.local>\r\nCall-ID: finally\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\n\r\n";

fn ha1(name: &str) -> Ha1 {
    Ha1::new(name, DOMAIN, PASSWORD).expect("a good password")
}

fn config() -> SwitchConfig {
    let endpoint = |name: &str| Endpoint {
        name: name.into(),
        secret: ha1(name),
        context: "internal".into(),
        codecs: vec!["opus".into(), "pcmu".into()],
        call_groups: Vec::new(),
        pickup_groups: Vec::new(),
    };
    SwitchConfig {
        domain: DOMAIN.into(),
        udp: vec![SocketAddr::from(SWITCH)],
        tcp: vec![SocketAddr::from(SWITCH)],
        endpoints: ENDPOINTS.map(endpoint).into(),
        skype: community::config::read(SKYPE, |_| true).0,
        seed: [7; 32],
        min_expires: Duration::from_secs(30),
        max_expires: Duration::from_secs(3600),
        max_channels: 20,
    }
}

fn tables() -> Tables {
    let mut tables = Tables::default();
    for name in MEMBERS {
        let skype = SkypeName::parse(name).expect("they are Skype names");
        let account = Account::new(skype.clone(), ha1(name), SystemTime::UNIX_EPOCH.into());
        tables.accounts.insert(skype, account);
    }
    tables
}
