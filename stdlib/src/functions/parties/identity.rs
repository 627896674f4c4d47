//! Name and number of a party, with what is said of them.

use runtime::call::ScriptError;
use runtime::host::CallerId;

use super::super::callerid::{parsed, presentation, printed, truth, whole};
use crate::texts;

/// A party as scripts describe it.
#[derive(Clone, Debug, Default)]
pub(super) struct Identity {
    name: Half,
    num: Half,
    charset: Option<String>,
    /// Type of number and numbering plan (ITU-T Q.931, 4.5.10).
    plan: u8,
    tag: String,
}

/// A name or a number.
#[derive(Clone, Debug, Default)]
struct Half {
    text: String,
    is_valid: bool,
    presentation: u8,
}

impl Half {
    fn set(&mut self, text: &str) {
        text.clone_into(&mut self.text);
        self.is_valid = true;
    }

    /// The text, if it counts.
    fn valid(&self) -> &str {
        if self.is_valid { &self.text } else { "" }
    }
}

impl Identity {
    /// Number and name of an item, `None` if there is no such item.
    pub(super) fn read(&self, item: &str) -> Option<String> {
        let half = |half: &Half, what: &str| match what {
            "" => Some(half.valid().to_owned()),
            "-pres" => Some(presentation::printed(half.presentation).to_owned()),
            "-valid" => Some(truth(half.is_valid)),
            _ => None,
        };
        match item {
            "all" => Some(printed(&CallerId {
                num: self.num.valid().to_owned(),
                name: self.name.valid().to_owned(),
            })),
            "name-charset" => Some(
                self.charset
                    .clone()
                    .unwrap_or_else(|| "iso8859-1".to_owned()),
            ),
            "num-plan" => Some(self.plan.to_string()),
            "pres" => Some(presentation::printed(self.presentation()).to_owned()),
            "tag" => Some(self.tag.clone()),
            _ => match item.strip_prefix("name") {
                Some(what) => half(&self.name, what),
                None => half(&self.num, item.strip_prefix("num")?),
            },
        }
    }

    /// Sets an item. Gives whether there is one of that name.
    pub(super) fn write(&mut self, item: &str, text: &str) -> Result<bool, ScriptError> {
        match item {
            "all" => {
                let CallerId { num, name } = parsed(text);
                self.num.set(&num);
                self.name.set(&name);
            }
            "name" => self.name.set(text),
            "num" => self.num.set(text),
            "name-valid" => self.name.is_valid = whole(text) != 0,
            "num-valid" => self.num.is_valid = whole(text) != 0,
            "name-charset" => self.charset = Some(text.to_owned()),
            "name-pres" => self.name.presentation = presentation_of(text)?,
            "num-pres" => self.num.presentation = presentation_of(text)?,
            "pres" => {
                let octet = presentation_of(text)?;
                self.name.presentation = octet;
                self.num.presentation = octet;
            }
            "num-plan" => self.plan = whole(text).to_le_bytes()[0],
            "tag" => text.clone_into(&mut self.tag),
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn presentation(&self) -> u8 {
        let of = |half: &Half| half.is_valid.then_some(half.presentation);
        presentation::combined(of(&self.num), of(&self.name))
    }
}

fn presentation_of(text: &str) -> Result<u8, ScriptError> {
    presentation::parsed(text).ok_or_else(|| texts::bad(format!("`{text}` is no presentation")))
}
