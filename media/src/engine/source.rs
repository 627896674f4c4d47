//! Whose packets a leg believes: symmetric RTP (RFC 4961), learned from the first packets and then locked.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

/// Where the other side's RTP comes from.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Source {
    /// What SDP said.
    signalled: Option<SocketAddr>,
    locked: Option<SocketAddr>,
    /// A source that is being learned, and how many packets in a row came from it.
    candidate: Option<(SocketAddr, u8)>,
    last: Option<Instant>,
}

/// Packets in a row from elsewhere than signalled, before they are believed: NAT is one reason, an attacker who
/// sprays ports the other.
const LEARN: u8 = 4;
/// The locked source is silent for so long: it may have moved to another port of its NAT.
const MOVED: Duration = Duration::from_secs(2);

impl Source {
    /// What SDP says now; another address unlocks.
    pub(super) fn configure(&mut self, signalled: SocketAddr) {
        if self.signalled != Some(signalled) {
            *self = Self {
                signalled: Some(signalled),
                ..Self::default()
            };
        }
    }

    /// Whether a packet from `source` is heard.
    pub(super) fn admits(&mut self, now: Instant, source: SocketAddr) -> bool {
        if self.locked == Some(source) {
            (self.last, self.candidate) = (Some(now), None);
            return true;
        }
        if self.locked.is_some()
            && self
                .last
                .is_some_and(|last| now.saturating_duration_since(last) < MOVED)
        {
            return false;
        }
        let run = self
            .candidate
            .filter(|(candidate, _)| *candidate == source)
            .map_or(1, |(_, run)| run + 1);
        self.candidate = Some((source, run));
        if self.signalled == Some(source) || run >= LEARN {
            *self = Self {
                locked: Some(source),
                last: Some(now),
                candidate: None,
                ..*self
            };
        }
        // Until someone is locked, early media is heard from whoever sends it.
        self.locked.is_none_or(|locked| locked == source)
    }

    /// Where to send: to whom we hear, else to whom SDP named. `None` while neither is a real address.
    pub(super) fn destination(&self) -> Option<SocketAddr> {
        self.locked
            .or(self.signalled)
            .filter(|address| !address.ip().is_unspecified() && address.port() != 0)
    }

    /// Who alone is heard at `now`, while nobody else may take over. Ends well before [`MOVED`], so that a socket that
    /// was narrowed to that address lets another one in by then.
    pub(super) fn only(&self, now: Instant) -> Option<SocketAddr> {
        let last = self.last?;
        self.locked
            .filter(|_| now.saturating_duration_since(last) < MOVED / 2)
    }

    /// Whether RTCP from `source` can be theirs.
    pub(super) fn is_host(&self, source: SocketAddr) -> bool {
        [self.locked, self.signalled]
            .into_iter()
            .flatten()
            .any(|known| known.ip() == source.ip())
    }

    /// Whether we hear someone from elsewhere than SDP says.
    pub(super) fn is_translated(&self) -> bool {
        self.locked.is_some() && self.locked != self.signalled
    }
}

#[cfg(test)]
#[allow(clippy::disallowed_methods)]
mod tests {
    use super::*;

    /// Packets from hosts `s` (signalled) and others, one every 20 ms, `.` is 3 s of silence; `1` is heard. Then
    /// where we send.
    fn check(hosts: &str, heard: &str, destination: char) {
        let (mut now, mut source) = (Instant::now(), Source::default());
        let address = |host: char| SocketAddr::from(([192, 0, 2, host as u8], 4000));
        source.configure(address('s'));
        let mut found = String::new();
        for host in hosts.chars() {
            now += Duration::from_millis(if host == '.' { 3000 } else { 20 });
            if host != '.' {
                found.push(if source.admits(now, address(host)) {
                    '1'
                } else {
                    '0'
                });
            }
        }
        assert_eq!(
            (found.as_str(), source.destination()),
            (heard, Some(address(destination))),
            "{hosts}"
        );
    }

    #[test]
    fn the_signalled_source_is_locked_at_once() {
        check("sxs", "101", 's');
        check("xsxxxxx", "1100000", 's');
    }

    #[test]
    fn another_source_is_learned_when_it_goes_on() {
        check("nnn", "111", 's');
        check("nnnnxs", "111100", 'n');
    }

    #[test]
    fn a_source_that_moved_is_learned_again() {
        check("nnnn.mmmm", "11110001", 'm');
        check("nnnn.mnmm", "11110100", 'n');
    }
}
