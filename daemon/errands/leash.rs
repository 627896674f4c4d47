//! What ends an errand when its call ends.

use std::sync::{Mutex, PoisonError};

use rustix::process::{Pid, Signal, kill_process_group};
use ureq::Agent;

/// Holds an errand that has begun.
#[derive(Debug, Default)]
pub(crate) struct Leash(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    cut: bool,
    /// The group of processes that runs.
    group: Option<Pid>,
    /// What asks a server.
    agent: Option<Agent>,
}

impl Leash {
    fn with<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Ends the errand.
    pub(crate) fn cut(&self) {
        self.with(|state| {
            state.cut = true;
            end(state.group);
            if let Some(agent) = state.agent.take() {
                agent.shutdown();
            }
        });
    }

    pub(crate) fn is_cut(&self) -> bool {
        self.with(|state| state.cut)
    }

    /// A group of processes runs for it now, or none any more. Nobody ends a group whose first process may have given
    /// its number to another one.
    pub(super) fn hold(&self, group: Option<Pid>) {
        self.with(|state| {
            state.group = group;
            if state.cut {
                end(group);
            }
        });
    }

    /// This asks a server for it now; its connections are closed when the errand ends.
    pub(super) fn hold_agent(&self, agent: Agent) {
        self.with(|state| {
            if state.cut {
                agent.shutdown();
            } else {
                state.agent = Some(agent);
            }
        });
    }

    /// The server has answered. Gives whether what asked it may ask again: it has not been ended.
    pub(super) fn let_agent_go(&self) -> bool {
        self.with(|state| {
            state.agent = None;
            !state.cut
        })
    }

    /// Ends the group of processes that runs, and not what follows.
    pub(super) fn pull(&self) {
        self.with(|state| end(state.group));
    }
}

fn end(group: Option<Pid>) {
    if let Some(group) = group {
        // It may have ended by itself.
        let _ = kill_process_group(group, Signal::KILL);
    }
}

#[cfg(test)]
impl Leash {
    /// The group that runs.
    pub(super) fn with_group(&self) -> Option<Pid> {
        self.with(|state| state.group)
    }
}
