//! Which files of Asterisk's form are read by themselves, and which as parts of others that include them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::{Source, Sources};
use crate::conf;

/// What each file includes, as long as its text holds.
#[derive(Debug, Default)]
pub(super) struct Inclusions(HashMap<Arc<str>, Included>);

/// What one file includes itself.
#[derive(Debug)]
struct Included {
    text: Arc<str>,
    /// The paths of the files it includes.
    found: Vec<Arc<str>>,
    /// Whether a name it includes means no file.
    lacks: bool,
    /// Whether one of those has to be there.
    short: bool,
}

/// A file that is read by itself.
#[derive(Debug)]
pub(super) struct Root {
    /// It, and all that it includes.
    pub(super) texts: Vec<Source>,
    /// Whether it includes a file that is not there.
    pub(super) lacks: bool,
    /// Whether one of those has to be there.
    pub(super) short: bool,
}

impl Root {
    /// A file that includes none.
    pub(super) fn alone(source: &Source) -> Self {
        Self {
            texts: vec![source.clone()],
            lacks: false,
            short: false,
        }
    }
}

impl Inclusions {
    /// The files that are read by themselves: those that no other one includes, and the first of a circle.
    ///
    /// `same_names` says that there are files of the same paths as when it was asked last.
    pub(super) fn roots<'s>(
        &mut self,
        sources: &'s Sources,
        same_names: bool,
    ) -> HashMap<&'s str, Root> {
        let confs = sources.all().iter().filter(|source| source.is_conf());
        let confs: Vec<&Source> = confs.collect();
        self.learn(&confs, sources, same_names);
        let mut below: HashSet<&str> = HashSet::new();
        for conf in &confs {
            let included = self.below(conf, sources);
            let others = included.filter(|other| other.path != conf.path);
            below.extend(others.map(|source| &*source.path));
        }
        let (inner, outer): (Vec<&Source>, Vec<&Source>) =
            (confs.into_iter()).partition(|conf| below.contains(&*conf.path));
        let mut roots = HashMap::new();
        let mut reached: HashSet<Arc<str>> = HashSet::new();
        for conf in outer.into_iter().chain(inner) {
            if !reached.contains(&conf.path) {
                let root = self.root(conf, sources);
                reached.extend(root.texts.iter().map(|source| Arc::clone(&source.path)));
                roots.insert(&*conf.path, root);
            }
        }
        roots
    }

    fn learn(&mut self, confs: &[&Source], sources: &Sources, same_names: bool) {
        self.0
            .retain(|path, _| same_names && sources.get(path).is_some());
        for conf in confs {
            let known = self.0.get(&conf.path);
            if !known.is_some_and(|known| Arc::ptr_eq(&known.text, &conf.text)) {
                let included = Included::of(conf, sources);
                self.0.insert(Arc::clone(&conf.path), included);
            }
        }
    }

    /// A file and all that it includes, each once.
    fn root(&self, root: &Source, sources: &Sources) -> Root {
        let mut texts = vec![root.clone()];
        let mut seen = HashSet::from([Arc::clone(&root.path)]);
        let (mut lacks, mut short) = (false, false);
        let mut at = 0;
        while let Some(next) = texts.get(at).cloned() {
            let included = self.0.get(&next.path);
            lacks |= included.is_some_and(|included| included.lacks);
            short |= included.is_some_and(|included| included.short);
            let below = self.below(&next, sources);
            let new = below.filter(|source| seen.insert(Arc::clone(&source.path)));
            texts.extend(new.cloned());
            at += 1;
        }
        Root {
            texts,
            lacks,
            short,
        }
    }

    /// The files that one includes itself.
    fn below<'s>(
        &self,
        conf: &Source,
        sources: &'s Sources,
    ) -> impl Iterator<Item = &'s Source> + use<'_, 's> {
        let included = self.0.get(&conf.path).map(|included| &included.found);
        let paths = included.into_iter().flatten();
        paths.filter_map(|path| sources.get(path))
    }
}

impl Included {
    fn of(conf: &Source, sources: &Sources) -> Self {
        let mut included = Self {
            text: Arc::clone(&conf.text),
            found: Vec::new(),
            lacks: false,
            short: false,
        };
        for (name, needed) in conf::included(&conf.text) {
            let found = conf::find(sources.all(), conf, &name);
            included.lacks |= found.is_empty();
            included.short |= needed && found.is_empty();
            let paths = found.into_iter().map(|source| Arc::clone(&source.path));
            included.found.extend(paths);
        }
        included
    }
}
