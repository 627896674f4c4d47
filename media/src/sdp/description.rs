//! A session description as data (RFC 8866 section 5).

use std::net::IpAddr;

/// A whole description. `Display` prints it with CRLF; `Description::parse` reads one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Description {
    /// `o=`: who made it and which version it is.
    pub origin: Origin,
    /// `c=` of the session, for media lines without their own. `None` also when it was not an IP address.
    pub connection: Option<IpAddr>,
    /// `a=` of the session.
    pub attributes: Vec<Attribute>,
    /// `m=` lines in order; an answer keeps order and number.
    pub media: Vec<Media>,
}

/// `o=` (RFC 8866 section 5.2).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Origin {
    /// The user, `-` where there is none.
    pub username: String,
    /// Same for all descriptions of one session.
    pub session_id: u64,
    /// One more at each change.
    pub version: u64,
    /// The machine it was made on.
    pub address: IpAddr,
}

/// `m=` and the lines that belong to it (RFC 8866 section 5.14).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Media {
    /// `audio`, `video`, `image` or anything.
    pub kind: String,
    /// Where to send RTP; 0 refuses the line.
    pub port: u16,
    /// `RTP/AVP` or another.
    pub protocol: String,
    /// Payload types, or for other protocols whatever they use.
    pub formats: Vec<String>,
    /// Its own `c=`.
    pub connection: Option<IpAddr>,
    /// Its `a=` lines.
    pub attributes: Vec<Attribute>,
}

/// `a=name` or `a=name:value`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attribute {
    /// What it is about, as written.
    pub name: String,
    /// After the colon.
    pub value: Option<String>,
}

impl Attribute {
    /// `a=name:value`.
    pub fn new(name: &str, value: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            value: Some(value.into()),
        }
    }

    /// `a=name`.
    pub fn flag(name: &str) -> Self {
        Self {
            name: name.into(),
            value: None,
        }
    }
}

/// Which way sound goes, seen from the side that says it (RFC 8866 section 6.7).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Direction {
    /// Both ways.
    #[default]
    SendRecv,
    /// It sends, and does not listen: the usual way to hold the other side.
    SendOnly,
    /// It listens only.
    RecvOnly,
    /// Neither.
    Inactive,
}

impl Direction {
    /// From whether the side sends and listens.
    pub fn new(sends: bool, receives: bool) -> Self {
        match (sends, receives) {
            (true, true) => Self::SendRecv,
            (true, false) => Self::SendOnly,
            (false, true) => Self::RecvOnly,
            (false, false) => Self::Inactive,
        }
    }

    /// Whether the side that says this sends.
    pub fn sends(self) -> bool {
        matches!(self, Self::SendRecv | Self::SendOnly)
    }

    /// Whether the side that says this listens.
    pub fn receives(self) -> bool {
        matches!(self, Self::SendRecv | Self::RecvOnly)
    }

    /// The same thing said by the other side.
    pub fn reversed(self) -> Self {
        Self::new(self.receives(), self.sends())
    }

    /// What both allow.
    pub fn and(self, other: Self) -> Self {
        Self::new(
            self.sends() && other.sends(),
            self.receives() && other.receives(),
        )
    }

    /// The attribute's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::SendRecv => "sendrecv",
            Self::SendOnly => "sendonly",
            Self::RecvOnly => "recvonly",
            Self::Inactive => "inactive",
        }
    }

    fn of(attributes: &[Attribute]) -> Option<Self> {
        let all = [
            Self::SendRecv,
            Self::SendOnly,
            Self::RecvOnly,
            Self::Inactive,
        ];
        let named =
            |attribute: &Attribute| all.into_iter().find(|one| one.name() == attribute.name);
        attributes.iter().find_map(named)
    }
}

impl Description {
    /// The audio stream we would talk on: the first that is not refused and is plain RTP.
    pub fn audio(&self) -> Option<(usize, &Media)> {
        self.media
            .iter()
            .enumerate()
            .find(|(_, media)| media.is_audio())
    }

    /// Where media of `media` goes.
    pub fn address_of(&self, media: &Media) -> Option<IpAddr> {
        media.connection.or(self.connection)
    }

    /// The direction its maker states for `media`, `c=0.0.0.0` (the hold of RFC 2543) included.
    pub fn direction_of(&self, media: &Media) -> Direction {
        let said = Direction::of(&media.attributes)
            .or_else(|| Direction::of(&self.attributes))
            .unwrap_or_default();
        let held = self
            .address_of(media)
            .is_some_and(|address| address.is_unspecified());
        if held {
            Direction::new(said.sends(), false)
        } else {
            said
        }
    }
}

impl Media {
    /// Value of the first attribute called `name`.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|attribute| attribute.name == name)?
            .value
            .as_deref()
    }

    /// Whether we could talk on it.
    pub(super) fn is_audio(&self) -> bool {
        let plain = ["RTP/AVP", "RTP/AVPF"]
            .iter()
            .any(|name| self.protocol.eq_ignore_ascii_case(name));
        self.kind.eq_ignore_ascii_case("audio") && self.port != 0 && plain
    }
}
