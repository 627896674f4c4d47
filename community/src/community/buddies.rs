//! Buddy lists and authorization.

use std::time::SystemTime;

use crate::buddy::{
    BuddyPolicy, BuddyState, Decision, Sight, Standing, Verdict, buddy_state, check_message,
};
use crate::change::Change;
use crate::community::Community;
use crate::destination::Destination;
use crate::name::SkypeName;
use crate::refusal::Refusal;

/// Most entries, and most open requests, of one list.
const MAX_LIST: usize = 10_000;

impl Community {
    /// What the switch does about buddies for an account of `chan_skype.conf`. `None` leaves
    /// requests to the person.
    pub fn set_buddy_policy(&mut self, name: &SkypeName, policy: Option<BuddyPolicy>) {
        match policy {
            Some(policy) => self.policies.insert(name.clone(), policy),
            None => self.policies.remove(name),
        };
    }

    /// Puts a buddy on a list and asks for authorization, if it is a member who has not given it.
    /// If the buddy is an account of the switch, its `auth_policy` answers in the same step.
    pub fn add_buddy(
        &self,
        now: SystemTime,
        owner: &SkypeName,
        buddy: &Destination,
        message: &str,
    ) -> Result<Vec<Change>, Refusal> {
        self.require(owner)?;
        check_message(message)?;
        let mut changes = Vec::new();
        if !self.tables.relation(owner, buddy).listed {
            self.require_room(owner)?;
            changes.push(listed(owner, buddy.clone(), true));
        }
        if let Destination::Member(member) = buddy {
            self.require(member)?;
            if member == owner {
                return Err(Refusal::OwnBuddy {
                    name: owner.clone(),
                });
            }
            changes.extend(self.request(now, owner, member, message)?);
        }
        Ok(changes)
    }

    /// Takes a buddy off a list, and takes back a request that was not answered.
    pub fn remove_buddy(
        &self,
        owner: &SkypeName,
        buddy: &Destination,
    ) -> Result<Vec<Change>, Refusal> {
        self.require(owner)?;
        let mut changes = Vec::new();
        if self.tables.relation(owner, buddy).listed {
            changes.push(listed(owner, buddy.clone(), false));
        }
        if let Some(member) = buddy.member() {
            let asked = Destination::Member(owner.clone());
            if let Standing::Requested { .. } = self.tables.relation(member, &asked).standing {
                changes.push(stands(member, asked, Standing::None, true));
            }
        }
        Ok(changes)
    }

    /// Lets another see the owner, whether asked or not. With `buddy_autoadd=buddies` the other goes
    /// on the owner's list too.
    pub fn accept(
        &self,
        now: SystemTime,
        owner: &SkypeName,
        other: &SkypeName,
    ) -> Result<Vec<Change>, Refusal> {
        let mut changes = self.decide(owner, &other.clone().into(), Standing::Authorized)?;
        changes.extend(self.add_authorized(now, owner, other));
        Ok(changes)
    }

    /// Does not let another see the owner. The other may ask again.
    pub fn deny(&self, owner: &SkypeName, other: &SkypeName) -> Result<Vec<Change>, Refusal> {
        self.decide(owner, &other.clone().into(), Standing::Denied)
    }

    /// Leaves a request, and every later one, without an answer.
    pub fn ignore(&self, owner: &SkypeName, other: &SkypeName) -> Result<Vec<Change>, Refusal> {
        self.decide(owner, &other.clone().into(), Standing::Ignored)
    }

    /// The other, who may be a number, can neither see nor write nor ask.
    pub fn block(&self, owner: &SkypeName, other: &Destination) -> Result<Vec<Change>, Refusal> {
        self.decide(owner, other, Standing::Blocked)
    }

    /// Takes any decision back: the other is a stranger again.
    pub fn forget(&self, owner: &SkypeName, other: &Destination) -> Result<Vec<Change>, Refusal> {
        self.decide(owner, other, Standing::None)
    }

    /// A hint of the dialplan asks what `originator` sees of `target`: `buddy_autoadd=hints` puts
    /// the target on the originator's list.
    pub fn watch_by_hint(
        &self,
        now: SystemTime,
        originator: &SkypeName,
        target: &SkypeName,
    ) -> Result<Vec<Change>, Refusal> {
        let buddy = Destination::Member(target.clone());
        let listed = self.tables.relation(originator, &buddy).listed;
        match self.policies.get(originator) {
            Some(policy) if policy.autoadd.on_hint(listed) => {
                self.add_buddy(now, originator, &buddy, "")
            }
            _ => Ok(Vec::new()),
        }
    }

    /// The buddy list with the state of each entry, sorted; members first.
    pub fn buddies(&self, owner: &SkypeName) -> Vec<(Destination, BuddyState)> {
        let row = self.tables.relations.get(owner).into_iter().flatten();
        row.filter(|(_, relation)| relation.listed)
            .map(|(buddy, _)| (buddy.clone(), self.buddy_state(owner, buddy)))
            .collect()
    }

    /// The state that the owner's list shows for a buddy, on the list or not.
    pub fn buddy_state(&self, owner: &SkypeName, buddy: &Destination) -> BuddyState {
        let sight = buddy
            .member()
            .map_or(Sight::Nobody, |member| self.sight(owner, member));
        buddy_state(buddy, self.tables.relation(owner, buddy), sight)
    }

    /// Who asked to see the owner and waits for an answer, with what was written.
    pub fn requests(&self, owner: &SkypeName) -> impl Iterator<Item = (&SkypeName, &str)> {
        let row = self.tables.relations.get(owner).into_iter().flatten();
        row.filter_map(|(other, relation)| match (&relation.standing, other) {
            (Standing::Requested { message, .. }, Destination::Member(by)) => {
                Some((by, message.as_str()))
            }
            _ => None,
        })
    }

