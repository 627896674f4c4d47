//! Follows calls through a plan and finds where a stranger's text decides something.
//!
//! Each routine is walked node by node with what its variables may hold; where ways meet, both are possible. A jump is
//! walked into with the variables as they are, once for each such state. All of it is bounded: by how often a routine is
//! walked, how deep, and how many nodes in all. Beyond that nothing more is found; nothing wrong is said.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::evaluate::{evaluate, kept, leaves_of, own};
use super::flow::{Edge, How, Jump, Leaf, Op, Term, Var};
use super::plan::{Destination, Plan};
use super::refine::refine;
use super::sink::Sink;
use super::state::State;
use super::trail::{Site, What};
use super::value::{Strand, Value};

/// Most states that a routine is walked with from one of its nodes.
const STATES: usize = 24;
/// Deepest chain of jumps that is walked at once; what is further waits its turn.
const DEPTH: usize = 24;
/// Nodes that are walked for each there is, and besides.
const WALKS: usize = 8;
const WALKS_BESIDES: usize = 100_000;
/// Times that global variables are taken from one end to the beginning.
const ROUNDS: usize = 2;

/// A place where a stranger's text decides something.
pub(super) struct Finding {
    pub(super) sink: Sink,
    pub(super) by: String,
    pub(super) value: Term,
    /// The first that is read there and is dangerous.
    pub(super) leaf: Option<Leaf>,
    /// What is dangerous of that by itself.
    pub(super) inner: Option<Strand>,
    /// All that is dangerous of it; at least one.
    pub(super) strands: Vec<Strand>,
}

/// What comes of walking a routine: the variables where it returned and what it gave; `None` if it did not.
type Outcome = Option<(State, Value)>;

pub(super) struct Follower<'a> {
    plan: &'a Plan<'a>,
    walked: HashMap<(usize, usize), Vec<(State, Outcome)>>,
    waiting: Vec<(Destination, State)>,
    globals: BTreeMap<Var, Value>,
    left: usize,
    found: BTreeMap<(Site, Sink), Finding>,
}

/// All findings of a plan, by place.
pub(super) fn follow(plan: &Plan<'_>) -> BTreeMap<(Site, Sink), Finding> {
    let nodes: usize = (0..plan.count())
        .map(|number| plan.routine(number).nodes.len())
        .sum();
    let mut follower = Follower {
        plan,
        walked: HashMap::new(),
        waiting: Vec::new(),
        globals: BTreeMap::new(),
        left: nodes * WALKS + WALKS_BESIDES,
        found: BTreeMap::new(),
    };
    for _ in 0..ROUNDS {
        let before = follower.globals.clone();
        follower.all();
        if follower.globals == before {
            break;
        }
    }
    follower.found
}

