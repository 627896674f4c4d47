//! The end of a call: the subroutines that run then, and what is still known of it.

use std::time::Duration;

use super::{Call, Target};

impl Call {
    /// How long the call lasted, when it is over and only what follows a hangup runs.
    pub fn lasted(&self) -> Option<Duration> {
        let ended = self.ended.borrow();
        let (ended, _) = ended.as_ref()?;
        Some(ended.saturating_duration_since(self.started))
    }

    /// Where the call is, or was when it ended.
    pub fn last_place(&self) -> Target {
        match &*self.ended.borrow() {
            Some((_, place)) => place.clone(),
            None => self.here_now(),
        }
    }

    fn here_now(&self) -> Target {
        Target {
            context: self.context(),
            extension: self.extension(),
            priority: self.priority_now(),
        }
    }

    /// The call is over; what follows a hangup runs from here on, without a channel.
    pub(crate) fn begin_afterlife(&self) {
        self.hung_up.set(true);
        if self.ended.borrow().is_none() {
            let place = self.here_now();
            self.ended.replace(Some((self.desk.now(), place)));
        }
        self.timeouts.set_absolute(None);
        self.take_ending();
    }

    /// Adds a subroutine that runs when the call is over (`CHANNEL(hangup_handler_push)`): its context,
    /// extension and priority or label, and its arguments.
    pub fn push_hangup_handler(&self, target: Vec<String>, arguments: Vec<String>) {
        self.handlers.borrow_mut().push((target, arguments));
    }

    /// Takes the hangup handler away that was pushed last. Gives it, if there was one.
    pub fn pop_hangup_handler(&self) -> Option<(Vec<String>, Vec<String>)> {
        self.handlers.borrow_mut().pop()
    }

    /// Takes all hangup handlers away.
    pub fn clear_hangup_handlers(&self) {
        self.handlers.borrow_mut().clear();
    }

    /// How many hangup handlers there are.
    pub fn hangup_handlers(&self) -> usize {
        self.handlers.borrow().len()
    }

    /// Whether the call is over, and only what follows a hangup runs.
    pub fn is_hung_up(&self) -> bool {
        self.hung_up.get()
    }
}
