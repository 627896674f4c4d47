//! The server's side (RFC 7616 section 3.3 and 3.4, RFC 3261 section 22).

use std::time::{Duration, Instant};

use super::algorithm::{Algorithm, Ha1, Proof, same};
use super::header::AuthHeader;
use super::nonce::Nonces;
use super::offer::offer;
use crate::message::grammar::hexadecimal;
use crate::message::{Request, Response, ResponseBuilder};

/// What came of looking at a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The user proved to know the password.
    Authenticated {
        /// The user, as in the credentials.
        user: String,
    },
    /// No credentials for our realm: challenge.
    Missing,
    /// Right, but the nonce is too old or was used: challenge with `stale`.
    Stale,
    /// Unknown user or wrong password, which of them nobody is told: challenge again, or 403 after
    /// a few.
    Refused {
        /// The user as claimed.
        user: String,
        /// The nonce as sent, which may be none of ours.
        nonce: String,
    },
}

/// Makes challenges and checks what comes back.
#[derive(Debug)]
pub struct Authenticator {
    realm: String,
    algorithms: Vec<Algorithm>,
    nonces: Nonces,
    /// Stands in for users that do not exist, so that they cost the same.
    nobody: Ha1,
}

impl Authenticator {
    /// `secret` authenticates nonces; `lifetime` is how long one is good for.
    pub fn new(realm: &str, secret: [u8; 32], lifetime: Duration, now: Instant) -> Self {
        let nobody = Ha1::new("", realm, &hexadecimal(&secret));
        let algorithms = vec![Algorithm::Sha256, Algorithm::Md5];
        Self {
            realm: realm.to_owned(),
            algorithms,
            nonces: Nonces::new(secret, lifetime, now),
            nobody,
        }
    }

    /// Offers these algorithms, the first one first; by default SHA-256, then MD5. What is not
    /// offered is refused.
    pub fn with_algorithms(self, algorithms: &[Algorithm]) -> Self {
        Self {
            algorithms: algorithms.to_vec(),
            ..self
        }
    }

    /// The realm.
    pub fn realm(&self) -> &str {
        &self.realm
    }

    /// The 401 to `request`, with a challenge for each algorithm, the best first. Clients known not
    /// to bear that, and those that do not say who they are, get MD5 first or alone.
    pub fn challenge(&mut self, now: Instant, request: &Request, stale: bool) -> ResponseBuilder {
        self.offer(now, request, stale, None)
    }

    /// The 401 to wrong credentials: the same nonce again, as long as it is good, so that
    /// it can be told how often one challenge was answered wrongly.
    pub fn refuse(&mut self, now: Instant, request: &Request) -> ResponseBuilder {
        let nonce = self
            .credentials(request)
            .and_then(|credentials| credentials.get("nonce").map(str::to_owned))
            .filter(|nonce| self.nonces.is_unused(now, nonce));
        self.offer(now, request, false, nonce)
    }

    fn offer(
        &mut self,
        now: Instant,
        request: &Request,
        stale: bool,
        again: Option<String>,
    ) -> ResponseBuilder {
        let mut response = Response::builder(request, 401);
        let user_agent = request.header("User-Agent");
        for algorithm in offer(&self.algorithms, user_agent.as_deref()) {
            let nonce = again.clone().unwrap_or_else(|| self.nonces.make(now));
            let mut params = vec![
                ("realm", self.realm.as_str()),
                ("nonce", &nonce),
                ("qop", "auth,auth-int"),
                ("algorithm", algorithm.as_str()),
            ];
            if stale {
                params.push(("stale", "true"));
            }
            response =
                response.add_header("WWW-Authenticate", &AuthHeader::digest(&params).to_string());
        }
        response
    }

