//! Variables that count: `INC` and `DEC`.

mod dec;
mod inc;

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Kind, Value};

use crate::{number, texts};

pub(crate) use dec::DEC;
pub(crate) use inc::INC;

const NUMBERS: &str = "It must hold a whole number; the number it then holds is that of the channel, also when \
        a global variable was counted. Numbers have 32 bits and go around.";

const COUNTED: Arg = Arg::required("variable", "Its name, without `${}`.", Kind::Variable);

/// Changes the number that a variable holds, and gives the new one.
fn count(call: &Call, name: &str, by: i32) -> Result<Value, ScriptError> {
    let value = call.variable(name);
    if value.is_empty() || !call.has_variable(name) {
        return Err(texts::bad(format!(
            "there is no variable `{name}` to count"
        )));
    }
    let (number, rest) = match number::integer(&value) {
        Some((number, rest)) => (number, rest),
        None if value.trim().is_empty() => (0, ""),
        None => (0, "no number"),
    };
    if !rest.is_empty() {
        return Err(texts::bad(format!(
            "variable `{name}` holds `{value}`, which is no whole number"
        )));
    }
    #[allow(clippy::cast_possible_truncation)] // It goes around, as in Asterisk.
    let number = (number as i32).wrapping_add(by);
    call.set_variable(name, number.to_string());
    Ok(i64::from(number).into())
}
