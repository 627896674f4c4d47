//! Dialplans: any text is loaded and checked, and every finding can be shown at its place.

use runtime::dialplan::{Dialplan, Source};

/// One file of a dialplan in Rhai.
pub fn check(input: &[u8]) {
    load("c.rhai", input);
}

/// One file of a dialplan, whose path says in which language it is.
pub(super) fn load(path: &str, input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let load = || Dialplan::load(vec![Source::new(path, &*text)], stdlib::LIBRARY);
    let (plan, findings) = load();
    let lines = text.split('\n').count() as u32;
    for finding in &findings {
        assert!(finding.span.line <= lines, "{finding:?}");
        assert!(
            finding.span.is_none() || finding.span.offsets(&text).is_some(),
            "{finding:?}"
        );
        assert!(
            finding
                .render(|path| plan.text(path), false)
                .contains(&finding.message)
        );
        assert!(serde_json::from_str::<serde_json::Value>(&finding.to_json()).is_ok());
    }
    assert_eq!(load().1, findings, "the same text, the same findings");
    for context in plan.contexts() {
        for extension in plan.extensions(context) {
            let _ = (
                plan.find(context, &*extension.pattern),
                plan.hint(context, &*extension.pattern),
            );
        }
    }
}
