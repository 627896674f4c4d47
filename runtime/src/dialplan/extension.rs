//! One extension: what one name leads to in one context.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::{Arc, OnceLock};

use super::Source;
use super::index::Keyed;
use super::loopback::Place;
use super::pattern::Key;
use super::query::{ListedLine, Match, Query};
use super::table::Definition;
use super::unit::UnitId;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::script;

/// One extension, without its body.
#[derive(Clone, Debug)]
pub(super) struct Extension {
    /// As written, without the caller-ID pattern.
    pub(super) pattern: Arc<str>,
    /// Caller-ID pattern as written behind the slash.
    pub(super) caller: Option<Arc<str>>,
    pub(super) key: Key,
    pub(super) context: Arc<str>,
    pub(super) steps: Steps,
    /// How many priorities there are from 1 on, without a gap and for any caller: what nearly every look-up asks for, here
    /// to be seen without another step through memory.
    pub(super) run: u32,
    pub(super) labels: Labels,
    pub(super) path: Arc<str>,
    pub(super) span: Span,
    /// Who says so; the first, when several do.
    pub(super) unit: UnitId,
}

/// The priorities of labels, where there are so many lines that a look-up should not go through all of them. They are put
/// together when somebody first asks.
#[derive(Clone, Debug, Default)]
pub(super) struct Labels(OnceLock<BTreeMap<Arc<str>, u32>>);

/// Lines that are gone through.
const FEW: usize = 16;

impl Labels {
    fn find(&self, lines: &BTreeMap<u32, Line>, label: &str) -> Option<u32> {
        let labelled = || {
            let lines = lines.iter();
            lines.filter_map(|(at, line)| Some((line.label.as_ref()?, *at)))
        };
        if lines.len() <= FEW {
            return labelled()
                .find(|(own, _)| &***own == label)
                .map(|(_, at)| at);
        }
        let all = self.0.get_or_init(|| {
            let mut all = BTreeMap::new();
            for (own, at) in labelled() {
                all.entry(Arc::clone(own)).or_insert(at);
            }
            all
        });
        all.get(label).copied()
    }
}

/// What an extension does.
#[derive(Clone, Debug)]
pub(super) enum Steps {
    /// Bodies in Rhai: what begins it is priority 1, those with labels are others.
    Script(BTreeMap<u32, Entrance>),
    /// Lines of `extensions.conf` by their priorities.
    Lines(BTreeMap<u32, Line>),
}

/// A body in Rhai where an extension can be entered.
#[derive(Clone, Debug)]
pub(crate) struct Entrance {
    pub(crate) label: Option<Arc<str>>,
    /// Where the label stands, or the name of the extension without one.
    pub(crate) span: Span,
    pub(crate) body: Body,
}

/// Labels that are no numbers have priorities from here on.
const FIRST_LABEL: u32 = 1_000_000;

impl Entrance {
    /// Which priority it asks for: the first without a label, or the one that a number names. `None` for any behind
    /// all others.
    pub(super) fn priority(&self) -> Option<u32> {
        let Some(label) = &self.label else {
            return Some(1);
        };
        label.parse().ok().filter(|&number| number > 0)
    }

    /// As the only one of an extension.
    pub(super) fn alone(self) -> Steps {
        Steps::Script(BTreeMap::from([(
            self.priority().unwrap_or(FIRST_LABEL),
            self,
        )]))
    }
}

/// Where the statements of an extension are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Body {
    /// The file.
    pub(crate) source: Source,
    /// What the bodies of the file share: its text without contexts. `None` if it can be compiled only as a whole.
    pub(crate) shared: Option<Arc<str>>,
    /// Where it stands, if that is known.
    pub(crate) place: Option<script::Place>,
    /// Which extension of the file, counted from its top.
    pub(crate) ordinal: u32,
    /// Of its text: two bodies with the same digest do the same.
    pub(super) digest: u64,
}

/// One line of an extension in `extensions.conf`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// Its name as written.
    pub(crate) application: Arc<str>,
    /// What stands in its parentheses, before substitution.
    pub(crate) data: Arc<str>,
    /// The label of its priority, if it has one.
    pub(crate) label: Option<Arc<str>>,
    /// The file it stands in.
    pub(crate) file: Arc<str>,
    /// The application's name in it.
    pub(crate) span: Span,
    /// Its priority in it, with the label if it has one.
    pub(crate) step: Span,
}

