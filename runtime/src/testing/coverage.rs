//! What of a dialplan its tests ran, and what they did not.
//!
//! A line counts when a statement of an extension begins on it or it calls an application or function of the
//! library, as lines of functions do, an extension when a call could enter it. Which of them ran is what the runners of all threads saw together.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rhai::{ASTNode, Expr, OptimizationLevel, Stmt};

use super::suite::Suite;
use crate::dialplan::{Source, syntax};
use crate::executor::Covered;
use crate::script::{self, Language};

/// How much of one file ran.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileCoverage {
    /// The file.
    pub file: Arc<str>,
    /// How many lines have a statement.
    pub lines: usize,
    /// Those of them that never ran, from 1.
    pub missed: Vec<u32>,
    /// How many extensions there are.
    pub extensions: usize,
    /// Those that were never entered, as `pattern@context`, each with its line.
    pub never_entered: Vec<(String, u32)>,
}

/// Nesting while files are read once more.
const DEPTH: usize = 16;

impl FileCoverage {
    /// How many of a hundred lines ran; 100 for a file without any.
    pub fn percent(&self) -> f64 {
        match self.lines {
            0 => 100.0,
            lines => 100.0 * (lines - self.missed.len()) as f64 / lines as f64,
        }
    }
}

impl Covered {
    /// Adds what ran elsewhere.
    pub fn merge(&mut self, other: Self) {
        self.lines.extend(other.lines);
        self.extensions.extend(other.extensions);
    }
}

/// Compares what there is with what ran, file by file in their order. Files of tests do not count.
pub fn coverage(suite: &Suite, covered: &Covered) -> Vec<FileCoverage> {
    let mut files: BTreeMap<&str, FileCoverage> = BTreeMap::new();
    for (file, line) in lines(suite) {
        let entry = files.entry(file).or_default();
        entry.lines += 1;
        let known = suite
            .plan
            .sources()
            .iter()
            .find(|source| &*source.path == file);
        let ran =
            known.is_some_and(|source| covered.lines.contains(&(Arc::clone(&source.path), line)));
        if !ran {
            entry.missed.push(line);
        }
    }
    for (found, file, span) in suite.plan.all_extensions() {
        let entry = files.entry(file).or_default();
        entry.extensions += 1;
        let name = format!("{}@{}", found.pattern, found.context);
        if !covered.extensions.contains(&found) {
            entry.never_entered.push((name, span.line));
        }
    }
    let sources = suite.plan.sources().iter();
    let counted = sources.filter_map(|source| {
        let coverage = files.remove(&*source.path)?;
        let file = Arc::clone(&source.path);
        Some(FileCoverage { file, ..coverage })
    });
    counted.collect()
}

/// Each line of the dialplan that has a statement.
fn lines(suite: &Suite) -> BTreeSet<(&str, u32)> {
    // As it runs: what can never run does not count.
    let language = Language::new(suite.library, DEPTH, OptimizationLevel::Simple);
    let mut found: BTreeSet<(&str, u32)> = suite
        .plan
        .lines()
        .map(|line| (&*line.file, line.span.line))
        .collect();
    for source in suite.plan.sources() {
        if !source.is_conf() && !source.is_test() {
            script_lines(suite, &language, source, &mut found);
        }
    }
    found
}

fn script_lines<'s>(
    suite: &Suite,
    language: &Language,
    source: &'s Source,
    found: &mut BTreeSet<(&'s str, u32)>,
) {
    let Ok(ast) = language.engine.compile(&*source.text) else {
        return;
    };
    let bodies = script::extensions(&ast, &source.path);
    let lines = script::statement_lines(&bodies);
    found.extend(lines.into_iter().map(|line| (&*source.path, line)));
    let calls = |name: &str| {
        suite.library.application(name).is_some() || suite.library.function(name).is_some()
    };
    ast.walk(&mut |path| {
        let call = match path.last() {
            Some(ASTNode::Stmt(Stmt::FnCall(call, position))) => Some((call, position)),
            Some(ASTNode::Expr(
                Expr::FnCall(call, position) | Expr::MethodCall(call, position),
            )) => Some((call, position)),
            _ => None,
        };
        if let Some((call, position)) = call
            && calls(&call.name)
            && !path.iter().any(syntax::is_test)
            && let Some(line) = position.line()
        {
            found.insert((&source.path, line as u32));
        }
        true
    });
}
