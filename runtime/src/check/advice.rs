//! Advice: warnings that need the whole program. Worked out after a generation has gone live, so that it costs a
//! reload nothing, and shown together with the errors.
//!
//! In: the [`Facts`] of all files, the outline, the library, and the [`World`] around the dialplan. Out: findings, all
//! of them warnings. A check is a function from [`Program`] to findings, one line in [`advise`].

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Facts, names};
use crate::diagnostic::{Code, Diagnostic};
use crate::dialplan::Outline;
use crate::library::Library;

/// What there is around a dialplan, as far as it is known. What is not known is not judged.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct World {}

/// All that advice is given on.
pub(crate) struct Program<'a> {
    /// The facts of each file in Rhai, in the order of the files.
    pub(crate) files: &'a [Arc<Facts>],
    #[allow(dead_code, reason = "for the checks to come")]
    pub(crate) outline: &'a Outline,
    pub(crate) library: Library,
    #[allow(dead_code, reason = "for the checks to come")]
    pub(crate) world: &'a World,
}

/// All warnings on the whole program, in no particular order.
pub(crate) fn advise(program: &Program<'_>) -> Vec<Diagnostic> {
    let checks: [fn(&Program<'_>) -> Vec<Diagnostic>; 1] = [unset_variables];
    checks.iter().flat_map(|check| check(program)).collect()
}

/// Variables that are read and that no file sets.
fn unset_variables(program: &Program<'_>) -> Vec<Diagnostic> {
    let sets = program.files.iter().flat_map(|facts| &facts.sets);
    let sets: BTreeSet<&str> = sets.map(String::as_str).collect();
    let mut findings = Vec::new();
    for facts in program.files {
        for (name, span) in &facts.reads {
            if sets.contains(&**name) {
                continue;
            }
            let help = names::unset(name, &facts.declared, &sets, program.library);
            findings.extend(help.map(|help| {
                let message = format!("nothing sets a variable `{name}`");
                let path = Arc::clone(&facts.path);
                Diagnostic::new(Code::UnknownVariable, path, *span, message).with_help(help)
            }));
        }
    }
    findings
}
