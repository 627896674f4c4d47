//! Numbers as `$[…]` computes with them: 64 bits of mantissa, as the `long double` of Asterisk on x86-64.
//!
//! Each operation works out the exact value and rounds once, half to even. There are no infinities: what is
//! too large becomes the largest number there is, and what is too small becomes zero.

use std::cmp::Ordering;

use num_bigint::{BigInt, BigUint, Sign};

/// `mantissa × 2^exponent`. Zero has a sign as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number {
    pub(super) negative: bool,
    /// The highest bit is set, unless the number is zero.
    pub(super) mantissa: u64,
    pub(super) exponent: i32,
}

/// Exponents of the largest and the smallest mantissa (IEEE 754 extended precision).
const LARGEST: i64 = 16_320;
const SMALLEST: i64 = -16_445;

impl Number {
    pub(super) const ZERO: Self = Self {
        negative: false,
        mantissa: 0,
        exponent: 0,
    };

    pub(super) fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    /// `numerator / denominator × 2^exponent`, rounded.
    pub(super) fn rounded(
        negative: bool,
        numerator: BigUint,
        denominator: &BigUint,
        exponent: i64,
    ) -> Self {
        if numerator == BigUint::ZERO {
            let zero = Self::ZERO;
            return Self { negative, ..zero };
        }
        // Two or three bits more than stay, so that what is cut off can be weighed.
        let shift = 66 + denominator.bits() as i64 - numerator.bits() as i64;
        let (numerator, denominator) = if shift >= 0 {
            (numerator << shift, denominator.clone())
        } else {
            (numerator, denominator << -shift)
        };
        let quotient = &numerator / &denominator;
        let inexact = &quotient * &denominator != numerator;
        let quotient = u128::try_from(quotient).expect("67 bits at most");
        let excess = 64 - quotient.leading_zeros();
        let (kept, cut) = (quotient >> excess, quotient & ((1 << excess) - 1));
        let half = 1_u128 << (excess - 1);
        let up = match cut.cmp(&half) {
            Ordering::Less => false,
            Ordering::Equal => inexact || kept & 1 == 1,
            Ordering::Greater => true,
        };
        let (kept, carry) = match kept + u128::from(up) {
            kept if kept >> 64 == 0 => (kept as u64, 0),
            kept => ((kept >> 1) as u64, 1),
        };
        Self::within(negative, kept, exponent - shift + i64::from(excess) + carry)
    }

    fn within(negative: bool, mantissa: u64, exponent: i64) -> Self {
        let (mantissa, exponent) = if exponent > LARGEST {
            (u64::MAX, LARGEST)
        } else if exponent < SMALLEST {
            (0, 0)
        } else {
            (mantissa, exponent)
        };
        Self {
            negative,
            mantissa,
            exponent: exponent as i32,
        }
    }

    /// The signed mantissas of both at the lower of their exponents.
    fn aligned(self, other: Self) -> (BigInt, BigInt, i64) {
        let lower = match (self.is_zero(), other.is_zero()) {
            (true, _) => other.exponent,
            (_, true) => self.exponent,
            _ => self.exponent.min(other.exponent),
        };
        let whole = |number: Self| {
            let sign = if number.negative {
                Sign::Minus
            } else {
                Sign::Plus
            };
            let shift = if number.is_zero() {
                0
            } else {
                number.exponent - lower
            };
            BigInt::from_biguint(sign, BigUint::from(number.mantissa) << shift)
        };
        (whole(self), whole(other), i64::from(lower))
    }

    pub(super) fn plus(self, other: Self) -> Self {
        let (one, other_one, exponent) = self.aligned(other);
        let (sign, sum) = (one + other_one).into_parts();
        let negative = match sign {
            // A difference of nothing is positive.
            Sign::NoSign => self.negative && other.negative,
            sign => sign == Sign::Minus,
        };
        Self::rounded(negative, sum, &1_u32.into(), exponent)
    }

    pub(super) fn minus(self, other: Self) -> Self {
        self.plus(other.negated())
    }

    pub(super) fn times(self, other: Self) -> Self {
        let product = u128::from(self.mantissa) * u128::from(other.mantissa);
        let exponent = i64::from(self.exponent) + i64::from(other.exponent);
        let negative = self.negative != other.negative;
        Self::rounded(negative, product.into(), &1_u32.into(), exponent)
    }

    /// The quotient; `None` when `other` is zero.
    pub(super) fn over(self, other: Self) -> Option<Self> {
        if other.is_zero() {
            return None;
        }
        let exponent = i64::from(self.exponent) - i64::from(other.exponent);
        let negative = self.negative != other.negative;
        let (numerator, denominator) = (self.mantissa.into(), other.mantissa.into());
        Some(Self::rounded(negative, numerator, &denominator, exponent))
    }

    /// What is left of `self` when `other` has been taken away as often as it fits, with the sign of `self`;
    /// `None` when `other` is zero.
    pub(super) fn modulo(self, other: Self) -> Option<Self> {
        if other.is_zero() {
            return None;
        }
        let (one, other, exponent) = self.aligned(other);
        let rest = one.into_parts().1 % other.into_parts().1;
        Some(Self::rounded(self.negative, rest, &1_u32.into(), exponent))
    }

    pub(super) fn negated(self) -> Self {
        Self {
            negative: !self.negative,
            ..self
        }
    }

    pub(super) fn compare(self, other: Self) -> Ordering {
        let (one, other, _) = self.aligned(other);
        one.cmp(&other)
    }
}

impl From<bool> for Number {
    fn from(truth: bool) -> Self {
        Self::from(i32::from(truth))
    }
}

impl From<i32> for Number {
    fn from(value: i32) -> Self {
        Self::rounded(value < 0, value.unsigned_abs().into(), &1_u32.into(), 0)
    }
}
