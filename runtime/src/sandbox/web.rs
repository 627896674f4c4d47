//! What scripts may fetch: by the beginning of the address.
//!
//! In: `https://api.example.com/v1/` from the configuration, and the URL of a script. Out: whether it may be fetched.
//! Which network address a name has is for the host to look at.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

/// A part of the web that may be fetched from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Web {
    /// `None` for http and https on their own ports.
    origin: Option<(Scheme, u16)>,
    /// `*.example.com` for all names below.
    host: String,
    /// What a path begins with.
    path: String,
}

/// What a URL says, taken apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    scheme: Scheme,
    /// In lower case; an address in brackets without them.
    host: String,
    port: u16,
    /// With its slash and what follows a question mark.
    path: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Scheme {
    Http,
    Https,
}

/// What is wrong with a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WebFault {
    /// No `http://` or `https://`.
    #[error("does not begin with `http://` or `https://`")]
    Scheme,
    /// No name of a machine that can be one.
    #[error("names no machine")]
    Host,
    /// A port that is none.
    #[error("has a port that is none")]
    Port,
    /// A name or password before the machine.
    #[error("has a user in it; use `CURLOPT(userpwd)`")]
    User,
    /// Blanks, control characters, backslashes, or a way upwards.
    #[error("has something in its path that cannot stand there")]
    Path,
}

impl Scheme {
    fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }

    fn port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }
}

impl Web {
    /// All of it.
    pub(super) fn any() -> Self {
        Self {
            origin: None,
            host: "*".to_owned(),
            path: "/".to_owned(),
        }
    }

    /// Whether it holds an address.
    pub fn allows(&self, address: &Address) -> bool {
        if self.host == "*" {
            return true;
        }
        let origin = match self.origin {
            Some(origin) => origin == (address.scheme, address.port),
            None => address.port == address.scheme.port(),
        };
        let host = match self.host.strip_prefix("*.") {
            Some(domain) => {
                let below = address.host.strip_suffix(domain);
                below.is_some_and(|below| below.len() > 1 && below.ends_with('.'))
            }
            None => self.host == address.host,
        };
        let path = address.path.strip_prefix(&*self.path);
        // `/v1` is `/v1/x` and `/v1?x`, but not `/v10`.
        let path = path.is_some_and(|rest| {
            self.path.ends_with('/') || rest.is_empty() || rest.starts_with(['/', '?'])
        });
        origin && host && path
    }

    /// The network address that it names itself, which may then be one within this machine and its network.
    pub fn own_address(&self) -> Option<IpAddr> {
        self.host.parse().ok()
    }

    /// Whether it names this machine.
    pub fn is_local(&self) -> bool {
        self.host == "localhost"
    }
}

impl FromStr for Web {
    type Err = WebFault;

    /// `https://host[:port][/path]`, or only `host`.
    fn from_str(text: &str) -> Result<Self, WebFault> {
        if !text.contains("://") {
            let host = host(text)?;
            return Ok(Self {
                origin: None,
                host,
                path: "/".to_owned(),
            });
        }
        let address: Address = text.parse()?;
        Ok(Self {
            origin: Some((address.scheme, address.port)),
            host: address.host,
            path: address.path,
        })
    }
}

impl Address {
    /// The machine: a name, or an address without brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// `https://api.example.com`, with a port that is not its own.
    pub fn origin(&self) -> String {
        let host = if self.host.contains(':') {
            format!("[{}]", self.host)
        } else {
            self.host.clone()
        };
        let scheme = self.scheme.name();
        if self.port == self.scheme.port() {
            format!("{scheme}://{host}")
        } else {
            format!("{scheme}://{host}:{}", self.port)
        }
    }

    /// Where a redirection leads that stands in the answer from here.
    ///
    /// # Errors
    ///
    /// When that is no address.
    pub fn redirected(&self, location: &str) -> Result<Self, WebFault> {
        if let Some(rest) = location.strip_prefix("//") {
            return format!("{}://{rest}", self.scheme.name()).parse();
        }
        if location.contains("://") {
            return location.parse();
        }
        if location.starts_with('/') {
            return format!("{}{location}", self.origin()).parse();
        }
        let path = self.path.split('?').next().unwrap_or("/");
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        format!("{}{folder}/{location}", self.origin()).parse()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin(), self.path)
    }
}

impl FromStr for Address {
    type Err = WebFault;

    fn from_str(text: &str) -> Result<Self, WebFault> {
        let (scheme, rest) = text.split_once("://").ok_or(WebFault::Scheme)?;
        let scheme = match scheme.to_ascii_lowercase().as_str() {
            "http" => Scheme::Http,
            "https" => Scheme::Https,
            _ => return Err(WebFault::Scheme),
        };
        let rest = rest.split('#').next().unwrap_or(rest);
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        if authority.contains('@') {
            return Err(WebFault::User);
        }
        let (name, port) = split_port(authority)?;
        let path = match path.strip_prefix('?') {
            Some(_) => format!("/{path}"),
            None if path.is_empty() => "/".to_owned(),
            None => path.to_owned(),
        };
        if !is_path(&path) {
            return Err(WebFault::Path);
        }
        Ok(Self {
            scheme,
            host: host(name)?,
            port: port.unwrap_or(scheme.port()),
            path,
        })
    }
}

