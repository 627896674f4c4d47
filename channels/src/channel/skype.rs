//! What makes a call a Skype call: accounts of the switch, who may call whom, and the properties that SIP
//! headers carry (INTERFACE.md, "Skype on SIP").

use community::config::{SetVar, User};
use community::{AccountStatus, Destination, SkypeName};
use media::codec::Codec;
use runtime::host::{CallerId, SkypeCall};
use sip::Request;

use crate::core::Core;
use crate::io::Now;

/// Longest topic, token or language that is kept of a message, in characters.
const MAX_TEXT: usize = 512;

/// Most languages that are kept.
const MAX_LANGUAGES: usize = 16;

/// An account that the switch is logged in to, as far as calls go.
#[derive(Debug)]
pub(super) struct Account {
    pub(super) context: String,
    pub(super) extension: String,
    pub(super) codecs: Vec<&'static Codec>,
    pub(super) takes_calls: bool,
    pub(super) makes_calls: bool,
    /// Variables of each call.
    pub(super) variables: Vec<(String, String)>,
    /// Topic and token that calls have where nothing else says so.
    pub(super) defaults: (String, String),
}

/// The account of that name, if the switch is logged in to it.
pub(super) fn account(core: &Core, name: &SkypeName) -> Option<Account> {
    let user = core.config.skype.user(name)?;
    if core.community.status(name) != AccountStatus::LoggedIn {
        return None;
    }
    let (variables, defaults) = set_variables(user);
    let codecs = user
        .codecs
        .iter()
        .filter_map(|codec| media::codec::by_name(codec.as_str()));
    Some(Account {
        context: user.context.clone(),
        extension: user.exten.clone(),
        codecs: codecs.collect(),
        takes_calls: user.direction.allows_incoming(),
        makes_calls: user.direction.allows_outgoing(),
        variables,
        defaults,
    })
}

fn set_variables(user: &User) -> (Vec<(String, String)>, (String, String)) {
    let mut variables = Vec::new();
    let mut defaults = (String::new(), String::new());
    for line in &user.setvar {
        match line {
            SetVar::Variable { name, value } => variables.push((name.clone(), value.clone())),
            SetVar::CallProperty {
                property: "topic",
                value,
            } => defaults.0.clone_from(value),
            SetVar::CallProperty {
                property: "token",
                value,
            } => defaults.1.clone_from(value),
            SetVar::CallProperty { .. } | SetVar::AccountProperty { .. } => {}
        }
    }
    (variables, defaults)
}

/// Whom the user part of a request URI means, and the number if it is one. No number is anybody's
/// yet: Online Numbers come with Skype Connect.
pub(super) fn destination(_core: &Core, user: &str) -> Option<(SkypeName, Option<String>)> {
    match Destination::parse(user).ok()? {
        Destination::Member(name) => Some((name, None)),
        Destination::Number(_) => None,
    }
}

/// Whether there is a person of that name, with clients of her own.
pub(super) fn is_member(core: &Core, name: &SkypeName) -> bool {
    core.community.account(name).is_some()
}

/// Whether one member may ring another; the status that says why not. Somebody who was blocked learns no
/// more than that nobody is there.
pub(super) fn may_call(
    core: &Core,
    now: Now,
    caller: &SkypeName,
    callee: &SkypeName,
) -> Result<(), u16> {
    if core.community.account(callee).is_none() {
        return Err(404);
    }
    let is_blocked = core
        .community
        .has_blocked(callee, &Destination::Member(caller.clone()));
    let is_there = !core
        .registrar
        .bindings(now.instant, callee.as_str())
        .is_empty();
    if is_blocked || !is_there {
        return Err(480);
    }
    Ok(())
}

/// Whether a member has blocked who calls, or the account that calls for them.
pub(super) fn is_blocked(
    core: &Core,
    caller: &CallerId,
    account: Option<&SkypeName>,
    member: &SkypeName,
) -> bool {
    let caller = SkypeName::parse(&caller.num).ok();
    let callers = caller.iter().chain(account);
    let mut callers = callers.map(|name| Destination::Member(name.clone()));
    callers.any(|name| core.community.has_blocked(member, &name))
}

/// What a call from `caller` to `account` knows about itself.
pub(super) fn call_of(
    core: &Core,
    caller: &SkypeName,
    account: &SkypeName,
    number: Option<String>,
    request: &Request,
) -> SkypeCall {
    let forwarder = request.forwarded_by().and_then(|by| by.uri.user_decoded());
    let mut languages = request.accept_language();
    languages.retain(|language| language != "*");
    languages.truncate(MAX_LANGUAGES);
    let (mut topic, mut token) = (topic_of(request).unwrap_or_default(), token_of(request));
    if let Some(user) = core.config.skype.user(account) {
        let (_, defaults) = set_variables(user);
        topic = Some(topic)
            .filter(|topic| !topic.is_empty())
            .unwrap_or(defaults.0);
        token = Some(token)
            .filter(|token| !token.is_empty())
            .unwrap_or(defaults.1);
    }
    SkypeCall {
        topic,
        token,
        languages,
        forwarded_by: forwarder.map_or_else(String::new, |name| short(&name)),
        target_identity: number.unwrap_or_default(),
        skypename: caller.to_string(),
        profile: core.community.visible_profile(account, caller),
    }
}

/// Caller ID of a Skype call: the name of the profile, else what the client calls itself.
pub(super) fn caller_of(call: &SkypeCall, request: &Request) -> CallerId {
    let display = || {
        request
            .from()
            .and_then(|from| from.display)
            .unwrap_or_default()
    };
    let name = match &*call.profile.fullname {
        "" => short(&display()),
        fullname => fullname.to_owned(),
    };
    CallerId {
        num: call.skypename.clone(),
        name,
    }
}

/// `Subject`; none where there is no such header.
pub(super) fn topic_of(request: &Request) -> Option<String> {
    request.subject().map(|subject| short(&subject))
}

fn token_of(request: &Request) -> String {
    request
        .uri
        .params()
        .get_decoded("token")
        .map_or_else(String::new, |token| short(&token))
}

fn short(text: &str) -> String {
    text.chars()
        .filter(|character| !character.is_control())
        .take(MAX_TEXT)
        .collect()
}
