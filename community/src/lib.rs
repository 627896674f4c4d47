//! The network that Skype was: accounts with profiles, buddies with authorization, presence, chat.
//!
//! Enters: operations with the time as an argument, and committed changes. Leaves: changes to be
//! committed, notices for the rooms above, and answers to questions. The rules are pure; the only
//! IO is behind the `Store` trait, with SQLite as its implementation (feature `sqlite`). Nothing
//! here knows of SIP: clients, expiry and XML are the business of the rooms above.
//!
//! ```
//! use std::time::SystemTime;
//! use community::{Community, MemoryStore, Notice, SkypeName, Store};
//!
//! let now = SystemTime::UNIX_EPOCH;
//! let mut store = MemoryStore::default();
//! let mut community = Community::new(store.load()?);
//! let bond: SkypeName = "james_bond".parse()?;
//!
//! let changes = community.create_account(now, &bond, "skyplan.local", "shaken")?;
//! assert!(community.account(&bond).is_none(), "nothing is so before it is on disk");
//! store.commit(&changes)?;
//! for change in &changes {
//!     let notices = community.apply(change);
//!     assert_eq!(notices, [Notice::AccountAdded { name: bond.clone() }]);
//! }
//! assert_eq!(community.property(&bond, "availability")?, "Offline");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod account;
mod account_status;
mod availability;
mod buddy;
mod change;
pub mod chat;
mod community;
pub mod config;
mod credit;
mod destination;
mod device_state;
mod ha1;
mod name;
mod notice;
pub mod pidf;
mod presence;
mod profile;
mod property;
mod refusal;
mod state;
mod store;
mod timestamp;

pub use account::Account;
pub use account_status::AccountStatus;
pub use availability::Availability;
pub use buddy::{
    AuthPolicy, AuthRule, AutoAdd, BuddyPolicy, BuddyState, Decision, OfflineService, Relation,
    Sight, Standing, Verdict, buddy_state,
};
pub use change::Change;
pub use chat::{Message, MessageId};
pub use community::Community;
pub use credit::{Cents, Credit, Currency};
pub use destination::{Destination, PhoneNumber};
pub use device_state::DeviceState;
pub use ha1::Ha1;
pub use name::{BadName, SkypeName};
pub use notice::Notice;
pub use presence::{OwnPresence, Presence, Publication, SeenPresence};
pub use profile::{Birthday, Gender, Privacy, Profile, Reader, visible_profile};
pub use property::{Access, AccountView, PROPERTIES, Property};
pub use refusal::Refusal;
pub use state::Tables;
#[cfg(feature = "sqlite")]
pub use store::SqliteStore;
pub use store::{MemoryStore, Store, StoreError};
pub use timestamp::Timestamp;
