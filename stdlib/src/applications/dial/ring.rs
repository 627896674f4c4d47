//! Ringing: from the first target tried until one has answered or all have failed.

use std::time::Duration;

use runtime::call::{Call, ScriptError, Wake};
use runtime::host::{Cause, ChannelId, Event, Indication, Originate, Reply, Request};

use super::leg::{Introduction, Leg};
use super::letters::Wishes;
use super::outcome::{DialStatus, Tally};
use super::subroutine::keys_for;
use crate::{causes, replies, skype};

/// How ringing ended.
pub(super) enum Rung {
    /// This one answered; the others have been hung up. The caller hears it already if it is `bridged`.
    Answered { leg: Leg, bridged: bool },
    /// Nobody did, and no channel is left.
    Nobody(DialStatus),
    /// The caller dialled an extension instead, and no channel is left.
    Dialled { context: String, key: char },
}

/// Rings all targets joined with `&`. An error means that the caller's side has ended; the host hangs up
/// what the script leaves behind.
pub(super) fn ring(
    call: &Call,
    targets: &str,
    timeout: Option<Duration>,
    wishes: &Wishes,
) -> Result<Rung, ScriptError> {
    let mut ringing = Ringing::new(call, wishes);
    ringing.run(targets, timeout).inspect_err(|_| {
        for leg in ringing.legs.drain(..) {
            if leg.guest.is_some() || wishes.has('c') || call.is_taken_away() {
                call.tell(Request::Hangup(leg.channel, wishes.given_up()));
                leg.over(call);
            }
        }
    })
}

impl Ringing<'_> {
    fn run(&mut self, targets: &str, timeout: Option<Duration>) -> Result<Rung, ScriptError> {
        self.start(targets)?;
        let call = self.call;
        let give_up = timeout.map(|timeout| call.elapsed() + timeout);
        while !self.legs.is_empty() {
            let left = give_up.map(|at| at.saturating_sub(call.elapsed()));
            let Wake::Event(event) = call.event(left, |event| self.concerns(event))? else {
                self.hang_up_all(self.wishes.given_up())?;
                return Ok(Rung::Nobody(DialStatus::NoAnswer));
            };
            if let Some(rung) = self.handle(event)? {
                return Ok(rung);
            }
        }
        Ok(Rung::Nobody(self.tally.status()))
    }
}

struct Ringing<'a> {
    call: &'a Call,
    wishes: &'a Wishes,
    legs: Vec<Leg>,
    tally: Tally,
    /// Several targets at once share no early media: whose should be heard?
    forked: bool,
    shown: Option<Indication>,
    bridged: Option<ChannelId>,
}

impl<'a> Ringing<'a> {
    fn new(call: &'a Call, wishes: &'a Wishes) -> Self {
        Self {
            call,
            wishes,
            legs: Vec::new(),
            tally: Tally::default(),
            forked: false,
            shown: None,
            bridged: None,
        }
    }

    fn start(&mut self, targets: &str) -> Result<(), ScriptError> {
        let targets: Vec<&str> = targets
            .split('&')
            .map(str::trim)
            .filter(|target| !target.is_empty())
            .collect();
        self.forked = targets.len() > 1;
        for target in targets {
            self.try_target(target)?;
        }
        if self.wishes.rings_at_once() && !self.legs.is_empty() {
            self.show(Indication::Ringing)?;
        }
        Ok(())
    }

    fn try_target(&mut self, target: &str) -> Result<(), ScriptError> {
        let Some(introduction) = Introduction::new(self.call, target, self.wishes)? else {
            self.tally.refused(Cause::Unknown);
            return Ok(());
        };
        let (topic, token) = skype::topic_and_token(self.call);
        let reply = self.call.request(Request::Originate(Originate {
            target: target.to_owned(),
            parent: Some(self.call.channel()),
            caller: introduction.caller,
            topic,
            token,
            variables: introduction.variables,
            max_forwards: self
                .call
                .with_info(|info| info.max_forwards.saturating_sub(1)),
        }))?;
        let cause = match reply {
            Reply::Channel(channel, name) => {
                let leg = Leg::new(channel, name, target, introduction.guest);
                self.legs.push(leg);
                return Ok(());
            }
            Reply::Refused(cause, why) => {
                self.call.verbose(2, format!("`{target}`: {why}"));
                cause
            }
            _ => Cause::Unknown,
        };
        self.tally.refused(cause);
        // Nobody says why there is no extension, as in Asterisk.
        let said = !target.starts_with("Local/");
        let number = if said { cause.number() } else { 0 };
        self.call.set_hangup_cause(number.into());
        if let Some(guest) = &introduction.guest {
            self.call.dismiss(guest);
        }
        Ok(())
    }

