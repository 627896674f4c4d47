//! What a call lets others know and knows of them: groups, shared variables and locks.

use super::Call;
use crate::groups::Membership;

impl Call {
    /// Puts the call into a group (`GROUP`), in place of the one of that category; without a name, only takes
    /// it out of that one.
    pub fn join_group(&self, membership: Membership) {
        let channel = self.with_info(|info| info.name.clone());
        self.company.set(true);
        self.desk
            .globals
            .groups
            .join(self.member, &channel, membership);
    }

    /// The groups that this call is in, or all calls.
    pub fn groups(&self, own: bool) -> Vec<Membership> {
        let groups = &self.desk.globals.groups;
        let whose = own.then_some(self.member);
        let live = || {
            let rows = groups.memberships(whose);
            Some(rows.iter().map(|row| format!("{row}\n")).collect())
        };
        let key = if own { "own groups" } else { "groups" };
        let rows = self.consult(|| key.to_owned(), live).unwrap_or_default();
        rows.lines().map(Membership::parse).collect()
    }

    /// The variable that the call on a channel shares (`SHARED`); an empty name means this one.
    pub fn shared(&self, channel: &str, name: &str) -> Option<String> {
        let own = self.with_info(|info| info.name.clone());
        let channel = if channel.is_empty() { &own } else { channel };
        let key = || format!("shared {name} of {channel}");
        self.consult(key, || self.desk.globals.groups.shared(channel, name))
    }

    /// Sets a variable that the call on a channel shares; an empty name means this one. Gives whether that
    /// could be: another one must have shared something already.
    pub fn share(&self, channel: &str, name: &str, value: String) -> bool {
        let own = self.with_info(|info| info.name.clone());
        let groups = &self.desk.globals.groups;
        if channel.is_empty() || channel == own {
            self.company.set(true);
            return groups.share(self.member, &own, name, value);
        }
        let key = || format!("shared {name} of {channel} can be set");
        let set = || {
            groups
                .share_on(channel, name, value)
                .then(|| "1".to_owned())
        };
        self.consult(key, set).is_some()
    }
}

impl Call {
    /// Takes a lock that all calls share, unless another call has it (`TRYLOCK`). Gives whether it has it now. It is
    /// given back when the call ends, if not before.
    pub fn take_lock(&self, name: &str) -> bool {
        self.company.set(true);
        self.desk.globals.locks.take(self.member, name)
    }

    /// Gives a lock back (`UNLOCK`). Gives whether this call had it.
    pub fn give_lock_back(&self, name: &str) -> bool {
        self.desk.globals.locks.give_back(self.member, name)
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        if self.company.get() {
            self.desk.globals.groups.forget(self.member);
            self.desk.globals.locks.forget(self.member);
        }
    }
}
