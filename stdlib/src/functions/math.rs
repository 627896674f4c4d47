//! `MATH(number operator number[,type])`: calculates.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Judge, Kind, Value, Wrong};

use crate::{number, texts};

pub(crate) static MATH: Function = Function {
    name: "MATH",
    since: "0.1.0",
    synopsis: "Calculates with two numbers.",
    description: "One operator: `*`, `/`, `%`, `^`, `AND`, `XOR`, `OR`, `>`, `>=`, `>>`, `<`, `<=`, `<<`, \
        `==`, `+` or `-`; the first of this order that is found. A division by 0 or by something \
        negative gives 0, as in Asterisk; so does `%` by 0. Comparisons give TRUE or \
        FALSE.\n\nIn `$[…]` and in Rhai there are whole expressions.",
    args: &[
        Arg::required("calculation", "`123%16`", Kind::Form(Judge(wrong))),
        Arg::optional(
            "type",
            "`float` (six digits behind the point, the default), `int`, `hex` or `char`, or \
                the first letter of one.",
            Kind::Whole(Judge(no_type)),
        ),
    ],
    values: &[],
    source: "Asterisk function MATH",
    example: include_str!("math.rhai"),
    read: Some(read),
    write: None,
};

fn wrong(text: &str, _: &[Option<&str>]) -> Option<Wrong> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let Some((left, _, right)) = taken_apart(unsigned) else {
        let message = format!("there is no operator in `{text}`");
        return (!text.is_empty()).then_some(Wrong::Fails(message));
    };
    let no_number = |part: &&str| number::float(part).is_none();
    let part = [left, right].into_iter().find(no_number)?;
    Some(Wrong::Fails(format!("`{part}` is not a number")))
}

fn no_type(text: &str, _: &[Option<&str>]) -> Option<Wrong> {
    let known = text.is_empty() || printer(text).is_ok();
    let message =
        || format!("`{text}` is no type of result: there are `float`, `int`, `hex` and `char`");
    (!known).then(|| Wrong::Fails(message()))
}

fn read(_: &Call, args: &Args) -> Result<Value, ScriptError> {
    let calculation = args.text(0);
    if calculation.is_empty() {
        return Err(texts::missing("MATH(number operator number[,type])"));
    }
    let print = match args.len() {
        1 => fixed,
        _ => printer(&args.text(1))?,
    };
    let (negative, rest) = match calculation.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, calculation.as_str()),
    };
    let (left, operation, right) = taken_apart(rest)
        .ok_or_else(|| texts::bad(format!("there is no operator in `{calculation}`")))?;
    let left = number_of(left)?;
    let left = if negative { -left } else { left };
    Ok(match operation(left, number_of(right)?) {
        Outcome::Number(number) => texts::value(print(number))?,
        Outcome::Truth(truth) => if truth { "TRUE" } else { "FALSE" }.into(),
    })
}

enum Outcome {
    Number(f64),
    Truth(bool),
}

type Operation = fn(f64, f64) -> Outcome;

/// How operators begin, in the order in which they are looked for, and their forms, the longer ones first. A
/// minus comes last, because the second number may have one.
const OPERATORS: [(&str, &[(&str, Operation)]); 12] = [
    ("*", &[("*", |a, b| Outcome::Number(a * b))]),
    // Asterisk refuses negative divisors along with 0.
    (
        "/",
        &[("/", |a, b| {
            Outcome::Number(if b <= 0.0 { 0.0 } else { a / b })
        })],
    ),
    (
        "%",
        &[("%", |a, b| {
            whole(a, b, |a, b| a.checked_rem(b).unwrap_or(0))
        })],
    ),
    ("^", &[("^", |a, b| Outcome::Number(a.powf(b)))]),
    ("AND", &[("AND", |a, b| whole(a, b, |a, b| a & b))]),
    ("XOR", &[("XOR", |a, b| whole(a, b, |a, b| a ^ b))]),
    ("OR", &[("OR", |a, b| whole(a, b, |a, b| a | b))]),
    (
        ">",
        &[
            (">=", |a, b| Outcome::Truth(a >= b)),
            (">>", |a, b| {
                whole(a, b, |a, b| a.wrapping_shr(b.cast_unsigned()))
            }),
            (">", |a, b| Outcome::Truth(a > b)),
        ],
    ),
    (
        "<",
        &[
            ("<=", |a, b| Outcome::Truth(a <= b)),
            ("<<", |a, b| {
                whole(a, b, |a, b| a.wrapping_shl(b.cast_unsigned()))
            }),
            ("<", |a, b| Outcome::Truth(a < b)),
        ],
    ),
    #[allow(clippy::float_cmp)] // What is asked for is whether they are the same.
    ("=", &[("==", |a, b| Outcome::Truth(a == b))]),
    ("+", &[("+", |a, b| Outcome::Number(a + b))]),
    ("-", &[("-", |a, b| Outcome::Number(a - b))]),
];

