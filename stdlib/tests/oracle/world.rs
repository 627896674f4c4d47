//! A switch with nothing but Local channels, on virtual time, that notes each step of each channel.

use std::time::{Duration, Instant, SystemTime};

use runtime::diagnostic::Diagnostic;
use runtime::dialplan::{Dialplan, Source};
use runtime::exchange::{Carrier, Channel, Exchange, Incoming};
use runtime::executor::{Output, Step};
use runtime::host::{ChannelId, Technology};

/// What a call did.
#[derive(Default)]
pub(crate) struct Report {
    /// Steps by channel, in the order in which the channels appeared.
    pub(crate) steps: Vec<(ChannelId, Vec<Step>)>,
    /// What went wrong in scripts.
    pub(crate) faults: Vec<Diagnostic>,
}

impl Carrier for Report {
    fn report(&mut self, output: Output) {
        match output {
            Output::Step(_, step) => self.note(*step),
            Output::Fault(_, fault) => self.faults.push(*fault),
            _ => {}
        }
    }
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
            faults,
        };
        let mut exchange = Exchange::new(stdlib::LIBRARY, plan, report);
        exchange.executor().follow(true);
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