    /// Whether the owner has blocked the other.
    pub fn has_blocked(&self, owner: &SkypeName, other: &Destination) -> bool {
        self.tables.relation(owner, other).standing == Standing::Blocked
    }

    /// Does what a person has decided about another, a name or, to block or forget it, a number.
    pub fn judge(
        &self,
        now: SystemTime,
        owner: &SkypeName,
        other: &str,
        verdict: Verdict,
    ) -> Result<Vec<Change>, Refusal> {
        match verdict {
            Verdict::Accept => self.accept(now, owner, &SkypeName::parse(other)?),
            Verdict::Deny => self.deny(owner, &SkypeName::parse(other)?),
            Verdict::Ignore => self.ignore(owner, &SkypeName::parse(other)?),
            Verdict::Block => self.block(owner, &Destination::parse(other)?),
            Verdict::Forget => self.forget(owner, &Destination::parse(other)?),
        }
    }

    /// Everybody who has asked to see the owner or about whom the owner has decided, sorted; members first.
    pub fn standings(&self, owner: &SkypeName) -> impl Iterator<Item = (&Destination, &Standing)> {
        let row = self.tables.relations.get(owner).into_iter().flatten();
        row.map(|(other, relation)| (other, &relation.standing))
            .filter(|(_, standing)| **standing != Standing::None)
    }

    /// `by` asks to see `owner`. A person's last word stands, and the answer of a policy comes in the
    /// same step.
    fn request(
        &self,
        now: SystemTime,
        by: &SkypeName,
        owner: &SkypeName,
        message: &str,
    ) -> Result<Vec<Change>, Refusal> {
        let asking = Destination::Member(by.clone());
        let asked_before = &self.tables.relation(owner, &asking).standing;
        if asked_before.is_decided() {
            return Ok(Vec::new());
        }
        let decision = self
            .policies
            .get(owner)
            .and_then(|policy| policy.auth.decide(message));
        let standing = match decision {
            Some(Decision::Accept) => Standing::Authorized,
            Some(Decision::Deny) => Standing::Denied,
            Some(Decision::Block) => Standing::Blocked,
            // `ignore` answers nobody and remembers nothing: a later policy may answer.
            Some(Decision::Ignore) => return Ok(Vec::new()),
            None if matches!(asked_before, Standing::Requested { message: m, .. } if m == message) =>
            {
                return Ok(Vec::new());
            }
            None => Standing::Requested {
                message: message.to_owned(),
                at: now.into(),
            },
        };
        if self.requests(owner).count() >= MAX_LIST {
            return Err(Refusal::ListFull {
                owner: owner.clone(),
            });
        }
        let mut changes = vec![stands(owner, asking, standing, true)];
        if decision == Some(Decision::Accept) {
            changes.extend(self.add_authorized(now, owner, by));
        }
        Ok(changes)
    }

    /// `buddy_autoadd=buddies`: `other` was authorized by `owner`, so the owner lists her and asks
    /// back. That request is answered by a policy at most once more, and never adds further.
    fn add_authorized(&self, now: SystemTime, owner: &SkypeName, other: &SkypeName) -> Vec<Change> {
        let buddy = Destination::Member(other.clone());
        let is_listed = self.tables.relation(owner, &buddy).listed;
        let adds = self
            .policies
            .get(owner)
            .is_some_and(|policy| policy.autoadd.on_authorized(is_listed));
        if !adds || self.require_room(owner).is_err() {
            return Vec::new();
        }
        let asking = Destination::Member(owner.clone());
        let mut changes = vec![listed(owner, buddy, true)];
        if !self.tables.relation(other, &asking).standing.is_decided() {
            let decision = self
                .policies
                .get(other)
                .and_then(|policy| policy.auth.decide(""));
            let standing = match decision {
                Some(Decision::Accept) => Standing::Authorized,
                Some(Decision::Deny) => Standing::Denied,
                Some(Decision::Block) => Standing::Blocked,
                Some(Decision::Ignore) => return changes,
                None => Standing::Requested {
                    message: String::new(),
                    at: now.into(),
                },
            };
            changes.push(stands(other, asking, standing, true));
        }
        changes
    }

    fn decide(
        &self,
        owner: &SkypeName,
        other: &Destination,
        standing: Standing,
    ) -> Result<Vec<Change>, Refusal> {
        self.require(owner)?;
        if let Some(member) = other.member() {
            self.require(member)?;
            if member == owner {
                return Err(Refusal::OwnBuddy {
                    name: owner.clone(),
                });
            }
        }
        if self.tables.relation(owner, other).standing == standing {
            return Ok(Vec::new());
        }
        Ok(vec![stands(owner, other.clone(), standing, false)])
    }

    fn require_room(&self, owner: &SkypeName) -> Result<(), Refusal> {
        if self
            .tables
            .relations
            .get(owner)
            .is_some_and(|row| row.len() >= MAX_LIST)
        {
            return Err(Refusal::ListFull {
                owner: owner.clone(),
            });
        }
        Ok(())
    }
}

fn listed(owner: &SkypeName, buddy: Destination, listed: bool) -> Change {
    Change::Listed {
        owner: owner.clone(),
        buddy,
        listed,
    }
}

fn stands(
    owner: &SkypeName,
    other: Destination,
    standing: Standing,
    unless_decided: bool,
) -> Change {
    Change::Stands {
        owner: owner.clone(),
        other,
        standing,
        unless_decided,
    }
}