/// What stands left and right of the operator. A lone `=` is none, and nothing else is looked for behind it.
fn taken_apart(text: &str) -> Option<(&str, Operation, &str)> {
    let found = |(start, forms)| Some((text.find(start)?, forms));
    let (at, forms): (usize, &[(&str, Operation)]) = OPERATORS.into_iter().find_map(found)?;
    let (left, rest) = text.split_at(at);
    let (name, operation) = forms.iter().find(|(name, _)| rest.starts_with(name))?;
    Some((left, *operation, &rest[name.len()..]))
}

fn whole(a: f64, b: f64, operation: fn(i32, i32) -> i32) -> Outcome {
    Outcome::Number(operation(int(a), int(b)).into())
}

/// A whole number as C makes one: what is too large becomes the smallest.
#[allow(clippy::cast_possible_truncation)] // The range is checked.
fn int(number: f64) -> i32 {
    let whole = number.trunc();
    if (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&whole) {
        whole as i32
    } else {
        i32::MIN
    }
}

fn number_of(text: &str) -> Result<f64, ScriptError> {
    let number = number::float(text).map(|(number, _)| number);
    number.ok_or_else(|| texts::bad(format!("`{text}` is not a number")))
}

type Print = fn(f64) -> Vec<u8>;

fn printer(name: &str) -> Result<Print, ScriptError> {
    let rows: [(&str, Print); 4] = [
        ("float", fixed),
        ("int", |number| int(number).to_string().into_bytes()),
        ("hex", |number| format!("{:x}", octets(number)).into_bytes()),
        ("char", |number| {
            let octet = octets(number).to_le_bytes()[0];
            // A text of C ends before its NUL.
            if octet == 0 { Vec::new() } else { vec![octet] }
        }),
    ];
    let row = rows
        .iter()
        .find(|(row, _)| row.eq_ignore_ascii_case(name) || row[..1].eq_ignore_ascii_case(name));
    let row = row.ok_or_else(|| texts::bad(format!("`{name}` is no type of result")));
    row.map(|(_, print)| *print)
}

fn fixed(number: f64) -> Vec<u8> {
    number::fixed(number).into_bytes()
}

/// The lowest 32 bits of a number, negative ones in two's complement.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // That is what it is for.
fn octets(number: f64) -> u32 {
    number as i64 as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let Some((left, operation, right)) = taken_apart(text) else {
            return assert_eq!("no operator", expected, "{text}");
        };
        let got = match operation(number_of(left).unwrap(), number_of(right).unwrap()) {
            Outcome::Number(number) => number.to_string(),
            Outcome::Truth(truth) => truth.to_string(),
        };
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn the_strongest_operator_is_found_first() {
        check("2+3*1", "2");
        check("1+1+1", "2");
        check("1--1", "2");
        check("5XOR3", "6");
        check("5 OR 3", "7");
        check("1<<4", "16");
        check("2>=2", "true");
        check("1==1", "true");
        check("1=1", "no operator");
        check("1=1+1", "no operator");
        check("7%0", "0");
        check("1/-2", "0");
    }
}
