//! What is wrong with a file that can be seen without a call: names nothing answers to, wrong argument
//! counts, unknown properties, targets that do not exist.
//!
//! In: the tree of a file as Rhai read it, and the library. Out: findings, and [`Facts`]: what can be judged only
//! beside the other files. The tree is walked rather than run; a value that is not written out as a literal is not
//! judged.
//!
//! Three steps, so that a reload costs what has changed: [`file`] looks at one file alone, and its result holds as
//! long as its text; [`links`] finds errors between files, before a generation goes live; [`advice`] finds warnings
//! that need the whole program, after it has.

pub(crate) mod advice;
mod calls;
mod closed;
mod compare;
pub(crate) mod executed;
mod facts;
mod flow;
pub(crate) mod lines;
pub(crate) mod links;
mod literals;
mod names;
pub(crate) mod options;
mod properties;
mod quoted;
mod reach;
mod syntax_error;
mod taint;
mod targets;
mod test_block;
mod top_level;
mod values;
mod variables;
pub(crate) mod world;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rhai::{AST, ASTNode, Expr, Position, Stmt};

use closed::Subject;
pub(crate) use facts::{Facts, Jump};
pub(crate) use names::Builtins;
pub(crate) use syntax_error::{Repair, syntax_error};
pub use world::World;

use crate::diagnostic::{Code, Diagnostic, Lines, Span};
use crate::dialplan::{Source, syntax};
use crate::library::Library;

/// What the checks of all files need.
pub(crate) struct Reader<'a> {
    pub(crate) library: Library,
    /// Functions of Rhai, with the numbers of arguments they take.
    pub(crate) builtins: &'a Builtins,
}

/// The checks of one file.
struct Checker<'a> {
    reader: &'a Reader<'a>,
    path: &'a Arc<str>,
    lines: Lines<'a>,
    /// Functions of the file, with the numbers of their parameters.
    functions: BTreeSet<(String, usize)>,
    /// Everything that is declared anywhere in the file.
    declared: BTreeSet<String>,
    /// What is declared at its top.
    constants: BTreeSet<String>,
    /// Places that were reported already: closures are walked twice.
    seen: BTreeSet<(Position, Code)>,
    /// The same for parts of texts.
    seen_parts: BTreeSet<(Span, Code)>,
    findings: Vec<Diagnostic>,
    facts: Facts,
    /// The context that what is looked at stands in; `None` in a function.
    context: Option<String>,
    /// The bodies of extensions by their places, and the number of the one that is looked at.
    bodies: BTreeMap<Position, u32>,
    ordinal: Option<u32>,
    /// Whether the file holds tests and no part of the dialplan.
    tests_only: bool,
    /// Names that are declared where a syntax error kept them from being read.
    lost: BTreeSet<String>,
    /// Variables of scripts that hold what has few values.
    kept: BTreeMap<String, Subject>,
    text: &'a str,
}

/// Checks one file by itself. `whole` says that all of it could be read.
pub(crate) fn file(
    reader: &Reader<'_>,
    source: &Source,
    ast: &AST,
    whole: bool,
) -> (Vec<Diagnostic>, Facts) {
    let functions = ast.iter_functions();
    let declared = names::declared(ast);
    let mut checker = Checker {
        reader,
        path: &source.path,
        lines: Lines::new(&source.text),
        functions: functions
            .map(|function| (function.name.to_owned(), function.params.len()))
            .collect(),
        constants: names::constants(ast),
        seen: BTreeSet::new(),
        seen_parts: BTreeSet::new(),
        findings: Vec::new(),
        facts: Facts::new(&source.path, declared.clone()),
        declared,
        context: None,
        bodies: executed::bodies(ast),
        ordinal: None,
        tests_only: source.is_test(),
        lost: if whole {
            BTreeSet::new()
        } else {
            names::written(&source.text)
        },
        kept: compare::kept(ast, reader.library),
        text: &source.text,
    };
    checker.top_level(ast);
    checker.imports(ast);
    checker.unreachable_bodies(ast);
    ast.walk(&mut |path| {
        let parent = path.len().checked_sub(2).map(|at| &path[at]);
        checker.context = path.iter().find_map(syntax::context_name);
        checker.ordinal = checker.body_of(path);
        let in_test = checker.tests_only || path.iter().any(syntax::is_test);
        if let Some(node) = path.last() {
            checker.settings(node);
            checker.unreachable_blocks(node);
            if in_test {
                checker.test_node(node, parent);
            } else {
                checker.node(node, parent);
            }
        }
        true
    });
    checker.facts.texts = taint::facts(source, ast, reader.library);
    (checker.findings, checker.facts)
}

impl Checker<'_> {
    fn node(&mut self, node: &ASTNode<'_>, parent: Option<&ASTNode<'_>>) {
        match node {
            ASTNode::Stmt(Stmt::FnCall(call, position)) => self.call(call, *position, 0),
            ASTNode::Expr(Expr::FnCall(call, position)) => {
                self.compared(call);
                self.call(call, *position, 0);
            }
            ASTNode::Stmt(Stmt::Switch(switch, position)) => self.arms(&switch.0, *position),
            ASTNode::Expr(Expr::StringConstant(text, position)) => {
                self.quoted(text, *position, parent);
            }
            ASTNode::Expr(Expr::MethodCall(call, position)) => self.call(call, *position, 1),
            ASTNode::Stmt(Stmt::Assignment(assignment)) => {
                self.assignment(&assignment.1.lhs, &assignment.1.rhs);
            }
            ASTNode::Stmt(Stmt::Share(variables)) => {
                for (variable, place) in variables.iter() {
                    if place.is_some() {
                        self.shared_state(&variable.name, variable.pos);
                    }
                }
            }
            ASTNode::Expr(Expr::Variable(variable, index, position)) => {
                // The names in custom syntax are words of the frame, not variables.
                let in_frame = matches!(parent, Some(ASTNode::Expr(Expr::Custom(..))));
                let local = index.is_some() || variable.0.is_some() || !variable.2.is_empty();
                if !in_frame && !local {
                    self.variable(&variable.1, *position);
                }
            }
            _ => {}
        }
    }

    /// Reports something once.
    fn report(
        &mut self,
        code: Code,
        position: Position,
        message: String,
    ) -> Option<&mut Diagnostic> {
        if !self.seen.insert((position, code)) {
            return None;
        }
        let span = self.lines.span(position);
        self.findings
            .push(Diagnostic::new(code, Arc::clone(self.path), span, message));
        self.findings.last_mut()
    }

    /// Reports something about a part of a text once.
    fn report_span(&mut self, code: Code, span: Span, message: String) -> Option<&mut Diagnostic> {
        if !self.seen_parts.insert((span, code)) {
            return None;
        }
        self.findings
            .push(Diagnostic::new(code, Arc::clone(self.path), span, message));
        self.findings.last_mut()
    }

    fn report_with_help(
        &mut self,
        code: Code,
        position: Position,
        message: String,
        help: Option<String>,
    ) {
        if let Some(finding) = self.report(code, position, message) {
            finding.help = help;
        }
    }
}

/// The text of a literal, and where it stands.
fn literal(expr: &Expr) -> Option<(&str, Position)> {
    match expr {
        Expr::StringConstant(text, position) => Some((text.as_str(), *position)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
