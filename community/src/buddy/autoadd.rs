//! `buddy_autoadd`: when the switch adds buddies on its own (001, 3.1 and 3.4).

/// Both off is the manual's `no`, its default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AutoAdd {
    /// `hints`: add whom a hint of the dialplan asks about.
    pub hints: bool,
    /// `buddies`: add whoever is authorized to see the account.
    pub buddies: bool,
}

impl AutoAdd {
    /// The words of the option, for suggestions.
    pub const WORDS: [&str; 4] = ["no", "hints", "buddies", "both"];

    /// Whether the target of a hint goes on the list. `listed`: it is there already.
    pub fn on_hint(self, listed: bool) -> bool {
        self.hints && !listed
    }

    /// Whether a member who was just authorized goes on the list.
    pub fn on_authorized(self, listed: bool) -> bool {
        self.buddies && !listed
    }
}
