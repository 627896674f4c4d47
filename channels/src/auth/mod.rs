//! Who sends a request: digest authentication of endpoints and members.
//!
//! In: a request. Out: the identity its credentials prove, or the 401 or 403 to answer. A name that does
//! not exist is answered like a wrong password. Failed attempts are logged with their source and bounded
//! for each source. Left out: TLS certificates and addresses as proof.

mod attempts;

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::Duration;

use community::{Community, SkypeName};
use sip::{Authenticator, Flow, NameAddr, Request, Response, Uri, Verdict};

use crate::SwitchConfig;
use crate::config::Endpoint;
use crate::io::Now;
use attempts::{Attempts, Next};

/// Nonces end after this; clients get a new one with `stale` and need not ask their user.
const NONCE_LIFETIME: Duration = Duration::from_secs(300);

/// Who sends a request, as far as digest authentication proves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Identity {
    /// A phone of this switch, by its name.
    Endpoint(String),
    /// A member of the community.
    Member(SkypeName),
}

impl Identity {
    /// The user part of its address, which is also its address of record.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Endpoint(name) => name,
            Self::Member(name) => name.as_str(),
        }
    }

    /// Whether an address of ours (From, or To of a REGISTER) is its own.
    pub(crate) fn owns(&self, address: &NameAddr) -> bool {
        let Some(user) = address.uri.user_decoded() else {
            return false;
        };
        match self {
            Self::Endpoint(name) => *name == user,
            Self::Member(name) => name.as_str().eq_ignore_ascii_case(&user),
        }
    }
}

/// What authentication remembers.
#[derive(Debug)]
pub(crate) struct Auth {
    authenticator: Authenticator,
    /// Places of endpoints in the configuration, by name.
    endpoints: HashMap<String, usize>,
    attempts: Attempts,
}

impl Auth {
    pub(crate) fn new(now: Now, config: &SwitchConfig, seed: [u8; 32]) -> Self {
        Self {
            authenticator: Authenticator::new(&config.domain, seed, NONCE_LIFETIME, now.instant),
            endpoints: endpoints_by_name(config),
            attempts: Attempts::default(),
        }
    }

    /// The configuration was read anew. The realm stays what it was.
    pub(crate) fn handle_configuration(&mut self, config: &SwitchConfig) {
        self.endpoints = endpoints_by_name(config);
    }

    /// A phone of this switch.
    pub(crate) fn endpoint<'a>(
        &self,
        config: &'a SwitchConfig,
        name: &str,
    ) -> Option<&'a Endpoint> {
        config.endpoints.get(*self.endpoints.get(name)?)
    }

    /// Who sent `request`, or the 401 or 403 to answer.
    pub(crate) fn authenticate(
        &mut self,
        (config, community): (&SwitchConfig, &Community),
        now: Now,
        request: &Request,
        flow: &Flow,
    ) -> Result<Identity, Box<Response>> {
        let source = flow.peer.ip();
        let lookup = |user: &str| {
            let endpoint = self.endpoints.get(user);
            let endpoint = endpoint.and_then(|&index| config.endpoints.get(index));
            secret(endpoint, community, config, user)
        };
        let user = match self.authenticator.verify(now.instant, request, lookup) {
            Verdict::Missing => return Err(self.challenge(now, request, false)),
            Verdict::Stale => return Err(self.challenge(now, request, true)),
            Verdict::Refused { user, nonce } => {
                return Err(self.refuse(now, request, source, (&user, &nonce)));
            }
            Verdict::Authenticated { user } => user,
        };
        if !self.attempts.may_try(now.instant, source, &user) {
            return Err(too_many(request));
        }
        self.attempts.handle_success(source, &user);
        let identity = match self.endpoints.contains_key(&user) {
            true => Identity::Endpoint(user),
            false => Identity::Member(
                SkypeName::parse(&user).map_err(|_| forbidden(request, "Unknown Name"))?,
            ),
        };
        match request.from() {
            Some(from) if identity.owns(&from) => Ok(identity),
            from => {
                let from = from.map(|from| from.uri.to_string()).unwrap_or_default();
                tracing::warn!(%source, user = identity.name(), from, "refused: From is somebody else's address");
                Err(forbidden(request, "From Does Not Match Credentials"))
            }
        }
    }

    fn challenge(&mut self, now: Now, request: &Request, stale: bool) -> Box<Response> {
        let challenge = self.authenticator.challenge(now.instant, request, stale);
        Box::new(challenge.build())
    }

    fn refuse(
        &mut self,
        now: Now,
        request: &Request,
        source: IpAddr,
        (user, nonce): (&str, &str),
    ) -> Box<Response> {
        // `Debug` keeps line ends and control characters of a hostile name out of the log.
        tracing::warn!(%source, user = ?user, method = %request.method, "authentication failed");
        let next = self
            .attempts
            .handle_failure(now.instant, source, user, nonce);
        match next {
            Next::Ask => Box::new(self.authenticator.refuse(now.instant, request).build()),
            Next::Refuse => forbidden(request, "Wrong Name Or Password"),
            Next::TooMany => too_many(request),
        }
    }
}

/// Whether a URI is in the domain of this switch: its name, an address it listens on, or `localhost`
/// for a switch that can be reached there.
pub(crate) fn is_ours(config: &SwitchConfig, flow: &Flow, uri: &Uri) -> bool {
    let listens: Vec<IpAddr> = config
        .udp
        .iter()
        .chain(&config.tcp)
        .map(|address| address.ip())
        .collect();
    let any = listens.iter().any(IpAddr::is_unspecified);
    if uri.host().eq_ignore_ascii_case(&config.domain) {
        return true;
    }
    match uri.ip() {
        // Which addresses an open host has is not known here.
        Some(ip) => any || listens.contains(&ip) || ip == flow.local.ip(),
        None => {
            uri.host().eq_ignore_ascii_case("localhost")
                && (any || listens.iter().any(IpAddr::is_loopback))
        }
    }
}

/// A 403 that says why.
pub(crate) fn forbidden(request: &Request, reason: &str) -> Box<Response> {
    Box::new(Response::builder(request, 403).reason(reason).build())
}

fn endpoints_by_name(config: &SwitchConfig) -> HashMap<String, usize> {
    config
        .endpoints
        .iter()
        .enumerate()
        .map(|(index, endpoint)| (endpoint.name.clone(), index))
        .collect()
}

/// The secret of an endpoint, else of a member of that exact name: the hash covers the name as sent.
fn secret(
    endpoint: Option<&Endpoint>,
    community: &Community,
    config: &SwitchConfig,
    user: &str,
) -> Option<sip::Ha1> {
    let kept = match endpoint {
        Some(endpoint) => endpoint.secret.clone(),
        None => {
            let name = SkypeName::parse(user)
                .ok()
                .filter(|name| name.as_str() == user)?;
            community.ha1(&name)?.clone()
        }
    };
    if kept.realm != config.domain {
        tracing::error!(
            user,
            realm = kept.realm,
            domain = config.domain,
            "the password was set for another domain; set it again"
        );
        return None;
    }
    Some(sip::Ha1 {
        md5: kept.md5,
        sha256: kept.sha256,
    })
}

fn too_many(request: &Request) -> Box<Response> {
    let response = Response::builder(request, 403).reason("Too Many Failed Attempts");
    Box::new(response.header("Retry-After", "60").build())
}
