//! `import`: files of the dialplan folder and nothing else.

use runtime::dialplan::{Dialplan, Source};
use stdlib::LIBRARY;

use super::run;

#[test]
fn many_dialplans_share_one_library_which_may_import_another() {
    run(
        &[
            (
                "lib/say.rhai",
                "import \"lib/words\" as words; fn hello(who) { words::HELLO + who }",
            ),
            ("lib/words.rhai", "export const HELLO = \"hello \";"),
            (
                "a.rhai",
                "import \"lib/say\" as say; context \"a\" { extension \"s\" => { Verbose(say::hello(\"a\")); Goto(\"b\", \"s\", 1); } }",
            ),
            (
                "desks/b.rhai",
                "import \"lib/say.rhai\" as say; context \"b\" { extension \"s\" => { Verbose(say::hello(\"b\")); } }",
            ),
        ],
        r#"let caller = phone("desk").dial("a", "s"); caller.expect_said("hello a"); caller.expect_said("hello b");"#,
    );
}

/// A name that reaches no file, although one of such a name is there in every folder around.
#[track_caller]
fn check_nowhere(name: &str) {
    let dialplan = format!(
        "import \"{name}\" as m;\ncontext \"a\" {{ extension \"s\" => {{ Verbose(m::x()); }} }}"
    );
    let sources = vec![
        Source::new("desks/a.rhai", dialplan),
        Source::new("lib/x.rhai", "fn x() { 1 }"),
    ];
    let (_, findings) = Dialplan::load(sources, LIBRARY);
    let found: Vec<_> = findings.iter().map(|finding| finding.code.id()).collect();
    assert!(
        findings.iter().any(|finding| finding.is_error()),
        "{name}: {found:?}"
    );
}

#[test]
fn a_name_is_the_path_within_the_folder_letter_by_letter() {
    for name in [
        "../lib/x",
        "desks/../lib/x",
        "./lib/x",
        "lib//x",
        "/lib/x",
        "/etc/passwd",
        "~/x",
        "lib/x.rhai.rhai",
        "lib/%78",
        "lib%2fx",
        "%2e%2e/lib/x",
        "..%2flib/x",
        "LIB/X",
        "lib\\\\x",
        "lib/x\\0",
        "file:///lib/x",
        "http://localhost/x",
        "x",
        "",
    ] {
        check_nowhere(name);
    }
}

#[test]
fn files_that_import_each_other_are_refused() {
    let sources = vec![
        Source::new("a.rhai", "import \"b\" as b; fn a() { b::b() }"),
        Source::new("b.rhai", "import \"a\" as a; fn b() { a::a() }"),
    ];
    let (_, findings) = Dialplan::load(sources, LIBRARY);
    assert!(findings.iter().any(|finding| finding.is_error()));
}