impl Follower<'_> {
    /// Walks every extension as calls from outside come to it, and then what waits.
    fn all(&mut self) {
        for routine in 0..self.plan.extensions() {
            let mut state = State::default();
            for (var, value) in &self.globals {
                state.set(var, value.clone(), false);
            }
            if let Some(caller) = self.plan.caller(routine) {
                state.set(&Var::named("CALLERID(num)"), caller, true);
            }
            if let Some(dialled) = self.plan.dialled(routine) {
                state.set(&exten(), dialled, false);
            }
            self.walk(&Destination { routine, node: 0 }, state, 0);
        }
        while let Some((destination, state)) = self.waiting.pop() {
            self.walk(&destination, state, 0);
        }
    }

    /// Walks a routine from a node on.
    fn walk(&mut self, from: &Destination, state: State, depth: usize) -> Outcome {
        let key = (from.routine, from.node);
        let known = self.walked.entry(key).or_default();
        if let Some((_, outcome)) = known.iter().find(|(walked, _)| *walked == state) {
            return outcome.clone();
        }
        if known.len() >= STATES {
            return None;
        }
        if depth > DEPTH {
            self.waiting.push((from.clone(), state));
            return None;
        }
        let at = known.len();
        known.push((state.clone(), None));
        let outcome = self.nodes(from, state, depth);
        if let Some(row) = self.walked.get_mut(&key).and_then(|rows| rows.get_mut(at)) {
            row.1.clone_from(&outcome);
        }
        outcome
    }

    fn nodes(&mut self, from: &Destination, state: State, depth: usize) -> Outcome {
        let plan = self.plan;
        let routine = plan.routine(from.routine);
        let mut states = BTreeMap::from([(from.node, state)]);
        let mut open = BTreeSet::from([from.node]);
        let mut walk = Walk {
            routine: from.routine,
            depth,
            outcome: None,
        };
        while let Some(at) = open.pop_first() {
            let (Some(node), Some(mut state)) = (routine.nodes.get(at), states.get(&at).cloned())
            else {
                continue;
            };
            if self.left == 0 {
                break;
            }
            self.left -= 1;
            let goes_on = node.ops.iter().all(|op| self.op(op, &mut state, &mut walk));
            if !goes_on {
                continue;
            }
            if node.next.is_empty() {
                self.hung_up(&state, &walk);
            }
            for Edge { to, guard } in &node.next {
                let mut state = state.clone();
                if let Some((guard, holds)) = guard
                    && !refine(&mut state, guard, *holds)
                {
                    continue;
                }
                let grown = match states.get_mut(to) {
                    Some(known) => known.join(&state, own),
                    None => {
                        states.insert(*to, state);
                        true
                    }
                };
                if grown {
                    open.insert(*to);
                }
            }
        }
        walk.outcome
    }

    /// Does what a step does. Gives whether the call goes on behind it.
    fn op(&mut self, op: &Op, state: &mut State, walk: &mut Walk) -> bool {
        match op {
            Op::Set {
                var,
                value,
                site,
                adds,
            } => {
                let mut value = kept(evaluate(value, state, site, None), var, site);
                if *adds && let Some(old) = state.get(var) {
                    value.join(old);
                }
                state.set(var, value, own(var).is_some());
            }
            Op::Global { var, value, site } => {
                let value = kept(evaluate(value, state, site, None), var, site);
                if !value.is_clean() {
                    self.globals.entry(var.clone()).or_default().join(&value);
                }
                state.set(var, value, false);
            }
            Op::Use {
                sink,
                by,
                value,
                site,
            } => {
                self.used(*sink, by, value, site, state);
                if *sink == Sink::Dial {
                    self.hung_up(state, walk);
                }
            }
            Op::Jump(jump) => return self.jump(jump, state, walk),
            Op::Call {
                path,
                name,
                arguments,
                into,
                site,
            } => {
                let function =
                    self.plan
                        .function(&site.file, path.as_deref(), name, arguments.len());
                let values: Vec<Value> = (arguments.iter())
                    .map(|term| evaluate(term, state, site, None))
                    .collect();
                let value = match function {
                    Some(function) => self.function(function, name, values, site, state, walk),
                    None => Value::default(),
                };
                state.set(into, value, false);
            }
            Op::Return(term) => {
                let value = evaluate(term, state, &Site::nowhere(), None);
                walk.returns(state.of_channel(), value);
                return false;
            }
        }
        true
    }

    fn function(
        &mut self,
        function: usize,
        name: &str,
        values: Vec<Value>,
        site: &Site,
        state: &mut State,
        walk: &Walk,
    ) -> Value {
        let mut inner = state.of_channel();
        let parameters = &self.plan.routine(function).parameters;
        for (parameter, value) in parameters.iter().zip(values) {
            let handed = value.at(|trail| trail.then(site, What::Handed(format!("`{name}`"))));
            inner.set(parameter, handed, false);
        }
        let destination = Destination {
            routine: function,
            node: 0,
        };
        match self.walk(&destination, inner, walk.depth + 1) {
            Some((after, value)) => {
                *state = after.with_locals(state);
                value
            }
            None => Value::default(),
        }
    }

    fn jump(&mut self, jump: &Jump, state: &mut State, walk: &mut Walk) -> bool {
        let destinations = self.plan.destinations(jump, walk.routine);
        let mut after: Outcome = None;
        for destination in &destinations {
            let inner = self.arriving(jump, destination, state);
            let outcome = self.walk(destination, inner, walk.depth + 1);
            let Some((returned, value)) = outcome else {
                continue;
            };
            if jump.how == How::Goto {
                walk.returns(returned, value);
            } else {
                let returned = self.come_back(returned, destination, state);
                match &mut after {
                    None => after = Some((returned, value)),
                    Some((known, joined)) => {
                        known.join(&returned, own);
                        joined.join(&value);
                    }
                }
            }
        }
        if let (How::Gosub, Some((returned, value))) = (jump.how, after) {
            *state = returned;
            let value = kept(value, &result(), &jump.site);
            state.set(&result(), value, false);
        }
        jump.how != How::Goto
    }

    /// The variables as they are where a jump leads.
    fn arriving(&self, jump: &Jump, to: &Destination, state: &State) -> State {
        let site = &jump.site;
        let handed = |value: Value| {
            value.at(|trail| trail.then(site, What::Handed(self.plan.label(to.routine))))
        };
        let mut inner = state.of_channel();
        for (at, argument) in jump.arguments.iter().enumerate() {
            let value = handed(evaluate(argument, state, site, None));
            inner.set(&Var::named(format!("ARG{}", at + 1)), value, false);
        }
        let dialled = match &jump.extension {
            Some(extension) => handed(evaluate(extension, state, site, None)),
            None => state.get(&exten()).cloned().unwrap_or_default(),
        };
        let mut dialled = self.plan.fitting(to.routine, dialled);
        if let Some(outside) = self
            .plan
            .dialled(to.routine)
            .filter(|_| jump.how == How::Goto)
        {
            dialled.join(&outside);
        }
        inner.set(&exten(), dialled, false);
        inner
    }

    /// The variables when a subroutine has come back: its arguments and local variables are gone.
    fn come_back(&self, mut returned: State, from: &Destination, before: &State) -> State {
        let arguments = (1..=9).map(|at| Var::named(format!("ARG{at}")));
        let locals = self.plan.routine(from.routine).locals.iter().cloned();
        for var in arguments.chain(locals).chain([exten()]) {
            returned.restore(&var, before);
        }
        returned.with_locals(before)
    }

    /// When the call is over its extension `h` has its turn, with the variables as they are.
    fn hung_up(&mut self, state: &State, walk: &Walk) {
        let state = state.of_channel();
        if state.vars().all(|var| *var == exten()) {
            return;
        }
        if let Some(destination) = self.plan.event(walk.routine, "h")
            && destination.routine != walk.routine
        {
            let mut inner = state;
            inner.set(&exten(), Value::default(), false);
            self.waiting.push((destination, inner));
        }
    }

    fn used(&mut self, sink: Sink, by: &str, term: &Term, site: &Site, state: &State) {
        let harmful = |value: &Value| -> Vec<Strand> {
            let strands = value.strands().iter();
            let strands = strands.filter(|strand| strand.chars.meets(sink.danger()));
            let strands = strands.filter(|strand| sink != Sink::Place || !strand.looked_up);
            strands.cloned().collect()
        };
        let whole = harmful(&evaluate(term, state, site, None));
        if whole.is_empty() {
            return;
        }
        let mut leaves = Vec::new();
        leaves_of(term, &mut leaves);
        // Each by itself: one text may be read twice, once of them behind a filter.
        let alone = leaves.into_iter().map(|leaf| {
            let strands = harmful(&evaluate(term, state, site, Some(leaf)));
            (leaf, strands)
        });
        let dangerous: Vec<_> = alone.filter(|(_, strands)| !strands.is_empty()).collect();
        let leaf = dangerous.first().map(|(leaf, _)| *leaf);
        let strands: Vec<Strand> = dangerous
            .into_iter()
            .flat_map(|(_, strands)| strands)
            .collect();
        let strands = if strands.is_empty() { whole } else { strands };
        let place = Site {
            file: Arc::clone(&site.file),
            span: leaf.map_or(site.span, |leaf| leaf.span),
        };
        self.found.entry((place, sink)).or_insert_with(|| Finding {
            sink,
            by: by.to_owned(),
            value: term.clone(),
            leaf: leaf.cloned(),
            inner: leaf.and_then(|leaf| {
                let inner = evaluate(&leaf.term, state, site, None);
                harmful(&inner).into_iter().next()
            }),
            strands,
        });
    }
}

/// The walk through one routine.
struct Walk {
    routine: usize,
    depth: usize,
    outcome: Outcome,
}

impl Walk {
    fn returns(&mut self, state: State, value: Value) {
        match &mut self.outcome {
            None => self.outcome = Some((state, value)),
            Some((known, joined)) => {
                known.join(&state, own);
                joined.join(&value);
            }
        }
    }
}

fn exten() -> Var {
    Var::named("EXTEN")
}

fn result() -> Var {
    Var::named("GOSUB_RETVAL")
}
