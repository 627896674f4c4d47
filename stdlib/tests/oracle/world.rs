//! A switch with nothing but Local channels, on virtual time, that notes each step of each channel.

use std::collections::BTreeMap;
use std::time::{Duration, Instant, SystemTime};

use runtime::diagnostic::Diagnostic;
use runtime::dialplan::{Dialplan, Source};
use runtime::exchange::{Carrier, Channel, Exchange, Incoming};
use runtime::executor::Output;
use runtime::host::{CallId, Technology};
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
}

impl Carrier for Report {
    fn report(&mut self, output: Output) {
        match output {
            Output::Traced(call, entry) => self.note(call, *entry),
            Output::Fault(_, fault) => self.faults.push(*fault),
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

/// Somebody who is there and does nothing.
struct Listener;

impl Channel for Listener {}

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
}

impl World {
    /// A switch with this dialplan. `faults` begins with what the loader finds.
    pub(crate) fn new(conf: &str) -> Self {
        let source = Source::new("extensions.conf", conf);
        let (plan, faults) = Dialplan::load(vec![source], stdlib::LIBRARY);
        let report = Report {
            steps: Vec::new(),
            places: BTreeMap::new(),
            own: BTreeMap::new(),
            faults,
        };
        let mut exchange = Exchange::new(stdlib::LIBRARY, plan, report);
        exchange.executor().follow(vec![Wanted::All]);
        Self {
            exchange,
            report: Report::default(),
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
            self.exchange.call(now, Box::new(Listener), incoming);
        }
        while now - began < LONGEST {
            let wall = SystemTime::UNIX_EPOCH + WALL + (now - began);
            self.exchange.run(now, wall);
            match self.exchange.poll_timeout(now) {
                Some(at) if self.exchange.calls() > 0 => now = now.max(at),
                _ => break,
            }
        }
        self.report = std::mem::take(self.exchange.carrier());
    }
}
