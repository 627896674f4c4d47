//! What one file says, made from its text alone: it holds as long as the text does.
//!
//! In: what a reader of the file meets, in order. Out: a [`Unit`], plain data that outlives the tree it was taken from
//! and may cross threads. Whether it fits what other files say is the linker's to see.

use std::collections::HashMap;
use std::sync::Arc;

use super::context::{Include, Lamp, Switch};
use super::extension::Extension;
use super::index::Keyed;
use super::loopback::Loopback;
use super::pattern::Key;
use super::table::Definition;
use super::{Hint, Source};
use crate::check::Facts;
use crate::conf;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};

/// Tells units apart, also those of one file at different times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct UnitId(pub(super) u64);

/// In which order the files come.
#[derive(Debug, Default)]
pub(super) struct Order(HashMap<UnitId, usize>);

impl Order {
    pub(super) fn of(units: &[Arc<Unit>]) -> Self {
        Self(units.iter().map(|unit| unit.id).zip(0..).collect())
    }

    /// The place of a unit; `None` when it is no longer there.
    pub(super) fn place(&self, unit: UnitId) -> Option<usize> {
        self.0.get(&unit).copied()
    }
}

/// What one file says.
#[derive(Debug)]
pub(super) struct Unit {
    pub(super) id: UnitId,
    /// The file, and those it includes as if their text stood in it.
    pub(super) texts: Vec<Source>,
    /// Whether it includes a file that is not there, and suggests another one.
    pub(super) lacks: bool,
    /// Whether one of those has to be there, so that what seems missing may be in it.
    pub(super) short: bool,
    /// Global variables of other files that names in it depend on, with the values they had.
    pub(super) wants: Vec<(String, Option<String>)>,
    /// What it says of each context, in the order of the first words on it.
    pub(super) parts: Vec<Part>,
    /// What it says of how all lines are run.
    pub(super) general: Vec<conf::Section>,
    /// Global variables it sets, in order.
    pub(super) globals: Vec<(String, String)>,
    /// What can be judged only beside other files.
    pub(super) facts: Arc<Facts>,
    /// What is wrong with it by itself.
    pub(super) findings: Vec<Diagnostic>,
    /// Whether it could be read to its end.
    pub(super) whole: bool,
}

/// What a file says of one context.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) context: Arc<str>,
    /// No two have one key.
    pub(super) extensions: Vec<Arc<Extension>>,
    pub(super) lamps: Vec<Arc<Lamp>>,
    pub(super) includes: Vec<Include>,
    pub(super) switches: Vec<Switch>,
}

impl Unit {
    pub(super) fn path(&self) -> &Arc<str> {
        &self.facts.path
    }

    pub(super) fn part(&self, context: &str) -> Option<&Part> {
        self.parts.iter().find(|part| &*part.context == context)
    }

    /// Whether it still says what these texts say after files that set these global variables.
    pub(super) fn holds(&self, texts: &[Source], globals: &HashMap<String, String>) -> bool {
        let same = |(a, b): (&Source, &Source)| a.is(b);
        self.texts.len() == texts.len()
            && self.texts.iter().zip(texts).all(same)
            && (self.wants.iter()).all(|(name, value)| globals.get(name) == value.as_ref())
    }

    /// Whether one of its own findings keeps a generation from going live.
    pub(super) fn is_bad(&self) -> bool {
        self.findings.iter().any(Diagnostic::is_error)
    }
}

impl Part {
    /// Whether it leads to other contexts.
    pub(super) fn leads_on(&self) -> bool {
        !self.includes.is_empty() || !self.switches.is_empty()
    }

    /// Whether it leads to the same contexts in the same way.
    pub(super) fn leads_as(&self, other: &Self) -> bool {
        let switches = self.switches.iter().map(|switch| &switch.loopback);
        let switched = switches.eq(other.switches.iter().map(|switch| &switch.loopback));
        let ours = self.includes.iter();
        let ours = ours.map(|include| (&include.name, &include.times));
        let theirs = other.includes.iter();
        switched && ours.eq(theirs.map(|include| (&include.name, &include.times)))
    }

    /// Whether all that can be reached in the other can be reached in it.
    pub(super) fn reaches_all_of(&self, other: &Self) -> bool {
        let ours = self.extensions.iter();
        let ours: HashMap<&Key, &Arc<Extension>> =
            ours.map(|extension| (&extension.key, extension)).collect();
        let mut theirs = other.extensions.iter();
        theirs.all(|other| {
            let own = ours.get(&other.key);
            own.is_some_and(|own| own.has_steps_of(other))
        })
    }
}

