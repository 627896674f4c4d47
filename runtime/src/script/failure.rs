//! Rhai's errors as diagnostics: file, line, and a label for each call the error came through.

use std::sync::Arc;

use rhai::{EvalAltResult, Position};

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::library::absent;
use crate::library::{Library, text_of};

/// A fault of an application as a value that a script can catch.
#[derive(Clone, Debug)]
pub(crate) struct Thrown {
    pub(crate) code: Code,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

/// Deepest chain of function calls that is shown.
const CHAIN: usize = 8;

/// Turns an error of a script of `file` into a diagnostic. `text` gives the text of a file of the generation.
pub(crate) fn diagnose(
    mut error: Box<EvalAltResult>,
    file: &Arc<str>,
    library: Library,
    text: impl Fn(&str) -> Option<Arc<str>>,
) -> Diagnostic {
    let span =
        |file: &str, position| text(file).map_or(Span::NONE, |source| Span::at(&source, position));
    let mut file = Arc::clone(file);
    let mut chain = Vec::new();
    loop {
        let (inner, message, source, position) = match *error {
            EvalAltResult::ErrorInFunctionCall(name, source, inner, position) => {
                (inner, called(&name), source, position)
            }
            EvalAltResult::ErrorInModule(path, inner, position) => (
                inner,
                format!("imported from here as `{path}`"),
                path,
                position,
            ),
            other => {
                *error = other;
                break;
            }
        };
        if chain.len() < CHAIN && !position.is_none() {
            chain.push((Arc::clone(&file), span(&file, position), message));
        }
        if !source.is_empty() && text(&source).is_some() {
            file = source.into();
        }
        error = inner;
    }
    let position = error.take_position();
    let (code, message, help) = explain(&error, library);
    let mut diagnostic = Diagnostic::new(code, Arc::clone(&file), span(&file, position), message);
    diagnostic.help = help;
    for (file, span, message) in chain.into_iter().rev() {
        diagnostic = diagnostic.with_label(file, span, message);
    }
    diagnostic
}

fn called(name: &str) -> String {
    if name.starts_with("anon$") {
        "while this called a closure".into()
    } else {
        format!("while this called `{name}`")
    }
}

/// Code, message and help for the innermost error.
fn explain(error: &EvalAltResult, library: Library) -> (Code, String, Option<String>) {
    match error {
        EvalAltResult::ErrorRuntime(value, _) => {
            if let Some(thrown) = value.read_lock::<Thrown>() {
                return (thrown.code, thrown.message.clone(), thrown.help.clone());
            }
            let message = format!("the script threw `{}`", text_of(value));
            (Code::Thrown, message, None)
        }
        EvalAltResult::ErrorFunctionNotFound(signature, _) => {
            let name = signature.split([' ', '(']).next().unwrap_or(signature);
            unknown(name, signature, library)
        }
        EvalAltResult::ErrorAssignmentToConstant(name, _) => (
            Code::NotAssignable,
            format!("`{name}` cannot be assigned to"),
            Some(format!(
                "declare it with `let {name} = …`, or set the channel variable with `Set(\"{name}\", …)`"
            )),
        ),
        EvalAltResult::ErrorTerminated(..) => (
            Code::TooManyOperations,
            "computing this takes too long".into(),
            None,
        ),
        EvalAltResult::ErrorStackOverflow(_) => (
            Code::TooDeep,
            "the script's functions call each other too deeply".into(),
            None,
        ),
        EvalAltResult::ErrorDataTooLarge(kind, _) => {
            let message = format!(
                "{} is larger than a script may make it",
                kind.to_lowercase()
            );
            (Code::TooMuchMemory, message, None)
        }
        other => (Code::ScriptError, decapitalized(&other.to_string()), None),
    }
}

/// A call that nothing answers to: a wrong name, or a right one with wrong arguments.
fn unknown(name: &str, signature: &str, library: Library) -> (Code, String, Option<String>) {
    let args = library
        .application(name)
        .map(|application| application.args)
        .or_else(|| library.function(name).map(|function| function.args));
    if let Some(args) = args {
        let message = format!("`{name}` takes at most {} arguments", args.len());
        return (Code::WrongArgumentCount, message, None);
    }
    if name.chars().all(|c| c.is_alphanumeric() || c == '_') {
        let names = library.names();
        let message = format!("no function `{signature}`");
        return (Code::UnknownFunction, message, absent::help(name, names));
    }
    let message = format!("these values cannot be combined: `{signature}`");
    (Code::ScriptError, message, None)
}

fn decapitalized(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// The position an error was raised at, in the innermost call.
pub(crate) fn innermost(error: &EvalAltResult) -> Position {
    match error {
        EvalAltResult::ErrorInFunctionCall(_, _, inner, _)
        | EvalAltResult::ErrorInModule(_, inner, _) => innermost(inner),
        other => other.position(),
    }
}
