//! A switch with nothing but Local channels, on virtual time, that notes each step of each channel.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::rc::Rc;
use std::time::{Duration, Instant, SystemTime};

use runtime::diagnostic::Diagnostic;
use runtime::dialplan::{Dialplan, Source};
use runtime::exchange::{Carrier, Channel, Exchange, Incoming, Playing};
use runtime::executor::Output;
use runtime::host::{CallId, Cause, Indication, Technology};
use runtime::trace::{Entry, Wanted, What};

/// What a call did.
#[derive(Default)]
pub(crate) struct Report {
    /// Steps by channel, in the order in which the channels appeared.
    pub(crate) steps: Vec<(String, Vec<Step>)>,
    /// Where each call is: channel, context and extension.
    places: BTreeMap<CallId, [String; 3]>,
    /// The channel that each call began on.
    own: BTreeMap<CallId, String>,
    /// What went wrong in scripts.
    pub(crate) faults: Vec<Diagnostic>,
    /// What it says on the console and to the manager, by call.
    pub(crate) said: Vec<String>,
}

impl Carrier for Report {
    fn report(&mut self, output: Output) {
        match output {
            Output::Traced(call, entry) => self.note(call, *entry),
            Output::Fault(_, fault) => self.faults.push(*fault),
            Output::Verbose { call, text, .. } => self.said.push(format!("{call:?}: {text}")),
            Output::UserEvent {
                call,
                name,
                headers,
            } => self.said.push(format!("{call:?}: {name} {headers:?}")),
            _ => {}
        }
    }
}

impl Report {
    /// Notes a step, with the place that was told before it.
    fn note(&mut self, call: CallId, entry: Entry) {
        match entry.what {
            What::Enter {
                channel,
                context,
                extension,
                ..
            } => {
                let place: [String; 3] = [channel, context, extension].map(Into::into);
                self.own.entry(call).or_insert_with(|| place[0].clone());
                self.places.insert(call, place);
            }
            What::Step {
                depth,
                priority,
                application,
                data,
                ..
            } => {
                let [channel, context, extension] = self.places[&call].clone();
                // What an application runs is no step of Asterisk's, unless it is on a channel that it dials.
                if u32::from(depth) > u32::from(channel != self.own[&call]) {
                    return;
                }
                let step = Step {
                    context,
                    extension,
                    priority,
                    application: application.into(),
                    data: data.into(),
                };
                match self.steps.iter_mut().find(|(name, _)| *name == channel) {
                    Some((_, steps)) => steps.push(step),
                    None => self.steps.push((channel, vec![step])),
                }
            }
            _ => {}
        }
    }
}

/// One step of a call: a line with its data substituted.
pub(crate) struct Step {
    pub(crate) context: String,
    pub(crate) extension: String,
    pub(crate) priority: u32,
    pub(crate) application: String,
    pub(crate) data: String,
}

/// Somebody who is there, does nothing, and writes down what happens.
struct Listener(Rc<RefCell<Vec<String>>>);

impl Listener {
    fn note(&self, what: impl Debug) {
        self.0.borrow_mut().push(format!("{what:?}"));
    }
}

impl Channel for Listener {
    fn answer(&mut self) {
        self.note("answer");
    }

    fn indicate(&mut self, indication: Indication) {
        self.note(indication);
    }

    fn play(&mut self, prompts: &[String], language: &str) -> Playing {
        self.note((prompts, language));
        Playing::For(Duration::ZERO)
    }

    fn send_digits(&mut self, digits: &str) {
        self.note(digits);
    }

    fn hang_up(&mut self, cause: Cause) {
        self.note(cause);
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
    exchange: Exchange<Report>,
    pub(crate) report: Report,
    /// What happened to the channel that dialled, and how long its call took.
    pub(crate) heard: Rc<RefCell<Vec<String>>>,
}

impl World {
    /// A switch with this dialplan. `faults` begins with what the loader finds.
    pub(crate) fn new(conf: &str) -> Self {
        Self::of(vec![Source::new("extensions.conf", conf)])
    }

    /// The same with these files.
    pub(crate) fn of(sources: Vec<Source>) -> Self {
        let (plan, faults) = Dialplan::load(sources, stdlib::LIBRARY);
        let report = Report {
            faults,
            ..Report::default()
        };
        let mut exchange = Exchange::new(stdlib::LIBRARY, plan, report);
        exchange.executor().follow(vec![Wanted::All]);
        Self {
            exchange,
            report: Report::default(),
            heard: Rc::default(),
        }
    }

    /// Dials an extension and runs until nothing is left to do.
    pub(crate) fn dial(&mut self, context: &str, extension: &str) {
        let began = beginning();
        let mut now = began;
        if self.exchange.dialplan().exists(context, extension) {
            let incoming = Incoming {
                technology: Technology::Local,
                ..Incoming::new(format!("Local/{extension}@{context}"), context, extension)
            };
            self.exchange
                .call(now, Box::new(Listener(Rc::clone(&self.heard))), incoming);
        }
        while now - began < LONGEST {
            let wall = SystemTime::UNIX_EPOCH + WALL + (now - began);
            self.exchange.run(now, wall);
            match self.exchange.poll_timeout(now) {
                Some(at) if self.exchange.calls() > 0 => now = now.max(at),
                _ => break,
            }
        }
        let took = now - began;
        self.heard.borrow_mut().push(format!("{took:?}"));
        self.report = std::mem::take(self.exchange.carrier());
    }
    /// What the lines of the first channel say behind [`MARK`].
    pub(crate) fn read(&self) -> Vec<&str> {
        let steps = self.report.steps.first();
        let steps = steps.into_iter().flat_map(|(_, steps)| steps);
        steps
            .filter_map(|step| step.data.strip_prefix(MARK))
            .collect()
    }
}

/// What a line says in front of a value that is compared.
pub(crate) const MARK: &str = "read:";
