//! One directive of a format: `%-10.3f` (C11, 7.21.6.1).

use runtime::call::ScriptError;

use crate::{number, texts};

/// What stands behind a percent sign.
#[derive(Debug, Default)]
pub(super) struct Directive {
    left: bool,
    zeros: bool,
    sign: bool,
    blank: bool,
    other_form: bool,
    width: usize,
    precision: Option<usize>,
    /// Bits of a whole number.
    bits: u32,
    conversion: char,
}

impl Directive {
    /// The directive that `text` begins with, behind its percent sign, and what follows it; `None` if it does
    /// not come to its end.
    pub(super) fn parse(text: &str) -> Result<Option<(Self, &str)>, ScriptError> {
        let mut directive = Self {
            bits: 32,
            ..Self::default()
        };
        let mut rest = text;
        while let Some(tail) = rest.strip_prefix(['#', '0', '-', ' ', '+', '\'', 'I']) {
            match rest.as_bytes()[0] {
                b'#' => directive.other_form = true,
                b'0' => directive.zeros = true,
                b'-' => directive.left = true,
                b' ' => directive.blank = true,
                b'+' => directive.sign = true,
                // Thousands and digits of other scripts are those of the C locale.
                _ => {}
            }
            rest = tail;
        }
        (directive.width, rest) = digits(rest)?;
        if let Some(tail) = rest.strip_prefix('.') {
            let (precision, tail) = digits(tail)?;
            directive.precision = Some(precision);
            rest = tail;
        }
        for (length, bits) in [("hh", 8), ("h", 16), ("ll", 32), ("l", 32)] {
            if let Some(tail) = rest.strip_prefix(length) {
                directive.bits = bits;
                rest = tail;
                return Ok(directive.ended(rest));
            }
        }
        rest = rest.strip_prefix(['L', 'q', 'j', 'z', 't']).unwrap_or(rest);
        Ok(directive.ended(rest))
    }

    fn ended(mut self, rest: &str) -> Option<(Self, &str)> {
        let mut rest = rest.chars();
        self.conversion = rest.next()?;
        Some((self, rest.as_str()))
    }

    /// The letter that says how to print.
    pub(super) fn conversion(&self) -> char {
        self.conversion
    }

    /// Whether that letter is one.
    pub(super) fn is_known(&self) -> bool {
        "%sdiouxXceEfFgGaA".contains(self.conversion)
    }

    /// Whether it prints a value.
    pub(super) fn takes_value(&self) -> bool {
        self.conversion != '%'
    }

    /// Prints the next of `values`.
    pub(super) fn print(
        &self,
        values: &mut impl Iterator<Item = String>,
        printed: &mut Vec<u8>,
    ) -> Result<(), ScriptError> {
        match self.conversion {
            '%' => printed.push(b'%'),
            's' => {
                let text = values.next().unwrap_or_else(|| "(null)".to_owned());
                let length = self.precision.unwrap_or(text.len()).min(text.len());
                self.pad(&text.as_bytes()[..length], printed);
            }
            'd' | 'i' | 'o' | 'u' | 'x' | 'X' | 'c' => {
                let text = self.needed(values)?;
                let number = number::integer(&text).map(|(number, _)| number);
                let number =
                    number.ok_or_else(|| texts::bad(format!("`{text}` is no whole number")))?;
                #[allow(clippy::cast_possible_truncation)] // Numbers have 32 bits, as in Asterisk.
                self.whole(number as i32, printed);
            }
            'e' | 'E' | 'f' | 'F' | 'g' | 'G' | 'a' | 'A' => {
                let text = self.needed(values)?;
                let number = number::float(&text).map(|(number, _)| number);
                let number = number.ok_or_else(|| texts::bad(format!("`{text}` is no number")))?;
                self.float(number, printed);
            }
            other => {
                return Err(texts::bad(format!(
                    "`{other}` is no conversion that is known"
                )));
            }
        }
        Ok(())
    }

    fn needed(&self, values: &mut impl Iterator<Item = String>) -> Result<String, ScriptError> {
        values.next().ok_or_else(|| {
            texts::bad(format!(
                "there is no value for conversion `{}`",
                self.conversion
            ))
        })
    }

