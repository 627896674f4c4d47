//! Sorting arrays without a callback: `sort`, `sort_desc`, `order`, `order_desc`.
//!
//! Rhai's own have no bound on the texts that they compare, which takes tens of milliseconds for an array of long ones
//! with one beginning, and no order for what is no number. What can be sorted is the same.

use std::cmp::Ordering;

use rhai::{Array, Dynamic, Engine, EvalAltResult, Position};

type Outcome<T> = Result<T, Box<EvalAltResult>>;

/// Most octets of the texts in an array that is sorted. Each may be compared some ten times, to its end.
const MAX_OCTETS: usize = 1 << 20;

pub(super) fn register(engine: &mut Engine) {
    engine.register_fn("sort", |array: &mut Array| sort(array, |order| order));
    engine.register_fn("sort_desc", |array: &mut Array| {
        sort(array, Ordering::reverse)
    });
    engine.register_fn("order", |array: Array| sorted(array, |order| order));
    engine.register_fn("order_desc", |array: Array| {
        sorted(array, Ordering::reverse)
    });
}

fn sorted(mut array: Array, direction: fn(Ordering) -> Ordering) -> Outcome<Array> {
    sort(&mut array, direction)?;
    Ok(array)
}

fn sort(array: &mut Array, direction: fn(Ordering) -> Ordering) -> Outcome<()> {
    let [first, others @ ..] = &array[..] else {
        return Ok(());
    };
    let kind = first.type_id();
    if others.iter().any(|other| other.type_id() != kind) {
        return Err("elements of different types cannot be sorted".into());
    }
    if compared(first, first).is_none() {
        return Err(format!("elements of {} cannot be sorted", first.type_name()).into());
    }
    let texts = array
        .iter()
        .filter_map(|value| value.as_immutable_string_ref().ok());
    if texts.map(|text| text.len()).sum::<usize>() > MAX_OCTETS {
        let what = "texts of an array to sort".into();
        return Err(EvalAltResult::ErrorDataTooLarge(what, Position::NONE).into());
    }
    array.sort_by(|a, b| direction(compared(a, b).unwrap_or(Ordering::Equal)));
    Ok(())
}

/// The order of two values of one kind; `None` if there is none.
fn compared(a: &Dynamic, b: &Dynamic) -> Option<Ordering> {
    if let (Ok(a), Ok(b)) = (a.as_immutable_string_ref(), b.as_immutable_string_ref()) {
        return Some(a.as_str().cmp(b.as_str()));
    }
    if let (Ok(a), Ok(b)) = (a.as_int(), b.as_int()) {
        return Some(a.cmp(&b));
    }
    if let (Ok(a), Ok(b)) = (a.as_float(), b.as_float()) {
        return Some(a.is_nan().cmp(&b.is_nan()).then(a.total_cmp(&b)));
    }
    if let (Ok(a), Ok(b)) = (a.as_char(), b.as_char()) {
        return Some(a.cmp(&b));
    }
    if let (Ok(a), Ok(b)) = (a.as_bool(), b.as_bool()) {
        return Some(a.cmp(&b));
    }
    (a.is_unit() && b.is_unit()).then_some(Ordering::Equal)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(script: &str, expected: &str) {
        let mut engine = Engine::new();
        register(&mut engine);
        let said = match engine.eval::<Array>(script) {
            Ok(array) => format!("{array:?}"),
            Err(mut error) => {
                error.clear_position();
                error.to_string()
            }
        };
        assert_eq!(said, expected, "{script}");
    }

    #[test]
    fn values_of_one_kind_are_sorted_both_ways() {
        check("let a = [3, 1, 2]; a.sort(); a", "[1, 2, 3]");
        check("let a = [3, 1, 2]; a.sort_desc(); a", "[3, 2, 1]");
        check("[\"b\", \"a\", \"\"].order()", "[\"\", \"a\", \"b\"]");
        check("['b', 'a'].order_desc()", "['b', 'a']");
        check("[true, false].order()", "[false, true]");
        check("[(), ()].order()", "[(), ()]");
        check("[1.5, 0.0 / 0.0, -1.0].order()", "[-1.0, 1.5, NaN]");
        check("[].order()", "[]");
    }

    #[test]
    fn what_has_no_order_is_refused() {
        let message = "Runtime error: elements of different types cannot be sorted";
        check("[1, \"a\"].order()", message);
        let message = "Runtime error: elements of map cannot be sorted";
        check("[#{}, #{}].order()", message);
    }

    #[test]
    fn texts_that_take_long_to_compare_are_refused() {
        let script = "let t = \"\"; t.pad(60000, 'x'); let a = []; a.pad(900, t); a.order()";
        let message = "texts of an array to sort too large";
        check(script, message);
    }
}
