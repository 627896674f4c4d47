//! `skyplan test`: runs the tests of dialplans on all cores, and says what came of them.
//!
//! In: files and folders. Out: lines for people or for programs. Those given together are one dialplan; beside
//! `desk.rhai` or `desk.conf` lies `desk.test.rhai`.

mod print;
mod traces;

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use runtime::dialplan::{Source, is_test_file};
use runtime::executor::Covered;
use runtime::sandbox::Sandbox;
use runtime::testing::{Case, Entrance, Options, Outcome, Runner, Suite, coverage};
use serde_json::json;
use traces::Traces;

use crate::check::shown_below;
use crate::cli::{Format, Test};
use crate::folder::Folder;
use crate::{files, settings};

/// What came of a run.
#[derive(Debug, Default)]
pub struct Report {
    /// What is to be printed, each with its line end.
    pub lines: Vec<String>,
    /// Whether a test failed, or the dialplan has an error.
    pub failed: bool,
}

/// Runs the tests of files and folders, or a kept call on them, or makes a test of one.
///
/// # Errors
///
/// When a file cannot be read or a configuration is wrong, in words for a person.
pub fn test(wish: &Test, paths: &[PathBuf], color: bool) -> Result<Report, String> {
    let kept = wish.replay.as_ref().or(wish.from_trace.as_ref());
    // Before the dialplan, which takes longer to read.
    let kept = kept.map(|file| traces::read(file)).transpose()?;
    let mut reading = Reading::default();
    for path in paths {
        reading.path(path)?;
    }
    let Reading {
        mut sources,
        sandbox,
        entrances,
    } = reading;
    let sandbox = sandbox.unwrap_or_else(|| Options::default().sandbox);
    let mut seen = BTreeSet::new();
    sources.retain(|source| seen.insert(Arc::clone(&source.path)));
    let (mut suite, findings) = Suite::load(sources, stdlib::LIBRARY);
    for (device, entrance) in entrances {
        suite.enter(&device, entrance);
    }
    let suite = Arc::new(suite);
    let mut report = Report {
        failed: findings
            .iter()
            .any(runtime::diagnostic::Diagnostic::is_error),
        lines: Vec::new(),
    };
    for finding in &findings {
        report.lines.push(match wish.format {
            Format::Human => finding.render(|path| suite.dialplan().text(path), color),
            Format::Json => finding.to_json() + "\n",
        });
    }
    match kept {
        _ if report.failed => {}
        Some(story) if wish.replay.is_some() => {
            let traces = Traces::of(wish, &suite, sandbox, color);
            report.failed = traces.replay(&story, &mut report.lines);
        }
        Some(story) => {
            let traces = Traces::of(wish, &suite, sandbox, color);
            report.failed = traces.make_test(&story, &mut report.lines)?;
        }
        None => report.run_tests(wish, &suite, sandbox, color),
    }
    Ok(report)
}

impl Report {
    fn run_tests(&mut self, wish: &Test, suite: &Arc<Suite>, sandbox: Sandbox, color: bool) {
        let options = Options {
            sandbox,
            seed: wish.seed,
            coverage: wish.coverage,
            keep: 0,
        };
        self.run(wish, suite, &options, color);
    }
}

/// What has been read so far.
#[derive(Default)]
struct Reading {
    sources: Vec<Source>,
    /// What the configuration says, if one was given.
    sandbox: Option<Sandbox>,
    /// Where calls of telephones and to accounts enter.
    entrances: Vec<(String, Entrance)>,
}

impl Reading {
    /// Reads what a path stands for: a folder, what a configuration names, or a file with its tests.
    fn path(&mut self, path: &Path) -> Result<(), String> {
        let unreadable = |error: io::Error| format!("{}: {error}", path.display());
        if path.is_dir() {
            let found = Folder::new(path).with_tests().read().map_err(unreadable)?;
            if let Some(fault) = found.faults.first() {
                let file = path.join(&*fault.file);
                return Err(format!("{}: {}", file.display(), fault.message));
            }
            let found = found.sources.iter().map(|source| shown_below(path, source));
            self.sources.extend(found);
            return Ok(());
        }
        if path.extension().is_some_and(|ending| ending == "toml") {
            return self.config(path);
        }
        for path in family(path) {
            let text = files::dialplan_text(&path).map_err(unreadable)?;
            let source = Source::new(path.display().to_string(), text);
            self.sources.push(source);
        }
        Ok(())
    }

