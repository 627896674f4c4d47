//! What there is around a dialplan: telephones, accounts, prompts, variables that come from outside. The same
//! judgement for both languages.
//!
//! Who reads the configuration says what there is; what is not known is not judged.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::advice::Program;
use super::lines::data::is_literal;
use super::values::Complaint;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::host::{SipTarget, Technology};
use crate::sandbox::Sandbox;

/// What there is around a dialplan, as far as it is known.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct World {
    /// Names of telephones and trunks, `SIP/<name>`.
    pub endpoints: Option<BTreeSet<String>>,
    /// Names of the Skype accounts that the switch logs in to.
    pub accounts: Option<BTreeSet<String>>,
    /// Names of prompts, without language and ending: `digits/1`.
    pub prompts: Option<BTreeSet<String>>,
    /// What scripts may use and do.
    pub sandbox: Option<Sandbox>,
    /// Contexts in which calls of telephones and accounts enter.
    pub entrances: Option<BTreeSet<String>>,
    /// Channel variables that come with a call (`setvar`).
    pub variables: BTreeSet<String>,
}

/// Something of the world that a dialplan names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Thing {
    Endpoint,
    Account,
    Prompt,
}

impl World {
    /// What is wrong with a name, if it is known that there is nothing of that name.
    pub(crate) fn complaint(&self, thing: Thing, name: &str) -> Option<Complaint> {
        let (known, code, what) = match thing {
            Thing::Endpoint => (&self.endpoints, Code::UnknownEndpoint, "endpoint"),
            Thing::Account => (&self.accounts, Code::AccountNotConfigured, "account"),
            Thing::Prompt => (&self.prompts, Code::PromptNotThere, "prompt"),
        };
        let known = known.as_ref()?;
        // Blanks around a name are told by themselves.
        let there = known.contains(name.trim())
            || thing == Thing::Account
                && known.iter().any(|known| known.eq_ignore_ascii_case(name));
        if there || name.is_empty() {
            return None;
        }
        let message = match thing {
            Thing::Prompt => format!("there is no prompt `{name}`"),
            _ => format!("no {what} `{name}` is configured"),
        };
        Some(Complaint::new(code, message).meant(name, known.iter().map(String::as_str)))
    }
}

/// What one target of a dial string names, `SIP/name`, `SIP/number@trunk` or `Skype/account@destination`. The name
/// is a part of the target.
pub(crate) fn dialled(target: &str) -> Option<(Thing, &str)> {
    let (technology, rest) = target.split_once('/')?;
    match Technology::named(technology)? {
        Technology::Sip => Some((Thing::Endpoint, SipTarget::read(rest).endpoint)),
        Technology::Skype => Some((Thing::Account, rest.split_once('@')?.0)),
        _ => None,
    }
}

/// What a device names, `SIP/name` or `Skype:account@buddy`.
pub(crate) fn device(text: &str) -> Option<(Thing, &str)> {
    let (kind, name) = text.split_at(text.find(['/', ':'])?);
    match (Technology::named(kind)?, name.split_at(1)) {
        (Technology::Sip, ("/", name)) => Some((Thing::Endpoint, name)),
        (Technology::Skype, (":", name)) => Some((Thing::Account, name.split_once('@')?.0)),
        _ => None,
    }
}

/// What scripts and hints name and what is not there. Lines are judged with their other arguments.
pub(super) fn findings(program: &Program<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut judge = |thing: Thing, name: &str, file: &Arc<str>, span: Span| {
        if let Some(complaint) = program.world.complaint(thing, name) {
            let code = complaint.code;
            let mut finding = Diagnostic::new(code, Arc::clone(file), span, complaint.message);
            finding.help = complaint.help;
            findings.push(finding);
        }
    };
    for facts in program.files {
        for (thing, name, span) in &facts.things {
            judge(*thing, name, &facts.path, *span);
        }
    }
    for hint in program.survey.hints() {
        for part in hint.devices().filter(|part| is_literal(part)) {
            if let Some((thing, name)) = device(part) {
                judge(thing, name, &hint.file, hint.device_span);
            }
        }
    }
    findings
}