/// A unit while its file is read.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) id: UnitId,
    parts: Vec<DraftPart>,
    names: HashMap<Arc<str>, usize>,
    pub(super) findings: Vec<Diagnostic>,
}

#[derive(Debug)]
struct DraftPart {
    context: Arc<str>,
    extensions: Vec<Extension>,
    known: HashMap<Key, usize>,
    lamps: Vec<Lamp>,
    lit: HashMap<Key, usize>,
    includes: Vec<Include>,
    switches: Vec<Switch>,
}

impl Draft {
    pub(super) fn new(id: UnitId) -> Self {
        Self {
            id,
            parts: Vec::new(),
            names: HashMap::new(),
            findings: Vec::new(),
        }
    }

    /// The context of that name: its number in this draft, and its name as all of the draft shares it.
    pub(super) fn context(&mut self, name: &str) -> (usize, Arc<str>) {
        if let Some(&at) = self.names.get(name) {
            return (at, Arc::clone(&self.parts[at].context));
        }
        let name: Arc<str> = name.into();
        let at = self.parts.len();
        self.names.insert(Arc::clone(&name), at);
        self.parts.push(DraftPart {
            context: Arc::clone(&name),
            extensions: Vec::new(),
            known: HashMap::new(),
            lamps: Vec::new(),
            lit: HashMap::new(),
            includes: Vec::new(),
            switches: Vec::new(),
        });
        (at, name)
    }

    pub(super) fn extension(&mut self, context: usize, mut extension: Extension) {
        extension.count();
        let part = &mut self.parts[context];
        let findings = &mut self.findings;
        define(&mut part.extensions, &mut part.known, extension, findings);
    }

    pub(super) fn hint(&mut self, context: usize, hint: Hint) {
        self.check_hint(&hint);
        let (key, _) = Key::parse(&hint.extension, None);
        let unit = self.id;
        let part = &mut self.parts[context];
        let lamp = Lamp { key, hint, unit };
        let findings = &mut self.findings;
        define(&mut part.lamps, &mut part.lit, lamp, findings);
    }

    pub(super) fn include(&mut self, context: usize, include: Include) {
        self.parts[context].includes.push(include);
    }

    pub(super) fn switch(&mut self, context: usize, loopback: Loopback) {
        let unit = self.id;
        let switch = Switch { loopback, unit };
        self.parts[context].switches.push(switch);
    }

    pub(super) fn parts(&mut self) -> Vec<Part> {
        let parts = std::mem::take(&mut self.parts).into_iter();
        let parts = parts.map(|part| Part {
            context: part.context,
            extensions: part.extensions.into_iter().map(Arc::new).collect(),
            lamps: part.lamps.into_iter().map(Arc::new).collect(),
            includes: part.includes,
            switches: part.switches,
        });
        parts.collect()
    }

    fn check_hint(&mut self, hint: &Hint) {
        let path = || Arc::clone(&hint.file);
        if hint.extension.is_empty() {
            let message = "a hint needs an extension to be watched";
            let finding = Diagnostic::new(Code::BadHint, path(), hint.span, message);
            self.findings.push(finding);
        }
        if let Some(fault) = Hint::check(&hint.device) {
            let message = format!("bad hint: {fault}");
            let kind = hint.device.split_inclusive(['/', ':']).next().unwrap_or("");
            let known = super::hint::TECHNOLOGIES;
            let help = did_you_mean(kind, known).filter(|_| !known.contains(&kind));
            let usual =
                "a hint names devices as `SIP/phone`, `Skype:account@buddy` or `Custom:name`";
            let finding = Diagnostic::new(Code::BadHint, path(), hint.device_span, message)
                .with_help(help.unwrap_or_else(|| usual.into()));
            self.findings.push(finding);
        }
    }
}

/// Takes something in, or joins it to what has its key already.
fn define<T: Definition>(
    all: &mut Vec<T>,
    known: &mut HashMap<Key, usize>,
    new: T,
    findings: &mut Vec<Diagnostic>,
) {
    match known.get(new.key()) {
        Some(&at) => all[at].join(new, findings),
        None => {
            known.insert(Keyed::key(&new).clone(), all.len());
            all.push(new);
        }
    }
}
