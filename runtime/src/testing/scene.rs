//! The scene of an example: who calls whom, and what everybody else does.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use community::Availability;

use crate::host::{CallerId, Cause, SkypeCall, Technology};

/// All that the directives of one example say.
#[derive(Debug)]
pub(super) struct Scene {
    pub(super) incoming: Incoming,
    /// What the caller does, times from the beginning of the call.
    pub(super) caller: Vec<(Duration, Deed)>,
    /// What each telephone or Skype name does, times from when it was dialled. By lower-case dial string.
    pub(super) parties: BTreeMap<String, Vec<(Duration, Deed)>>,
    pub(super) missing_prompts: BTreeSet<String>,
    /// Property values by account and property.
    pub(super) accounts: BTreeMap<String, BTreeMap<String, String>>,
    /// Buddies with their states by account.
    pub(super) buddies: BTreeMap<String, Vec<(String, String)>>,
    pub(super) chats: Vec<(Duration, Chat)>,
    pub(super) devices: BTreeMap<String, String>,
    /// What Skype names say about being reachable.
    pub(super) presence: BTreeMap<String, Availability>,
    /// Whether whoever the scene does not mention is there all the same, and rings.
    pub(super) strangers_ring: bool,
    pub(super) transfers_fail: bool,
    /// What commands end with and print.
    pub(super) commands: BTreeMap<String, (i32, String)>,
    /// HTTP status and body of URLs.
    pub(super) urls: BTreeMap<String, (i32, String)>,
    pub(super) files: BTreeMap<String, String>,
    /// What the call has to end with.
    pub(super) ends_with: Option<Cause>,
}

/// A call from outside.
#[derive(Clone, Debug)]
pub(super) struct Incoming {
    pub(super) technology: Technology,
    /// The telephone or Skype name it comes from.
    pub(super) device: String,
    pub(super) caller: CallerId,
    pub(super) extension: String,
    pub(super) context: Option<String>,
    pub(super) skype: SkypeCall,
    /// Header fields of the request.
    pub(super) headers: Vec<(String, String)>,
    pub(super) variables: Vec<(String, String)>,
}

/// What somebody does.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Deed {
    /// The telephone rings.
    Ring,
    /// The far end sends early media.
    Progress,
    /// Somebody picks up.
    Answer,
    /// The channel ends.
    End(Cause),
    /// Keys are pressed, a fifth of a second apart.
    Press(String),
    /// Something is said.
    Talk(String),
    /// The other side is sent to this extension.
    Transfer(String),
    /// The topic is changed.
    Topic(String),
}

/// A chat message.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Chat {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) text: String,
}

impl Default for Scene {
    fn default() -> Self {
        Self {
            incoming: Incoming {
                technology: Technology::Sip,
                device: "100".into(),
                caller: CallerId {
                    num: "100".into(),
                    name: String::new(),
                },
                extension: "200".into(),
                context: None,
                skype: SkypeCall::default(),
                headers: Vec::new(),
                variables: Vec::new(),
            },
            caller: Vec::new(),
            parties: BTreeMap::new(),
            missing_prompts: BTreeSet::new(),
            accounts: BTreeMap::new(),
            buddies: BTreeMap::new(),
            chats: Vec::new(),
            devices: BTreeMap::new(),
            presence: BTreeMap::new(),
            strangers_ring: false,
            transfers_fail: false,
            commands: BTreeMap::new(),
            urls: BTreeMap::new(),
            files: BTreeMap::new(),
            ends_with: None,
        }
    }
}

impl Scene {
    /// Whether anything here makes this a Skype name that exists.
    pub(super) fn knows_account(&self, name: &str) -> bool {
        let skype = self.incoming.technology == Technology::Skype;
        let in_call = skype
            && [&self.incoming.caller.num, &self.incoming.extension].contains(&&name.to_owned());
        let in_chat = |(_, chat): &(Duration, Chat)| chat.from == name || chat.to == name;
        in_call
            || self.strangers_ring
            || self.accounts.contains_key(name)
            || self.buddies.contains_key(name)
            || self.chats.iter().any(in_chat)
    }

    /// What whoever has this dial string does when called; `None` when there is nobody.
    pub(super) fn deeds(&self, target: &str) -> Option<Vec<(Duration, Deed)>> {
        let key = party(target);
        // Whose account a Skype name is called with is no affair of its owner.
        let (kind, name) = key.split_once('/').unwrap_or(("", &key));
        let alone = (kind == "skype").then(|| {
            name.split_once('@')
                .map(|(_, name)| format!("skype/{name}"))
        });
        let deeds = self
            .parties
            .get(&key)
            .or_else(|| self.parties.get(&alone??));
        match deeds {
            Some(deeds) => Some(deeds.clone()),
            None if self.strangers_ring => Some(vec![(Duration::ZERO, Deed::Ring)]),
            None => None,
        }
    }
}

/// A dial string as the scene knows it.
pub(super) fn party(target: &str) -> String {
    let target = target.to_lowercase();
    match target.strip_prefix("pjsip/") {
        Some(name) => format!("sip/{name}"),
        None => target,
    }
}
