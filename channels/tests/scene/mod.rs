//! What the switches of both test programs have in common: their address and time, their configuration and
//! how they come by a dialplan.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use channels::config::Endpoint;
use channels::{Input, Now, SwitchConfig};
use community::Ha1;
use runtime::dialplan::{Dialplan, Source};
use runtime::library::Library;

/// The password of everybody, except of liars.
pub(crate) const PASSWORD: &str = "secret";

pub(crate) const DOMAIN: &str = "skyplan.local";

/// Where the switch listens.
pub(crate) const SWITCH: ([u8; 4], u16) = ([192, 0, 2, 1], 5060);

/// Both clocks, moved on to `to`.
pub(crate) fn at(now: Now, to: Instant) -> Now {
    let passed = to.saturating_duration_since(now.instant);
    Now {
        instant: now.instant + passed,
        wall: now.wall + passed,
    }
}

/// A switch with these phones and this `chan_skype.conf`.
pub(crate) fn config(endpoints: Vec<Endpoint>, skype: &str) -> SwitchConfig {
    let (skype, findings) = community::config::read(skype, |_| true);
    assert!(findings.is_empty(), "{findings:?}");
    SwitchConfig {
        domain: DOMAIN.into(),
        udp: vec![SocketAddr::from(SWITCH)],
        tcp: Vec::new(),
        endpoints,
        skype,
        seed: [7; 32],
        min_expires: Duration::from_secs(30),
        max_expires: Duration::from_secs(3600),
        max_channels: 100,
    }
}

/// A phone whose calls enter `internal`.
pub(crate) fn endpoint(name: &str, codecs: &[&str]) -> Endpoint {
    Endpoint {
        name: name.into(),
        secret: ha1(name),
        context: "internal".into(),
        codecs: codecs.iter().map(ToString::to_string).collect(),
        call_groups: Vec::new(),
        pickup_groups: Vec::new(),
    }
}

pub(crate) fn ha1(name: &str) -> Ha1 {
    Ha1::new(name, DOMAIN, PASSWORD).expect("a good password")
}

/// A datagram from `peer`.
pub(crate) fn datagram(peer: SocketAddr, payload: Vec<u8>) -> Input {
    Input::Datagram {
        local: SocketAddr::from(SWITCH),
        peer,
        payload,
    }
}

/// A generation of this dialplan, without applications and functions.
pub(crate) fn generation(text: &'static str) -> Input {
    let library = Library {
        applications: &[],
        functions: &[],
    };
    let (dialplan, findings) = Dialplan::load(vec![Source::new("test.rhai", text)], library);
    let mut errors = findings.iter().filter(|finding| finding.is_error());
    assert!(errors.next().is_none(), "{findings:?}");
    Input::Generation(Arc::new(dialplan))
}
