//! Braces of a Rhai file that do not fit. Rhai notices them where something else begins, which may be far away; the author
//! wants to know which brace it is.
//!
//! In: the tokens of a file. Out: the first brace that is wrong, told by the words that can stand in certain places only
//! (`extension` in a context, `context` in nothing) and by how the lines are indented.

use crate::token::{Piece, Token, TokenKind};

/// A brace that is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Misfit {
    /// It is open where it cannot be any more: before this word, or at the end of the file.
    Unclosed { brace: Piece, before: Option<Piece> },
    /// It closes more than it should: this word stands outside then.
    Extra { brace: Piece, before: Option<Piece> },
}

/// A brace that is open.
struct Open {
    brace: Piece,
    indent: usize,
    context: bool,
}

struct Walk<'t> {
    text: &'t str,
    open: Vec<Open>,
    /// The first brace that another one closes which is indented less.
    slipped: Option<Piece>,
    /// The first that closes one which is indented less.
    early: Option<Piece>,
    /// The last that closed a context.
    closed: Option<Piece>,
    /// Whether the next brace is that of a context.
    context: bool,
}

/// The first brace that is wrong.
pub(super) fn misfit(text: &str, tokens: &[Token]) -> Option<Misfit> {
    let mut walk = Walk {
        text,
        open: Vec::new(),
        slipped: None,
        early: None,
        closed: None,
        context: false,
    };
    let code = |token: &&Token| token.kind != TokenKind::Comment;
    let mut tokens = tokens.iter().filter(code).peekable();
    while let Some(token) = tokens.next() {
        let named = tokens
            .peek()
            .is_some_and(|next| matches!(next.kind, TokenKind::Text { .. } | TokenKind::Word));
        let found = match token.kind {
            TokenKind::Word if named && is_first(text, token.piece) => walk.word(token.piece),
            TokenKind::Sign(b'{') => {
                walk.opens(token.piece);
                None
            }
            TokenKind::Sign(b'}') => walk.closes(token.piece),
            _ => None,
        };
        if found.is_some() {
            return found;
        }
    }
    walk.unclosed(None)
}

impl Walk<'_> {
    fn opens(&mut self, brace: Piece) {
        self.open.push(Open {
            brace,
            indent: indent(self.text, brace),
            context: std::mem::take(&mut self.context),
        });
    }

    fn closes(&mut self, brace: Piece) -> Option<Misfit> {
        let Some(open) = self.open.pop() else {
            return self.extra(brace, None);
        };
        if open.context {
            self.closed = Some(brace);
        }
        if is_first(self.text, brace) {
            let own = indent(self.text, brace);
            if own < open.indent {
                self.slipped.get_or_insert(open.brace);
            } else if own > open.indent {
                self.early.get_or_insert(brace);
            }
        }
        None
    }

    /// A word at the beginning of a line that a name follows.
    fn word(&mut self, word: Piece) -> Option<Misfit> {
        match word.of(self.text) {
            "extension" | "hint" | "include" => match self.open.last() {
                Some(open) if open.context => None,
                Some(_) => self.unclosed(Some(word)),
                None => self.extra(self.closed?, Some(word)),
            },
            "context" | "test" | "fn" | "import" => {
                self.context = word.of(self.text) == "context";
                self.unclosed(Some(word))
            }
            _ => None,
        }
    }

    fn unclosed(&self, before: Option<Piece>) -> Option<Misfit> {
        let brace = self.slipped.or(self.open.last().map(|open| open.brace));
        (!self.open.is_empty()).then_some(Misfit::Unclosed {
            brace: brace?,
            before,
        })
    }

    fn extra(&self, brace: Piece, before: Option<Piece>) -> Option<Misfit> {
        let brace = self.early.unwrap_or(brace);
        Some(Misfit::Extra { brace, before })
    }
}

/// Whether nothing but blanks stands before it in its line.
fn is_first(text: &str, piece: Piece) -> bool {
    line_before(text, piece).trim().is_empty()
}

/// How many characters of blanks its line begins with.
fn indent(text: &str, piece: Piece) -> usize {
    let before = line_before(text, piece);
    before.len() - before.trim_start().len()
}

fn line_before(text: &str, piece: Piece) -> &str {
    let before = &text[..piece.start as usize];
    before.rsplit('\n').next().unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::tokens;

    /// The brace and the word before which it is noticed, as `brace line:word`.
    fn check(text: &str, expected: &str) {
        let line = |piece: Piece| text[..piece.start as usize].matches('\n').count() + 1;
        let word = |piece: Option<Piece>| piece.map_or("", |piece| piece.of(text)).to_owned();
        let found = match misfit(text, &tokens(text)) {
            None => String::new(),
            Some(Misfit::Unclosed { brace, before }) => {
                format!("unclosed {}:{}", line(brace), word(before))
            }
            Some(Misfit::Extra { brace, before }) => {
                format!("extra {}:{}", line(brace), word(before))
            }
        };
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn the_brace_that_is_wrong_is_told_by_words_and_indentation() {
        check(
            "context \"a\" {\n  extension \"1\" => { }\n}\nfn f() { }\n",
            "",
        );
        check(
            "context \"a\" {\n  extension \"1\" => {\n    if x {\n      Busy();\n  }\n  extension \"2\" => { }\n}\n",
            "unclosed 3:extension",
        );
        check(
            "context \"a\" {\n  extension \"1\" => {\n    Busy();\n  extension \"2\" => { }\n}\n",
            "unclosed 2:extension",
        );
        check(
            "context \"a\" {\n  extension \"1\" => { }\ncontext \"b\" { }\n",
            "unclosed 1:context",
        );
        check("context \"a\" {\n  extension \"1\" => {\n", "unclosed 2:");
        check(
            "context \"a\" {\n  extension \"1\" => {\n    Busy(); }\n  }\n  extension \"2\" => { }\n}\n",
            "extra 4:extension",
        );
        check("fn f() {\n}\n}\n", "extra 3:");
        check("let x = `a${b + \"}\"}`; // }\n", "");
        check("// {\n/* { */ context \"a\" { }\n", "");
    }

    proptest::proptest! {
        #[test]
        fn any_text_has_an_answer(text in "[{}\"`$\n a]{0,30}|(context \"a\" |extension \"1\" |\\{|\\}|\n){0,12}") {
            misfit(&text, &tokens(&text));
        }
    }
}
