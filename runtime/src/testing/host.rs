//! A switch that is only a scene: telephones do what the directives say, on virtual time.
//!
//! In: requests of the scripts. Out: replies and events, and a log of what the outside would notice. The
//! same scene gives the same log.

use std::collections::BTreeMap;
use std::time::{Duration, Instant, SystemTime};

use super::REPORT;
use super::requests;
use super::scene::{Chat, Deed, Scene};
use crate::diagnostic::Diagnostic;
use crate::executor::{Executor, Output};
use crate::host::{CallId, Cause, ChannelId, ChannelInfo, Event, Reply, Start, Technology};

/// The simulated switch.
pub(super) struct Host {
    pub(super) executor: Executor,
    pub(super) scene: Scene,
    pub(super) channels: BTreeMap<ChannelId, Channel>,
    /// Chat messages that have arrived and no script has had yet.
    pub(super) inbox: Vec<Chat>,
    /// Scripts that wait for a chat message.
    pub(super) readers: Vec<(CallId, Chat)>,
    /// What was noticed outside, and when.
    pub(super) log: Vec<(Duration, String)>,
    /// What went wrong in scripts.
    pub(super) faults: Vec<Diagnostic>,
    /// Lines for the console: level and text.
    pub(super) console: Vec<(u8, String)>,
    /// How the example's own call ended.
    pub(super) finish: Option<Cause>,
    now: Instant,
    began: Instant,
    agenda: BTreeMap<(Instant, u64), Due>,
    last_id: u64,
}

/// A channel, the example's own or one that a script started.
#[derive(Debug)]
pub(super) struct Channel {
    pub(super) owner: CallId,
    /// What was dialled, or `caller`.
    pub(super) target: String,
    pub(super) up: bool,
    /// The other half of a Local channel.
    pub(super) peer: Option<ChannelId>,
}

/// Something that is going to happen.
#[derive(Debug)]
pub(super) enum Due {
    Deed(ChannelId, Deed),
    Event(Event),
    Chat(Chat),
    /// A script has waited for a chat message long enough.
    ChatTimeout(CallId),
}

/// The example's own call and channel.
pub(super) const CALLER: (CallId, ChannelId) = (CallId(1), ChannelId(1));

/// Between two keys that somebody presses.
const KEY: Duration = Duration::from_millis(200);

/// 2023-11-14 22:13:20 UTC, when every example begins.
const WALL_CLOCK: Duration = Duration::from_secs(1_700_000_000);

/// An example that takes longer has lost its way.
const LONGEST: Duration = Duration::from_secs(24 * 3600);

impl Host {
    pub(super) fn new(now: Instant, executor: Executor, scene: Scene, context: &str) -> Self {
        let mut host = Self {
            executor,
            channels: BTreeMap::new(),
            inbox: Vec::new(),
            readers: Vec::new(),
            log: Vec::new(),
            faults: Vec::new(),
            console: Vec::new(),
            finish: None,
            now,
            began: now,
            agenda: BTreeMap::new(),
            last_id: CALLER.1.0,
            scene,
        };
        let (call, channel) = CALLER;
        host.channels.insert(channel, Channel::new(call, "caller"));
        for (at, deed) in host.scene.caller.clone() {
            host.later(at, Due::Deed(channel, deed));
        }
        for (at, chat) in host.scene.chats.clone() {
            host.later(at, Due::Chat(chat));
        }
        let start = Start {
            call,
            channel: host.caller_info(),
            context: context.to_owned(),
            extension: host.scene.incoming.extension.clone(),
        };
        host.executor.start(now, start);
        host
    }

