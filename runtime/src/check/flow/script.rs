//! Statements in Rhai that nothing comes to: behind one that hangs up, goes elsewhere, returns or loops for ever.

use std::sync::Arc;

use rhai::{AST, ASTFlags, ASTNode, Expr, FlowControl, FnCallExpr, Position, Stmt, StmtBlock};

use crate::check::Checker;
use crate::diagnostic::Code;
use crate::dialplan::syntax::{self, Item};

impl Checker<'_> {
    /// The bodies of extensions and functions, which are no statements themselves.
    pub(in crate::check) fn unreachable_bodies(&mut self, ast: &AST) {
        for (_, items) in syntax::contexts(ast) {
            for item in items {
                if let Item::Extension(_, _, body) = item {
                    self.unreachable_in(body);
                }
            }
        }
        self.unreachable_functions(ast);
    }

    /// The bodies of functions. They are not to be had as blocks, so their statements are told by their places.
    fn unreachable_functions(&mut self, ast: &AST) {
        let place = |position: Position| (position.line(), position.position());
        let mut bodies: Vec<_> = (ast.iter_fn_def())
            .map(|function| {
                let body = &function.body;
                (
                    place(body.start_position()),
                    place(body.end_position()),
                    Vec::new(),
                )
            })
            .collect();
        if bodies.is_empty() {
            return;
        }
        bodies.sort_by_key(|(start, ..)| *start);
        ast.walk(&mut |path| {
            if let [ASTNode::Stmt(statement)] = path {
                let at = place(statement.position());
                // Closures lie within other functions: the one that begins last is the right one.
                let before = bodies.partition_point(|(start, ..)| *start <= at);
                let mut around = bodies[..before].iter_mut().rev();
                if let Some((.., statements)) = around.find(|(_, end, _)| at <= *end) {
                    statements.push(Seen {
                        position: statement.position(),
                        ends: self.ends(statement),
                        name: name(statement).map(str::to_owned),
                        empty: matches!(statement, Stmt::Noop(..)),
                    });
                }
            }
            true
        });
        for (.., statements) in bodies {
            self.unreachable_among(&statements);
        }
    }

    /// The blocks that a node consists of.
    pub(in crate::check) fn unreachable_blocks(&mut self, node: &ASTNode<'_>) {
        match node {
            ASTNode::Stmt(Stmt::If(flow, _) | Stmt::TryCatch(flow, _)) => {
                self.unreachable_in(&flow.body);
                self.unreachable_in(&flow.branch);
            }
            ASTNode::Stmt(Stmt::While(flow, _) | Stmt::Do(flow, ..)) => {
                self.unreachable_in(&flow.body);
            }
            ASTNode::Stmt(Stmt::For(each, _)) => self.unreachable_in(&each.2.body),
            ASTNode::Stmt(Stmt::Block(block)) => self.unreachable_in(block),
            ASTNode::Expr(Expr::Stmt(block)) => self.unreachable_in(block),
            _ => {}
        }
    }

    fn unreachable_in(&mut self, block: &StmtBlock) {
        let statements = block.statements().iter().map(|statement| Seen {
            position: statement.position(),
            ends: self.ends(statement),
            name: name(statement).map(str::to_owned),
            empty: matches!(statement, Stmt::Noop(..)),
        });
        let statements: Vec<Seen> = statements.collect();
        self.unreachable_among(&statements);
    }

    fn unreachable_among(&mut self, statements: &[Seen]) {
        let Some(at) = statements.iter().position(|statement| statement.ends) else {
            return;
        };
        // A `return` behind a `Hangup` does no harm, and says what is meant.
        let mut rest = statements[at + 1..].iter();
        let Some(first) = rest.find(|rest| !rest.empty && !rest.ends) else {
            return;
        };
        let before = self.lines.span(statements[at].position);
        let what = match &statements[at].name {
            Some(name) => format!("nothing comes here: `{name}` does not come back"),
            None => "nothing comes here".to_owned(),
        };
        let path = Arc::clone(self.path);
        if let Some(finding) = self.report(Code::UnreachableCode, first.position, what) {
            let labelled = finding.clone();
            *finding = labelled.with_label(path, before, "here it is left for good");
        }
    }

    /// Whether nothing comes to what stands behind a statement.
    fn ends(&self, statement: &Stmt) -> bool {
        let all = |block: &StmtBlock| block.statements().iter().any(|inner| self.ends(inner));
        match statement {
            Stmt::Return(..) | Stmt::BreakLoop(..) => true,
            Stmt::FnCall(call, _) => self.leaves(call),
            Stmt::Expr(expr) => match &**expr {
                Expr::FnCall(call, _) => self.leaves(call),
                _ => false,
            },
            Stmt::Block(block) => all(block),
            Stmt::If(flow, _) => all(&flow.body) && all(&flow.branch),
            Stmt::TryCatch(flow, _) => all(&flow.body) && all(&flow.branch),
            Stmt::While(flow, _) => is_endless(flow) && !breaks(&flow.body),
            Stmt::Switch(switch, _) => {
                let cases = &switch.1;
                let mut arms = cases.expressions.iter().map(|arm| &arm.rhs);
                cases.def_case.is_some() && arms.all(|arm| self.leads_away(arm))
            }
            _ => false,
        }
    }

    /// The same of an expression.
    fn leads_away(&self, expr: &Expr) -> bool {
        match expr {
            Expr::FnCall(call, _) => self.leaves(call),
            Expr::Stmt(block) => block.statements().iter().any(|inner| self.ends(inner)),
            _ => false,
        }
    }

    /// Whether an application is called that does not come back.
    fn leaves(&self, call: &FnCallExpr) -> bool {
        let own = self.functions.iter().any(|(name, _)| *name == *call.name);
        let application = self.reader.library.application(&call.name);
        !own && application.is_some_and(|row| !row.comes_back)
    }
}

/// A statement of a block.
struct Seen {
    position: Position,
    /// Whether nothing comes to what stands behind it.
    ends: bool,
    name: Option<String>,
    empty: bool,
}

/// What a statement calls.
fn name(statement: &Stmt) -> Option<&str> {
    match statement {
        Stmt::FnCall(call, _) => Some(&call.name),
        Stmt::Expr(expr) => match &**expr {
            Expr::FnCall(call, _) => Some(&call.name),
            _ => None,
        },
        Stmt::Return(_, flags, _) if flags.contains(ASTFlags::BREAK) => Some("throw"),
        Stmt::Return(..) => Some("return"),
        Stmt::BreakLoop(_, flags, _) if flags.contains(ASTFlags::BREAK) => Some("break"),
        Stmt::BreakLoop(..) => Some("continue"),
        _ => None,
    }
}

/// `loop { … }` or `while true { … }`.
fn is_endless(flow: &FlowControl) -> bool {
    matches!(flow.expr, Expr::Unit(_) | Expr::BoolConstant(true, _))
}

/// Whether a loop's body has a `break` of its own, or anything that may have one.
fn breaks(block: &StmtBlock) -> bool {
    let mut found = false;
    for statement in block.statements() {
        let mut path = Vec::new();
        statement.walk(&mut path, &mut |path| {
            if let Some(ASTNode::Stmt(Stmt::BreakLoop(_, flags, _))) = path.last() {
                found |= flags.contains(ASTFlags::BREAK);
            }
            true
        });
    }
    found
}
