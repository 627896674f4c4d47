//! Tables of properties: the rows a function reads and writes are the rows its manual lists.

use runtime::call::{Call, ScriptError};
use runtime::diagnostic::{Code, did_you_mean};
use runtime::host::SkypeCall;
use runtime::library::Property;

use crate::skype;

/// A row of a function's table.
#[derive(Clone, Copy)]
pub(crate) struct Row {
    name: &'static str,
    doc: &'static str,
    values: &'static str,
    get: Get,
    set: Option<Set>,
}

/// Writes a row.
type Set = fn(&Call, &str) -> Result<(), ScriptError>;

/// Where a row's value comes from.
#[derive(Clone, Copy)]
enum Get {
    Call(fn(&Call) -> String),
    /// There on a Skype channel only.
    Skype(fn(&SkypeCall) -> String),
}

impl Row {
    /// A row that every channel has. Upper and lower case of its name are one, as in Asterisk.
    pub(crate) const fn of_call(
        name: &'static str,
        doc: &'static str,
        get: fn(&Call) -> String,
    ) -> Self {
        Self {
            name,
            doc,
            values: "",
            get: Get::Call(get),
            set: None,
        }
    }

    /// A row that Skype channels have; elsewhere it is an error.
    pub(crate) const fn of_skype(
        name: &'static str,
        doc: &'static str,
        get: fn(&SkypeCall) -> String,
    ) -> Self {
        Self {
            name,
            doc,
            values: "",
            get: Get::Skype(get),
            set: None,
        }
    }

    /// The same row, with what its value can be.
    pub(crate) const fn one_of(self, values: &'static str) -> Self {
        Self { values, ..self }
    }

    /// The same row, and scripts may write it.
    pub(crate) const fn writable(self, set: Set) -> Self {
        Self {
            set: Some(set),
            ..self
        }
    }
}

/// The table as the checker and the reference see it.
pub(crate) const fn listed<const N: usize>(rows: &[Row; N]) -> [Property; N] {
    let mut properties = [Property {
        name: "",
        doc: "",
        values: "",
        writable: false,
    }; N];
    let mut at = 0;
    while at < N {
        properties[at] = Property {
            name: rows[at].name,
            doc: rows[at].doc,
            values: rows[at].values,
            writable: rows[at].set.is_some(),
        };
        at += 1;
    }
    properties
}

/// Reads the row of that name. `noun` says in the error what the table is of: `Skype call property`.
pub(crate) fn read(
    call: &Call,
    rows: &[Row],
    noun: &str,
    name: &str,
) -> Result<String, ScriptError> {
    match find(rows, noun, name)?.get {
        Get::Call(get) => Ok(get(call)),
        Get::Skype(get) => skype::read(call, get),
    }
}

/// Writes the row of that name.
pub(crate) fn write(
    call: &Call,
    rows: &[Row],
    noun: &str,
    name: &str,
    value: &str,
) -> Result<(), ScriptError> {
    let row = find(rows, noun, name)?;
    match row.set {
        Some(set) => set(call, value),
        None => Err(read_only(noun, row.name)),
    }
}

fn find<'a>(rows: &'a [Row], noun: &str, name: &str) -> Result<&'a Row, ScriptError> {
    rows.iter()
        .find(|row| row.name.eq_ignore_ascii_case(name))
        .ok_or_else(|| unknown(noun, name, rows.iter().map(|row| row.name)))
}

/// The error for a property that no row has.
pub(crate) fn unknown<'a>(
    noun: &str,
    name: &str,
    known: impl Iterator<Item = &'a str>,
) -> ScriptError {
    let fault = ScriptError::fault(Code::UnknownProperty, format!("unknown {noun} `{name}`"));
    match did_you_mean(name, known) {
        Some(advice) => fault.with_help(advice),
        None => fault,
    }
}

/// The error for a property that only the community or the network sets.
pub(crate) fn read_only(noun: &str, name: &str) -> ScriptError {
    ScriptError::fault(Code::ReadOnly, format!("{noun} `{name}` can only be read"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, advice: Option<&str>) {
        let known = ["topic", "token", "phone_home"].into_iter();
        let ScriptError::Fault { help, .. } = unknown("Skype call property", name, known) else {
            panic!("not a fault");
        };
        assert_eq!(help.as_deref(), advice);
    }

    #[test]
    fn a_misspelt_property_is_told_its_neighbour() {
        check("topci", Some("did you mean `topic`?"));
        check("phonehome", Some("did you mean `phone_home`?"));
        check("colour", None);
    }
}
