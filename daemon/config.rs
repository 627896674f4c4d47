//! `skyplan.toml`: its keys, their defaults, and what is wrong with one that cannot be read.
//!
//! Text and the folder it lies in enter; a [`Config`] with absolute paths leaves, or all the
//! [`Finding`]s at once. Reading the file is the caller's affair.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use runtime::diagnostic::did_you_mean;
use runtime::trace::Keep;
use serde::Deserialize;
use toml::Spanned;

mod finding;
mod limits;
mod listen;
mod quantity;
#[cfg(test)]
mod tests;

pub use finding::Finding;
pub use limits::{BudgetConfig, CapabilityConfig, ContextConfig};
pub use listen::{Listen, PortRange, Transport};

/// The whole file. Every key has a default, so an empty file is a good one.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where the database, voicemail and recordings are. Relative to the file.
    pub data: PathBuf,
    /// `[sip]`.
    pub sip: SipConfig,
    /// `[media]`.
    pub media: MediaConfig,
    /// `[dialplan]`.
    pub dialplan: DialplanConfig,
    /// `[skype]`.
    pub skype: SkypeSection,
    /// `[manager]`.
    pub manager: ManagerConfig,
    /// `[http]`.
    pub http: HttpConfig,
    /// `[trace]`.
    pub trace: TraceConfig,
    /// `[[endpoint]]`.
    pub endpoint: Vec<EndpointConfig>,
    /// `[budget]`: how much scripts may use.
    pub budget: BudgetConfig,
    /// `[capability]`: what scripts may reach outside of the switch.
    pub capability: CapabilityConfig,
    /// `[context.NAME]`: the same for the scripts of a context.
    pub context: BTreeMap<Spanned<String>, ContextConfig>,
}

/// `[sip]`: the signalling.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SipConfig {
    /// Where SIP is taken, `udp:ADDRESS:PORT` and `tcp:ADDRESS:PORT`. Port 0 takes a free one.
    pub listen: Vec<Spanned<String>>,
    /// The domain of all addresses, and the realm of all passwords: changing it later makes every
    /// stored digest secret useless.
    pub domain: String,
    /// Shortest registration that is granted, in seconds.
    pub min_expires: u64,
    /// Longest registration that is granted, in seconds.
    pub max_expires: u64,
    /// Channels at once before callers get 503.
    pub max_channels: usize,
}

/// `[media]`: the audio.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MediaConfig {
    /// The address phones are told to send audio to.
    pub address: Spanned<String>,
    /// The UDP ports for it, two a call leg: `FIRST-LAST`.
    pub ports: Spanned<String>,
    /// Where prompts are, one folder a language below it. Relative to the file.
    pub prompts: PathBuf,
}

/// `[dialplan]`: the scripts.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DialplanConfig {
    /// The folder of `*.rhai` files, watched. Relative to the file.
    pub path: PathBuf,
    /// Script workers; 0 means one a core.
    pub workers: usize,
    /// Most operations of the interpreter that a script may run in the whole call, unless `[budget]` says so.
    pub operations: u64,
    /// Most memory a script may hold, in KiB, unless `[budget]` says so.
    pub memory: usize,
}

/// `[skype]`: the accounts the switch is logged in to.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SkypeSection {
    /// `chan_skype.conf`. Relative to the file; it may be absent.
    pub config: PathBuf,
}

/// `[manager]`: AMI.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ManagerConfig {
    /// Where the manager is taken.
    pub listen: String,
    /// Who may.
    pub user: Vec<ManagerUser>,
}

/// `[[manager.user]]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManagerUser {
    /// Login name.
    pub name: String,
    /// Password.
    pub secret: String,
    /// Privilege classes for events.
    #[serde(default)]
    pub read: Vec<String>,
    /// Privilege classes for actions.
    #[serde(default)]
    pub write: Vec<String>,
}

/// `[http]`: the web.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HttpConfig {
    /// Where HTTP is taken.
    pub listen: String,
}

/// `[trace]`: what is kept of calls that have ended, in the memory of the switch.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TraceConfig {
    /// The last so many calls; 0 for none.
    pub keep: usize,
    /// The last so many calls whose script failed, besides; 0 for none.
    pub failed: usize,
    /// Most memory for all of them (KiB).
    pub memory: usize,
    /// Most memory for one, while it runs too (KiB); what is more is dropped from its middle.
    pub call: usize,
}

