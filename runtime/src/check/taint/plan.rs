//! All routines of a program, and which of them a jump leads to.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::Facts;
use super::alphabet::Alphabet;
use super::flow::{How, Jump, Op, Routine, Term};
use super::lines;
use super::trail::{Site, Source, Trail};
use super::value::{Shape, Value};
use crate::dialplan::{Name, Survey, Surveyed};
use crate::library::Library;

/// Everything that can be followed.
pub(super) struct Plan<'a> {
    survey: &'a Survey<'a>,
    extensions: Vec<Surveyed<'a>>,
    /// The places of extensions in that list.
    numbers: HashMap<usize, usize>,
    /// The routines of the extensions in their order, and behind them those of functions.
    routines: Vec<Steps<'a>>,
    /// Functions by file, name and number of parameters.
    functions: HashMap<(&'a str, &'a str, usize), usize>,
    /// The contexts that calls enter from outside, as far as that can be told.
    entered: Vec<bool>,
}

enum Steps<'a> {
    Read(Routine),
    Given(&'a Routine),
}

/// Where a jump leads.
#[derive(Clone, Debug)]
pub(super) struct Destination {
    pub(super) routine: usize,
    pub(super) node: usize,
}

/// Most extensions that a jump is followed into whose target is not written out.
const TARGETS: usize = 200;

impl<'a> Plan<'a> {
    pub(super) fn new(
        facts: impl IntoIterator<Item = &'a Facts>,
        survey: &'a Survey<'a>,
        entrances: Option<&BTreeSet<String>>,
        library: Library,
    ) -> Self {
        let facts: Vec<&Facts> = facts.into_iter().collect();
        let files: HashMap<&str, &Facts> =
            facts.iter().map(|facts| (&*facts.path, *facts)).collect();
        let extensions: Vec<Surveyed<'_>> = survey.extensions().collect();
        let steps = extensions.iter().map(|extension| {
            if let Some(rows) = extension.lines {
                return Steps::Read(lines::read(extension.context_name, rows, library));
            }
            let bodies = extension.bodies.into_iter().flatten();
            let bodies = bodies.filter_map(|(priority, entrance)| {
                let facts = files.get(&*entrance.body.source.path)?;
                let routine = facts.extensions.get(entrance.body.ordinal as usize)?;
                Some((*priority, entrance.label.as_ref(), routine))
            });
            match &bodies.collect::<Vec<_>>()[..] {
                [(1, None, routine)] => Steps::Given(routine),
                bodies => Steps::Read(Routine::of_bodies(bodies)),
            }
        });
        let mut routines: Vec<Steps<'_>> = steps.collect();
        let mut functions = HashMap::new();
        for facts in facts {
            for (name, routine) in &facts.functions {
                let key = (&*facts.path, &**name, routine.parameters.len());
                functions.insert(key, routines.len());
                routines.push(Steps::Given(routine));
            }
        }
        let mut plan = Self {
            entered: Vec::new(),
            numbers: extensions
                .iter()
                .map(|extension| extension.id)
                .zip(0..)
                .collect(),
            survey,
            extensions,
            routines,
            functions,
        };
        plan.entered = plan.entered_contexts(entrances);
        plan
    }

    pub(super) fn routine(&self, number: usize) -> &Routine {
        match &self.routines[number] {
            Steps::Read(routine) => routine,
            Steps::Given(routine) => routine,
        }
    }

    /// How many of the routines are extensions.
    pub(super) fn extensions(&self) -> usize {
        self.extensions.len()
    }

    pub(super) fn count(&self) -> usize {
        self.routines.len()
    }

    /// What calls from outside have dialled that come to this extension.
    pub(super) fn dialled(&self, routine: usize) -> Option<Value> {
        let extension = self.extensions.get(routine)?;
        let entered = self.entered[extension.context as usize];
        let shape = shape(extension.name).filter(|_| entered)?;
        let source = Source::Dialled {
            pattern: extension.pattern.to_string(),
            begins: shape.example(),
            names: shape.named(),
        };
        Some(Value::from_outside(
            shape,
            Trail::new(site(extension), source),
        ))
    }

