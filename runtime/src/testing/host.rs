//! A switch that is only a scene: telephones do what the directives say, on virtual time.
//!
//! In: requests of the scripts. Out: replies and events, and a log of what the outside would notice. The
//! same scene gives the same log.

use std::collections::BTreeMap;
use std::time::{Duration, Instant, SystemTime};

use super::channel::Channel;
use super::example::REPORT;
use super::happening::{Happening, Noticed, Sound};
use super::requests;
use super::scene::{Chat, Deed, Incoming, Scene};
use crate::database::Database;
use crate::diagnostic::Diagnostic;
use crate::executor::{Executor, Output};
use crate::host::{
    CallId, Cause, ChannelId, ChannelInfo, Event, Reply, RequestId, Start, Technology,
};
use crate::trace::{Story, What};

/// The simulated switch.
#[derive(Debug)]
pub(super) struct Host {
    pub(super) executor: Executor,
    pub(super) scene: Scene,
    pub(super) channels: BTreeMap<ChannelId, Channel>,
    /// Chat messages that have arrived and no script has had yet.
    pub(super) inbox: Vec<Chat>,
    /// What scripts have written into the database.
    pub(super) database: Database,
    /// Scripts that wait for a chat message.
    pub(super) readers: Vec<(RequestId, Chat)>,
    /// What was noticed outside, and when.
    pub(super) log: Vec<Happening>,
    /// What went wrong in scripts.
    pub(super) faults: Vec<Diagnostic>,
    /// What calls that have ended did, when that is kept.
    pub(super) stories: Vec<Story>,
    /// Lines for the console: level and text.
    pub(super) console: Vec<(u8, String)>,
    /// The calls that came from outside.
    pub(super) placed: BTreeMap<CallId, Placed>,
    /// Whose request or event is being looked after.
    speaker: CallId,
    /// For a call that a script started: the call from outside that it goes back to.
    roots: BTreeMap<CallId, CallId>,
    /// The scripts that run, each with its channel.
    pub(super) own: BTreeMap<CallId, ChannelId>,
    /// Context and extension that each script has come to.
    pub(super) locations: BTreeMap<CallId, (String, String)>,
    /// Wall time at the beginning.
    pub(super) wall: Duration,
    pub(super) now: Instant,
    began: Instant,
    agenda: BTreeMap<(Instant, u64), Due>,
    last_id: u64,
}

/// A call from outside.
#[derive(Debug)]
pub(super) struct Placed {
    pub(super) channel: ChannelId,
    /// Header fields of the request that began it.
    pub(super) headers: Vec<(String, String)>,
    /// How it ended, when it has.
    pub(super) finish: Option<Cause>,
}

/// Something that is going to happen.
#[derive(Debug)]
pub(super) enum Due {
    Deed(ChannelId, Deed),
    Event(Event),
    Chat(Chat),
    /// A script has waited for a chat message long enough.
    ChatTimeout(RequestId),
}

/// 2023-11-14 22:13:20 UTC, when every example begins.
const WALL_CLOCK: Duration = Duration::from_secs(1_700_000_000);

/// An example that takes longer has lost its way.
const LONGEST: Duration = Duration::from_secs(24 * 3600);

/// How long what runs after the hangup of a call that a test left may take, and how many things may happen.
const AFTERLIFE: Duration = Duration::from_secs(3600);
const AFTERLIFE_STEPS: usize = 10_000;

impl Host {
    pub(super) fn new(now: Instant, executor: Executor, scene: Scene) -> Self {
        Self {
            executor,
            channels: BTreeMap::new(),
            inbox: Vec::new(),
            database: Database::default(),
            readers: Vec::new(),
            log: Vec::new(),
            faults: Vec::new(),
            stories: Vec::new(),
            console: Vec::new(),
            placed: BTreeMap::new(),
            speaker: CallId(0),
            roots: BTreeMap::new(),
            own: BTreeMap::new(),
            locations: BTreeMap::new(),
            wall: WALL_CLOCK,
            now,
            began: now,
            agenda: BTreeMap::new(),
            last_id: 0,
            scene,
        }
    }

    /// The call that the directives of an example describe.
    pub(super) fn place_example(&mut self, context: &str) {
        let incoming = self.scene.incoming.clone();
        let (_, channel) = self.place(&incoming, context);
        for (at, deed) in self.scene.caller.clone() {
            self.later(at, Due::Deed(channel, deed));
        }
        for (at, chat) in self.scene.chats.clone() {
            self.later(at, Due::Chat(chat));
        }
    }

