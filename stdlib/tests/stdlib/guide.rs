//! The code in the guide for dialplan authors is code.

use runtime::diagnostic::{Code, Diagnostic};
use runtime::dialplan::{Dialplan, Source};
use stdlib::LIBRARY;

/// What a snippet leaves out: contexts, extensions and variables that stand in another one.
const LEFT_OUT: [Code; 3] = [
    Code::DeadInclude,
    Code::NoSuchExtension,
    Code::UnknownVariable,
];

#[test]
fn every_snippet_of_the_guide_loads() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/dialplan-guide.md");
    let guide = std::fs::read_to_string(path).expect("the guide is there");
    let snippets: Vec<&str> = guide
        .split("```rhai\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect();
    assert!(snippets.len() > 10);
    for snippet in snippets {
        let framed = framed(snippet);
        let (plan, findings) = Dialplan::load(vec![Source::new("guide", &*framed)], LIBRARY);
        let left_out = |finding: &&Diagnostic| !LEFT_OUT.contains(&finding.code);
        let shown: Vec<_> = findings
            .iter()
            .filter(left_out)
            .map(|finding| finding.render(|path| plan.text(path), false))
            .collect();
        assert!(shown.is_empty(), "{}", shown.concat());
    }
}

fn framed(snippet: &str) -> String {
    let begins = |word| snippet.lines().any(|line: &str| line.starts_with(word));
    if begins("context") || begins("test") {
        snippet.to_owned()
    } else if begins("extension") {
        format!("context \"guide\" {{ {snippet} }}")
    } else {
        format!("context \"guide\" {{ extension \"s\" => {{ {snippet} }} }}")
    }
}
