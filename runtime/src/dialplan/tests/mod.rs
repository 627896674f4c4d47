//! Loading, of any text.

mod incremental;

use proptest::prelude::*;

use crate::dialplan::{Dialplan, Query, Source};
use crate::sample::LIBRARY;

fn load(text: &str) -> Vec<crate::diagnostic::Diagnostic> {
    let (plan, findings) = Dialplan::load(vec![Source::new("a.rhai", text)], LIBRARY);
    for finding in &findings {
        finding.render(|path| plan.text(path), true);
        finding.to_json();
    }
    findings
}

/// Pieces of dialplans, right and wrong.
const PIECES: [&str; 24] = [
    "context ",
    "\"a\" ",
    "{ ",
    "} ",
    "extension ",
    "=> ",
    "include ",
    "hint ",
    "; ",
    "Answer() ",
    "if ",
    "x ",
    "let x = ",
    "1 ",
    "|x| ",
    "`${x}` ",
    "\n",
    "fn f() ",
    "( ",
    ") ",
    "/* ",
    "\"\\",
    "import ",
    "'",
];

proptest! {
    #[test]
    fn no_text_makes_the_loader_panic(text: String) {
        load(&text);
    }

    #[test]
    fn no_mixture_of_pieces_makes_the_loader_panic(pieces in prop::collection::vec(0..PIECES.len(), 0..60)) {
        let text: String = pieces.into_iter().map(|piece| PIECES[piece]).collect();
        load(&text);
    }
}

/// Texts made to exhaust the reader's stack, time or memory.
#[test]
fn a_hostile_file_cannot_stop_the_loader() {
    let deep = |open: &str| {
        format!(
            "context \"a\" {{ extension \"1\" => {{ {}",
            open.repeat(100_000)
        )
    };
    for text in [
        deep("("),
        deep("["),
        deep("{"),
        deep("#{a:"),
        deep("if true {"),
        deep("|x| "),
        deep("-"),
        deep("!"),
        deep("a."),
        deep("1+"),
        deep("`${"),
        deep("f("),
        deep("a["),
        deep("/*"),
        deep("x ?? "),
        "context ".repeat(10_000),
        "extension \"a\" => {\n".repeat(10_000),
        format!("let s = \"{}\";", "x".repeat(1_000_000)),
        "fn f() { }\n".repeat(5_000),
        format!("let a = [{}];", "1,".repeat(100_000)),
        "\n".repeat(200_000) + "context \"a\" { extension \"1\" => { Awnser(); } }",
    ] {
        let findings = load(&text);
        assert!(
            findings.iter().any(|finding| finding.is_error()),
            "{}",
            &text[..60]
        );
    }
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let text = " ".repeat(9 << 20);
    assert_eq!(load(&text)[0].code.id(), "E0002");
}

#[test]
fn the_time_to_load_grows_with_the_text_and_not_with_its_square() {
    let file = |count: usize| {
        let extensions = (0..count).map(|n| format!("extension \"{n}\" => {{ Answer(); }}\n"));
        format!("context \"a\" {{ {} }}", extensions.collect::<String>())
    };
    // Time of this thread, which other programs do not take part in.
    let spent = || {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
    };
    let time = |text: &str| {
        let began = spent();
        assert!(load(text).is_empty());
        spent() - began
    };
    let (small, large) = (file(500), file(5_000));
    // Ten times the text; a square would be a hundred times the time.
    let ratio = time(&large) / (0..3).map(|_| time(&small)).fold(f64::MAX, f64::min);
    assert!(ratio < 50.0, "{ratio}");
}

#[test]
fn a_label_is_the_first_line_that_has_it_however_many_lines_there_are() {
    for count in [3, 15, 16, 17, 500] {
        let lines = (2..=count).map(|n| format!("same => n(l{n}),Goto(l{})\n", n / 2 + 1));
        let text = format!(
            "[a]\nexten => s,1(l1),NoOp()\n{}same => n(l2),NoOp()\nexten => s,{}(end),NoOp()\n",
            lines.collect::<String>(),
            count + 5
        );
        let (plan, _) = Dialplan::load(vec![Source::new("a.conf", text)], LIBRARY);
        let found = |label: &str| plan.labelled("a", Query::new("s"), label);
        for n in 1..=count {
            assert_eq!(found(&format!("l{n}")), Some(n), "{count}");
        }
        assert_eq!(found("end"), Some(count + 5));
        assert_eq!(found("nowhere"), None);
    }
}