    fn config(&mut self, path: &Path) -> Result<(), String> {
        let config = settings::read_config(path).map_err(|faults| faults.to_string())?;
        self.sandbox = Some(config.sandbox());
        for endpoint in &config.endpoint {
            let entrance = Entrance {
                context: endpoint.context.clone(),
                extension: None,
            };
            let device = format!("SIP/{}", endpoint.name.get_ref());
            self.entrances.push((device, entrance));
        }
        if config.skype.config.exists() {
            let read = settings::read_skype(&config.skype.config);
            let (skype, _) = read.map_err(|faults| faults.to_string())?;
            for user in skype.users {
                let entrance = Entrance {
                    context: user.context,
                    extension: Some(user.exten),
                };
                self.entrances
                    .push((format!("Skype/{}", user.name), entrance));
            }
        }
        self.path(&config.dialplan.path)
    }
}

/// A file with the tests beside it, or a file of tests with what they are of.
fn family(path: &Path) -> Vec<PathBuf> {
    let shown = path.display().to_string();
    let beside: Vec<String> = if is_test_file(&shown) {
        let stem = shown.strip_suffix(".test.rhai").unwrap_or(&shown);
        vec![format!("{stem}.rhai"), format!("{stem}.conf")]
    } else {
        let stem = shown
            .strip_suffix(".rhai")
            .or(shown.strip_suffix(".conf"))
            .unwrap_or(&shown);
        vec![format!("{stem}.test.rhai")]
    };
    let others = beside
        .into_iter()
        .map(PathBuf::from)
        .filter(|other| other.exists());
    std::iter::once(path.to_owned()).chain(others).collect()
}

impl Report {
    fn run(&mut self, wish: &Test, suite: &Arc<Suite>, options: &Options, color: bool) {
        let began = Instant::now();
        let wanted = |case: &&Case| {
            let contains = |text: &String| case.name.contains(text) || case.file.contains(text);
            wish.filter.as_ref().is_none_or(contains)
        };
        let cases: Vec<&Case> = suite.cases().iter().filter(wanted).collect();
        let outcomes = run_all(suite, &cases, options);
        let took = began.elapsed();
        for (case, outcome) in cases.iter().zip(&outcomes) {
            self.lines.extend(match wish.format {
                Format::Human => outcome
                    .failure
                    .as_ref()
                    .map(|failure| print::shown(suite, case, failure, color)),
                Format::Json => Some(print::as_json(case, outcome).to_string() + "\n"),
            });
        }
        let failed = outcomes
            .iter()
            .filter(|outcome| outcome.failure.is_some())
            .count();
        let calls: usize = outcomes.iter().map(|outcome| outcome.calls).sum();
        self.failed |= failed > 0;
        if wish.coverage {
            let mut covered = Covered::default();
            for outcome in outcomes {
                covered.merge(outcome.covered);
            }
            let files = coverage(suite, &covered);
            self.lines
                .extend(files.iter().map(|file| match wish.format {
                    Format::Human => print::coverage_shown(file),
                    Format::Json => print::coverage_json(file).to_string() + "\n",
                }));
        }
        self.lines.push(match wish.format {
            Format::Human => print::summary(cases.len(), failed, calls, took),
            Format::Json => {
                let passed = cases.len() - failed;
                json!({ "passed": passed, "failed": failed, "calls": calls }).to_string() + "\n"
            }
        });
    }
}

