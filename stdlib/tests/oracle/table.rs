//! The tables, and what becomes of their rows.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// A text. One that is not UTF-8 comes in another form, and no dialplan file of ours can hold it.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(untagged)]
pub(crate) enum Text {
    Utf8(String),
    Other { base64: String },
}

impl Text {
    pub(crate) fn utf8(&self) -> Option<&str> {
        match self {
            Self::Utf8(text) => Some(text),
            Self::Other { .. } => None,
        }
    }

    /// The text as ours can be: what is not UTF-8 becomes U+FFFD.
    pub(crate) fn replaced(&self) -> String {
        match self {
            Self::Utf8(text) => text.clone(),
            Self::Other { base64 } => {
                let octets = STANDARD.decode(base64).expect("the table says base64");
                String::from_utf8_lossy(&octets).into_owned()
            }
        }
    }
}

/// An object whose members keep their order.
#[derive(Debug, Default)]
pub(crate) struct Pairs(pub(crate) Vec<(String, Text)>);

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Pairs;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of texts")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Pairs, M::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Members)
    }
}

/// All rows of a table.
pub(crate) fn rows<T: DeserializeOwned>(name: &str) -> Vec<T> {
    let folder = std::env::var_os("SKYPLAN_ORACLE").map_or_else(
        || {
            let room = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
            room.join("../runtime/tests/data/asterisk-oracle")
        },
        PathBuf::from,
    );
    let path = folder.join(name);
    let text = std::fs::read_to_string(&path);
    let text = text.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let parse = |line: &str| serde_json::from_str(line).expect("each line is a row");
    text.lines().map(parse).collect()
}

/// Why some rows differ, by id.
fn differences() -> BTreeMap<String, String> {
    let text = include_str!("differences.toml");
    toml::from_str(text).expect("differences are `id = \"reason\"`")
}

/// Counts of a table, by group.
#[derive(Default)]
pub(crate) struct Tally {
    groups: BTreeMap<String, (usize, usize)>,
    wrong: Vec<String>,
}

impl Tally {
    /// Counts a row. `difference` says what is not as observed.
    pub(crate) fn count(&mut self, group: &str, id: &str, difference: Option<String>) {
        let (agree, all) = self.groups.entry(group.to_owned()).or_default();
        *all += 1;
        match difference {
            None => *agree += 1,
            Some(difference) => {
                if !differences().contains_key(id) {
                    self.wrong.push(format!("{id}: {difference}"));
                }
            }
        }
    }

    /// Prints how many agree, and fails when one differs that must not.
    pub(crate) fn finish(self, table: &str) {
        for (group, (agree, all)) in &self.groups {
            println!("{table} {group}: {agree} of {all} agree");
        }
        let agree: usize = self.groups.values().map(|(agree, _)| agree).sum();
        let all: usize = self.groups.values().map(|(_, all)| all).sum();
        println!("{table}: {agree} of {all} agree");
        assert!(
            self.wrong.is_empty(),
            "{} rows of {table} differ:\n{}",
            self.wrong.len(),
            self.wrong.join("\n")
        );
    }
}

/// Where two lists of lines part: how many are the same, the line that was wanted, and the one that came.
pub(crate) fn parting<'a>(wanted: &'a [String], came: &'a [String]) -> (usize, &'a str, &'a str) {
    let pairs = wanted.iter().zip(came);
    let at = pairs.take_while(|(a, b)| a == b).count();
    let line = |lines: &'a [String]| lines.get(at).map_or("the end", String::as_str);
    (at, line(wanted), line(came))
}
