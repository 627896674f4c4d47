//! Registrar (RFC 3261 section 10): where an address of record can be reached now.
//!
//! REGISTER requests enter, already authenticated and with the address of record the caller made of
//! them; the responses and the bindings leave. A binding holds the flow its REGISTER came over,
//! which is the way back through a NAT. Nothing is stored: after a restart clients register again.
//! Path (RFC 3327), GRUU (RFC 5627) and outbound with several flows (RFC 5626) are left out.

mod binding;
mod change;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::time::{Duration, Instant};

pub use binding::{Binding, aor_of};
use change::{Change, Source};

use crate::message::{NameAddr, Request, Response};
use crate::transport::{ConnectionId, Flow};

/// Bounds of registrations.
#[derive(Clone, Debug)]
pub struct RegistrarConfig {
    /// Shortest lifetime; less gets 423. At most an hour (RFC 3261 section 10.3), and not above
    /// `max_expires`. Defaults to 30 s.
    pub min_expires: Duration,
    /// Longest lifetime; more is cut. Defaults to 3600 s.
    pub max_expires: Duration,
    /// Lifetime when none is asked for, or one that is no number. Defaults to 3600 s.
    pub default_expires: Duration,
    /// Bindings of one address of record. The one that ends first makes room for a new one.
    /// Defaults to 10.
    pub max_bindings: usize,
}

impl Default for RegistrarConfig {
    fn default() -> Self {
        let hour = Duration::from_secs(3600);
        Self {
            min_expires: Duration::from_secs(30),
            max_expires: hour,
            default_expires: hour,
            max_bindings: 10,
        }
    }
}

/// Why a REGISTER is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegisterError {
    /// 423.
    #[error("lifetime of {asked} s is shorter than {min} s")]
    TooBrief {
        /// Seconds asked for.
        asked: u32,
        /// Shortest lifetime in seconds.
        min: u64,
    },
    /// 400.
    #[error("Contact `*` needs Expires 0 and no other Contact")]
    BadStar,
    /// 400.
    #[error("Contact `{contact}` is no SIP URI, or too long")]
    BadContact {
        /// The Contact URI.
        contact: String,
    },
    /// 500: an older request came late.
    #[error("CSeq `{cseq}` is not above that of the binding")]
    OutOfOrder {
        /// Its number.
        cseq: u32,
    },
    /// 403.
    #[error("more than {max} contacts")]
    TooMany {
        /// Most bindings.
        max: usize,
    },
}

impl RegisterError {
    /// What to answer.
    pub fn status(&self) -> u16 {
        match self {
            Self::TooBrief { .. } => 423,
            Self::BadStar | Self::BadContact { .. } => 400,
            Self::OutOfOrder { .. } => 500,
            Self::TooMany { .. } => 403,
        }
    }
}

/// A change of whether an address of record can be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegistrarEvent {
    /// Its first binding came.
    Registered {
        /// The address of record.
        aor: String,
    },
    /// Its last binding went.
    Unregistered {
        /// The address of record.
        aor: String,
    },
}

/// All bindings.
#[derive(Debug)]
pub struct Registrar {
    config: RegistrarConfig,
    bindings: HashMap<String, Vec<Binding>>,
    timers: BTreeSet<(Instant, String)>,
    connections: BTreeSet<(ConnectionId, String)>,
    events: VecDeque<RegistrarEvent>,
}

impl Registrar {
    /// An empty registrar.
    pub fn new(config: RegistrarConfig) -> Self {
        Self {
            config,
            bindings: HashMap::new(),
            timers: BTreeSet::new(),
            connections: BTreeSet::new(),
            events: VecDeque::new(),
        }
    }

    /// Takes a REGISTER for `aor`, all of it or nothing, and gives the 200 with the bindings, or
    /// the refusal.
    pub fn handle_register(
        &mut self,
        now: Instant,
        aor: &str,
        request: &Request,
        flow: Flow,
    ) -> Response {
        match self.register(now, aor, request, flow) {
            Ok(()) => self.accept(now, aor, request),
            Err(error) => {
                let response = Response::builder(request, error.status());
                match error {
                    RegisterError::TooBrief { min, .. } => {
                        response.header("Min-Expires", &min.to_string()).build()
                    }
                    _ => response
                        .header("Warning", &format!("399 skyplan \"{error}\""))
                        .build(),
                }
            }
        }
    }

