//! Examples: the `.rhai` file beside an application or function is its documentation and
//! its test at once.
//!
//! A file is either a whole dialplan with contexts, or just the statements of one extension. It runs with the
//! real interpreter and the real library; only the switch around them is simulated, on virtual time.
//!
//! What only makes sense in lines of `extensions.conf` has its example in that form: `;@`, `;>` and `;~` stand
//! for `//@`, `//>` and `//~`, and the file begins with `;@`.
//!
//! Directives set the scene. Times of the caller and of chats count from the beginning of the call, those of a
//! telephone from when it was dialled; without a time it happens at once.
//!
//! ```text
//! //@ incoming sip call from "100" to "200" in "internal", name "Front Desk"
//! //@ incoming skype call from "austin_powers" to "james_bond", topic "Secret Plans", city "London"
//! //@ caller presses "12#" after 3s              (or: hangs up, transfers to "600", sets topic "…")
//! //@ sip/shoe-phone answers after 2s            (or: rings, progresses, declines, is busy, is offline,
//! //@ sip/shoe-phone hangs up after 10s           is congestion, presses "*", transfers to "600")
//! //@ chat from "austin_powers" to "james_bond" after 5s: "yes"
//! //@ account "james_bond" has fullname "James Bond"
//! //@ buddy "austin_powers" of "james_bond" is "Online"
//! //@ device "SIP/shoe-phone" is "INUSE"
//! //@ no prompt "missing"
//! //@ command "/usr/bin/uptime" gives "up 3 days" with 0
//! //@ url "https://example.org/" gives "hello" with 200
//! //@ file "/srv/list" holds "a b"
//! //@ transfers fail
//! //@ ends with busy
//! ```
//!
//! Marks say what comes of it. `//=` is the value of the statement before it and `//~` the error, found when
//! the file is loaded or when it runs; `//>` is something that the outside notices, in order, other
//! things may happen in between. It may begin with the time.
//!
//! ```text
//! SKYPE_CALL_PROPERTY("topic");       //= "Secret Plans"
//! SKYPE_CALL_PROPERTY("colour");      //~ E0312 unknown Skype call property `colour`
//! Dial("SIP/shoe-phone", 20);         //> dials SIP/shoe-phone
//! //> 2s: answers
//! ```
//!
//! What is noticed: `answers`, `indicates ringing`, `plays hello&beep`, `stops playing`, `echoes`,
//! `stops echoing`, `event NAME HEADER: VALUE`, `sends 12#`, `dials SIP/x about TOPIC with token TOKEN`, `connects caller and SIP/x`,
//! `disconnects caller and SIP/x`, `hangs up SIP/x`, `transfers to X about TOPIC`,
//! `redirects SIP/x to 600@internal`, `tells caller the topic TOPIC`, `chat from A to B: TEXT`,
//! `runs COMMAND`, `fetches URL`, `writes FILE`, `sets PROPERTY of ACCOUNT to VALUE`, `shows TEXT`, `the caller hangs up`, `ends with busy`.

use std::sync::Arc;

use super::host::Host;
use super::marks::Marks;
use super::{beginning, directive};
use crate::call::{Call, ScriptError};
use crate::diagnostic::Diagnostic;
use crate::dialplan::{Dialplan, Source};
use crate::executor::Executor;
use crate::globals::Globals;
use crate::host::Cause;
use crate::library::{Application, Arg, Args, Kind, Library, Value};
use crate::sandbox::{Budgets, Capabilities, Rule};

