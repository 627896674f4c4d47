//! Rhai's syntax errors in the words of a dialplan.
//!
//! In: the error at which the reader stopped. Out: a finding at the place that has to be changed, which is often not the
//! one where Rhai stopped, and how to read on without what was wrong.

mod brackets;
mod phrases;
mod words;

use rhai::{LexError, ParseError, ParseErrorType, Position};

use crate::diagnostic::{Code, Diagnostic, Fix, Lines, Span, nearest};
use crate::dialplan::Source;
use crate::dialplan::syntax::{FRAME_WORDS, TOP_WORDS, UNKNOWN_WORD};
use crate::token::{Piece, Token, TokenKind, tokens};
use brackets::Misfit;
use phrases::{capitalized, explain, of_call, tidy};

/// How to read on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Repair {
    /// As if this was written, in which all places are what they were.
    Text(String),
    /// Without the item of a context that this line is in.
    Item(usize),
    /// Without the block that begins in this line.
    Block(usize),
    /// Not at all.
    Stop,
}

/// What a parse error is to the author of a file, and how to read on. `text` is what was read: the file, perhaps
/// without what was wrong before.
pub(crate) fn syntax_error(
    error: &ParseError,
    source: &Source,
    text: &str,
) -> (Diagnostic, Repair) {
    let tokens = tokens(text);
    let lines = Lines::new(text);
    let place = error.position();
    let at = lines.offset(text, place).unwrap_or(text.len());
    let reader = Reader {
        error,
        source,
        text,
        tokens: &tokens,
        lines: &lines,
        at,
    };
    reader.read()
}

struct Reader<'a> {
    error: &'a ParseError,
    source: &'a Source,
    text: &'a str,
    tokens: &'a [Token],
    lines: &'a Lines<'a>,
    /// The byte at which Rhai stopped.
    at: usize,
}

