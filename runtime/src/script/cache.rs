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

#[cfg(test)]
mod tests {
    use rhai::OptimizationLevel;

    use super::*;
    use crate::dialplan::{Query, Source, Step};
    use crate::sample::LIBRARY;
    use crate::script::Routine;

    /// Makes the bodies of extensions of context `a` ready, one after the other. Gives which of the first ten are.
    fn check(text: &str, entered: &[&str], marked: bool) -> Vec<u32> {
        let (plan, _) = Dialplan::load(vec![Source::new("a.rhai", text)], LIBRARY);
        let language = Language::new(LIBRARY, 8, OptimizationLevel::Simple);
        let mut cache = Cache::default();
        let mut ready = Vec::new();
        for name in entered {
            let Some(Step::Script(body)) = plan.step("a", Query::new(name)) else {
                panic!("{name} is no body");
            };
            let compiled = cache.body(&language, &plan, body, marked).expect(name);
            let routine = compiled.body(body.ordinal).expect(name);
            assert!(!routine.begin().is_none(), "{name} stands nowhere");
            assert!(!marked || matches!(*routine, Routine::Tree(_)));
            ready = (0..10).filter(|&at| compiled.body(at).is_some()).collect();
        }
        assert_eq!(cache.files.len(), 1);
        ready
    }

    const FILE: &str = "let hello = 1; fn f(x) { x + hello }
        context \"a\" { hint \"1\" => \"SIP/a\"; extension \"1\" => { f(1); }
            extension \"2\" => { [1].map(|x| f(x)); } extension \"3\" => {} }
        context \"b\" { extension \"1\" => { } }";

    #[test]
    fn what_no_call_enters_is_not_compiled() {
        assert_eq!(check(FILE, &["2"], false), [1]);
        assert_eq!(check(FILE, &["2", "1", "2"], false), [0, 1]);
        assert_eq!(check(FILE, &["3"], true), [2]);
    }

    #[test]
    fn a_file_with_a_body_that_imports_is_compiled_whole() {
        let text = FILE.replace("f(1);", "import \"b\" as b;");
        let (plan, _) = Dialplan::load(vec![Source::new("a.rhai", text)], LIBRARY);
        let Some(Step::Script(body)) = plan.step("a", Query::new("2")) else {
            panic!("2 is no body");
        };
        assert_eq!(body.shared, None);
    }
}