impl Line {
    /// The place of the label, or that of the priority if it has none.
    pub(crate) fn label_span(&self) -> Span {
        let length = self
            .label
            .as_deref()
            .map_or(0, |label| label.chars().count());
        let end = self.step.end_column.saturating_sub(1);
        match u32::try_from(length) {
            Ok(length @ 1..) if length < end => Span::line(self.step.line, end - length, end),
            _ => self.step,
        }
    }
}

/// What a priority of an extension leads to.
#[derive(Clone, Debug)]
pub(crate) enum Step<'a> {
    /// A body in Rhai.
    Script(&'a Body),
    /// A line of `extensions.conf`.
    Line(&'a Line),
    /// A `switch` leads to this priority of an extension of another context.
    Elsewhere(Place),
}

impl Step<'_> {
    /// The application of a line.
    pub(crate) fn application(&self) -> Option<&str> {
        match self {
            Self::Script(_) | Self::Elsewhere(_) => None,
            Self::Line(line) => Some(&line.application),
        }
    }

    /// The data of a line, as it stands.
    pub(crate) fn data(&self) -> Option<Arc<str>> {
        match self {
            Self::Script(_) | Self::Elsewhere(_) => None,
            Self::Line(line) => Some(Arc::clone(&line.data)),
        }
    }
}

impl Steps {
    fn has(&self, priority: u32) -> bool {
        match self {
            Self::Script(bodies) => bodies.contains_key(&priority),
            Self::Lines(lines) => lines.contains_key(&priority),
        }
    }
}

impl Extension {
    /// What finding it gives.
    pub(super) fn found(&self) -> Match {
        Match {
            context: Arc::clone(&self.context),
            pattern: Arc::clone(&self.pattern),
            caller: self.caller.clone(),
        }
    }

    pub(super) fn listed(&self) -> Vec<ListedLine> {
        let Steps::Lines(lines) = &self.steps else {
            return Vec::new();
        };
        let listed = lines.iter().map(|(priority, line)| ListedLine {
            priority: *priority,
            label: line.label.clone(),
            text: format!("{}({})", line.application, line.data),
            file: Arc::clone(&line.file),
            span: line.span,
        });
        listed.collect()
    }

    pub(super) fn is_for(&self, caller: &str) -> bool {
        match &self.key.caller {
            None => true,
            Some(pattern) => pattern.takes(caller),
        }
    }

    pub(super) fn has(&self, priority: u32) -> bool {
        self.steps.has(priority)
    }

    /// Whether it is what a look-up asks for, if the name is.
    pub(super) fn answers(&self, query: &Query<'_>) -> bool {
        (1..=self.run).contains(&query.priority)
            || self.is_for(query.caller) && self.has(query.priority)
    }

    /// Counts the priorities that there are now.
    pub(super) fn count(&mut self) {
        let next = |run: u32| run.checked_add(1).filter(|_| self.key.caller.is_none());
        while let Some(more) = next(self.run)
            && self.steps.has(more)
        {
            self.run = more;
        }
    }

