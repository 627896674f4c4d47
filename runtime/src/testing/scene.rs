//! The scene of an example: who calls whom, and what everybody else does.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

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
    pub(super) transfers_fail: bool,
    /// What the call has to end with.
    pub(super) ends_with: Option<Cause>,
}

/// The call that the example runs on.
#[derive(Debug)]
pub(super) struct Incoming {
    pub(super) technology: Technology,
    pub(super) caller: CallerId,
    pub(super) extension: String,
    pub(super) context: Option<String>,
    pub(super) skype: SkypeCall,
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
                caller: CallerId {
                    num: "100".into(),
                    name: String::new(),
                },
                extension: "200".into(),
                context: None,
                skype: SkypeCall::default(),
            },
            caller: Vec::new(),
            parties: BTreeMap::new(),
            missing_prompts: BTreeSet::new(),
            accounts: BTreeMap::new(),
            buddies: BTreeMap::new(),
            chats: Vec::new(),
            devices: BTreeMap::new(),
            transfers_fail: false,
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
            || self.accounts.contains_key(name)
            || self.buddies.contains_key(name)
            || self.chats.iter().any(in_chat)
    }
}
