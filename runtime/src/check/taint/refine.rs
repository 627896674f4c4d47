//! What a condition says about what is in variables.

use super::alphabet::Alphabet;
use super::evaluate::{evaluate, own};
use super::flow::{Bound, Guard, Term};
use super::state::State;
use super::trail::Site;
use super::value::Value;

/// Narrows what the variables can hold by a condition that holds, or does not. Gives whether that can be at all.
pub(super) fn refine(state: &mut State, guard: &Guard, holds: bool) -> bool {
    match guard {
        Guard::Unknown => {}
        Guard::Not(inner) => return refine(state, inner, !holds),
        Guard::Match { on, yes, no } => {
            if let Some(allowed) = if holds { yes } else { no } {
                for bound in on {
                    narrow(state, bound, |value| value.only_from(bound.from, *allowed));
                }
            }
        }
        Guard::Exists(on) if holds => {
            for bound in on {
                narrow(state, bound, Value::looked_up);
            }
        }
        Guard::Exists(_) => {}
        Guard::Equal(left, right) if holds => equal(state, left, right),
        Guard::Equal(..) => {}
        Guard::All(guards) if holds => {
            return guards.iter().all(|guard| refine(state, guard, true));
        }
        Guard::Either(guards) if !holds => {
            return guards.iter().all(|guard| refine(state, guard, false));
        }
        Guard::All(guards) | Guard::Either(guards) => return refine_to_any(state, guards, holds),
    }
    true
}

/// One of several conditions holds, or does not.
fn refine_to_any(state: &mut State, guards: &[Guard], holds: bool) -> bool {
    let mut all: Option<State> = None;
    for guard in guards {
        let mut one = state.clone();
        if !refine(&mut one, guard, holds) {
            continue;
        }
        match &mut all {
            None => all = Some(one),
            Some(all) => {
                all.join(&one, own);
            }
        }
    }
    let possible = all.is_some();
    *state = all.unwrap_or_default();
    possible
}

/// Changes what a variable holds.
fn narrow(state: &mut State, bound: &Bound, change: impl Fn(Value) -> Value) {
    let var = &bound.var;
    if let Some(value) = state.get(var).cloned().or_else(|| own(var)) {
        state.set(var, change(value), own(var).is_some());
    }
}

/// Two texts are the same: what strangers can choose of either they can choose of both.
fn equal(state: &mut State, left: &Term, right: &Term) {
    if let (Term::Length(left), Term::Length(right)) = (left.bare(), right.bare()) {
        // As long as what a filter has left of it: the filter has taken nothing away.
        for (filtered, whole) in [(left, right), (right, left)] {
            if let Term::Only(allowed, inner) = filtered.bare()
                && inner.bounds() == whole.bounds()
            {
                for bound in whole.bounds() {
                    narrow(state, &bound, |value| value.only_from(bound.from, *allowed));
                }
            }
        }
        return;
    }
    let site = Site::nowhere();
    for (one, other) in [(left, right), (right, left)] {
        let bounds = one.bounds();
        let allowed = evaluate(other, state, &site, None).chars();
        let constant = other.literal().is_some();
        if bounds.is_empty() || (!constant && allowed == Alphabet::ALL) {
            continue;
        }
        for bound in bounds {
            narrow(state, &bound, |value| value.only_from(bound.from, allowed));
        }
    }
}
