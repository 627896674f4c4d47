//! `SKYPE_ACCOUNT_PROPERTY([account,]property)`: an account's profile, credit and presence.

use community::{Access, PROPERTIES};
use runtime::call::{Call, ScriptError};
use runtime::diagnostic::Code;
use runtime::host::{Reply, Request};
use runtime::library::{Arg, Args, Function, Kind, Property, Value, text_of};

use crate::{properties, skype};

pub(crate) static SKYPE_ACCOUNT_PROPERTY: Function = Function {
    name: "SKYPE_ACCOUNT_PROPERTY",
    since: "0.1.0",
    synopsis: "Reads or sets a property of a Skype account.",
    description: "With the property alone, the account is the one that was called, on a Skype channel. \
        What is set is stored before the dialplan goes on, and shows to others at once.\n\n\
        To set one, write `SKYPE_ACCOUNT_PROPERTY[\"james_bond,mood_text\"] = \"…\"` or \
        `Set(\"SKYPE_ACCOUNT_PROPERTY(james_bond,mood_text)\", \"…\")`.",
    args: &[
        Arg::required(
            "account",
            "A Skype account that the switch is logged in to.",
            Kind::Account,
        ),
        Arg::optional("property", "One of the table.", Kind::Property(&ROWS)),
    ],
    values: &[],
    source: "Skype for Asterisk Administrator Manual, 3.3.4",
    example: include_str!("skype_account_property.rhai"),
    read: Some(read),
    write: Some(write),
};

/// The community's table as the checker and the reference see it.
static ROWS: [Property; 17] = rows(PROPERTIES);

const fn rows(table: &'static [community::Property]) -> [Property; 17] {
    let mut rows = [Property {
        name: "",
        doc: "",
        values: "",
        writable: false,
    }; 17];
    let mut at = 0;
    while at < table.len() {
        rows[at] = Property {
            name: table[at].name,
            doc: table[at].doc,
            values: table[at].values,
            writable: matches!(table[at].access, Access::ReadWrite),
        };
        at += 1;
    }
    rows
}

const NOUN: &str = "Skype account property";

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let (account, row) = which(call, args)?;
    let request = Request::AccountProperty {
        account: account.clone(),
        property: row.name.to_owned(),
    };
    match call.request(request)? {
        Reply::Text(value) => Ok(value.into()),
        _ => Err(skype::unknown_account(&account)),
    }
}

fn write(call: &Call, args: &Args, value: &Value) -> Result<(), ScriptError> {
    let (account, row) = which(call, args)?;
    if !row.writable {
        return Err(properties::read_only(NOUN, row.name));
    }
    let request = Request::SetAccountProperty {
        account: account.clone(),
        property: row.name.to_owned(),
        value: text_of(value),
    };
    match call.request(request)? {
        Reply::Done => Ok(()),
        Reply::Refused(_, why) => Err(ScriptError::fault(Code::BadArgument, why)),
        _ => Err(skype::unknown_account(&account)),
    }
}

fn which(call: &Call, args: &Args) -> Result<(String, &'static Property), ScriptError> {
    let (account, name) = match args.given(1) {
        Some(name) => (args.text(0), name),
        None => (called_account(call)?, args.text(0)),
    };
    let row = ROWS
        .iter()
        .find(|row| row.name.eq_ignore_ascii_case(&name))
        .ok_or_else(|| properties::unknown(NOUN, &name, ROWS.iter().map(|row| row.name)))?;
    Ok((account, row))
}

fn called_account(call: &Call) -> Result<String, ScriptError> {
    if skype::is_skype(call) {
        return Ok(call.with_info(|info| info.dialed.clone()));
    }
    Err(ScriptError::fault(
        Code::MissingArgument,
        "this is not a Skype call, so the account has to be named",
    )
    .with_help("write `SKYPE_ACCOUNT_PROPERTY(\"account\", \"property\")`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_that_of_the_community() {
        let theirs: Vec<_> = PROPERTIES.iter().map(|row| row.name).collect();
        let ours: Vec<_> = ROWS.iter().map(|row| row.name).collect();
        assert_eq!(ours, theirs);
    }
}
