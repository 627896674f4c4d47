//! The pages of `docs/` that are printed from declarations are kept fresh.

use std::path::Path;

fn check(page: &str, printed: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../docs")
        .join(page);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, printed).expect("docs/ can be written");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == printed, "docs/{page} is stale: run with UPDATE=1");
}

#[test]
fn the_printed_reference_is_fresh() {
    check(
        "reference.md",
        &stdlib::reference::markdown(&stdlib::LIBRARY),
    );
}

#[test]
fn the_printed_words_of_tests_are_fresh() {
    let words = runtime::testing::words::WORDS;
    check("test-words.md", &stdlib::reference::test_words(words));
}
