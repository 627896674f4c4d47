//! Reading a description (RFC 8866 section 9), with whatever real phones do to it.

use super::{Attribute, Description, Media, Origin};
use std::net::{IpAddr, Ipv4Addr};

/// Why a body is not a session description.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SdpError {
    /// More octets, lines or media than anyone needs.
    #[error("session description has more than {most} {what}")]
    TooMuch {
        /// Of what.
        what: &'static str,
        /// How many are allowed.
        most: usize,
    },
    /// It does not begin with `v=0`.
    #[error("session description does not begin with `v=0`")]
    NoVersion,
    /// A line that must be understood is not.
    #[error("broken line `{line}` in session description")]
    BrokenLine {
        /// The line, or its beginning.
        line: String,
    },
}

/// A body is one datagram at most.
const MAX_OCTETS: usize = 65_535;
const MAX_LINES: usize = 1000;
const MAX_MEDIA: usize = 32;
/// Dynamic and static payload types together.
const MAX_FORMATS: usize = 128;
const SHOWN: usize = 60;

impl Description {
    /// Reads a body. Octets that are not UTF-8 are replaced; lines of unknown type are skipped.
    ///
    /// # Errors
    /// [`SdpError`] when it is too large, is no description at all, or an `m=` line cannot be understood.
    pub fn parse(body: &[u8]) -> Result<Self, SdpError> {
        if body.len() > MAX_OCTETS {
            return Err(SdpError::TooMuch {
                what: "octets",
                most: MAX_OCTETS,
            });
        }
        let text = String::from_utf8_lossy(body);
        let mut lines = text
            .split(['\r', '\n'])
            .map(str::trim)
            .filter(|line| !line.is_empty());
        if lines
            .next()
            .and_then(|line| line.strip_prefix("v="))
            .map(str::trim)
            != Some("0")
        {
            return Err(SdpError::NoVersion);
        }
        let mut description = Self {
            origin: Origin::unknown(),
            connection: None,
            attributes: Vec::new(),
            media: Vec::new(),
        };
        for (number, line) in lines.enumerate() {
            if number >= MAX_LINES {
                return Err(SdpError::TooMuch {
                    what: "lines",
                    most: MAX_LINES,
                });
            }
            description.read(line)?;
        }
        Ok(description)
    }

    fn read(&mut self, line: &str) -> Result<(), SdpError> {
        let Some((kind, value)) = line.split_once('=') else {
            return Ok(());
        };
        match kind {
            "o" => self.origin = Origin::parse(value),
            "c" => self.set_connection(address(value)),
            "a" => self.attributes_here().push(Attribute::parse(value)),
            "m" if self.media.len() == MAX_MEDIA => {
                return Err(SdpError::TooMuch {
                    what: "media",
                    most: MAX_MEDIA,
                });
            }
            "m" => self
                .media
                .push(Media::parse(value).ok_or_else(|| broken(line))?),
            _ => {}
        }
        Ok(())
    }

    fn set_connection(&mut self, address: Option<IpAddr>) {
        match self.media.last_mut() {
            Some(media) => media.connection = address,
            None => self.connection = address,
        }
    }

    fn attributes_here(&mut self) -> &mut Vec<Attribute> {
        match self.media.last_mut() {
            Some(media) => &mut media.attributes,
            None => &mut self.attributes,
        }
    }
}

impl Origin {
    fn unknown() -> Self {
        Self {
            username: "-".into(),
            session_id: 0,
            version: 0,
            address: Ipv4Addr::UNSPECIFIED.into(),
        }
    }

    /// Nothing of it is needed to talk, so what cannot be read becomes zero.
    fn parse(value: &str) -> Self {
        let mut words = value.split_whitespace();
        let username = words.next().unwrap_or("-").to_owned();
        let mut number = || words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
        let (session_id, version) = (number(), number());
        let address = words
            .nth(2)
            .and_then(|word| word.parse().ok())
            .unwrap_or(Ipv4Addr::UNSPECIFIED.into());
        Self {
            username,
            session_id,
            version,
            address,
        }
    }
}

impl Attribute {
    fn parse(value: &str) -> Self {
        match value.split_once(':') {
            Some((name, value)) => Self::new(name.trim(), value.trim()),
            None => Self::flag(value.trim()),
        }
    }
}

