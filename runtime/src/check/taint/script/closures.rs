//! Functions that are kept as values: closures, `Fn("name")`, and what methods of lists do with them.

use std::sync::Arc;

use rhai::{Expr, FnCallExpr, FnPtr, Position};

use super::Script;
use crate::check::taint::flow::{Op, Term};

/// Methods that give those of the elements for which a function holds.
const CHOOSING: [&str; 4] = ["filter", "drain", "retain", "find"];

/// Methods that give what a function makes of each element.
const MAKING: [&str; 2] = ["map", "find_map"];

/// Methods that run a function for each element and give something else.
const LOOKING: [&str; 5] = ["all", "for_each", "index_of", "none", "some"];

const RUNNING: [&[&str]; 3] = [&CHOOSING, &MAKING, &LOOKING];

impl Script<'_> {
    /// The function that an expression is.
    pub(super) fn pointed(&self, expr: &Expr) -> Option<Arc<str>> {
        match expr {
            Expr::DynamicConstant(value, _) => {
                let pointer = value.clone().try_cast::<FnPtr>()?;
                Some(pointer.fn_name().into())
            }
            Expr::FnCall(call, _) if call.name == "Fn" => match &call.args[..] {
                [Expr::StringConstant(name, _)] => Some(name.as_str().into()),
                _ => None,
            },
            Expr::Variable(variable, ..) => {
                self.scope.find(&variable.1)?;
                self.pointers.get(variable.1.as_str()).cloned()
            }
            _ => None,
        }
    }

    /// A method that runs a function. `function` is what the receiver is, if it is one.
    pub(super) fn method_of_function(
        &mut self,
        function: Option<&Arc<str>>,
        receiver: &Term,
        call: &FnCallExpr,
        position: Position,
    ) -> Option<Term> {
        let method = call.name.as_str();
        if method == "call" {
            let arguments: Vec<Term> = call.args.iter().map(|arg| self.expression(arg)).collect();
            return self.run(function?, arguments, position);
        }
        let runs = method == "reduce" || RUNNING.iter().any(|methods| methods.contains(&method));
        let given = call.args.first().filter(|_| runs)?;
        let given = self.pointed(given)?;
        let element = || Term::one_of(vec![receiver.clone()]);
        if method == "reduce" {
            let first = call.args.get(1).map(|first| self.expression(first));
            let sum = std::iter::once(element()).chain(first).collect();
            return self.run(&given, vec![Term::one_of(sum), element()], position);
        }
        let each = [vec![element()], vec![element(), Term::nothing()]];
        let takes = |each: &&Vec<Term>| {
            let key = (given.to_string(), each.len());
            self.file.by_name.contains_key(&key)
        };
        let arguments = each.iter().find(takes)?.clone();
        if CHOOSING.contains(&method) {
            return self.chosen(&given, arguments, receiver, position);
        }
        let made = self.run(&given, arguments, position)?;
        Some(if MAKING.contains(&method) {
            made
        } else {
            Term::nothing()
        })
    }

    /// The elements for which a function holds.
    fn chosen(
        &mut self,
        given: &Arc<str>,
        arguments: Vec<Term>,
        receiver: &Term,
        position: Position,
    ) -> Option<Term> {
        let key = (given.to_string(), arguments.len());
        let function = *self.file.by_name.get(&key)?;
        let kept = self.local();
        let element = self.local();
        self.keep(element.clone(), receiver.clone(), position, false);
        let mut of_element = arguments.clone();
        of_element[0] = Term::Read(element.clone());
        let guard = Arc::new(self.verdict(function, of_element, position, 1));
        self.run(given, arguments, position)?;
        let (yes, no) = (self.routine.node(), self.routine.node());
        let behind = self.routine.node();
        self.routine.guarded(self.here, yes, &guard, true);
        self.routine.guarded(self.here, no, &guard, false);
        self.here = yes;
        self.keep(kept.clone(), Term::Read(element), position, false);
        self.routine.edge(yes, behind);
        self.here = no;
        self.keep(kept.clone(), Term::nothing(), position, false);
        self.routine.edge(no, behind);
        self.here = behind;
        Some(Term::Read(kept))
    }

    fn run(&mut self, name: &Arc<str>, arguments: Vec<Term>, position: Position) -> Option<Term> {
        let key = (name.to_string(), arguments.len());
        self.file.by_name.get(&key)?;
        let into = self.local();
        let site = self.site(position);
        self.op(Op::Call {
            path: None,
            name: Arc::clone(name),
            arguments,
            into: into.clone(),
            site,
        });
        Some(Term::Read(into))
    }
}
