//! Functions within an expression, `LEN(abc) + 1`: some of mathematics, and those of the dialplan.
//!
//! Left out: the last digits. What is no root or rounding is computed with 53 bits, and so are these.

use super::number::Number;
use super::operator::no_number;
use super::value::Value;
use super::{Fault, Notes, Read, excerpt};

/// A function of one number, with its name.
type Unary = (&'static str, fn(f64) -> f64);

/// A function of two numbers, with its name.
type Binary = (&'static str, fn(f64, f64) -> f64);

const UNARY: &[Unary] = &[
    ("ABS", f64::abs),
    ("COS", f64::cos),
    ("SIN", f64::sin),
    ("TAN", f64::tan),
    ("ACOS", f64::acos),
    ("ASIN", f64::asin),
    ("ATAN", f64::atan),
    ("SQRT", f64::sqrt),
    ("FLOOR", f64::floor),
    ("CEIL", f64::ceil),
    ("ROUND", f64::round),
    ("RINT", f64::round_ties_even),
    ("TRUNC", f64::trunc),
    ("EXP", f64::exp),
    ("EXP2", f64::exp2),
    ("EXP10", |x| 10_f64.powf(x)),
    ("LOG", f64::ln),
    ("LOG2", f64::log2),
    ("LOG10", f64::log10),
];

const BINARY: &[Binary] = &[
    ("ATAN2", f64::atan2),
    ("POW", f64::powf),
    ("REMAINDER", |x, y| x - y * (x / y).round_ties_even()),
];

/// The value of a function.
pub(super) fn call<'a>(
    name: &str,
    arguments: &[Value<'_>],
    read: Read<'_>,
    notes: &mut Notes,
) -> Value<'a> {
    if let Some((_, function)) = UNARY.iter().find(|(known, _)| *known == name) {
        let [x] = arguments else {
            return wrong(name, "one number", notes);
        };
        return computed(function(float(x, notes)));
    }
    if let Some((_, function)) = BINARY.iter().find(|(known, _)| *known == name) {
        let [x, y] = arguments else {
            return wrong(name, "two numbers", notes);
        };
        return computed(function(float(x, notes), float(y, notes)));
    }
    let fits = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    if !name.bytes().all(fits) {
        let name = excerpt(name);
        notes.tell(Fault::NoFunction { name });
        return Value::Number(Number::ZERO);
    }
    let arguments: Vec<_> = arguments.iter().map(Value::text).collect();
    match read(&format!("{name}({})", arguments.join(","))) {
        // Unlike what operators make, with a sign, and nothing at all is 0.
        Some(text) if text.chars().all(|c| "-0123456789. \t".contains(c)) => {
            let text = text.trim_start_matches([' ', '\t']);
            let (negative, digits) = match text.strip_prefix('-') {
                Some(digits) => (true, digits),
                None => (false, text),
            };
            let number = Number::read(digits);
            Value::Number(Number { negative, ..number })
        }
        Some(text) => Value::made(text),
        None => Value::Number(Number::ZERO),
    }
}

fn wrong<'a>(name: &str, wanted: &'static str, notes: &mut Notes) -> Value<'a> {
    let name = name.to_owned();
    notes.tell(Fault::Arguments { name, wanted });
    Value::Number(Number::ZERO)
}

fn float(value: &Value<'_>, notes: &mut Notes) -> f64 {
    let Some(number) = value.number() else {
        notes.tell(no_number(value));
        return 0.0;
    };
    let magnitude = number.mantissa as f64 * f64::from(number.exponent).exp2();
    if number.negative {
        -magnitude
    } else {
        magnitude
    }
}

/// The nearest number in the decimal digits that 53 bits are good for; zero for what is none.
fn computed<'a>(value: f64) -> Value<'a> {
    if !value.is_finite() {
        return Value::Number(Number::ZERO);
    }
    let digits = (14 - value.abs().log10().floor().clamp(-60.0, 14.0) as i32).max(0);
    let number = Number::read(&format!("{:.*}", digits as usize, value.abs()));
    let negative = value.is_sign_negative();
    Value::Number(Number { negative, ..number })
}
