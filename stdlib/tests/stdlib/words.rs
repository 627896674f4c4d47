//! The example of every word of a test passes.

use std::sync::Arc;

use runtime::dialplan::Source;
use runtime::testing::words::{DIALPLAN, WORDS};
use runtime::testing::{Options, Runner, Suite};
use stdlib::LIBRARY;

#[test]
fn the_example_of_every_word_passes() {
    let tests: String = WORDS
        .iter()
        .map(|word| format!("test \"{}\" {{\n{}\n}}\n", word.name, word.example))
        .collect();
    let sources = vec![
        Source::new("words.rhai", DIALPLAN),
        Source::new("words.test.rhai", tests),
    ];
    let (suite, findings) = Suite::load(sources, LIBRARY);
    let shown = |finding: &runtime::diagnostic::Diagnostic| {
        finding.render(|path| suite.dialplan().text(path), false)
    };
    let mut wrong: Vec<String> = findings.iter().map(shown).collect();
    assert!(wrong.is_empty(), "{}", wrong.concat());
    assert_eq!(suite.cases().len(), WORDS.len());
    let suite = Arc::new(suite);
    let mut runner = Runner::new(Arc::clone(&suite), Options::default());
    for case in suite.cases() {
        if let Some(failure) = runner.run(case).failure {
            let finding = failure
                .finding
                .render(|path| suite.dialplan().text(path), false);
            wrong.push(format!("{}: {finding}\n{:#?}", case.name, failure.trace));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_example_of_every_word_uses_it() {
    for word in WORDS {
        let used = word.example.contains(&format!("{}(", word.name));
        assert!(
            used && word.forms.contains(&format!("{}(", word.name)),
            "{}",
            word.name
        );
    }
}
