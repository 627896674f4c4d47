//! A store for tests and simulations: it keeps what it was told for as long as it lives.

use crate::change::Change;
use crate::state::Tables;
use crate::store::{Store, StoreError};

/// Tables that only memory holds.
#[derive(Debug, Default)]
pub struct MemoryStore {
    tables: Tables,
}

impl Store for MemoryStore {
    fn load(&mut self) -> Result<Tables, StoreError> {
        Ok(self.tables.clone())
    }

    fn commit(&mut self, changes: &[Change]) -> Result<(), StoreError> {
        for change in changes {
            self.tables.apply(change);
        }
        Ok(())
    }
}
