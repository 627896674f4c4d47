//! `skyplan test --replay` and `--from-trace`: a call that was kept is run again, or becomes a test.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use runtime::diagnostic::{Code, Diagnostic, Span};
use runtime::dialplan::{Dialplan, Source};
use runtime::sandbox::Sandbox;
use runtime::testing::{Options, Runner, Suite, retell};
use runtime::trace::{Difference, Side, Story, replay};
use serde_json::json;

use super::print;
use crate::cli::{Format, Test};
use crate::files;

/// Reads a trace.
///
/// # Errors
///
/// When the file cannot be read or is no trace, in words for a person.
pub(super) fn read(file: &Path) -> Result<Story, String> {
    let shown = file.display();
    let text = files::text(file).map_err(|error| format!("{shown}: {error}"))?;
    Story::from_json(&text).map_err(|error| format!("{shown}: {error}"))
}

/// What is done with a trace, and for whom.
pub(super) struct Traces<'a> {
    suite: &'a Arc<Suite>,
    sandbox: Sandbox,
    format: Format,
    color: bool,
    output: Option<&'a PathBuf>,
}

impl<'a> Traces<'a> {
    pub(super) fn of(wish: &'a Test, suite: &'a Arc<Suite>, sandbox: Sandbox, color: bool) -> Self {
        Self {
            suite,
            sandbox,
            format: wish.format,
            color,
            output: wish.output.as_ref(),
        }
    }

    /// Runs the call again. Gives whether it does something else.
    pub(super) fn replay(self, story: &Story, lines: &mut Vec<String>) -> bool {
        let plan = self.suite.shared_dialplan();
        let result = replay(story, Arc::clone(&plan), stdlib::LIBRARY, self.sandbox);
        lines.push(match (&result, self.format) {
            (Ok(same), Format::Human) => format!("the same, {}\n", steps(*same)),
            (Ok(same), Format::Json) => json!({ "same": true, "steps": same }).to_string() + "\n",
            (Err(difference), Format::Human) => {
                let finding = finding(&plan, difference);
                let shown = finding.render(|path| plan.text(path), self.color);
                let at = difference.at.as_secs_f64();
                format!(
                    "{shown}{} the same, until {at:.3} s\n",
                    steps(difference.same)
                )
            }
            (Err(difference), Format::Json) => {
                let side = |side: &Option<Side>| side.as_ref().map(|side| side.text.clone());
                let finding: serde_json::Value =
                    serde_json::from_str(&finding(&plan, difference).to_json()).unwrap_or_default();
                json!({
                    "same": false,
                    "steps": difference.same,
                    "at": difference.at.as_secs_f64(),
                    "then": side(&difference.then),
                    "now": side(&difference.now),
                    "difference": finding,
                })
                .to_string()
                    + "\n"
            }
        });
        result.is_err()
    }

    /// Makes a test of the call. Gives whether it fails with the dialplan that there is.
    pub(super) fn make_test(self, story: &Story, lines: &mut Vec<String>) -> Result<bool, String> {
        let test = retell(story);
        let outcome = self.try_test(&test);
        match self.output {
            None => lines.push(test),
            Some(file) => {
                let shown = file.display();
                append(file, &test).map_err(|error| format!("{shown}: {error}"))?;
                lines.push(format!("the test is in {shown}\n"));
            }
        }
        let Some(failure) = outcome else {
            return Ok(false);
        };
        // On standard output stands the test alone, ready to be kept.
        if self.output.is_some() {
            lines.push(failure);
        } else {
            let commented = failure.lines().map(|line| format!("// {line}\n"));
            lines.extend(commented);
        }
        Ok(true)
    }

    /// Runs a test on the dialplan; what is shown when it fails.
    fn try_test(&self, test: &str) -> Option<String> {
        let plan = self.suite.dialplan();
        let own = plan.sources().iter().filter(|source| !source.is_test());
        let beside = Source::new("from-trace.test.rhai", test);
        let sources = own.cloned().chain([beside]).collect();
        let (suite, findings) = Suite::load(sources, stdlib::LIBRARY);
        let broken = findings.iter().find(|finding| finding.is_error());
        if let Some(finding) = broken {
            return Some(finding.render(|path| suite.dialplan().text(path), false));
        }
        let suite = Arc::new(suite);
        let options = Options {
            sandbox: self.sandbox.clone(),
            ..Options::default()
        };
        let mut runner = Runner::new(Arc::clone(&suite), options);
        suite
            .cases()
            .iter()
            .filter(|case| &*case.file == "from-trace.test.rhai")
            .find_map(|case| {
                let failure = runner.run(case).failure?;
                Some(print::shown(&suite, case, &failure, false))
            })
    }
}

/// What differs, at the line that does it now.
fn finding(plan: &Dialplan, difference: &Difference) -> Diagnostic {
    let now = difference.now.as_ref();
    let place = now
        .and_then(|side| side.place.as_ref())
        .or(difference.last.as_ref());
    let (file, span) = match place {
        Some((file, line)) => (Arc::clone(file), line_of(plan, file, *line)),
        None => ("".into(), Span::NONE),
    };
    let then = match &difference.then {
        None => "it did nothing more".to_owned(),
        Some(Side { text, place: None }) => text.clone(),
        Some(Side {
            text,
            place: Some((file, line)),
        }) => format!("{text} (at {file}:{line})"),
    };
    let now = now.map_or("it does nothing more", |side| &side.text);
    let message = "the call does something else than it did";
    Diagnostic {
        help: Some(format!("then: {then}")),
        ..Diagnostic::new(Code::Differs, file, span, message).with_note(format!("now: {now}"))
    }
}

/// All of a line but its indentation.
fn line_of(plan: &Dialplan, file: &str, line: u32) -> Span {
    let text = plan.text(file).unwrap_or_default();
    let text = text
        .lines()
        .nth(line.saturating_sub(1) as usize)
        .unwrap_or_default();
    let length = |text: &str| u32::try_from(text.chars().count()).unwrap_or(1);
    let indent = length(text) - length(text.trim_start());
    Span::line(line, indent + 1, length(text.trim_end()) + 1)
}

fn steps(number: usize) -> String {
    format!("{number} step{}", if number == 1 { "" } else { "s" })
}

/// Writes a test behind what a file has.
fn append(file: &Path, test: &str) -> std::io::Result<()> {
    let before = match files::text(file) {
        Ok(text) if text.is_empty() => text,
        Ok(text) => text + "\n",
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error),
    };
    std::fs::write(file, before + test)
}