    /// Checks Authorization, or Proxy-Authorization. `lookup` gives what is kept of the user's
    /// password. An unknown user takes the same work and gets the same verdict as a wrong password.
    pub fn verify(
        &mut self,
        now: Instant,
        request: &Request,
        lookup: impl FnOnce(&str) -> Option<Ha1>,
    ) -> Verdict {
        let Some(credentials) = self.credentials(request) else {
            return Verdict::Missing;
        };
        let user = credentials.get("username").unwrap_or_default().to_owned();
        let nonce = credentials.get("nonce").unwrap_or_default();
        let found = lookup(&user);
        let ha1 = found.as_ref().unwrap_or(&self.nobody);
        if !self.is_right(request, &credentials, ha1) || found.is_none() {
            return Verdict::Refused {
                user,
                nonce: nonce.to_owned(),
            };
        }
        // Without `qop` there is no count: such a nonce is good for one request.
        let count = credentials.get("qop").map_or(Some(1), |_| {
            u32::from_str_radix(credentials.get("nc")?, 16).ok()
        });
        if count.is_some_and(|count| self.nonces.take(now, nonce, count)) {
            Verdict::Authenticated { user }
        } else {
            Verdict::Stale
        }
    }

    /// The first credentials for our realm.
    fn credentials(&self, request: &Request) -> Option<AuthHeader> {
        let values = request
            .header_all("Authorization")
            .into_iter()
            .chain(request.header_all("Proxy-Authorization"));
        values
            .flat_map(|value| AuthHeader::read_all(&value))
            .find(|header| {
                header.is_digest()
                    && header.get("realm") == Some(&self.realm)
                    && header.get("username").is_some()
            })
    }

