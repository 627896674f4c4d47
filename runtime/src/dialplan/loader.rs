//! Loading: all files into one outline, and what keeps it from going live. What was loaded before is not done again.
//!
//! In: the texts of all files, again whenever one may have changed. Out: an outline, and findings. A file is read by
//! itself once for each text it has (`script_file`, `conf_file`); the outline is made from the one before
//! (`linker`); and what one file says of others is judged again where it could have become wrong (`judge`). So a change
//! costs what the changed files hold, and a glance at each of the others.

use std::collections::HashMap;
use std::sync::Arc;

use rhai::AST;

use super::conf_file::ConfReader;
use super::conf_roots::{Inclusions, Root};
use super::judge::{Case, Verdicts};
use super::linker::link;
use super::outline::Outline;
use super::script_file::Scripts;
use super::unit::{Unit, UnitId};
use super::{Source, Sources};
use crate::check;
use crate::diagnostic::Diagnostic;
use crate::library::Library;

/// What has been loaded, to load the next state of the files from. `Send`: it may live on any thread.
#[derive(Debug)]
pub(crate) struct Loader {
    library: Library,
    builtins: Option<Arc<check::Builtins>>,
    last_id: u64,
    sources: Arc<Sources>,
    /// What each file says, by its path and how often the path came before it.
    units: Units,
    /// What each file of Asterisk's form includes.
    inclusions: Inclusions,
    outline: Outline,
    verdicts: Verdicts,
}

type Units = HashMap<(Arc<str>, usize), Arc<Unit>>;

/// What loading gives.
pub(super) struct Loaded {
    pub(super) sources: Arc<Sources>,
    pub(super) outline: Outline,
    /// All errors, and the warnings that need no look at the whole program; in no particular order.
    pub(super) findings: Vec<Diagnostic>,
    /// Whether every file could be read to its end.
    pub(super) whole: bool,
}

/// The engine that reads files in Rhai, made when the first of them has to be read.
pub(super) struct Workshop<'a> {
    library: Library,
    builtins: &'a mut Option<Arc<check::Builtins>>,
    scripts: Option<Scripts>,
    /// Trees of files that import others.
    pub(super) trees: HashMap<UnitId, AST>,
}

impl Workshop<'_> {
    pub(super) fn scripts(&mut self) -> &mut Scripts {
        self.scripts
            .get_or_insert_with(|| Scripts::new(self.library, self.builtins))
    }

    /// What becomes of a file that imports others when it is made ready.
    pub(super) fn rehearse(&mut self, unit: &Unit, sources: &Sources) -> Option<Diagnostic> {
        let tree = self.trees.remove(&unit.id);
        let source = unit.texts.first()?;
        self.scripts().rehearse(source, tree.as_ref(), sources)
    }
}

impl Loader {
    pub(crate) fn new(library: Library) -> Self {
        Self {
            library,
            builtins: None,
            last_id: 0,
            sources: Arc::default(),
            units: HashMap::new(),
            inclusions: Inclusions::default(),
            outline: Outline::default(),
            verdicts: Verdicts::default(),
        }
    }

    pub(super) fn load(&mut self, sources: Vec<Source>) -> Loaded {
        let sources = Arc::new(self.as_before(sources));
        let mut builtins = self.builtins.take();
        let mut workshop = Workshop {
            library: self.library,
            builtins: &mut builtins,
            scripts: None,
            trees: HashMap::new(),
        };
        let units = self.read(&sources, &mut workshop);
        let linked = link(&self.outline, units);
        let findings = self.verdicts.findings(Case {
            linked: &linked,
            sources: &sources,
            workshop: &mut workshop,
        });
        self.builtins = builtins;
        self.outline = linked.outline.clone();
        self.sources = Arc::clone(&sources);
        Loaded {
            sources,
            outline: linked.outline,
            findings,
            whole: self.verdicts.whole,
        }
    }

    /// The files, with the text in memory that they had before where it is the same.
    fn as_before(&self, mut sources: Vec<Source>) -> Sources {
        for source in &mut sources {
            if let Some(before) = self.sources.get(&source.path)
                && before == source
            {
                *source = before.clone();
            }
        }
        Sources::new(sources)
    }

    /// Reads the files that have changed.
    fn read(&mut self, sources: &Sources, workshop: &mut Workshop<'_>) -> Vec<Arc<Unit>> {
        let mut former = std::mem::take(&mut self.units);
        let same_names = sources.are_named_as(&self.sources);
        let mut roots = self.inclusions.roots(sources, same_names);
        let mut globals = HashMap::new();
        let mut units = Vec::new();
        for source in sources.all() {
            let root = match roots.remove(&*source.path) {
                Some(root) => root,
                None if source.is_conf() => continue,
                None => Root::alone(source),
            };
            let mut key = (Arc::clone(&source.path), 0);
            while self.units.contains_key(&key) {
                key.1 += 1;
            }
            let unit = match former.remove(&key) {
                Some(unit) if unit.holds(&root.texts, &globals) && (same_names || !unit.lacks) => {
                    unit
                }
                _ => Arc::new(self.unit(source, root, sources, &globals, workshop)),
            };
            globals.extend(unit.globals.iter().cloned());
            self.units.insert(key, Arc::clone(&unit));
            units.push(unit);
        }
        units
    }

    fn unit(
        &mut self,
        source: &Source,
        root: Root,
        sources: &Sources,
        globals: &HashMap<String, String>,
        workshop: &mut Workshop<'_>,
    ) -> Unit {
        self.last_id += 1;
        let id = UnitId(self.last_id);
        if source.is_conf() {
            let reader = ConfReader { sources, globals };
            return reader.unit(id, source, root);
        }
        let (unit, tree) = workshop.scripts().unit(id, source);
        workshop.trees.extend(tree.map(|tree| (id, tree)));
        unit
    }
}
