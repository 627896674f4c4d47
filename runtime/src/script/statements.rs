//! The statements of a body: which lines they are on, and a body that says when each begins.
//!
//! For whoever follows a call line by line or counts the lines that ran. What runs otherwise is the body as it
//! was written, so this costs nothing then. Bodies of functions cannot be changed from outside of Rhai; of them the
//! lines that call something of the library are known. A case of a `switch` that is one expression is part of it.

use rhai::{AST, BinaryExpr, Engine, Expr, FlowControl, FnCallExpr, Position, Stmt, StmtBlock};

/// What a statement calls before it begins. The checker knows no such name, so nobody else calls it.
pub(super) const MARK: &str = "__statement";

/// Gives what is put before a statement at that place, if anything is.
type Mark<'m> = &'m mut dyn FnMut(Position) -> Option<Stmt>;

/// The lines, from 1, on which statements of these bodies begin.
pub(crate) fn lines<'a>(bodies: impl IntoIterator<Item = &'a AST>) -> Vec<u32> {
    let mut lines = Vec::new();
    let mut mark = |position: Position| {
        lines.extend(position.line().and_then(|line| u32::try_from(line).ok()));
        None
    };
    for body in bodies {
        let mut statements = body.statements().to_vec();
        mark_all(&mut statements, &mut mark);
    }
    lines
}

/// The body with a mark before each statement; `None` if it cannot be made.
pub(super) fn marked(engine: &Engine, body: &AST) -> Option<AST> {
    let call = call_of_mark(engine)?;
    let mut statements = body.statements().to_vec();
    let mut mark = |position| Some(Stmt::FnCall(call.clone(), position));
    mark_all(&mut statements, &mut mark);
    let lib = body.shared_lib().clone();
    let source = body.source().unwrap_or_default();
    Some(AST::new_with_source(statements, lib, source))
}

fn call_of_mark(engine: &Engine) -> Option<Box<FnCallExpr>> {
    let ast = engine.compile(format!("{MARK}();")).ok()?;
    match ast.statements().first() {
        Some(Stmt::FnCall(call, _)) => Some(call.clone()),
        _ => None,
    }
}

fn mark_all(statements: &mut [Stmt], mark: Mark<'_>) {
    for statement in statements {
        inside(statement, mark);
    }
}

fn block(block: &mut StmtBlock, mark: Mark<'_>) {
    let statements = std::mem::take(block.statements_mut());
    for mut statement in statements {
        inside(&mut statement, mark);
        if counts(&statement) {
            block.statements_mut().extend(mark(statement.position()));
        }
        block.statements_mut().push(statement);
    }
}

/// Whether it is something that runs. A block is not, what is in it is.
fn counts(statement: &Stmt) -> bool {
    !matches!(
        statement,
        Stmt::Noop(_) | Stmt::Block(_) | Stmt::Import(..) | Stmt::Export(..) | Stmt::Share(_)
    )
}

fn inside(statement: &mut Stmt, mark: Mark<'_>) {
    match statement {
        Stmt::If(flow, _) | Stmt::While(flow, _) | Stmt::Do(flow, ..) | Stmt::TryCatch(flow, _) => {
            parts(flow, mark)
        }
        Stmt::For(parts_of, _) => parts(&mut parts_of.2, mark),
        Stmt::Switch(cases, _) => {
            expression(&mut cases.0, mark);
            for case in &mut cases.1.expressions {
                both(case, mark);
            }
        }
        Stmt::Var(declared, ..) => expression(&mut declared.1, mark),
        Stmt::Assignment(assigned) => both(&mut assigned.1, mark),
        Stmt::FnCall(call, _) => call.args.iter_mut().for_each(|one| expression(one, mark)),
        Stmt::Block(inner) => block(inner, mark),
        Stmt::Expr(expr) => expression(expr, mark),
        Stmt::BreakLoop(Some(expr), ..) | Stmt::Return(Some(expr), ..) => expression(expr, mark),
        _ => {}
    }
}

fn parts(flow: &mut FlowControl, mark: Mark<'_>) {
    expression(&mut flow.expr, mark);
    block(&mut flow.body, mark);
    block(&mut flow.branch, mark);
}

fn both(pair: &mut BinaryExpr, mark: Mark<'_>) {
    expression(&mut pair.lhs, mark);
    expression(&mut pair.rhs, mark);
}

fn expression(expr: &mut Expr, mark: Mark<'_>) {
    match expr {
        Expr::Stmt(inner) => block(inner, mark),
        Expr::FnCall(call, _) | Expr::MethodCall(call, _) => {
            call.args.iter_mut().for_each(|one| expression(one, mark));
        }
        Expr::Dot(pair, ..) | Expr::Index(pair, ..) => both(pair, mark),
        Expr::And(all, _) | Expr::Or(all, _) | Expr::Coalesce(all, _) => {
            all.iter_mut().for_each(|one| expression(one, mark));
        }
        Expr::Array(all, _) | Expr::InterpolatedString(all, _) => {
            all.iter_mut().for_each(|one| expression(one, mark));
        }
        Expr::Map(map, _) => map.0.iter_mut().for_each(|(_, one)| expression(one, mark)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use super::*;

    const BODY: &str = r#"{
        let n = 0;
        for i in 0..2 {
            n += i;
            if n > 5 {
                n = 100;
            } else if n == 1 {
                n += 10;
            }
        }
        let word = switch n {
            1 => { "one" }
            _ => {
                "many"
            }
        };
        try {
            throw word +
                "!";
        } catch (error) {
            n = `${error}`;
        }
        n
    }"#;

    fn check(text: &str, lines_there: &[u32], lines_run: &[u32], value: &str) {
        let mut engine = Engine::new();
        engine.set_optimization_level(rhai::OptimizationLevel::Simple);
        let ran = Rc::new(RefCell::new(Vec::new()));
        let mark = Rc::clone(&ran);
        engine.register_fn(MARK, move |context: rhai::NativeCallContext<'_>| {
            let line = context.call_position().line().unwrap();
            mark.borrow_mut().push(line as u32);
        });
        let body = engine.compile(text).unwrap();
        let mut there = lines([&body]);
        there.sort_unstable();
        there.dedup();
        assert_eq!(there, lines_there);
        let plain: rhai::Dynamic = engine.eval_ast(&body).unwrap();
        let marked = marked(&engine, &body).unwrap();
        let same: rhai::Dynamic = engine.eval_ast(&marked).unwrap();
        assert_eq!(
            (plain.to_string(), same.to_string()),
            (value.into(), value.into())
        );
        assert_eq!(*ran.borrow(), lines_run);
    }

    #[test]
    fn every_statement_of_a_body_says_when_it_begins() {
        check(
            BODY,
            &[2, 3, 4, 5, 6, 7, 8, 11, 17, 18, 21, 23],
            &[2, 3, 4, 5, 7, 4, 5, 7, 8, 11, 11, 17, 18, 21, 23],
            "many!",
        );
    }
}
