//! What a change of generations means: which files, contexts, extensions, hints, includes and global variables came, went
//! or are not what they were.
//!
//! In: two dialplans. Out: [`Changes`]. What both share is not looked at, so that it costs what differs.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use super::Dialplan;
use super::context::{Context, Lamp};
use super::extension::Extension;

/// Names that are kept of each kind; the others are counted.
const NAMED: usize = 10;

/// What differs between two generations. An extension has changed when its text has, wherever it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Paths.
    pub files: Difference,
    /// Names of contexts; none is ever "changed".
    pub contexts: Difference,
    /// `100@internal`, of contexts in both generations or only one.
    pub extensions: Difference,
    /// `100@internal`.
    pub hints: Difference,
    /// `internal → outside`: the context that includes and the one it includes.
    pub includes: Difference,
    /// Global variables that files set.
    pub globals: Difference,
}

/// What differs of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// What was not there before.
    pub added: Tally,
    /// What is there no longer.
    pub removed: Tally,
    /// What is not as it was.
    pub changed: Tally,
}

/// How many there are, and what the first of them are called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many.
    pub count: usize,
    /// The first of them, in the order in which they were found.
    pub first: Vec<String>,
}

impl Changes {
    /// What has become of `former`.
    pub fn between(former: &Dialplan, now: &Dialplan) -> Self {
        let mut changes = Self::default();
        changes.files(former, now);
        let (before, after) = (&former.outline, &now.outline);
        for context in after.contexts() {
            match before.context(&context.name) {
                Some(former) if Arc::ptr_eq(former, context) => {}
                Some(former) => changes.context(former, context),
                None => {
                    changes.contexts.added.add(|| context.name.to_string());
                    changes.context(&Context::new(&context.name), context);
                }
            }
        }
        for context in before.contexts() {
            if after.context(&context.name).is_none() {
                changes.contexts.removed.add(|| context.name.to_string());
                changes.context(context, &Context::new(&context.name));
            }
        }
        if !Arc::ptr_eq(&before.globals, &after.globals) {
            let last = |globals: &[(String, String)]| -> BTreeMap<String, String> {
                globals.iter().cloned().collect()
            };
            let (before, after) = (last(&before.globals), last(&after.globals));
            changes.globals.of_maps(&before, &after, |a, b| a == b);
        }
        changes
    }

    /// Whether nothing differs at all.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn files(&mut self, former: &Dialplan, now: &Dialplan) {
        for source in now.sources() {
            match former.files().get(&source.path) {
                None => self.files.added.add(|| source.path.to_string()),
                Some(before) if before.is(source) || before == source => {}
                Some(_) => self.files.changed.add(|| source.path.to_string()),
            }
        }
        for source in former.sources() {
            if now.files().get(&source.path).is_none() {
                self.files.removed.add(|| source.path.to_string());
            }
        }
    }

    fn context(&mut self, former: &Context, now: &Context) {
        let name = |text: &str| format!("{text}@{}", now.name);
        let extension = |one: &Extension| match &one.caller {
            Some(caller) => name(&format!("{}/{caller}", one.pattern)),
            None => name(&one.pattern),
        };
        let extensions = &mut self.extensions;
        let (before, after) = (&former.extensions.index, &now.extensions.index);
        after.differences(before, &mut |before, after| {
            extensions.of_pair(before, after, |a, b| a.does_as(b), &extension);
        });
        let hint = |lamp: &Lamp| name(&lamp.hint.extension);
        let hints = &mut self.hints;
        let (before, after) = (&former.lamps.index, &now.lamps.index);
        after.differences(before, &mut |before, after| {
            hints.of_pair(before, after, |a, b| a.hint.device == b.hint.device, &hint);
        });
        self.includes(former, now);
    }

    fn includes(&mut self, former: &Context, now: &Context) {
        if former.includes.is_empty() && now.includes.is_empty() {
            return;
        }
        let of = |context: &Context| -> BTreeMap<String, _> {
            let includes = context.includes.iter();
            let named = includes.map(|include| {
                let name = format!("{} → {}", now.name, include.name);
                (name, include.times.clone())
            });
            named.collect()
        };
        self.includes.of_maps(&of(former), &of(now), |a, b| a == b);
    }
}

impl Difference {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn of_pair<T>(
        &mut self,
        former: Option<&Arc<T>>,
        now: Option<&Arc<T>>,
        same: impl Fn(&T, &T) -> bool,
        name: &dyn Fn(&T) -> String,
    ) {
        match (former, now) {
            (None, Some(now)) => self.added.add(|| name(now)),
            (Some(former), None) => self.removed.add(|| name(former)),
            (Some(former), Some(now)) if !same(former, now) => self.changed.add(|| name(now)),
            _ => {}
        }
    }

    fn of_maps<T>(
        &mut self,
        former: &BTreeMap<String, T>,
        now: &BTreeMap<String, T>,
        same: impl Fn(&T, &T) -> bool,
    ) {
        let names: BTreeSet<&String> = former.keys().chain(now.keys()).collect();
        for name in names {
            match (former.get(name), now.get(name)) {
                (None, _) => self.added.add(|| name.clone()),
                (_, None) => self.removed.add(|| name.clone()),
                (Some(a), Some(b)) if !same(a, b) => self.changed.add(|| name.clone()),
                _ => {}
            }
        }
    }
}

impl Tally {
    fn add(&mut self, name: impl FnOnce() -> String) {
        self.count += 1;
        if self.first.len() < NAMED {
            // What a file calls something may hold anything, and goes to a terminal.
            let plain = name().replace(char::is_control, "\u{fffd}");
            self.first.push(plain);
        }
    }
}

/// A line for each kind that differs: `extensions: 2 added (100@internal, 101@internal), 1 changed (102@internal)`.
impl fmt::Display for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds = [
            ("files", &self.files),
            ("contexts", &self.contexts),
            ("extensions", &self.extensions),
            ("hints", &self.hints),
            ("includes", &self.includes),
            ("globals", &self.globals),
        ];
        for (kind, difference) in kinds {
            if !difference.is_empty() {
                writeln!(f, "{kind}: {difference}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tallies = [
            ("added", &self.added),
            ("removed", &self.removed),
            ("changed", &self.changed),
        ];
        let mut between = "";
        for (what, tally) in tallies.into_iter().filter(|(_, tally)| tally.count > 0) {
            let more = if tally.count > tally.first.len() {
                ", …"
            } else {
                ""
            };
            let names = tally.first.join(", ");
            write!(f, "{between}{} {what} ({names}{more})", tally.count)?;
            between = ", ";
        }
        Ok(())
    }
}