    /// A call from outside.
    pub(super) fn place(&mut self, incoming: &Incoming, context: &str) -> (CallId, ChannelId) {
        let id = self.fresh_id();
        let (call, channel) = (CallId(id), ChannelId(id));
        let kind = incoming.technology.name();
        let skype = incoming.technology == Technology::Skype;
        let device = format!("{kind}/{}", incoming.device);
        let name = format!("{device}-{id:08}");
        let info = ChannelInfo {
            id: channel,
            name: name.clone(),
            technology: incoming.technology,
            caller: incoming.caller.clone(),
            dialed: incoming.extension.clone(),
            language: "en".to_owned(),
            skype: skype.then(|| Box::new(incoming.skype.clone())),
            variables: incoming.variables.clone(),
            max_forwards: ChannelInfo::MAX_FORWARDS,
        };
        let mut caller = Channel::new(call, "caller");
        (caller.device, caller.name) = (device, name);
        self.channels.insert(channel, caller);
        let placed = Placed {
            channel,
            headers: incoming.headers.clone(),
            finish: None,
        };
        self.placed.insert(call, placed);
        self.start(Start::new(call, info, context));
        (call, channel)
    }

    /// Runs until all calls have ended and nothing is left to do. When everybody waits for ever, the callers
    /// hang up.
    pub(super) fn run(&mut self) {
        while self.elapsed() < LONGEST {
            self.settle();
            if self.executor.calls() == 0 {
                return;
            }
            if !self.step(LONGEST) && !self.callers_hang_up() {
                return;
            }
        }
    }

    fn callers_hang_up(&mut self) -> bool {
        let callers: Vec<_> = self
            .placed
            .iter()
            .map(|(call, placed)| (*call, placed.channel))
            .collect();
        let mut any = false;
        for (call, channel) in callers {
            if self.channels.contains_key(&channel) {
                self.speaker = call;
                self.note("the caller hangs up".to_owned());
                self.end(channel, Cause::Normal);
                any = true;
            }
        }
        any
    }

    /// Ends the calls that are still up, with what runs after a hangup. A script that then waits for ever is left.
    pub(super) fn hang_up_all(&mut self) {
        self.callers_hang_up();
        let limit = self.elapsed() + AFTERLIFE;
        self.settle();
        for channel in self.own.values().copied().collect::<Vec<_>>() {
            self.end(channel, Cause::Normal);
        }
        self.settle();
        for _ in 0..AFTERLIFE_STEPS {
            if self.executor.calls() == 0 || !self.step(limit) {
                break;
            }
        }
    }

    /// How the first call ended.
    pub(super) fn finish(&self) -> Option<Cause> {
        self.placed.values().next()?.finish
    }

    /// Runs scripts as far as they get without time going on.
    pub(super) fn settle(&mut self) {
        loop {
            while let Some(output) = self.executor.poll_output() {
                self.take(output);
            }
            if self.executor.is_ready() {
                self.run_scripts();
            } else if self.next().is_some_and(|at| at <= self.now) {
                self.advance(self.now);
            } else {
                return;
            }
        }
    }

    /// When something happens next.
    fn next(&self) -> Option<Instant> {
        let next_deed = self.agenda.keys().next().map(|(at, _)| *at);
        next_deed
            .into_iter()
            .chain(self.executor.poll_timeout())
            .min()
    }

    /// Lets time go on to what happens next, unless that is later than `limit` after the beginning. `false`
    /// when nothing does.
    pub(super) fn step(&mut self, limit: Duration) -> bool {
        let Some(at) = self.next() else {
            return false;
        };
        if at.max(self.now) > self.began + limit {
            return false;
        }
        self.advance(at);
        self.settle();
        true
    }

    /// Lets time go on until so long after the beginning.
    pub(super) fn wait_until(&mut self, then: Duration) {
        self.settle();
        while self.step(then) {}
        self.now = self.now.max(self.began + then);
    }

    fn advance(&mut self, at: Instant) {
        self.now = self.now.max(at);
        while let Some(entry) = self.agenda.first_entry()
            && entry.key().0 <= self.now
        {
            let due = entry.remove();
            self.happen(due);
        }
        self.run_scripts();
    }

    fn run_scripts(&mut self) {
        let wall = SystemTime::UNIX_EPOCH + self.wall + self.elapsed();
        self.executor.run(self.now, wall);
    }

