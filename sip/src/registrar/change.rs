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

    pub(super) fn apply(
        self,
        now: Instant,
        config: &RegistrarConfig,
        request: &Request,
        flow: Flow,
        bindings: &mut Vec<Binding>,
    ) -> Result<(), RegisterError> {
        let call_id = request.call_id().unwrap_or_default().into_owned();
        let cseq = request.cseq().map_or(0, |cseq| cseq.number);
        let late = |binding: &Binding| binding.call_id == call_id && cseq <= binding.cseq;
        let Self::Contacts(contacts) = self else {
            if bindings.iter().any(late) {
                return Err(RegisterError::OutOfOrder { cseq });
            }
            bindings.clear();
            return Ok(());
        };
        let user_agent = request
            .header("User-Agent")
            .unwrap_or_default()
            .into_owned();
        for (contact, lifetime) in contacts {
            let instance = contact
                .params
                .get("+sip.instance")
                .unwrap_or_default()
                .into_owned();
            let replaced = |binding: &Binding| {
                binding.contact.matches(&contact.uri)
                    || !instance.is_empty() && binding.instance == instance
            };
            // Within one request several contacts share its number.
            if bindings
                .iter()
                .any(|binding| replaced(binding) && late(binding))
            {
                return Err(RegisterError::OutOfOrder { cseq });
            }
            bindings.retain(|binding| !replaced(binding));
            if lifetime.is_zero() {
                continue;
            }
            let q = contact
                .params
                .get("q")
                .and_then(|q| thousandths(&q))
                .unwrap_or(1000);
            let (call_id, user_agent) = (call_id.clone(), user_agent.clone());
            let expires_at = now + lifetime;
            bindings.push(Binding {
                contact: contact.uri,
                flow,
                q,
                expires_at,
                call_id,
                cseq,
                instance,
                user_agent,
            });
        }
        make_room(config.max_bindings, bindings);
        Ok(())
    }
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
