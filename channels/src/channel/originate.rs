//! Outgoing channels: what a dial string names, and the INVITEs that go there.

use std::sync::Arc;

use community::{Destination, SkypeName};
use media::codec::Codec;
use runtime::host::{CallerId, Cause, ChannelId, Originate, Technology};
use sip::{Binding, Flow, Method, NameAddr, Request, Uri};

use super::fork::{Calls, Client, Fork};
use super::invite::{ALLOW, SDP, contact};
use super::media_leg::{MediaLeg, codecs_named, member_codecs};
use super::state::{Far, New, Owner, Skype};
use super::{Channels, skype};
use crate::core::{self, Core};
use crate::io::Now;

/// Why a call cannot even be tried, in words for a log.
pub(super) type Refusal = (Cause, String);

/// Phones that are to ring together as one channel.
pub(super) struct Ring<'a> {
    pub(super) technology: Technology,
    /// Endpoint or member.
    pub(super) name: &'a str,
    pub(super) owner: Owner,
    pub(super) caller: &'a CallerId,
    pub(super) codecs: Vec<&'static Codec>,
    pub(super) skype: Option<Box<Skype>>,
    /// Who forwarded the call there.
    pub(super) forwarder: Option<&'a str>,
}

impl Channels {
    /// Starts an outgoing channel towards a dial string.
    pub(super) fn originate(
        &mut self,
        core: &mut Core,
        now: Now,
        owner: Owner,
        wish: &Originate,
    ) -> Result<ChannelId, Refusal> {
        let (technology, rest) = wish.target.split_once('/').unwrap_or(("", &wish.target));
        match technology.to_ascii_lowercase().as_str() {
            "sip" => self.originate_sip(core, now, owner, wish, rest),
            "skype" => self.originate_skype(core, now, owner, wish, rest),
            "local" => self.originate_local(core, now, owner, wish, rest),
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
        name: &str,
    ) -> Result<ChannelId, Refusal> {
        if let Some((_, trunk)) = name.split_once('@') {
            return Err((Cause::Unknown, format!("there is no trunk `{trunk}`")));
        }
        let config = Arc::clone(&core.config);
        let endpoint = config
            .endpoints
            .iter()
            .find(|endpoint| endpoint.name == name);
        let endpoint = endpoint.ok_or_else(|| unknown("endpoint", name))?;
        let ring = Ring {
            technology: Technology::Sip,
            name,
            owner,
            caller: &wish.caller,
            codecs: codecs_named(&endpoint.codecs),
            skype: self.skype_of_sip(wish),
            forwarder: None,
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
            );
        }
        if !skype::is_member(core, member) {
            return Err(unknown("member", member.as_str()));
        }
        let codecs = skype
            .account
            .as_ref()
            .and_then(|name| skype::account(core, name));
        let ring = Ring {
            technology: Technology::Skype,
            name: member.as_str(),
            owner,
            caller,
            codecs: codecs.map_or_else(member_codecs, |account| account.codecs),
            skype: Some(skype),
            forwarder,
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

    fn parent(&self, owner: Owner, wish: &Originate) -> Option<&super::Channel> {
        let owns = match owner {
            Owner::Script(call) => self.scripts.get(&call).and_then(|script| script.channel),
            _ => None,
        };
        self.table.get(&wish.parent.or(owns)?)
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

    /// One channel for all phones of a name.
    pub(super) fn ring(
        &mut self,
        core: &mut Core,
        now: Now,
        ring: Ring<'_>,
    ) -> Result<ChannelId, Refusal> {
        self.expect_room(core, 1)?;
        let bindings = core.registrar.bindings(now.instant, ring.name);
        if bindings.is_empty() {
            return Err((Cause::Offline, format!("`{}` is not registered", ring.name)));
        }
        if ring.codecs.is_empty() {
            return Err((
                Cause::Incompatible,
                format!("`{}` is allowed no codec we have", ring.name),
            ));
        }
        let id = self.next_channel();
        let mut media = MediaLeg::rtp(id, ring.codecs.clone());
        let (offer, body) = media
            .offer(core)
            .map_err(|error| (Cause::Congestion, error.to_string()))?;
        let forks = bindings.iter().map(|binding| {
            let request = invite(core, &ring, binding, &body);
            let transaction =
                core.request(now, core::Owner::Channels, request.clone(), binding.flow);
            self.clients.insert(transaction, Client::Fork(id));
            Fork {
                transaction,
                request,
            }
        });
        let forks = forks.collect();
        let calls = Calls {
            forks,
            offer,
            best: None,
            alive: false,
            early: None,
        };
        let device = match ring.technology {
            Technology::Sip => format!("SIP/{}", ring.name),
            _ => format!("Skype/{}", ring.name),
        };
        let new = New {
            technology: ring.technology,
            label: ring.name.to_owned(),
            owner: ring.owner,
            caller: CallerId {
                num: ring.name.to_owned(),
                name: String::new(),
            },
            skype: ring.skype.filter(|_| ring.technology == Technology::Skype),
            device: Some(device),
            media,
            far: Far::Called(Box::new(calls)),
        };
        self.insert(now, id, new);
        Ok(id)
    }

    /// Whether so many channels more are allowed.
    pub(super) fn expect_room(&self, core: &Core, channels: usize) -> Result<(), Refusal> {
        if self.table.len() + channels <= core.config.max_channels {
            return Ok(());
        }
        Err((
            Cause::Congestion,
            format!("all {} channels are taken", core.config.max_channels),
        ))
    }
}

/// The INVITE to one phone. Each has a Call-ID of its own: two phones behind one proxy must not look like a loop.
fn invite(core: &mut Core, ring: &Ring<'_>, binding: &Binding, body: &str) -> Request {
    let domain = core.config.domain.clone();
    let user = if ring.caller.num.is_empty() {
        "anonymous"
    } else {
        &ring.caller.num
    };
    let from = NameAddr::new(Uri::sip(user, &domain, None))
        .with_display(&ring.caller.name)
        .with_tag(&core.sip.new_tag());
    let token = ring.skype.as_ref().map_or("", |skype| &skype.token);
    let target = match token {
        "" => binding.contact.clone(),
        token => binding.contact.with_param("token", Some(token)),
    };
    let flow: &Flow = &binding.flow;
    let mut builder = Request::builder(Method::Invite, target)
        .from(&from)
        .to(&NameAddr::new(Uri::sip(ring.name, &domain, None)))
        .call_id(&core.sip.new_call_id())
        .cseq(1)
        .contact(&contact(user, flow))
        .header("Allow", ALLOW);
    if let Some(skype) = &ring.skype {
        if !skype.topic.is_empty() {
            builder = builder.header("Subject", &skype.topic);
        }
        if !skype.languages.is_empty() {
            builder = builder.header("Accept-Language", &preferred(&skype.languages));
        }
    }
    if let Some(forwarder) = ring.forwarder {
        let by = NameAddr::new(Uri::sip(forwarder, &domain, None));
        builder = builder.header("Diversion", &format!("{by};reason=deflection"));
    }
    builder.body(SDP, body).build()
}

/// Accept-Language in falling order of preference.
fn preferred(languages: &[String]) -> String {
    let weighted = languages.iter().enumerate().map(|(at, language)| match at {
        0 => language.clone(),
        at => format!("{language};q=0.{}", 9_usize.saturating_sub(at).max(1)),
    });
    weighted.collect::<Vec<_>>().join(", ")
}

fn unknown(what: &str, name: &str) -> Refusal {
    (Cause::Unknown, format!("there is no {what} `{name}`"))
}