    fn concerns(&self, event: &Event) -> bool {
        let channel = event.channel();
        match event {
            Event::Digit(..) if channel == self.call.channel() => true,
            _ => self.legs.iter().any(|leg| leg.channel == channel),
        }
    }

    fn handle(&mut self, event: Event) -> Result<Option<Rung>, ScriptError> {
        match event {
            Event::Answered(channel) => return self.answered(channel).map(Some),
            Event::PickedUp { channel, by, name } => {
                self.taken(channel, by, name);
                return self.answered(by).map(Some);
            }
            Event::Ended(channel, cause) => self.ended(channel, cause)?,
            Event::Ringing(_) if self.shown.is_none() => self.show(Indication::Ringing)?,
            Event::Progress(channel) => self.progress(channel)?,
            Event::Digit(channel, '*')
                if channel == self.call.channel() && self.wishes.has('H') =>
            {
                self.hang_up_all(self.wishes.given_up())?;
                return Ok(Some(Rung::Nobody(DialStatus::Cancel)));
            }
            Event::Digit(channel, key)
                if channel == self.call.channel() && self.wishes.has('d') =>
            {
                return self.dialled(key);
            }
            _ => {}
        }
        Ok(None)
    }

    /// The caller pressed a key while it rings.
    fn dialled(&mut self, key: char) -> Result<Option<Rung>, ScriptError> {
        let context = match self.call.variable("EXITCONTEXT") {
            named if named.is_empty() => self.call.context(),
            named => named,
        };
        if !self.call.extension_exists(&context, &key.to_string()) {
            return Ok(None);
        }
        self.hang_up_all(self.wishes.given_up())?;
        Ok(Some(Rung::Dialled { context, key }))
    }

    /// Another telephone has taken what rang there.
    fn taken(&mut self, rang: ChannelId, by: ChannelId, name: String) {
        if let Some(leg) = self.legs.iter_mut().find(|leg| leg.channel == rang) {
            leg.is_now(by, name);
        }
        if self.bridged == Some(rang) {
            self.bridged = None;
        }
    }

    fn answered(&mut self, channel: ChannelId) -> Result<Rung, ScriptError> {
        let at = self.legs.iter().position(|leg| leg.channel == channel);
        let leg = self
            .legs
            .remove(at.expect("only events of legs are waited for"));
        self.hang_up_all(self.wishes.elsewhere)?;
        let number = leg.target.split_once('/').map_or("", |(_, rest)| rest);
        self.call.set_variable("DIALEDPEERNUMBER", number);
        self.call.set_variable("DIALEDPEERNAME", leg.name.clone());
        Ok(Rung::Answered {
            leg,
            bridged: self.bridged.is_some(),
        })
    }

    fn ended(&mut self, channel: ChannelId, cause: Cause) -> Result<(), ScriptError> {
        let at = self.legs.iter().position(|leg| leg.channel == channel);
        self.tally.ended(cause);
        self.call.set_hangup_cause(cause.number().into());
        if self.bridged == Some(channel) {
            self.bridged = None;
            let unbridge = Request::Unbridge(self.call.channel(), channel);
            self.call.request(unbridge)?;
        }
        if let Some(at) = at {
            causes::note(self.call, &self.legs[at].name, cause);
            self.legs.remove(at).over(self.call);
        }
        Ok(())
    }

    fn progress(&mut self, channel: ChannelId) -> Result<(), ScriptError> {
        let keys = &self.wishes.keys[2];
        if !keys.is_empty() {
            self.call.request(keys_for(channel, keys))?;
        }
        if self.forked || !self.wishes.passes_early_media() || self.bridged.is_some() {
            return Ok(());
        }
        self.show(Indication::Progress)?;
        self.bridged = Some(channel);
        let bridge = Request::Bridge(self.call.channel(), channel);
        self.call.request(bridge).map(drop)
    }

    /// An answered caller already hears this switch; what is shown then is up to the host.
    fn show(&mut self, indication: Indication) -> Result<(), ScriptError> {
        self.shown = Some(indication);
        replies::ask(
            self.call,
            Request::Indicate(self.call.channel(), indication),
        )
    }

    fn hang_up_all(&mut self, cause: Cause) -> Result<(), ScriptError> {
        for leg in &self.legs {
            self.call.request(Request::Hangup(leg.channel, cause))?;
            // Somebody may have taken it in the same moment.
            let taken = |event: &Event| matches!(event, Event::PickedUp { channel, .. } if *channel == leg.channel);
            if let Wake::Event(Event::PickedUp { by, .. }) =
                self.call.event(Some(Duration::ZERO), taken)?
            {
                self.call.request(Request::Hangup(by, cause))?;
            }
        }
        for leg in self.legs.drain(..) {
            leg.over(self.call);
        }
        Ok(())
    }
}
