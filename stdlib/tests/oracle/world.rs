//! A switch with nothing but Local channels, on virtual time, that notes each step of each channel.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use runtime::database::Database;
use runtime::device_state::DeviceState;
use runtime::diagnostic::Diagnostic;
use runtime::dialplan::{Dialplan, Source};
use runtime::executor::{Budgets, Executor, Output, Step};
use runtime::globals::Globals;
use runtime::host::{
    CallId, CallerId, Cause, ChannelId, ChannelInfo, Event, Originate, Reply, Request, Start,
    Technology,
};

/// What a call did.
#[derive(Default)]
pub(crate) struct Report {
    /// Steps by channel, in the order in which the channels appeared.
    pub(crate) steps: Vec<(ChannelId, Vec<Step>)>,
    /// What went wrong in scripts.
    pub(crate) faults: Vec<Diagnostic>,
}

impl Report {
    fn note(&mut self, step: Step) {
        let known = self.steps.iter_mut().find(|(id, _)| *id == step.channel);
        match known {
            Some((_, steps)) => steps.push(step),
            None => self.steps.push((step.channel, vec![step])),
        }
    }
}

/// The instant at which virtual time begins; any will do.
#[allow(clippy::disallowed_methods)]
fn beginning() -> Instant {
    Instant::now()
}

/// What the clock shows at the beginning: the Saturday on which the tables were observed, 21 November 2026, at
/// six in the morning. Some rows depend on it.
const WALL: Duration = Duration::from_secs(1_795_240_800);

/// Longest time a call may take.
const LONGEST: Duration = Duration::from_secs(600);

pub(crate) struct World {
    executor: Executor,
    plan: Arc<Dialplan>,
    now: Instant,
    began: Instant,
    /// The two halves of each Local channel: the caller's and the one that runs the dialplan.
    halves: BTreeMap<ChannelId, ChannelId>,
    /// Which call has a channel.
    owners: BTreeMap<ChannelId, CallId>,
    next: u64,
    database: Database,
    /// States of custom devices.
    devices: BTreeMap<String, DeviceState>,
    pub(crate) report: Report,
}

impl World {
    /// A switch with this dialplan. `faults` begins with what the loader finds.
    pub(crate) fn new(conf: &str) -> Self {
        let source = Source::new("extensions.conf", conf);
        let (plan, findings) = Dialplan::load(vec![source], stdlib::LIBRARY);
        let plan = Arc::new(plan);
        let globals = Globals::new();
        globals.take_over(&plan);
        let mut executor = Executor::new(
            Budgets::default(),
            stdlib::LIBRARY,
            Arc::clone(&plan),
            globals,
        );
        executor.follow(true);
        let now = beginning();
        Self {
            executor,
            plan,
            now,
            began: now,
            halves: BTreeMap::new(),
            owners: BTreeMap::new(),
            next: 0,
            database: Database::default(),
            devices: BTreeMap::new(),
            report: Report {
                steps: Vec::new(),
                faults: findings,
            },
        }
    }

    /// Dials an extension and runs until nothing is left to do.
    pub(crate) fn dial(&mut self, context: &str, extension: &str) {
        if self.plan.exists(context, extension) {
            self.start(context, extension, Vec::new());
        }
        while self.now - self.began < LONGEST {
            self.executor.run(
                self.now,
                SystemTime::UNIX_EPOCH + WALL + (self.now - self.began),
            );
            while let Some(output) = self.executor.poll_output() {
                self.take(output);
            }
            if self.executor.is_ready() {
                continue;
            }
            match self.executor.poll_timeout() {
                Some(at) if self.executor.calls() > 0 => self.now = self.now.max(at),
                _ => return,
            }
        }
    }

    fn start(
        &mut self,
        context: &str,
        extension: &str,
        variables: Vec<(String, String)>,
    ) -> ChannelId {
        let channel = self.fresh();
        let call = CallId(channel.0);
        self.owners.insert(channel, call);
        let start = Start {
            call,
            channel: ChannelInfo {
                id: channel,
                name: format!("Local/{extension}@{context}-{:08x};2", channel.0),
                technology: Technology::Local,
                caller: CallerId::default(),
                dialed: extension.to_owned(),
                language: "en".to_owned(),
                skype: None,
                variables,
            },
            context: context.to_owned(),
            extension: extension.to_owned(),
            priority: 1,
        };
        self.executor.start(self.now, start);
        channel
    }

