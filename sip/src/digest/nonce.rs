//! Nonces that prove themselves (RFC 7616 section 5.4): time, a random part and a keyed hash of
//! both, so that a challenge costs no memory. What is remembered, and bounded, is which counts were
//! used.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

use super::algorithm::same;
use crate::message::grammar::hexadecimal;

/// Nonces in use at once of which counts are kept; the oldest make room and become stale.
const MAX_TRACKED: usize = 20_000;

#[derive(Debug)]
pub(super) struct Nonces {
    secret: [u8; 32],
    lifetime: Duration,
    /// Milliseconds in nonces count from here.
    epoch: Instant,
    made: u64,
    used: BTreeMap<NonceId, Window>,
    /// Nonces up to here were forgotten, so none of them can be told from a repeated one.
    forgotten: Option<NonceId>,
}

/// Milliseconds since the epoch, and a serial number.
type NonceId = (u64, u64);

/// Which of the last 64 counts up to the highest were used. Clients with several requests under way
/// send them out of order.
#[derive(Clone, Copy, Debug)]
struct Window {
    highest: u32,
    used: u64,
}

impl Nonces {
    pub(super) fn new(secret: [u8; 32], lifetime: Duration, now: Instant) -> Self {
        Self {
            secret,
            lifetime,
            epoch: now,
            made: 0,
            used: BTreeMap::new(),
            forgotten: None,
        }
    }

    /// A fresh nonce.
    pub(super) fn make(&mut self, now: Instant) -> String {
        self.made += 1;
        let id = (self.millis(now), self.made);
        let (time, serial) = id;
        format!("{time:016x}{serial:016x}{}", self.mac(id))
    }

    /// Whether a nonce is one of ours, not too old, and this count of it was not used. If so it is
    /// now.
    pub(super) fn take(&mut self, now: Instant, nonce: &str, count: u32) -> bool {
        let Some(id) = self.read(nonce) else {
            return false;
        };
        if !self.in_time(now, id) {
            return false;
        }
        // What is too old is refused by its time and need not be kept.
        self.used = self.used.split_off(&(self.oldest(now), 0));
        if self.used.len() >= MAX_TRACKED && !self.used.contains_key(&id) {
            self.forgotten = self.used.pop_first().map(|(id, _)| id);
        }
        self.used
            .entry(id)
            .or_insert(Window {
                highest: 0,
                used: 0,
            })
            .take(count)
    }

    /// Whether a nonce is one of ours, not too old, and good for the first request with it.
    pub(super) fn is_unused(&self, now: Instant, nonce: &str) -> bool {
        self.read(nonce)
            .is_some_and(|id| self.in_time(now, id) && !self.used.contains_key(&id))
    }

    /// Not older than it may be, and not among those whose counts were forgotten.
    fn in_time(&self, now: Instant, id: NonceId) -> bool {
        id.0 >= self.oldest(now) && self.forgotten.is_none_or(|forgotten| id > forgotten)
    }

    /// When the oldest nonce was made that is still good.
    fn oldest(&self, now: Instant) -> u64 {
        let lifetime = u64::try_from(self.lifetime.as_millis()).unwrap_or(u64::MAX);
        self.millis(now).saturating_sub(lifetime)
    }

    fn read(&self, nonce: &str) -> Option<NonceId> {
        let time = u64::from_str_radix(nonce.get(..16)?, 16).ok()?;
        let serial = u64::from_str_radix(nonce.get(16..32)?, 16).ok()?;
        same(
            self.mac((time, serial)).as_bytes(),
            nonce.get(32..)?.as_bytes(),
        )
        .then_some((time, serial))
    }

    /// The input has one length, so a keyed hash needs no more than its key in front.
    fn mac(&self, (time, serial): NonceId) -> String {
        let hash = Sha256::new()
            .chain_update(self.secret)
            .chain_update(time.to_be_bytes())
            .chain_update(serial.to_be_bytes())
            .finalize();
        hexadecimal(&hash[..16])
    }

    fn millis(&self, now: Instant) -> u64 {
        u64::try_from(now.saturating_duration_since(self.epoch).as_millis()).unwrap_or(u64::MAX)
    }
}

impl Window {
    fn take(&mut self, count: u32) -> bool {
        if count == 0 {
            return false;
        }
        if count > self.highest {
            let shift = count - self.highest;
            self.used = if shift < 64 {
                self.used << shift | 1
            } else {
                1
            };
            self.highest = count;
            return true;
        }
        let back = self.highest - count;
        let fresh = back < 64 && self.used & (1 << back) == 0;
        if fresh {
            self.used |= 1 << back;
        }
        fresh
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transaction::testing::start;

    fn nonces(now: Instant) -> Nonces {
        Nonces::new([7; 32], Duration::from_secs(60), now)
    }

    #[test]
    fn a_nonce_is_good_for_its_lifetime_and_each_count_once() {
        let now = start();
        let mut nonces = nonces(now);
        let nonce = nonces.make(now);
        for (count, good) in [
            (1, true),
            (1, false),
            (3, true),
            (2, true),
            (2, false),
            (0, false),
            (100, true),
            (36, false),
            (37, true),
        ] {
            assert_eq!(nonces.take(now, &nonce, count), good, "count {count}");
        }
        assert!(nonces.take(now + Duration::from_secs(60), &nonce, 101));
        assert!(!nonces.take(now + Duration::from_secs(61), &nonce, 102));
    }

    #[test]
    fn a_nonce_is_unused_until_it_is_taken_or_too_old() {
        let now = start();
        let mut nonces = nonces(now);
        let nonce = nonces.make(now);
        assert!(nonces.is_unused(now, &nonce) && !nonces.is_unused(now, "made up"));
        assert!(!nonces.is_unused(now + Duration::from_secs(61), &nonce));
        assert!(nonces.take(now, &nonce, 1) && !nonces.is_unused(now, &nonce));
    }

    #[test]
    fn forged_nonces_are_refused() {
        let now = start();
        let mut nonces = nonces(now);
        let nonce = nonces.make(now);
        let other = Nonces::new([8; 32], Duration::from_secs(60), now).make(now);
        for forged in [
            "",
            "x",
            &nonce[1..],
            &nonce.replace(&nonce[..16], "00000000000000ff"),
            &other,
            "ä".repeat(40).as_str(),
        ] {
            assert!(!nonces.take(now, forged, 1), "`{forged}` was taken");
        }
    }

    #[test]
    fn memory_is_bounded_and_what_is_forgotten_is_stale() {
        let now = start();
        let mut nonces = nonces(now);
        let first = nonces.make(now);
        assert!(nonces.take(now, &first, 1));
        for _ in 0..MAX_TRACKED {
            let nonce = nonces.make(now);
            assert!(nonces.take(now, &nonce, 1));
        }
        assert_eq!(nonces.used.len(), MAX_TRACKED);
        assert!(!nonces.take(now, &first, 1) && !nonces.take(now, &first, 2));
    }
}
