//! `to_json` of maps and arrays, which stops when the text becomes larger than one may be.

use std::fmt::{self, Write};

use rhai::{Array, Dynamic, Engine, ImmutableString, Map};

use super::guards::{Bounded, Outcome, bounded};

pub(super) fn register(engine: &mut Engine) {
    engine.register_fn("to_json", |map: &mut Map| printed(&map.clone().into()));
    engine.register_fn("to_json", |array: &mut Array| {
        printed(&array.clone().into())
    });
}

fn printed(value: &Dynamic) -> Outcome<ImmutableString> {
    bounded(|out| write(out, value))
}

fn write(out: &mut Bounded, value: &Dynamic) -> fmt::Result {
    if let Some(map) = value.read_lock::<Map>() {
        return members(out, &map);
    }
    if let Some(array) = value.read_lock::<Array>() {
        return elements(out, &array);
    }
    if let Ok(text) = value.as_immutable_string_ref() {
        return string(out, &text);
    }
    if value.is_unit() {
        return out.write_str("null");
    }
    if value.is_int() || value.is_bool() {
        return write!(out, "{value}");
    }
    match value.as_float() {
        // JSON has neither infinity nor NaN.
        Ok(number) if number.is_finite() => write!(out, "{number:?}"),
        Ok(_) => out.write_str("null"),
        Err(_) => string(out, &value.to_string()),
    }
}

fn members(out: &mut Bounded, map: &Map) -> fmt::Result {
    out.write_str("{")?;
    for (index, (key, value)) in map.iter().enumerate() {
        if index > 0 {
            out.write_str(",")?;
        }
        string(out, key)?;
        out.write_str(":")?;
        write(out, value)?;
    }
    out.write_str("}")
}

fn elements(out: &mut Bounded, array: &Array) -> fmt::Result {
    out.write_str("[")?;
    for (index, value) in array.iter().enumerate() {
        if index > 0 {
            out.write_str(",")?;
        }
        write(out, value)?;
    }
    out.write_str("]")
}

fn string(out: &mut Bounded, text: &str) -> fmt::Result {
    out.write_str(&serde_json::Value::from(text).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: &str, expected: &str) {
        let mut engine = Engine::new();
        register(&mut engine);
        let said = match engine.eval::<ImmutableString>(&format!("({value}).to_json()")) {
            Ok(text) => text.to_string(),
            Err(mut error) => {
                error.clear_position();
                error.to_string()
            }
        };
        assert_eq!(said, expected, "{value}");
    }

    #[test]
    fn values_are_printed_as_json() {
        check(
            "#{ a: 1, b: [1.0, true, (), 'x'] }",
            r#"{"a":1,"b":[1.0,true,null,"x"]}"#,
        );
        check("[#{ a: \"q\\\"\\n\\u0001\" }]", r#"[{"a":"q\"\n\u0001"}]"#);
        check("[1.0 / 0.0]", "[null]");
        check("#{}", "{}");
    }

    #[test]
    fn what_would_be_too_large_is_not_printed() {
        let value = "{ let t = \"\"; t.pad(60000, 'x'); let a = []; a.pad(900, t); a }";
        check(value, "length of a text too large");
    }
}
