//! `BLACKLIST()`: whether the caller is in the family `blacklist` of the database.

use runtime::host::{Reply, Request};
use runtime::library::Function;

pub(crate) static BLACKLIST: Function = Function {
    name: "BLACKLIST",
    since: "0.2.0",
    synopsis: "Says whether the number of the caller is in the family `blacklist` of the database.",
    description: "True or false in Rhai; as text, 1 or 0. `DB[\"blacklist/5551234\"] = \"1\"` puts a number there.",
    args: &[],
    values: &[],
    source: "Asterisk function BLACKLIST",
    example: include_str!("blacklist.rhai"),
    read: Some(|call, _| {
        let path = format!("blacklist/{}", call.caller().num);
        let reply = call.request(Request::DbGet(path))?;
        Ok(matches!(reply, Reply::Text(_)).into())
    }),
    write: None,
};