    fn caller_info(&self) -> ChannelInfo {
        let incoming = &self.scene.incoming;
        let skype = incoming.technology == Technology::Skype;
        let kind = match incoming.technology {
            Technology::Sip => "SIP",
            Technology::Skype => "Skype",
            Technology::Local => "Local",
        };
        ChannelInfo {
            id: CALLER.1,
            name: format!("{kind}/{}-00000001", incoming.caller.num),
            technology: incoming.technology,
            caller: incoming.caller.clone(),
            dialed: incoming.extension.clone(),
            language: "en".to_owned(),
            skype: skype.then(|| Box::new(incoming.skype.clone())),
            variables: Vec::new(),
        }
    }

    /// Runs until the example's own call has ended and nothing is left to do. When everybody waits for
    /// ever, the caller hangs up.
    pub(super) fn run(&mut self) {
        while self.now - self.began < LONGEST {
            while let Some(output) = self.executor.poll_output() {
                self.take(output);
            }
            if self.executor.is_ready() {
                self.executor.run(
                    self.now,
                    SystemTime::UNIX_EPOCH + WALL_CLOCK + self.elapsed(),
                );
                continue;
            }
            let next_deed = self.agenda.keys().next().map(|(at, _)| *at);
            let next_script = self.executor.poll_timeout();
            match next_deed.into_iter().chain(next_script).min() {
                _ if self.executor.calls() == 0 => return,
                Some(at) => self.advance(at),
                None if self.channels.contains_key(&CALLER.1) => {
                    self.note("the caller hangs up".to_owned());
                    self.end(CALLER.1, Cause::Normal);
                }
                None => return,
            }
        }
    }

    fn advance(&mut self, at: Instant) {
        self.now = self.now.max(at);
        while let Some(entry) = self.agenda.first_entry()
            && entry.key().0 <= self.now
        {
            let due = entry.remove();
            self.happen(due);
        }
        self.executor.run(
            self.now,
            SystemTime::UNIX_EPOCH + WALL_CLOCK + self.elapsed(),
        );
    }

    fn take(&mut self, output: Output) {
        match output {
            Output::Request(call, request) => {
                if let Some(reply) = requests::answer(self, call, request) {
                    self.executor.reply(self.now, call, reply);
                }
            }
            Output::Finished(finish) => self.finished(finish.call, finish.cause),
            Output::Fault(_, diagnostic) => self.faults.push(*diagnostic),
            Output::FloodBegins(_) | Output::FloodEnds { .. } | Output::Step(..) => {}
            Output::UserEvent { name, headers, .. } => {
                let headers = headers
                    .iter()
                    .map(|(key, value)| format!(" {key}: {value}"));
                self.note(format!("event {name}{}", headers.collect::<String>()));
            }
            Output::Verbose { level, text, .. } => {
                if level != REPORT {
                    self.note(format!("shows {text}"));
                }
                self.console.push((level, text));
            }
        }
    }

    /// A script has ended: all its channels end with it.
    fn finished(&mut self, call: CallId, cause: Cause) {
        if call == CALLER.0 {
            self.finish = Some(cause);
            self.note(format!("ends with {}", cause_word(cause)));
        }
        let theirs = self
            .channels
            .iter()
            .filter(|(_, channel)| channel.owner == call);
        let theirs: Vec<ChannelId> = theirs.map(|(id, _)| *id).collect();
        for id in theirs {
            self.end(id, cause);
        }
    }

    fn happen(&mut self, due: Due) {
        match due {
            Due::Event(event) => self.tell(event),
            Due::Deed(channel, deed) => self.act(channel, deed),
            Due::Chat(chat) => {
                self.inbox.push(chat);
                self.deliver_chats();
            }
            Due::ChatTimeout(call) => {
                if let Some(at) = self.readers.iter().position(|(reader, _)| *reader == call) {
                    self.readers.remove(at);
                    self.executor.reply(self.now, call, Reply::TimedOut);
                }
            }
        }
    }

