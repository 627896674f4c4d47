//! Scripts as a host sees them. A [`Rig`] is a host on virtual time that writes down what it is told.

mod calls;
mod flood;
mod generations;
mod hostile;
mod lowered;
mod sandbox;
mod substitution;

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use super::{Budgets, Executor, Output};
use crate::dialplan::{Dialplan, Source};
use crate::globals::Globals;
use crate::host::{CallId, ChannelId, ChannelInfo, Event, Reply, Request, Start, Technology};
use crate::sample::LIBRARY;

pub(super) struct Rig {
    pub(super) executor: Executor,
    pub(super) now: Instant,
    /// What came out, a line each.
    pub(super) log: Vec<String>,
}

pub(super) const CALL: CallId = CallId(1);
pub(super) const CHANNEL: ChannelId = ChannelId(7);

/// A dialplan of one file, which must be free of errors.
pub(super) fn plan(text: &str) -> Arc<Dialplan> {
    let (plan, findings) = Dialplan::load(vec![Source::new("test.rhai", text)], LIBRARY);
    let errors: Vec<_> = findings
        .iter()
        .filter(|finding| finding.is_error())
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    Arc::new(plan)
}

/// The statements as extension `s` of context `default`.
pub(super) fn body(statements: &str) -> String {
    format!("context \"default\" {{\n extension \"s\" => {{\n{statements}\n}}\n}}")
}

impl Rig {
    pub(super) fn new(plan: Arc<Dialplan>, budgets: Budgets) -> Self {
        #[allow(clippy::disallowed_methods)]
        let now = Instant::now();
        Self {
            executor: Executor::new(budgets, LIBRARY, plan, Globals::new()),
            now,
            log: Vec::new(),
        }
    }

    pub(super) fn start(&mut self, call: CallId) {
        let mut channel = ChannelInfo::new(CHANNEL, "SIP/phone-1", Technology::Sip, "s");
        channel.variables = vec![("__color".into(), "red".into())];
        let start = Start::new(call, channel, "default");
        self.executor.start(self.now, start);
    }

    /// Runs until every script waits. Requests are answered with `Done`.
    pub(super) fn settle(&mut self) {
        for _ in 0..1_000_000 {
            while let Some(output) = self.executor.poll_output() {
                self.note(output);
            }
            if !self.executor.is_ready() {
                return;
            }
            self.executor.run(self.now, SystemTime::UNIX_EPOCH);
        }
        panic!("the scripts never come to rest");
    }

    pub(super) fn pass(&mut self, time: Duration) {
        self.now += time;
        self.executor.run(self.now, SystemTime::UNIX_EPOCH);
        self.settle();
    }

    pub(super) fn event(&mut self, event: Event) {
        self.executor.event(self.now, CALL, event);
        self.settle();
    }

    fn note(&mut self, output: Output) {
        let line = match output {
            Output::Request(id, Request::Location { extension, .. }) => {
                self.executor.reply(self.now, id, Reply::Done);
                format!("at {extension}")
            }
            Output::Request(id, request) => {
                self.executor.reply(self.now, id, Reply::Done);
                format!("{request:?}")
            }
            Output::Finished(finish) => format!("finished {:?}", finish.cause),
            Output::Fault(_, fault) => {
                format!("{} {}:{}", fault.code, fault.span.line, fault.message)
            }
            Output::Traced(_, entry) => format!("{:?}", entry.what),
            Output::Story(story) => format!("{story:?}"),
            Output::Verbose { text, .. } => text,
            Output::FloodBegins(_) => "flood".into(),
            Output::FloodEnds { left_out, .. } => format!("{left_out} lines left out"),
            Output::UserEvent { name, headers, .. } => format!("event {name} {headers:?}"),
        };
        self.log.push(line);
    }
}

/// Runs the statements of one extension; gives what came out.
pub(super) fn run(statements: &str) -> Vec<String> {
    run_plan(&body(statements), Budgets::default())
}

pub(super) fn run_plan(text: &str, budgets: Budgets) -> Vec<String> {
    let mut rig = Rig::new(plan(text), budgets);
    rig.start(CALL);
    rig.settle();
    assert_eq!(
        rig.executor.calls(),
        0,
        "the script still runs: {:?}",
        rig.log
    );
    rig.log
}
