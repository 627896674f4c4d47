//! Where changes are kept. The daemon's background thread owns a store and commits batches.

mod memory;
#[cfg(feature = "sqlite")]
mod sqlite;

pub use memory::MemoryStore;
#[cfg(feature = "sqlite")]
pub use sqlite::SqliteStore;

use crate::change::Change;
use crate::state::Tables;

/// A place that outlives a restart.
pub trait Store: Send {
    /// Reads everything.
    fn load(&mut self) -> Result<Tables, StoreError>;

    /// Writes all changes in one transaction. When it returns `Ok` they are on disk; when it
    /// returns an error none of them is.
    fn commit(&mut self, changes: &[Change]) -> Result<(), StoreError>;
}

/// Why a store could not do its work. The sentences are for an operator.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// No room is left: nothing was written, and everything written before is safe.
    #[error("the disk with the database `{path}` is full; make room, then try again")]
    Full {
        /// The database.
        path: String,
    },
    /// Another process holds the database.
    #[error("the database `{path}` is in use by another process")]
    Busy {
        /// The database.
        path: String,
    },
    /// The file is no database, or is damaged.
    #[error("the database `{path}` is damaged: {detail}; restore it from a backup")]
    Damaged {
        /// The database.
        path: String,
        /// What was found.
        detail: String,
    },
    /// The database was written by a newer version of this program.
    #[error("the database `{path}` has version {found}, and this program knows {known} at most")]
    TooNew {
        /// The database.
        path: String,
        /// Its version.
        found: u32,
        /// The newest version known here.
        known: u32,
    },
    /// The file cannot be opened or written.
    #[error("cannot use the database `{path}`: {detail}")]
    Io {
        /// The database.
        path: String,
        /// What the system said.
        detail: String,
    },
}
