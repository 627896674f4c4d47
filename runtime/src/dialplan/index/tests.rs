//! The index against a naive search, and against an index made afresh.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;

use super::{Index, Keyed};
use crate::dialplan::pattern::{Key, Name, without_dashes};

/// What Asterisk does: exact names, then every pattern in order.
fn naive(names: &[String], dialled: &str) -> Option<u32> {
    let stripped = without_dashes(dialled.as_bytes());
    let mut patterns = Vec::new();
    for (id, name) in names.iter().enumerate() {
        match Name::parse(name).0 {
            Name::Exact(bytes) if bytes == stripped => return Some(id as u32),
            Name::Exact(_) => {}
            Name::Pattern(pattern) => patterns.push((pattern, id as u32)),
        }
    }
    patterns.sort_by(|(a, _), (b, _)| a.cmp(b));
    let itself = Name::parse(dialled).0;
    let hit = patterns.into_iter().find(|(pattern, _)| {
        pattern.matches(&stripped) || Name::Pattern(pattern.clone()) == itself
    })?;
    Some(hit.1)
}

/// Something with a name.
#[derive(Debug, PartialEq, Eq)]
struct Row(Key, u32);

impl Keyed for Row {
    fn key(&self) -> &Key {
        &self.0
    }
}

/// Of equal names the first is taken.
fn build(names: &[String]) -> Index<Row> {
    let mut index = Index::default();
    for (id, name) in names.iter().enumerate() {
        let key = Key::parse(name, None).0;
        if index.get(&key).is_none() {
            index.insert(Arc::new(Row(key, id as u32)));
        }
    }
    index
}

fn find(index: &Index<Row>, dialled: &str) -> Option<u32> {
    index.find(dialled, &|_| true).map(|row| row.1)
}

fn all(index: &Index<Row>) -> Vec<Arc<Row>> {
    let mut all = Vec::new();
    index.each(&mut |row| all.push(Arc::clone(row)));
    all
}

const NAMES: &str = "_?([0-3XZN]|\\[[0-3]-[2-5]\\]|\\[13\\]|-){0,4}[.!]?";

proptest! {
    #[test]
    fn the_index_finds_what_trying_every_pattern_finds(
        names in prop::collection::vec(NAMES, 0..40),
        dialled in prop::collection::vec("[0-4-]{0,6}", 20),
    ) {
        let index = build(&names);
        for text in dialled.into_iter().chain(names.clone()) {
            prop_assert_eq!(find(&index, &text), naive(&names, &text), "{}", text);
        }
    }

    #[test]
    fn an_index_that_was_changed_is_the_one_made_afresh(
        names in prop::collection::vec(NAMES, 0..30),
        changes in prop::collection::vec((any::<bool>(), 0..30_usize), 0..60),
    ) {
        let keys: Vec<Key> = names.iter().map(|name| Key::parse(name, None).0).collect();
        let mut index = Index::default();
        let mut there = BTreeMap::new();
        for (turn, (insert, at)) in changes.into_iter().enumerate() {
            let Some(key) = keys.get(at) else { continue };
            let before = (index.clone(), there.clone());
            if insert {
                index.insert(Arc::new(Row(key.clone(), turn as u32)));
                there.insert(key.clone(), turn as u32);
            } else {
                index.remove(key);
                there.remove(key);
            }
            // The former index is as it was, and differs in this one thing or not at all.
            prop_assert_eq!(all(&before.0).len(), before.1.len());
            let mut told = 0;
            index.differences(&before.0, &mut |_, _| told += 1);
            prop_assert_eq!(told, usize::from(before.1 != there));
        }
        let mut fresh = Index::default();
        for (key, id) in &there {
            fresh.insert(Arc::new(Row(key.clone(), *id)));
        }
        prop_assert_eq!(all(&fresh), all(&index));
        prop_assert_eq!(format!("{:?}", fresh), format!("{:?}", index));
        for (key, id) in &there {
            prop_assert_eq!(index.get(key).map(|row| row.1), Some(*id));
        }
    }

    #[test]
    fn no_text_makes_the_index_panic(names in prop::collection::vec(any::<String>(), 0..8), dialled: String) {
        let index = build(&names);
        find(&index, &dialled);
    }
}

#[test]
fn an_extension_for_the_caller_comes_before_one_for_everybody() {
    let keys = [
        ("_X", None),
        ("_X", Some("_5.")),
        ("_X", Some("_55.")),
        ("1", None),
    ];
    let keys = keys.map(|(name, caller)| Key::parse(name, caller).0);
    let mut index = Index::default();
    for (key, id) in keys.into_iter().zip(0..) {
        index.insert(Arc::new(Row(key, id)));
    }
    let find = |dialled: &str, counts: &dyn Fn(&Row) -> bool| {
        let found = index.find(dialled, counts);
        found.map(|row| row.1)
    };
    assert_eq!(find("2", &|_| true), Some(2));
    assert_eq!(find("2", &|row| row.1 != 2), Some(1));
    assert_eq!(find("1", &|row| row.1 != 3), Some(2));
    assert_eq!(find("1", &|row| row.1 == 0), Some(0));
}

#[test]
fn patterns_are_tried_in_the_order_asterisk_tries_them() {
    for (names, dialled, expected) in [
        (&["_.", "_X.", "_XXX", "123"][..], "124", "_XXX"),
        (
            &["_XXX", "_NXX", "_1XX", "_12X", "_[1-2]XX", "_[13]XX"],
            "134",
            "_1XX",
        ),
        (&["_[135]", "_[1-3]"], "1", "_[1-3]"),
        (&["_Z!", "_N!", "_X!"], "5", "_N!"),
        (&["_9[0-4]X", "_9X[0-4]", "_9XX"], "950", "_9X[0-4]"),
        (&["_1!", "_12X"], "13", "_1!"),
        (&["_00.", "_0.", "_0X", "_0ZX"], "00", "_0X"),
        // A jump may name a pattern, in any spelling.
        (&["_1XX", "_[2-9]XX", "_."], "_1XX", "_1XX"),
        (&["_1XX", "_[2-9]XX", "_."], "_nx-x", "_[2-9]XX"),
        (&["_1XX", "_[2-9]XX", "_."], "_.", "_."),
        (&["_1XX", "_[2-9]XX", "_."], "_2XX", "_."),
        (&["_abc", "_!"], "_ABC", "_!"),
        (&["_[_]a1", "_a1"], "_a1", "_[_]a1"),
    ] {
        let owned: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let found = find(&build(&owned), dialled).map(|id| names[id as usize]);
        assert_eq!(found, Some(expected), "{dialled}");
    }
}
