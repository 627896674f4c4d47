//! `docs/reference.md` is printed from the declarations and kept fresh.

use std::path::Path;

#[test]
fn the_printed_reference_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/reference.md");
    let printed = stdlib::reference::markdown(&stdlib::LIBRARY);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &printed).expect("docs/ can be written");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == printed,
        "docs/reference.md is stale: run with UPDATE=1"
    );
}
