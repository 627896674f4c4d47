//! When two URIs are the same (RFC 3261 section 19.1.4).

use super::super::grammar::unescape;
use super::super::params::Params;
use super::Uri;

impl Uri {
    /// Whether both name the same resource (RFC 3261 section 19.1.4): user and password exactly,
    /// everything else in any case; `user`, `ttl`, `method`, `maddr` and `transport` have to be in
    /// both or in neither, other parameters only agree when both have them.
    pub fn matches(&self, other: &Self) -> bool {
        if !self.is_sip() || !other.is_sip() {
            return self.text.eq_ignore_ascii_case(&other.text);
        }
        // One that gives a parameter twice is still itself.
        self.text == other.text || self.is_equivalent(other)
    }

    fn is_equivalent(&self, other: &Self) -> bool {
        self.scheme == other.scheme
            && self.user_decoded() == other.user_decoded()
            && self.password() == other.password()
            && self.same_host(other)
            && self.port == other.port
            && params_match(&self.params, &other.params)
            && params_match(&other.params, &self.params)
            && same_headers(self, other)
    }

    fn same_host(&self, other: &Self) -> bool {
        match (self.ip, other.ip) {
            (Some(own), Some(others)) => own == others,
            _ => self.host().eq_ignore_ascii_case(other.host()),
        }
    }
}

/// Parameters that make two URIs differ when only one has them.
const DECISIVE: [&str; 5] = ["user", "ttl", "method", "maddr", "transport"];

fn params_match(own: &Params, others: &Params) -> bool {
    own.iter().all(|(name, value)| {
        let counterpart = others
            .iter()
            .find(|(other, _)| other.eq_ignore_ascii_case(name));
        match counterpart {
            Some((_, other)) => match (value, other) {
                (Some(value), Some(other)) => {
                    unescape(value).eq_ignore_ascii_case(&unescape(other))
                }
                (None, None) => true,
                _ => false,
            },
            None => !DECISIVE
                .iter()
                .any(|decisive| decisive.eq_ignore_ascii_case(name)),
        }
    })
}

fn same_headers(own: &Uri, other: &Uri) -> bool {
    let sorted = |uri: &Uri| {
        let mut headers = uri.headers();
        headers
            .iter_mut()
            .for_each(|(name, _)| name.make_ascii_lowercase());
        headers.sort();
        headers
    };
    own.headers.is_some() == other.headers.is_some() && sorted(own) == sorted(other)
}