    fn act(&mut self, channel: ChannelId, deed: Deed) {
        if !self.channels.contains_key(&channel) {
            return;
        }
        match deed {
            Deed::Ring => self.tell(Event::Ringing(channel)),
            Deed::Progress => self.tell(Event::Progress(channel)),
            Deed::Answer => self.pick_up(channel),
            Deed::End(cause) => self.end(channel, cause),
            Deed::Press(keys) => {
                for (at, key) in keys.chars().enumerate() {
                    self.later(KEY * at as u32, Due::Event(Event::Digit(channel, key)));
                }
            }
            Deed::Transfer(to) => self.tell(Event::TransferRequested(channel, to)),
            Deed::Topic(topic) => self.tell(Event::Topic(channel, topic)),
        }
    }

    /// Marks a channel as answered and says so to its script, and to the other half of a Local one.
    pub(super) fn pick_up(&mut self, id: ChannelId) {
        let Some(channel) = self.channels.get_mut(&id) else {
            return;
        };
        if std::mem::replace(&mut channel.up, true) {
            return;
        }
        let peer = channel.peer;
        self.tell(Event::Answered(id));
        if let Some(peer) = peer {
            self.pick_up(peer);
        }
    }

    /// Ends a channel and says so to its script, and to the other half of a Local one.
    pub(super) fn end(&mut self, id: ChannelId, cause: Cause) {
        if let Some(channel) = self.channels.remove(&id) {
            self.executor
                .event(self.now, channel.owner, Event::Ended(id, cause));
            if let Some(peer) = channel.peer {
                self.end(peer, cause);
            }
        }
    }

    /// Gives an event to the script that owns the channel.
    pub(super) fn tell(&mut self, event: Event) {
        if let Some(channel) = self.channels.get(&event.channel()) {
            self.executor.event(self.now, channel.owner, event);
        }
    }

    /// Replies to the readers whose message has arrived, one message each.
    pub(super) fn deliver_chats(&mut self) {
        let mut waiting = Vec::new();
        for (call, wanted) in std::mem::take(&mut self.readers) {
            match self.take_chat(&wanted) {
                Some(text) => self.executor.reply(self.now, call, Reply::Text(text)),
                None => waiting.push((call, wanted)),
            }
        }
        self.readers = waiting;
    }

    /// The oldest message between the two that `wanted` names.
    pub(super) fn take_chat(&mut self, wanted: &Chat) -> Option<String> {
        let between = |chat: &Chat| chat.from == wanted.from && chat.to == wanted.to;
        let at = self.inbox.iter().position(between)?;
        Some(self.inbox.remove(at).text)
    }

    /// Starts another script.
    pub(super) fn start(&mut self, start: Start) {
        self.executor.start(self.now, start);
    }

    pub(super) fn later(&mut self, after: Duration, due: Due) {
        let id = self.fresh_id();
        self.agenda.insert((self.now + after, id), due);
    }

    /// Takes something that was going to happen to a channel back.
    pub(super) fn cancel(&mut self, event: &Event) {
        let is_it = |due: &Due| matches!(due, Due::Event(planned) if planned == event);
        self.agenda.retain(|_, due| !is_it(due));
    }

    /// A number for a call, a channel or a place in the agenda.
    pub(super) fn fresh_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    /// Notes what the outside notices.
    pub(super) fn note(&mut self, what: String) {
        self.log.push((self.elapsed(), what));
    }

    fn elapsed(&self) -> Duration {
        self.now - self.began
    }
}

impl Channel {
    pub(super) fn new(owner: CallId, target: &str) -> Self {
        Self {
            owner,
            target: target.to_owned(),
            up: false,
            peer: None,
        }
    }
}

/// The word for a cause in directives and in the log.
pub(super) fn cause_word(cause: Cause) -> &'static str {
    match cause {
        Cause::Normal => "normal",
        Cause::Busy => "busy",
        Cause::NoAnswer => "unanswered",
        Cause::Offline => "offline",
        Cause::Unknown => "unknown",
        Cause::Rejected => "rejected",
        Cause::Congestion => "congestion",
        Cause::Incompatible => "incompatible",
    }
}
