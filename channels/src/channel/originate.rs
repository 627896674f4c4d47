//! Outgoing channels: what a dial string names.

use std::sync::Arc;

use community::{Destination, SkypeName};
use runtime::host::{Asked, CallerId, Cause, ChannelId, Originate, SipTarget, Target, Technology};

use super::lineage::{Lineage, Refusal};
use super::media_leg::{codecs_named, member_codecs};
use super::ring::Ring;
use super::state::{Owner, Skype};
use super::{Channels, skype};
use crate::core::Core;
use crate::io::Now;

impl Channels {
    /// Starts an outgoing channel towards a dial string.
    pub(super) fn originate(
        &mut self,
        core: &mut Core,
        now: Now,
        owner: Owner,
        wish: &Originate,
    ) -> Result<ChannelId, Refusal> {
        if let Some(place) = Target::local(&wish.target) {
            return self.originate_local(core, now, owner, wish, place);
        }
        let (technology, rest) = wish.target.split_once('/').unwrap_or(("", &wish.target));
        match Technology::named(technology) {
            Some(Technology::Sip) => {
                self.originate_sip(core, now, owner, wish, SipTarget::read(rest))
            }
            Some(Technology::Skype) => self.originate_skype(core, now, owner, wish, rest),
            _ => Err((
                Cause::Unknown,
                format!("`{}` is no dial string", wish.target),
            )),
        }
    }

    fn originate_sip(
        &mut self,
        core: &mut Core,
        now: Now,
        owner: Owner,
        wish: &Originate,
        target: SipTarget<'_>,
    ) -> Result<ChannelId, Refusal> {
        let name = target.endpoint;
        let config = Arc::clone(&core.config);
        let endpoint = config
            .endpoints
            .iter()
            .find(|endpoint| endpoint.name == name);
        let endpoint = endpoint.ok_or_else(|| unknown("endpoint", name))?;
        let ring = Ring {
            technology: Technology::Sip,
            name,
            asked: target.asked,
            owner,
            caller: &wish.caller,
            codecs: codecs_named(&endpoint.codecs),
            skype: self.skype_of_sip(wish),
            forwarder: None,
            variables: &wish.variables,
            lineage: self.wished(owner, wish)?,
        };
        self.ring(core, now, ring)
    }

    /// `[originator@]destination`.
    fn originate_skype(
        &mut self,
        core: &mut Core,
        now: Now,
        owner: Owner,
        wish: &Originate,
        rest: &str,
    ) -> Result<ChannelId, Refusal> {
        let (originator, destination) = match rest.split_once('@') {
            Some((originator, destination)) => (Some(originator), destination),
            None => (None, rest),
        };
        let member = match Destination::parse(destination) {
            Ok(Destination::Member(member)) => member,
            Ok(Destination::Number(number)) => {
                return Err((
                    Cause::Congestion,
                    format!("no trunk leads to the number `{number}`"),
                ));
            }
            Err(error) => return Err((Cause::Unknown, error.to_string())),
        };
        let originator = self.originator(core, owner, wish, originator)?;
        let skype = self.skype_of(core, wish, originator.as_ref());
        self.ring_skype(
            core,
            now,
            owner,
            &wish.caller,
            &member,
            skype,
            None,
            &wish.variables,
            self.wished(owner, wish)?,
        )
    }

    /// Rings a Skype name: an account of the switch by its dialplan, anybody else on their own clients.
    #[expect(clippy::too_many_arguments, reason = "the parts of one call")]
    pub(super) fn ring_skype(
        &mut self,
        core: &mut Core,
        now: Now,
        owner: Owner,
        caller: &CallerId,
        member: &SkypeName,
        skype: Box<Skype>,
        forwarder: Option<&str>,
        variables: &[(String, String)],
        lineage: Lineage,
    ) -> Result<ChannelId, Refusal> {
        let own = skype::account(core, member).filter(|account| account.takes_calls);
        if let Some(account) = own {
            return self.ring_account(
                core,
                now,
                owner,
                caller,
                (member, account),
                skype,
                variables,
                lineage,
            );
        }
        if !skype::is_member(core, member) {
            return Err(unknown("member", member.as_str()));
        }
        if skype::is_blocked(core, caller, skype.account.as_ref(), member) {
            // As if nobody were there: somebody who was blocked is not told so.
            return Err((Cause::Offline, format!("`{member}` has blocked the caller")));
        }
        let codecs = skype
            .account
            .as_ref()
            .and_then(|name| skype::account(core, name));
        let ring = Ring {
            technology: Technology::Skype,
            name: member.as_str(),
            asked: Asked::Itself,
            owner,
            caller,
            codecs: codecs.map_or_else(member_codecs, |account| account.codecs),
            skype: Some(skype),
            forwarder,
            variables,
            lineage,
        };
        self.ring(core, now, ring)
    }

