//! What the operators do.

use std::cmp::Ordering;

use super::lexer::Operator;
use super::number::Number;
use super::value::Value;
use super::{Fault, Notes, STEPS, excerpt};
use crate::regex::{Regex, RegexError, STRETCH};

impl Operator {
    /// How tightly it binds; of two that bind alike the left one comes first.
    pub(crate) fn strength(self) -> u8 {
        match self {
            Self::If => 1,
            Self::Or => 2,
            Self::And => 3,
            Self::Equal | Self::Unequal => 4,
            Self::Less | Self::LessOrEqual | Self::Greater | Self::GreaterOrEqual => 4,
            Self::Plus | Self::Minus => 5,
            Self::Times | Self::Over | Self::Modulo => 6,
            // Between these stand `-` and `!` before one operand.
            Self::Match | Self::Find | Self::Join => 8,
        }
    }

    /// The value of both operands together.
    pub(super) fn apply<'a>(
        self,
        left: Value<'a>,
        right: Value<'a>,
        notes: &mut Notes,
    ) -> Value<'a> {
        match self {
            Self::Or if left.is_nothing() => right,
            Self::Or => left.read(),
            Self::And if left.is_nothing() || right.is_nothing() => Value::Number(Number::ZERO),
            Self::And => left.read(),
            Self::Plus | Self::Minus => self.sum(left, right, notes),
            Self::Times | Self::Over | Self::Modulo => {
                Value::Number(self.product(&left, &right, notes))
            }
            Self::Match | Self::Find => self.matched(&left, &right, notes),
            Self::Join => Value::made(left.unquoted() + right.unquoted().as_str()),
            _ => Value::Number(self.holds(compare(&left, &right)).into()),
        }
    }

    /// Whether a comparison holds.
    fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Unequal => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            _ => order.is_ge(),
        }
    }

    /// An operand that is no number counts as if it were not there.
    fn sum<'a>(self, left: Value<'a>, right: Value<'a>, notes: &mut Notes) -> Value<'a> {
        let (one, other) = match (left.number(), right.number()) {
            (Some(one), Some(other)) => (one, other),
            (one, other) => {
                notes.tell(no_number(if one.is_none() { &left } else { &right }));
                match (one, other) {
                    (Some(one), None) => return Value::Number(one),
                    (None, Some(other)) if self == Self::Plus => return Value::Number(other),
                    (_, other) => (Number::ZERO, other.unwrap_or(Number::ZERO)),
                }
            }
        };
        Value::Number(match self {
            Self::Plus => one.plus(other),
            _ => one.minus(other),
        })
    }

    fn product(self, left: &Value<'_>, right: &Value<'_>, notes: &mut Notes) -> Number {
        let (one, other) = match (left.number(), right.number()) {
            (Some(one), Some(other)) => (one, other),
            (one, _) => {
                notes.tell(no_number(if one.is_none() { left } else { right }));
                let dividend = self == Self::Over && one.is_some();
                return if dividend {
                    i32::MAX.into()
                } else {
                    Number::ZERO
                };
            }
        };
        let quotient = match self {
            Self::Times => return one.times(other),
            Self::Over => one.over(other).ok_or_else(|| i32::MAX.into()),
            _ => one.modulo(other).ok_or(other),
        };
        quotient.unwrap_or_else(|instead| {
            let dividend = one.to_string();
            notes.tell(Fault::DivisionByZero { dividend });
            instead
        })
    }

    /// The first group of a regular expression if that took part, or the length of what it matched.
    fn matched<'a>(self, text: &Value<'_>, pattern: &Value<'_>, notes: &mut Notes) -> Value<'a> {
        let (text, pattern) = (text.unquoted(), pattern.unquoted());
        let mut search = |pattern: &str| -> Result<_, RegexError> {
            let regex = Regex::new(pattern)?;
            let mut rest = || (notes.rest)(STRETCH / STEPS);
            let found = regex.find_resting(&text, &mut notes.steps, &mut rest)?;
            Ok((regex.groups(), found))
        };
        let (groups, found) = match search(&pattern) {
            Ok(found) => found,
            Err(error) => {
                let pattern = excerpt(&pattern);
                notes.tell(Fault::Regex { pattern, error });
                return Value::made(String::new());
            }
        };
        match found.filter(|found| self == Self::Find || found.start == 0) {
            Some(found) => match found.group {
                Some((start, end)) => Value::made(text[start..end].to_owned()),
                None => Value::Number(Number::read(&(found.end - found.start).to_string())),
            },
            None if groups == 0 => Value::Number(Number::ZERO),
            None => Value::made(String::new()),
        }
    }
}

/// `-`: zero for what is no number.
pub(super) fn negated<'a>(value: &Value<'_>, notes: &mut Notes) -> Value<'a> {
    let Some(number) = value.number() else {
        notes.tell(no_number(value));
        return Value::Number(Number::ZERO);
    };
    Value::Number(number.negated())
}

/// As numbers if both are, else as texts, by bytes.
fn compare(left: &Value<'_>, right: &Value<'_>) -> Ordering {
    match (left.number(), right.number()) {
        (Some(one), Some(other)) => one.compare(other),
        _ => left.text().as_bytes().cmp(right.text().as_bytes()),
    }
}

pub(super) fn no_number(value: &Value<'_>) -> Fault {
    let text = excerpt(&value.text());
    Fault::NoNumber { text }
}
