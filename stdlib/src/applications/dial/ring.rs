//! Ringing: from the first target tried until one has answered or all have failed.

use std::time::Duration;

use runtime::call::{Call, ScriptError, Wake};
use runtime::host::{Cause, ChannelId, Event, Indication, Originate, Reply, Request};

use super::outcome::{DialStatus, Tally};
use crate::options::Options;
use crate::{replies, skype};

/// How ringing ended.
pub(super) enum Rung {
    /// This one answered; the others have been hung up.
    Answered(Leg),
    /// Nobody did, and no channel is left.
    Nobody(DialStatus),
}

/// One target that is being tried.
#[derive(Debug)]
pub(super) struct Leg {
    pub(super) channel: ChannelId,
    pub(super) target: String,
}

/// Rings all targets joined with `&`. An error means that the caller's side has ended; the host hangs up
/// what the script leaves behind.
pub(super) fn ring(
    call: &Call,
    targets: &str,
    timeout: Option<Duration>,
    options: &Options,
) -> Result<Rung, ScriptError> {
    let mut ringing = Ringing::start(call, targets, options)?;
    let give_up = timeout.map(|timeout| call.elapsed() + timeout);
    while !ringing.legs.is_empty() {
        let left = give_up.map(|at| at.saturating_sub(call.elapsed()));
        let Wake::Event(event) = call.event(left, |event| ringing.concerns(event))? else {
            ringing.hang_up_all()?;
            return Ok(Rung::Nobody(DialStatus::NoAnswer));
        };
        if let Some(rung) = ringing.handle(event)? {
            return Ok(rung);
        }
    }
    Ok(Rung::Nobody(ringing.tally.status()))
}

struct Ringing<'a> {
    call: &'a Call,
    options: &'a Options,
    legs: Vec<Leg>,
    tally: Tally,
    /// Several targets at once share no early media: whose should be heard?
    forked: bool,
    shown: Option<Indication>,
    bridged: Option<ChannelId>,
}

impl<'a> Ringing<'a> {
    fn start(call: &'a Call, targets: &str, options: &'a Options) -> Result<Self, ScriptError> {
        let mut ringing = Self {
            call,
            options,
            legs: Vec::new(),
            tally: Tally::default(),
            forked: false,
            shown: None,
            bridged: None,
        };
        let targets: Vec<&str> = targets
            .split('&')
            .map(str::trim)
            .filter(|target| !target.is_empty())
            .collect();
        ringing.forked = targets.len() > 1;
        for target in targets {
            ringing.try_target(target)?;
        }
        if options.has('r') && !ringing.legs.is_empty() {
            ringing.show(Indication::Ringing)?;
        }
        Ok(ringing)
    }

    fn try_target(&mut self, target: &str) -> Result<(), ScriptError> {
        let (topic, token) = skype::topic_and_token(self.call);
        let reply = self.call.request(Request::Originate(Originate {
            target: target.to_owned(),
            parent: Some(self.call.channel()),
            caller: self.call.caller(),
            topic,
            token,
            variables: self.call.inherited(),
        }))?;
        match reply {
            Reply::Channel(channel) => self.legs.push(Leg {
                channel,
                target: target.to_owned(),
            }),
            Reply::Refused(cause, why) => {
                self.call.verbose(2, format!("`{target}`: {why}"));
                self.tally.refused(cause);
            }
            _ => self.tally.refused(Cause::Unknown),
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
            Event::Ended(channel, cause) => self.ended(channel, cause)?,
            Event::Ringing(_) if self.shown.is_none() => self.show(Indication::Ringing)?,
            Event::Progress(channel) => self.progress(channel)?,
            Event::Digit(channel, '*')
                if channel == self.call.channel() && self.options.has('H') =>
            {
                self.hang_up_all()?;
                return Ok(Some(Rung::Nobody(DialStatus::Cancel)));
            }
            _ => {}
        }
        Ok(None)
    }

    fn answered(&mut self, channel: ChannelId) -> Result<Rung, ScriptError> {
        let at = self.legs.iter().position(|leg| leg.channel == channel);
        let winner = self
            .legs
            .remove(at.expect("only events of legs are waited for"));
        self.hang_up_all()?;
        if self.bridged.is_none() {
            self.bridge(channel)?;
        }
        let number = winner.target.split_once('/').map_or("", |(_, rest)| rest);
        self.call.set_variable("DIALEDPEERNUMBER", number);
        Ok(Rung::Answered(winner))
    }

    fn ended(&mut self, channel: ChannelId, cause: Cause) -> Result<(), ScriptError> {
        self.legs.retain(|leg| leg.channel != channel);
        self.tally.ended(cause);
        if self.bridged == Some(channel) {
            self.bridged = None;
            let unbridge = Request::Unbridge(self.call.channel(), channel);
            self.call.request(unbridge)?;
        }
        Ok(())
    }

    fn progress(&mut self, channel: ChannelId) -> Result<(), ScriptError> {
        if self.forked || self.options.has('r') || self.bridged.is_some() {
            return Ok(());
        }
        self.show(Indication::Progress)?;
        self.bridge(channel)
    }

    fn bridge(&mut self, channel: ChannelId) -> Result<(), ScriptError> {
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

    fn hang_up_all(&mut self) -> Result<(), ScriptError> {
        for leg in self.legs.drain(..) {
            let hangup = Request::Hangup(leg.channel, Cause::Normal);
            self.call.request(hangup)?;
        }
        Ok(())
    }
}
