//! What the switch is told when it starts; `daemon` reads it from `skyplan.toml` and `chan_skype.conf`.

use std::net::SocketAddr;
use std::time::Duration;

/// All of it.
#[derive(Clone, Debug)]
pub struct SwitchConfig {
    /// The SIP domain, realm of digests and host of addresses.
    pub domain: String,
    /// UDP addresses that are open.
    pub udp: Vec<SocketAddr>,
    /// TCP addresses that are open.
    pub tcp: Vec<SocketAddr>,
    /// Phones of this switch.
    pub endpoints: Vec<Endpoint>,
    /// Accounts the switch is logged in to, and what holds for all of them.
    pub skype: community::config::SkypeConfig,
    /// Seeds tags, branches, nonces and SSRCs. From the operating system in production.
    pub seed: [u8; 32],
    /// Shortest registration that is granted.
    pub min_expires: Duration,
    /// Longest.
    pub max_expires: Duration,
    /// How many channels at once before callers get 503.
    pub max_channels: usize,
}

/// A phone of this switch: `SIP/<name>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// Its name: user of its address, digest user name, device.
    pub name: String,
    /// HA1 for MD5 and SHA-256 of its password in the realm `SwitchConfig::domain`.
    pub secret: community::Ha1,
    /// Where its calls enter.
    pub context: String,
    /// Codecs in order of preference, by SDP names in lower case: `opus`, `pcmu`, `pcma`, `l16`.
    pub codecs: Vec<String>,
    /// Groups that it is in: who may take calls of one of them can take calls that ring here.
    pub call_groups: Vec<String>,
    /// Groups whose calls it may take (`Pickup`).
    pub pickup_groups: Vec<String>,
}
