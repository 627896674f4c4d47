//! Numbers from and to decimal digits, as `strtold` reads and `%.18Lg` prints them.

use std::cmp::Ordering;
use std::fmt;

use num_bigint::BigUint;

use super::number::Number;

/// Significant digits that are printed.
const DIGITS: i32 = 18;

/// Digits before the point that no number has; digits behind it that change none.
const LONGEST: usize = 5_000;

impl Number {
    /// The number at the start of `text`: digits, and perhaps a point and more digits. Zero without any.
    pub(super) fn read(text: &str) -> Self {
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let (whole, rest) = text.split_at(digits(text));
        let fraction = rest.strip_prefix('.').unwrap_or_default();
        let fraction = &fraction[..digits(fraction).min(LONGEST)];
        let whole = whole.trim_start_matches('0');
        if whole.len() > LONGEST {
            return Self::rounded(false, 1_u32.into(), &1_u32.into(), i64::from(i32::MAX));
        }
        let value = format!("{whole}{fraction}")
            .parse()
            .unwrap_or(BigUint::ZERO);
        Self::rounded(false, value, &ten_to(fraction.len()), 0)
    }

    /// The decimal digits and the power of ten of the first one.
    fn digits(self) -> (u64, i32) {
        let bits = f64::from(self.exponent) + (self.mantissa as f64).log2();
        // Too low by one now and then, and never too high.
        let mut power = (bits * std::f64::consts::LOG10_2 - 1e-9).floor() as i32;
        loop {
            let digits = self.scaled(DIGITS - 1 - power);
            if digits < 10_u64.pow(DIGITS as u32) {
                return (digits, power);
            }
            power += 1;
        }
    }

    /// The whole number nearest to the value times a power of ten.
    fn scaled(self, power: i32) -> u64 {
        let (mut numerator, mut denominator) = (BigUint::from(self.mantissa), 1_u32.into());
        if power >= 0 {
            numerator *= ten_to(power.unsigned_abs() as usize);
        } else {
            denominator = ten_to(power.unsigned_abs() as usize);
        }
        if self.exponent >= 0 {
            numerator <<= self.exponent;
        } else {
            denominator <<= -self.exponent;
        }
        let quotient = &numerator / &denominator;
        let rest = numerator - &quotient * &denominator;
        let whole = u64::try_from(quotient).unwrap_or(u64::MAX - 1);
        match (rest << 1_u32).cmp(&denominator) {
            Ordering::Less => whole,
            Ordering::Equal => whole + whole % 2,
            Ordering::Greater => whole + 1,
        }
    }
}

fn ten_to(power: usize) -> BigUint {
    BigUint::from(10_u32).pow(power as u32)
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.negative {
            f.write_str("-")?;
        }
        if self.is_zero() {
            return f.write_str("0");
        }
        let (digits, power) = self.digits();
        let digits = digits.to_string();
        let digits = digits.trim_end_matches('0');
        if !(-4..DIGITS).contains(&power) {
            let (first, rest) = digits.split_at(1);
            let point = if rest.is_empty() { "" } else { "." };
            let sign = if power < 0 { '-' } else { '+' };
            return write!(f, "{first}{point}{rest}e{sign}{:02}", power.abs());
        }
        match usize::try_from(power) {
            Err(_) => write!(
                f,
                "0.{}{digits}",
                "0".repeat(power.unsigned_abs() as usize - 1)
            ),
            Ok(power) if digits.len() <= power + 1 => write!(f, "{digits:0<0$}", power + 1),
            Ok(power) => {
                let (whole, fraction) = digits.split_at(power + 1);
                write!(f, "{whole}.{fraction}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Number;

    fn check(text: &str, printed: &str) {
        assert_eq!(Number::read(text).to_string(), printed);
    }

    #[test]
    fn eighteen_digits_are_printed_and_no_zeros_behind_them() {
        check("0", "0");
        check("007", "7");
        check("1.50", "1.5");
        check("100000000000000000", "100000000000000000");
        check("999999999999999999", "999999999999999999");
        check("1000000000000000000", "1e+18");
        check("9999999999999999999", "1e+19");
        check("9223372036854775808", "9.22337203685477581e+18");
        check("0.0001", "0.0001");
        check("0.00001", "1e-05");
        check("0.1", "0.1");
        check("1.2.3", "1.2");
        check(".5", "0.5");
    }

    #[test]
    fn numbers_out_of_range_are_the_largest_or_nothing() {
        check(
            &format!("1{}", "0".repeat(6_000)),
            "1.18973149535723177e+4932",
        );
        check(&format!("0.{}1", "0".repeat(6_000)), "0");
    }

    fn is(value: Option<Number>, printed: &str) {
        assert_eq!(
            value.map(|value| value.to_string()).as_deref(),
            Some(printed)
        );
    }

    #[test]
    fn each_operation_rounds_once() {
        let n = Number::read;
        is(n("1").over(n("3")), "0.333333333333333333");
        is(n("1").over(n("3")).map(|third| third.times(n("3"))), "1");
        is(Some(n("0.1").plus(n("0.2"))), "0.3");
        is(
            Some(n("9223372036854775807").plus(n("1"))),
            "9.22337203685477581e+18",
        );
        is(n("5.5").modulo(n("2")), "1.5");
        is(n("4").negated().modulo(n("2")), "-0");
        assert_eq!(n("1").over(n("0")), None);
        assert_eq!(n("1").modulo(n("0")), None);
    }

    #[test]
    fn zero_has_a_sign() {
        let (zero, one) = (Number::ZERO, Number::from(1));
        is(Some(zero.negated()), "-0");
        is(Some(zero.times(one.negated())), "-0");
        is(Some(zero.minus(zero)), "0");
        is(Some(one.minus(one)), "0");
        is(Some(zero.negated().plus(zero.negated())), "-0");
    }

    proptest! {
        #[test]
        fn what_eighteen_digits_say_is_read_and_printed_alike(value in 1_u64..1_000_000_000_000_000_000) {
            check(&value.to_string(), &value.to_string());
        }
    }
}