    fn take(&mut self, output: Output) {
        match output {
            Output::Request(id, request) => {
                self.speaker = id.call;
                if let Some(reply) = requests::answer(self, id, request) {
                    self.executor.reply(self.now, id, reply);
                }
            }
            Output::Finished(finish) => self.finished(finish.call, finish.cause),
            Output::Fault(_, diagnostic) => self.faults.push(*diagnostic),
            Output::FloodBegins(_) | Output::FloodEnds { .. } => {}
            Output::UserEvent {
                call,
                name,
                headers,
            } => {
                self.speaker = call;
                let headers = headers
                    .iter()
                    .map(|(key, value)| format!(" {key}: {value}"));
                self.note(format!("event {name}{}", headers.collect::<String>()));
            }
            Output::Traced(call, entry) => {
                self.speaker = call;
                if let What::Step {
                    application,
                    data,
                    file,
                    line,
                    ..
                } = entry.what
                {
                    self.notice(format!("{application}({data})"), Noticed::Step(file, line));
                }
            }
            Output::Story(story) => self.stories.push(*story),
            Output::Verbose { call, level, text } => {
                self.speaker = call;
                if level != REPORT {
                    self.note(format!("shows {text}"));
                }
                self.console.push((level, text));
            }
        }
    }

    /// A script has ended: all its channels end with it.
    fn finished(&mut self, call: CallId, cause: Cause) {
        self.speaker = call;
        self.own.remove(&call);
        if let Some(placed) = self.placed.get_mut(&call) {
            // A caller cannot tell the two apart.
            let cause = match cause {
                Cause::Unsaid => Cause::Normal,
                cause => cause,
            };
            placed.finish = Some(cause);
            self.note(format!("ends with {}", cause.word()));
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
            Due::Event(event) => {
                if let Event::Played(channel) = event {
                    self.hear(channel, Sound::Silence);
                }
                self.tell(event);
            }
            Due::Deed(channel, deed) => self.act(channel, deed),
            Due::Chat(chat) => {
                self.inbox.push(chat);
                self.deliver_chats();
            }
            Due::ChatTimeout(id) => {
                if let Some(at) = self.readers.iter().position(|(reader, _)| *reader == id) {
                    self.readers.remove(at);
                    self.executor.reply(self.now, id, Reply::TimedOut);
                }
            }
        }
    }

    /// Whether a script still runs that goes back to this call from outside.
    pub(super) fn is_active(&self, root: CallId) -> bool {
        let mut calls = self.own.keys();
        calls.any(|call| self.roots.get(call) == Some(&root))
    }

    /// The script that runs on the channel of that name.
    pub(super) fn script_named(&self, name: &str) -> Option<CallId> {
        let named = |id: &ChannelId| {
            let channel = self.channels.get(id);
            channel.is_some_and(|channel| channel.name.eq_ignore_ascii_case(name))
        };
        let mut own = self.own.iter();
        own.find(|(_, channel)| named(channel))
            .map(|(call, _)| *call)
    }

    /// Replies to the readers whose message has arrived, one message each.
    pub(super) fn deliver_chats(&mut self) {
        let mut waiting = Vec::new();
        for (id, wanted) in std::mem::take(&mut self.readers) {
            match self.take_chat(&wanted) {
                Some(text) => self.executor.reply(self.now, id, Reply::Text(text)),
                None => waiting.push((id, wanted)),
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
        self.roots
            .insert(start.call, self.root(self.speaker, start.call));
        self.own.insert(start.call, start.channel.id);
        let location = (start.context.clone(), start.extension.clone());
        self.locations.insert(start.call, location);
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

    /// The call from outside that a call goes back to.
    pub(super) fn root(&self, by: CallId, call: CallId) -> CallId {
        if self.placed.contains_key(&call) {
            return call;
        }
        self.roots.get(&by).copied().unwrap_or(by)
    }

    /// Notes what the outside notices.
    pub(super) fn note(&mut self, what: String) {
        self.notice(what, Noticed::Plain);
    }

    pub(super) fn notice(&mut self, what: String, kind: Noticed) {
        self.notice_of(self.speaker, what, kind);
    }

    /// Notes what the outside notices of a call.
    pub(super) fn notice_of(&mut self, call: CallId, what: String, kind: Noticed) {
        self.log.push(Happening {
            at: self.elapsed(),
            call: self.root(call, call),
            what,
            kind,
        });
    }

    /// Time since the beginning.
    pub(super) fn elapsed(&self) -> Duration {
        self.now - self.began
    }
}
