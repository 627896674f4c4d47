//! Expressions: what they amount to, and what they do meanwhile.

use std::sync::Arc;

use rhai::{Expr, FnCallExpr, Position};

use super::{Binding, Script};
use crate::check::taint::flow::{Leaf, Op, Term, Var};

impl Script<'_> {
    /// What an expression amounts to. What it does on the way becomes steps.
    pub(super) fn expression(&mut self, expr: &Expr) -> Term {
        match expr {
            Expr::StringConstant(text, _) => Term::text(text.as_str()),
            Expr::IntegerConstant(number, _) => Term::text(number.to_string()),
            Expr::CharConstant(c, _) => Term::text(c.to_string()),
            Expr::InterpolatedString(parts, _) => {
                let parts = parts.iter().map(|part| self.expression(part));
                Term::join(parts.collect())
            }
            Expr::Array(parts, _) => {
                let parts = parts.iter().map(|part| self.expression(part));
                Term::one_of(parts.collect())
            }
            Expr::Map(parts, _) => {
                let parts = parts.0.iter().map(|(_, part)| self.expression(part));
                Term::one_of(parts.collect())
            }
            Expr::Variable(variable, _, position) => self.variable(&variable.1, *position),
            Expr::Stmt(block) => self.inner_block(block),
            Expr::FnCall(call, position) => self.call(call, *position),
            Expr::Dot(parts, ..) => {
                let receiver = self.expression(&parts.lhs);
                let root = super::statements::root(&parts.lhs);
                let root = root.map(|(name, position)| (name.to_owned(), position));
                if let Expr::MethodCall(call, position) = &parts.rhs {
                    let function = self.pointed(&parts.lhs);
                    return self.method_call(
                        receiver,
                        function.as_ref(),
                        call,
                        *position,
                        root.as_ref(),
                    );
                }
                self.chain(receiver, &parts.rhs, root.as_ref())
            }
            Expr::Index(parts, ..) => self.index(&parts.lhs, &parts.rhs),
            Expr::And(..) | Expr::Or(..) => {
                let behind = self.routine.node();
                // Whichever parts run, the next steps come behind them.
                self.condition(expr, behind, behind);
                self.here = behind;
                Term::nothing()
            }
            Expr::Coalesce(parts, _) => {
                let parts = parts.iter().map(|part| self.expression(part));
                Term::one_of(parts.collect())
            }
            _ => Term::nothing(),
        }
    }

    fn variable(&mut self, name: &str, position: Position) -> Term {
        let term = match self.scope.find(name) {
            Some(Binding::Var {
                literal: Some(literal),
                ..
            }) => return literal.clone(),
            Some(Binding::Known(term)) => return term.clone(),
            Some(Binding::Var { var, .. }) => Term::Read(var.clone()),
            None => Term::Read(Var::named(name)),
        };
        self.leaf(term, position)
    }

    /// Something that is read, with its text, so that it can be said what to write instead.
    pub(super) fn leaf(&self, term: Term, position: Position) -> Term {
        if term.literal().is_some() {
            return term;
        }
        let (span, text) = self.written_at(position);
        Term::Leaf(Box::new(Leaf {
            term,
            span,
            text: text.into(),
        }))
    }

    /// `value[index]`, and `FUNCTION[item]`, which only makes sense when it is written.
    fn index(&mut self, value: &Expr, index: &Expr) -> Term {
        let receiver = self.expression(value);
        match index {
            Expr::Dot(parts, ..) | Expr::Index(parts, ..) => {
                self.expression(&parts.lhs);
                self.chain(receiver, &parts.rhs, None)
            }
            index => {
                self.expression(index);
                Term::one_of(vec![receiver])
            }
        }
    }

    /// What follows a dot. `root` is the variable at the beginning.
    fn chain(&mut self, receiver: Term, rest: &Expr, root: Option<&(String, Position)>) -> Term {
        match rest {
            Expr::MethodCall(call, position) => {
                self.method_call(receiver, None, call, *position, root)
            }
            Expr::Dot(parts, ..) | Expr::Index(parts, ..) => {
                let inner = self.chain(receiver, &parts.lhs, root);
                self.chain(inner, &parts.rhs, None)
            }
            _ => receiver,
        }
    }

    fn method_call(
        &mut self,
        receiver: Term,
        function: Option<&Arc<str>>,
        call: &FnCallExpr,
        position: Position,
        root: Option<&(String, Position)>,
    ) -> Term {
        if let Some(value) = self.method_of_function(function, &receiver, call, position) {
            return value;
        }
        let arguments: Vec<Term> = call.args.iter().map(|arg| self.expression(arg)).collect();
        let (value, change) = super::methods::call(&call.name, receiver, arguments);
        if let (Some(change), Some((name, _))) = (change, root)
            && let Some(Binding::Var { var, .. }) = self.scope.find(name)
        {
            let var = var.clone();
            self.scope.assigned(name);
            let site = self.site(position);
            self.op(Op::Set {
                var,
                value: change,
                site,
                adds: false,
            });
        }
        value
    }
}
