//! Reading URIs, as far as they can be read.

use std::net::{IpAddr, Ipv6Addr};
use std::ops::Range;

use super::super::grammar::{byte_set, lossy};
use super::super::params::Params;
use super::{Scheme, Uri};

impl Uri {
    /// Reads a URI from a header or request line, as far as it can be read. The second value tells
    /// whether it is well formed; where it is not, host and user may be missing.
    pub(crate) fn read(bytes: &[u8]) -> (Self, bool) {
        let text = lossy(bytes);
        let printable = !bytes.is_empty() && bytes.iter().all(|&byte| PRINTABLE[usize::from(byte)]);
        let mut uri = Self::opaque(text);
        if !printable {
            // With white space or brackets in it nobody can tell what is the URI.
            (uri.scheme, uri.scheme_len) = (Scheme::Other, 0);
        }
        if uri.scheme_len == 0 {
            return (uri, false);
        }
        let clean = match uri.scheme {
            Scheme::Sip | Scheme::Sips => uri.read_sip(),
            Scheme::Tel => uri.read_tel(),
            Scheme::Other => true,
        };
        (uri, clean)
    }

    fn opaque(text: String) -> Self {
        let scheme_len = scheme_len(&text);
        let is = |scheme: &str| text[..scheme_len].eq_ignore_ascii_case(scheme);
        let scheme = match scheme_len {
            3 if is("sip") => Scheme::Sip,
            4 if is("sips") => Scheme::Sips,
            3 if is("tel") => Scheme::Tel,
            _ => Scheme::Other,
        };
        let (user, password, params, headers) = (None, None, Params::default(), None);
        Self {
            text,
            scheme,
            scheme_len,
            user,
            password,
            host: 0..0,
            ip: None,
            port: None,
            params,
            headers,
        }
    }

    fn read_sip(&mut self) -> bool {
        let start = self.scheme_len + 1;
        let bytes = self.text.as_bytes();
        // Neither parameters nor headers may hold an unescaped `@`, while the user part may hold
        // `;` and `?`, so the first one ends the user part wherever it stands.
        let at = bytes[start..]
            .iter()
            .position(|&byte| byte == b'@')
            .map(|at| start + at);
        let host_start = at.map_or(start, |at| at + 1);
        let mut clean = true;
        if let Some(at) = at {
            let colon = self.text[start..at].find(':').map(|colon| start + colon);
            self.user = Some(start..colon.unwrap_or(at));
            self.password = colon.map(|colon| colon + 1..at);
            clean = colon.unwrap_or(at) > start;
        }
        let rest = &self.text[host_start..];
        let host_end = rest
            .find([';', '?'])
            .map_or(self.text.len(), |end| host_start + end);
        let Some((range, ip, port)) = read_host_port(&self.text, host_start..host_end) else {
            return false;
        };
        (self.host, self.ip, self.port) = (range, ip, port);
        let params_end = self.text[host_end..]
            .find('?')
            .map_or(self.text.len(), |end| host_end + end);
        if params_end < self.text.len() {
            self.headers = Some(params_end + 1..self.text.len());
        }
        let (params, params_clean) = Params::read(&self.text.as_bytes()[host_end..params_end]);
        self.params = params;
        clean && params_clean
    }

    fn read_tel(&mut self) -> bool {
        let start = self.scheme_len + 1;
        let end = self.text[start..]
            .find(';')
            .map_or(self.text.len(), |end| start + end);
        self.user = Some(start..end);
        let (params, clean) = Params::read(&self.text.as_bytes()[end..]);
        self.params = params;
        let number = |byte: u8| byte.is_ascii_hexdigit() || b"+-.()*#".contains(&byte);
        clean && end > start && self.text.as_bytes()[start..end].iter().copied().all(number)
    }
}

/// Host, address and port in `range` of `text`. `None` when they are not well formed.
pub(crate) fn read_host_port(
    text: &str,
    range: Range<usize>,
) -> Option<(Range<usize>, Option<IpAddr>, Option<u16>)> {
    let part = &text[range.clone()];
    let (host, ip, port) = if let Some(inner) = part.strip_prefix('[') {
        let close = inner.find(']')?;
        let ip = ipv6(&inner[..close])?;
        (
            range.start + 1..range.start + 1 + close,
            Some(ip),
            &inner[close + 1..],
        )
    } else {
        let colon = part.find(':').unwrap_or(part.len());
        let host = &part[..colon];
        if host.is_empty() || !host.bytes().all(is_host) {
            return None;
        }
        (
            range.start..range.start + colon,
            host_ip(host),
            &part[colon..],
        )
    };
    let port = match port.strip_prefix(':') {
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            Some(digits.parse().ok()?)
        }
        Some(_) => return None,
        None if port.is_empty() => None,
        None => return None,
    };
    Some((host, ip, port))
}

/// An IPv6 address, also with the third colon before an embedded IPv4 address that the grammar of
/// RFC 3261 allowed by mistake (RFC 5118 section 4.10).
pub(crate) fn ipv6(text: &str) -> Option<IpAddr> {
    let parsed: Option<Ipv6Addr> = text
        .parse()
        .ok()
        .or_else(|| text.replacen(":::", "::", 1).parse().ok());
    parsed.map(IpAddr::V6)
}

fn scheme_len(text: &str) -> usize {
    let Some(colon) = text.find(':') else {
        return 0;
    };
    let mut scheme = text[..colon].bytes();
    let valid = scheme
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic())
        && scheme.all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    if valid { colon } else { 0 }
}

/// Most names tell by their first letter that they are no address.
fn host_ip(host: &str) -> Option<IpAddr> {
    host.starts_with(|first: char| first.is_ascii_digit())
        .then(|| host.parse().ok())?
}

/// Whether `byte` may stand in a host, brackets aside; colons only inside them.
pub(super) fn is_host(byte: u8) -> bool {
    HOST[usize::from(byte)]
}

/// Underscores are not host name characters, and are found in host names all the same.
const HOST: [bool; 256] = byte_set(b"-._:");

/// What may stand in a URI as it came. Octets above ASCII are let through.
const PRINTABLE: [bool; 256] = {
    let mut set = [false; 256];
    let mut byte = b' ' as usize + 1;
    while byte < 256 {
        set[byte] = !matches!(byte as u8, b'<' | b'>' | b'"' | 0x7f);
        byte += 1;
    }
    set
};
