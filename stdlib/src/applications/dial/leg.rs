//! One target that is being tried, with the subroutines that run on its channel.

use std::rc::Rc;

use runtime::call::{Call, ScriptError, Target};
use runtime::host::{CallerId, ChannelId};

use super::letters::Wishes;
use crate::options;

/// One target that is being tried.
#[derive(Debug)]
pub(super) struct Leg {
    pub(super) channel: ChannelId,
    /// The channel's name.
    pub(super) name: String,
    pub(super) target: String,
    /// What runs on its channel, when something does.
    pub(super) guest: Option<Rc<Call>>,
}

/// Who a target is told is calling, and what its channel inherits.
pub(super) struct Introduction {
    pub(super) caller: CallerId,
    pub(super) variables: Vec<(String, String)>,
    pub(super) guest: Option<Rc<Call>>,
}

impl Introduction {
    /// What a target gets to know, after the subroutine of option `b`. `None` if that hung the channel up.
    pub(super) fn new(
        call: &Call,
        target: &str,
        wishes: &Wishes,
    ) -> Result<Option<Self>, ScriptError> {
        let mut caller = call.caller();
        if let Some(number) = &wishes.number {
            caller.num.clone_from(number);
        }
        let Some(text) = wishes.options.argument('b') else {
            return Ok(Some(Self {
                caller,
                variables: call.inherited(),
                guest: None,
            }));
        };
        let guest = call.guest(target, caller);
        let (place, arguments) = options::subroutine(text);
        call.gosub_on(&guest, call.target(&place)?, &arguments)?;
        if guest.is_over() {
            call.dismiss(&guest);
            return Ok(None);
        }
        Ok(Some(Self {
            caller: guest.caller(),
            variables: guest.all_variables(),
            guest: Some(guest),
        }))
    }
}

impl Leg {
    /// A channel that the host has begun to ring.
    pub(super) fn new(
        channel: ChannelId,
        name: String,
        target: &str,
        guest: Option<Rc<Call>>,
    ) -> Self {
        if let Some(guest) = &guest {
            guest.becomes(channel, &name);
        }
        Self {
            channel,
            target: target.to_owned(),
            guest,
            name,
        }
    }

    /// Another telephone has taken the call that rang at this one.
    pub(super) fn is_now(&mut self, channel: ChannelId, name: String) {
        if let Some(guest) = &self.guest {
            guest.becomes(channel, &name);
        }
        self.channel = channel;
        self.name = name;
    }

    /// The far end has answered: what runs on its channel from now on.
    pub(super) fn answered(&mut self, call: &Call) -> Rc<Call> {
        let guest = self.guest.get_or_insert_with(|| {
            let guest = call.guest(&self.target, call.caller());
            guest.becomes(self.channel, &self.name);
            guest
        });
        guest.picked_up();
        Rc::clone(guest)
    }

    /// Its channel is gone: what a subroutine on it has left to do is done.
    pub(super) fn over(self, call: &Call) {
        if let Some(guest) = &self.guest {
            call.dismiss(guest);
        }
    }

    /// The same with the extension `h` of this context first (option `e`).
    pub(super) fn over_with_h(mut self, call: &Call) {
        let context = call.context();
        if call.takes_event(&context, "h") {
            let guest = self.answered(call);
            call.run_after(&guest, Target::start(context, "h"));
        }
        self.over(call);
    }
}
