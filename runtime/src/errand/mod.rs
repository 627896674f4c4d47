//! What scripts have done outside of the switch: programs, URLs and files.
//!
//! A script that may ([`Capabilities`](crate::sandbox::Capabilities)) asks with a [`Request`](crate::host::Request), and
//! the host does it on a thread that may wait. What is done to the text of a file is worked out [here](text), the same
//! for a disk and for a test.

pub mod text;

use serde::{Deserialize, Serialize};
use std::time::Duration;

use crate::sandbox::{Address, Network, Place, Web};

pub use text::{Edit, Extract, LineEnd, Measure};

/// Most octets that a program or URL may give, and a part of a file; what is longer is cut.
pub const MOST_OUTPUT: usize = 64 << 10;
/// Longest file that is read or changed in its middle, in octets.
pub const LONGEST_FILE: u64 = 1 << 20;

/// Something to be done outside of the switch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Errand {
    /// Runs a program with its arguments. [`Reply::Outcome`](crate::host::Reply::Outcome) with what it ended with and
    /// what it printed; `Refused` when it cannot be run, `TimedOut` when it was ended.
    Run {
        /// The program's path, and its arguments.
        words: Vec<String>,
        /// How long it may take.
        timeout: Duration,
    },
    /// Fetches a URL. `Outcome` with the HTTP status and the body; `Refused` when nobody answered.
    Fetch(Box<Fetch>),
    /// Reads a part of a file. `Text`, or `NotFound`.
    Read(Place, Extract),
    /// Writes a file. `Done`, or `Refused`.
    Write(Place, Edit),
    /// Looks at a file. `Rows`: `kind`, `size`, `mode`, `accessed`, `modified`, `changed`; or `NotFound`.
    Look(Place),
    /// Measures the machine. `Text` with a number, or `NotFound` where nobody can tell.
    Measure(Gauge),
}

/// What is measured of the machine that the switch runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gauge {
    /// Programs that ran or wanted to in the last minute, on average, with six places behind the point.
    Load,
    /// Hours since it was started.
    Uptime,
    /// Memory, in KiB.
    Ram,
    /// Memory that nobody uses, in KiB.
    FreeRam,
    /// Memory that holds parts of disks, in KiB.
    BufferRam,
    /// Swap space, in KiB.
    Swap,
    /// Swap space that nobody uses, in KiB.
    FreeSwap,
    /// Processes and threads.
    Processes,
}

impl Errand {
    /// A command as a test names it: what a shell is given, or the words of a program; empty for what is none.
    pub(crate) fn command(&self) -> String {
        match self {
            Self::Run { words, .. } => match &words[..] {
                [shell, flag, line] if shell == "/bin/sh" && flag == "-c" => line.clone(),
                words => words.join(" "),
            },
            _ => String::new(),
        }
    }

    /// Octets of its texts.
    pub(crate) fn octets(&self) -> usize {
        match self {
            Self::Run { words, .. } => words.iter().map(String::len).sum(),
            Self::Fetch(fetch) => {
                let headers = fetch.headers.iter();
                let headers = headers.map(|(name, value)| name.len() + value.len());
                fetch.body.as_ref().map_or(0, String::len) + headers.sum::<usize>()
            }
            Self::Write(_, Edit::Whole(text) | Edit::Append(text) | Edit::Part(_, text)) => {
                text.len()
            }
            Self::Read(..) | Self::Look(_) | Self::Measure(_) => 0,
        }
    }
}

impl std::fmt::Display for Errand {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Run { words, .. } => write!(f, "runs {}", words.join(" ")),
            Self::Fetch(fetch) => write!(f, "fetches {}", fetch.address),
            Self::Read(place, _) => write!(f, "reads {place}"),
            Self::Write(place, _) => write!(f, "writes {place}"),
            Self::Look(place) => write!(f, "looks at {place}"),
            Self::Measure(gauge) => write!(f, "measures {gauge:?}"),
        }
    }
}

/// What is fetched, and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fetch {
    /// From where.
    pub address: Address,
    /// What is sent with POST; GET without.
    pub body: Option<String>,
    /// Further headers.
    pub headers: Vec<(String, String)>,
    /// How long all of it may take.
    pub timeout: Duration,
    /// Redirections that are followed, each of them to where `allowed` allows.
    pub redirects: u32,
    /// Where it may lead.
    pub allowed: Vec<Web>,
    /// Addresses of this side that names may have.
    pub private: Vec<Network>,
}

impl Fetch {
    /// Whether a network address may be asked that a name has.
    pub fn may_ask(&self, address: std::net::IpAddr) -> bool {
        let named = self.address.host() == "localhost" && address.to_canonical().is_loopback();
        let listed = self.private.iter().any(|network| network.contains(address));
        let local = named && self.allowed.iter().any(Web::is_local);
        !Network::is_private(address) || listed || local
    }
}
