//! Judges what files say of each other, and keeps the verdicts until something they rest on has changed.
//!
//! In: the outline of all files, and what the last change may have made wrong. Out: all findings but advice.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::import_circles::Circles;
use super::linker::Linked;
use super::loader::Workshop;
use super::outline::Outline;
use super::routes::{self, Contexts};
use super::unit::{Unit, UnitId};
use super::{Source, Sources};
use crate::check::links::{self, Program};
use crate::check::{Facts, Jump};
use crate::diagnostic::{Diagnostic, Similar};

/// Contexts that lost something, beyond which it is cheaper to judge everything again.
const MANY: usize = 64;

/// What was found before.
#[derive(Debug, Default)]
pub(super) struct Verdicts {
    files: HashMap<UnitId, Verdict>,
    includes: Vec<Diagnostic>,
    /// Whether every file could be read to its end.
    pub(super) whole: bool,
}

/// What was found about one file.
#[derive(Debug)]
struct Verdict {
    aims: Aims,
    jumps: Vec<Diagnostic>,
    /// What it imports and what that imports, when it was made ready last.
    imported: Vec<Option<Source>>,
    /// What came of that.
    rehearsal: Option<Diagnostic>,
}

/// Where the jumps of a file lead.
#[derive(Debug, Default)]
struct Aims {
    /// Contexts.
    there: HashSet<String>,
    /// Contexts it is in while it stays there.
    here: HashSet<String>,
    /// Whether it jumps from a function, which can be in any.
    anywhere: bool,
}

/// What is to be judged.
pub(super) struct Case<'a, 'w> {
    pub(super) linked: &'a Linked,
    pub(super) sources: &'a Sources,
    pub(super) workshop: &'a mut Workshop<'w>,
}

/// Where something that could be reached before may be gone.
enum Lost<'a> {
    Anywhere,
    /// In these contexts; and where a script stands that may be run in them.
    In(HashSet<&'a str>, HashSet<&'a str>),
}

impl Verdicts {
    /// All findings of all files but advice, in no particular order.
    pub(super) fn findings(&mut self, case: Case<'_, '_>) -> Vec<Diagnostic> {
        let outline = &case.linked.outline;
        let contexts = Similar::new(|| outline.context_names().collect());
        let files = Similar::new(|| {
            let paths = case.sources.all().iter().map(|source| &*source.path);
            let names = paths.map(|path| path.strip_suffix(".rhai").unwrap_or(path));
            names.collect()
        });
        let whole = outline.units.iter().all(|unit| unit.whole);
        let program = Program {
            outline,
            sources: case.sources,
            whole,
            contexts,
            files,
            guesses: Cell::new(MANY),
        };
        if whole != self.whole || case.linked.rerouted || !self.includes.is_empty() {
            self.includes = includes(outline, &program);
        }
        let lost = if whole == self.whole {
            lost(case.linked)
        } else {
            Lost::Anywhere
        };
        self.whole = whole;
        let mut findings = self.includes.clone();
        for unit in &outline.units {
            findings.extend(unit.findings.iter().cloned());
            findings.extend(links::imports(&unit.facts, &program));
        }
        for context in outline.contexts.iter().flatten() {
            findings.extend(context.extensions.findings().cloned());
            findings.extend(context.lamps.findings().cloned());
        }
        let facts = outline.units.iter().map(|unit| &*unit.facts);
        let circles = Circles::of(facts, case.sources);
        self.judge(&program, &lost, &circles, case.workshop);
        findings.extend(circles.findings);
        let verdicts = self.files.values();
        findings.extend(verdicts.flat_map(|verdict| {
            let jumps = verdict.jumps.iter();
            jumps.chain(&verdict.rehearsal).cloned()
        }));
        // A mistake in a line of `extensions.conf` is a warning.
        let lines = findings.iter_mut();
        lines
            .filter(|finding| finding.file.ends_with(".conf"))
            .for_each(|finding| finding.code = finding.code.in_line());
        findings
    }

    fn judge(
        &mut self,
        program: &Program<'_>,
        lost: &Lost<'_>,
        circles: &Circles,
        workshop: &mut Workshop<'_>,
    ) {
        let mut former = std::mem::take(&mut self.files);
        let units = &program.outline.units;
        let by_path: HashMap<&str, &Arc<Unit>> =
            units.iter().map(|unit| (&**unit.path(), unit)).collect();
        for unit in units {
            let facts = &*unit.facts;
            if facts.jumps.is_empty() && facts.imports.is_empty() {
                continue;
            }
            let former = former.remove(&unit.id);
            let is_new = former.is_none();
            let mut verdict = former.unwrap_or_else(|| Verdict::new(facts));
            let dead = !verdict.jumps.is_empty();
            if is_new || dead || lost.concerns(&verdict.aims) {
                verdict.jumps = links::jumps(facts, program);
            }
            let sound = |unit: &Unit| !unit.is_bad() && !circles.files.contains(unit.path());
            verdict.rehearse(unit, &by_path, &sound, program.sources, workshop);
            self.files.insert(unit.id, verdict);
        }
    }
}

