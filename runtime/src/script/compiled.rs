//! A file compiled for one thread: the body of each extension as a tree of its own, and what they share.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use rhai::{AST, Dynamic, EvalAltResult, Scope, Stmt, StmtBlock};

use super::import::{Imports, Modules, fuelled};
use super::{Language, Routine, statements};
use crate::dialplan::Source;
use crate::dialplan::syntax::{self, Item};

/// One file, ready to run.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub(crate) path: Arc<str>,
    pub(crate) text: Arc<str>,
    /// In the order they stand in the file.
    pub(crate) extensions: Vec<Routine>,
    pub(crate) modules: Rc<Modules>,
    /// What it imports and what that imports: the name it is imported by, and the file.
    pub(super) imported: Vec<(String, Source)>,
    constants: BTreeMap<String, Dynamic>,
    functions: BTreeSet<String>,
}

impl Compiled {
    /// Compiles a file.
    pub(crate) fn new(
        language: &Language,
        source: &Source,
        imports: &mut Imports<'_>,
    ) -> Result<Self, Box<EvalAltResult>> {
        let ast = language.engine.compile(&*source.text)?;
        Self::from_tree(language, source, imports, &ast)
    }

    pub(crate) fn from_tree(
        language: &Language,
        source: &Source,
        imports: &mut Imports<'_>,
        ast: &AST,
    ) -> Result<Self, Box<EvalAltResult>> {
        let imported = imports.of(language, ast, &source.path)?;
        let functions = ast
            .iter_functions()
            .map(|function| function.name.to_owned());
        Ok(Self {
            path: Arc::clone(&source.path),
            text: Arc::clone(&source.text),
            extensions: extensions(ast, &source.path)
                .into_iter()
                .map(Routine::Tree)
                .collect(),
            constants: constants(language, ast, source, &imported.modules)?,
            functions: functions.collect(),
            modules: imported.modules,
            imported: imported.texts,
        })
    }

    /// Makes bytecode of the bodies that may have it.
    pub(super) fn lowered(mut self) -> Self {
        let trees = self.extensions.into_iter().map(|body| match body {
            Routine::Tree(tree) => Routine::lowered(tree),
            lowered => lowered,
        });
        self.extensions = trees.collect();
        self
    }

    /// Makes bodies of it that say when each of their statements begins.
    pub(super) fn marked(mut self, language: &Language) -> Self {
        let marked = |body| match body {
            Routine::Tree(tree) => {
                Routine::Tree(statements::marked(&language.engine, &tree).unwrap_or(tree))
            }
            lowered => lowered,
        };
        self.extensions = self.extensions.into_iter().map(marked).collect();
        self
    }

    /// A variable declared at the top of the file. Every call sees its own copy.
    pub(crate) fn constant(&self, name: &str) -> Option<&Dynamic> {
        if self.constants.is_empty() {
            return None;
        }
        self.constants.get(name)
    }

    /// The variables declared at the top of the file.
    pub(crate) fn constants(&self) -> impl Iterator<Item = (&str, &Dynamic)> {
        self.constants
            .iter()
            .map(|(name, value)| (name.as_str(), value))
    }

    pub(crate) fn has_function(&self, name: &str) -> bool {
        self.functions.contains(name)
    }
}

/// Whether a file can be made ready: what it imports, and the variables at its top.
pub(crate) fn rehearse(
    language: &Language,
    source: &Source,
    imports: &mut Imports<'_>,
    ast: &AST,
) -> Result<(), Box<EvalAltResult>> {
    let imported = imports.of(language, ast, &source.path)?;
    constants(language, ast, source, &imported.modules).map(drop)
}

/// A tree for each extension.
pub(crate) fn extensions(ast: &AST, path: &str) -> Vec<AST> {
    bodies(ast, path, |statement| {
        let items = syntax::context(statement).map_or(Vec::new(), |(_, items)| items);
        let bodies = items.into_iter().filter_map(|item| match item {
            Item::Extension(_, _, body) => Some(body),
            Item::Include(..) | Item::Hint(..) => None,
        });
        bodies.collect()
    })
}

/// A tree for each test.
pub(crate) fn tests(ast: &AST, path: &str) -> Vec<AST> {
    bodies(ast, path, |statement| {
        syntax::test(statement)
            .map(|(_, body)| body)
            .into_iter()
            .collect()
    })
}

/// A tree for each body that a statement of the frame has: the imports that stand before it, then the body.
fn bodies(ast: &AST, path: &str, of: impl Fn(&Stmt) -> Vec<&StmtBlock>) -> Vec<AST> {
    let mut imports: Vec<Stmt> = Vec::new();
    let mut trees = Vec::new();
    for statement in ast.statements() {
        if let Stmt::Import(..) = statement {
            imports.push(statement.clone());
        }
        for body in of(statement) {
            let body = Stmt::Block(Box::new(body.clone()));
            let statements = imports.iter().cloned().chain([body]);
            let lib = ast.shared_lib().clone();
            trees.push(AST::new_with_source(statements, lib, path));
        }
    }
    trees
}

/// Computes the variables of a file, outside any call.
fn constants(
    language: &Language,
    ast: &AST,
    source: &Source,
    modules: &Rc<Modules>,
) -> Result<BTreeMap<String, Dynamic>, Box<EvalAltResult>> {
    if !ast
        .statements()
        .iter()
        .any(|statement| matches!(statement, Stmt::Var(..)))
    {
        return Ok(BTreeMap::new());
    }
    let wanted = |statement: &&Stmt| matches!(statement, Stmt::Var(..) | Stmt::Import(..));
    let statements = ast.statements().iter().filter(wanted).cloned();
    let lib = ast.shared_lib().clone();
    let top = AST::new_with_source(statements, lib, &*source.path);
    let mut scope = Scope::new();
    language.modules.set(Rc::clone(modules));
    fuelled(|| language.engine.run_ast_with_scope(&mut scope, &top))?;
    let values = scope.iter_raw();
    Ok(values
        .map(|(name, _, value)| (name.to_owned(), value.flatten_clone()))
        .collect())
}
