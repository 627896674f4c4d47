//! Files that import each other in a circle, which no language can make ready.
//!
//! In: the facts of all files. Out: one finding for each circle, at an import that closes it, and which files are in one:
//! nothing else need be said of them, and of those that import them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::Sources;
use crate::check::Facts;
use crate::diagnostic::{Code, Diagnostic, Span};

/// The circles of a program.
#[derive(Debug, Default)]
pub(super) struct Circles {
    pub(super) findings: Vec<Diagnostic>,
    pub(super) files: HashSet<Arc<str>>,
}

/// An import of a file that is there.
#[derive(Clone, Copy)]
struct Import {
    to: usize,
    span: Span,
}

/// Most other files of a circle that are shown.
const SHOWN: usize = 3;

impl Circles {
    pub(super) fn of<'f>(facts: impl Iterator<Item = &'f Facts>, sources: &Sources) -> Self {
        let mut files: Vec<&Facts> = facts.filter(|facts| !facts.imports.is_empty()).collect();
        // By name, so that it is the same import whichever file came first.
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let numbers: HashMap<&str, usize> = files.iter().map(|file| &*file.path).zip(0..).collect();
        let import = |(name, span): &(String, Span)| {
            let to = *numbers.get(&*sources.imported(name)?.path)?;
            Some(Import { to, span: *span })
        };
        let imports = files
            .iter()
            .map(|file| file.imports.iter().filter_map(import).collect());
        let imports: Vec<Vec<Import>> = imports.collect();
        let mut circles = Self::default();
        for circle in knots(&imports) {
            circles.take(&circle, &files, &imports);
        }
        circles
    }

    fn take(&mut self, circle: &[usize], files: &[&Facts], imports: &[Vec<Import>]) {
        let within = |at: usize| {
            imports[at]
                .iter()
                .find(|import| circle.contains(&import.to))
        };
        let Some((&last, closing)) = circle.last().zip(circle.last().and_then(|&at| within(at)))
        else {
            return;
        };
        let message = match circle {
            [_] => "this file imports itself",
            _ => "this file is imported by what it imports",
        };
        let path = Arc::clone(&files[last].path);
        let finding = Diagnostic::new(Code::ImportCircle, path, closing.span, message);
        let finding = finding.with_help("put what both need into a third file, and import that");
        let others = circle.iter().filter(|&&at| at != last).take(SHOWN);
        let others = others.filter_map(|&at| Some((Arc::clone(&files[at].path), within(at)?)));
        self.findings
            .push(others.fold(finding, |finding, (file, import)| {
                finding.with_label(file, import.span, "and this one leads back")
            }));
        self.files
            .extend(circle.iter().map(|&at| Arc::clone(&files[at].path)));
    }
}

/// The sets of nodes that lead to each other, each sorted (Tarjan's algorithm, without recursion).
fn knots(imports: &[Vec<Import>]) -> Vec<Vec<usize>> {
    const UNSEEN: usize = usize::MAX;
    let mut index = vec![UNSEEN; imports.len()];
    let mut low = vec![0; imports.len()];
    let mut open = vec![false; imports.len()];
    let (mut stack, mut count, mut found) = (Vec::new(), 0, Vec::new());
    for root in 0..imports.len() {
        if index[root] != UNSEEN {
            continue;
        }
        let mut walk = vec![(root, 0)];
        while let Some((at, next)) = walk.pop() {
            if next == 0 {
                (index[at], low[at], open[at]) = (count, count, true);
                count += 1;
                stack.push(at);
            }
            if let Some(&Import { to, .. }) = imports[at].get(next) {
                walk.push((at, next + 1));
                if index[to] == UNSEEN {
                    walk.push((to, 0));
                } else if open[to] {
                    low[at] = low[at].min(index[to]);
                }
                continue;
            }
            if let Some(&(above, _)) = walk.last() {
                low[above] = low[above].min(low[at]);
            }
            if low[at] == index[at] {
                let start = stack.iter().rposition(|&other| other == at).unwrap_or(0);
                let mut knot = stack.split_off(start);
                knot.iter().for_each(|&at| open[at] = false);
                knot.sort_unstable();
                if knot.len() > 1 || imports[at].iter().any(|import| import.to == at) {
                    found.push(knot);
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::dialplan::{Dialplan, Source};
    use crate::sample::LIBRARY;

    /// The files of `name: what it imports`, and what is found.
    fn check(files: &[&str], expected: &[&str]) {
        let sources = files.iter().map(|file| {
            let (name, imports) = file.split_once(':').expect("a name");
            let imports = imports.split_whitespace();
            let text: Vec<String> = imports
                .map(|name| format!("import \"{name}\" as {name};"))
                .collect();
            Source::new(format!("{name}.rhai"), text.join("\n") + "fn f() { }")
        });
        let (_, findings) = Dialplan::load(sources.collect(), LIBRARY);
        let found: Vec<String> = (findings.iter())
            .map(|finding| {
                format!(
                    "{} {}:{} {}",
                    finding.code, finding.file, finding.span.line, finding.message
                )
            })
            .collect();
        assert_eq!(found, expected, "{files:?}");
    }

    #[test]
    fn a_circle_is_one_finding_and_what_leads_into_it_none() {
        check(&["a: b", "b: c", "c:"], &[]);
        check(&["a: b c", "b: c", "c:"], &[]);
        check(&["a: a"], &["E0009 a.rhai:1 this file imports itself"]);
        let both = "E0009 c.rhai:2 this file is imported by what it imports";
        check(&["a: b", "b: c", "c: d b", "d:"], &[both]);
    }

    #[test]
    fn many_files_that_import_all_others_are_soon_judged() {
        let names: Vec<String> = (0..100).map(|at| format!("n{at}")).collect();
        let files: Vec<String> = names
            .iter()
            .map(|name| format!("{name}: {}", names.join(" ")))
            .collect();
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        check(
            &files,
            &["E0009 n99.rhai:1 this file is imported by what it imports"],
        );
    }
}