impl Verdict {
    fn new(facts: &Facts) -> Self {
        Self {
            aims: Aims::of(facts),
            jumps: Vec::new(),
            imported: Vec::new(),
            rehearsal: None,
        }
    }

    /// Makes a file ready again when something it imports has changed.
    fn rehearse(
        &mut self,
        unit: &Unit,
        by_path: &HashMap<&str, &Arc<Unit>>,
        is_sound: &dyn Fn(&Unit) -> bool,
        sources: &Sources,
        workshop: &mut Workshop<'_>,
    ) {
        if unit.facts.imports.is_empty() || !is_sound(unit) {
            self.imported = Vec::new();
            self.rehearsal = None;
            return;
        }
        let imported = imported(&unit.facts, by_path, sources);
        let same = |(a, b): (&Option<Source>, &Option<Source>)| match (a, b) {
            (Some(a), Some(b)) => a.is(b),
            (a, b) => a.is_none() && b.is_none(),
        };
        let as_before = imported.len() == self.imported.len();
        if as_before && imported.iter().zip(&self.imported).all(same) {
            return;
        }
        // What is wrong with another file, or that it is missing, is said there.
        let sound = imported.iter().all(|source| {
            let unit = source
                .as_ref()
                .and_then(|source| by_path.get(&*source.path));
            unit.is_some_and(|unit| is_sound(unit))
        });
        self.rehearsal = sound.then(|| workshop.rehearse(unit, sources)).flatten();
        self.imported = imported;
    }
}

/// What a file imports and what that imports; none for what is not there.
fn imported(
    facts: &Facts,
    by_path: &HashMap<&str, &Arc<Unit>>,
    sources: &Sources,
) -> Vec<Option<Source>> {
    let mut found: Vec<Option<Source>> = Vec::new();
    let mut seen = HashSet::new();
    let mut open = vec![facts];
    while let Some(facts) = open.pop() {
        for (name, _) in &facts.imports {
            let source = sources.imported(name);
            if source.is_none_or(|source| seen.insert(Arc::clone(&source.path))) {
                let unit = source.and_then(|source| by_path.get(&*source.path));
                open.extend(unit.map(|unit| &*unit.facts));
                found.push(source.cloned());
            }
        }
    }
    found
}

impl Aims {
    fn of(facts: &Facts) -> Self {
        let mut aims = Self::default();
        for jump in &facts.jumps {
            match jump {
                Jump::There { context, .. } => {
                    aims.there.insert(context.clone());
                }
                Jump::Macro { name, .. } => {
                    aims.there.insert(format!("macro-{name}"));
                }
                Jump::Here { context, .. } => match context {
                    Some(context) => {
                        aims.here.insert(context.clone());
                    }
                    None => aims.anywhere = true,
                },
            }
        }
        aims
    }
}

impl Lost<'_> {
    fn concerns(&self, aims: &Aims) -> bool {
        match self {
            Self::Anywhere => true,
            Self::In(there, here) => {
                aims.anywhere && !there.is_empty()
                    || aims.there.iter().any(|name| there.contains(&**name))
                    || aims.here.iter().any(|name| here.contains(&**name))
            }
        }
    }
}

/// What the last change may have taken away.
fn lost(linked: &Linked) -> Lost<'_> {
    let outline = &linked.outline;
    // Where a switch leads is not known before somebody dials.
    let mut contexts = outline.contexts.iter().flatten();
    let switched = contexts.any(|context| !context.switches.is_empty());
    let many = linked.shrunk.len() > MANY || (switched && !linked.shrunk.is_empty());
    if linked.cut || many {
        return Lost::Anywhere;
    }
    let mut there: HashSet<&str> = HashSet::new();
    let mut here: HashSet<&str> = HashSet::new();
    for name in &linked.shrunk {
        there.insert(name);
        here.insert(name);
        let Some(number) = outline.number(name) else {
            continue;
        };
        for number in outline.routes.reaching(number, outline) {
            there.extend(Contexts::context(outline, number).map(|context| &*context.name));
            let search = outline.routes.search(number, outline);
            let searched = search.into_iter().flat_map(|search| &search.order);
            let searched = searched.filter_map(|&at| Contexts::context(outline, at));
            here.extend(searched.map(|context| &*context.name));
        }
    }
    Lost::In(there, here)
}

/// What is wrong with includes.
fn includes(outline: &Outline, program: &Program<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    if program.whole {
        let similar = |name: &str| program.contexts.to(name).help;
        let contexts = outline.contexts.iter().flatten();
        findings.extend(routes::dead(contexts, outline, &similar));
    }
    // By name, so that it is the same include of a circle whichever file came first.
    let numbers = outline.contexts();
    let numbers = numbers.filter_map(|context| outline.number(&context.name));
    let numbers: Vec<u32> = numbers.collect();
    findings.extend(routes::circles(&numbers, outline));
    findings
}
