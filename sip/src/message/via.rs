//! Via: the way a request came, and where its responses go (RFC 3261 section 20.42, RFC 3581).

use std::borrow::Cow;
use std::fmt;
use std::net::IpAddr;

use super::grammar::{all_token, find_unquoted, lossy, trim};
use super::params::Params;
use super::uri::{ipv6, read_host_port};

/// One Via value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Via {
    /// `SIP/2.0`, without white space.
    pub protocol: String,
    /// The transport as written: `UDP`, `TCP`, `TLS`, `WS`, …
    pub transport: String,
    /// Host name or address of the sender, without brackets.
    pub host: String,
    /// The host when it is an address.
    pub ip: Option<IpAddr>,
    /// The sender's port, when given.
    pub port: Option<u16>,
    /// Parameters: `branch`, `received`, `rport`, …
    pub params: Params,
}

/// What a branch begins with when it identifies the transaction (RFC 3261 section 8.1.1.7).
pub const MAGIC_COOKIE: &str = "z9hG4bK";

impl Via {
    /// The `branch` parameter.
    pub fn branch(&self) -> Option<Cow<'_, str>> {
        self.params.get("branch")
    }

    /// Whether the branch identifies the transaction: cookie and something after it.
    pub fn has_magic_branch(&self) -> bool {
        self.branch()
            .is_some_and(|branch| branch.len() > MAGIC_COOKIE.len() && has_cookie(&branch))
    }

    /// The address in `received`, with or without brackets.
    pub fn received(&self) -> Option<IpAddr> {
        let text = self.params.get("received")?;
        let inner = text
            .strip_prefix('[')
            .and_then(|text| text.strip_suffix(']'));
        inner.and_then(ipv6).or_else(|| text.parse().ok())
    }

    /// The port in `rport`, once a server has filled it in.
    pub fn rport(&self) -> Option<u16> {
        self.params.get("rport")?.parse().ok()
    }

    /// The sender's port, or the default of its transport.
    pub fn port_or_default(&self) -> u16 {
        let secure = self.transport.eq_ignore_ascii_case("TLS")
            || self.transport.eq_ignore_ascii_case("WSS");
        self.port.unwrap_or(if secure { 5061 } else { 5060 })
    }

    /// Reads one value, as far as it can be read; `None` when not even the sender can be made out.
    /// The second value tells whether it is well formed.
    pub(crate) fn read(value: &[u8]) -> Option<(Self, bool)> {
        let end = find_unquoted(value, b';').unwrap_or(value.len());
        let mut head = value[..end].splitn(3, |&byte| byte == b'/');
        let (name, version, rest) = (trim(head.next()?), trim(head.next()?), trim(head.next()?));
        let space = rest
            .iter()
            .position(|&byte| super::grammar::is_space(byte))?;
        let (transport, sent_by) = (&rest[..space], trim(&rest[space..]));
        // White space may stand round the colon of the port.
        let sent_by: String = lossy(sent_by).split_ascii_whitespace().collect();
        let (host, ip, port) = read_host_port(&sent_by, 0..sent_by.len())?;
        let (params, params_clean) = Params::read(&value[end..]);
        let clean = params_clean && [name, version, transport].into_iter().all(all_token);
        let protocol = format!("{}/{}", lossy(name), lossy(version));
        Some((
            Self {
                protocol,
                transport: lossy(transport),
                host: sent_by[host].to_owned(),
                ip,
                port,
                params,
            },
            clean,
        ))
    }
}

/// Whether a branch begins with the magic cookie, in any case.
fn has_cookie(branch: &str) -> bool {
    branch
        .get(..MAGIC_COOKIE.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(MAGIC_COOKIE))
}

impl fmt::Display for Via {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{} ", self.protocol, self.transport)?;
        if self.host.contains(':') {
            write!(out, "[{}]", self.host)?;
        } else {
            out.write_str(&self.host)?;
        }
        if let Some(port) = self.port {
            write!(out, ":{port}")?;
        }
        write!(out, "{}", self.params)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: &str, printed: &str, clean: bool) {
        let (via, found) =
            Via::read(value.as_bytes()).unwrap_or_else(|| panic!("`{value}` was refused"));
        assert_eq!((via.to_string().as_str(), found), (printed, clean));
    }

    #[test]
    fn spaces_brackets_and_unknown_transports_are_taken() {
        check(
            "SIP / 2.0 / UDP  192.0.2.2 : 99 ;branch=a",
            "SIP/2.0/UDP 192.0.2.2:99;branch=a",
            true,
        );
        check(
            "SIP/2.0/UNKNOWN [2001:db8::1]:5060;rport",
            "SIP/2.0/UNKNOWN [2001:db8::1]:5060;rport",
            true,
        );
        check(
            "SIP/2.0/UDP 192.0.2.15;;,;,,",
            "SIP/2.0/UDP 192.0.2.15;,;,,",
            false,
        );
    }

    #[test]
    fn received_is_read_with_and_without_brackets() {
        for text in ["[2001:db8::9]", "2001:db8::9"] {
            let (via, _) =
                Via::read(format!("SIP/2.0/UDP h;received={text};branch=b").as_bytes()).unwrap();
            assert_eq!(via.received(), "2001:db8::9".parse().ok());
            assert_eq!(via.branch().as_deref(), Some("b"));
        }
    }

    #[test]
    fn what_names_no_sender_is_refused() {
        for value in [
            "",
            "SIP/2.0",
            "SIP/2.0/UDP",
            "SIP/2.0/UDP ",
            "SIP/2.0/UDP h:x",
        ] {
            assert!(Via::read(value.as_bytes()).is_none(), "`{value}` was taken");
        }
    }
}
