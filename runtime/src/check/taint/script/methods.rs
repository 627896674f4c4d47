//! Methods of texts and lists: what they give, and what they make of the variable they are called on.

use crate::check::taint::alphabet::Alphabet;
use crate::check::taint::flow::Term;

/// Methods whose result shows nothing of the text: numbers, truth, nothing.
const CLEAN: [&str; 24] = [
    "all",
    "clear",
    "contains",
    "ends_with",
    "filter",
    "index_of",
    "is_alphabetic",
    "is_alphanumeric",
    "is_empty",
    "is_numeric",
    "keys",
    "parse_bool",
    "parse_decimal",
    "parse_float",
    "parse_int",
    "reduce",
    "some",
    "starts_with",
    "to_decimal",
    "to_degrees",
    "to_float",
    "to_int",
    "to_chars_count",
    "type_of",
];

/// Methods that put their arguments into what they are called on.
const ADDING: [&str; 8] = [
    "append",
    "fill_with",
    "insert",
    "mixin",
    "pad",
    "push",
    "set",
    "splice",
];

/// What a method gives, and what its receiver holds afterwards if it is changed.
pub(super) fn call(name: &str, receiver: Term, arguments: Vec<Term>) -> (Term, Option<Term>) {
    match name {
        "len" | "bytes" => (Term::Length(Box::new(receiver)), None),
        "sub_string" => (part(receiver, &arguments), None),
        "crop" => {
            let part = part(receiver, &arguments);
            (Term::nothing(), Some(part))
        }
        "replace" | "remove" => {
            let changed = without(receiver.clone(), arguments);
            let value = if name == "remove" {
                receiver
            } else {
                Term::nothing()
            };
            (value, Some(changed))
        }
        name if ADDING.contains(&name) => {
            let all = std::iter::once(receiver).chain(arguments).collect();
            (Term::nothing(), Some(Term::one_of(all)))
        }
        name if CLEAN.contains(&name) => (Term::nothing(), None),
        _ => (receiver, None),
    }
}

/// `text.sub_string(start, length)`.
fn part(receiver: Term, arguments: &[Term]) -> Term {
    let number = |at: usize| arguments.get(at)?.literal()?.parse::<i64>().ok();
    match (number(0), arguments.len()) {
        (Some(start), 1) => Term::Part(Box::new(receiver), start, None),
        (Some(start), _) if number(1).is_some_and(|length| length >= 0) => {
            Term::Part(Box::new(receiver), start, number(1))
        }
        _ => Term::one_of(vec![receiver, Term::nothing()]),
    }
}

/// A text in which something is replaced by something else.
fn without(receiver: Term, mut arguments: Vec<Term>) -> Term {
    if arguments.is_empty() {
        return receiver;
    }
    let gone = match arguments.remove(0).literal() {
        // A longer text goes away as a whole; its characters may stay.
        Some(text) if text.len() == 1 => Alphabet::of(text),
        _ => Alphabet::NONE,
    };
    let left = receiver.only(Alphabet::ALL.except(gone));
    Term::join(std::iter::once(left).chain(arguments).collect())
}
