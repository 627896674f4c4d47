//! `PRESENCE_STATE(provider,field[,options])`: whether somebody is available, in their own words.

use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use runtime::call::{Call, ScriptError};
use runtime::host::{Reply, Request};
use runtime::library::{Arg, Args, Closed, Function, Kind, Property, Value, text_of};

use super::database;
use crate::texts;

pub(crate) static PRESENCE_STATE: Function = Function {
    name: "PRESENCE_STATE",
    since: "0.2.0",
    synopsis: "Reads the presence of somebody, or sets one of the dialplan's own.",
    description: "A presence has a value (`not_set`, `unavailable`, `available`, `away`, `xa` for extended away, `chat` for \
        free to chat, or `dnd`), a subtype and a message.\n\n`CustomPresence:name` is what a script set last, \
        `value[,subtype[,message[,options]]]`, also after a restart; it is kept in the family `CustomPresence` of the \
        database. `Skype:originator@buddy` is what an account of the switch sees of a buddy: its availability, and that \
        in Skype's words as the subtype.",
    args: &[
        Arg::required(
            "provider",
            "`CustomPresence:name` or `Skype:originator@buddy`.",
            Kind::Text,
        ),
        Arg::optional(
            "field",
            "One of the table. Needed to read.",
            Kind::Property(FIELDS),
        ),
        Arg::optional(
            "options",
            "Letters.",
            Kind::Options(&[(
                'e',
                "Give the text in base64. In what is written: subtype and message are in base64.",
            )]),
        ),
    ],
    values: &[Closed {
        item: "value",
        values: &VALUES,
    }],
    source: "Asterisk function PRESENCE_STATE",
    example: include_str!("presence_state.rhai"),
    read: Some(read),
    write: Some(write),
};

const FIELDS: &[Property] = &[
    field("value", "How available."),
    field("subtype", "A word of the provider's own."),
    field("message", "What they say of it."),
];

const fn field(name: &'static str, doc: &'static str) -> Property {
    Property {
        name,
        doc,
        values: "",
        writable: true,
    }
}

/// The values there are.
const VALUES: [&str; 7] = [
    "not_set",
    "unavailable",
    "available",
    "away",
    "xa",
    "chat",
    "dnd",
];

/// What somebody says of being there.
#[derive(Debug, Default, PartialEq)]
struct Presence {
    value: String,
    subtype: String,
    message: String,
}

impl Presence {
    fn new(value: &str, subtype: &str) -> Self {
        Self {
            value: value.to_owned(),
            subtype: subtype.to_owned(),
            message: String::new(),
        }
    }
}

impl FromStr for Presence {
    type Err = String;

    /// `value[,subtype[,message[,options]]]`, as it is written and kept.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = text.splitn(4, ',');
        let mut next = || parts.next().unwrap_or_default().trim();
        let (value, subtype, message, options) = (next().to_lowercase(), next(), next(), next());
        if !VALUES.contains(&&*value) {
            return Err(format!(
                "`{value}` is no presence: it is one of {}",
                VALUES.join(", ")
            ));
        }
        let text = |text: &str| match options.contains('e') {
            false => Ok(text.to_owned()),
            true => decoded(text).ok_or_else(|| format!("`{text}` is no base64")),
        };
        Ok(Self {
            subtype: text(subtype)?,
            message: text(message)?,
            value,
        })
    }
}

fn decoded(text: &str) -> Option<String> {
    String::from_utf8(STANDARD.decode(text).ok()?).ok()
}

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let presence = presence(call, &args.text(0))?;
    let text = match args.text(1).to_ascii_lowercase().as_str() {
        "value" => presence.value,
        "subtype" => presence.subtype,
        "message" => presence.message,
        "" => return Err(texts::missing("PRESENCE_STATE(provider,field)")),
        other => return Err(texts::bad(format!("`{other}` is no part of a presence"))),
    };
    Ok(match args.text(2).contains('e') {
        true => STANDARD.encode(text).into(),
        false => text.into(),
    })
}

fn presence(call: &Call, provider: &str) -> Result<Presence, ScriptError> {
    match provider.split_once(':') {
        Some((kind, name)) if kind.eq_ignore_ascii_case(CUSTOM) => {
            let kept = database::value(call, &path(name))?.unwrap_or_default();
            Ok(kept
                .parse()
                .unwrap_or_else(|_| Presence::new("not_set", "")))
        }
        Some((kind, who)) if kind.eq_ignore_ascii_case("Skype") => {
            let (originator, buddy) = who.split_once('@').unwrap_or((who, ""));
            let rows = match call.request(Request::Buddies(originator.to_owned()))? {
                Reply::Rows(rows) => rows,
                _ => Vec::new(),
            };
            let row = rows
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(buddy));
            Ok(row.map_or_else(
                || Presence::new("not_set", ""),
                |(_, state)| Presence::new(of_availability(state), state),
            ))
        }
        _ => Err(
            texts::bad(format!("`{provider}` is nobody whose presence is known"))
                .with_help("it is `CustomPresence:name` or `Skype:originator@buddy`"),
        ),
    }
}

/// What a state of a buddy amounts to. A state that says nothing of the person is none.
fn of_availability(state: &str) -> &'static str {
    match state.to_ascii_lowercase().as_str() {
        "online" => "available",
        "skype me" => "chat",
        "away" => "away",
        "not available" => "xa",
        "do not disturb" => "dnd",
        "offline" | "connecting" => "unavailable",
        _ => "not_set",
    }
}

fn write(call: &Call, args: &Args, value: &Value) -> Result<(), ScriptError> {
    let (provider, text) = (args.text(0), text_of(value));
    let name = match provider.split_once(':') {
        Some((kind, name)) if kind.eq_ignore_ascii_case(CUSTOM) && !name.is_empty() => name,
        _ => {
            let message =
                format!("the presence of `{provider}` cannot be set, only that of `{CUSTOM}:name`");
            return Err(texts::bad(message));
        }
    };
    text.parse::<Presence>().map_err(texts::bad)?;
    let path = path(name);
    if path.len() > database::PATH {
        return Err(texts::bad(format!("`{name}` is too long a name")));
    }
    database::done(call.request(Request::DbPut { path, value: text })?)
}

/// The provider whose presence scripts set, and the family of the database that keeps it. Its name is Asterisk's.
const CUSTOM: &str = "CustomPresence";

fn path(name: &str) -> String {
    format!("{CUSTOM}/{name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let presence = text.parse::<Presence>();
        let shown = presence.map(|one| format!("{}|{}|{}", one.value, one.subtype, one.message));
        assert_eq!(shown.as_deref().unwrap_or("wrong"), expected, "{text}");
    }

    #[test]
    fn a_presence_is_a_value_a_subtype_and_a_message() {
        check("away", "away||");
        check("DND,meeting,back at 5", "dnd|meeting|back at 5");
        check("xa,,aGVsbG8=,e", "xa||hello");
        check("away,,x,e", "wrong");
        check("gone", "wrong");
        check("", "wrong");
    }
}
