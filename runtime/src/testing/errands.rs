//! What the simulated switch does outside of itself: nothing. A test says what commands and URLs give, and has files of
//! its own.

use super::host::Host;
use crate::errand::{Errand, Gauge, LONGEST_FILE, MOST_OUTPUT, text};
use crate::host::{Cause, Reply};

/// The reply to an errand.
pub(super) fn answer(host: &mut Host, errand: Errand) -> Reply {
    match errand {
        Errand::Run { .. } => {
            let command = errand.command();
            host.note(format!("runs {command}"));
            let known = host.scene.commands.get(&command);
            given(known, || {
                format!("the test does not say what the command `{command}` gives")
            })
        }
        Errand::Fetch(fetch) => {
            let url = fetch.address.to_string();
            host.note(format!("fetches {url}"));
            let known = host.scene.urls.get(&url);
            given(known, || {
                format!("the test does not say what the URL `{url}` gives")
            })
        }
        Errand::Read(place, wish) => match host.scene.files.get(&place.to_string()) {
            Some(known) => {
                let mut part = text::extract(known.as_bytes(), wish);
                part.truncate(MOST_OUTPUT);
                Reply::Text(String::from_utf8_lossy(&part).into_owned())
            }
            None => Reply::NotFound(place.to_string()),
        },
        Errand::Write(place, edit) => {
            let path = place.to_string();
            let before = host.scene.files.remove(&path).unwrap_or_default();
            let after = text::edit(before.as_bytes(), &edit);
            if after.len() as u64 > LONGEST_FILE {
                return Reply::Refused(Cause::Congestion, format!("`{path}` would be too long"));
            }
            host.note(format!("writes {path}"));
            host.scene
                .files
                .insert(path, String::from_utf8_lossy(&after).into_owned());
            Reply::Done
        }
        Errand::Look(place) => look(host, &place.to_string()),
        Errand::Measure(gauge) => Reply::Text(measure(gauge).to_owned()),
    }
}

fn given(known: Option<&(i32, String)>, missing: impl FnOnce() -> String) -> Reply {
    match known {
        Some((number, text)) => Reply::Outcome(*number, text.clone()),
        None => Reply::NotFound(missing()),
    }
}

fn look(host: &Host, path: &str) -> Reply {
    let row = |name: &str, value: String| (name.to_owned(), value);
    let folder = format!("{path}/");
    let (kind, size) = match host.scene.files.get(path) {
        Some(text) => ("file", text.len()),
        None if host
            .scene
            .files
            .keys()
            .any(|known| known.starts_with(&folder)) =>
        {
            ("folder", 0)
        }
        None => return Reply::NotFound(path.to_owned()),
    };
    let mode = if kind == "file" { 0o644 } else { 0o755 };
    Reply::Rows(vec![
        row("kind", kind.to_owned()),
        row("size", size.to_string()),
        row("mode", mode.to_string()),
    ])
}

/// A machine with little to do.
fn measure(gauge: Gauge) -> &'static str {
    match gauge {
        Gauge::Load => "0.250000",
        Gauge::Uptime => "24",
        Gauge::Ram => "4194304",
        Gauge::FreeRam => "2097152",
        Gauge::BufferRam => "65536",
        Gauge::Swap | Gauge::FreeSwap => "0",
        Gauge::Processes => "100",
    }
}
