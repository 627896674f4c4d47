//! What a call lets others know and knows of them: groups, shared variables and locks.

use super::{Call, ScriptError};
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

    /// The groups that this call is in.
    pub fn groups(&self) -> Vec<Membership> {
        let live = || {
            let rows = self.desk.globals.groups.of(self.member);
            Some(rows.iter().map(|row| format!("{row}\n")).collect())
        };
        let rows = self.consult(|| "own groups".to_owned(), live);
        rows.unwrap_or_default()
            .lines()
            .map(Membership::parse)
            .collect()
    }

    /// How many calls are in a group, however its name is written: of any category if it names none (`GROUP_COUNT`).
    pub fn group_size(&self, wanted: &Membership) -> usize {
        let live = || {
            let rows = self.desk.globals.groups.named(&wanted.group).into_iter();
            let rows =
                rows.filter(|(row, _)| wanted.category.is_empty() || row.is_of(&wanted.category));
            rows.map(|(_, size)| size).sum()
        };
        self.count(|| format!("size of {wanted}"), live)
    }

    /// How many calls are in groups that fit. `what` says which that are, in the trace of the call. There may be as many
    /// groups as calls: `fits` lets others have their turn.
    ///
    /// # Errors
    ///
    /// What `fits` gives.
    pub fn groups_size(
        &self,
        what: &str,
        fits: &mut dyn FnMut(&Membership) -> Result<bool, ScriptError>,
    ) -> Result<usize, ScriptError> {
        let mut failed = None;
        let live = || {
            let mut sum = 0;
            for (row, size) in self.desk.globals.groups.all() {
                match fits(&row) {
                    Ok(true) => sum += size,
                    Ok(false) => {}
                    Err(error) => {
                        failed = Some(error);
                        break;
                    }
                }
            }
            sum
        };
        let sum = self.count(|| format!("size of {what}"), live);
        failed.map_or(Ok(sum), Err)
    }

    fn count(&self, key: impl FnOnce() -> String, live: impl FnOnce() -> usize) -> usize {
        let said = self.consult(key, || Some(live().to_string()));
        said.and_then(|count| count.parse().ok()).unwrap_or(0)
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
