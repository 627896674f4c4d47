//! What files import: each imported file is compiled once for all that import it.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use rhai::{AST, EvalAltResult, Expr, Module, Position, Scope, Shared, Stmt};

use super::Language;
use crate::dialplan::{Source, Sources};
use crate::memory::METER;

/// Operations that computing the variables of one file may take.
const INIT_FUEL: u32 = 50_000;
/// Deepest chain of imports.
const DEPTH: usize = 8;

/// The modules a file imports, by the path it imports them with.
pub(crate) type Modules = BTreeMap<String, Shared<Module>>;

/// What one file imports.
#[derive(Debug, Default)]
pub(super) struct Imported {
    pub(super) modules: Rc<Modules>,
    /// The names, and the files they mean, of what it imports and what that imports.
    pub(super) texts: Vec<(String, Source)>,
    /// How long the longest chain of imports below it is.
    height: usize,
}

/// A file that is imported, ready.
#[derive(Debug)]
struct Ready {
    source: Source,
    module: Shared<Module>,
    imported: Imported,
}

/// Files that were imported, by the address of their text, which they keep alive.
#[derive(Clone, Debug, Default)]
pub(crate) struct ModuleCache(HashMap<(usize, Arc<str>), Rc<Ready>>);

/// Imports from the files of one generation.
#[derive(Debug)]
pub(crate) struct Imports<'a> {
    pub(crate) sources: &'a Sources,
    pub(crate) cache: &'a mut ModuleCache,
}

impl ModuleCache {
    /// Forgets what no longer is as it was.
    pub(super) fn keep_only(&mut self, sources: &Sources) {
        self.0.retain(|_, ready| {
            let same = sources.get(&ready.source.path);
            same.is_some_and(|source| source.is(&ready.source))
                && are_same(&ready.imported.texts, sources)
        });
    }
}

/// Whether the names still mean the same files with the same texts.
pub(super) fn are_same(imported: &[(String, Source)], sources: &Sources) -> bool {
    let mut imported = imported.iter();
    imported.all(|(name, source)| sources.imported(name).is_some_and(|now| now.is(source)))
}

impl Imports<'_> {
    /// Compiles what a file imports, and what that imports.
    pub(super) fn of(
        &mut self,
        language: &Language,
        ast: &AST,
        path: &Arc<str>,
    ) -> Result<Imported, Box<EvalAltResult>> {
        self.below(language, ast, &mut vec![Arc::clone(path)])
    }

    /// `path` is the chain of files that led here.
    fn below(
        &mut self,
        language: &Language,
        ast: &AST,
        path: &mut Vec<Arc<str>>,
    ) -> Result<Imported, Box<EvalAltResult>> {
        let mut modules = Modules::new();
        let mut texts = Vec::new();
        let mut height = 0;
        for (name, position) in imports(ast) {
            let missing = || EvalAltResult::ErrorModuleNotFound(name.clone(), position);
            let source = self.sources.imported(&name).ok_or_else(missing)?.clone();
            if path.len() >= DEPTH || path.contains(&source.path) {
                return Err(missing().into());
            }
            path.push(Arc::clone(&source.path));
            let ready = self.ready(language, &source, &name, position, path)?;
            path.pop();
            height = height.max(ready.imported.height + 1);
            if path.len() + height > DEPTH {
                return Err(missing().into());
            }
            modules.extend((*ready.imported.modules).clone());
            modules.insert(name.clone(), Shared::clone(&ready.module));
            texts.extend(ready.imported.texts.iter().cloned());
            texts.push((name, source));
        }
        // Two files may import the same third one, and so on: their lists would double with each step.
        texts.sort_by(|(a, _), (b, _)| a.cmp(b));
        texts.dedup_by(|(a, _), (b, _)| a == b);
        Ok(Imported {
            modules: Rc::new(modules),
            texts,
            height,
        })
    }

    fn ready(
        &mut self,
        language: &Language,
        source: &Source,
        name: &str,
        position: Position,
        path: &mut Vec<Arc<str>>,
    ) -> Result<Rc<Ready>, Box<EvalAltResult>> {
        let key = (source.text.as_ptr() as usize, Arc::clone(&source.path));
        if let Some(ready) = self.cache.0.get(&key)
            && are_same(&ready.imported.texts, self.sources)
        {
            return Ok(Rc::clone(ready));
        }
        let mut ast = language.engine.compile(&*source.text)?;
        ast.set_source(&*source.path);
        let imported = self.below(language, &ast, path)?;
        language.modules.set(Rc::clone(&imported.modules));
        let module = fuelled(|| Module::eval_ast_as_new(Scope::new(), &ast, &language.engine))
            .map_err(|error| EvalAltResult::ErrorInModule(name.to_owned(), error, position))?;
        let ready = Rc::new(Ready {
            source: source.clone(),
            module: module.into(),
            imported,
        });
        self.cache.0.insert(key, Rc::clone(&ready));
        Ok(ready)
    }
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

/// Runs what a file does when it is loaded with a bounded number of operations.
pub(super) fn fuelled<T>(run: impl FnOnce() -> T) -> T {
    METER.with(|meter| meter.refuel(INIT_FUEL));
    let result = run();
    METER.with(|meter| meter.refuel(u32::MAX));
    result
}
