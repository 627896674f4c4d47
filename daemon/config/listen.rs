//! The address forms of `skyplan.toml`: `udp:127.0.0.1:5060` and `20000-29999`.

use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;

use runtime::diagnostic::did_you_mean;

/// A transport of SIP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// RFC 3261 over UDP.
    Udp,
    /// RFC 3261 over TCP.
    Tcp,
}

/// Where SIP is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listen {
    /// How.
    pub transport: Transport,
    /// Where.
    pub address: SocketAddr,
}

/// Why a text is not one of these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub message: String,
    /// What to write.
    pub help: String,
}

impl FromStr for Listen {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let (transport, address) = text.split_once(':').unwrap_or((text, ""));
        let transport = match transport {
            "udp" => Transport::Udp,
            "tcp" => Transport::Tcp,
            "tls" | "ws" | "wss" => {
                return Err(Fault {
                    message: format!("`{transport}:` is not in this version"),
                    help: "use `udp:` and `tcp:`".into(),
                });
            }
            other => {
                return Err(Fault {
                    message: format!("unknown transport `{other}`"),
                    help: did_you_mean(other, ["udp", "tcp"])
                        .unwrap_or_else(|| "write it as `udp:127.0.0.1:5060`".into()),
                });
            }
        };
        let address = address.parse().map_err(|_| Fault {
            message: format!("`{address}` is not an IP address with a port"),
            help: "write it as `udp:127.0.0.1:5060`, or `udp:[::1]:5060`".into(),
        })?;
        Ok(Self { transport, address })
    }
}

impl fmt::Display for Listen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let transport = match self.transport {
            Transport::Udp => "udp",
            Transport::Tcp => "tcp",
        };
        write!(f, "{transport}:{}", self.address)
    }
}

/// Ports from `first` to `last`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PortRange {
    /// The lowest.
    pub first: u16,
    /// The highest.
    pub last: u16,
}

impl Default for PortRange {
    fn default() -> Self {
        Self {
            first: 20000,
            last: 29999,
        }
    }
}

impl FromStr for PortRange {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let parts = text.split_once('-');
        let range = parts.and_then(|(first, last)| {
            Some((first.trim().parse().ok()?, last.trim().parse().ok()?))
        });
        match range {
            // RTP needs an even port and the one behind it.
            Some((first, last)) if first >= 1024 && last > first => Ok(Self { first, last }),
            _ => Err(Fault {
                message: format!("`{text}` is not a range of ports"),
                help: "write the first and the last port, such as `20000-29999`".into(),
            }),
        }
    }
}
