//! A file compiled for one thread: what its bodies share, and the body of each extension that a call has entered.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use rhai::{AST, Dynamic, EvalAltResult, Scope, Stmt, StmtBlock};

use super::import::{Imports, Modules, fuelled};
use super::{Language, Routine, statements};
use crate::dialplan::syntax::{self, Item};
use crate::dialplan::{Body, Source};

/// One file.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub(crate) path: Arc<str>,
    pub(crate) text: Arc<str>,
    /// What stands around the bodies, without statements.
    functions: AST,
    /// The imports at its top, which run before each body.
    imports: Vec<Stmt>,
    /// The bodies that are ready to run, by their place in the file.
    bodies: RefCell<BTreeMap<u32, Rc<Routine>>>,
    /// Whether their statements say when they begin.
    marked: bool,
    pub(crate) modules: Rc<Modules>,
    /// What it imports and what that imports: the name it is imported by, and the file.
    pub(super) imported: Vec<(String, Source)>,
    constants: BTreeMap<String, Dynamic>,
    names: BTreeSet<String>,
}

impl Compiled {
    /// Compiles what a body shares with the others of its file; all of the file, if they cannot be told apart.
    pub(super) fn new(
        language: &Language,
        body: &Body,
        marked: bool,
        imports: &mut Imports<'_>,
    ) -> Result<Self, Box<EvalAltResult>> {
        let source = &body.source;
        let shared = body.shared.as_deref();
        if let Some(Ok(ast)) = shared.map(|shared| language.engine.compile(shared)) {
            let compiled = Self::from_tree(language, source, imports, &ast)?;
            return Ok(Self { marked, ..compiled });
        }
        let ast = language.engine.compile(&*source.text)?;
        let compiled = Self::from_tree(language, source, imports, &ast)?;
        let compiled = Self { marked, ..compiled };
        for (ordinal, body) in (0..).zip(extensions(&ast, &source.path)) {
            let routine = compiled.routine(language, body);
            compiled
                .bodies
                .borrow_mut()
                .insert(ordinal, Rc::new(routine));
        }
        Ok(compiled)
    }

    pub(crate) fn from_tree(
        language: &Language,
        source: &Source,
        imports: &mut Imports<'_>,
        ast: &AST,
    ) -> Result<Self, Box<EvalAltResult>> {
        let imported = imports.of(language, ast, &source.path)?;
        let names = ast
            .iter_functions()
            .map(|function| function.name.to_owned());
        let top = ast.statements().iter();
        Ok(Self {
            path: Arc::clone(&source.path),
            text: Arc::clone(&source.text),
            functions: ast.clone_functions_only(),
            imports: top
                .filter(|statement| matches!(statement, Stmt::Import(..)))
                .cloned()
                .collect(),
            bodies: RefCell::default(),
            marked: false,
            constants: constants(language, ast, source, &imported.modules)?,
            names: names.collect(),
            modules: imported.modules,
            imported: imported.texts,
        })
    }

    /// A body, if it is ready to run.
    pub(crate) fn body(&self, ordinal: u32) -> Option<Rc<Routine>> {
        self.bodies.borrow().get(&ordinal).cloned()
    }

    /// Makes a body ready to run, unless it is.
    pub(super) fn prepare(
        &self,
        language: &Language,
        body: &Body,
    ) -> Result<(), Box<EvalAltResult>> {
        if self.bodies.borrow().contains_key(&body.ordinal) {
            return Ok(());
        }
        let place = body.place.as_ref();
        let text = place.and_then(|place| place.alone(&self.text));
        let ast = language.engine.compile(text.unwrap_or_default())?;
        let tree = extensions(&ast, &self.path).pop().unwrap_or_default();
        let routine = self.routine(language, self.among_others(&tree));
        let mut bodies = self.bodies.borrow_mut();
        bodies.insert(body.ordinal, Rc::new(routine));
        Ok(())
    }

    /// The tree of a body that was compiled alone, as it would be in the tree of the file.
    fn among_others(&self, tree: &AST) -> AST {
        // Closures are functions as well.
        let functions = if tree.has_functions() {
            self.functions.merge(&tree.clone_functions_only())
        } else {
            self.functions.clone()
        };
        let lib = functions.shared_lib().clone();
        let statements = self.imports.iter().chain(tree.statements());
        AST::new_with_source(statements.cloned(), lib, &*self.path)
    }

    /// What runs: bytecode where that may be, and a tree if its statements say when they begin.
    fn routine(&self, language: &Language, tree: AST) -> Routine {
        if !self.marked {
            return Routine::lowered(tree);
        }
        Routine::Tree(statements::marked(&language.engine, &tree).unwrap_or(tree))
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
        self.names.contains(name)
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