impl Reader<'_> {
    fn read(&self) -> (Diagnostic, Repair) {
        let found = self
            .quotes()
            .or_else(|| self.misfit())
            .or_else(|| self.foreign())
            .or_else(|| self.signs())
            .or_else(|| self.misspelt())
            .or_else(|| self.missing());
        found.unwrap_or_else(|| self.plain())
    }

    fn finding(&self, code: Code, piece: Piece, message: impl Into<String>) -> Diagnostic {
        let path = std::sync::Arc::clone(&self.source.path);
        Diagnostic::new(code, path, self.span(piece), message)
    }

    fn span(&self, piece: Piece) -> Span {
        Span::of(self.text, piece.start as usize..piece.end as usize)
    }

    fn line(&self, at: usize) -> usize {
        self.text[..at].matches('\n').count() + 1
    }

    /// A brace that does not fit, if it is what Rhai stumbled over.
    fn misfit(&self) -> Option<(Diagnostic, Repair)> {
        let same_line = |piece: Piece| self.line(piece.start as usize) == self.line(self.at);
        let last = self.tokens.last()?.piece.start as usize;
        match brackets::misfit(self.text, self.tokens)? {
            Misfit::Unclosed { brace, before } => {
                // A context within a function is read as one, and what is missing at the end of the file.
                let met = before.is_some_and(same_line) || self.at >= last || self.is_end();
                let met = met && self.at >= brace.start as usize;
                let message = "this `{` is not closed";
                let mut finding = self.finding(Code::Syntax, brace, message);
                finding.help = Some(match before {
                    Some(word) => format!(
                        "a `}}` is missing before the `{}` of line {}",
                        word.of(self.text),
                        self.line(word.start as usize)
                    ),
                    None => "a `}` is missing".to_owned(),
                });
                let line = self.line(brace.start as usize);
                met.then_some((finding, Repair::Item(line)))
            }
            Misfit::Extra { brace, before } => {
                let met = self.at >= brace.start as usize
                    && (same_line(brace) || before.is_some_and(same_line));
                let finding = self.finding(Code::Syntax, brace, "this `}` is one too many");
                let finding = match before {
                    Some(word) => finding.with_help(format!(
                        "with it, the `{}` of line {} stands outside of the context",
                        word.of(self.text),
                        self.line(word.start as usize)
                    )),
                    None => finding.with_help("there is no `{` left that it could close"),
                };
                met.then(|| (finding, self.replaced(brace, " ")))
            }
        }
    }

    /// Whether the file ended too early.
    fn is_end(&self) -> bool {
        match self.error.err_type() {
            ParseErrorType::UnexpectedEOF => true,
            ParseErrorType::BadInput(LexError::ImproperSymbol(word, what)) => {
                what == UNKNOWN_WORD && (word.is_empty() || word == "{EOF}")
            }
            _ => self.error.position().is_none(),
        }
    }

    /// A word of another language.
    fn foreign(&self) -> Option<(Diagnostic, Repair)> {
        let (piece, instead) = words::foreign(self.text, self.tokens, self.at)?;
        let word = piece.of(self.text);
        let code = match self.error.err_type() {
            ParseErrorType::Reserved(_) => Code::ReservedWord,
            _ => Code::Syntax,
        };
        let mut finding = self.finding(code, piece, format!("`{word}` is no word of Rhai"));
        finding.help = Some(match instead {
            "()" => "nothing is `()`, and an empty text is `\"\"`".to_owned(),
            _ => format!("write `{instead}`"),
        });
        finding.offer(instead);
        Some((finding, self.replaced(piece, instead)))
    }

    /// Quotes that are not Rhai's.
    fn quotes(&self) -> Option<(Diagnostic, Repair)> {
        let rest = &self.text[self.at..];
        match self.error.err_type() {
            ParseErrorType::BadInput(LexError::MalformedChar(_)) => {
                let token = self
                    .tokens
                    .iter()
                    .find(|token| token.piece.start as usize == self.at)?;
                let inner = token
                    .piece
                    .of(self.text)
                    .strip_prefix('\'')?
                    .strip_suffix('\'')?;
                Some(self.quoted(
                    token.piece,
                    inner,
                    "a text in single quotes is one character",
                ))
            }
            ParseErrorType::BadInput(LexError::UnexpectedInput(_))
                if rest.starts_with(words::TYPOGRAPHIC) =>
            {
                let first = rest.chars().next()?.len_utf8();
                let line = rest.lines().next()?;
                let end = line[first..].find(words::TYPOGRAPHIC)? + first;
                let last = line[end..].chars().next()?.len_utf8();
                let piece = Piece::within(self.text, &line[..end + last]);
                let message = "these quotes are those of a word processor";
                Some(self.quoted(piece, &line[first..end], message))
            }
            ParseErrorType::BadInput(LexError::UnterminatedString) => {
                let open = |token: &&Token| token.kind == (TokenKind::Text { whole: false });
                let mut texts = self.tokens.iter().filter(open);
                let begins = |token: &&Token| {
                    let start = token.piece.start as usize;
                    start == self.at && self.text[start..].starts_with(['"', '`'])
                };
                let here = texts.clone().find(begins);
                let token = here.or_else(|| texts.rfind(|token| is_template(token, self.text)))?;
                let template = is_template(token, self.text);
                let first = Piece::new(token.piece.start as usize, token.piece.start as usize + 1);
                let piece = if template { first } else { token.piece };
                let finding = self.finding(Code::Syntax, piece, "this text is not closed");
                let finding = finding.with_help(match template {
                    true => "a `` ` `` is missing",
                    false => "a `\"` is missing; a text ends in its own line",
                });
                let line = self.line(piece.start as usize);
                Some((finding, Repair::Item(line)))
            }
            _ => None,
        }
    }

    /// Signs of other languages.
    fn signs(&self) -> Option<(Diagnostic, Repair)> {
        let line = self.line(self.at);
        if let ParseErrorType::Reserved(word) = self.error.err_type()
            && word.starts_with('#')
        {
            let piece = Piece::new(self.at, self.at + 1);
            let finding = self.finding(Code::Syntax, piece, "`#` begins no comment in Rhai");
            return Some((finding.with_help("write `//`"), Repair::Item(line)));
        }
        let start = self.at.checked_sub(1)?;
        if self.text.get(start..self.at + 1) == Some("<>") {
            let piece = Piece::new(start, self.at + 1);
            let mut finding = self.finding(Code::Syntax, piece, "`<>` is no sign of Rhai");
            finding.help = Some("write `!=`".to_owned());
            finding.offer("!=");
            return Some((finding, self.replaced(piece, "!=")));
        }
        None
    }

    fn quoted(&self, piece: Piece, inner: &str, message: &str) -> (Diagnostic, Repair) {
        let instead = format!("\"{inner}\"");
        let finding = self.finding(Code::Syntax, piece, message);
        if inner.contains(['"', '\\', '\n']) {
            let finding = finding.with_help("write the text in double quotes");
            return (finding, Repair::Item(self.line(self.at)));
        }
        let mut finding = finding.with_help(format!("write `{instead}`"));
        finding.offer(&instead);
        (finding, self.replaced(piece, &instead))
    }

    /// A sign that is missing: it is wanted behind what stands before.
    fn missing(&self) -> Option<(Diagnostic, Repair)> {
        let ParseErrorType::MissingToken(token, what) = self.error.err_type() else {
            return None;
        };
        let next = self
            .tokens
            .iter()
            .find(|token| token.piece.start as usize >= self.at);
        let closes = next.is_none_or(|next| matches!(next.kind, TokenKind::Sign(b';' | b'}')));
        let sign = match &**token {
            "," if closes => ")",
            sign @ (";" | "=>" | ")") => sign,
            _ => return None,
        };
        let end = words::end_before(self.tokens, self.at)?;
        let behind = self.text[end..].lines().next().unwrap_or("").trim();
        let last = behind.is_empty() || behind.starts_with("//");
        // Of two things in one line, either can be the wrong one.
        if sign == ";" && !last {
            let finding = self.finding(Code::Syntax, self.word(), tidy(&self.error_text()));
            return Some((finding, Repair::Item(self.line(end))));
        }
        let before = self.text[..end].chars().next_back()?.len_utf8();
        let piece = Piece::new(end - before, end);
        let what = match (sign, what.contains("function call")) {
            (")", true) => format!("`)` is missing: {}", of_call(what)),
            ("=>", _) => "`=>` is missing before the body".to_owned(),
            _ => format!("`{sign}` is missing here"),
        };
        let mut finding = self.finding(Code::Syntax, piece, what);
        let span = self.span(piece);
        let inserted = if sign == "=>" { " =>" } else { sign };
        finding.fixes.push(Fix {
            span: Span {
                column: span.end_column,
                ..span
            },
            replacement: inserted.to_owned(),
            title: format!("insert `{sign}`"),
            sure: sign == ";",
        });
        let repair = if last {
            let (before, behind) = self.text.split_at(end);
            Repair::Text(format!("{before}{sign}{behind}"))
        } else {
            Repair::Item(self.line(end))
        };
        Some((finding, repair))
    }

    /// A misspelt word at the top of a file.
    fn misspelt(&self) -> Option<(Diagnostic, Repair)> {
        let (word, meant) = self.misspelt_top()?;
        let message = format!("`{}` is not a word of the dialplan", word.of(self.text));
        let mut finding = self.finding(Code::UnknownFrameWord, word, message);
        finding.help = Some(format!("did you mean `{meant}`?"));
        finding.offer(meant);
        Some((finding, Repair::Block(self.line(word.start as usize))))
    }

    /// What Rhai says, at the place where it stopped.
    fn plain(&self) -> (Diagnostic, Repair) {
        let position = self.error.position();
        let span = if position.is_none() {
            end(self.text)
        } else {
            self.lines.span(position)
        };
        let (code, message, help) = explain(self.error.err_type());
        let path = std::sync::Arc::clone(&self.source.path);
        let mut finding = Diagnostic::new(code, path, span, message);
        finding.help = help;
        self.offer(&mut finding);
        let repair = match span.is_none() {
            true => Repair::Stop,
            false => Repair::Item(blamed(self.error, self.text)),
        };
        (finding, repair)
    }

    /// Offers what can only have been meant.
    fn offer(&self, finding: &mut Diagnostic) {
        match self.error.err_type() {
            ParseErrorType::BadInput(LexError::ImproperSymbol(word, what))
                if what == UNKNOWN_WORD =>
            {
                if let Some(meant) = nearest(word, FRAME_WORDS) {
                    finding.offer(meant);
                }
            }
            ParseErrorType::BadInput(LexError::ImproperSymbol(sign, what))
                if sign == "=" && what.contains("==") =>
            {
                finding.offer("==");
            }
            ParseErrorType::Reserved(word) => {
                if let Some(name) = capitalized(word) {
                    finding.offer(name);
                }
            }
            _ => {}
        }
    }

    /// The word at which Rhai stopped.
    fn word(&self) -> Piece {
        let token = self
            .tokens
            .iter()
            .find(|token| token.piece.start as usize >= self.at);
        token.map_or(Piece::new(self.at, self.at), |token| token.piece)
    }

    fn error_text(&self) -> String {
        self.error.err_type().to_string()
    }

    /// A word like `context` at the beginning of the line before the error, followed by a text.
    fn misspelt_top(&self) -> Option<(Piece, &'static str)> {
        if !matches!(
            self.error.err_type(),
            ParseErrorType::MissingToken(..) | ParseErrorType::UnknownOperator(_)
        ) {
            return None;
        }
        let before = &self.text[..self.at];
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = self.text[start..].lines().next()?.trim_start();
        let end = line.find(|c: char| !c.is_alphanumeric() && c != '_')?;
        let (word, rest) = line.split_at(end);
        let meant = nearest(word, TOP_WORDS).filter(|meant| *meant != word)?;
        let named = rest.trim_start().starts_with('"');
        named.then(|| (Piece::within(self.text, word), meant))
    }

    /// Reading on with something else in place of a piece; without the item if that is longer.
    fn replaced(&self, piece: Piece, instead: &str) -> Repair {
        let width = |text: &str| text.chars().count();
        let old = piece.of(self.text);
        let Some(more) = width(old).checked_sub(width(instead)) else {
            return Repair::Item(self.line(piece.start as usize));
        };
        let (before, behind) = (
            &self.text[..piece.start as usize],
            &self.text[piece.end as usize..],
        );
        Repair::Text(format!("{before}{instead}{}{behind}", " ".repeat(more)))
    }
}

/// Whether a text is in backquotes.
fn is_template(token: &Token, text: &str) -> bool {
    token.piece.of(text).starts_with('`')
}

/// The line whose item an error belongs to. What is missing at the beginning of a line is missing at the end
/// of the one before.
fn blamed(error: &ParseError, text: &str) -> usize {
    let position: Position = error.position();
    let line = position.line().unwrap_or(1);
    let column = position.position().unwrap_or(1);
    let missing = matches!(error.err_type(), ParseErrorType::MissingToken(..));
    let before = text.split('\n').nth(line - 1).unwrap_or("");
    let first = before.chars().take(column - 1).all(char::is_whitespace);
    if missing && first && line > 1 {
        line - 1
    } else {
        line
    }
}

/// The last place where there is something.
fn end(text: &str) -> Span {
    let lines = text.split('\n').enumerate();
    let last = lines.filter(|(_, line)| !line.trim().is_empty()).last();
    last.map_or(Span::NONE, |(number, line)| {
        let length = line.trim_end().chars().count() as u32;
        Span::line(number as u32 + 1, length.max(1), length + 1)
    })
}
