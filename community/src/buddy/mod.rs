//! Buddies: who is on whose list, and who may see whom.
//!
//! Two things are kept for each ordered pair of people: whether the second is on the first's list,
//! and what the first has decided about the second (`Standing`). A sees B's presence when B is on
//! A's list and B has authorized A (001, 3.4).

mod auth_policy;
mod autoadd;
mod relation;
mod state;
mod verdict;

pub(crate) use auth_policy::check_message;
pub use auth_policy::{AuthPolicy, AuthRule, Decision};
pub use autoadd::AutoAdd;
pub use relation::{Relation, Standing};
pub use state::{BuddyState, OfflineService, Sight, buddy_state};
pub use verdict::Verdict;

/// What the switch does about buddies in the name of an account that it is logged in to
/// (`chan_skype.conf`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BuddyPolicy {
    /// `auth_policy`: answers to incoming requests.
    pub auth: AuthPolicy,
    /// `buddy_autoadd`: when to add buddies unasked.
    pub autoadd: AutoAdd,
}
