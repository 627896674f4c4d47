//! What came of tests, as text for people and as objects for programs.

use std::time::Duration;

use runtime::testing::{Case, Failure, FileCoverage, Outcome, Suite, Trace};
use serde_json::{Value, json};

/// A failed test for people: the place, the difference, and what the calls did.
pub(super) fn shown(suite: &Suite, case: &Case, failure: &Failure, color: bool) -> String {
    let mut text = format!(
        "{}:{}: test \"{}\" failed\n",
        case.file, case.span.line, case.name
    );
    text += &failure
        .finding
        .render(|path| suite.dialplan().text(path), color);
    if !failure.trace.is_empty() {
        text += "  what happened until then:\n";
    }
    let several = failure.trace.iter().any(|step| step.call > 1);
    let skipped = failure.trace.len().saturating_sub(MOST_STEPS);
    if skipped > 0 {
        text += &format!("    … {skipped} steps before\n");
    }
    for step in &failure.trace[skipped..] {
        let call = if several {
            format!("call {} ", step.call)
        } else {
            String::new()
        };
        text += &format!("    {:>9}  {call}{}\n", seconds(step.at), traced(step));
    }
    text + "\n"
}

/// Steps of a long call that people are shown.
const MOST_STEPS: usize = 60;

fn traced(step: &Trace) -> String {
    match &step.place {
        Some((file, line)) => format!("{file}:{line}  {}", step.what),
        None => format!("  → {}", step.what),
    }
}

fn seconds(time: Duration) -> String {
    format!("{:.3}s", time.as_secs_f64())
}

pub(super) fn as_json(case: &Case, outcome: &Outcome) -> Value {
    let mut line = json!({
        "test": case.name,
        "file": &*case.file,
        "line": case.span.line,
        "outcome": if outcome.failure.is_some() { "failed" } else { "passed" },
        "calls": outcome.calls,
        "virtual_seconds": outcome.took.as_secs_f64(),
    });
    if let Some(failure) = &outcome.failure {
        let finding: Value =
            serde_json::from_str(&failure.finding.to_json()).unwrap_or(Value::Null);
        line["failure"] = finding;
        line["difference"] = json!(failure.finding.note);
        line["trace"] = failure.trace.iter().map(trace_json).collect();
    }
    line
}

fn trace_json(step: &Trace) -> Value {
    let (file, line) = match &step.place {
        Some((file, line)) => (json!(&**file), json!(line)),
        None => (Value::Null, Value::Null),
    };
    json!({
        "at": step.at.as_secs_f64(),
        "call": step.call,
        "file": file,
        "line": line,
        "what": step.what,
    })
}

pub(super) fn coverage_shown(file: &FileCoverage) -> String {
    let entered = file.extensions - file.never_entered.len();
    let mut text = format!(
        "{}: {:.0} % of {} lines, {entered} of {} extensions\n",
        file.file,
        file.percent(),
        file.lines,
        file.extensions
    );
    for (name, line) in &file.never_entered {
        text += &format!("    never entered: {name} (line {line})\n");
    }
    if !file.missed.is_empty() {
        text += &format!("    never run: line {}\n", ranges(&file.missed));
    }
    text
}

/// `3, 7-9`.
fn ranges(lines: &[u32]) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for &line in lines {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == line => *last = line,
            _ => ranges.push((line, line)),
        }
    }
    let shown = ranges.iter().map(|(first, last)| match first == last {
        true => first.to_string(),
        false => format!("{first}-{last}"),
    });
    shown.collect::<Vec<_>>().join(", ")
}

pub(super) fn coverage_json(file: &FileCoverage) -> Value {
    let name = |(name, line): &(String, u32)| json!({ "extension": name, "line": line });
    json!({
        "coverage": &*file.file,
        "percent": (file.percent() * 10.0).round() / 10.0,
        "lines": file.lines,
        "missed": file.missed,
        "extensions": file.extensions,
        "never_entered": file.never_entered.iter().map(name).collect::<Vec<_>>(),
    })
}

pub(super) fn summary(tests: usize, failed: usize, calls: usize, took: Duration) -> String {
    let passed = tests - failed;
    let took = took.as_secs_f64();
    format!("{tests} tests: {passed} passed, {failed} failed; {calls} calls in {took:.2} s\n")
}

#[cfg(test)]
mod tests {
    use super::ranges;

    #[test]
    fn lines_in_a_row_are_one_range() {
        for (lines, shown) in [
            (&[3][..], "3"),
            (&[3, 7, 8, 9], "3, 7-9"),
            (&[1, 2, 4], "1-2, 4"),
        ] {
            assert_eq!(ranges(lines), shown);
        }
    }
}
