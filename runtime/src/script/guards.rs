//! Functions of Rhai that one call of could make something enormous, replaced by ones that look first.
//!
//! Rhai checks the size of a value after it was made. That is enough where one operation can at most
//! double it, and not for these.

use std::fmt::{self, Write};

use rhai::{Array, Dynamic, Engine, EvalAltResult, ImmutableString, Map, Position};

use super::language::MAX_TEXT;
use super::{json, sorting};
use crate::conf::Substring;

pub(super) type Outcome<T> = Result<T, Box<EvalAltResult>>;

pub(super) fn register(engine: &mut Engine) {
    engine.register_fn(
        "replace",
        |text: &mut ImmutableString, from: &str, to: &str| replace(text, from, to),
    );
    engine.register_fn(
        "replace",
        |text: &mut ImmutableString, from: char, to: &str| {
            replace(text, from.encode_utf8(&mut [0; 4]), to)
        },
    );
    engine.register_fn("slice", |text: &mut ImmutableString, offset: i64| {
        sliced(text, offset, None)
    });
    engine.register_fn(
        "slice",
        |text: &mut ImmutableString, offset: i64, length: i64| sliced(text, offset, Some(length)),
    );
    for name in ["to_string", "to_debug", "print", "debug"] {
        engine.register_fn(name, |array: &mut Array| printed_array(array));
        engine.register_fn(name, |map: &mut Map| printed_map(map));
    }
    sorting::register(engine);
    json::register(engine);
    // Its parser would run on the script's own stack.
    engine.register_fn("parse_json", |_: &str| -> Outcome<Dynamic> {
        Err("`parse_json` is not part of the dialplan".into())
    });
}

/// `${NAME:offset:length}` of `extensions.conf`.
fn sliced(text: &str, offset: i64, length: Option<i64>) -> ImmutableString {
    Substring::new(offset, length).of(text).into()
}

fn too_large() -> Box<EvalAltResult> {
    EvalAltResult::ErrorDataTooLarge("length of a text".into(), Position::NONE).into()
}

fn replace(text: &mut ImmutableString, from: &str, to: &str) -> Outcome<()> {
    let count = text.matches(from).count();
    let grown = count.saturating_mul(to.len()).saturating_add(text.len());
    if grown.saturating_sub(count * from.len()) > MAX_TEXT {
        return Err(too_large());
    }
    *text = text.replace(from, to).into();
    Ok(())
}

/// A text that refuses to grow beyond what a script may hold.
pub(super) struct Bounded(String);

impl Write for Bounded {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        if self.0.len() + part.len() > MAX_TEXT {
            return Err(fmt::Error);
        }
        self.0.push_str(part);
        Ok(())
    }
}

fn printed_array(array: &Array) -> Outcome<ImmutableString> {
    bounded(|out| write_array(out, array))
}

fn printed_map(map: &Map) -> Outcome<ImmutableString> {
    bounded(|out| write_map(out, map))
}

pub(super) fn bounded(write: impl FnOnce(&mut Bounded) -> fmt::Result) -> Outcome<ImmutableString> {
    let mut out = Bounded(String::new());
    write(&mut out).map_err(|fmt::Error| too_large())?;
    Ok(out.0.into())
}

fn write_value(out: &mut Bounded, value: &Dynamic) -> fmt::Result {
    if let Some(array) = value.read_lock::<Array>() {
        return write_array(out, &array);
    }
    if let Some(map) = value.read_lock::<Map>() {
        return write_map(out, &map);
    }
    write!(out, "{value:?}")
}

fn write_array(out: &mut Bounded, array: &Array) -> fmt::Result {
    out.write_str("[")?;
    for (index, value) in array.iter().enumerate() {
        if index > 0 {
            out.write_str(", ")?;
        }
        write_value(out, value)?;
    }
    out.write_str("]")
}

fn write_map(out: &mut Bounded, map: &Map) -> fmt::Result {
    out.write_str("#{")?;
    for (index, (key, value)) in map.iter().enumerate() {
        if index > 0 {
            out.write_str(", ")?;
        }
        write!(out, "{key:?}: ")?;
        write_value(out, value)?;
    }
    out.write_str("}")
}
