//! `hint.jsonl`: what the states of devices amount to for the extension that watches them.

use std::fmt::Write;

use serde::Deserialize;

use crate::table::{Tally, rows};
use crate::world::{MARK, World};

#[derive(Deserialize)]
struct Row {
    id: String,
    group: Option<String>,
    #[serde(default)]
    states: Vec<String>,
    hint: Option<String>,
    lookup: Option<String>,
    conf: Option<String>,
    expect: Expect,
}

#[derive(Deserialize)]
#[serde(rename_all = "UPPERCASE")]
struct Expect {
    extension_state: String,
    hint: String,
}

/// The states that devices have: `Custom:st_BUSY` is busy.
const STATES: [&str; 9] = [
    "UNKNOWN",
    "NOT_INUSE",
    "INUSE",
    "BUSY",
    "INVALID",
    "UNAVAILABLE",
    "RINGING",
    "RINGINUSE",
    "ONHOLD",
];

/// The dialplan of a row, and the extension whose hint it is about.
fn conf(row: &Row) -> (String, String) {
    let mut conf = "[row]\nexten => s,1,NoOp()\n".to_owned();
    for state in STATES {
        // Writing into a text cannot fail.
        let _ = writeln!(
            conf,
            "same => n,Set(DEVICE_STATE(Custom:st_{state})={state})"
        );
    }
    let place = row.lookup.as_deref().unwrap_or("h@hints");
    for function in ["EXTENSION_STATE", "HINT"] {
        let _ = writeln!(conf, "same => n,NoOp({MARK}${{{function}({place})}})");
    }
    match (&row.conf, &row.hint) {
        (Some(more), _) => {
            let more = more.replacen(
                "[hints]",
                "[hints]\nexten => h0,hint,Custom:st_NOT_INUSE",
                1,
            );
            conf.push_str(&more);
        }
        (None, Some(hint)) => {
            let _ = writeln!(conf, "[hints]\nexten => h,hint,{hint}");
        }
        (None, None) => {}
    }
    (conf, place.to_owned())
}

#[test]
fn devices_amount_to_what_they_do_in_asterisk() {
    let mut tally = Tally::default();
    for row in rows::<Row>("hint.jsonl") {
        let (conf, place) = conf(&row);
        let mut world = World::new(&conf);
        world.dial("row", "s");
        let read = world.read();
        let expected = [
            row.expect.extension_state.as_str(),
            row.expect.hint.as_str(),
        ];
        let difference = (read != expected)
            .then(|| format!("{place} of {:?} is {read:?} and not {expected:?}", row.hint));
        let group = match (&row.group, row.states.len()) {
            (Some(group), _) => group.as_str(),
            (None, 0) => "other",
            (None, 1) => "one",
            (None, 2) => "two",
            (None, _) => "three",
        };
        tally.count(group, &row.id, difference);
    }
    tally.finish("hint.jsonl");
}
