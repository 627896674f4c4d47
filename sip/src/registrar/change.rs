//! What one REGISTER wants to change (RFC 3261 section 10.3, steps 6 and 7).

use std::time::{Duration, Instant};

use super::{Binding, RegisterError, RegistrarConfig};
use crate::message::grammar::decimal;
use crate::message::{NameAddr, Request, thousandths};
use crate::transport::Flow;

/// A REGISTER, checked as far as it can be without knowing the bindings.
pub(super) enum Change {
    /// `Contact: *` with Expires 0.
    RemoveAll,
    /// Contacts with their lifetimes; zero removes, none at all only asks.
    Contacts(Vec<(NameAddr, Duration)>),
}

impl Change {
    pub(super) fn of(config: &RegistrarConfig, request: &Request) -> Result<Self, RegisterError> {
        let contacts = request.contacts();
        if contacts.iter().any(NameAddr::is_star) {
            let alone = contacts.len() == 1 && request.expires() == Some(0);
            return if alone {
                Ok(Self::RemoveAll)
            } else {
                Err(RegisterError::BadStar)
            };
        }
        if contacts.len() > config.max_bindings {
            return Err(RegisterError::TooMany {
                max: config.max_bindings,
            });
        }
        let timed = contacts
            .into_iter()
            .map(|contact| Ok((lifetime(config, request, &contact)?, contact)));
        let timed: Result<Vec<_>, _> = timed
            .map(|result| result.map(|(lifetime, contact)| (contact, lifetime)))
            .collect();
        timed.map(Self::Contacts)
    }

    /// Does it to `bindings`, which on an error are to be thrown away.
    pub(super) fn apply(
        self,
        config: &RegistrarConfig,
        source: &Source,
        bindings: &mut Vec<Binding>,
    ) -> Result<(), RegisterError> {
        match self {
            Self::RemoveAll => {
                source.check_order(bindings.iter())?;
                bindings.clear();
            }
            Self::Contacts(contacts) => {
                for (contact, _) in &contacts {
                    source.check_order(bindings.iter().filter(|old| replaces(contact, old)))?;
                }
                for (contact, lifetime) in contacts {
                    source.bind(contact, lifetime, bindings);
                }
                make_room(config.max_bindings, bindings);
            }
        }
        Ok(())
    }
}

/// Where and when a REGISTER came from, and its place in the order of its call.
pub(super) struct Source {
    now: Instant,
    flow: Flow,
    call_id: String,
    cseq: u32,
    user_agent: String,
}

impl Source {
    pub(super) fn of(now: Instant, flow: Flow, request: &Request) -> Self {
        Self {
            now,
            flow,
            call_id: request.call_id().unwrap_or_default().into_owned(),
            cseq: request.cseq().map_or(0, |cseq| cseq.number),
            user_agent: request
                .header("User-Agent")
                .unwrap_or_default()
                .into_owned(),
        }
    }

    /// A request of the same call that was overtaken must not undo the later one.
    fn check_order<'a>(
        &self,
        mut bindings: impl Iterator<Item = &'a Binding>,
    ) -> Result<(), RegisterError> {
        let late = |binding: &Binding| binding.call_id == self.call_id && self.cseq <= binding.cseq;
        if bindings.any(late) {
            Err(RegisterError::OutOfOrder { cseq: self.cseq })
        } else {
            Ok(())
        }
    }

    /// Binds one contact, in the place of what it replaces; a lifetime of zero only takes that
    /// away.
    fn bind(&self, contact: NameAddr, lifetime: Duration, bindings: &mut Vec<Binding>) {
        bindings.retain(|old| !replaces(&contact, old));
        if !lifetime.is_zero() {
            bindings.push(Binding {
                q: contact
                    .params
                    .get("q")
                    .and_then(|q| thousandths(&q))
                    .unwrap_or(1000),
                flow: self.flow,
                expires_at: self.now + lifetime,
                call_id: self.call_id.clone(),
                cseq: self.cseq,
                instance: instance(&contact).unwrap_or_default(),
                user_agent: self.user_agent.clone(),
                contact: contact.uri,
            });
        }
    }
}

/// Whether binding `contact` takes the place of `old`: the same URI, or the same client at another
/// port.
fn replaces(contact: &NameAddr, old: &Binding) -> bool {
    let same_client = || instance(contact).is_some_and(|instance| instance == old.instance);
    old.contact.matches(&contact.uri) || same_client()
}

/// The client's `+sip.instance` (RFC 5626 section 4.1).
fn instance(contact: &NameAddr) -> Option<String> {
    let instance = contact.params.get("+sip.instance")?;
    (!instance.is_empty()).then(|| instance.into_owned())
}

/// A phone that forgets its port at each start would else lock its owner out until the old bindings
/// end.
fn make_room(max: usize, bindings: &mut Vec<Binding>) {
    while bindings.len() > max {
        let ends_first = bindings
            .iter()
            .enumerate()
            .min_by_key(|(_, binding)| binding.expires_at)
            .map_or(0, |(at, _)| at);
        bindings.remove(ends_first);
    }
}

/// Longest Contact URI, in octets: comparing two takes the square of their parameters.
const MAX_URI: usize = 1024;

fn lifetime(
    config: &RegistrarConfig,
    request: &Request,
    contact: &NameAddr,
) -> Result<Duration, RegisterError> {
    let unusable = !contact.uri.is_sip() || contact.uri.host().is_empty();
    if unusable || contact.uri.as_str().len() > MAX_URI {
        return Err(RegisterError::BadContact {
            contact: contact.uri.to_string(),
        });
    }
    let asked = match contact.params.get("expires") {
        Some(text) => decimal(text.as_bytes()),
        None => request.expires(),
    };
    let Some(seconds) = asked else {
        return Ok(config.default_expires);
    };
    let asked = Duration::from_secs(u64::from(seconds));
    if !asked.is_zero() && asked < config.min_expires {
        return Err(RegisterError::TooBrief {
            asked: seconds,
            min: config.min_expires.as_secs(),
        });
    }
    Ok(asked.min(config.max_expires))
}
