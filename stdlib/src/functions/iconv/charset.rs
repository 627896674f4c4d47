//! Character sets: which characters they have, and how octets stand for them.
//!
//! In: octets, and texts. Out: texts. The tables are those of ISO 8859 and of Microsoft's code page 1252; sets of more
//! than one octet a character, UTF-8 aside, are left out.

/// A character set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Charset {
    Utf8,
    Ascii,
    Latin1,
    Latin9,
    Windows1252,
}

/// What becomes of a character that a set lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lack {
    /// The text ends before it.
    Ends,
    /// It is left out.
    Skips,
    /// Something similar takes its place.
    Resembles,
}

/// The sets by their names, in upper case and without what is neither letter nor digit.
const NAMES: [(&str, Charset); 15] = [
    ("UTF8", Charset::Utf8),
    ("ASCII", Charset::Ascii),
    ("USASCII", Charset::Ascii),
    ("ANSIX341968", Charset::Ascii),
    ("ISO646US", Charset::Ascii),
    ("ISO88591", Charset::Latin1),
    ("88591", Charset::Latin1),
    ("LATIN1", Charset::Latin1),
    ("L1", Charset::Latin1),
    ("ISO885915", Charset::Latin9),
    ("LATIN9", Charset::Latin9),
    ("L9", Charset::Latin9),
    ("WINDOWS1252", Charset::Windows1252),
    ("CP1252", Charset::Windows1252),
    ("MSANSI", Charset::Windows1252),
];

/// Where ISO 8859-15 differs from ISO 8859-1.
const LATIN9: [(u8, char); 8] = [
    (0xa4, '€'),
    (0xa6, 'Š'),
    (0xa8, 'š'),
    (0xb4, 'Ž'),
    (0xb8, 'ž'),
    (0xbc, 'Œ'),
    (0xbd, 'œ'),
    (0xbe, 'Ÿ'),
];

/// Code page 1252 from 0x80 on; what is not given is a space here.
const WINDOWS_1252: &str = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";

impl Charset {
    /// The set of that name, and what follows from `//TRANSLIT` or `//IGNORE` behind it.
    pub(super) fn named(name: &str) -> Option<(Self, Lack)> {
        let (name, suffix) = name.split_once("//").unwrap_or((name, ""));
        let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        let plain = plain.to_ascii_uppercase();
        let (_, set) = NAMES.iter().find(|(known, _)| *known == plain)?;
        let suffix = suffix.to_ascii_uppercase();
        let lack = if suffix.contains("TRANSLIT") {
            Lack::Resembles
        } else if suffix.contains("IGNORE") {
            Lack::Skips
        } else {
            Lack::Ends
        };
        Some((*set, lack))
    }

    /// The text that octets stand for, up to the first that stand for nothing.
    pub(super) fn decode(self, octets: &[u8]) -> String {
        match self {
            Self::Utf8 => {
                let chunk = octets.utf8_chunks().next();
                chunk.map_or_else(String::new, |chunk| chunk.valid().to_owned())
            }
            Self::Ascii => octets
                .iter()
                .map_while(|&octet| octet.is_ascii().then_some(char::from(octet)))
                .collect(),
            Self::Latin1 => octets.iter().map(|&octet| char::from(octet)).collect(),
            Self::Latin9 => octets.iter().map(|&octet| latin9(octet)).collect(),
            Self::Windows1252 => octets
                .iter()
                .map_while(|&octet| windows_1252(octet))
                .collect(),
        }
    }

    /// What the set has of a text.
    pub(super) fn keep(self, text: &str, lack: Lack) -> String {
        let mut kept = String::new();
        for character in text.chars() {
            match lack {
                _ if self.has(character) => kept.push(character),
                Lack::Ends => break,
                Lack::Skips => {}
                Lack::Resembles => match resembling(character) {
                    Some(similar) if similar.chars().all(|c| self.has(c)) => kept.push_str(similar),
                    _ => kept.push('?'),
                },
            }
        }
        kept
    }

    fn has(self, character: char) -> bool {
        let code = u32::from(character);
        match self {
            Self::Utf8 => true,
            Self::Ascii => code < 0x80,
            Self::Latin1 => code < 0x100,
            Self::Latin9 => {
                let replaced = LATIN9.iter().any(|(octet, _)| u32::from(*octet) == code);
                code < 0x100 && !replaced || LATIN9.iter().any(|(_, own)| *own == character)
            }
            Self::Windows1252 => {
                code < 0x80
                    || (0xa0..0x100).contains(&code)
                    || character != ' ' && WINDOWS_1252.contains(character)
            }
        }
    }
}

fn latin9(octet: u8) -> char {
    let own = LATIN9.iter().find(|(known, _)| *known == octet);
    own.map_or(char::from(octet), |(_, character)| *character)
}

