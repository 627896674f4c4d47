//! The tables, and how older databases become newer ones.

use rusqlite::{Connection, TransactionBehavior};

/// The newest version: the number of migrations.
pub(super) const VERSION: u32 = MIGRATIONS.len() as u32;

/// One script a version, applied in order; a script that was released is never edited.
const MIGRATIONS: &[&str] = &[MEMBERS, ENTRIES];

/// Members, and what they say to each other.
const MEMBERS: &str = "CREATE TABLE account (
        name TEXT PRIMARY KEY,
        realm TEXT NOT NULL,
        ha1_md5 TEXT NOT NULL,
        ha1_sha256 TEXT NOT NULL,
        created_ms INTEGER NOT NULL,
        currency TEXT NOT NULL DEFAULT 'USD',
        balance_cents INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE property (
        account TEXT NOT NULL REFERENCES account(name) ON DELETE CASCADE,
        name TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (account, name)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE relation (
        owner TEXT NOT NULL REFERENCES account(name) ON DELETE CASCADE,
        other TEXT NOT NULL,
        listed INTEGER NOT NULL DEFAULT 0,
        standing TEXT NOT NULL DEFAULT 'none',
        request_message TEXT,
        request_ms INTEGER,
        PRIMARY KEY (owner, other)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX relation_by_other ON relation (other);

    CREATE TABLE chat (
        id INTEGER PRIMARY KEY,
        sender TEXT NOT NULL,
        recipient TEXT NOT NULL REFERENCES account(name) ON DELETE CASCADE,
        text TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        delivered INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX chat_by_recipient ON chat (recipient, delivered, id);

    CREATE TABLE counter (
        last_message INTEGER NOT NULL
    ) STRICT;
    INSERT INTO counter VALUES (0);";

/// The database of scripts.
const ENTRIES: &str = "CREATE TABLE entry (
        path TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;";

/// The version of a database; 0 when it is new.
pub(super) fn version(connection: &Connection) -> rusqlite::Result<u32> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}

/// Applies what is missing, all in one transaction.
pub(super) fn migrate(connection: &mut Connection, found: u32) -> rusqlite::Result<()> {
    // Also takes the exclusive lock when nothing is missing.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
    for script in MIGRATIONS.iter().skip(found as usize) {
        transaction.execute_batch(script)?;
    }
    transaction.pragma_update(None, "user_version", VERSION)?;
    transaction.commit()
}
