//! Where an INVITE leads: an endpoint into its context, a member to an account of the switch or to another
//! member. Endpoints reach Skype names, and members extensions, through the dialplan only.

use community::SkypeName;
use media::codec::Codec;
use runtime::host::{CallerId, SkypeCall, Technology};
use sip::{Request, Response, Scheme};

use super::Channels;
use super::media_leg::{codecs_named, member_codecs};
use super::script::Entry;
use super::skype::{self, Account};
use super::state::Skype;
use crate::auth::Identity;
use crate::core::Core;
use crate::io::Now;

/// Where a call goes, and what its channel is made of.
#[derive(Debug)]
pub(super) struct Route {
    pub(super) technology: Technology,
    /// What stands between the slash and the number of the channel's name.
    pub(super) label: String,
    pub(super) caller: CallerId,
    pub(super) skype: Option<Box<Skype>>,
    /// What may be spoken.
    pub(super) codecs: Vec<&'static Codec>,
    pub(super) goal: Goal,
}

/// Who takes the call.
#[derive(Debug)]
pub(super) enum Goal {
    /// The dialplan.
    Script(Entry),
    /// A member's own clients.
    Member(SkypeName),
}

/// Why a call does not begin.
#[derive(Debug)]
pub(super) enum Refused {
    /// This is the answer.
    Response(Box<Response>),
    /// Too much is going on: 503.
    Later,
    /// The body: 400, 415 or 488.
    Body(u16),
    /// Anything else.
    Status(u16),
}

impl Channels {
    pub(super) fn route(
        &self,
        core: &mut Core,
        now: Now,
        identity: &Identity,
        request: &Request,
    ) -> Result<Route, Refused> {
        if !request.uri.is_sip() && request.uri.scheme() != Scheme::Tel {
            return Err(Refused::Status(416));
        }
        let user = request.uri.user_decoded().filter(|user| !user.is_empty());
        let user = user.ok_or(Refused::Status(404))?;
        match identity {
            Identity::Endpoint(name) => route_of_endpoint(core, name, user, request),
            Identity::Member(name) => self.route_of_member(core, now, name, &user, request),
        }
    }

    fn route_of_member(
        &self,
        core: &mut Core,
        now: Now,
        name: &SkypeName,
        user: &str,
        request: &Request,
    ) -> Result<Route, Refused> {
        let (account, number) = skype::destination(core, user).ok_or(Refused::Status(404))?;
        let call = skype::call_of(core, name, &account, number, request);
        let caller = skype::caller_of(&call, request);
        if let Some(own) = skype::account(core, &account) {
            // Who knows the token of a call that is up may call in, whatever the direction.
            if own.takes_calls || self.has_token(&account, &call.token) {
                expect_extension(core, &own.context, &own.extension)?;
                return Ok(route_to_account(account, own, call, caller));
            }
            if !skype::is_member(core, &account) {
                return Err(Refused::Status(403));
            }
        }
        skype::may_call(core, now, name, &account).map_err(Refused::Status)?;
        Ok(Route {
            technology: Technology::Skype,
            label: name.to_string(),
            caller,
            skype: Some(Box::new(Skype::of(&call, None))),
            codecs: member_codecs(),
            goal: Goal::Member(account),
        })
    }

    /// Whether a live call of that account has that token.
    fn has_token(&self, account: &SkypeName, token: &str) -> bool {
        let same = |skype: &Skype| skype.account.as_ref() == Some(account) && skype.token == token;
        let has = |channel: &super::Channel| channel.skype.as_deref().is_some_and(same);
        !token.is_empty() && self.table.values().any(has)
    }
}

fn route_of_endpoint(
    core: &Core,
    name: &str,
    extension: String,
    request: &Request,
) -> Result<Route, Refused> {
    let endpoints = &core.config.endpoints;
    let endpoint = endpoints
        .iter()
        .find(|one| one.name == name)
        .ok_or(Refused::Status(403))?;
    expect_extension(core, &endpoint.context, &extension)?;
    let display = request.from().and_then(|from| from.display);
    Ok(Route {
        technology: Technology::Sip,
        label: name.to_owned(),
        caller: CallerId {
            num: name.to_owned(),
            name: display.unwrap_or_default(),
        },
        skype: None,
        codecs: codecs_named(&endpoint.codecs),
        goal: Goal::Script(Entry {
            priority: 1,
            context: endpoint.context.clone(),
            dialed: extension.clone(),
            extension,
            skype: None,
            variables: Vec::new(),
        }),
    })
}

fn route_to_account(name: SkypeName, account: Account, call: SkypeCall, caller: CallerId) -> Route {
    let dialed = match &*call.target_identity {
        "" => name.to_string(),
        number => number.to_owned(),
    };
    Route {
        technology: Technology::Skype,
        label: name.to_string(),
        caller,
        skype: Some(Box::new(Skype::of(&call, Some(name)))),
        codecs: account.codecs,
        goal: Goal::Script(Entry {
            priority: 1,
            context: account.context,
            extension: account.extension,
            dialed,
            skype: Some(Box::new(call)),
            variables: account.variables,
        }),
    }
}

/// 404 when there is no such extension.
fn expect_extension(core: &Core, context: &str, extension: &str) -> Result<(), Refused> {
    if core.dialplan.exists(context, extension) {
        Ok(())
    } else {
        Err(Refused::Status(404))
    }
}

/// The device of who sent a request.
pub(super) fn device_of(identity: &Identity) -> String {
    match identity {
        Identity::Endpoint(name) => format!("SIP/{name}"),
        Identity::Member(name) => format!("Skype/{name}"),
    }
}