    /// The live bindings, highest q first, then those that were made or refreshed last.
    pub fn bindings(&self, now: Instant, aor: &str) -> Vec<Binding> {
        let all = self.bindings.get(aor).map_or(&[][..], Vec::as_slice);
        let mut live: Vec<_> = all
            .iter()
            .rev()
            .filter(|binding| binding.expires_at > now)
            .cloned()
            .collect();
        live.sort_by_key(|binding| std::cmp::Reverse(binding.q));
        live
    }

    /// All addresses of record with bindings, in order.
    pub fn aors(&self) -> Vec<&str> {
        let mut aors: Vec<_> = self.bindings.keys().map(String::as_str).collect();
        aors.sort_unstable();
        aors
    }

    /// Takes all bindings of `aor` away.
    pub fn remove(&mut self, aor: &str) {
        self.replace(aor, Vec::new());
    }

    /// Takes the bindings behind a connection away: nobody listens there any more.
    pub fn handle_connection_closed(&mut self, connection: ConnectionId) {
        let start = (connection, String::new());
        let aors: Vec<_> = self
            .connections
            .range(start..)
            .take_while(|(id, _)| *id == connection)
            .map(|(_, aor)| aor.clone())
            .collect();
        for aor in aors {
            self.retain(&aor, |binding| binding.flow.connection != Some(connection));
        }
    }

    /// Ends what has expired.
    pub fn handle_timeout(&mut self, now: Instant) {
        while let Some((_, aor)) = self.timers.first().filter(|(at, _)| *at <= now).cloned() {
            self.retain(&aor, |binding| binding.expires_at > now);
        }
    }

    /// When the next binding expires.
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.timers.first().map(|(at, _)| *at)
    }

    /// What changed.
    pub fn poll_event(&mut self) -> Option<RegistrarEvent> {
        self.events.pop_front()
    }

    fn register(
        &mut self,
        now: Instant,
        aor: &str,
        request: &Request,
        flow: Flow,
    ) -> Result<(), RegisterError> {
        let change = Change::of(&self.config, request)?;
        let mut bindings = self.bindings.get(aor).cloned().unwrap_or_default();
        bindings.retain(|binding| binding.expires_at > now);
        change.apply(&self.config, &Source::of(now, flow, request), &mut bindings)?;
        self.replace(aor, bindings);
        Ok(())
    }

    fn accept(&self, now: Instant, aor: &str, request: &Request) -> Response {
        let mut response = Response::builder(request, 200);
        for binding in self.bindings(now, aor) {
            let left = binding
                .expires_at
                .saturating_duration_since(now)
                .as_secs_f64()
                .ceil();
            let mut contact =
                NameAddr::new(binding.contact).with_param("expires", Some(&left.to_string()));
            if binding.q < 1000 {
                contact = contact.with_param("q", Some(&format!("0.{:03}", binding.q)));
            }
            response = response.add_header("Contact", &contact.to_string());
        }
        response.build()
    }

    fn retain(&mut self, aor: &str, keep: impl Fn(&Binding) -> bool) {
        let mut bindings = self.bindings.get(aor).cloned().unwrap_or_default();
        bindings.retain(keep);
        self.replace(aor, bindings);
    }

    /// Puts new bindings in the place of the old ones, and the indexes right.
    fn replace(&mut self, aor: &str, bindings: Vec<Binding>) {
        let old = self.bindings.remove(aor).unwrap_or_default();
        for binding in &old {
            self.timers.remove(&(binding.expires_at, aor.to_owned()));
            if let Some(connection) = binding.flow.connection {
                self.connections.remove(&(connection, aor.to_owned()));
            }
        }
        for binding in &bindings {
            self.timers.insert((binding.expires_at, aor.to_owned()));
            self.connections.extend(
                binding
                    .flow
                    .connection
                    .map(|connection| (connection, aor.to_owned())),
            );
        }
        let aor = aor.to_owned();
        match (old.is_empty(), bindings.is_empty()) {
            (true, false) => self
                .events
                .push_back(RegistrarEvent::Registered { aor: aor.clone() }),
            (false, true) => self
                .events
                .push_back(RegistrarEvent::Unregistered { aor: aor.clone() }),
            _ => {}
        }
        if !bindings.is_empty() {
            self.bindings.insert(aor, bindings);
        }
    }
}