    /// What the number of a caller can be for whom this extension is.
    pub(super) fn caller(&self, routine: usize) -> Option<Value> {
        let extension = self.extensions.get(routine)?;
        let (caller, _) = Name::parse(extension.caller?);
        let source = Source::Given {
            name: "CALLERID(num)".into(),
            by: "the caller",
        };
        let shape = shape(&caller).unwrap_or_default();
        Some(Value::from_outside(
            shape,
            Trail::new(site(extension), source),
        ))
    }

    /// What is left of a dialled text that fits this extension.
    pub(super) fn fitting(&self, routine: usize, value: Value) -> Value {
        let name = self.extensions.get(routine).map(|extension| extension.name);
        match name.and_then(shape) {
            Some(shape) => value.only(shape.chars()),
            // The very name.
            None => Value::default(),
        }
    }

    pub(super) fn context_of(&self, routine: usize) -> Option<&'a str> {
        Some(self.extensions.get(routine)?.context_name)
    }

    pub(super) fn label(&self, routine: usize) -> String {
        match self.extensions.get(routine) {
            Some(extension) => {
                format!("`{}` of `{}`", extension.pattern, extension.context_name)
            }
            None => "a function".into(),
        }
    }

    /// The function of a file, or of one it imports.
    pub(super) fn function(
        &self,
        file: &str,
        path: Option<&str>,
        name: &str,
        count: usize,
    ) -> Option<usize> {
        let Some(path) = path else {
            return self.functions.get(&(file, name, count)).copied();
        };
        let with_ending = format!("{path}.rhai");
        let found = self.functions.get(&(path, name, count));
        found
            .or_else(|| self.functions.get(&(&*with_ending, name, count)))
            .copied()
    }

    /// The extension of an event in the context of another one: `h`.
    pub(super) fn event(&self, routine: usize, name: &str) -> Option<Destination> {
        let context = self.extensions.get(routine)?.context;
        let found = self
            .survey
            .find(context, name, &|found| !found.name.is_pattern())?;
        self.beginning(self.number(&found)?)
    }

    fn beginning(&self, routine: usize) -> Option<Destination> {
        let node = match self.routine(routine).priorities.first_key_value() {
            Some((_, node)) => *node,
            None if self.routine(routine).nodes.is_empty() => return None,
            None => 0,
        };
        Some(Destination { routine, node })
    }

    /// Where a jump from that extension leads. `here` is the extension the call is in.
    pub(super) fn destinations(&self, jump: &Jump, from: usize) -> Vec<Destination> {
        let context = match &jump.context {
            None => self.context_of(from),
            Some(context) => context.literal(),
        };
        let Some(context) = context else {
            return Vec::new();
        };
        let numbers = match &jump.extension {
            None => vec![from],
            Some(extension) => match extension.literal() {
                Some(name) => self
                    .found(context, name, jump.context.is_none())
                    .into_iter()
                    .collect(),
                None => self.fitting_prefix(context, extension),
            },
        };
        let destinations = numbers
            .into_iter()
            .filter_map(|number| self.step(number, jump));
        destinations.collect()
    }

    /// The node of an extension that has the priority or label of a jump.
    fn step(&self, number: usize, jump: &Jump) -> Option<Destination> {
        let routine = self.routine(number);
        let place = jump.priority.as_ref().and_then(Term::literal);
        let by_number = place.and_then(|place| place.parse().ok());
        let by_number = by_number.and_then(|priority: u32| routine.priorities.get(&priority));
        let by_label = || routine.labels.get(place.unwrap_or_default());
        match by_number.or_else(by_label) {
            Some(node) => Some(Destination {
                routine: number,
                node: *node,
            }),
            None => self.beginning(number),
        }
    }

    /// The extension of that name. What stands in a context may be meant for one that includes it.
    fn found(&self, context: &str, name: &str, anywhere: bool) -> Option<usize> {
        let context = self.survey.context(context)?;
        let found = |context: u32| self.survey.find(context, name, &|_| true);
        let extension = found(context).or_else(|| {
            let mut including = self.survey.reaching(context).iter().take(TARGETS);
            (anywhere && !self.survey.is_entangled())
                .then(|| including.find_map(|&context| found(context)))
                .flatten()
        });
        self.number(&extension?)
    }

    /// The extensions that a name can lead to of which only the beginning is written out.
    fn fitting_prefix(&self, context: &str, name: &Term) -> Vec<usize> {
        let prefix = match name {
            Term::Join(parts) => parts.first().and_then(Term::literal).unwrap_or(""),
            _ => "",
        };
        let Some(context) = self.survey.context(context) else {
            return Vec::new();
        };
        let searched = self.survey.searched(context).iter();
        let extensions = searched.flat_map(|&context| self.survey.of_context(context));
        let fits = |extension: &Surveyed<'_>| {
            extension.name.is_pattern() || extension.pattern.starts_with(prefix)
        };
        let fitting = extensions.take(TARGETS * 10).filter(fits).take(TARGETS);
        fitting
            .filter_map(|extension| self.number(&extension))
            .collect()
    }

    fn number(&self, extension: &Surveyed<'_>) -> Option<usize> {
        self.numbers.get(&extension.id).copied()
    }

    /// Which contexts calls come to from outside: those that the configuration names, if it is known. Otherwise, one that
    /// the dialplan itself goes to with a text it has made is taken for one that calls do not enter by themselves. What
    /// such contexts include is entered with them.
    fn entered_contexts(&self, entrances: Option<&BTreeSet<String>>) -> Vec<bool> {
        let named = entrances.into_iter().flatten();
        let named: Vec<u32> = named.filter_map(|name| self.survey.context(name)).collect();
        // A configuration that names none of them is that of another dialplan.
        let known = !named.is_empty();
        let mut entered = vec![!known; self.survey.contexts().len()];
        for number in named {
            entered[number as usize] = true;
        }
        for routine in (0..self.extensions()).filter(|_| !known) {
            for context in self.made_up(routine) {
                entered[context as usize] = false;
            }
        }
        let own = entered.clone();
        for number in self
            .survey
            .contexts()
            .filter(|&number| own[number as usize])
        {
            for &context in self.survey.searched(number) {
                entered[context as usize] = true;
            }
        }
        entered
    }

    /// Other contexts that an extension goes to with a text as the extension that it has made.
    fn made_up(&self, routine: usize) -> BTreeSet<u32> {
        let own = self.extensions[routine].context;
        let ops = self
            .routine(routine)
            .nodes
            .iter()
            .flat_map(|node| &node.ops);
        let jumps = ops.filter_map(|op| match op {
            Op::Jump(jump) => Some(jump),
            _ => None,
        });
        let numbers = jumps.filter_map(|jump| {
            let made_up = jump
                .extension
                .as_ref()
                .is_some_and(|name| name.literal().is_none());
            let kept = jump.extension.is_none() && jump.how == How::Gosub;
            let context = jump
                .context
                .as_ref()
                .filter(|_| made_up || kept)?
                .literal()?;
            self.survey.context(context)
        });
        numbers.filter(|&number| number != own).collect()
    }
}

fn site(extension: &Surveyed<'_>) -> Site {
    Site {
        file: Arc::clone(extension.file),
        span: extension.span,
    }
}

/// What can stand at each place of what fits a name; nothing to choose if it is no pattern.
fn shape(name: &Name) -> Option<Shape> {
    if !name.is_pattern() {
        return None;
    }
    let mut shape = Shape::default();
    for place in name.places() {
        match place {
            Some(words) => shape.places.push(Alphabet::from_words(words)),
            None => {
                shape.tail = Some(Alphabet::ALL);
                break;
            }
        }
    }
    Some(shape)
}
