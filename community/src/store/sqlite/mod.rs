//! The embedded store: one SQLite file, one process, one transaction a batch.
//!
//! Write-ahead log with `synchronous=FULL`: a commit that returned is on disk, also when the power
//! fails. The lock is exclusive and kept for as long as the store is open, because the switch's
//! memory would not see what another process writes; a second process gets `StoreError::Busy`, and
//! has to ask the running switch instead.

mod commit;
mod load;
mod schema;

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode};

use crate::change::Change;
use crate::chat::Message;
use crate::name::SkypeName;
use crate::state::Tables;
use crate::store::{Store, StoreError};

/// A SQLite database, held open by one thread.
#[derive(Debug)]
pub struct SqliteStore {
    connection: Connection,
    path: String,
}

impl SqliteStore {
    /// Opens the database, makes it if there is none, checks it, and brings it to the newest
    /// version. The directory must exist.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let shown = path.display().to_string();
        let connection = Connection::open(path).map_err(|error| explain(&shown, &error))?;
        let mut store = Self {
            connection,
            path: shown,
        };
        store.prepare().map_err(|error| store.explain(&error))?;
        store.check()?;
        store.migrate()?;
        Ok(store)
    }

    /// The last messages delivered to a member, oldest first, `limit` at most.
    pub fn history(&self, of: &SkypeName, limit: u32) -> Result<Vec<Message>, StoreError> {
        load::history(&self.connection, of, limit).map_err(|error| self.explain(&error))
    }

    fn prepare(&self) -> rusqlite::Result<()> {
        // A switch that is being restarted may still be closing its file.
        self.connection.busy_timeout(Duration::from_millis(500))?;
        self.connection
            .pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        self.connection.pragma_update(None, "journal_mode", "WAL")?;
        self.connection.pragma_update(None, "synchronous", "FULL")?;
        self.connection.pragma_update(None, "foreign_keys", true)?;
        self.connection.set_prepared_statement_cache_capacity(32);
        Ok(())
    }

    fn check(&self) -> Result<(), StoreError> {
        let found: String = self
            .connection
            .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
            .map_err(|error| self.explain(&error))?;
        if found == "ok" {
            return Ok(());
        }
        Err(StoreError::Damaged {
            path: self.path.clone(),
            detail: found,
        })
    }

    fn migrate(&mut self) -> Result<(), StoreError> {
        let found = schema::version(&self.connection).map_err(|error| self.explain(&error))?;
        if found > schema::VERSION {
            let path = self.path.clone();
            return Err(StoreError::TooNew {
                path,
                found,
                known: schema::VERSION,
            });
        }
        schema::migrate(&mut self.connection, found).map_err(|error| self.explain(&error))
    }

    fn explain(&self, error: &rusqlite::Error) -> StoreError {
        explain(&self.path, error)
    }
}

impl Store for SqliteStore {
    fn load(&mut self) -> Result<Tables, StoreError> {
        load::tables(&self.connection).map_err(|error| self.explain(&error))
    }

    fn commit(&mut self, changes: &[Change]) -> Result<(), StoreError> {
        commit::commit(&mut self.connection, changes).map_err(|error| explain(&self.path, &error))
    }
}

/// What an operator can act on.
fn explain(path: &str, error: &rusqlite::Error) -> StoreError {
    let path = path.to_owned();
    let detail = error.to_string();
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => StoreError::Full { path },
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy { path },
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            StoreError::Damaged { path, detail }
        }
        Some(_) => StoreError::Io { path, detail },
        // A value of the wrong type or form: the file was altered by somebody else.
        None => StoreError::Damaged { path, detail },
    }
}

#[cfg(test)]
mod tests;
