//! Imports: what comes of any `extensions.conf` loads without errors, and nothing is said about places that are not there.

use runtime::dialplan::{Dialplan, Source};
use runtime::import::{Imported, import};

/// One file in Asterisk's language.
pub fn check(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let Imported {
        rhai,
        rest,
        findings,
    } = import(&[Source::new("extensions.conf", &*text)], stdlib::LIBRARY);
    let lines = text.split('\n').count() as u32;
    for finding in &findings {
        assert!(finding.span.line <= lines, "{finding:?}");
    }
    let files = vec![
        Source::new("imported.rhai", rhai.as_str()),
        Source::new("imported.rest.conf", rest.as_str()),
    ];
    let (_, findings) = Dialplan::load(files, stdlib::LIBRARY);
    let error = findings.iter().find(|finding| finding.is_error());
    assert!(error.is_none(), "{error:?}\n{rhai}");
}