    /// The account that calls: the one named, the one whose call this is for, or the default one.
    fn originator(
        &self,
        core: &Core,
        owner: Owner,
        wish: &Originate,
        named: Option<&str>,
    ) -> Result<Option<SkypeName>, Refusal> {
        let named = match named {
            Some(name) => {
                let name =
                    SkypeName::parse(name).map_err(|error| (Cause::Unknown, error.to_string()))?;
                if skype::account(core, &name).is_none() {
                    return Err((
                        Cause::Unknown,
                        format!("the switch has no account `{name}`"),
                    ));
                }
                Some(name)
            }
            None => self
                .parent(owner, wish)
                .and_then(|channel| channel.skype.as_ref()?.account.clone()),
        };
        let originator = named.or_else(|| core.config.skype.general.default_user.clone());
        let forbidden = |name: &&SkypeName| {
            skype::account(core, name).is_some_and(|account| !account.makes_calls)
        };
        match originator.as_ref().filter(forbidden) {
            Some(name) => Err((
                Cause::Rejected,
                format!("`{name}` makes no calls (direction)"),
            )),
            None => Ok(originator),
        }
    }

    /// The lineage of what a script wants, which says itself how far it may go on.
    pub(super) fn wished(&self, owner: Owner, wish: &Originate) -> Result<Lineage, Refusal> {
        Ok(Lineage {
            max_forwards: wish.max_forwards,
            ..self.descendant(owner)?
        })
    }

    fn parent(&self, owner: Owner, wish: &Originate) -> Option<&super::Channel> {
        self.table.get(&wish.parent.or(self.own_channel(owner))?)
    }

    /// The channel that the owner's script runs on.
    pub(super) fn own_channel(&self, owner: Owner) -> Option<ChannelId> {
        match owner {
            Owner::Script(call) => self.scripts.get(&call)?.channel,
            _ => None,
        }
    }

    /// What a Skype call of a script says about itself.
    fn skype_of(&self, core: &Core, wish: &Originate, account: Option<&SkypeName>) -> Box<Skype> {
        let parent = wish.parent.and_then(|id| self.table.get(&id));
        let languages = parent.and_then(|channel| Some(channel.skype.as_ref()?.languages.clone()));
        let (topic, token) = account
            .and_then(|name| skype::account(core, name))
            .map_or_else(Default::default, |account| account.defaults);
        let or = |given: &String, default: String| {
            if given.is_empty() {
                default
            } else {
                given.clone()
            }
        };
        Box::new(Skype {
            account: account.cloned(),
            topic: or(&wish.topic, topic),
            token: or(&wish.token, token),
            languages: languages.unwrap_or_default(),
        })
    }

    /// A phone of this switch is told topic and languages too, where there are any.
    fn skype_of_sip(&self, wish: &Originate) -> Option<Box<Skype>> {
        let parent = wish.parent.and_then(|id| self.table.get(&id));
        let languages = parent.and_then(|channel| Some(channel.skype.as_ref()?.languages.clone()));
        let languages = languages.unwrap_or_default();
        let said = !wish.topic.is_empty() || !languages.is_empty();
        said.then(|| {
            Box::new(Skype {
                topic: wish.topic.clone(),
                languages,
                ..Skype::default()
            })
        })
    }
}

fn unknown(what: &str, name: &str) -> Refusal {
    (Cause::Unknown, format!("there is no {what} `{name}`"))
}
