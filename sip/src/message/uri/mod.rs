//! URIs: `sip`, `sips`, `tel` and whatever else arrives (RFC 3261 section 19.1, RFC 3966).
//!
//! A URI keeps its text as it came; the parts are ranges of it. Comparing is `matches`, not `==`.

mod compare;
mod read;

use std::fmt;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::ops::Range;
use std::str::FromStr;

use super::grammar::{escape_into, is_token, unescape};
use super::params::Params;
use read::is_host;
pub(crate) use read::{ipv6, read_host_port};

use crate::transport::Transport;

/// What a URI begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// `sip:`
    Sip,
    /// `sips:`
    Sips,
    /// `tel:`
    Tel,
    /// Anything else; [`Uri::scheme_text`] has its name.
    Other,
}

/// A URI as it stood on the wire, with its parts found.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Uri {
    text: String,
    scheme: Scheme,
    /// Zero where the text is no URI at all.
    scheme_len: usize,
    user: Option<Range<usize>>,
    password: Option<Range<usize>>,
    /// Without brackets. Empty for schemes without a host.
    host: Range<usize>,
    ip: Option<IpAddr>,
    port: Option<u16>,
    params: Params,
    headers: Option<Range<usize>>,
}

/// Why a text is no URI.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a well-formed URI")]
pub struct UriError {
    /// The text.
    pub text: String,
}

impl Uri {
    /// A `sip` URI. `user` is given as its owner writes it and escaped here; an IPv6 `host` needs
    /// no brackets. Characters a host cannot have are dropped; what is no host at all becomes
    /// `invalid`.
    pub fn sip(user: &str, host: &str, port: Option<u16>) -> Self {
        let mut text = String::from("sip:");
        if !user.is_empty() {
            escape_into(&mut text, user, is_user);
            text.push('@');
        }
        let host: String = host
            .chars()
            .filter(|&c| u8::try_from(c).is_ok_and(is_host))
            .collect();
        match host.parse::<Ipv6Addr>() {
            Ok(_) => text.push_str(&format!("[{host}]")),
            Err(_) if host.is_empty() || host.contains(':') => text.push_str("invalid"),
            Err(_) => text.push_str(&host),
        }
        if let Some(port) = port {
            text.push_str(&format!(":{port}"));
        }
        Self::read(text.as_bytes()).0
    }

    /// The scheme without its colon, as written; empty when there is none.
    pub fn scheme_text(&self) -> &str {
        &self.text[..self.scheme_len]
    }

    /// The kind of URI.
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// Whether it is a `sip` or `sips` URI.
    pub fn is_sip(&self) -> bool {
        matches!(self.scheme, Scheme::Sip | Scheme::Sips)
    }

    /// The user part as on the wire; for `tel` the number.
    pub fn user(&self) -> Option<&str> {
        self.user.clone().map(|range| &self.text[range])
    }

    /// The user part with `%HH` undone once; for `tel` the number.
    pub fn user_decoded(&self) -> Option<String> {
        self.user().map(unescape)
    }

    /// The password of the user part, as on the wire.
    pub fn password(&self) -> Option<&str> {
        self.password.clone().map(|range| &self.text[range])
    }

    /// Host name or address, without brackets; empty when the URI has none.
    pub fn host(&self) -> &str {
        &self.text[self.host.clone()]
    }

    /// The host when it is an address.
    pub fn ip(&self) -> Option<IpAddr> {
        self.ip
    }

    /// The port, when one is given.
    pub fn port(&self) -> Option<u16> {
        self.port
    }

    /// The port, or the default of the scheme (5060, 5061 for `sips`).
    pub fn port_or_default(&self) -> u16 {
        self.port.unwrap_or(if self.scheme == Scheme::Sips {
            5061
        } else {
            5060
        })
    }

    /// Address and port, when the host is an address.
    pub fn socket_address(&self) -> Option<SocketAddr> {
        Some(SocketAddr::new(self.ip?, self.port_or_default()))
    }

    /// The transport it asks for: its `transport` parameter, else TLS for `sips` and UDP for the
    /// rest. `None` when it names one we do not know.
    pub fn transport(&self) -> Option<Transport> {
        match self.params.get("transport") {
            Some(name) => Transport::of(&name),
            None if self.scheme == Scheme::Sips => Some(Transport::Tls),
            None => Some(Transport::Udp),
        }
    }

    /// The URI parameters.
    pub fn params(&self) -> &Params {
        &self.params
    }

    /// The headers after `?`, as on the wire.
    pub fn headers_text(&self) -> Option<&str> {
        self.headers.clone().map(|range| &self.text[range])
    }

    /// The headers after `?`, names and values with `%HH` undone.
    pub fn headers(&self) -> Vec<(String, String)> {
        let Some(text) = self.headers_text() else {
            return Vec::new();
        };
        text.split('&')
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .map(|(name, value)| (unescape(name), unescape(value)))
            .collect()
    }

    /// What follows the scheme and its colon.
    pub fn opaque_part(&self) -> &str {
        self.text.get(self.scheme_len + 1..).unwrap_or("")
    }

    /// The whole URI as on the wire.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The same URI with a parameter set. Value characters a URI cannot have are escaped.
    pub fn with_param(&self, name: &str, value: Option<&str>) -> Self {
        let mut params = self.params.clone();
        let escaped = value.map(|value| {
            let mut text = String::new();
            escape_into(&mut text, value, is_param);
            text
        });
        params.set_raw(name, escaped.as_deref());
        self.with_params(&params)
    }

