//! A section `[<username>]`: an account that the switch logs in to.

use crate::buddy::{AuthPolicy, AutoAdd, BuddyPolicy};
use crate::config::codecs::{Codec, default_codecs};
use crate::config::set_var::SetVar;
use crate::name::SkypeName;
use crate::profile::{Birthday, Gender};

/// Settings of one account. The fields are the manual's table.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// Name of the section.
    pub name: SkypeName,
    /// Line of the section, from 1.
    pub line: u32,
    /// The password. Without one the account must exist already.
    pub secret: Option<String>,
    /// Context that incoming calls enter. Defaults to `default`.
    pub context: String,
    /// Extension that incoming calls enter. Defaults to the account's name.
    pub exten: String,
    /// Allowed codecs, most wanted first. Defaults to ulaw, alaw, g729, opus.
    pub codecs: Vec<Codec>,
    /// Which calls are allowed. Defaults to both.
    pub direction: Direction,
    /// Answers to authorization requests. Defaults to `accept`.
    pub auth_policy: AuthPolicy,
    /// When buddies are added unasked. Defaults to `no`.
    pub buddy_autoadd: AutoAdd,
    /// Whether buddies' presence is followed. Defaults to yes.
    pub buddy_presence: bool,
    /// Music class to hear on hold. Defaults to `default`.
    pub mohinterpret: String,
    /// Music class to suggest to the other side. Defaults to none.
    pub mohsuggest: Option<String>,
    /// Answer to every chat message. Defaults to none.
    pub autoreply: Option<String>,
    /// Whether a web page may show the presence. Defaults to no.
    pub webpresence: bool,
    /// Birthday to put into the profile.
    pub birthday: Option<Birthday>,
    /// Country to put into the profile.
    pub country: Option<String>,
    /// Home page to put into the profile.
    pub homepage: Option<String>,
    /// Path of a JPEG of 96×96.
    pub avatar: Option<String>,
    /// Gender to put into the profile.
    pub gender: Option<Gender>,
    /// Variables of each call, and properties to set at login, in the order of the file.
    pub setvar: Vec<SetVar>,
}

impl User {
    /// A user with the manual's defaults.
    pub fn new(name: SkypeName, line: u32) -> Self {
        Self {
            exten: name.as_str().to_owned(),
            name,
            line,
            secret: None,
            context: "default".to_owned(),
            codecs: default_codecs(),
            direction: Direction::Both,
            auth_policy: AuthPolicy::default(),
            buddy_autoadd: AutoAdd::default(),
            buddy_presence: true,
            mohinterpret: "default".to_owned(),
            mohsuggest: None,
            autoreply: None,
            webpresence: false,
            birthday: None,
            country: None,
            homepage: None,
            avatar: None,
            gender: None,
            setvar: Vec::new(),
        }
    }

    /// What `Community::set_buddy_policy` wants.
    pub fn buddy_policy(&self) -> BuddyPolicy {
        BuddyPolicy {
            auth: self.auth_policy.clone(),
            autoadd: self.buddy_autoadd,
        }
    }

    /// Account properties to set at login: the profile options, then `setvar`.
    pub fn account_properties(&self) -> Vec<(&'static str, String)> {
        let options = [
            ("birthday", self.birthday.map(|date| date.to_string())),
            ("country", self.country.clone()),
            ("homepage", self.homepage.clone()),
            ("gender", self.gender.map(|gender| gender.to_string())),
        ];
        let written = options
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        let set = self.setvar.iter().filter_map(|set| match set {
            SetVar::AccountProperty { property, value } => Some((*property, value.clone())),
            SetVar::CallProperty { .. } | SetVar::Variable { .. } => None,
        });
        written.chain(set).collect()
    }
}

impl std::fmt::Debug for User {
    /// Without the secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("User")
            .field("name", &self.name)
            .field("context", &self.context)
            .field("exten", &self.exten)
            .field("direction", &self.direction)
            .finish_non_exhaustive()
    }
}

/// Which calls an account may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Direction {
    /// Only incoming ones.
    Incoming,
    /// Only outgoing ones.
    Outgoing,
    /// Both.
    #[default]
    Both,
}

impl Direction {
    /// Reads the manual's words; case does not count.
    pub fn parse(text: &str) -> Option<Self> {
        match text.to_ascii_lowercase().as_str() {
            "incoming" => Some(Self::Incoming),
            "outgoing" => Some(Self::Outgoing),
            "both" => Some(Self::Both),
            _ => None,
        }
    }

    /// Whether a call may come in.
    pub fn allows_incoming(self) -> bool {
        self != Self::Outgoing
    }

    /// Whether a call may go out.
    pub fn allows_outgoing(self) -> bool {
        self != Self::Incoming
    }
}
