//! Addresses of this switch, its phones and its members.

use sip::{Flow, NameAddr, Transport, Uri};

use crate::SwitchConfig;

/// The address of a name in the domain of the switch.
pub(crate) fn of(config: &SwitchConfig, user: &str) -> Uri {
    Uri::sip(user, &config.domain, None)
}

/// Where a dialog that a request opened over `flow` reaches the switch again.
pub(crate) fn contact(user: &str, flow: &Flow) -> NameAddr {
    let uri = Uri::sip(user, &flow.local.ip().to_string(), Some(flow.local.port()));
    NameAddr::new(match flow.transport {
        Transport::Udp => uri,
        transport => uri.with_param("transport", Some(&transport.as_str().to_ascii_lowercase())),
    })
}
