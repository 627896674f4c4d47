//! `import`: other files of the same dialplan, and nothing else.
//!
//! Files are compiled before a script runs, on the thread's own stack; what is left for run time is a
//! look-up. A path cannot leave the dialplan: it is compared with the paths of its files, not opened.

use std::cell::RefCell;
use std::rc::Rc;

use rhai::{Engine, EvalAltResult, Module, ModuleResolver, Position, Shared};

/// The modules of the file whose script runs now.
#[derive(Debug, Default)]
pub(crate) struct Modules {
    ready: RefCell<Rc<super::import::Modules>>,
}

impl Modules {
    /// Another file's script is about to run.
    pub(crate) fn set(&self, modules: Rc<super::import::Modules>) {
        *self.ready.borrow_mut() = modules;
    }
}

struct Resolver(Rc<Modules>);

impl ModuleResolver for Resolver {
    fn resolve(
        &self,
        _: &Engine,
        _: Option<&str>,
        path: &str,
        position: Position,
    ) -> Result<Shared<Module>, Box<EvalAltResult>> {
        let ready = self.0.ready.borrow();
        ready
            .get(path)
            .cloned()
            .ok_or_else(|| EvalAltResult::ErrorModuleNotFound(path.to_owned(), position).into())
    }
}

pub(super) fn install(engine: &mut Engine, modules: &Rc<Modules>) {
    engine.set_module_resolver(Resolver(Rc::clone(modules)));
}
