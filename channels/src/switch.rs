//! The switch: every channel, registration and subscription there is, on one thread.

use std::time::Instant;

use community::Community;

use crate::SwitchConfig;
use crate::io::{Input, MediaPorts, Now, Output, Snapshot};

/// The switch.
pub struct Switch {}

#[allow(clippy::todo, unused_variables)]
impl Switch {
    /// A switch with that community, as it was loaded from disk.
    pub fn new(
        now: Now,
        config: SwitchConfig,
        community: Community,
        ports: Box<dyn MediaPorts>,
    ) -> Self {
        todo!()
    }
    /// Something happened.
    pub fn handle(&mut self, now: Now, input: Input) {
        todo!()
    }
    /// Lets timers run that are due.
    pub fn handle_timeout(&mut self, now: Now) {
        todo!()
    }
    /// When [`Self::handle_timeout`] wants to be called.
    pub fn poll_timeout(&self) -> Option<Instant> {
        todo!()
    }
    /// What has to happen outside. Ask until there is nothing.
    pub fn poll_output(&mut self) -> Option<Output> {
        todo!()
    }
    /// The community, to read.
    pub fn community(&self) -> &Community {
        todo!()
    }
    /// Channels and hints as they are.
    pub fn snapshot(&self, now: Now) -> Snapshot {
        todo!()
    }
}
