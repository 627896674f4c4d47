//! Texts with `${…}` and `$[…]` as expressions of Rhai.
//!
//! In: a text as it stands in a line. Out: an expression whose value is the text that substitution gives. What can be
//! said in Rhai's own words is; the rest goes through `EVAL` and `EXPR`, which read it as a line does.
//!
//! Left out on purpose: that a comma, quote or `&` in a value would become part of the line. In Rhai a value stays
//! one argument.

use crate::conf::Substring;
use crate::library::Library;

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Segment {
    /// As it stands.
    Plain(String),
    /// `${…}`: what stands within.
    Value(String),
    /// `$[…]`: what stands within.
    Expression(String),
}

/// Takes a text apart. `None` if a bracket is missing.
pub(super) fn segments(text: &str) -> Option<Vec<Segment>> {
    let mut found = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let (before, tail) = rest.split_at(at);
        plain.push_str(before);
        rest = &tail[1..];
        let (open, close) = match rest.as_bytes().first() {
            Some(b'{') => ('{', '}'),
            Some(b'[') => ('[', ']'),
            _ => {
                plain.push('$');
                continue;
            }
        };
        let end = enclosed(&rest[1..], open, close)?;
        let inner = rest[1..=end].to_owned();
        if !plain.is_empty() {
            found.push(Segment::Plain(std::mem::take(&mut plain)));
        }
        found.push(if open == '{' {
            Segment::Value(inner)
        } else {
            Segment::Expression(inner)
        });
        rest = &rest[end + 2..];
    }
    plain.push_str(rest);
    if !plain.is_empty() {
        found.push(Segment::Plain(plain));
    }
    Some(found)
}

/// Where the bracket closes. Each kind counts only its own.
fn enclosed(text: &str, open: char, close: char) -> Option<usize> {
    let mut depth = 1_u32;
    for (at, c) in text.char_indices() {
        if c == open {
            depth += 1;
        } else if c == close {
            depth -= 1;
            if depth == 0 {
                return Some(at);
            }
        }
    }
    None
}

/// Where a character first stands outside of `${…}` and `$[…]`, or with `shielded` outside of quotes, parentheses and
/// brackets too.
pub(super) fn position(text: &str, wanted: char, shielded: bool) -> Option<usize> {
    let (mut parentheses, mut brackets, mut quoted) = (0_u32, 0_u32, false);
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at + c.len_utf8()..];
        let inner = match (c, rest.as_bytes().first()) {
            ('$', Some(b'{')) => enclosed(&rest[1..], '{', '}'),
            ('$', Some(b'[')) => enclosed(&rest[1..], '[', ']'),
            _ => None,
        };
        if let Some(end) = inner {
            at += c.len_utf8() + end + 2;
            continue;
        }
        let open = !shielded || parentheses == 0 && brackets == 0 && !quoted;
        if c == wanted && open {
            return Some(at);
        }
        match c {
            '(' => parentheses += 1,
            ')' => parentheses = parentheses.saturating_sub(1),
            '[' => brackets += 1,
            ']' => brackets = brackets.saturating_sub(1),
            '"' => quoted = !quoted,
            '\\' if shielded => at += rest.chars().next().map_or(0, char::len_utf8),
            _ => {}
        }
        at += c.len_utf8();
    }
    None
}

/// The parts between a character, at most `most`, of which the last takes what is left.
pub(super) fn split(text: &str, delimiter: char, most: usize) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while parts.len() + 1 < most {
        let Some(at) = position(rest, delimiter, true) else {
            break;
        };
        parts.push(&rest[..at]);
        rest = &rest[at + delimiter.len_utf8()..];
    }
    parts.push(rest);
    parts
}

/// A text as one argument of an application has it: without quotes and backslashes, but for those within values.
pub(super) fn plain(text: &str) -> Option<Vec<Segment>> {
    let mut found = segments(text)?;
    for segment in &mut found {
        if let Segment::Plain(text) = segment {
            let mut kept = String::with_capacity(text.len());
            let mut chars = text.chars();
            while let Some(c) = chars.next() {
                match c {
                    '\\' => kept.extend(chars.next()),
                    '"' => {}
                    _ => kept.push(c),
                }
            }
            *text = kept;
        }
    }
    found.retain(|segment| *segment != Segment::Plain(String::new()));
    Some(found)
}

/// A text of Rhai in quotes.
pub(super) fn quoted(text: &str) -> String {
    let mut literal = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => literal.push_str("\\\""),
            '\\' => literal.push_str("\\\\"),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            c if c.is_control() => literal.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => literal.push(c),
        }
    }
    literal.push('"');
    literal
}

