//! The world of one running test: a simulated switch, and what the test has said and seen so far.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use rhai::Position;

use super::happening::{Happening, Noticed};
use super::host::Host;
use super::scene::Incoming;
use super::stage::Complaint;
use super::suite::Suite;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::globals::Globals;
use crate::host::{CallId, ChannelId};
use crate::script::Thrown;

/// An expectation lets time pass this long until it is met.
const PATIENCE: Duration = Duration::from_secs(3600);
/// Longest time that a test may wait at once.
pub(super) const LONGEST: Duration = Duration::from_secs(24 * 3600);
/// So much of what happened instead is named.
const NAMED: usize = 3;
/// Calls that one test may place.
const MOST_CALLS: usize = 1_000;

/// The world of one test.
#[derive(Debug)]
pub(super) struct World {
    pub(super) host: Host,
    pub(super) suite: Arc<Suite>,
    pub(super) globals: Globals,
    /// The first thing that went wrong, even if the test caught it.
    pub(super) failure: Option<Diagnostic>,
    /// For each call, how much of the log its expectations have used.
    cursors: BTreeMap<CallId, usize>,
}

impl World {
    pub(super) fn new(host: Host, suite: Arc<Suite>, globals: Globals) -> Self {
        Self {
            host,
            suite,
            globals,
            failure: None,
            cursors: BTreeMap::new(),
        }
    }

    /// Places a call and runs it as far as it gets without time going on.
    pub(super) fn place(
        &mut self,
        incoming: &Incoming,
        context: &str,
    ) -> Result<CallId, Complaint> {
        if self.host.placed.len() == MOST_CALLS {
            let message = format!("a test places at most {MOST_CALLS} calls");
            return Err(Complaint::misuse(message));
        }
        let from = self.host.log.len();
        let (call, _) = self.host.place(incoming, context);
        self.cursors.insert(call, from);
        self.host.settle();
        Ok(call)
    }

    /// The channel of a call from outside, while it is there.
    pub(super) fn channel(&self, call: CallId) -> Option<ChannelId> {
        let channel = self.host.placed.get(&call)?.channel;
        self.host.channels.contains_key(&channel).then_some(channel)
    }

    /// Lets time pass until something happens to a call that has not been expected yet.
    pub(super) fn until(&mut self, call: CallId, wanted: impl Fn(&Happening) -> bool) -> bool {
        let limit = self.host.elapsed() + PATIENCE;
        let mut at = self.cursors.get(&call).copied().unwrap_or(0);
        self.host.settle();
        loop {
            let new = self.host.log.iter().enumerate().skip(at);
            let found = new.filter(|(_, happening)| happening.call == call && !happening.is_step());
            if let Some((found, _)) = found.into_iter().find(|(_, happening)| wanted(happening)) {
                self.cursors.insert(call, found + 1);
                return true;
            }
            at = self.host.log.len();
            if !self.host.is_active(call) || !self.host.step(limit) {
                return false;
            }
        }
    }

    /// Lets time pass until this is so.
    pub(super) fn until_so(&mut self, so: impl Fn(&Host) -> bool) -> bool {
        let limit = self.host.elapsed() + PATIENCE;
        self.host.settle();
        while !so(&self.host) {
            if !self.host.step(limit) {
                return false;
            }
        }
        true
    }

    /// What is said when something expected of a call did not happen: what happened instead.
    pub(super) fn unmet(
        &self,
        call: CallId,
        message: impl Into<String>,
        wanted: impl Fn(&Happening) -> bool,
    ) -> Complaint {
        let used = self.cursors.get(&call).copied().unwrap_or(0);
        let (before, since) = self.host.log.split_at(used);
        let of_call = |happening: &&Happening| happening.call == call && !happening.is_step();
        let earlier = before
            .iter()
            .filter(of_call)
            .find(|happening| wanted(happening));
        let mut instead = since
            .iter()
            .filter(of_call)
            .map(|happening| &*happening.what);
        let some: Vec<&str> = instead.by_ref().take(NAMED).collect();
        let note = if let Some(earlier) = earlier {
            let at = shown(earlier.at);
            format!("it happened at {at}, before what was expected last")
        } else if !some.is_empty() {
            let more = if instead.next().is_some() {
                ", …"
            } else {
                ""
            };
            format!("what happened instead: {}{more}", some.join(", "))
        } else if self.host.is_active(call) {
            "nothing more happens, and the call is still there".to_owned()
        } else {
            "the call has ended, and nothing more happened".to_owned()
        };
        Complaint::unmet(message, note)
    }

    /// What was dialled for a call.
    pub(super) fn dialled(&self, call: CallId) -> Vec<String> {
        let log = self
            .host
            .log
            .iter()
            .filter(|happening| happening.call == call);
        log.filter_map(|happening| match &happening.kind {
            Noticed::Dialled(wish) => Some(wish.target.clone()),
            _ => None,
        })
        .collect()
    }

    /// Keeps the first complaint, and makes it something that can be thrown.
    pub(super) fn complain(
        &mut self,
        complaint: Complaint,
        file: &str,
        position: Position,
    ) -> Thrown {
        let note = match &complaint {
            Complaint::Unmet { note, .. } => note.clone(),
            Complaint::Misuse { .. } => String::new(),
        };
        let thrown = Thrown::from(complaint);
        if self.failure.is_none() {
            let text = self.suite.plan.text(file).unwrap_or_default();
            let span = Span::at(text, position);
            let mut finding = Diagnostic::new(thrown.code, file, span, &*thrown.message);
            finding.help.clone_from(&thrown.help);
            self.failure = Some(finding.with_note(note));
        }
        thrown
    }

    /// A fault of the dialplan with this code has been expected.
    pub(super) fn take_fault(&mut self, code: &str) -> bool {
        let is_it = |fault: &Diagnostic| fault.code.id() == code;
        match self.host.faults.iter().position(is_it) {
            Some(at) => {
                self.host.faults.remove(at);
                true
            }
            None => false,
        }
    }

    /// What makes the test fail although it came to its end: a fault of the dialplan that nobody expected.
    pub(super) fn fault(&self) -> Option<&Diagnostic> {
        self.host
            .faults
            .iter()
            .find(|fault| fault.code != Code::Unmet)
    }
}

/// A time since the beginning.
pub(super) fn shown(at: Duration) -> String {
    format!("{}s", (at.as_secs_f64() * 1000.0).round() / 1000.0)
}
