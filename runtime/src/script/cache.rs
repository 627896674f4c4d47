//! What one thread has compiled: files of the live generation, each when a call first enters it, and of each the bodies
//! that calls have entered.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use rhai::EvalAltResult;

use super::import::{Imports, ModuleCache, are_same};
use super::{Compiled, Language};
use crate::dialplan::{Body, Dialplan};

/// Compiled files by generation. A file whose text did not change is compiled once for all of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cache {
    /// By text, path, and whether their statements say when they begin.
    files: BTreeMap<(usize, Arc<str>, bool), Rc<Compiled>>,
    modules: ModuleCache,
}

impl Cache {
    /// The file of a body, in which that body is ready to run; `marked` if statements are to say when they begin.
    pub(crate) fn body(
        &mut self,
        language: &Language,
        dialplan: &Dialplan,
        body: &Body,
        marked: bool,
    ) -> Result<Rc<Compiled>, Box<EvalAltResult>> {
        let (sources, source) = (dialplan.files(), &body.source);
        let key = (text_address(&source.text), Arc::clone(&source.path), marked);
        if let Some(compiled) = self.files.get(&key)
            && are_same(&compiled.imported, sources)
        {
            compiled.prepare(language, body)?;
            return Ok(Rc::clone(compiled));
        }
        let mut imports = Imports {
            sources,
            cache: &mut self.modules,
        };
        let compiled = Compiled::new(language, body, marked, &mut imports)?;
        compiled.prepare(language, body)?;
        let compiled = Rc::new(compiled);
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
    ///
    /// Calls wait meanwhile, so texts are compared by their addresses only.
    pub(crate) fn keep_only(&mut self, dialplan: &Dialplan) {
        let sources = dialplan.files();
        self.files.retain(|_, compiled| {
            let same = sources.get(&compiled.path);
            same.is_some_and(|source| Arc::ptr_eq(&source.text, &compiled.text))
                && are_same(&compiled.imported, sources)
        });
        self.modules.keep_only(sources);
    }
}

/// The same address means the same text: the cache keeps the text alive.
fn text_address(text: &Arc<str>) -> usize {
    text.as_ptr() as usize
}
