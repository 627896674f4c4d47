//! What a call lets others know and knows of them: groups and shared variables.

use super::Call;
use crate::groups::Membership;

impl Call {
    /// Puts the call into a group (`GROUP`), in place of the one of that category; without a name, only takes
    /// it out of that one.
    pub fn join_group(&self, membership: Membership) {
        let channel = self.with_info(|info| info.name.clone());
        self.company.set(true);
        self.desk.globals.groups.join(self.id, &channel, membership);
    }

    /// The groups that this call is in, or all calls.
    pub fn groups(&self, own: bool) -> Vec<Membership> {
        self.desk.globals.groups.memberships(own.then_some(self.id))
    }

    /// The variable that the call on a channel shares (`SHARED`); an empty name means this one.
    pub fn shared(&self, channel: &str, name: &str) -> Option<String> {
        let own = self.with_info(|info| info.name.clone());
        let channel = if channel.is_empty() { &own } else { channel };
        self.desk.globals.groups.shared(channel, name)
    }

    /// Sets a variable that the call on a channel shares; an empty name means this one. Gives whether that
    /// could be: another one must have shared something already.
    pub fn share(&self, channel: &str, name: &str, value: String) -> bool {
        let own = self.with_info(|info| info.name.clone());
        let groups = &self.desk.globals.groups;
        if channel.is_empty() || channel == own {
            self.company.set(true);
            return groups.share(self.id, &own, name, value);
        }
        groups.share_on(channel, name, value)
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        if self.company.get() {
            self.desk.globals.groups.forget(self.id);
        }
    }
}
