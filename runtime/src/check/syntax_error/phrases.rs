//! What Rhai's parse errors are in the words of a dialplan.

use rhai::{LexError, ParseErrorType};

use crate::diagnostic::{Code, did_you_mean};
use crate::dialplan::syntax::{FRAME_WORDS, UNKNOWN_WORD};

/// The kind of mistake that an error is, what is said of it, and what to do.
pub(super) fn explain(error: &ParseErrorType) -> (Code, String, Option<String>) {
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
        ParseErrorType::BadInput(LexError::ImproperSymbol(sign, what))
            if sign == "=" && what.contains("==") =>
        {
            (
                Code::Syntax,
                "`=` gives a variable a value; here two values are compared".into(),
                Some("write `==`".into()),
            )
        }
        ParseErrorType::BadInput(LexError::ImproperSymbol(word, what))
            if let Some(sign) = what.split("Should it be '").nth(1) =>
        {
            (
                Code::Syntax,
                format!("`{word}` is no sign of Rhai"),
                Some(format!("write `{}`", sign.split('\'').next().unwrap_or(""))),
            )
        }
        ParseErrorType::BadInput(LexError::ImproperSymbol(sign, _)) if sign == "->" => (
            Code::Syntax,
            "`->` is no sign of Rhai".into(),
            Some("write `=>`".into()),
        ),
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

pub(super) fn capitalized(word: &str) -> Option<&'static str> {
    let mut names = CAPITALIZED.into_iter();
    names.find(|name| name.eq_ignore_ascii_case(word))
}

fn reserved(word: &str) -> (Code, String, Option<String>) {
    let help = match capitalized(word) {
        Some(name) => format!("the application is called `{name}`"),
        None => "choose another name".into(),
    };
    let message = format!("`{word}` is a reserved word of Rhai");
    (Code::ReservedWord, message, Some(help))
}

/// `the call of `Dial` is not closed`, of Rhai's words for it.
pub(super) fn of_call(what: &str) -> String {
    match what.split('\'').nth(1) {
        Some(name) => format!("the call of `{name}` is not closed"),
        None => "the call is not closed".to_owned(),
    }
}

/// Rhai's sentence with a small letter and backquotes.
pub(super) fn tidy(text: &str) -> String {
    let mut chars = text.replace('\'', "`");
    chars = chars.replace(" for `context` expression", "");
    if let Some(first) = chars.get(..1) {
        let lower = first.to_lowercase();
        chars.replace_range(..1, &lower);
    }
    chars
}
