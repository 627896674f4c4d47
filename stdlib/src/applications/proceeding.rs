//! `Proceeding()`: the caller is told that its call is on its way.

use runtime::library::{Application, Value};

pub(crate) static PROCEEDING: Application = Application {
    name: "Proceeding",
    since: "0.2.0",
    synopsis: "Tells the caller's side that the call is being set up.",
    description: "A SIP caller has been told by `100 Trying` before the dialplan began, so there is nothing left to do. \
        `Ringing` and `Progress` are what a caller notices.",
    args: &[],
    status: None,
    comes_back: true,
    source: "Asterisk application Proceeding",
    example: include_str!("proceeding.rhai"),
    run: |_, _| Ok(Value::UNIT),
};
