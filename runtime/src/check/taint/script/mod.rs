//! A file in Rhai as steps to follow: its extensions and functions.
//!
//! In: the tree of a file. Out: routines without any tree in them. Left out: maps and arrays place by place, since one of
//! them holds whatever was put into it; functions that are kept in them, passed on, or get arguments by `curry`; `this`.

mod calls;
mod closures;
mod conditions;
mod expressions;
mod functions;
mod methods;
mod scope;
mod statements;
mod written;

use std::collections::HashMap;
use std::sync::Arc;

use rhai::{AST, Expr, Position, Stmt};

use super::Facts;
use super::flow::{Op, Routine, Term, Var};
use super::trail::Site;
use crate::diagnostic::Lines;
use crate::dialplan::Source;
use crate::dialplan::syntax::{self, Item};
use crate::library::Library;
use functions::Function;
use scope::{Binding, Scope};

/// What the routines of a file have in common.
struct File<'a> {
    path: Arc<str>,
    lines: Lines<'a>,
    rows: Vec<&'a str>,
    library: Library,
    functions: Vec<Function>,
    /// Functions by name and number of parameters.
    by_name: HashMap<(String, usize), usize>,
    /// What is declared at the top.
    top: Scope,
    /// The paths that are imported, by the names they get.
    imports: HashMap<String, Arc<str>>,
}

/// Reads a file.
pub(super) fn read(source: &Source, ast: &AST, library: Library) -> Facts {
    let functions = functions::of(ast);
    let by_name = functions.iter().enumerate();
    let by_name =
        by_name.map(|(at, function)| ((function.name.clone(), function.parameters.len()), at));
    let file = File {
        path: Arc::clone(&source.path),
        lines: Lines::new(&source.text),
        rows: source.text.split('\n').collect(),
        library,
        by_name: by_name.collect(),
        functions,
        top: top(ast),
        imports: imports(ast),
    };
    let items = syntax::contexts(ast).flat_map(|(_, items)| items);
    let bodies = items.filter_map(|item| match item {
        Item::Extension(_, _, body) => Some(body),
        Item::Include(..) | Item::Hint(..) => None,
    });
    let functions = file.functions.iter();
    Facts {
        path: Arc::clone(&source.path),
        extensions: bodies
            .map(|body| Script::new(&file).read(&[], body.statements()))
            .collect(),
        functions: functions
            .map(|function| {
                let routine = Script::new(&file).read(&function.parameters, &function.body);
                (function.name.as_str().into(), routine)
            })
            .collect(),
    }
}

/// What is declared at the top of a file. It is worked out without a call, so no stranger has a part in it.
fn top(ast: &AST) -> Scope {
    let mut scope = Scope::default();
    for statement in ast.statements() {
        if let Stmt::Var(parts, ..) = statement {
            let term = match &parts.1 {
                Expr::StringConstant(text, _) => Term::text(text.as_str()),
                _ => Term::nothing(),
            };
            scope.declare(parts.0.name.as_str(), Binding::Known(term));
        }
    }
    scope
}

fn imports(ast: &AST) -> HashMap<String, Arc<str>> {
    let imports = ast
        .statements()
        .iter()
        .filter_map(|statement| match statement {
            Stmt::Import(import, _) => match &import.0 {
                Expr::StringConstant(path, _) => {
                    Some((import.1.name.to_string(), Arc::from(path.as_str())))
                }
                _ => None,
            },
            _ => None,
        });
    imports.collect()
}

/// The reader of one extension or function.
struct Script<'a> {
    file: &'a File<'a>,
    routine: Routine,
    /// The node that steps are added to.
    here: usize,
    scope: Scope,
    locals: u32,
    /// Variables that hold functions.
    pointers: HashMap<String, Arc<str>>,
    /// Where `continue` and `break` lead, the innermost loop last.
    loops: Vec<(usize, usize)>,
    /// Whether what is read is only looked at for what it says about variables.
    looking: bool,
}

impl<'a> Script<'a> {
    fn new(file: &'a File<'a>) -> Self {
        let mut routine = Routine::default();
        let here = routine.node();
        Self {
            file,
            routine,
            here,
            scope: file.top.clone(),
            locals: 0,
            pointers: HashMap::new(),
            loops: Vec::new(),
            looking: false,
        }
    }

    fn read(mut self, parameters: &[String], body: &[Stmt]) -> Routine {
        for parameter in parameters {
            let var = self.local();
            self.routine.parameters.push(var.clone());
            self.scope.declare(parameter, Binding::var(var));
        }
        let value = self.statements(body, true);
        self.op(Op::Return(value));
        self.routine
    }

    /// A variable of its own.
    fn local(&mut self) -> Var {
        self.locals += 1;
        Var::Local(self.locals)
    }

    fn op(&mut self, op: Op) {
        self.routine.nodes[self.here].ops.push(op);
    }

    fn keep(&mut self, var: Var, value: Term, position: Position, adds: bool) {
        let site = self.site(position);
        self.op(Op::Set {
            var,
            value,
            site,
            adds,
        });
    }

    fn site(&self, position: Position) -> Site {
        Site {
            file: Arc::clone(&self.file.path),
            span: self.file.lines.span(position),
        }
    }

    /// Goes on in another node, which nothing leads to yet.
    fn start(&mut self) -> usize {
        self.here = self.routine.node();
        self.here
    }

    /// Goes on in a node that this one leads to.
    fn go_on(&mut self, to: usize) {
        self.routine.edge(self.here, to);
        self.here = to;
    }
}
