//! Errors between files: jumps to extensions that do not exist, imports of files that are not there.
//!
//! In: the facts of one file, and the outline of all. Out: findings, which keep a generation from going live.

use std::sync::Arc;

use super::Facts;
use super::facts::Jump;
use super::literals::offer;
use crate::diagnostic::{Code, Diagnostic, Similar, Span};
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
            if has(outline, context, extension) {
                return None;
            }
            let message = format!("context `{context}` has no extension `{extension}`");
            finding(*span, message)
        }
        Jump::Here {
            context,
            extension,
            span,
        } => {
            let mut contexts = outline.contexts_with(context.as_deref());
            if contexts.any(|context| has(outline, context, extension)) {
                return None;
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

/// Whether a jump there leads anywhere: to the extension itself, or to the one for what is invalid.
fn has(outline: &Outline, context: &str, extension: &str) -> bool {
    outline.exists(context, Query::new(extension)) || outline.exists(context, Query::new("i"))
}
