//! Sets of octets: what can stand in a text, and what must not.

/// A set of octets. Characters beyond ASCII count by the octets of their UTF-8.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Alphabet([u64; 4]);

impl Alphabet {
    pub(super) const NONE: Self = Self([0; 4]);
    pub(super) const ALL: Self = Self([u64::MAX; 4]);

    /// The octets of a text.
    pub(super) const fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut set = Self::NONE;
        let mut at = 0;
        while at < bytes.len() {
            set = set.with(bytes[at]);
            at += 1;
        }
        set
    }

    /// All octets from `first` to `last`.
    pub(super) const fn range(first: u8, last: u8) -> Self {
        let mut set = Self::NONE;
        let mut byte = first;
        while byte < last {
            set = set.with(byte);
            byte += 1;
        }
        set.with(last)
    }

    /// A set as one bit for each octet, the lowest first.
    pub(super) const fn from_words(words: [u64; 4]) -> Self {
        Self(words)
    }

    pub(super) const fn with(mut self, byte: u8) -> Self {
        self.0[(byte / 64) as usize] |= 1 << (byte % 64);
        self
    }

    pub(super) const fn and(self, other: Self) -> Self {
        let (a, b) = (self.0, other.0);
        Self([a[0] | b[0], a[1] | b[1], a[2] | b[2], a[3] | b[3]])
    }

    pub(super) const fn common(self, other: Self) -> Self {
        let (a, b) = (self.0, other.0);
        Self([a[0] & b[0], a[1] & b[1], a[2] & b[2], a[3] & b[3]])
    }

    pub(super) const fn except(self, other: Self) -> Self {
        let b = other.0;
        self.common(Self([!b[0], !b[1], !b[2], !b[3]]))
    }

    pub(super) const fn has(self, byte: u8) -> bool {
        self.0[(byte / 64) as usize] & (1 << (byte % 64)) != 0
    }

    pub(super) fn is_empty(self) -> bool {
        self == Self::NONE
    }

    pub(super) fn meets(self, other: Self) -> bool {
        !self.common(other).is_empty()
    }

    pub(super) fn bytes(self) -> impl Iterator<Item = u8> {
        (0..=u8::MAX).filter(move |&byte| self.has(byte))
    }

    /// The set as `FILTER` takes it: `0-9A-F`.
    pub(super) fn spelled(self) -> String {
        let mut text = String::new();
        let mut rest = self.bytes().filter(u8::is_ascii).peekable();
        while let Some(first) = rest.next() {
            let mut last = first;
            while rest.peek() == Some(&(last + 1)) {
                last += 1;
                rest.next();
            }
            let escape = |byte: u8| if b"-\\".contains(&byte) { "\\" } else { "" };
            text.push_str(escape(first));
            text.push(char::from(first));
            if last > first + 1 {
                text.push('-');
            }
            if last > first {
                text.push_str(escape(last));
                text.push(char::from(last));
            }
        }
        text
    }

    /// The characters that `FILTER` lets through for a set that is written out.
    ///
    /// A hyphen between two characters is a range; one that runs backwards goes around.
    pub(super) fn filter(set: &str) -> Self {
        let mut rest = set.as_bytes();
        let mut found = Self::NONE;
        while let Some((first, length)) = octet(rest) {
            rest = &rest[length..];
            let mut last = first;
            if let [b'-', tail @ ..] = rest {
                let (end, length) = octet(tail).unwrap_or((first, 0));
                last = end;
                rest = &tail[length..];
            }
            let mut byte = first;
            found = found.with(byte);
            while byte != last {
                byte = byte.wrapping_add(1);
                found = found.with(byte);
            }
        }
        found
    }
}

pub(super) const DIGITS: Alphabet = Alphabet::range(b'0', b'9');
pub(super) const LETTERS: Alphabet = Alphabet::range(b'a', b'z').and(Alphabet::range(b'A', b'Z'));

/// What does no harm anywhere: numbers, and what stands between them.
pub(super) const HARMLESS: Alphabet = DIGITS.and(Alphabet::of("_.+*#-"));

/// The octet that a set begins with, `\x41` and its like counting as one, and how long it is written.
fn octet(text: &[u8]) -> Option<(u8, usize)> {
    let [first, rest @ ..] = text else {
        return None;
    };
    if *first != b'\\' {
        return Some((*first, 1));
    }
    Some(match rest {
        [] => (b'\\', 1),
        [b'n', ..] => (b'\n', 2),
        [b'r', ..] => (b'\r', 2),
        [b't', ..] => (b'\t', 2),
        [b'x', high, low, ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
            let digit = |byte: u8| char::from(byte).to_digit(16).unwrap_or(0) as u8;
            (digit(*high) * 16 + digit(*low), 4)
        }
        [other, ..] => (*other, 2),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(set: &str, within: &str, without: &str) {
        let found = Alphabet::filter(set);
        assert!(within.bytes().all(|byte| found.has(byte)), "{set}");
        assert!(!without.bytes().any(|byte| found.has(byte)), "{set}");
        assert_eq!(Alphabet::filter(&found.spelled()), found, "{set}");
    }

    #[test]
    fn sets_are_read_as_filter_reads_them_and_written_so_that_it_does() {
        check("0-9", "0123456789", "&-a");
        check("0-9A-F+", "09AF+", "Gf&");
        check("\\-0-9", "-5", "&");
        check("\\x26", "&", "x2");
        check(" -~", "&@/", "\n");
        check("a-", "a", "-");
        check("\\\\", "\\", "n");
        check("", "", "a");
    }
}
