use proptest::prelude::*;

use super::*;

/// What the texts are made of.
const PIECES: &[&str] = &[
    "context \"a\" {",
    "extension \"_X.\" => {",
    "hint \"1\" => \"SIP/",
    "include \"",
    "}",
    "{",
    "(",
    ")",
    "[",
    "]",
    "\"",
    "`",
    "${",
    "$[",
    "Dial(",
    "Goto(\"a\", \"1\")",
    "CHANNEL[\"",
    "fn f(",
    "test \"t\" {",
    "import \"",
    ";",
    ",",
    "//",
    "/*",
    "*/",
    "\\",
    "\n",
    "\r\n",
    " ",
    "é",
    "😀",
    "#\"",
    "#{",
    "exten => 1,1,",
    "same => n(",
    "[b]\n",
    ";--",
    "--;",
    "GotoIf(",
    "?",
    ":",
    "&",
    "Set(a=",
    "let x = ",
    ".",
    "=>",
    "=",
    "1",
    "#include ",
    "'",
    "_",
];

fn texts() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_text_and_no_cursor_makes_a_question_fail(text in texts(), conf in any::<bool>(), at in 0_usize..200) {
        let path = if conf { "a.conf" } else { "a.rhai" };
        let mut workspace = Workspace::new(LIBRARY);
        let source = Source::new(path, text.as_str());
        workspace.put(&source);
        let plan = Dialplan::load(vec![source], LIBRARY).0;
        workspace.plan = Arc::new(plan);
        let at = at.min(text.len());
        for item in complete(&workspace, path, at) {
            let replaced = item.replace;
            prop_assert!(replaced.end as usize == at && text.is_char_boundary(replaced.start as usize));
        }
        let pieces = references(&workspace, path, at, true);
        prop_assert!(pieces.iter().all(|place| text.get(place.piece.start as usize..place.piece.end as usize).is_some()));
        explain(&workspace, path, at);
        signature(&workspace, path, at);
        definition(&workspace, path, at);
        symbols(&workspace, path);
    }
}

#[test]
fn a_hostile_file_takes_no_longer_than_its_length() {
    for piece in [
        "(",
        "{",
        "`${",
        "Dial(\"",
        "[",
        "a(b,",
        "/*",
        "context \"a\" { extension \"1\" => { ",
        "${",
        "${LEN(",
    ] {
        let text = piece.repeat((1 << 17) / piece.len());
        for path in ["a.rhai", "a.conf"] {
            let mut workspace = Workspace::new(LIBRARY);
            let lines = format!("[a]\nexten => 1,1,Verbose({text}");
            workspace.put(&Source::new(
                path,
                if path == "a.conf" {
                    lines
                } else {
                    text.clone()
                },
            ));
            complete(&workspace, path, text.len());
            explain(&workspace, path, 2);
            references(&workspace, path, 20, true);
        }
    }
}