fn windows_1252(octet: u8) -> Option<char> {
    match octet {
        0x80..=0x9f => {
            let character = WINDOWS_1252.chars().nth(usize::from(octet - 0x80))?;
            (character != ' ').then_some(character)
        }
        _ => Some(char::from(octet)),
    }
}

/// How a character is written without it: letters without their accents, quotes and dashes as typewriters have them.
fn resembling(character: char) -> Option<&'static str> {
    let row = RESEMBLING
        .iter()
        .find(|(characters, _)| characters.contains(character));
    row.map(|(_, similar)| *similar)
}

const RESEMBLING: &[(&str, &str)] = &[
    ("ÀÁÂÃÅĀĂĄ", "A"),
    ("Ä", "A"),
    ("àáâãåāăą", "a"),
    ("ä", "a"),
    ("Æ", "AE"),
    ("æ", "ae"),
    ("ÇĆĈĊČ", "C"),
    ("çćĉċč", "c"),
    ("ĎĐÐ", "D"),
    ("ďđð", "d"),
    ("ÈÉÊËĒĔĖĘĚ", "E"),
    ("èéêëēĕėęě", "e"),
    ("ĜĞĠĢ", "G"),
    ("ĝğġģ", "g"),
    ("ĤĦ", "H"),
    ("ĥħ", "h"),
    ("ÌÍÎÏĨĪĬĮİ", "I"),
    ("ìíîïĩīĭįı", "i"),
    ("Ĵ", "J"),
    ("ĵ", "j"),
    ("Ķ", "K"),
    ("ķ", "k"),
    ("ĹĻĽĿŁ", "L"),
    ("ĺļľŀł", "l"),
    ("ÑŃŅŇ", "N"),
    ("ñńņň", "n"),
    ("ÒÓÔÕÖØŌŎŐ", "O"),
    ("òóôõöøōŏő", "o"),
    ("Œ", "OE"),
    ("œ", "oe"),
    ("ŔŖŘ", "R"),
    ("ŕŗř", "r"),
    ("ŚŜŞŠȘ", "S"),
    ("śŝşšș", "s"),
    ("ß", "ss"),
    ("ẞ", "SS"),
    ("ŢŤŦȚ", "T"),
    ("ţťŧț", "t"),
    ("ÙÚÛÜŨŪŬŮŰŲ", "U"),
    ("ùúûüũūŭůűų", "u"),
    ("Ŵ", "W"),
    ("ŵ", "w"),
    ("ÝŶŸ", "Y"),
    ("ýŷÿ", "y"),
    ("ŹŻŽ", "Z"),
    ("źżž", "z"),
    ("Þ", "TH"),
    ("þ", "th"),
    ("‘’‚‛´", "'"),
    ("“”„‟", "\""),
    ("«", "<<"),
    ("»", ">>"),
    ("‹", "<"),
    ("›", ">"),
    ("–—‐‑−", "-"),
    ("…", "..."),
    ("\u{a0}\u{2009}\u{202f}", " "),
    ("€", "EUR"),
    ("£", "GBP"),
    ("©", "(C)"),
    ("®", "(R)"),
    ("™", "TM"),
    ("×", "x"),
    ("•·", "."),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(from: &str, to: &str, octets: &[u8], expected: &str) {
        let (from, _) = Charset::named(from).expect("a set");
        let (to, lack) = Charset::named(to).expect("a set");
        assert_eq!(
            to.keep(&from.decode(octets), lack),
            expected,
            "{octets:?} as {to:?}"
        );
    }

    #[test]
    fn octets_are_read_by_the_table_of_their_set() {
        check("latin1", "utf-8", b"caf\xe9 \xa4", "café ¤");
        check("ISO-8859-15", "utf8", b"\xa4\xe9", "€é");
        check("windows-1252", "UTF-8", b"\x80 \x93x\x94\x81y", "€ “x”");
        check("ascii", "utf-8", b"ab\xffc", "ab");
        check("utf-8", "utf-8", "é\u{20ac}".as_bytes(), "é€");
        check("utf-8", "utf-8", b"a\xffb", "a");
    }

    #[test]
    fn what_a_set_lacks_ends_the_text_is_left_out_or_resembled() {
        let text = "Müßig – 5 € 漢!".as_bytes();
        check("utf-8", "ascii", text, "M");
        check("utf-8", "ascii//IGNORE", text, "Mig  5  !");
        check("utf-8", "ascii//TRANSLIT", text, "Mussig - 5 EUR ?!");
        check("utf-8", "latin1//translit", text, "Müßig - 5 EUR ?!");
        check("utf-8", "iso8859-15//ignore", text, "Müßig  5 € !");
        check("utf-8", "cp1252//ignore", text, "Müßig – 5 € !");
        check("utf-8", "latin9", "Š¤".as_bytes(), "Š");
    }

    #[test]
    fn other_sets_are_not_known() {
        for name in ["bogus", "", "UTF-16", "//TRANSLIT"] {
            assert_eq!(Charset::named(name), None, "{name}");
        }
    }
}
