//! Words and signs of other languages where Rhai has its own: `elseif`, `or`, `function`, `'text'`.
//!
//! In: the tokens of a file and the place where Rhai stopped. Out: what stands there, and what to write instead.

use crate::token::{Piece, Token, TokenKind};

/// What is written elsewhere, and what Rhai has for it.
const WORDS: [(&str, &str); 17] = [
    ("and", "&&"),
    ("def", "fn"),
    ("elif", "else if"),
    ("elseif", "else if"),
    ("elsif", "else if"),
    ("foreach", "for"),
    ("func", "fn"),
    ("function", "fn"),
    ("local", "let"),
    ("nil", "()"),
    ("not", "!"),
    ("null", "()"),
    ("or", "||"),
    ("sub", "fn"),
    ("unless", "if !"),
    ("until", "while !"),
    ("var", "let"),
];

/// The word of another language at a place, or just before it: where it stands, and what to write.
pub(super) fn foreign(text: &str, tokens: &[Token], at: usize) -> Option<(Piece, &'static str)> {
    let behind = tokens.partition_point(|token| (token.piece.start as usize) <= at);
    let near = [behind.checked_sub(1), behind.checked_sub(2)];
    near.into_iter().flatten().find_map(|number| {
        let token = &tokens[number];
        let word = token.piece.of(text);
        let row = WORDS.iter().find(|row| row.0 == word)?;
        // A name can be anything: what is called or assigned to is one.
        let next = tokens.get(number + 1).map(|next| next.kind);
        let name = matches!(next, Some(TokenKind::Sign(b'=' | b'.' | b',' | b')')));
        let nothing = row.1 == "()";
        (token.kind == TokenKind::Word && (nothing || !name)).then_some((token.piece, row.1))
    })
}

/// Quotes that word processors make of `"` and `'`.
pub(super) const TYPOGRAPHIC: [char; 6] = ['“', '”', '„', '‘', '’', '«'];

/// The end of the last token before a place.
pub(super) fn end_before(tokens: &[Token], at: usize) -> Option<usize> {
    let code = tokens
        .iter()
        .filter(|token| token.kind != TokenKind::Comment);
    let before = code.take_while(|token| (token.piece.start as usize) < at);
    before.last().map(|token| token.piece.end as usize)
}
