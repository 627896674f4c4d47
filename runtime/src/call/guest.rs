//! Subroutines on a channel that a script dials, before it rings (`b` of `Dial`) or once it has answered (`U`).
//!
//! Such a channel has no script. It gets a [`Call`] with variables, caller and hangup handlers of its own, which
//! runs on the coroutine of the script that dials: replies and events go to whichever of the two waits.

use std::rc::Rc;

use super::{Call, ScriptError, Target};
use crate::executor;
use crate::host::{CallId, CallerId, ChannelId, ChannelInfo, Start, Technology};

impl Call {
    /// A channel that is going to be dialled, with what it inherits. Requests about it find nobody until
    /// [`becomes`](Self::becomes) says which channel it has become.
    ///
    /// `caller` is who its far end will be told is calling.
    pub fn guest(&self, target: &str, caller: CallerId) -> Rc<Self> {
        let channel = self.desk.guest_channel();
        let (technology, rest) = target.split_once('/').unwrap_or(("", target));
        let info = ChannelInfo {
            id: channel,
            name: format!("{target}-{:08x}", u64::MAX - channel.0),
            technology: self.technology_named(technology),
            caller,
            dialed: rest.to_owned(),
            language: self.with_info(|info| info.language.clone()),
            skype: None,
            variables: self.inherited(),
            max_forwards: self.with_info(|info| info.max_forwards.saturating_sub(1)),
        };
        let mut guest = Self::new(
            Rc::clone(&self.desk),
            Start {
                call: self.id,
                channel: info,
                context: self.context(),
                extension: self.extension(),
                priority: self.priority_now(),
            },
        );
        guest.mailbox = Rc::clone(&self.mailbox);
        guest.member = CallId(channel.0);
        guest.recorder = Rc::clone(&self.recorder);
        Rc::new(guest)
    }

    /// What carries a channel, by the word before the slash. A program's own is known by the caller's channel.
    fn technology_named(&self, name: &str) -> Technology {
        let own = self.with_info(|info| info.technology);
        match own.name().eq_ignore_ascii_case(name) {
            true => own,
            false => Technology::named(name).unwrap_or(Technology::Sip),
        }
    }

    /// Says which channel of the host a guest has become, and its name.
    pub fn becomes(&self, channel: ChannelId, name: &str) {
        self.channel.set(channel);
        self.with_info_mut(|info| {
            info.id = channel;
            name.clone_into(&mut info.name);
        });
    }

    /// Notes that a guest's channel has been answered, if it is not so already.
    pub fn picked_up(&self) {
        self.mark_answered();
    }

    /// Runs a subroutine on a guest, while this script waits.
    ///
    /// # Errors
    ///
    /// A fatal fault when there is no such subroutine. [`ScriptError::Ended`] when this call has ended meanwhile;
    /// [`is_over`](Self::is_over) tells whether the guest has.
    pub fn gosub_on(
        &self,
        guest: &Rc<Self>,
        target: Target,
        arguments: &[String],
    ) -> Result<(), ScriptError> {
        guest.can_call(&target)?;
        self.host_guest(guest, || executor::run_guest(guest, target, arguments));
        self.not_ended()
    }

    /// Runs the hangup handlers of a guest whose channel is gone.
    pub fn dismiss(&self, guest: &Rc<Self>) {
        if guest.hangup_handlers() == 0 {
            return;
        }
        guest.begin_afterlife();
        self.host_guest(guest, || executor::run_handlers(guest));
    }

    /// Runs an extension on a guest whose channel is gone (`h`).
    pub fn run_after(&self, guest: &Rc<Self>, target: Target) {
        guest.begin_afterlife();
        self.host_guest(guest, || executor::run_guest(guest, target, &[]));
    }

    /// Whether this call's script is ending, or its channel has.
    pub fn is_over(&self) -> bool {
        self.is_ending()
    }

    /// All channel variables, with the underscores that say how far they are inherited.
    pub fn all_variables(&self) -> Vec<(String, String)> {
        self.variables.borrow().all()
    }

    /// Whichever runs on this coroutine now: this call, or a guest of it.
    pub(crate) fn innermost(self: &Rc<Self>) -> Rc<Self> {
        match &*self.guest.borrow() {
            Some(guest) => guest.innermost(),
            None => Rc::clone(self),
        }
    }

    /// Lets a guest have the coroutine.
    fn host_guest(&self, guest: &Rc<Self>, run: impl FnOnce()) {
        let current = &self.desk.language.current;
        let before = current.call();
        guest.yielder.set(self.yielder.get());
        guest.timeouts.set_absolute(self.timeouts.absolute());
        guest.usage.operations.set(self.usage.operations.get());
        guest.usage.busy_since.set(self.usage.busy_since.get());
        guest.usage.jumps.set(self.usage.jumps.get());
        self.guest.replace(Some(Rc::clone(guest)));
        current.set(Some(Rc::clone(guest)));
        run();
        current.set(before);
        self.guest.take();
        guest.yielder.set(std::ptr::null());
        self.usage.operations.set(guest.usage.operations.get());
        self.usage.busy_since.set(guest.usage.busy_since.get());
        if let Some(code) = &self.place.borrow().code {
            self.desk.language.modules.set(Rc::clone(&code.modules));
        }
    }
}
