//! Takes an expression apart into operators, words, numbers and quoted texts.
//!
//! Characters that mean nothing, such as `{` and a quote that is never closed, are skipped without a word.

/// A part of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// A word, or a text with its quotes.
    Word(&'a str),
    /// Digits, perhaps with a point and digits behind it. Nothing else is a number.
    Digits(&'a str),
    Open,
    Close,
    Comma,
    Not,
    /// `::`.
    Else,
    Operator(Operator),
}

/// What stands between two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    /// `?`, with `::` and a third operand to follow.
    If,
    Or,
    And,
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Plus,
    Minus,
    Times,
    Over,
    Modulo,
    /// `:`.
    Match,
    /// `=~`.
    Find,
    /// `~~`.
    Join,
}

/// Longer ones before those they begin with.
const SYMBOLS: &[(&str, Token<'_>)] = &[
    ("||", Token::Operator(Operator::Or)),
    ("&&", Token::Operator(Operator::And)),
    ("==", Token::Operator(Operator::Equal)),
    ("=~", Token::Operator(Operator::Find)),
    ("~~", Token::Operator(Operator::Join)),
    (">=", Token::Operator(Operator::GreaterOrEqual)),
    ("<=", Token::Operator(Operator::LessOrEqual)),
    ("!=", Token::Operator(Operator::Unequal)),
    ("::", Token::Else),
    ("|", Token::Operator(Operator::Or)),
    ("&", Token::Operator(Operator::And)),
    ("=", Token::Operator(Operator::Equal)),
    (">", Token::Operator(Operator::Greater)),
    ("<", Token::Operator(Operator::Less)),
    ("+", Token::Operator(Operator::Plus)),
    ("-", Token::Operator(Operator::Minus)),
    ("*", Token::Operator(Operator::Times)),
    ("/", Token::Operator(Operator::Over)),
    ("%", Token::Operator(Operator::Modulo)),
    ("?", Token::Operator(Operator::If)),
    (":", Token::Operator(Operator::Match)),
    ("!", Token::Not),
    (",", Token::Comma),
    ("(", Token::Open),
    (")", Token::Close),
];

/// The tokens of an expression, one after the other.
#[derive(Clone, Debug)]
pub(crate) struct Lexer<'a> {
    rest: &'a str,
}

impl<'a> Lexer<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { rest: text }
    }

    /// What has not been read yet.
    pub(super) fn rest(&self) -> &'a str {
        self.rest
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken
    }
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let first = self.rest.chars().next()?;
            if let Some(length) = quoted(self.rest) {
                return Some(Token::Word(self.take(length)));
            }
            let (word, digits) = (word(self.rest), digits(self.rest));
            if word > digits {
                return Some(Token::Word(self.take(word)));
            }
            if digits > 0 {
                return Some(Token::Digits(self.take(digits)));
            }
            let symbol = SYMBOLS
                .iter()
                .find(|(symbol, _)| self.rest.starts_with(symbol));
            if let Some((symbol, token)) = symbol {
                self.take(symbol.len());
                return Some(*token);
            }
            self.take(first.len_utf8());
        }
    }
}

/// Length of the quoted text at the start, with its quotes. Nothing can escape a quote.
fn quoted(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('"')?;
    Some(inner.find('"')? + 2)
}

/// Length of the word at the start. A dollar is part of it, with whatever character follows.
fn word(text: &str) -> usize {
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '$' => match chars.next() {
                Some((_, '{')) => return at + braces(&text[at..]),
                Some(_) => {}
                None => return at,
            },
            'a'..='z' | 'A'..='Z' | '0'..='9' => {}
            '.' | '\'' | ';' | '\\' | '_' | '^' | '#' | '@' => {}
            _ if !c.is_ascii() => {}
            _ => return at,
        }
    }
    text.len()
}

/// Length of `${…}`, which came out of a variable and is left as it is, with what follows it.
fn braces(text: &str) -> usize {
    let mut depth = 0_u32;
    let close = text.char_indices().find(|(_, c)| {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        *c == '}' && depth == 0
    });
    let Some((close, _)) = close else {
        return text.len();
    };
    let ends = |c: char| "-\t\r \n$():?%/+=*<>!|&".contains(c);
    text[close..]
        .find(ends)
        .map_or(text.len(), |length| close + length)
}

/// Length of the number at the start.
fn digits(text: &str) -> usize {
    let run = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let whole = run(text);
    match text[whole..].strip_prefix('.').map(run) {
        Some(fraction) if whole > 0 && fraction > 0 => whole + 1 + fraction,
        _ => whole,
    }
}
