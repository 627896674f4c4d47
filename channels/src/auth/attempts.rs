//! Failed attempts to authenticate, counted by source.
//!
//! Each source has a number of failures to spend for one name and a larger one for all names; both come
//! back with time. Who answers one challenge wrongly a few times is sent away instead of asked again: some
//! phones (baresip) answer a hundred times in a row if they may, and their owner would be locked out. Once they are spent, right credentials are refused like wrong ones, so that guessing
//! goes no faster.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::IpAddr;
use std::time::{Duration, Instant};

/// Failures one source may have for one name at once: a person who mistypes, a phone that retries.
const PER_NAME: u32 = 20;

/// Failures one source may have at once: many phones behind one address after a wrong roll-out.
const PER_SOURCE: u32 = 500;

/// Wrong answers to one challenge: what was mistyped, and typed again.
const PER_NONCE: u32 = 3;

/// After this long one failure is forgiven.
const FORGIVE: Duration = Duration::from_secs(3);

/// Sources and names that are kept; when it is full, those that have been forgiven most are dropped.
const MOST: usize = 8192;

/// Failures of each source.
#[derive(Debug, Default)]
pub(super) struct Attempts {
    buckets: HashMap<(IpAddr, Option<String>), Bucket>,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    failures: u32,
    since: Instant,
    /// The nonce that was answered last, hashed, and how often wrongly.
    answered: (u64, u32),
}

/// What to answer to wrong credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Challenge again.
    Ask,
    /// Refuse; another try begins without credentials.
    Refuse,
    /// Refuse, and right ones too.
    TooMany,
}

impl Attempts {
    /// Whether the source may still try that name.
    pub(super) fn may_try(&mut self, now: Instant, source: IpAddr, name: &str) -> bool {
        self.failures(now, &(source, None)) < PER_SOURCE
            && self.failures(now, &(source, Some(shorten(name)))) < PER_NAME
    }

    /// Counts a failure with an answer to `nonce`.
    pub(super) fn handle_failure(
        &mut self,
        now: Instant,
        source: IpAddr,
        name: &str,
        nonce: &str,
    ) -> Next {
        self.make_room(now);
        let nonce = hashed(nonce);
        let mut tries = 0;
        for key in [(source, None), (source, Some(shorten(name)))] {
            let bucket = self.buckets.entry(key).or_insert(Bucket {
                failures: 0,
                since: now,
                answered: (nonce, 0),
            });
            *bucket = bucket.at(now);
            bucket.failures = bucket.failures.saturating_add(1);
            tries = match bucket.answered {
                (known, tries) if known == nonce => tries + 1,
                _ => 1,
            };
            bucket.answered = (nonce, tries);
        }
        if !self.may_try(now, source, name) {
            Next::TooMany
        } else if tries < PER_NONCE {
            Next::Ask
        } else {
            Next::Refuse
        }
    }

    /// Whoever knows the password has mistyped before.
    pub(super) fn handle_success(&mut self, source: IpAddr, name: &str) {
        if !self.buckets.is_empty() {
            self.buckets.remove(&(source, Some(shorten(name))));
        }
    }

    fn failures(&self, now: Instant, key: &(IpAddr, Option<String>)) -> u32 {
        self.buckets
            .get(key)
            .map_or(0, |bucket| bucket.at(now).failures)
    }

    fn make_room(&mut self, now: Instant) {
        if self.buckets.len() < MOST {
            return;
        }
        self.buckets.retain(|_, bucket| bucket.at(now).failures > 0);
        // Somebody makes up names: what is counted for their source goes on counting.
        if self.buckets.len() >= MOST {
            self.buckets.retain(|key, _| key.1.is_none());
        }
        if self.buckets.len() >= MOST {
            self.buckets.clear();
        }
    }
}

impl Bucket {
    /// The bucket with what has been forgiven since. A bucket over its limit is at most twice as full.
    fn at(self, now: Instant) -> Self {
        let passed = now.saturating_duration_since(self.since);
        let forgiven = u32::try_from(passed.as_millis() / FORGIVE.as_millis()).unwrap_or(u32::MAX);
        if forgiven == 0 {
            return Self {
                failures: self.failures.min(2 * PER_SOURCE),
                ..self
            };
        }
        Self {
            failures: self.failures.saturating_sub(forgiven),
            since: self.since + FORGIVE * forgiven,
            ..self
        }
    }
}

/// A collision ends one try too early.
fn hashed(nonce: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    nonce.hash(&mut hasher);
    hasher.finish()
}

/// Names are kept no longer than one could be.
fn shorten(name: &str) -> String {
    name.chars().take(64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    #[allow(clippy::disallowed_methods)]
    fn start() -> Instant {
        Instant::now()
    }

    #[test]
    fn guessing_one_name_stops_after_its_share_and_goes_on_slowly() {
        let (mut attempts, now) = (Attempts::default(), start());
        for guess in 1..PER_NAME {
            assert_eq!(
                attempts.handle_failure(now, SOURCE, "bond", &guess.to_string()),
                Next::Ask
            );
        }
        assert_eq!(
            attempts.handle_failure(now, SOURCE, "bond", "one more"),
            Next::TooMany
        );
        assert!(!attempts.may_try(now, SOURCE, "bond"));
        assert!(attempts.may_try(now, SOURCE, "powers"));
        assert!(attempts.may_try(now + FORGIVE, SOURCE, "bond"));
    }

    #[test]
    fn guessing_many_names_stops_too_and_memory_is_bounded() {
        let (mut attempts, now) = (Attempts::default(), start());
        for number in 0..20_000 {
            let name = format!("name{number}");
            attempts.handle_failure(now, SOURCE, &name, &name);
        }
        assert!(!attempts.may_try(now, SOURCE, "bond"));
        assert!(attempts.buckets.len() <= MOST + 2);
    }

    #[test]
    fn who_answers_one_challenge_wrongly_is_sent_away_and_may_begin_anew() {
        let (mut attempts, now) = (Attempts::default(), start());
        let mut fail = |nonce| attempts.handle_failure(now, SOURCE, "bond", nonce);
        for nonce in ["one", "two"] {
            assert_eq!([fail(nonce), fail(nonce)], [Next::Ask; 2]);
            assert_eq!(fail(nonce), Next::Refuse);
        }
        assert!(attempts.may_try(now, SOURCE, "bond"));
    }

    #[test]
    fn a_right_password_forgives_what_was_mistyped_before() {
        let (mut attempts, now) = (Attempts::default(), start());
        for guess in 0..PER_NAME {
            attempts.handle_failure(now, SOURCE, "bond", &guess.to_string());
        }
        attempts.handle_success(SOURCE, "bond");
        assert!(attempts.may_try(now, SOURCE, "bond"));
    }
}