/// `[[endpoint]]`: a phone of this switch, `SIP/<name>`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndpointConfig {
    /// Its name: the user it registers as.
    pub name: Spanned<String>,
    /// Its password.
    pub password: String,
    /// Where its calls enter.
    #[serde(default = "default_context")]
    pub context: String,
    /// Its codecs, most wanted first.
    #[serde(default = "default_codecs")]
    pub codecs: Vec<Spanned<String>>,
    /// Groups it is in; calls that ring here can be taken by who has one of them as a `pickup_groups`.
    #[serde(default)]
    pub call_groups: Vec<String>,
    /// Groups whose calls it may take with `Pickup`.
    #[serde(default)]
    pub pickup_groups: Vec<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: "skyplan-data".into(),
            sip: SipConfig::default(),
            media: MediaConfig::default(),
            dialplan: DialplanConfig::default(),
            skype: SkypeSection::default(),
            manager: ManagerConfig::default(),
            http: HttpConfig::default(),
            trace: TraceConfig::default(),
            endpoint: Vec::new(),
            budget: BudgetConfig::default(),
            capability: CapabilityConfig::default(),
            context: BTreeMap::new(),
        }
    }
}

impl Default for SipConfig {
    fn default() -> Self {
        Self {
            listen: vec![
                unplaced("udp:127.0.0.1:5060"),
                unplaced("tcp:127.0.0.1:5060"),
            ],
            domain: "skyplan.local".into(),
            // A phone behind NAT registers every 45 s (003); below that it is a flood.
            min_expires: 30,
            max_expires: 3600,
            max_channels: 10_000,
        }
    }
}

impl Default for MediaConfig {
    fn default() -> Self {
        Self {
            address: unplaced("127.0.0.1"),
            ports: unplaced("20000-29999"),
            prompts: "dialplans/prompts".into(),
        }
    }
}

impl Default for DialplanConfig {
    fn default() -> Self {
        Self {
            path: "dialplans".into(),
            workers: 0,
            operations: 100_000_000,
            memory: 8 * 1024,
        }
    }
}

impl Default for SkypeSection {
    fn default() -> Self {
        Self {
            config: "chan_skype.conf".into(),
        }
    }
}

impl Default for ManagerConfig {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:5038".into(),
            user: Vec::new(),
        }
    }
}

impl Default for HttpConfig {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8088".into(),
        }
    }
}

impl Default for TraceConfig {
    fn default() -> Self {
        let keep = Keep::default();
        Self {
            keep: keep.calls,
            failed: keep.failed,
            memory: keep.memory / 1024,
            call: keep.call / 1024,
        }
    }
}

impl TraceConfig {
    /// As whoever keeps traces has it.
    pub(crate) fn keep(&self) -> Keep {
        Keep {
            calls: self.keep,
            failed: self.failed,
            memory: self.memory.saturating_mul(1024),
            call: self.call.saturating_mul(1024),
        }
    }
}

impl Config {
    /// Reads the text of a `skyplan.toml` that lies in `folder`.
    pub fn read(text: &str, folder: &Path) -> Result<Self, Vec<Finding>> {
        let mut config: Self =
            toml::from_str(text).map_err(|error| vec![Finding::from_toml(text, &error)])?;
        for path in [
            &mut config.data,
            &mut config.dialplan.path,
            &mut config.skype.config,
            &mut config.media.prompts,
        ] {
            *path = below(folder, path);
        }
        config.resolve_folders(folder);
        let findings = config.faults(text);
        if findings.is_empty() {
            Ok(config)
        } else {
            Err(findings)
        }
    }

    /// The addresses SIP is taken on; `read` has seen to it that they can be read.
    pub fn listen(&self) -> Vec<Listen> {
        self.sip
            .listen
            .iter()
            .filter_map(|text| text.get_ref().parse().ok())
            .collect()
    }

    /// The UDP ports of the audio.
    pub fn media_ports(&self) -> PortRange {
        self.media.ports.get_ref().parse().unwrap_or_default()
    }

