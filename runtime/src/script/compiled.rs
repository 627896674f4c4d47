//! A file compiled for one thread: the body of each extension as a tree of its own, and what they share.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use rhai::{AST, Dynamic, EvalAltResult, Expr, Module, Position, Scope, Shared, Stmt, StmtBlock};

use super::{Language, Routine, imported_path};
use crate::dialplan::syntax::{self, Item};
use crate::dialplan::{Dialplan, Source};
use crate::memory::METER;

/// Operations that computing the variables of one file may take.
const INIT_FUEL: u32 = 50_000;
/// Deepest chain of imports.
const IMPORT_DEPTH: usize = 8;

/// The modules a file imports, by the path it imports them with.
pub(crate) type Modules = BTreeMap<String, Shared<Module>>;

/// One file, ready to run.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub(crate) path: Arc<str>,
    pub(crate) text: Arc<str>,
    /// In the order they stand in the file.
    pub(crate) extensions: Vec<Routine>,
    pub(crate) modules: Rc<Modules>,
    constants: BTreeMap<String, Dynamic>,
    functions: BTreeSet<String>,
}

impl Compiled {
    /// Compiles a file. `sources` are the files it can import.
    pub(crate) fn new(
        language: &Language,
        source: &Source,
        sources: &[Source],
    ) -> Result<Self, Box<EvalAltResult>> {
        let ast = language.engine.compile(&*source.text)?;
        Self::from_tree(language, source, sources, &ast)
    }

    pub(crate) fn from_tree(
        language: &Language,
        source: &Source,
        sources: &[Source],
        ast: &AST,
    ) -> Result<Self, Box<EvalAltResult>> {
        let mut modules = Modules::new();
        let mut path = vec![&*source.path];
        import_all(language, ast, sources, &mut modules, &mut path)?;
        let modules = Rc::new(modules);
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
            constants: constants(language, ast, source, &modules)?,
            functions: functions.collect(),
            modules,
        })
    }

    /// Makes bytecode of the bodies that may have it.
    fn lowered(mut self) -> Self {
        let trees = self.extensions.into_iter().map(|body| match body {
            Routine::Tree(tree) => Routine::lowered(tree),
            lowered => lowered,
        });
        self.extensions = trees.collect();
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

/// A tree for each extension.
fn extensions(ast: &AST, path: &str) -> Vec<AST> {
    bodies(ast, path, |statement| {
        let items = syntax::context(statement).map_or(Vec::new(), |(_, items)| items);
        let bodies = items.into_iter().filter_map(|item| match item {
            Item::Extension(_, body) => Some(body),
            Item::Include(_) | Item::Hint(..) => None,
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

/// Runs what a file does when it is loaded with a bounded number of operations.
fn fuelled<T>(run: impl FnOnce() -> T) -> T {
    METER.with(|meter| meter.refuel(INIT_FUEL));
    let result = run();
    METER.with(|meter| meter.refuel(u32::MAX));
    result
}

/// The literal paths that a file imports, wherever in it.
pub(crate) fn imports(ast: &AST) -> Vec<(String, Position)> {
    let mut found = Vec::new();
    ast.walk(&mut |path| {
        if let Some(rhai::ASTNode::Stmt(Stmt::Import(import, _))) = path.last()
            && let Expr::StringConstant(name, position) = &import.0
        {
            found.push((name.to_string(), *position));
        }
        true
    });
    found.sort();
    found.dedup();
    found
}

/// Compiles what a file imports, and what that imports. `path` is the chain of files that led here.
fn import_all<'s>(
    language: &Language,
    ast: &AST,
    sources: &'s [Source],
    modules: &mut Modules,
    path: &mut Vec<&'s str>,
) -> Result<(), Box<EvalAltResult>> {
    for (name, position) in imports(ast) {
        if modules.contains_key(&name) {
            continue;
        }
        let source = imported_path(sources, &name)
            .filter(|source| path.len() < IMPORT_DEPTH && !path.contains(&&*source.path))
            .ok_or_else(|| EvalAltResult::ErrorModuleNotFound(name.clone(), position))?;
        let mut inner = language.engine.compile(&*source.text)?;
        inner.set_source(&*source.path);
        path.push(&source.path);
        import_all(language, &inner, sources, modules, path)?;
        path.pop();
        language.modules.set(Rc::new(modules.clone()));
        let module = fuelled(|| Module::eval_ast_as_new(Scope::new(), &inner, &language.engine))
            .map_err(|error| EvalAltResult::ErrorInModule(name.clone(), error, position))?;
        modules.insert(name, module.into());
    }
    Ok(())
}

/// Compiled files by generation. A file whose text did not change is compiled once for all of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cache {
    files: BTreeMap<(usize, Arc<str>), Rc<Compiled>>,
}

impl Cache {
    pub(crate) fn file(
        &mut self,
        language: &Language,
        dialplan: &Dialplan,
        index: u32,
    ) -> Result<Rc<Compiled>, Box<EvalAltResult>> {
        let source = &dialplan.sources()[index as usize];
        let key = (text_address(source), Arc::clone(&source.path));
        if let Some(compiled) = self.files.get(&key) {
            return Ok(Rc::clone(compiled));
        }
        let compiled = Compiled::new(language, source, dialplan.sources())?;
        let compiled = Rc::new(compiled.lowered());
        self.files.insert(key, Rc::clone(&compiled));
        Ok(compiled)
    }

    /// Takes over what another cache has compiled.
    pub(crate) fn add(&mut self, other: &Self) {
        if self.files.len() == other.files.len() {
            return;
        }
        for (key, compiled) in &other.files {
            self.files
                .entry(key.clone())
                .or_insert_with(|| Rc::clone(compiled));
        }
    }

    /// Forgets what no new call will enter. What still runs is kept by the calls in it.
    pub(crate) fn keep_only(&mut self, dialplan: &Dialplan) {
        let sources = dialplan.sources();
        self.files.retain(|key, compiled| {
            // A file that imports others may be unchanged and yet not the same.
            let alone = compiled.modules.is_empty();
            alone
                && sources
                    .iter()
                    .any(|s| (text_address(s), &s.path) == (key.0, &key.1))
        });
    }
}

/// The same address means the same text: the cache keeps the text alive.
fn text_address(source: &Source) -> usize {
    source.text.as_ptr() as usize
}
