//! What is said of a new generation, in the log and to the operator who asked for it.

use std::fmt::Write;
use std::time::Duration;

use runtime::diagnostic::Diagnostic;
use runtime::dialplan::{Changes, Dialplan};
use runtime::reload::Reload;

use super::Answer;
use crate::config::Config;
use crate::surroundings;

/// Most findings that are shown. Each takes a tenth of a millisecond, and a few lines.
const MOST: usize = 100;

/// Logs what was found; gives it as text too.
pub(super) fn findings(reload: &Reload, config: &Config) -> String {
    let findings = reload.findings(&surroundings::of_switch(config));
    rendered(&findings, |path| reload.read.text(path))
}

/// The same of files that could not be read.
pub(super) fn faults(faults: &[Diagnostic]) -> String {
    rendered(faults, |_| None)
}

fn rendered<'t>(findings: &[Diagnostic], text: impl Fn(&str) -> Option<&'t str>) -> String {
    let mut all = String::new();
    let told = first(findings);
    for finding in &told {
        let rendered = finding.render(&text, false);
        if finding.is_error() {
            tracing::error!(target: "dialplan", "\n{}", rendered.trim_end());
        } else {
            tracing::warn!(target: "dialplan", "\n{}", rendered.trim_end());
        }
        all += &rendered;
    }
    let more = findings.len() - told.len();
    if more > 0 {
        let line = format!("and {more} more findings; `skyplan check` shows all of them");
        tracing::warn!(target: "dialplan", "{line}");
        let _ = writeln!(all, "{line}");
    }
    all
}

/// What is shown of many findings: the first errors, or if there is room, the first warnings as well.
fn first(findings: &[Diagnostic]) -> Vec<&Diagnostic> {
    if findings.len() <= MOST {
        return findings.iter().collect();
    }
    let errors = findings.iter().filter(|finding| finding.is_error());
    let warnings = findings.iter().filter(|finding| !finding.is_error());
    errors.chain(warnings).take(MOST).collect()
}

/// Logs why the files did not go live.
pub(super) fn refusal(answer: &Answer) {
    if let Err(error) = answer {
        tracing::error!("{}", error.lines().next_back().unwrap_or_default());
    }
}

/// Logs that a generation has gone live, `took` after its files were seen to have changed.
pub(super) fn live(live: &Dialplan, files: usize, took: Duration) {
    let number = live.number();
    let took = took.as_secs_f64() * 1e3;
    tracing::info!(target: "dialplan", "generation {number} of {files} files is in force, {took:.1} ms after the change was seen");
}

/// What has changed, a line for each kind; logged too.
pub(super) fn changes(changes: &Changes) -> String {
    let mut text = String::new();
    for line in changes.to_string().lines() {
        tracing::info!(target: "dialplan", "{line}");
        let _ = writeln!(text, "  {line}");
    }
    text
}

/// How many calls are in which other generations.
pub(super) fn elsewhere(calls: impl Iterator<Item = (u64, usize)>) -> String {
    let in_each: Vec<String> = calls
        .map(|(number, calls)| {
            let noun = if calls == 1 { "call is" } else { "calls are" };
            format!("{calls} {noun} still in generation {number}")
        })
        .collect();
    if in_each.is_empty() {
        String::new()
    } else {
        format!("  {}\n", in_each.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use runtime::diagnostic::{Code, Span};

    use super::*;

    #[test]
    fn of_many_findings_the_errors_are_shown_first() {
        let finding = |code| Diagnostic::new(code, "a.rhai", Span::NONE, "something");
        let mut findings = vec![finding(Code::UnknownVariable); 150];
        assert!(!findings[0].is_error());
        findings.push(finding(Code::UnknownFunction));
        let told = rendered(&findings, |_| None);
        assert!(told.starts_with("[E0201]"), "{told}");
        assert!(told.ends_with("and 51 more findings; `skyplan check` shows all of them\n"));
    }
}
