//! Where an INVITE leads: an endpoint into its context, a member to an account of the switch or to another
//! member. Endpoints reach Skype names, and members extensions, through the dialplan only.

use community::SkypeName;
use media::codec::Codec;
use runtime::host::{CallerId, SkypeCall, Technology};
use sip::{Request, Response, Scheme};

use super::Channels;
use super::media_leg::{MediaLeg, codecs_named, member_codecs};
use super::script::Entry;
use super::skype;
use super::state::{Far, New, Owner, Skype};
use crate::auth::Identity;
use crate::core::Core;
use crate::io::Now;

/// Where a call goes.
#[derive(Debug)]
pub(super) enum Route {
    /// An extension of the endpoint's context.
    Extension {
        context: String,
        extension: String,
        caller: CallerId,
        codecs: Vec<&'static Codec>,
    },
    /// An account of the switch.
    Account {
        account: SkypeName,
        context: String,
        extension: String,
        call: Box<SkypeCall>,
        caller: CallerId,
        codecs: Vec<&'static Codec>,
        variables: Vec<(String, String)>,
    },
    /// A member's own clients.
    Member {
        member: SkypeName,
        skype: Box<Skype>,
        caller: CallerId,
    },
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
                let extension = own.extension;
                expect_extension(core, &own.context, &extension)?;
                return Ok(Route::Account {
                    account,
                    context: own.context,
                    extension,
                    call: Box::new(call),
                    caller,
                    codecs: own.codecs,
                    variables: own.variables,
                });
            }
            if !skype::is_member(core, &account) {
                return Err(Refused::Status(403));
            }
        }
        skype::may_call(core, now, name, &account).map_err(Refused::Status)?;
        let skype = Skype {
            account: None,
            topic: call.topic,
            token: call.token,
            languages: call.languages,
        };
        Ok(Route::Member {
            member: account,
            skype: Box::new(skype),
            caller,
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
    let display = request
        .from()
        .and_then(|from| from.display)
        .unwrap_or_default();
    Ok(Route::Extension {
        context: endpoint.context.clone(),
        extension,
        caller: CallerId {
            num: name.to_owned(),
            name: display,
        },
        codecs: codecs_named(&endpoint.codecs),
    })
}

/// 404 when there is no such extension.
fn expect_extension(core: &Core, context: &str, extension: &str) -> Result<(), Refused> {
    if core.dialplan.exists(context, extension) {
        Ok(())
    } else {
        Err(Refused::Status(404))
    }
}

impl Route {
    /// What may be spoken.
    pub(super) fn codecs(&self) -> Vec<&'static Codec> {
        match self {
            Self::Extension { codecs, .. } | Self::Account { codecs, .. } => codecs.clone(),
            Self::Member { .. } => member_codecs(),
        }
    }

    /// The channel of the caller, and the script it enters, or the member to ring.
    pub(super) fn open(
        self,
        identity: &Identity,
        media: MediaLeg,
        far: Far,
    ) -> (New, Result<Entry, SkypeName>) {
        let new = |technology, label: &str, caller, skype| New {
            technology,
            label: label.to_owned(),
            owner: Owner::Nobody,
            caller,
            skype,
            device: Some(device_of(identity)),
            media,
            far,
        };
        match self {
            Self::Extension {
                context,
                extension,
                caller,
                ..
            } => {
                let entry = Entry {
                    dialed: extension.clone(),
                    context,
                    extension,
                    skype: None,
                    variables: Vec::new(),
                };
                (
                    new(Technology::Sip, &caller.num.clone(), caller, None),
                    Ok(entry),
                )
            }
            Self::Account {
                account,
                context,
                extension,
                call,
                caller,
                variables,
                ..
            } => {
                let dialed = match &*call.target_identity {
                    "" => account.to_string(),
                    number => number.to_owned(),
                };
                let skype = Skype {
                    account: Some(account.clone()),
                    topic: call.topic.clone(),
                    token: call.token.clone(),
                    languages: call.languages.clone(),
                };
                let entry = Entry {
                    context,
                    extension,
                    dialed,
                    skype: Some(call),
                    variables,
                };
                let label = account.as_str();
                (
                    new(Technology::Skype, label, caller, Some(Box::new(skype))),
                    Ok(entry),
                )
            }
            Self::Member {
                member,
                skype,
                caller,
            } => {
                let label = caller.num.clone();
                (
                    new(Technology::Skype, &label, caller, Some(skype)),
                    Err(member),
                )
            }
        }
    }
}

/// The device of who sent a request.
fn device_of(identity: &Identity) -> String {
    match identity {
        Identity::Endpoint(name) => format!("SIP/{name}"),
        Identity::Member(name) => format!("Skype/{name}"),
    }
}