    /// The address of the audio.
    pub fn media_address(&self) -> std::net::IpAddr {
        self.media
            .address
            .get_ref()
            .parse()
            .unwrap_or(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST))
    }

    /// The control socket of the switch that runs with this file.
    pub fn control_socket(&self) -> PathBuf {
        self.data.join("skyplan.sock")
    }

    /// What the grammar of the file cannot see.
    fn faults(&self, text: &str) -> Vec<Finding> {
        let mut findings = Vec::new();
        for listen in &self.sip.listen {
            if let Err(fault) = listen.get_ref().parse::<Listen>() {
                findings.push(Finding::at(
                    text,
                    listen.span(),
                    fault.message,
                    Some(fault.help),
                ));
            }
        }
        if self
            .media
            .address
            .get_ref()
            .parse::<std::net::IpAddr>()
            .is_err()
        {
            let message = format!("`{}` is not an IP address", self.media.address.get_ref());
            let help =
                "write the address of this machine that phones can reach, such as `192.0.2.10`";
            findings.push(Finding::at(
                text,
                self.media.address.span(),
                message,
                Some(help.into()),
            ));
        }
        if let Err(fault) = self.media.ports.get_ref().parse::<PortRange>() {
            findings.push(Finding::at(
                text,
                self.media.ports.span(),
                fault.message,
                Some(fault.help),
            ));
        }
        if self.manager.listen.parse::<SocketAddr>().is_err() {
            findings.push(Finding::anywhere(format!(
                "`manager.listen` is `{}`, which is not an address with a port",
                self.manager.listen
            )));
        }
        self.endpoint_faults(text, &mut findings);
        self.limit_faults(text, &mut findings);
        findings
    }

    fn endpoint_faults(&self, text: &str, findings: &mut Vec<Finding>) {
        let mut names = std::collections::BTreeSet::new();
        for endpoint in &self.endpoint {
            let name = endpoint.name.get_ref();
            if name.is_empty()
                || !name
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"_-.+".contains(&byte))
            {
                let message = format!("`{name}` cannot be the name of an endpoint");
                let help = "use letters, digits, `_`, `-`, `.` and `+`";
                findings.push(Finding::at(
                    text,
                    endpoint.name.span(),
                    message,
                    Some(help.into()),
                ));
            } else if !names.insert(name) {
                let message = format!("there are two endpoints named `{name}`");
                findings.push(Finding::at(text, endpoint.name.span(), message, None));
            }
            for codec in &endpoint.codecs {
                if sdp_codec(codec.get_ref()).is_none() {
                    let message = format!("unknown codec `{}`", codec.get_ref());
                    let help = did_you_mean(codec.get_ref(), CODECS.iter().map(|(name, _)| *name))
                        .unwrap_or_else(|| "there are `opus`, `ulaw`, `alaw` and `slin`".into());
                    findings.push(Finding::at(text, codec.span(), message, Some(help)));
                }
            }
        }
    }
}

impl Config {
    /// What is right and has no effect in this build: codecs that it does not carry. `text` is the file.
    pub fn idle(&self, text: &str) -> Vec<Finding> {
        let codecs = self.endpoint.iter().flat_map(|endpoint| &endpoint.codecs);
        let idle = codecs.filter(|codec| {
            let sdp = sdp_codec(codec.get_ref());
            sdp.is_none_or(|name| media::codec::by_name(name).is_none())
        });
        let findings = idle.map(|codec| {
            let name = codec.get_ref();
            let message = format!("this build does not carry the codec `{name}`");
            let help = "calls use the other codecs of the list; with no other they get 488";
            Finding::at(text, codec.span(), message, Some(help.to_owned()))
        });
        findings.collect()
    }
}

/// Asterisk's names of the codecs, and SDP's. `g722` and `g729` are names the file may hold before
/// this switch can transcode them; SDP offers leave them out.
const CODECS: &[(&str, &str)] = &[
    ("opus", "opus"),
    ("ulaw", "pcmu"),
    ("alaw", "pcma"),
    ("slin", "l16"),
    ("g722", "g722"),
    ("g729", "g729"),
    ("pcmu", "pcmu"),
    ("pcma", "pcma"),
];

/// The SDP name, in lower case, of a codec by Asterisk's name.
pub fn sdp_codec(name: &str) -> Option<&'static str> {
    CODECS
        .iter()
        .find(|(asterisk, _)| asterisk.eq_ignore_ascii_case(name))
        .map(|(_, sdp)| *sdp)
}

/// A path of the file, without the `.` that `data = "."` would leave in every message.
fn below(folder: &Path, path: &Path) -> PathBuf {
    use std::path::Component;
    let whole = folder.join(path);
    let parts: PathBuf = whole
        .components()
        .filter(|part| *part != Component::CurDir)
        .collect();
    if parts == Path::new("") {
        PathBuf::from(".")
    } else {
        parts
    }
}

fn default_context() -> String {
    "default".into()
}

fn default_codecs() -> Vec<Spanned<String>> {
    ["opus", "ulaw", "alaw"].map(unplaced).to_vec()
}

/// A default, which stands nowhere in the file.
fn unplaced(text: &str) -> Spanned<String> {
    Spanned::new(0..0, text.into())
}