/// Words that no variable of Rhai can have, and those that the frame of a dialplan has taken.
const RESERVED: &[&str] = &[
    "as",
    "async",
    "at",
    "await",
    "break",
    "call",
    "case",
    "catch",
    "const",
    "context",
    "continue",
    "curry",
    "debug",
    "default",
    "do",
    "else",
    "eval",
    "exit",
    "export",
    "extension",
    "false",
    "fn",
    "Fn",
    "for",
    "global",
    "globals",
    "go",
    "goto",
    "hint",
    "if",
    "import",
    "in",
    "include",
    "is",
    "is_def_fn",
    "is_def_var",
    "is_shared",
    "let",
    "loop",
    "match",
    "module",
    "new",
    "nil",
    "null",
    "package",
    "print",
    "private",
    "protected",
    "public",
    "return",
    "shared",
    "sleep",
    "spawn",
    "static",
    "super",
    "switch",
    "sync",
    "test",
    "this",
    "thread",
    "throw",
    "true",
    "try",
    "type_of",
    "until",
    "use",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

/// What translates texts.
#[derive(Clone, Copy)]
pub(super) struct Texts {
    pub(super) library: Library,
}

/// An expression of Rhai.
pub(super) struct Word {
    pub(super) text: String,
    /// Whether its value is a text, and not a number.
    pub(super) is_text: bool,
}

impl Texts {
    /// Whether a variable of that name can stand in Rhai by its name.
    pub(super) fn is_variable(self, name: &str) -> bool {
        let mut bytes = name.bytes();
        bytes
            .next()
            .is_some_and(|first| first.is_ascii_alphabetic())
            && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            && !RESERVED.contains(&name)
            && name != "PRIORITY"
            && self.library.names().all(|taken| taken != name)
    }

    /// The text that a text of a line comes to.
    pub(super) fn raw(self, text: &str) -> String {
        match segments(text) {
            Some(found) => self.text(&found),
            None => format!("EVAL({})", quoted(text)),
        }
    }

    /// The text that segments come to.
    pub(super) fn text(self, found: &[Segment]) -> String {
        match found {
            [] => "\"\"".to_owned(),
            [Segment::Plain(text)] => quoted(text),
            [one] => {
                let word = self.word(one);
                if word.is_text {
                    word.text
                } else {
                    format!("`${{{}}}`", word.text)
                }
            }
            several if several.iter().all(can_stand_in_template) => {
                let pieces = several.iter().map(|segment| match segment {
                    Segment::Plain(text) => text.clone(),
                    value => format!("${{{}}}", self.word(value).text),
                });
                format!("`{}`", pieces.collect::<String>())
            }
            several => {
                let words: Vec<String> = several
                    .iter()
                    .map(|segment| match segment {
                        Segment::Plain(text) => quoted(text),
                        value => self.text(std::slice::from_ref(value)),
                    })
                    .collect();
                words.join(" + ")
            }
        }
    }

    fn word(self, segment: &Segment) -> Word {
        let text = match segment {
            Segment::Plain(text) => quoted(text),
            Segment::Expression(inner) => format!("EXPR({})", quoted(inner)),
            Segment::Value(inner) => {
                if let Some(word) = self.variable(inner).or_else(|| self.function(inner)) {
                    return word;
                }
                format!("EVAL({})", quoted(&format!("${{{inner}}}")))
            }
        };
        Word {
            text,
            is_text: true,
        }
    }

    /// A variable that has the name of a function, which in Rhai stands for both where it is printed or compared.
    pub(super) fn namesake(self, name: &str) -> Option<String> {
        if name == "CHANNEL" {
            return Some("CHANNEL(\"name\")".to_owned());
        }
        self.library.function(name).map(|row| row.name.to_owned())
    }

    /// `${NAME}` and `${NAME:1:2}`.
    fn variable(self, inner: &str) -> Option<Word> {
        let (name, part) = Substring::split(inner);
        if let Some(text) = self.namesake(inner) {
            let is_text = text != inner;
            return Some(Word { text, is_text });
        }
        let is_text = !NUMBERS.contains(&name);
        if !self.is_variable(name) || inner.contains('$') || part.is_some() && !is_text {
            return None;
        }
        Some(Word {
            text: format!("{name}{}", part.map(slice).unwrap_or_default()),
            is_text,
        })
    }
}

/// Variables whose values are numbers in Rhai.
const NUMBERS: [&str; 1] = ["EPOCH"];

pub(super) fn slice(part: Substring) -> String {
    let (offset, length) = part.numbers();
    match length {
        Some(length) => format!(".slice({offset}, {length})"),
        None => format!(".slice({offset})"),
    }
}

/// Whether a segment can stand between backquotes, where Rhai has no escapes.
fn can_stand_in_template(segment: &Segment) -> bool {
    match segment {
        Segment::Plain(text) => !text.contains(['`', '\\', '\r', '\n', '$']),
        _ => true,
    }
}
