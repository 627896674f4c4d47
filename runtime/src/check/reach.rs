//! What a dialplan reaches outside of the switch, beside what `skyplan.toml` lets its contexts do.
//!
//! Only what stands in a context is judged: what a function is called from is not known here. A text that only a call
//! knows is judged by whether anything of its kind is allowed.

use std::sync::Arc;

use super::advice::Program;
use super::lines::data::is_literal;
use super::lines::{Said, Texts, each};
use crate::call::ScriptError;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::sandbox::{Capabilities, Sandbox};

/// A use of something outside.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Reach {
    pub(crate) context: String,
    pub(crate) kind: Kind,
    /// What of it, if that is written out.
    pub(crate) text: Option<String>,
    pub(crate) span: Span,
}

/// What is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Command,
    Url,
    File,
    Environment,
}

/// What an application or function uses, by its name.
pub(crate) fn kind(name: &str) -> Option<Kind> {
    Some(match name {
        "System" | "TrySystem" | "SHELL" => Kind::Command,
        "CURL" => Kind::Url,
        "FILE" | "FILE_COUNT_LINE" | "FILE_FORMAT" => Kind::File,
        "ENV" => Kind::Environment,
        _ => return None,
    })
}

/// What may not be used where it is.
pub(super) fn findings(program: &Program<'_>) -> Vec<Diagnostic> {
    let Some(sandbox) = &program.world.sandbox else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    for facts in program.files {
        let judged = facts
            .reaches
            .iter()
            .filter_map(|reach| judge(sandbox, reach, &facts.path));
        findings.extend(judged);
    }
    findings.extend(lines(program, sandbox));
    findings
}

fn lines(program: &Program<'_>, sandbox: &Sandbox) -> Vec<Diagnostic> {
    let mut texts = Texts::new(program.sources);
    let mut findings = Vec::new();
    each(program, &mut |extension, line, said| {
        let named = said.into_iter().filter_map(|said| match said {
            Said::Application { name, row, data } => Some((row?.name, name, data)),
            Said::Function(named) => Some((named.row?.name, named.name, named.arguments)),
            _ => None,
        });
        let reaches = named.filter_map(|(name, part, data)| {
            let kind = kind(name)?;
            let first = match kind {
                Kind::Command | Kind::Environment => data,
                Kind::Url | Kind::File => data.split(',').next().unwrap_or(data),
            };
            let reach = Reach {
                context: extension.context_name.to_owned(),
                kind,
                text: is_literal(first).then(|| first.to_owned()),
                span: texts.span(line, part),
            };
            judge(sandbox, &reach, &line.file)
        });
        findings.extend(reaches);
    });
    findings
}

fn judge(sandbox: &Sandbox, reach: &Reach, file: &Arc<str>) -> Option<Diagnostic> {
    let context = &*reach.context;
    let capabilities = &sandbox.rule(context).capabilities;
    let (message, help) = match &reach.text {
        Some(text) => refused(capabilities, context, reach.kind, text)?,
        None if is_open(capabilities, reach.kind) => return None,
        None => refused(capabilities, context, reach.kind, example(reach.kind))
            .map(|(_, help)| (format!("{} in context `{context}`", none(reach.kind)), help))?,
    };
    let mut finding = Diagnostic::new(Code::OutOfReach, Arc::clone(file), reach.span, message);
    finding.help = help;
    Some(finding)
}

/// Why that may not be used, with what to do about it.
fn refused(
    capabilities: &Capabilities,
    context: &str,
    kind: Kind,
    text: &str,
) -> Option<(String, Option<String>)> {
    let refusal = match kind {
        Kind::Command => capabilities.command(context, text, &[]).err()?,
        Kind::Url => capabilities.fetch(context, text).err()?,
        // It may be read or written.
        Kind::File => {
            let writable = capabilities.writable(context, text).is_ok();
            capabilities
                .readable(context, text)
                .err()
                .filter(|_| !writable)?
        }
        Kind::Environment => {
            if capabilities
                .environment_names
                .iter()
                .any(|name| name == text)
            {
                return None;
            }
            let message = format!(
                "reading `{text}` of the environment is not allowed in context `{context}`"
            );
            let help = format!(
                "add `environment = [\"{text}\"]` to `[context.{context}.capability]` of skyplan.toml"
            );
            return Some((message, Some(help)));
        }
    };
    match refusal {
        ScriptError::Fault {
            code: Code::NotAllowed,
            message,
            help,
        } => Some((message, help)),
        // What is wrong with it otherwise is for others to say.
        _ => None,
    }
}

/// Whether anything of that kind is allowed.
fn is_open(capabilities: &Capabilities, kind: Kind) -> bool {
    match kind {
        Kind::Command => capabilities.shell || !capabilities.system.is_empty(),
        Kind::Url => !capabilities.curl.is_empty(),
        Kind::File => !capabilities.read.is_empty() || !capabilities.write.is_empty(),
        Kind::Environment => !capabilities.environment_names.is_empty(),
    }
}

fn example(kind: Kind) -> &'static str {
    match kind {
        Kind::Command => "/usr/bin/program",
        Kind::Url => "https://example.com/",
        Kind::File => "/folder/file",
        Kind::Environment => "NAME",
    }
}

fn none(kind: Kind) -> &'static str {
    match kind {
        Kind::Command => "no command is allowed",
        Kind::Url => "no URL is allowed",
        Kind::File => "no file is allowed",
        Kind::Environment => "nothing of the environment is allowed",
    }
}
