//! Conditions: which way a script goes on, and what is true of variables there.

use std::sync::Arc;

use rhai::{Expr, FnCallExpr, Position, Stmt, StmtBlock, SwitchCasesCollection};

use super::{Binding, Script};
use crate::check::executed::{Executed, Form};
use crate::check::taint::flow::{Edge, Guard, Term};
use crate::check::taint::text::Text;
use crate::check::taint::trail::Site;
use crate::check::taint::transform;

/// Deepest chain of functions that give truth by calling each other.
const DEPTH: usize = 4;

impl Script<'_> {
    /// Goes on in one node if a condition holds and in another if not.
    pub(super) fn condition(&mut self, expr: &Expr, yes: usize, no: usize) {
        match expr {
            Expr::And(parts, _) | Expr::Or(parts, _) => {
                let all = matches!(expr, Expr::And(..));
                for (at, part) in parts.iter().enumerate() {
                    let next = if at + 1 == parts.len() {
                        if all { yes } else { no }
                    } else {
                        self.routine.node()
                    };
                    let (yes, no) = if all { (next, no) } else { (yes, next) };
                    self.condition(part, yes, no);
                    self.here = next;
                }
            }
            Expr::FnCall(call, _) if is_operator(call, "!") => {
                self.condition(&call.args[0], no, yes)
            }
            Expr::BoolConstant(true, _) => self.routine.edge(self.here, yes),
            Expr::BoolConstant(false, _) => self.routine.edge(self.here, no),
            expr => {
                self.expression(expr);
                let guard = Arc::new(self.guard(expr));
                self.routine.guarded(self.here, yes, &guard, true);
                self.routine.guarded(self.here, no, &guard, false);
            }
        }
    }

    /// What is true if an expression is.
    pub(super) fn guard(&mut self, expr: &Expr) -> Guard {
        if self.looking {
            return Guard::Unknown;
        }
        self.truth(expr, 0)
    }

    fn truth(&mut self, expr: &Expr, depth: usize) -> Guard {
        match expr {
            Expr::BoolConstant(true, _) => Guard::All(Vec::new()),
            Expr::BoolConstant(false, _) => Guard::Either(Vec::new()),
            Expr::And(parts, _) => {
                Guard::All(parts.iter().map(|part| self.truth(part, depth)).collect())
            }
            Expr::Or(parts, _) => {
                Guard::Either(parts.iter().map(|part| self.truth(part, depth)).collect())
            }
            Expr::Variable(variable, ..) => match self.scope.find(&variable.1) {
                Some(Binding::Var {
                    truth: Some(truth), ..
                }) => truth.clone(),
                _ => Guard::Unknown,
            },
            Expr::FnCall(call, position) => self.truth_of_call(call, *position, depth),
            Expr::Dot(parts, ..) => match &parts.rhs {
                Expr::MethodCall(call, _) if call.name == "contains" && call.args.len() == 1 => {
                    self.among(&call.args[0], &parts.lhs)
                }
                _ => Guard::Unknown,
            },
            _ => Guard::Unknown,
        }
    }

    fn truth_of_call(&mut self, call: &FnCallExpr, position: Position, depth: usize) -> Guard {
        let args = &call.args;
        match (call.name.as_str(), &args[..]) {
            ("!", [inner]) => self.truth(inner, depth).negated(),
            ("HOLDS", [inner @ Expr::FnCall(..)]) => self.truth(inner, depth),
            ("EXPR" | "HOLDS", [Expr::StringConstant(text, place)]) => {
                let executed = self.read_as_line(&call.name, text, [position, *place]);
                executed.map_or(Guard::Unknown, |executed| executed_guard(&executed))
            }
            ("==", [left, right]) => self.equal(left, right, depth),
            ("!=", [left, right]) => self.equal(left, right, depth).negated(),
            ("contains", [container, item]) => self.among(item, container),
            (name, _) => {
                let terms: Vec<Term> = args.iter().map(|arg| self.look(arg)).collect();
                let key = (name.to_owned(), terms.len());
                match self.file.by_name.get(&key) {
                    Some(&function) if !call.is_qualified() && depth < DEPTH => {
                        self.verdict(function, terms, position, depth + 1)
                    }
                    Some(_) => Guard::Unknown,
                    None => transform::guard(name, &terms),
                }
            }
        }
    }

    /// Two values are the same. `REGEX(…) == "1"` says what the function says.
    fn equal(&mut self, left: &Expr, right: &Expr, depth: usize) -> Guard {
        for (one, other) in [(left, right), (right, left)] {
            let truth = match other {
                Expr::BoolConstant(truth, _) => *truth,
                Expr::StringConstant(text, _) if text == "1" => true,
                Expr::StringConstant(text, _) if text == "0" => false,
                Expr::IntegerConstant(1, _) => true,
                Expr::IntegerConstant(0, _) => false,
                _ => continue,
            };
            let guard = self.truth(one, depth);
            if !guard.is_unknown() {
                return if truth { guard } else { guard.negated() };
            }
        }
        Guard::Equal(self.look(left), self.look(right))
    }

    /// A value is one of a list, or part of a text, that is written out.
    fn among(&mut self, item: &Expr, container: &Expr) -> Guard {
        let written = match container {
            Expr::Array(parts, _) => parts.iter().all(Expr::is_constant),
            other => {
                other.is_constant()
                    || self
                        .look(other)
                        .literal()
                        .is_some_and(|text| !text.is_empty())
            }
        };
        if !written {
            return Guard::Unknown;
        }
        Guard::Equal(self.look(item), Term::nothing())
    }

    /// What an expression amounts to, without doing what it does.
    fn look(&mut self, expr: &Expr) -> Term {
        let looking = std::mem::replace(&mut self.looking, true);
        let here = self.here;
        let mut aside = crate::check::taint::flow::Routine::default();
        self.here = aside.node();
        std::mem::swap(&mut self.routine, &mut aside);
        let term = self.expression(expr);
        std::mem::swap(&mut self.routine, &mut aside);
        self.here = here;
        self.looking = looking;
        term
    }

    /// What is true of the arguments if a function of the file gives truth.
    pub(super) fn verdict(
        &mut self,
        function: usize,
        arguments: Vec<Term>,
        _: Position,
        depth: usize,
    ) -> Guard {
        let file = self.file;
        let function = &file.functions[function];
        let outside = std::mem::replace(&mut self.scope, file.top.clone());
        for (parameter, argument) in function.parameters.iter().zip(arguments) {
            self.scope.declare(parameter, Binding::Known(argument));
        }
        let guard = self.verdict_of(&function.body, depth);
        self.scope = outside;
        guard
    }

    fn verdict_of(&mut self, statements: &[Stmt], depth: usize) -> Guard {
        for (at, statement) in statements.iter().enumerate() {
            let rest = &statements[at + 1..];
            match statement {
                Stmt::If(parts, _) => {
                    let condition = self.truth(&parts.expr, depth);
                    let then = parts.body.statements();
                    let otherwise = parts.branch.statements();
                    let otherwise = if otherwise.is_empty() {
                        rest
                    } else {
                        otherwise
                    };
                    if !leaves(then) && !rest.is_empty() {
                        continue;
                    }
                    let then = self.verdict_of(then, depth);
                    let otherwise = self.verdict_of(otherwise, depth);
                    return Guard::Either(vec![
                        Guard::All(vec![condition.clone(), then]),
                        Guard::All(vec![condition.negated(), otherwise]),
                    ]);
                }
                Stmt::Var(parts, ..) => {
                    let term = self.look(&parts.1);
                    let truth = self.truth(&parts.1, depth);
                    let binding = match truth.is_unknown() {
                        true => Binding::Known(term),
                        false => Binding::Var {
                            var: crate::check::taint::flow::Var::Local(0),
                            literal: None,
                            truth: Some(truth),
                        },
                    };
                    self.scope.declare(&parts.0.name, binding);
                }
                Stmt::Return(Some(value), ..) => return self.truth(value, depth),
                Stmt::Expr(value) if rest.is_empty() => return self.truth(value, depth),
                Stmt::FnCall(call, position) if rest.is_empty() => {
                    return self.truth_of_call(call, *position, depth);
                }
                _ => {}
            }
        }
        Guard::Unknown
    }

    /// `switch value { … }`: in a case the value is what stands there.
    pub(super) fn switch(
        &mut self,
        value: &Expr,
        cases: &SwitchCasesCollection,
        position: Position,
        wanted: bool,
    ) -> Term {
        let value = self.expression(value);
        let (before, behind) = (self.here, self.routine.node());
        let result = wanted.then(|| self.local());
        let known = Arc::new(Guard::Equal(value, Term::nothing()));
        for (at, case) in cases.expressions.iter().enumerate() {
            let node = self.routine.node();
            let guard = (cases.def_case != Some(at)).then(|| (Arc::clone(&known), true));
            self.routine.nodes[before]
                .next
                .push(Edge { to: node, guard });
            self.here = node;
            if !matches!(case.lhs, Expr::BoolConstant(true, _)) {
                let inside = self.routine.node();
                self.condition(&case.lhs, inside, behind);
                self.here = inside;
            }
            let term = self.expression(&case.rhs);
            if let Some(result) = &result {
                self.keep(result.clone(), term, position, false);
            }
            self.routine.edge(self.here, behind);
        }
        if cases.def_case.is_none() {
            self.routine.edge(before, behind);
        }
        self.here = behind;
        result.map_or_else(Term::nothing, Term::Read)
    }

    pub(super) fn inner_block(&mut self, block: &StmtBlock) -> Term {
        self.statements(block.statements(), true)
    }
}

/// What is true if a text that is read as a line is.
fn executed_guard(executed: &Executed) -> Guard {
    let line = &executed.line;
    let site = Site {
        file: Arc::clone(&line.file),
        span: line.span,
    };
    let text = Text::of_script(&line.data, &site);
    match executed.form {
        Form::Expression => text.expression(&line.data, 0).1,
        Form::Line | Form::Text => text.condition(&line.data),
    }
}

/// Whether statements end the function.
fn leaves(statements: &[Stmt]) -> bool {
    matches!(statements.last(), Some(Stmt::Return(..)))
}

fn is_operator(call: &FnCallExpr, name: &str) -> bool {
    call.is_operator_call() && call.name == name && call.args.len() == 1
}