    fn fresh(&mut self) -> ChannelId {
        self.next += 1;
        ChannelId(self.next)
    }

    fn take(&mut self, output: Output) {
        match output {
            Output::Step(_, step) => self.report.note(*step),
            Output::Fault(_, fault) => self.report.faults.push(*fault),
            Output::Verbose { .. }
            | Output::UserEvent { .. }
            | Output::FloodBegins(_)
            | Output::FloodEnds { .. } => {}
            Output::Request(call, request) => {
                let reply = self.answer(call, request);
                self.executor.reply(self.now, call, reply);
            }
            Output::Finished(finish) => self.end(ChannelId(finish.call.0), finish.cause),
        }
    }

    fn answer(&mut self, call: CallId, request: Request) -> Reply {
        match request {
            Request::Answer(channel) => {
                if let Some(&other) = self.halves.get(&channel) {
                    self.tell(other, Event::Answered(other));
                }
                Reply::Done
            }
            Request::Indicate(channel, indication) => {
                use runtime::host::Indication;
                let other = self.halves.get(&channel).copied();
                match (indication, other) {
                    (Indication::Ringing, Some(other)) => self.tell(other, Event::Ringing(other)),
                    (Indication::Busy, Some(_)) => self.end(channel, Cause::Busy),
                    (Indication::Congestion, Some(_)) => self.end(channel, Cause::Congestion),
                    _ => {}
                }
                Reply::Done
            }
            Request::Hangup(channel, cause) => {
                self.end(channel, cause);
                Reply::Done
            }
            Request::Originate(originate) => self.originate(call, &originate),
            Request::DeviceState(device) => Reply::Text(self.device_state(&device).to_string()),
            Request::SetDeviceState(device, state) => {
                self.devices.insert(device.to_lowercase(), state);
                Reply::Done
            }
            request @ (Request::DbGet(_)
            | Request::DbPut { .. }
            | Request::DbDelete(_)
            | Request::DbDeleteTree(_)
            | Request::DbTree(_)) => self.database.answer(request),
            _ => Reply::Done,
        }
    }

    fn device_state(&self, device: &str) -> DeviceState {
        let device = device.to_lowercase();
        if device.starts_with("custom:") {
            let state = self.devices.get(&device).copied();
            return state.unwrap_or(DeviceState::Unknown);
        }
        let local = device
            .strip_prefix("local/")
            .and_then(|name| name.split_once('@'));
        match local {
            Some((extension, context)) if self.plan.exists(context, extension) => {
                DeviceState::NotInUse
            }
            _ => DeviceState::Invalid,
        }
    }

    fn originate(&mut self, call: CallId, originate: &Originate) -> Reply {
        let target = originate
            .target
            .strip_prefix("Local/")
            .and_then(|rest| rest.split_once('@'));
        let Some((extension, rest)) = target else {
            return Reply::Refused(Cause::Unknown, "only Local channels here".to_owned());
        };
        let context = rest.split('/').next().unwrap_or(rest);
        if !self.plan.exists(context, extension) {
            return Reply::Refused(Cause::Unknown, "no such extension".to_owned());
        }
        let near = self.fresh();
        self.owners.insert(near, call);
        let far = self.start(context, extension, originate.variables.clone());
        self.halves.insert(near, far);
        self.halves.insert(far, near);
        Reply::Channel(near, format!("{}-{:08x};1", originate.target, near.0))
    }

    fn end(&mut self, channel: ChannelId, cause: Cause) {
        self.tell(channel, Event::Ended(channel, cause));
        self.owners.remove(&channel);
        if let Some(other) = self.halves.remove(&channel) {
            self.halves.remove(&other);
            self.tell(other, Event::Ended(other, cause));
            self.owners.remove(&other);
        }
    }

    fn tell(&mut self, channel: ChannelId, event: Event) {
        if let Some(&call) = self.owners.get(&channel) {
            self.executor.event(self.now, call, event);
        }
    }
}
