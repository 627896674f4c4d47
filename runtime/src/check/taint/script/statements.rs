//! Statements: which step follows which.

use rhai::{ASTFlags, Expr, Position, Stmt, StmtBlock};

use super::{Binding, Script};
use crate::check::taint::flow::{Op, Term};

impl Script<'_> {
    /// Statements of a block. Gives what the block amounts to, if that is wanted.
    pub(super) fn statements(&mut self, statements: &[Stmt], wanted: bool) -> Term {
        let depth = self.scope.depth();
        let mut value = Term::nothing();
        for (at, statement) in statements.iter().enumerate() {
            let last = at + 1 == statements.len();
            value = self.statement(statement, wanted && last);
        }
        self.scope.leave(depth);
        value
    }

    fn block(&mut self, block: &StmtBlock, wanted: bool) -> Term {
        self.statements(block.statements(), wanted)
    }

    fn statement(&mut self, statement: &Stmt, wanted: bool) -> Term {
        match statement {
            Stmt::Expr(expr) => return self.expression(expr),
            Stmt::FnCall(call, position) => return self.call(call, *position),
            Stmt::Block(block) => return self.block(block, wanted),
            Stmt::If(parts, position) => {
                let (yes, no) = (self.routine.node(), self.routine.node());
                self.condition(&parts.expr, yes, no);
                let branches = [(yes, &parts.body), (no, &parts.branch)];
                return self.branches(&branches, *position, wanted);
            }
            Stmt::Switch(parts, position) => {
                return self.switch(&parts.0, &parts.1, *position, wanted);
            }
            Stmt::While(parts, _) => self.while_loop(&parts.expr, &parts.body),
            Stmt::Do(parts, flags, _) => {
                let until = flags.intersects(ASTFlags::NEGATED);
                self.do_loop(&parts.expr, &parts.body, until);
            }
            Stmt::For(parts, position) => {
                let (name, counter, flow) = &**parts;
                let counter = counter.as_ref().map(|counter| counter.name.as_str());
                self.for_loop(&name.name, counter, &flow.expr, &flow.body, *position);
            }
            Stmt::Var(parts, ..) => self.declaration(&parts.0.name, &parts.1, parts.0.pos),
            Stmt::Assignment(parts) => {
                let joined = parts.0.is_op_assignment();
                self.assignment(&parts.1.lhs, &parts.1.rhs, joined);
            }
            Stmt::TryCatch(parts, _) => self.try_catch(&parts.body, &parts.branch),
            Stmt::BreakLoop(value, flags, _) => {
                if let Some(value) = value {
                    self.expression(value);
                }
                if let Some(&(first, behind)) = self.loops.last() {
                    let breaks = flags.intersects(ASTFlags::BREAK);
                    self.routine
                        .edge(self.here, if breaks { behind } else { first });
                }
                self.start();
            }
            Stmt::Return(value, flags, _) => {
                let value = value.as_ref().map(|value| self.expression(value));
                if !flags.intersects(ASTFlags::BREAK) {
                    self.op(Op::Return(value.unwrap_or_else(Term::nothing)));
                }
                self.start();
            }
            _ => {}
        }
        Term::nothing()
    }

    /// Blocks of which one runs. Each begins in a node of its own.
    fn branches(
        &mut self,
        branches: &[(usize, &StmtBlock)],
        position: Position,
        wanted: bool,
    ) -> Term {
        let behind = self.routine.node();
        let value = wanted.then(|| self.local());
        for (node, block) in branches {
            self.here = *node;
            let term = self.block(block, wanted);
            if let Some(value) = &value {
                self.keep(value.clone(), term, position, false);
            }
            self.routine.edge(self.here, behind);
        }
        self.here = behind;
        value.map_or_else(Term::nothing, Term::Read)
    }

    fn while_loop(&mut self, condition: &Expr, body: &StmtBlock) {
        let (first, inside, behind) = (
            self.routine.node(),
            self.routine.node(),
            self.routine.node(),
        );
        self.go_on(first);
        match condition {
            Expr::Unit(_) => self.routine.edge(first, inside),
            condition => self.condition(condition, inside, behind),
        }
        self.here = inside;
        self.looped(first, behind, body);
        self.routine.edge(self.here, first);
        self.here = behind;
    }

    fn do_loop(&mut self, condition: &Expr, body: &StmtBlock, until: bool) {
        let (first, last, behind) = (
            self.routine.node(),
            self.routine.node(),
            self.routine.node(),
        );
        self.go_on(first);
        self.looped(last, behind, body);
        self.go_on(last);
        let (yes, no) = if until {
            (behind, first)
        } else {
            (first, behind)
        };
        self.condition(condition, yes, no);
        self.here = behind;
    }

    fn for_loop(
        &mut self,
        name: &str,
        counter: Option<&str>,
        over: &Expr,
        body: &StmtBlock,
        position: Position,
    ) {
        let over = self.expression(over);
        let (first, inside, behind) = (
            self.routine.node(),
            self.routine.node(),
            self.routine.node(),
        );
        self.go_on(first);
        self.routine.edge(first, inside);
        self.routine.edge(first, behind);
        self.here = inside;
        let depth = self.scope.depth();
        for (name, value) in [(Some(name), over), (counter, Term::nothing())] {
            if let Some(name) = name {
                let var = self.local();
                self.keep(var.clone(), value, position, false);
                self.scope.declare(name, Binding::var(var));
            }
        }
        self.looped(first, behind, body);
        self.scope.leave(depth);
        self.routine.edge(self.here, first);
        self.here = behind;
    }

    fn looped(&mut self, first: usize, behind: usize, body: &StmtBlock) {
        self.loops.push((first, behind));
        self.block(body, false);
        self.loops.pop();
    }

    /// Wherever the block fails, the other one goes on.
    fn try_catch(&mut self, body: &StmtBlock, otherwise: &StmtBlock) {
        let (failed, behind) = (self.routine.node(), self.routine.node());
        self.routine.edge(self.here, failed);
        let inside = self.routine.node();
        self.go_on(inside);
        self.block(body, false);
        self.routine.edge(self.here, failed);
        self.routine.edge(self.here, behind);
        self.here = failed;
        self.block(otherwise, false);
        self.go_on(behind);
    }

    fn declaration(&mut self, name: &str, value: &Expr, position: Position) {
        let term = self.expression(value);
        match self.pointed(value) {
            Some(function) => drop(self.pointers.insert(name.to_owned(), function)),
            None => drop(self.pointers.remove(name)),
        }
        let truth = Some(self.guard(value)).filter(|guard| !guard.is_unknown());
        let var = self.local();
        self.keep(var.clone(), term.clone(), position, false);
        let literal = term.literal().map(|_| term.clone());
        self.scope.declare(
            name,
            Binding::Var {
                var,
                literal,
                truth,
            },
        );
    }

    fn assignment(&mut self, left: &Expr, right: &Expr, joined: bool) {
        let value = self.expression(right);
        let Some((name, position)) = root(left) else {
            return;
        };
        self.pointers.remove(name);
        let whole = matches!(left, Expr::Variable(..));
        match self.scope.find(name) {
            Some(Binding::Var { var, .. }) => {
                let var = var.clone();
                self.scope.assigned(name);
                self.keep(var, value, position, joined || !whole);
            }
            Some(Binding::Known(_)) => {}
            // `CALLERID["num"] = value`.
            None => {
                if let Expr::Index(parts, ..) = left {
                    let item = self.expression(&parts.rhs);
                    self.written(name, &item, value, position);
                }
            }
        }
    }
}

/// The variable that an assignment changes.
pub(super) fn root(expr: &Expr) -> Option<(&str, Position)> {
    let mut expr = expr;
    loop {
        match expr {
            Expr::Variable(variable, _, position) => return Some((&variable.1, *position)),
            Expr::Dot(parts, ..) | Expr::Index(parts, ..) => expr = &parts.lhs,
            _ => return None,
        }
    }
}
