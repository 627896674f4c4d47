//! Who sends a request.

use sip::{Flow, Request, Response};

use crate::SwitchConfig;
use crate::core::Core;
use crate::io::Now;

/// Who sends a request, as far as digest authentication proves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Identity {
    /// A phone of this switch, by its name.
    Endpoint(String),
    /// A member of the community.
    Member(community::SkypeName),
}

/// What authentication remembers.
#[derive(Debug)]
pub(crate) struct Auth {}

impl Auth {
    pub(crate) fn new(_now: Now, _config: &SwitchConfig, _seed: [u8; 32]) -> Self {
        Self {}
    }
}

/// Who sent `request`, or the 401 or 403 to answer.
pub(crate) fn authenticate(
    core: &mut Core,
    _now: Now,
    request: &Request,
    _flow: &Flow,
) -> Result<Identity, Box<Response>> {
    let user = request
        .from()
        .and_then(|from| from.uri.user_decoded())
        .unwrap_or_default();
    if core
        .config
        .endpoints
        .iter()
        .any(|endpoint| endpoint.name == user)
    {
        return Ok(Identity::Endpoint(user));
    }
    match community::SkypeName::parse(&user) {
        Ok(name) => Ok(Identity::Member(name)),
        Err(_) => Err(Box::new(Response::builder(request, 403).build())),
    }
}
