//! What a term amounts to with the variables as they are.

use std::sync::Arc;

use super::flow::{Leaf, Term, Var};
use super::source;
use super::state::State;
use super::trail::{Site, Source, Trail, What};
use super::value::Value;

/// Most places of one text that are looked at by themselves.
const LEAVES: usize = 16;

/// What a variable holds by itself.
pub(super) fn own(var: &Var) -> Option<Value> {
    read(var, &Site::nowhere())
}

/// What strangers have written that is read there.
pub(super) fn read(var: &Var, site: &Site) -> Option<Value> {
    let Var::Named(name) = var else {
        return None;
    };
    let (shape, by) = source::of(name)?;
    let source = Source::Given {
        name: name.to_string(),
        by,
    };
    Some(Value::from_outside(shape, Trail::new(site.clone(), source)))
}

/// A value that is kept in a variable from here on.
pub(super) fn kept(value: Value, var: &Var, site: &Site) -> Value {
    match var {
        Var::Named(name) => value.at(|trail| trail.then(site, What::Kept(name.to_string()))),
        Var::Local(_) => value.at(|trail| trail.then(site, What::Kept(String::new()))),
    }
}

/// The leaves of a term, the first ones.
pub(super) fn leaves_of<'t>(term: &'t Term, found: &mut Vec<&'t Leaf>) {
    if found.len() >= LEAVES {
        return;
    }
    if let Term::Leaf(leaf) = term {
        found.push(leaf);
    } else {
        term.parts().iter().for_each(|part| leaves_of(part, found));
    }
}

/// What a term amounts to. With a leaf, what that one alone puts into it.
pub(super) fn evaluate(term: &Term, state: &State, site: &Site, alone: Option<&Leaf>) -> Value {
    let inner = |term: &Term| evaluate(term, state, site, alone);
    match term {
        Term::Text(_) | Term::Length(_) => Value::default(),
        Term::Read(var) => state
            .get(var)
            .cloned()
            .or_else(|| read(var, site))
            .unwrap_or_default(),
        Term::Leaf(leaf) => {
            if alone.is_some_and(|alone| alone.span != leaf.span || alone.text != leaf.text) {
                return Value::default();
            }
            let site = Site {
                file: Arc::clone(&site.file),
                span: leaf.span,
            };
            evaluate(&leaf.term, state, &site, None).read(&site, &leaf.text)
        }
        Term::Join(parts) => {
            let parts = parts.iter().map(inner);
            parts.fold(Value::default(), |all, part| all.followed_by(&part))
        }
        Term::OneOf(parts) => {
            let mut value = Value::default();
            for part in parts {
                value.join(&inner(part));
            }
            value
        }
        Term::Part(term, offset, length) => inner(term).part(*offset, *length),
        Term::Only(allowed, term) => inner(term).only(*allowed),
        Term::Written(chars, term) => inner(term).written_with(*chars),
    }
}
