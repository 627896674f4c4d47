//! Phones of one name that ring together as one channel, and the INVITEs that make them.

use media::codec::Codec;
use runtime::host::{Asked, CallerId, Cause, ChannelId, Technology};
use sip::{Binding, Method, NameAddr, Request, Uri};

use super::Channels;
use super::fork::{Calls, Client, Fork};
use super::invite::{ALLOW, SDP, contact};
use super::lineage::{Lineage, Refusal};
use super::media_leg::MediaLeg;
use super::state::{Far, New, Owner, Skype};
use crate::core::{self, Core};
use crate::io::Now;

/// Phones that are to ring together as one channel.
pub(super) struct Ring<'a> {
    pub(super) technology: Technology,
    /// Endpoint or member.
    pub(super) name: &'a str,
    /// Whom to ask for there.
    pub(super) asked: Asked<'a>,
    pub(super) owner: Owner,
    pub(super) caller: &'a CallerId,
    pub(super) codecs: Vec<&'static Codec>,
    pub(super) skype: Option<Box<Skype>>,
    /// Who forwarded the call there.
    pub(super) forwarder: Option<&'a str>,
    /// What the channel inherits, fields for the INVITE among it.
    pub(super) variables: &'a [(String, String)],
    pub(super) lineage: Lineage,
}

impl Channels {
    /// One channel for all phones of a name.
    pub(super) fn ring(
        &mut self,
        core: &mut Core,
        now: Now,
        ring: Ring<'_>,
    ) -> Result<ChannelId, Refusal> {
        self.expect_room(core, ring.lineage.master, 1)?;
        let bindings = asked(core.registrar.bindings(now.instant, ring.name), ring.asked);
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
            lineage: ring.lineage,
            media,
            far: Far::Called(Box::new(calls)),
        };
        self.insert(now, id, new).mark = mark(ring.variables);
        Ok(id)
    }
}

/// The addresses to call, of those that are registered.
fn asked(mut bindings: Vec<Binding>, asked: Asked<'_>) -> Vec<Binding> {
    let user = match asked {
        Asked::Itself => return bindings,
        Asked::User(user) => user.to_owned(),
        Asked::Uri(text) => {
            let Ok(uri) = text.parse::<Uri>() else {
                return Vec::new();
            };
            let is_it = |binding: &Binding| {
                let known = &binding.contact;
                (known.user(), known.host(), known.port()) == (uri.user(), uri.host(), uri.port())
            };
            if bindings.iter().any(is_it) {
                bindings.retain(is_it);
                return bindings;
            }
            uri.user_decoded().unwrap_or_default()
        }
    };
    for binding in &mut bindings {
        binding.contact = binding.contact.with_user(&user);
    }
    bindings
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
    let mut builder = Request::builder(Method::Invite, target)
        .from(&from)
        .to(&NameAddr::new(Uri::sip(ring.name, &domain, None)))
        .call_id(&core.sip.new_call_id())
        .cseq(1)
        .contact(&contact(user, &binding.flow))
        .max_forwards(ring.lineage.hops)
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
    for (name, value) in added_fields(ring.variables) {
        builder = builder.add_header(name, value);
    }
    builder.body(SDP, body).build()
}

/// The fields that scripts add to an INVITE: variables as Asterisk's `SIPAddHeader` sets them, `SIPADDHEADER01` and so on,
/// each `Name: value`. Those that the switch writes itself are its own affair.
fn added_fields(variables: &[(String, String)]) -> impl Iterator<Item = (&str, &str)> {
    let added = variables.iter().filter(|(name, _)| {
        let name = name.trim_start_matches('_');
        let number = name.strip_prefix(ADDED);
        number
            .is_some_and(|number| !number.is_empty() && number.bytes().all(|c| c.is_ascii_digit()))
    });
    let fields = added.filter_map(|(_, field)| field.split_once(':'));
    fields
        .map(|(name, value)| (name.trim(), value.trim()))
        .filter(|(name, _)| runtime::header_field::may_be_added(name))
        .take(MOST_ADDED)
}

/// By what a call that rings can be taken elsewhere: the variable `PICKUPMARK`, as Asterisk has it.
fn mark(variables: &[(String, String)]) -> Option<String> {
    let mut variables = variables.iter();
    let mark = variables.find(|(name, _)| name.trim_start_matches('_') == "PICKUPMARK");
    mark.map(|(_, mark)| mark.clone())
}

/// What the names of such variables begin with.
const ADDED: &str = "SIPADDHEADER";

/// Most fields that scripts add. Asterisk's limit.
const MOST_ADDED: usize = 50;

/// Accept-Language in falling order of preference.
fn preferred(languages: &[String]) -> String {
    let weighted = languages.iter().enumerate().map(|(at, language)| match at {
        0 => language.clone(),
        at => format!("{language};q=0.{}", 9_usize.saturating_sub(at).max(1)),
    });
    weighted.collect::<Vec<_>>().join(", ")
}
