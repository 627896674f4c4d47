//! What a subscription was shown.

use community::SeenPresence;
use sip::winfo::Watcher;

use crate::hint::Lamp;

/// What there is to see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum View {
    /// Nothing, or nothing that may be seen.
    #[default]
    Nothing,
    /// A person.
    Person(SeenPresence),
    /// An extension.
    Lamp(Lamp),
    /// Who watches a person.
    Watchers(Vec<Watcher>),
}
