//! `Set(name,value)`: gives a variable or a function a value.

use runtime::call::{Call, ScriptError};
use runtime::diagnostic::Code;
use runtime::library::{Application, Arg, Args, Kind, Value};

pub(crate) static SET: Application = Application {
    name: "Set",
    since: "0.1.0",
    synopsis: "Sets a channel variable, or writes a dialplan function.",
    description: "`Set(\"name\", value)` and Asterisk's `Set(\"name=value\")` mean the same; in the \
        second form everything after the first `=` is the value.\n\n\
        A name that begins with `_` is inherited by the channels this call starts, one with `__` by \
        those they start as well. A function is written by its text: \
        `Set(\"CHANNEL(language)=fr\")`, which is `CHANNEL[\"language\"] = \"fr\"`.",
    args: &[
        Arg::required(
            "name",
            "The variable or function, or both sides in one text.",
            Kind::Variable,
        ),
        Arg::optional("value", "Its new value.", Kind::Text),
    ],
    status: None,
    comes_back: true,
    source: "Asterisk application Set",
    example: include_str!("set.rhai"),
    run,
};

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    if let Some(data) = call.data() {
        let (name, value) = data.split_once('=').ok_or_else(|| no_value(&data))?;
        call.write(name, &value.into())?;
        return Ok(Value::UNIT);
    }
    let target = args.shared_text(0);
    // Nearly always there is a plain name; an octet is found sooner than a character.
    if args.len() == 2 && !target.as_bytes().contains(&b'=') {
        call.write(&target, args.value(1).unwrap_or(&Value::UNIT))?;
        return Ok(Value::UNIT);
    }
    match target.split_once('=') {
        Some((name, value)) if args.len() < 2 => call.write(name, &value.into())?,
        // Asterisk has no second argument here: a comma belongs to the value.
        Some((name, value)) => call.write(name, &format!("{value},{}", args.text(1)).into())?,
        None => return Err(no_value(&target)),
    }
    Ok(Value::UNIT)
}

fn no_value(target: &str) -> ScriptError {
    ScriptError::fault(
        Code::MissingArgument,
        format!("nothing to set `{target}` to"),
    )
    .with_help(format!(
        "write `Set(\"{target}\", value)` or `Set(\"{target}=value\")`"
    ))
}