    fn is_right(&self, request: &Request, credentials: &AuthHeader, ha1: &Ha1) -> bool {
        let algorithm = Algorithm::of(credentials.get("algorithm"))
            .filter(|algorithm| self.algorithms.contains(algorithm));
        let (Some(algorithm), Some(nonce), Some(uri), Some(response)) = (
            algorithm,
            credentials.get("nonce"),
            credentials.get("uri"),
            credentials.get("response"),
        ) else {
            return false;
        };
        let quality = match credentials.get("qop") {
            Some(qop)
                if ["auth", "auth-int"]
                    .iter()
                    .any(|known| known.eq_ignore_ascii_case(qop)) =>
            {
                let (Some(nc), Some(cnonce)) = (credentials.get("nc"), credentials.get("cnonce"))
                else {
                    return false;
                };
                Some((qop, nc, cnonce))
            }
            Some(_) => return false,
            None => None,
        };
        let proof = Proof {
            algorithm,
            method: request.method.as_str(),
            uri,
            nonce,
            quality,
            body: &request.body,
        };
        same(
            proof.response(ha1.of(algorithm)).as_bytes(),
            response.to_ascii_lowercase().as_bytes(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::answer;
    use super::*;
    use crate::message::Method;
    use crate::transaction::testing;

    fn authenticator(now: Instant) -> Authenticator {
        Authenticator::new("skyplan.local", [1; 32], Duration::from_secs(60), now)
    }

    fn lookup(user: &str) -> Option<Ha1> {
        (user == "bob").then(|| Ha1::new("bob", "skyplan.local", "secret"))
    }

    /// The verdict on a request of `user` that answers a challenge cut down to those with `kept` in
    /// them.
    fn check(
        user: &str,
        password: &str,
        kept: &str,
        edit: fn(String) -> String,
        late: u64,
    ) -> Verdict {
        let now = testing::start();
        let mut authenticator = authenticator(now);
        let mut request = testing::request(Method::Message);
        request.push("User-Agent", "modern");
        request.body = b"hi".to_vec();
        assert_eq!(
            authenticator.verify(now, &request, lookup),
            Verdict::Missing
        );
        let mut challenge = authenticator.challenge(now, &request, false).build();
        let challenges: Vec<_> = challenge
            .header_all("WWW-Authenticate")
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(challenges.len(), 2);
        challenge.remove("WWW-Authenticate");
        for text in challenges.into_iter().filter(|text| text.contains(kept)) {
            challenge.push("WWW-Authenticate", edit(text));
        }
        assert!(answer(&mut request, &challenge, user, password, "cn"));
        authenticator.verify(now + Duration::from_secs(late), &request, lookup)
    }

    fn same_text(text: String) -> String {
        text
    }

    #[test]
    fn the_right_password_is_enough_under_every_algorithm_and_quality() {
        let authenticated = Verdict::Authenticated {
            user: "bob".to_owned(),
        };
        for kept in ["SHA-256", "MD5", "Digest"] {
            assert_eq!(check("bob", "secret", kept, same_text, 0), authenticated);
            assert_eq!(
                check(
                    "bob",
                    "secret",
                    kept,
                    |text| text.replace("auth,auth-int", "auth-int"),
                    0
                ),
                authenticated
            );
            assert_eq!(
                check(
                    "bob",
                    "secret",
                    kept,
                    |text| text.replace("qop=\"auth,auth-int\",", ""),
                    0
                ),
                authenticated
            );
        }
    }

    #[test]
    fn nobody_learns_which_users_exist() {
        assert!(matches!(
            check("bob", "wrong", "MD5", same_text, 0),
            Verdict::Refused { user, .. } if user == "bob"
        ));
        assert!(matches!(
            check("eve", "wrong", "MD5", same_text, 0),
            Verdict::Refused { user, .. } if user == "eve"
        ));
    }

    #[test]
    fn an_old_or_foreign_nonce_is_stale_when_the_password_is_right() {
        assert_eq!(check("bob", "secret", "MD5", same_text, 61), Verdict::Stale);
        assert_eq!(
            check(
                "bob",
                "secret",
                "MD5",
                |text| text.replace("nonce=\"", "nonce=\"f"),
                0
            ),
            Verdict::Stale
        );
        assert!(matches!(
            check("bob", "wrong", "MD5", same_text, 61),
            Verdict::Refused { user, .. } if user == "bob"
        ));
    }

    /// The nonces of a response's challenges.
    fn nonces(response: &Response) -> Vec<String> {
        let values = response.header_all("WWW-Authenticate");
        let challenges = values.iter().flat_map(|value| AuthHeader::read_all(value));
        challenges
            .filter_map(|challenge| challenge.get("nonce").map(str::to_owned))
            .collect()
    }

    #[test]
    fn a_wrong_password_meets_its_nonce_again_and_the_right_one_may_use_it() {
        let now = testing::start();
        let mut authenticator = authenticator(now);
        let mut request = testing::request(Method::Register);
        let challenge = authenticator.challenge(now, &request, false).build();
        assert!(answer(&mut request, &challenge, "bob", "wrong", "c1"));
        let again = authenticator.refuse(now, &request).build();
        assert!(
            nonces(&again)
                .iter()
                .all(|nonce| nonces(&challenge).contains(nonce))
        );
        assert!(answer(&mut request, &again, "bob", "secret", "c2"));
        assert!(matches!(
            authenticator.verify(now, &request, lookup),
            Verdict::Authenticated { .. }
        ));
        let used = authenticator.refuse(now, &request).build();
        assert!(
            nonces(&used)
                .iter()
                .all(|nonce| !nonces(&again).contains(nonce))
        );
        let late = now + Duration::from_secs(61);
        let late = authenticator.refuse(late, &request).build();
        assert!(
            nonces(&late)
                .iter()
                .all(|nonce| !nonces(&again).contains(nonce))
        );
    }

    #[test]
    fn credentials_cannot_be_used_again_or_for_another_body() {
        let now = testing::start();
        let mut authenticator = authenticator(now);
        let mut request = testing::request(Method::Message);
        let challenge = authenticator.challenge(now, &request, true).build();
        assert!(
            challenge
                .header("WWW-Authenticate")
                .unwrap()
                .ends_with("algorithm=MD5, stale=true")
        );
        assert!(answer(&mut request, &challenge, "bob", "secret", "cn"));
        assert!(matches!(
            authenticator.verify(now, &request, lookup),
            Verdict::Authenticated { .. }
        ));
        assert_eq!(authenticator.verify(now, &request, lookup), Verdict::Stale);
        request.method = Method::Bye;
        assert!(matches!(
            authenticator.verify(now, &request, lookup),
            Verdict::Refused { .. }
        ));
    }

    #[test]
    fn another_scheme_or_realm_is_no_credential() {
        let now = testing::start();
        for value in [
            "NoOneKnowsThisScheme opaque-data=here",
            "Digest realm=\"other\", username=\"bob\"",
            "Digest",
            "",
        ] {
            let mut request = testing::request(Method::Register);
            request.push("Authorization", value);
            assert_eq!(
                authenticator(now).verify(now, &request, lookup),
                Verdict::Missing,
                "of `{value}`"
            );
        }
    }
}
