//! The functions of a file with their statements.
//!
//! Rhai does not give out the body of a function, only its extent, and a walk through all statements; the two together
//! say which statement belongs to which function.

use rhai::{AST, ASTNode, Position, Stmt};

/// A function.
pub(super) struct Function {
    pub(super) name: String,
    pub(super) parameters: Vec<String>,
    pub(super) body: Vec<Stmt>,
}

/// Functions around a place that are looked at to find the innermost.
const NESTED: usize = 64;

/// All functions of a file, closures among them.
pub(super) fn of(ast: &AST) -> Vec<Function> {
    let mut found: Vec<(Position, Position, Function)> = (ast.iter_fn_def())
        .map(|definition| {
            let parameters = definition.params.iter().map(|name| name.to_string());
            let function = Function {
                name: definition.name.to_string(),
                parameters: parameters.collect(),
                body: Vec::new(),
            };
            let body = &definition.body;
            (body.start_position(), body.end_position(), function)
        })
        .collect();
    if found.is_empty() {
        return Vec::new();
    }
    found.sort_by_key(|(start, ..)| *start);
    ast.walk(&mut |path| {
        if let [ASTNode::Stmt(statement)] = path {
            let at = statement.position();
            let before = found.partition_point(|(start, ..)| *start <= at);
            let mut around = found[..before].iter_mut().rev().take(NESTED);
            // What consists of one expression has no end.
            let holds = |start: Position, end: Position| match end.is_none() {
                true => at == start,
                false => at <= end,
            };
            if let Some((.., function)) = around.find(|(start, end, _)| holds(*start, *end)) {
                function.body.push((*statement).clone());
            }
        }
        true
    });
    found.into_iter().map(|(.., function)| function).collect()
}
