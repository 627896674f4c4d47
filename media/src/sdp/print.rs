//! Writing a description, lines in the order of RFC 8866 section 5.

use super::{Attribute, Description, Media};
use std::{fmt, net::IpAddr};

impl fmt::Display for Description {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let origin = &self.origin;
        write!(
            out,
            "v=0\r\no={} {} {} IN ",
            origin.username, origin.session_id, origin.version
        )?;
        write!(out, "{}\r\ns=-\r\n", Address(origin.address))?;
        if let Some(address) = self.connection {
            write!(out, "c=IN {}\r\n", Address(address))?;
        }
        write!(out, "t=0 0\r\n")?;
        self.attributes
            .iter()
            .try_for_each(|attribute| attribute.fmt(out))?;
        self.media.iter().try_for_each(|media| media.fmt(out))
    }
}

impl fmt::Display for Media {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "m={} {} {}", self.kind, self.port, self.protocol)?;
        self.formats
            .iter()
            .try_for_each(|format| write!(out, " {format}"))?;
        write!(out, "\r\n")?;
        if let Some(address) = self.connection {
            write!(out, "c=IN {}\r\n", Address(address))?;
        }
        self.attributes
            .iter()
            .try_for_each(|attribute| attribute.fmt(out))
    }
}

impl fmt::Display for Attribute {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Some(value) => write!(out, "a={}:{value}\r\n", self.name),
            None => write!(out, "a={}\r\n", self.name),
        }
    }
}

struct Address(IpAddr);

impl fmt::Display for Address {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{} {}",
            if self.0.is_ipv4() { "IP4" } else { "IP6" },
            self.0
        )
    }
}