/// A machine and its port.
fn split_port(authority: &str) -> Result<(&str, Option<u16>), WebFault> {
    let bare = authority.strip_prefix('[');
    let (name, port) = match bare {
        Some(rest) => {
            let (name, port) = rest.split_once(']').ok_or(WebFault::Host)?;
            (
                name,
                port.strip_prefix(':')
                    .or_else(|| port.is_empty().then_some(""))
                    .ok_or(WebFault::Port)?,
            )
        }
        None => authority.split_once(':').unwrap_or((authority, "")),
    };
    if bare.is_some() && name.parse::<std::net::Ipv6Addr>().is_err() {
        return Err(WebFault::Host);
    }
    match port {
        "" => Ok((name, None)),
        port => Ok((name, Some(port.parse().map_err(|_| WebFault::Port)?))),
    }
}

/// The name of a machine as it is compared.
fn host(name: &str) -> Result<String, WebFault> {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let ordinary = |octet: u8| octet.is_ascii_alphanumeric() || b"-._*:".contains(&octet);
    let stars = name.strip_prefix("*.").unwrap_or(&name).contains('*');
    if name.is_empty() || stars || !name.bytes().all(ordinary) {
        return Err(WebFault::Host);
    }
    Ok(match name.parse::<IpAddr>() {
        Ok(address) => address.to_canonical().to_string(),
        Err(_) => name,
    })
}

/// Whether a path says where it leads: nothing upwards, nothing that a server reads otherwise.
fn is_path(path: &str) -> bool {
    let plain = path.split('?').next().unwrap_or(path).to_ascii_lowercase();
    let dots = plain.replace("%2e", ".");
    let upwards = dots.split('/').any(|part| part == "..");
    let hidden = plain.contains("%2f") || plain.contains("%5c");
    let odd = |octet: u8| octet <= b' ' || octet == 0x7f || octet == b'\\';
    !upwards && !hidden && !path.bytes().any(odd)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(web: &str, url: &str, allowed: bool) {
        let web: Web = web.parse().expect(web);
        let may = url
            .parse()
            .is_ok_and(|address: Address| web.allows(&address));
        assert_eq!(may, allowed, "{web:?} {url}");
    }

    #[test]
    fn what_begins_like_the_entry_is_allowed() {
        check(
            "https://api.example.com/v1/",
            "https://api.example.com/v1/x?y=z",
            true,
        );
        check(
            "https://api.example.com/v1/",
            "HTTPS://API.example.com:443/v1/",
            true,
        );
        check(
            "https://api.example.com/v1/",
            "https://api.example.com/v2/",
            false,
        );
        check(
            "https://api.example.com/v1",
            "https://api.example.com/v10",
            false,
        );
        check(
            "https://api.example.com/v1",
            "https://api.example.com/v1?a",
            true,
        );
        check(
            "https://api.example.com/v1/",
            "http://api.example.com/v1/",
            false,
        );
        check(
            "https://api.example.com",
            "https://api.example.com:8443/",
            false,
        );
        check(
            "https://api.example.com",
            "https://api.example.com.evil.org/",
            false,
        );
        check("http://127.0.0.1:8080/", "http://127.0.0.1:8080/a", true);
        check("http://[::1]:8080/", "http://[::1]:8080/a", true);
    }

    #[test]
    fn a_name_alone_is_both_schemes_on_their_ports() {
        check("api.example.com", "http://api.example.com/", true);
        check("api.example.com", "https://api.example.com./x", true);
        check("api.example.com", "https://api.example.com:8443/", false);
        check("*.example.com", "https://a.b.example.com/", true);
        check("*.example.com", "https://example.com/", false);
        check("*.example.com", "https://evilexample.com/", false);
    }

    #[test]
    fn what_only_looks_like_it_is_not() {
        for url in [
            "https://api.example.com/v1/../admin",
            "https://api.example.com/v1/%2e%2E/admin",
            "https://api.example.com/v1/..%2fadmin",
            "https://api.example.com/v1/..\\admin",
            "https://api.example.com@evil.org/v1/",
            "https://evil.org\\@api.example.com/v1/",
            "https://evil.org#@api.example.com/v1/",
            "file:///etc/passwd",
            "https:///v1/",
            "https://api.example.com:0x1bb/v1/",
            "//api.example.com/v1/",
            "https://api.example.com/v1/ x",
        ] {
            check("https://api.example.com/v1/", url, false);
        }
    }

    #[test]
    fn a_redirection_leads_on_from_where_it_stands() {
        let from: Address = "https://a.org/x/y?z=/w".parse().unwrap();
        let check = |location: &str, expected: &str| {
            assert_eq!(from.redirected(location).unwrap().to_string(), expected);
        };
        check("/q", "https://a.org/q");
        check("q", "https://a.org/x/q");
        check("//b.org/q", "https://b.org/q");
        check("http://b.org:81", "http://b.org:81/");
        assert_eq!(from.redirected("../q"), Err(WebFault::Path));
    }
}