    pub(super) fn step(&self, priority: u32) -> Option<Step<'_>> {
        match &self.steps {
            Steps::Script(bodies) => {
                let entrance = bodies.get(&priority)?;
                Some(Step::Script(&entrance.body))
            }
            Steps::Lines(lines) => lines.get(&priority).map(Step::Line),
        }
    }

    pub(super) fn labelled(&self, label: &str) -> Option<u32> {
        match &self.steps {
            Steps::Lines(lines) => self.labels.find(lines, label),
            Steps::Script(bodies) => {
                let mut bodies = bodies.iter();
                let found = bodies.find(|(_, body)| body.label.as_deref() == Some(label))?;
                Some(*found.0)
            }
        }
    }

    /// Whether all priorities and labels that the other one has are there.
    pub(super) fn has_steps_of(&self, other: &Self) -> bool {
        let has = |priority: u32, label: &Option<Arc<str>>| {
            let label = label.as_deref();
            self.has(priority) && label.is_none_or(|label| self.labelled(label).is_some())
        };
        match &other.steps {
            Steps::Script(bodies) => {
                let mut bodies = bodies.iter();
                bodies.all(|(at, entrance)| has(*at, &entrance.label))
            }
            Steps::Lines(lines) => lines.iter().all(|(at, line)| has(*at, &line.label)),
        }
    }

    /// Takes in what another part of the file says of it. Gives whether there was room.
    fn take_body(&mut self, entrance: Entrance) -> bool {
        let Steps::Script(bodies) = &mut self.steps else {
            return false;
        };
        let last = bodies
            .keys()
            .next_back()
            .map_or(FIRST_LABEL, |last| last.saturating_add(1));
        let priority = entrance.priority().unwrap_or(last.max(FIRST_LABEL));
        let twice =
            entrance.label.is_some() && bodies.values().any(|other| other.label == entrance.label);
        if twice || bodies.contains_key(&priority) {
            return false;
        }
        bodies.insert(priority, entrance);
        true
    }

    /// Whether both do the same, wherever they stand.
    pub(super) fn does_as(&self, other: &Self) -> bool {
        match (&self.steps, &other.steps) {
            (Steps::Script(a), Steps::Script(b)) => {
                let said = |(priority, entrance): (&u32, &Entrance)| {
                    (*priority, entrance.label.clone(), entrance.body.digest)
                };
                a.iter().map(said).eq(b.iter().map(said))
            }
            (Steps::Lines(a), Steps::Lines(b)) => {
                let said = |(priority, line): (&u32, &Line)| {
                    let (application, data) = (line.application.clone(), line.data.clone());
                    (*priority, application, data, line.label.clone())
                };
                a.iter().map(said).eq(b.iter().map(said))
            }
            _ => false,
        }
    }

    fn take_line(&mut self, priority: u32, line: Line, findings: &mut Vec<Diagnostic>) {
        self.labels = Labels::default();
        let first = match &mut self.steps {
            Steps::Lines(lines) => match lines.entry(priority) {
                Entry::Vacant(free) => {
                    free.insert(line);
                    return;
                }
                Entry::Occupied(first) => (Arc::clone(&first.get().file), first.get().step),
            },
            Steps::Script(_) => (Arc::clone(&self.path), self.span),
        };
        let message = format!(
            "priority {priority} of extension `{}` is in use already",
            self.pattern
        );
        let finding = Diagnostic::new(Code::ConfTwice, line.file, line.step, message).with_label(
            first.0,
            first.1,
            "this one counts",
        );
        findings.push(finding);
    }

    fn defined_twice(&self, refused: &Self) -> Diagnostic {
        let path = Arc::clone(&refused.path);
        if let Some((label, again)) = refused.labels().next() {
            let first = self.labels().find(|(other, _)| *other == label);
            let (file, span) = first.map_or((&self.path, self.span), |(_, entrance)| {
                (&entrance.body.source.path, entrance.span)
            });
            let message = format!(
                "extension `{}` of context `{}` has the label `{label}` twice",
                refused.pattern, refused.context
            );
            return Diagnostic::new(Code::DuplicateExtension, path, again.span, message)
                .with_note("given again here")
                .with_label(Arc::clone(file), span, "first given here");
        }
        let message = format!(
            "extension `{}` is defined twice in context `{}`",
            refused.pattern, refused.context
        );
        let first = if self.pattern == refused.pattern {
            "first defined here".to_owned()
        } else {
            format!("`{}` is the same and comes first", self.pattern)
        };
        Diagnostic::new(Code::DuplicateExtension, path, refused.span, message)
            .with_note("defined again here")
            .with_label(Arc::clone(&self.path), self.span, first)
    }

    /// The labels of bodies in Rhai.
    fn labels(&self) -> impl Iterator<Item = (&str, &Entrance)> {
        let bodies = match &self.steps {
            Steps::Script(bodies) => Some(bodies.values()),
            Steps::Lines(_) => None,
        };
        let bodies = bodies.into_iter().flatten();
        bodies.filter_map(|entrance| Some((entrance.label.as_deref()?, entrance)))
    }
}

impl Keyed for Extension {
    fn key(&self) -> &Key {
        &self.key
    }
}

impl Definition for Extension {
    fn unit(&self) -> UnitId {
        self.unit
    }

    /// Lines join those that are there, and bodies with labels the others.
    fn join(&mut self, next: Self, findings: &mut Vec<Diagnostic>) {
        match next.steps {
            Steps::Script(ref bodies) => {
                let taken = bodies
                    .values()
                    .all(|entrance| self.take_body(entrance.clone()));
                if !taken {
                    findings.push(self.defined_twice(&next));
                }
            }
            Steps::Lines(lines) => {
                for (priority, line) in lines {
                    self.take_line(priority, line, findings);
                }
            }
        }
        self.count();
    }
}
