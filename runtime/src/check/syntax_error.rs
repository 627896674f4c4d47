//! Rhai's syntax errors in the words of a dialplan.

use rhai::{LexError, ParseError, ParseErrorType};

use crate::diagnostic::{Code, Diagnostic, Lines, Span, did_you_mean, nearest};
use crate::dialplan::Source;
use crate::dialplan::syntax::{FRAME_WORDS, UNKNOWN_WORD};

/// What a parse error of a file is to its author.
pub(crate) fn syntax_error(error: &ParseError, source: &Source) -> Diagnostic {
    let position = error.position();
    let span = if position.is_none() {
        end(&source.text)
    } else {
        Lines::new(&source.text).span(position)
    };
    let (code, message, help) = explain(error.err_type(), source, span);
    let mut finding = Diagnostic::new(code, &*source.path, span, message);
    finding.help = help;
    finding
}

fn explain(error: &ParseErrorType, source: &Source, span: Span) -> (Code, String, Option<String>) {
    match error {
        ParseErrorType::BadInput(LexError::ImproperSymbol(word, what)) if what == UNKNOWN_WORD => {
            unknown_word(word)
        }
        ParseErrorType::Reserved(word) => reserved(word),
        ParseErrorType::ExprTooDeep => (
            Code::TooLarge,
            "blocks or expressions are nested too deeply".into(),
            Some("move inner parts into functions".into()),
        ),
        ParseErrorType::TooManyFunctions => (
            Code::TooLarge,
            "the file has too many functions".into(),
            Some("split it into several files".into()),
        ),
        ParseErrorType::MissingToken(..) | ParseErrorType::UnknownOperator(_)
            if let Some(word) = misspelt_context(&source.text, span) =>
        {
            let message = format!("`{word}` is not a word of the dialplan");
            (
                Code::UnknownFrameWord,
                message,
                Some("did you mean `context`?".into()),
            )
        }
        ParseErrorType::MissingSymbol(what) if what == "Expecting a string" => (
            Code::Syntax,
            "a text in double quotes is expected here".into(),
            None,
        ),
        ParseErrorType::UnexpectedEOF => (
            Code::Syntax,
            "the file ends in the middle of something".into(),
            Some("is a closing brace, quote or semicolon missing?".into()),
        ),
        other => (Code::Syntax, tidy(&other.to_string()), None),
    }
}

fn unknown_word(word: &str) -> (Code, String, Option<String>) {
    if word.is_empty() || word == "{EOF}" {
        return (
            Code::Syntax,
            "the context is not closed".into(),
            Some("a `}` is missing".into()),
        );
    }
    let help = did_you_mean(word, FRAME_WORDS).unwrap_or_else(|| {
        "in a context stand `extension`, `include` and `hint`; statements belong into an extension"
            .into()
    });
    let message = format!("`{word}` cannot stand in a context");
    (Code::UnknownFrameWord, message, Some(help))
}

/// Applications whose names differ from a reserved word only in their capitals.
const CAPITALIZED: [&str; 1] = ["Goto"];

fn reserved(word: &str) -> (Code, String, Option<String>) {
    let twin = CAPITALIZED
        .into_iter()
        .find(|name| name.eq_ignore_ascii_case(word));
    let help = match twin {
        Some(name) => format!("the application is called `{name}`"),
        None => "choose another name".into(),
    };
    let message = format!("`{word}` is a reserved word of Rhai");
    (Code::ReservedWord, message, Some(help))
}

/// A word like `context` at the beginning of the line before the error, followed by a text.
fn misspelt_context(text: &str, span: Span) -> Option<&str> {
    let line = text.split('\n').nth(span.line.checked_sub(1)? as usize)?;
    let line = line.trim_start();
    let end = line.find(|c: char| !c.is_alphanumeric() && c != '_')?;
    let (word, rest) = line.split_at(end);
    let misspelt = word != "context" && nearest(word, ["context"]).is_some();
    (misspelt && rest.trim_start().starts_with('"')).then_some(word)
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

/// Rhai's sentence with a small letter and backquotes.
fn tidy(text: &str) -> String {
    let mut chars = text.replace('\'', "`");
    if let Some(first) = chars.get(..1) {
        let lower = first.to_lowercase();
        chars.replace_range(..1, &lower);
    }
    chars
}