/// Runs one example and compares it with what it says of itself.
///
/// # Errors
///
/// All that differs, one text a difference, ready to print.
pub fn run_example(library: Library, path: &str, text: &str) -> Result<(), Vec<String>> {
    let is_conf = text.starts_with(";@");
    let marked = if is_conf {
        in_rhai_comments(text)
    } else {
        text.to_owned()
    };
    let example = Example {
        library: with_reporter(library),
        path: &if is_conf {
            format!("{path}.conf")
        } else {
            path.to_owned()
        },
        text: if is_conf {
            text.to_owned()
        } else {
            framed(text)
        },
        scene: &marked,
        marks: Marks::read(&marked),
    };
    let mut wrong = example.check_run()?;
    for (line, error) in &example.marks.errors {
        wrong.extend(example.check_error(*line, error));
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

/// The application that reports the value of a statement marked with `//=`.
pub(super) const EXPECT_VALUE: &str = "ExpectValue";

/// The level at which it reports, which no `Verbose` reaches.
pub(super) const REPORT: u8 = u8::MAX;

struct Example<'a> {
    library: Library,
    path: &'a str,
    text: String,
    scene: &'a str,
    marks: Marks,
}

impl Example<'_> {
    /// The whole example without the statements that fail.
    fn check_run(&self) -> Result<Vec<String>, Vec<String>> {
        let (mut host, plan) = self.host(None)?;
        host.run();
        let mut wrong: Vec<String> = host
            .faults
            .iter()
            .map(|fault| shown(&plan, fault))
            .collect();
        for (line, expected) in &self.marks.values {
            let report = format!("{line}\t");
            let mut given = host.console.iter().filter(|(level, _)| *level == REPORT);
            match given.find_map(|(_, text)| text.strip_prefix(&report)) {
                Some(value) if value == expected => {}
                Some(value) => wrong.push(format!("line {line}: {value} is not {expected}")),
                None => wrong.push(format!("line {line}: this was not reached")),
            }
        }
        wrong.extend(self.check_log(&host));
        if let Some(expected) = host.scene.ends_with
            && host.finish() != Some(expected)
        {
            let end = host.finish().map_or("nothing", Cause::word);
            let expected = expected.word();
            wrong.push(format!("the call ended with {end} and not with {expected}"));
        }
        Ok(wrong)
    }

    fn check_log(&self, host: &Host) -> Option<String> {
        let mut log = host.log.iter();
        for (line, expected) in &self.marks.happenings {
            let found = log.any(|happening| {
                let timed = || format!("{}s: {}", happening.at.as_secs_f64(), happening.what);
                happening.what == *expected || timed() == *expected
            });
            if !found {
                let log: Vec<_> = host
                    .log
                    .iter()
                    .map(|happening| (happening.at, &happening.what))
                    .filter(|(_, what)| !what.starts_with("shows ") || expected.contains("shows "))
                    .map(|(at, what)| format!("\n    {}s: {what}", at.as_secs_f64()))
                    .collect();
                let log = log.concat();
                return Some(format!(
                    "line {line}: `{expected}` did not happen then:{log}"
                ));
            }
        }
        None
    }

    /// The example up to the one statement that is to fail.
    fn check_error(&self, line: usize, expected: &str) -> Vec<String> {
        let fits = |finding: &Diagnostic| {
            let text = format!("{} {}", finding.code.id(), finding.message);
            finding.span.line as usize == line && text.starts_with(expected)
        };
        let (_, findings) = self.load(&self.marks.rewrite(&self.text, Some(line)));
        if findings.iter().any(fits) {
            return Vec::new();
        }
        let (mut host, plan) = match self.host(Some(line)) {
            Ok(made) => made,
            Err(wrong) => return wrong,
        };
        host.run();
        if host.faults.iter().any(fits) {
            return Vec::new();
        }
        let mut wrong = vec![format!("line {line}: `{expected}` did not happen")];
        wrong.extend(host.faults.iter().map(|fault| shown(&plan, fault)));
        wrong
    }

    fn host(&self, failing: Option<usize>) -> Result<(Host, Arc<Dialplan>), Vec<String>> {
        let scene = directive::scene(self.scene)?;
        let (plan, findings) = self.load(&self.marks.rewrite(&self.text, failing));
        let plan = Arc::new(plan);
        let errors = findings.iter().filter(|finding| finding.is_error());
        let errors: Vec<_> = errors.map(|finding| shown(&plan, finding)).collect();
        if !errors.is_empty() {
            return Err(errors);
        }
        let context = match &scene.incoming.context {
            Some(context) => context.clone(),
            None => plan.contexts().next().unwrap_or_default().to_owned(),
        };
        let rule = Rule {
            budgets: Budgets {
                // What the marks report goes over the console as well, and has to arrive.
                lines: u32::MAX,
                ..Budgets::default()
            },
            capabilities: Capabilities::everything(),
        };
        let executor = Executor::new(rule, self.library, Arc::clone(&plan), Globals::new());
        let mut host = Host::new(beginning(), executor, scene);
        host.place_example(&context);
        Ok((host, plan))
    }

    fn load(&self, text: &str) -> (Dialplan, Vec<Diagnostic>) {
        Dialplan::load(vec![Source::new(self.path, text)], self.library)
    }
}

fn shown(plan: &Dialplan, finding: &Diagnostic) -> String {
    finding.render(|path| plan.text(path), false)
}

/// An example in the form of `extensions.conf` with its directives and marks where the readers look for them.
fn in_rhai_comments(text: &str) -> String {
    let marks = [(";@", "//@"), (";>", "//>"), (";~", "//~")];
    marks.iter().fold(text.to_owned(), |text, (conf, rhai)| {
        text.replace(conf, rhai)
    })
}

/// Statements without a context are the body of an extension that everything matches.
fn framed(text: &str) -> String {
    if text.lines().any(|line| line.starts_with("context ")) {
        return text.to_owned();
    }
    // On the first line, so that all lines keep their numbers: it is a directive or a statement.
    let frame = "context \"example\" { extension \"_.\" => {";
    match text.split_once('\n') {
        Some((first, rest)) if first.trim_start().starts_with("//") => {
            format!("{frame} {first}\n{rest}\n}} }}\n")
        }
        _ => format!("{frame} {text}\n}} }}\n"),
    }
}

/// The library with the application that reports values. A run of the tests makes few of them, so that they
/// may stay for ever, as declarations do.
fn with_reporter(library: Library) -> Library {
    let mut applications = library.applications.to_vec();
    applications.push(&REPORTER);
    applications.sort_by_key(|row| row.name);
    Library {
        applications: Vec::leak(applications),
        ..library
    }
}

static REPORTER: Application = Application {
    name: EXPECT_VALUE,
    since: "0.1.0",
    synopsis: "Reports the value of a statement to the test.",
    description: "",
    args: &[
        Arg {
            name: "line",
            doc: "The line of the statement.",
            kind: Kind::Integer,
            required: true,
        },
        Arg {
            name: "value",
            doc: "What it gave.",
            kind: Kind::Text,
            required: false,
        },
    ],
    status: None,
    comes_back: true,
    source: "skyplan",
    example: "",
    run: report,
};

fn report(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let value = args.value(1).cloned().unwrap_or(Value::UNIT);
    call.verbose(REPORT, format!("{}\t{value:?}", args.text(0)));
    Ok(Value::UNIT)
}