    /// The same URI with another user, given as its owner writes it; a password goes. One of a scheme without users
    /// stays as it is.
    pub fn with_user(&self, user: &str) -> Self {
        if !self.is_sip() {
            return self.clone();
        }
        let mut text = format!("{}:", self.scheme_text());
        if !user.is_empty() {
            escape_into(&mut text, user, is_user);
            text.push('@');
        }
        let begin = self.user.clone().map_or(self.scheme_len + 1, |_| {
            let at = self.text.find('@');
            at.map_or(self.scheme_len + 1, |at| at + 1)
        });
        text.push_str(&self.text[begin..]);
        Self::read(text.as_bytes()).0
    }

    /// The same URI without a parameter.
    pub fn without_param(&self, name: &str) -> Self {
        let mut params = self.params.clone();
        params.remove(name);
        self.with_params(&params)
    }

    /// The same URI without the headers after `?`, as it may stand in a request line.
    pub fn without_headers(&self) -> Self {
        match &self.headers {
            Some(range) => Self::read(&self.text.as_bytes()[..range.start - 1]).0,
            None => self.clone(),
        }
    }

    fn with_params(&self, params: &Params) -> Self {
        let cut = self.params_start();
        let mut text = format!("{}{params}", &self.text[..cut]);
        if let Some(headers) = self.headers_text() {
            text.push('?');
            text.push_str(headers);
        }
        Self::read(text.as_bytes()).0
    }

    /// Where host and port end.
    fn params_start(&self) -> usize {
        let end = self
            .headers
            .clone()
            .map_or(self.text.len(), |range| range.start - 1);
        let from = self
            .host
            .end
            .max(self.user.clone().map_or(0, |range| range.end));
        self.text[from..end].find(';').map_or(end, |at| from + at)
    }
}

impl FromStr for Uri {
    type Err = UriError;

    fn from_str(text: &str) -> Result<Self, UriError> {
        match Self::read(text.as_bytes()) {
            (uri, true) => Ok(uri),
            _ => Err(UriError {
                text: text.to_owned(),
            }),
        }
    }
}

impl fmt::Display for Uri {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}

fn is_user(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.!~*'()&=+$,;?/".contains(&byte)
}

fn is_param(byte: u8) -> bool {
    (is_token(byte) && byte != b'%' && byte != b'`') || b"[]/:&+$()".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, user: Option<&str>, host: &str, port: Option<u16>) {
        let uri: Uri = text.parse().unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(
            (uri.user(), uri.host(), uri.port()),
            (user, host, port),
            "of `{text}`"
        );
        assert_eq!(uri.to_string(), text);
    }

    fn check_bad(text: &str) {
        assert!(text.parse::<Uri>().is_err(), "`{text}` was taken");
    }

    #[test]
    fn parts_are_found() {
        check("sip:alice@example.com", Some("alice"), "example.com", None);
        check(
            "SIPS:alice:pw@[2001:db8::1]:5061;lr?a=b",
            Some("alice"),
            "2001:db8::1",
            Some(5061),
        );
        check("sip:a;b?c=@host;x", Some("a;b?c="), "host", None);
        check("sip:10.0.0.1:5070", None, "10.0.0.1", Some(5070));
        check(
            "tel:+1-201-555-0123;phone-context=a",
            Some("+1-201-555-0123"),
            "",
            None,
        );
        check("urn:service:sos", None, "", None);
    }

    #[test]
    fn what_is_no_uri_is_refused() {
        for text in [
            "",
            "sip:",
            "sip:@h",
            "alice",
            "sip:2001:db8::1",
            "sip:a@h:99999",
            "sip:a b@h",
            "<sip:a@h>",
            "sip:[::1",
        ] {
            check_bad(text);
        }
    }

    #[test]
    fn built_uris_cannot_be_broken_out_of() {
        assert_eq!(
            Uri::sip("a b@c\r\n", "::1", Some(5060)).as_str(),
            "sip:a%20b%40c%0D%0A@[::1]:5060"
        );
        assert_eq!(Uri::sip("", "h>\r\n;x", None).as_str(), "sip:hx");
        assert_eq!(Uri::sip("a", "b:c", None).as_str(), "sip:a@invalid");
        let uri = Uri::sip("a", "h", None)
            .with_param("token", Some("x;y>%"))
            .with_param("lr", None);
        assert_eq!(uri.as_str(), "sip:a@h;token=x%3By%3E%25;lr");
        assert_eq!(uri.params().get_decoded("token").as_deref(), Some("x;y>%"));
        assert_eq!(uri.without_param("token").as_str(), "sip:a@h;lr");
    }

    #[test]
    fn addresses_and_transports_are_known_without_look_up() {
        let where_to = |text: &str| {
            let uri: Uri = text.parse().unwrap();
            format!("{:?} {:?}", uri.transport(), uri.socket_address())
        };
        assert_eq!(where_to("sip:a@[::1]"), "Some(Udp) Some([::1]:5060)");
        assert_eq!(where_to("sips:a@1.2.3.4;x"), "Some(Tls) Some(1.2.3.4:5061)");
        assert_eq!(where_to("sip:h:7;transport=tcp"), "Some(Tcp) None");
        assert_eq!(where_to("sip:h;transport=pigeon"), "None None");
    }

    #[test]
    fn equivalence_follows_the_rfc() {
        let same = |a: &str, b: &str| a.parse::<Uri>().unwrap().matches(&b.parse().unwrap());
        assert!(same(
            "sip:%61lice@atlanta.com;transport=TCP",
            "sip:alice@AtLanTa.CoM;Transport=tcp"
        ));
        assert!(same(
            "sip:carol@chicago.com",
            "sip:carol@chicago.com;newparam=5"
        ));
        assert!(!same("sip:ALICE@a.com", "sip:alice@a.com"));
        assert!(!same("sip:a@b", "sip:a@b:5060"));
        assert!(!same("sip:a@b", "sip:a@b;transport=udp"));
        assert!(same("sip:a@[::1]", "sip:a@[0:0::1]"));
    }
}
