//! Errors between files: jumps to extensions that do not exist, imports of files that are not there.
//!
//! In: the facts of one file, and the outline of all. Out: findings, which keep a generation from going live.

use std::cell::Cell;
use std::sync::Arc;

use super::Facts;
use super::facts::Jump;
use super::literals::offer;
use crate::diagnostic::{Code, Diagnostic, Similar, Span, only_nearest};
use crate::dialplan::{Outline, Query, Sources};

/// What the links of a file are judged beside.
pub(crate) struct Program<'a> {
    pub(crate) outline: &'a Outline,
    pub(crate) sources: &'a Sources,
    /// Whether every file could be read to its end. If not, what seems missing may only be unread.
    pub(crate) whole: bool,
    /// Names of contexts that may have been meant.
    pub(crate) contexts: Similar<'a>,
    /// Names of files that may have been meant.
    pub(crate) files: Similar<'a>,
    /// Extensions and macros that may still be looked for among others, since that is slow.
    pub(crate) guesses: Cell<usize>,
}

impl Program<'_> {
    /// Says which of some names may have been meant.
    fn guess<'n>(
        &self,
        finding: &mut Diagnostic,
        word: &str,
        names: impl Iterator<Item = &'n str>,
        quoted: bool,
    ) {
        let Some(left) = self.guesses.get().checked_sub(1) else {
            return;
        };
        self.guesses.set(left);
        let names: Vec<&str> = names.take(MANY).collect();
        if let Some(meant) = only_nearest(word, names) {
            finding.help = Some(format!("did you mean `{meant}`?"));
            offer(finding, meant, quoted);
        }
    }
}

/// Imports of files that are not there.
pub(crate) fn imports(facts: &Facts, program: &Program<'_>) -> Vec<Diagnostic> {
    let imports = facts.imports.iter();
    let findings = imports.filter_map(|(name, span)| import(facts, name, *span, program));
    findings.collect()
}

/// Jumps that lead nowhere.
pub(crate) fn jumps(facts: &Facts, program: &Program<'_>) -> Vec<Diagnostic> {
    let jumps = facts.jumps.iter().filter(|_| program.whole);
    jumps
        .filter_map(|jump| judge(facts, jump, program))
        .collect()
}

fn import(facts: &Facts, name: &str, span: Span, program: &Program<'_>) -> Option<Diagnostic> {
    if program.sources.imported(name).is_some() {
        return None;
    }
    let message = format!("the dialplan has no file `{name}`");
    let mut finding = Diagnostic::new(Code::BadImport, Arc::clone(&facts.path), span, message);
    finding.help = program.files.to(name).help;
    Some(finding)
}

fn judge(facts: &Facts, jump: &Jump, program: &Program<'_>) -> Option<Diagnostic> {
    let outline = program.outline;
    let finding = |span: Span, message: String| {
        let path = Arc::clone(&facts.path);
        Some(Diagnostic::new(Code::NoSuchExtension, path, span, message))
    };
    match jump {
        Jump::There {
            context,
            context_span,
            quoted,
            extension,
            span,
            step,
            or_priority,
        } => {
            if !outline.has_context(context) {
                if *or_priority {
                    return None;
                }
                let mut found = finding(*context_span, format!("there is no context `{context}`"))?;
                let meant = program.contexts.to(context);
                found.help = meant.help;
                if let Some(name) = meant.only {
                    offer(&mut found, &name, *quoted);
                }
                return Some(found);
            }
            let found = match missing(outline, &[context], extension, step.as_ref())? {
                Missing::Step(step, span) => finding(
                    span,
                    format!("extension `{extension}` of context `{context}` has no {step}"),
                )?,
                Missing::Extension => {
                    let message = format!("context `{context}` has no extension `{extension}`");
                    let mut found = finding(*span, message)?;
                    let names = outline.extension_names(context);
                    program.guess(&mut found, extension, names, *quoted);
                    found
                }
            };
            Some(found)
        }
        Jump::Macro { name, span } => {
            if has(outline, &format!("macro-{name}"), "s") {
                return None;
            }
            let message = format!(
                "there is no macro `{name}`: no context `macro-{name}` with an extension `s`"
            );
            let mut found = finding(*span, message)?;
            let names = outline.context_names();
            let names = names.filter_map(|name| name.strip_prefix("macro-"));
            program.guess(&mut found, name, names, true);
            Some(found)
        }
        Jump::Here {
            context,
            extension,
            span,
            step,
        } => {
            let contexts: Vec<&str> = outline.contexts_with(context.as_deref()).collect();
            let missing = missing(outline, &contexts, extension, step.as_ref())?;
            if let Missing::Step(step, span) = missing {
                return finding(span, format!("extension `{extension}` has no {step}"));
            }
            let message = match context {
                Some(context) => format!("context `{context}` has no extension `{extension}`"),
                None => format!("no context has an extension `{extension}`"),
            };
            let help = "with one text, `Goto` stays in the context the call is in";
            finding(*span, message).map(|found| found.with_help(help))
        }
    }
}

/// What a jump finds missing.
enum Missing {
    Extension,
    /// The priority or label, and where it is named.
    Step(String, Span),
}

/// Extensions that are looked through for one that was meant.
const MANY: usize = 2_000;

/// What is not there of an extension in any of several contexts.
fn missing(
    outline: &Outline,
    contexts: &[&str],
    extension: &str,
    step: Option<&(String, Span)>,
) -> Option<Missing> {
    let mut all = contexts.iter();
    let (text, span) = match step {
        // What is counted from where a call is cannot be told.
        Some((text, span)) if !text.is_empty() && !text.starts_with(['+', '-']) => (&**text, *span),
        _ => {
            let there = all.any(|context| has(outline, context, extension));
            return (!there).then_some(Missing::Extension);
        }
    };
    if all.any(|context| outline.has_step(context, extension, text)) {
        return None;
    }
    let is_there = |context: &&str| outline.has_any_step(context, extension);
    if contexts.iter().any(is_there) {
        let noun = match text.parse::<u32>() {
            Ok(_) => format!("priority {text}"),
            Err(_) => format!("label `{text}`"),
        };
        return Some(Missing::Step(noun, span));
    }
    let invalid = |context: &&str| outline.exists(context, Query::new("i"));
    (!contexts.iter().any(invalid)).then_some(Missing::Extension)
}

/// Whether a jump there leads anywhere: to the extension itself, or to the one for what is invalid.
fn has(outline: &Outline, context: &str, extension: &str) -> bool {
    outline.exists(context, Query::new(extension)) || outline.exists(context, Query::new("i"))
}
