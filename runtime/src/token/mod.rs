//! The words of a Rhai file, whether or not they make sense.
//!
//! In: a text, perhaps half typed. Out: its tokens in order, comments included; white space is left out. A string in
//! double quotes ends with its line at the latest, so that one that is not closed yet hides one line and no more. What
//! stands in `${…}` of a template is read as code between two tokens of text.

mod piece;

pub use piece::Piece;

/// A token and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) piece: Piece,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// A name or keyword.
    Word,
    Number,
    /// A string with its quotes, or the part of a template up to `${` or from `}` on.
    Text {
        whole: bool,
    },
    Comment,
    /// `${` in a template.
    Insert,
    /// `}` that ends it.
    InsertEnd,
    /// Any other sign; `=>` is one.
    Sign(u8),
}

/// Reads all tokens.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut lexer = Lexer {
        bytes: text.as_bytes(),
        at: 0,
        tokens: Vec::new(),
        inserts: Vec::new(),
    };
    while lexer.at < lexer.bytes.len() {
        lexer.next();
    }
    lexer.tokens
}

struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
    tokens: Vec<Token>,
    /// For each template around this place, how many braces are open in its `${…}`.
    inserts: Vec<u32>,
}

impl Lexer<'_> {
    fn next(&mut self) {
        let start = self.at;
        let byte = self.bytes[start];
        match byte {
            _ if byte.is_ascii_whitespace() => self.at += 1,
            _ if is_word(byte) => self.word(start),
            b'/' if self.peek(1) == Some(b'/') => {
                self.skip_while(|byte| byte != b'\n');
                self.push(TokenKind::Comment, start);
            }
            b'/' if self.peek(1) == Some(b'*') => self.block_comment(start),
            b'"' | b'\'' => self.quoted(start, byte),
            b'`' => {
                self.at += 1;
                self.template(start, true);
            }
            b'#' if matches!(self.peek(1), Some(b'"' | b'#')) => self.raw(start),
            b'{' => self.brace(start, 1),
            b'}' if self.inserts.last() == Some(&0) => {
                self.inserts.pop();
                self.at += 1;
                self.push(TokenKind::InsertEnd, start);
                self.template(self.at, false);
            }
            b'}' => self.brace(start, -1),
            b'=' if self.peek(1) == Some(b'>') => self.sign(start, b'>', 2),
            _ => self.sign(start, byte, 1),
        }
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn push(&mut self, kind: TokenKind, start: usize) {
        let piece = Piece::new(start, self.at);
        self.tokens.push(Token { kind, piece });
    }

    fn skip_while(&mut self, wanted: impl Fn(u8) -> bool) {
        while self.peek(0).is_some_and(&wanted) {
            self.at += 1;
        }
    }

    fn word(&mut self, start: usize) {
        self.skip_while(is_word);
        let number = self.bytes[start].is_ascii_digit();
        let kind = if number {
            TokenKind::Number
        } else {
            TokenKind::Word
        };
        self.push(kind, start);
    }

    fn sign(&mut self, start: usize, sign: u8, length: usize) {
        self.at += length;
        self.push(TokenKind::Sign(sign), start);
    }

    fn brace(&mut self, start: usize, change: i32) {
        if let Some(open) = self.inserts.last_mut() {
            *open = open.saturating_add_signed(change);
        }
        self.sign(start, self.bytes[start], 1);
    }

    /// Block comments nest.
    fn block_comment(&mut self, start: usize) {
        let mut depth = 0_usize;
        while let Some(byte) = self.peek(0) {
            match (byte, self.peek(1)) {
                (b'/', Some(b'*')) => (depth, self.at) = (depth + 1, self.at + 2),
                (b'*', Some(b'/')) => (depth, self.at) = (depth - 1, self.at + 2),
                _ => self.at += 1,
            }
            if depth == 0 {
                break;
            }
        }
        self.push(TokenKind::Comment, start);
    }

    fn quoted(&mut self, start: usize, quote: u8) {
        self.at += 1;
        let mut whole = false;
        while let Some(byte) = self.peek(0) {
            match byte {
                b'\\' if self.peek(1) == Some(b'\r') => self.at += 3,
                b'\\' => self.at += 2,
                b'\n' => break,
                _ if byte == quote => {
                    (self.at, whole) = (self.at + 1, true);
                    break;
                }
                _ => self.at += 1,
            }
        }
        self.at = self.at.min(self.bytes.len());
        self.push(TokenKind::Text { whole }, start);
    }

    /// From within a template up to its end or the next `${`.
    fn template(&mut self, start: usize, first: bool) {
        while let Some(byte) = self.peek(0) {
            if byte == b'`' {
                self.at += 1;
                return self.push(TokenKind::Text { whole: first }, start);
            }
            if byte == b'$' && self.peek(1) == Some(b'{') {
                self.push(TokenKind::Text { whole: false }, start);
                let insert = self.at;
                self.at += 2;
                self.push(TokenKind::Insert, insert);
                return self.inserts.push(0);
            }
            self.at += 1;
        }
        self.push(TokenKind::Text { whole: false }, start);
    }

    /// `#"…"#`, or a sign.
    fn raw(&mut self, start: usize) {
        let hashes = self.bytes[start..].iter().take_while(|&&byte| byte == b'#');
        let hashes = hashes.count();
        if self.peek(hashes) != Some(b'"') {
            return self.sign(start, b'#', 1);
        }
        self.at += hashes + 1;
        let mut whole = false;
        while let Some(byte) = self.peek(0) {
            self.at += 1;
            let behind = &self.bytes[self.at..];
            let closing = behind.iter().take(hashes).filter(|&&byte| byte == b'#');
            if byte == b'"' && closing.count() == hashes {
                (self.at, whole) = (self.at + hashes, true);
                break;
            }
        }
        self.push(TokenKind::Text { whole }, start);
    }
}

/// Bytes of names; letters beyond ASCII are taken for such, since Rhai may be built with them.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let read: Vec<&str> = tokens(text)
            .iter()
            .map(|token| token.piece.of(text))
            .collect();
        assert_eq!(read.join(" ~ "), expected);
    }

    #[test]
    fn texts_comments_and_words_are_told_apart() {
        check(
            "Dial(\"SIP/a\", 20); // x",
            "Dial ~ ( ~ \"SIP/a\" ~ , ~ 20 ~ ) ~ ; ~ // x",
        );
        check("a /* b /* c */ d */ e", "a ~ /* b /* c */ d */ ~ e");
        check("\"a\\\"b\" => #\"c\"d\"#", "\"a\\\"b\" ~ => ~ #\"c\"d\"#");
    }

    #[test]
    fn a_text_that_is_not_closed_ends_with_its_line() {
        check(
            "Dial(\"SIP/\nWait(1)",
            "Dial ~ ( ~ \"SIP/ ~ Wait ~ ( ~ 1 ~ )",
        );
        check("\"ends with \\", "\"ends with \\");
    }

    #[test]
    fn code_in_a_template_is_code() {
        check(
            "`a${b + #{c: 1}.c}d`;",
            "`a ~ ${ ~ b ~ + ~ # ~ { ~ c ~ : ~ 1 ~ } ~ . ~ c ~ } ~ d` ~ ;",
        );
        check("`a${`b${c", "`a ~ ${ ~ `b ~ ${ ~ c");
        check("`open", "`open");
    }
}
