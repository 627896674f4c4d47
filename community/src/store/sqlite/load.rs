//! Rows become tables. A row that this program could not have written means a damaged file.

use std::error::Error;

use rusqlite::types::Type;
use rusqlite::{Connection, Row, params};

use crate::account::Account;
use crate::buddy::{Relation, Standing};
use crate::chat::{Message, MessageId};
use crate::credit::{Cents, Credit, Currency};
use crate::destination::Destination;
use crate::ha1::Ha1;
use crate::name::SkypeName;
use crate::property::Property;
use crate::state::Tables;
use crate::timestamp::Timestamp;

/// Reads everything but the history.
pub(super) fn tables(from: &Connection) -> rusqlite::Result<Tables> {
    let mut tables = Tables::default();
    let last: i64 = from.query_row("SELECT last_message FROM counter", [], |row| row.get(0))?;
    tables.last_message = message_id(last);
    accounts(from, &mut tables)?;
    properties(from, &mut tables)?;
    relations(from, &mut tables)?;
    entries(from, &mut tables)?;
    let sql = "SELECT id, sender, recipient, text, at_ms FROM chat WHERE NOT delivered ORDER BY id";
    for message in from.prepare(sql)?.query_map([], message)? {
        let message = message?;
        tables
            .waiting
            .entry(message.to.clone())
            .or_default()
            .insert(message.id, message);
    }
    Ok(tables)
}

fn entries(from: &Connection, tables: &mut Tables) -> rusqlite::Result<()> {
    let mut statement = from.prepare("SELECT path, value FROM entry")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        tables.entries.insert(row.get(0)?, row.get(1)?);
    }
    Ok(())
}

/// The last delivered messages of a recipient, oldest first.
pub(super) fn history(
    from: &Connection,
    of: &SkypeName,
    limit: u32,
) -> rusqlite::Result<Vec<Message>> {
    let sql = "SELECT id, sender, recipient, text, at_ms FROM (
                   SELECT * FROM chat WHERE recipient = ?1 AND delivered = 1 ORDER BY id DESC LIMIT ?2
               ) ORDER BY id";
    from.prepare(sql)?
        .query_map(params![of.as_str(), limit], message)?
        .collect()
}

fn accounts(from: &Connection, tables: &mut Tables) -> rusqlite::Result<()> {
    let sql =
        "SELECT name, realm, ha1_md5, ha1_sha256, created_ms, currency, balance_cents FROM account";
    let mut statement = from.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let name = name(row, 0)?;
        let ha1 = Ha1 {
            realm: row.get(1)?,
            md5: row.get(2)?,
            sha256: row.get(3)?,
        };
        let currency =
            Currency::parse(&row.get::<_, String>(5)?).ok_or_else(|| broken(5, "no currency"))?;
        let mut account = Account::new(name.clone(), ha1, Timestamp(row.get(4)?));
        account.credit = Credit {
            currency,
            balance: Cents(row.get(6)?),
        };
        tables.accounts.insert(name, account);
    }
    Ok(())
}

fn properties(from: &Connection, tables: &mut Tables) -> rusqlite::Result<()> {
    let mut statement = from.prepare("SELECT account, name, value FROM property")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let property =
            Property::find(&row.get::<_, String>(1)?).map_err(|error| broken(1, error))?;
        let value: String = row.get(2)?;
        property.check(&value).map_err(|error| broken(2, error))?;
        if let Some(account) = tables.accounts.get_mut(&name(row, 0)?) {
            property.write(account, &value);
        }
    }
    Ok(())
}

fn relations(from: &Connection, tables: &mut Tables) -> rusqlite::Result<()> {
    let sql = "SELECT owner, other, listed, standing, request_message, request_ms FROM relation";
    let mut statement = from.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let other =
            Destination::parse(&row.get::<_, String>(1)?).map_err(|error| broken(1, error))?;
        let relation = Relation {
            listed: row.get(2)?,
            standing: standing(row)?,
        };
        tables
            .relations
            .entry(name(row, 0)?)
            .or_default()
            .insert(other, relation);
    }
    Ok(())
}

fn message(row: &Row<'_>) -> rusqlite::Result<Message> {
    Ok(Message {
        id: message_id(row.get(0)?),
        from: name(row, 1)?,
        to: name(row, 2)?,
        text: row.get(3)?,
        at: Timestamp(row.get(4)?),
    })
}

fn message_id(row_id: i64) -> MessageId {
    MessageId(row_id.try_into().unwrap_or_default())
}

fn name(row: &Row<'_>, column: usize) -> rusqlite::Result<SkypeName> {
    SkypeName::parse(&row.get::<_, String>(column)?).map_err(|error| broken(column, error))
}

/// The word that a standing has in the table.
pub(super) fn standing_word(standing: &Standing) -> &'static str {
    match standing {
        Standing::None => "none",
        Standing::Requested { .. } => "requested",
        Standing::Authorized => "authorized",
        Standing::Denied => "denied",
        Standing::Ignored => "ignored",
        Standing::Blocked => "blocked",
    }
}

fn standing(row: &Row<'_>) -> rusqlite::Result<Standing> {
    match row.get::<_, String>(3)?.as_str() {
        "none" => Ok(Standing::None),
        "requested" => Ok(Standing::Requested {
            message: row.get(4)?,
            at: Timestamp(row.get(5)?),
        }),
        "authorized" => Ok(Standing::Authorized),
        "denied" => Ok(Standing::Denied),
        "ignored" => Ok(Standing::Ignored),
        "blocked" => Ok(Standing::Blocked),
        _ => Err(broken(3, "no standing")),
    }
}

fn broken(column: usize, error: impl Into<Box<dyn Error + Send + Sync>>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, error.into())
}