    #[allow(clippy::cast_possible_truncation)] // Shorter numbers are asked for.
    fn whole(&self, number: i32, printed: &mut Vec<u8>) {
        let mask = u32::MAX >> (32 - self.bits);
        let unsigned = number.cast_unsigned() & mask;
        let (sign, digits) = match self.conversion {
            'c' => {
                let octet = number.to_le_bytes()[0];
                // A text of C ends before its NUL.
                let octets = [octet];
                let octets = if octet == 0 {
                    &octets[..0]
                } else {
                    &octets[..]
                };
                return self.pad(octets, printed);
            }
            'd' | 'i' => {
                let number = match self.bits {
                    8 => i32::from(number as i8),
                    16 => i32::from(number as i16),
                    _ => number,
                };
                (self.sign_of(number < 0), number.unsigned_abs().to_string())
            }
            'o' => {
                let digits = format!("{unsigned:o}");
                let zero = self.other_form && !digits.starts_with('0');
                ("", if zero { format!("0{digits}") } else { digits })
            }
            'x' if self.other_form && unsigned != 0 => ("0x", format!("{unsigned:x}")),
            'X' if self.other_form && unsigned != 0 => ("0X", format!("{unsigned:X}")),
            'x' => ("", format!("{unsigned:x}")),
            'X' => ("", format!("{unsigned:X}")),
            _ => ("", unsigned.to_string()),
        };
        let digits = match self.precision {
            Some(0) if digits == "0" => String::new(),
            Some(precision) => format!("{digits:0>precision$}"),
            None => digits,
        };
        self.number(
            sign,
            &digits,
            self.zeros && self.precision.is_none(),
            printed,
        );
    }

    fn float(&self, number: f64, printed: &mut Vec<u8>) {
        let sign = self.sign_of(number.is_sign_negative());
        let size = number.abs();
        let precision = self.precision.unwrap_or(6);
        let mut digits = match self.conversion.to_ascii_lowercase() {
            _ if number.is_nan() => "nan".to_owned(),
            _ if number.is_infinite() => "inf".to_owned(),
            'f' => fixed(size, precision),
            'e' => scientific(size, precision),
            'g' => self.general(size, precision.max(1)),
            _ => hexadecimal(size, self.precision),
        };
        if self.conversion.is_ascii_uppercase() {
            digits = digits.to_uppercase();
        }
        if self.other_form && number.is_finite() && !digits.contains('.') {
            let at = digits.find(['e', 'E', 'p', 'P']).unwrap_or(digits.len());
            digits.insert(at, '.');
        }
        let prefix = digits
            .get(..2)
            .filter(|prefix| prefix.eq_ignore_ascii_case("0x"));
        let sign = format!("{sign}{}", prefix.unwrap_or_default());
        let digits = &digits[prefix.map_or(0, str::len)..];
        self.number(&sign, digits, self.zeros && number.is_finite(), printed);
    }

    /// `%g`: the shorter of both forms, without zeros at the end.
    fn general(&self, size: f64, digits: usize) -> String {
        let rounded = scientific(size, digits - 1);
        let exponent = rounded
            .rsplit_once('e')
            .and_then(|(_, exponent)| exponent.parse().ok());
        let exponent: i64 = exponent.unwrap_or(0);
        let before = i64::try_from(digits).unwrap_or(i64::MAX) - 1 - exponent;
        let (number, tail) = match usize::try_from(before) {
            Ok(behind) if exponent >= -4 => (fixed(size, behind), String::new()),
            _ => match rounded.split_once('e') {
                Some((number, exponent)) => (number.to_owned(), format!("e{exponent}")),
                None => (rounded, String::new()),
            },
        };
        if self.other_form || !number.contains('.') {
            return number + tail.as_str();
        }
        let number = number.trim_end_matches('0').trim_end_matches('.');
        format!("{number}{tail}")
    }

    fn sign_of(&self, negative: bool) -> &'static str {
        match (negative, self.sign, self.blank) {
            (true, ..) => "-",
            (_, true, _) => "+",
            (.., true) => " ",
            _ => "",
        }
    }

    fn number(&self, sign: &str, digits: &str, zeros: bool, printed: &mut Vec<u8>) {
        let missing = self.width.saturating_sub(sign.len() + digits.len());
        let zeros = if zeros && !self.left { missing } else { 0 };
        self.pad(
            format!("{sign}{}{digits}", "0".repeat(zeros)).as_bytes(),
            printed,
        );
    }

    fn pad(&self, octets: &[u8], printed: &mut Vec<u8>) {
        let missing = self.width.saturating_sub(octets.len());
        let blanks = std::iter::repeat_n(b' ', missing);
        if !self.left {
            printed.extend(blanks.clone());
        }
        printed.extend_from_slice(octets);
        if self.left {
            printed.extend(blanks);
        }
    }
}

/// Digits behind the point after which those of any number are zeros.
const EXACT: usize = 1_100;

/// Widest field and most digits: what a format of Rust takes.
const WIDEST: usize = u16::MAX as usize;

/// The number that `text` begins with, 0 without one, and what follows.
fn digits(text: &str) -> Result<(usize, &str), ScriptError> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let number = if digits.is_empty() {
        Ok(0)
    } else {
        digits.parse()
    };
    match number {
        Ok(number) if number <= WIDEST => Ok((number, rest)),
        _ => Err(texts::bad(format!("`{digits}` is too wide"))),
    }
}

/// So many digits behind the point.
fn fixed(size: f64, precision: usize) -> String {
    let exact = precision.min(EXACT);
    let zeros = "0".repeat(precision - exact);
    format!("{size:.exact$}{zeros}")
}

