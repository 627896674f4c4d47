//! Changes become rows. Each statement has the meaning of its arm in `Tables::apply`.

use rusqlite::{Connection, Transaction, params};

use crate::buddy::Standing;
use crate::change::Change;
use crate::chat::{MAX_HISTORY, Message, MessageId};
use crate::destination::Destination;
use crate::name::SkypeName;
use crate::property::Property;
use crate::store::sqlite::load::standing_word;

/// All or nothing.
pub(super) fn commit(connection: &mut Connection, changes: &[Change]) -> rusqlite::Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    let transaction = connection.transaction()?;
    for change in changes {
        write(&transaction, change)?;
    }
    transaction.commit()
}

fn write(to: &Transaction<'_>, change: &Change) -> rusqlite::Result<()> {
    match change {
        Change::AccountAdded { name, ha1, at } => execute(
            to,
            "INSERT INTO account (name, realm, ha1_md5, ha1_sha256, created_ms)
             VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
            params![name.as_str(), ha1.realm, ha1.md5, ha1.sha256, at.0],
        ),
        Change::AccountRemoved { name } => {
            execute(to, "DELETE FROM relation WHERE other = ?1", [name.as_str()])?;
            execute(to, "DELETE FROM account WHERE name = ?1", [name.as_str()])
        }
        Change::PasswordSet { name, ha1 } => execute(
            to,
            "UPDATE account SET realm = ?2, ha1_md5 = ?3, ha1_sha256 = ?4 WHERE name = ?1",
            params![name.as_str(), ha1.realm, ha1.md5, ha1.sha256],
        ),
        Change::PropertySet {
            name,
            property,
            value,
        } => write_property(to, name, property, value),
        Change::Listed {
            owner,
            buddy,
            listed,
        } => write_listed(to, owner, buddy, *listed),
        Change::Stands {
            owner,
            other,
            standing,
            unless_decided,
        } => write_standing(to, owner, other, standing, *unless_decided),
        Change::ChatStored(message) => write_chat(to, message),
        Change::ChatDelivered { to: recipient, id } => write_delivered(to, recipient, *id),
        Change::EntrySet {
            path,
            value: Some(value),
        } => execute(
            to,
            "INSERT INTO entry (path, value) VALUES (?1, ?2)
             ON CONFLICT DO UPDATE SET value = excluded.value",
            [path, value],
        ),
        Change::EntrySet { path, value: None } => {
            execute(to, "DELETE FROM entry WHERE path = ?1", [path])
        }
    }
}

fn write_property(
    to: &Transaction<'_>,
    name: &SkypeName,
    property: &str,
    value: &str,
) -> rusqlite::Result<()> {
    if Property::find(property).is_ok_and(|row| !row.is_durable()) {
        return Ok(());
    }
    execute(
        to,
        "INSERT INTO property (account, name, value)
         SELECT name, ?2, ?3 FROM account WHERE name = ?1
         ON CONFLICT DO UPDATE SET value = excluded.value",
        [name.as_str(), property, value],
    )
}

fn write_listed(
    to: &Transaction<'_>,
    owner: &SkypeName,
    buddy: &Destination,
    listed: bool,
) -> rusqlite::Result<()> {
    execute(
        to,
        "INSERT INTO relation (owner, other, listed)
         SELECT name, ?2, ?3 FROM account WHERE name = ?1
             AND (?2 LIKE '+%' OR EXISTS (SELECT 1 FROM account WHERE name = ?2))
         ON CONFLICT DO UPDATE SET listed = excluded.listed",
        params![owner.as_str(), buddy.as_str(), listed],
    )?;
    sweep(to, owner, buddy)
}

fn write_standing(
    to: &Transaction<'_>,
    owner: &SkypeName,
    other: &Destination,
    standing: &Standing,
    unless_decided: bool,
) -> rusqlite::Result<()> {
    let (message, at) = match standing {
        Standing::Requested { message, at } => (Some(message.as_str()), Some(at.0)),
        _ => (None, None),
    };
    execute(
        to,
        "INSERT INTO relation (owner, other, standing, request_message, request_ms)
         SELECT name, ?2, ?3, ?4, ?5 FROM account WHERE name = ?1
             AND (?2 LIKE '+%' OR EXISTS (SELECT 1 FROM account WHERE name = ?2))
         ON CONFLICT DO UPDATE SET standing = excluded.standing,
             request_message = excluded.request_message, request_ms = excluded.request_ms
         WHERE NOT (?6 AND standing IN ('authorized', 'ignored', 'blocked'))",
        params![
            owner.as_str(),
            other.as_str(),
            standing_word(standing),
            message,
            at,
            unless_decided
        ],
    )?;
    sweep(to, owner, other)
}

/// Nothing is remembered of strangers.
fn sweep(to: &Transaction<'_>, owner: &SkypeName, other: &Destination) -> rusqlite::Result<()> {
    execute(
        to,
        "DELETE FROM relation WHERE owner = ?1 AND other = ?2 AND NOT listed AND standing = 'none'",
        [owner.as_str(), other.as_str()],
    )
}

fn write_chat(to: &Transaction<'_>, message: &Message) -> rusqlite::Result<()> {
    execute(
        to,
        "INSERT INTO chat (id, sender, recipient, text, at_ms)
         SELECT ?1, ?2, name, ?4, ?5 FROM account WHERE name = ?3
             AND ?1 > (SELECT last_message FROM counter)",
        params![
            row_id(message.id),
            message.from.as_str(),
            message.to.as_str(),
            message.text,
            message.at.0
        ],
    )?;
    execute(
        to,
        "UPDATE counter SET last_message = max(last_message, ?1)",
        [row_id(message.id)],
    )
}

fn write_delivered(
    to: &Transaction<'_>,
    recipient: &SkypeName,
    id: MessageId,
) -> rusqlite::Result<()> {
    execute(
        to,
        "UPDATE chat SET delivered = 1 WHERE id = ?1 AND recipient = ?2",
        params![row_id(id), recipient.as_str()],
    )?;
    execute(
        to,
        "DELETE FROM chat WHERE recipient = ?1 AND delivered AND id <= (
             SELECT id FROM chat WHERE recipient = ?1 AND delivered = 1
             ORDER BY id DESC LIMIT 1 OFFSET ?2)",
        params![recipient.as_str(), MAX_HISTORY],
    )
}

/// SQLite numbers rows with 63 bits; a switch that sends a million messages a second fills them in
/// 292,000 years.
fn row_id(id: MessageId) -> i64 {
    i64::try_from(id.0).unwrap_or(i64::MAX)
}

fn execute(to: &Transaction<'_>, sql: &str, values: impl rusqlite::Params) -> rusqlite::Result<()> {
    to.prepare_cached(sql)?.execute(values)?;
    Ok(())
}
