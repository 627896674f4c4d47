//! What a program implements to run dialplans on channels of its own.

use std::time::Duration;

use crate::device_state::DeviceState;
use crate::executor::Output;
use crate::host::{Cause, ChannelId, Event, Indication, Originate, Reply, Request, RequestId};

/// One channel: a telephone, a terminal, a test. Every method has a default that does nothing, so implement those
/// that mean something to it.
///
/// Methods must not wait. What happens later is told with [`Exchange::event`](super::Exchange::event), or queued for
/// [`Carrier::poll_event`].
pub trait Channel {
    /// The script answers. Called once.
    fn answer(&mut self) {}

    /// The script shows something to the far end. After [`Indication::Busy`] and [`Indication::Congestion`] a
    /// channel that is not up ends.
    fn indicate(&mut self, indication: Indication) {
        let _ = indication;
    }

    /// Plays prompts, one after the other: names such as `vm-intro` or `digits/1`, in a language such as `en`.
    /// By default that takes no time.
    fn play(&mut self, prompts: &[String], language: &str) -> Playing {
        let _ = (prompts, language);
        Playing::For(Duration::ZERO)
    }

    /// Stops what is being played.
    fn stop_playing(&mut self) {}

    /// Sends the far end its own audio back from here on, or stops that.
    fn echo(&mut self, on: bool) {
        let _ = on;
    }

    /// Sends keys, `0-9 * # A-D`; `w` is a pause of half a second.
    fn send_digits(&mut self, digits: &str) {
        let _ = digits;
    }

    /// Connects the audio with that of another channel from here on, or with nobody's.
    fn connect(&mut self, other: Option<ChannelId>) {
        let _ = other;
    }

    /// Moves the far end to a dial string or an extension. Whether it goes; the channel then ends. It stays by
    /// default.
    fn transfer(&mut self, target: &str) -> bool {
        let _ = target;
        false
    }

    /// The channel has ended. Not called when the far end was the one to say so.
    fn hang_up(&mut self, cause: Cause) {
        let _ = cause;
    }
}

/// How long prompts play.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Playing {
    /// So long; the exchange tells the script when they are over.
    For(Duration),
    /// Until [`Event::Played`] says so.
    UntilTold,
    /// They do not, because no file has this name.
    Missing(String),
}

/// What surrounds an exchange: whom it can dial, and who hears what scripts report.
///
/// Every method has a default, so `impl Carrier for MyProgram {}` is an exchange on which Local channels are all
/// that can be dialled. For a program that needs nothing else there is `()`.
pub trait Carrier {
    /// A script dials something else than `Local/extension@context`. The channel is `id` from now on; tell of its
    /// ringing, its answer and its end by events.
    ///
    /// # Errors
    ///
    /// With the cause and a sentence for the log when it cannot be tried. By default nobody has any name.
    fn dial(
        &mut self,
        id: ChannelId,
        wish: &Originate,
    ) -> Result<Box<dyn Channel>, (Cause, String)> {
        let _ = id;
        let why = format!("nobody has the name `{}`", wish.target);
        Err((Cause::Unknown, why))
    }

    /// The state of a device, `SIP/phone`. Those of `Local/…` and `Custom:…` are the exchange's own affair.
    fn device_state(&mut self, device: &str) -> DeviceState {
        let _ = device;
        DeviceState::Invalid
    }

    /// A request that is none about channels, states or the database: accounts and chat, and
    /// [`Request::Custom`], which applications of the program's own make. `None` when the answer comes later, by
    /// [`Exchange::reply`](super::Exchange::reply) with this `id`.
    fn answer(&mut self, id: RequestId, request: Request) -> Option<Reply> {
        let _ = id;
        Some(Reply::NotFound(format!("{request:?}")))
    }

    /// Something that has happened to a channel since this was last asked.
    fn poll_event(&mut self) -> Option<Event> {
        None
    }

    /// A script says something: a mistake of the dialplan, a line for the console, a step, an event of its own.
    fn report(&mut self, output: Output) {
        let _ = output;
    }
}

impl Carrier for () {}