/// `1.5e+03`: an exponent has two digits at least.
fn scientific(size: f64, precision: usize) -> String {
    let exact = precision.min(EXACT);
    let printed = format!("{size:.exact$e}");
    let Some((number, exponent)) = printed.split_once('e') else {
        return printed;
    };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let sign = if exponent < 0 { '-' } else { '+' };
    let zeros = "0".repeat(precision - exact);
    format!("{number}{zeros}e{sign}{:02}", exponent.unsigned_abs())
}

/// `0x1.8p+1`.
fn hexadecimal(size: f64, precision: Option<usize>) -> String {
    let bits = size.to_bits();
    let mut fraction = bits & ((1 << 52) - 1);
    let biased = i32::try_from(bits >> 52).unwrap_or(0);
    let (mut whole, exponent) = match (biased, fraction) {
        (0, 0) => (0, 0),
        (0, _) => (0, -1022),
        _ => (1, biased - 1023),
    };
    if let Some(precision) = precision.filter(|precision| *precision < 13) {
        let dropped = 52 - 4 * precision;
        let all: u64 = whole << 52 | fraction;
        let (kept, rest, half) = (
            all >> dropped,
            all & ((1 << dropped) - 1),
            1 << (dropped - 1),
        );
        let up = rest > half || rest == half && kept & 1 == 1;
        let all = (kept + u64::from(up)) << dropped;
        (whole, fraction) = (all >> 52, all & ((1 << 52) - 1));
    }
    let mut digits = format!("{fraction:013x}");
    match precision {
        Some(precision) => {
            digits.truncate(precision);
            digits = format!("{digits:0<precision$}");
        }
        None => digits.truncate(digits.trim_end_matches('0').len()),
    }
    let point = if digits.is_empty() { "" } else { "." };
    format!("0x{whole}{point}{digits}p{exponent:+}")
}

#[cfg(test)]
mod tests {
    use super::Directive;

    fn check(format: &str, value: &str, expected: &str) {
        let (directive, rest) = Directive::parse(&format[1..]).unwrap().unwrap();
        let mut printed = Vec::new();
        let mut values = [value.to_owned()].into_iter();
        directive.print(&mut values, &mut printed).unwrap();
        let printed = String::from_utf8(printed).unwrap();
        assert_eq!(printed + rest, expected, "{format} of {value}");
    }

    #[test]
    fn whole_numbers_are_padded_and_signed() {
        check("%5d|", "5", "    5|");
        check("%-5d|", "5", "5    |");
        check("%05d", "-5", "-0005");
        check("%+d", "5", "+5");
        check("% d", "5", " 5");
        check("%.3d", "5", "005");
        check("%#x", "255", "0xff");
        check("%#o", "8", "010");
        check("%hhd", "300", "44");
        check("%u", "-1", "4294967295");
        check("%c", "65", "A");
    }

    #[test]
    fn numbers_with_a_point_have_three_forms_and_a_hexadecimal_one() {
        check("%f", "1.5", "1.500000");
        check("%08.2f", "-1.5", "-0001.50");
        check("%e", "12345.678", "1.234568e+04");
        check("%g", "0.0001", "0.0001");
        check("%g", "0.00001", "1e-05");
        check("%g", "1e6", "1e+06");
        check("%G", "123456", "123456");
        check("%.0f", "2.5", "2");
        check("%a", "3", "0x1.8p+1");
        check("%.0a", "3", "0x2p+1");
        check("%5f", "inf", "  inf");
    }

    #[test]
    fn texts_are_cut_and_padded() {
        check("%-10s|", "abc", "abc       |");
        check("%.2s", "abc", "ab");
        check("%3%", "", "%");
    }

    proptest::proptest! {
        #[test]
        fn any_directive_is_printed_or_refused(text in "[-#0 +'I]{0,3}[0-9]{0,6}(\\.[0-9]{0,6})?[a-zA-Z%]{0,2}", value in ".*") {
            if let Ok(Some((directive, _))) = Directive::parse(&text) {
                let mut printed = Vec::new();
                let _ = directive.print(&mut [value].into_iter(), &mut printed);
            }
        }
    }

    #[test]
    fn the_widest_fields_are_printed_and_wider_ones_refused() {
        for format in [
            "%65535d", "%.65535d", "%.65535f", "%.65535e", "%.65535g", "%.65535a",
        ] {
            let (directive, _) = Directive::parse(&format[1..]).unwrap().unwrap();
            for value in ["0.0001", "1", "1e300"] {
                let mut printed = Vec::new();
                let mut values = [value.to_owned()].into_iter();
                directive.print(&mut values, &mut printed).unwrap();
                assert!(!printed.is_empty(), "{format} of {value}");
            }
        }
        assert!(Directive::parse(".65536d").is_err());
    }
}