/// Runs the tests on as many threads as there are cores; each takes the next test that nobody has.
fn run_all(suite: &Arc<Suite>, cases: &[&Case], options: &Options) -> Vec<Outcome> {
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
    let next = AtomicUsize::new(0);
    let work = || {
        let mut runner = Runner::new(Arc::clone(suite), options.clone());
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(case) = cases.get(at) else {
                return done;
            };
            done.push((at, runner.run(case)));
        }
    };
    let mut outcomes = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..cores.min(cases.len()))
            .map(|_| scope.spawn(work))
            .collect();
        let done = threads.into_iter().map(|thread| thread.join());
        let done = done.map(|done| done.unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        done.flatten().collect::<Vec<_>>()
    });
    outcomes.sort_by_key(|(at, _)| *at);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    const PLAN: &str = "context \"a\" {\n  extension \"1\" => { Answer(); Hangup(); }\n  extension \"2\" => { Busy(); }\n}\n";
    const TESTS: &str = "test \"good\" { phone(\"x\").dial(\"1\").expect_answered(); }\ntest \"bad\" {\n  phone(\"x\").dial(\"1\").expect_played(\"hello\");\n}\n";

    fn wish(format: Format, filter: Option<&str>) -> Test {
        Test {
            paths: Vec::new(),
            format,
            filter: filter.map(str::to_owned),
            seed: 0,
            coverage: true,
            replay: None,
            from_trace: None,
            output: None,
        }
    }

    fn run(format: Format, filter: Option<&str>) -> Report {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text);
        write("a.rhai", PLAN)
            .and_then(|()| write("a.test.rhai", TESTS))
            .expect("files for the test");
        let wish = wish(format, filter);
        test(&wish, &[folder.path().join("a.rhai")], false).expect("the files are there")
    }

    #[test]
    fn a_failing_test_shows_its_line_the_difference_and_what_the_call_did() {
        let report = run(Format::Human, None);
        let text = report.lines.concat();
        assert!(report.failed);
        for part in [
            "test \"bad\" failed",
            "a.test.rhai:3:24",
            "`hello` is not played",
            "what happened instead: answers, ends with normal",
            "a.rhai:2  Answer()",
            "50 % of 2 lines, 1 of 2 extensions",
            "never entered: 2@a (line 3)",
            "never run: line 3",
            "2 tests: 1 passed, 1 failed; 2 calls",
        ] {
            assert!(text.contains(part), "{part} is not in\n{text}");
        }
    }

    #[test]
    fn a_configuration_says_where_calls_enter() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text);
        let config = "[dialplan]\npath = \"plans\"\n[skype]\nconfig = \"accounts.conf\"\n[[endpoint]]\nname = \"desk\"\npassword = \"x\"\ncontext = \"inside\"\n";
        let accounts = "[james_bond]\nsecret = x\ncontext = outside\nexten = 007\n";
        let plan = "context \"inside\" { extension \"007\" => { NoOp(\"in\"); } }\ncontext \"outside\" { extension \"007\" => { NoOp(\"out\"); } }\n";
        let tests = "test \"both\" {\n  phone(\"desk\").dial(\"007\").expect_said(\"in\");\n  skype(\"x\").dial(\"james_bond\").expect_said(\"out\");\n}\n";
        std::fs::create_dir(folder.path().join("plans"))
            .and_then(|()| write("skyplan.toml", config))
            .and_then(|()| write("accounts.conf", accounts))
            .and_then(|()| write("plans/a.rhai", plan))
            .and_then(|()| write("plans/a.test.rhai", tests))
            .expect("files for the test");
        let wish = wish(Format::Human, None);
        let report =
            test(&wish, &[folder.path().join("skyplan.toml")], false).expect("it is right");
        assert!(!report.failed, "{}", report.lines.concat());
    }

    #[test]
    fn programs_get_an_object_a_line() {
        let report = run(Format::Json, Some("good"));
        let objects: Vec<Value> = (report.lines.iter())
            .map(|line| serde_json::from_str(line).expect("every line is an object"))
            .collect();
        assert!(!report.failed);
        assert_eq!(objects[0]["outcome"], "passed");
        assert_eq!(objects[1]["missed"], json!([3]));
        assert_eq!(objects[2], json!({ "passed": 1, "failed": 0, "calls": 1 }));
    }
}