impl Media {
    fn parse(value: &str) -> Option<Self> {
        let mut words = value.split_whitespace();
        let kind = words.next()?.to_owned();
        // `49170/2` asks for two ports; the first is the one that counts here.
        let port = words.next()?.split('/').next()?.parse().ok()?;
        let protocol = words.next()?.to_owned();
        let formats = words.take(MAX_FORMATS).map(str::to_owned).collect();
        Some(Self {
            kind,
            port,
            protocol,
            formats,
            connection: None,
            attributes: Vec::new(),
        })
    }
}

/// The address in `IN IP4 192.0.2.1/127`; the time to live is not for us. Names are not looked up.
fn address(value: &str) -> Option<IpAddr> {
    let host = value.split_whitespace().nth(2)?;
    host.split('/')
        .next()?
        .trim_matches(['[', ']'])
        .parse()
        .ok()
}

fn broken(line: &str) -> SdpError {
    SdpError::BrokenLine {
        line: line.chars().take(SHOWN).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sdp::Direction;
    use proptest::prelude::*;

    fn check(body: &str, media: &str) {
        let description = Description::parse(body.as_bytes()).unwrap();
        let shown: Vec<_> = description
            .media
            .iter()
            .map(|media| {
                let address = description
                    .address_of(media)
                    .map_or("-".into(), |address| address.to_string());
                format!(
                    "{} {address}:{} {}",
                    media.kind,
                    media.port,
                    description.direction_of(media).name()
                )
            })
            .collect();
        assert_eq!(shown.join(", "), media);
    }

    #[test]
    fn the_address_of_the_media_goes_before_that_of_the_session() {
        check(
            "v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 0\r\n",
            "audio 192.0.2.1:4000 sendrecv",
        );
        check(
            "v=0\nc=IN IP4 192.0.2.1\nm=audio 4 RTP/AVP 0\nc=IN IP6 ::1\n",
            "audio ::1:4 sendrecv",
        );
        check(
            "v=0\nc=IN IP4 224.2.1.1/127\nm=audio 4/2 RTP/AVP 0",
            "audio 224.2.1.1:4 sendrecv",
        );
    }

    #[test]
    fn holding_is_understood_in_all_its_forms() {
        check(
            "v=0\nc=IN IP4 0.0.0.0\nm=audio 4 RTP/AVP 0\n",
            "audio 0.0.0.0:4 sendonly",
        );
        check(
            "v=0\nc=IN IP4 1.2.3.4\nm=audio 4 RTP/AVP 0\na=sendonly",
            "audio 1.2.3.4:4 sendonly",
        );
        check(
            "v=0\nc=IN IP4 1.2.3.4\na=inactive\nm=audio 4 RTP/AVP 0",
            "audio 1.2.3.4:4 inactive",
        );
        check(
            "v=0\na=inactive\nm=audio 4 RTP/AVP 0\na=sendrecv",
            "audio -:4 sendrecv",
        );
    }

    #[test]
    fn what_is_no_description_is_refused() {
        let error = |body: &[u8]| Description::parse(body).unwrap_err();
        assert_eq!(error(b""), SdpError::NoVersion);
        assert_eq!(error(b"o=- 1 1 IN IP4 1.2.3.4"), SdpError::NoVersion);
        assert!(matches!(
            error(b"v=0\nm=audio none"),
            SdpError::BrokenLine { .. }
        ));
        assert!(matches!(
            error(&b"v=0\n".repeat(2000)),
            SdpError::TooMuch { what: "lines", .. }
        ));
        assert!(matches!(
            error(&[b'v'; 70_000]),
            SdpError::TooMuch { what: "octets", .. }
        ));
    }

    #[test]
    fn a_direction_is_the_other_sides_reversed() {
        assert_eq!(Direction::SendOnly.reversed(), Direction::RecvOnly);
        assert_eq!(
            Direction::SendRecv.and(Direction::RecvOnly),
            Direction::RecvOnly
        );
    }

    proptest! {
        #[test]
        fn no_body_harms_the_reader(body in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = Description::parse(&body);
        }

        #[test]
        fn what_is_printed_reads_back(body in "v=0\n([ocam]=[ -~]{0,40}\n){0,8}") {
            if let Ok(description) = Description::parse(body.as_bytes()) {
                let again = Description::parse(description.to_string().as_bytes());
                prop_assert_eq!(again.map(|again| again.media.len()), Ok(description.media.len()));
            }
        }
    }
}
