use super::*;

/// The texts of all files with another name for what the cursor is on, or why not.
fn check(files: &[(&str, &str)], name: &str, expected: &[&str]) {
    let (workspace, path, offset) = workspace(files);
    let found = rename(&workspace, &path, offset, name);
    let shown = match found {
        Err(fault) => vec![fault.to_string()],
        Ok(places) => {
            let show = |place: &Location| {
                let text = workspace.file(&place.file).expect("a file").text();
                let before = &text[..place.piece.start as usize];
                let line = before.matches('\n').count() + 1;
                let column = before.rsplit('\n').next().unwrap_or("").len() + 1;
                format!("{}:{line}:{column}", place.file)
            };
            places.iter().map(show).collect()
        }
    };
    assert_eq!(shown, expected, "{files:?} {name}");
}

const OTHER: (&str, &str) = (
    "other.conf",
    "[lines]\ninclude => desk\nexten => 1,1,Goto(desk,100,1)\nexten => 3,1,Dial(Local/100@desk)\n",
);

fn desk(text: &'static str) -> (&'static str, &'static str) {
    ("desk.rhai", text)
}

#[test]
fn a_context_is_renamed_in_both_languages() {
    check(
        &[
            OTHER,
            desk(
                "context \"de◊sk\" {\n extension \"100\" => { Goto(\"desk\", \"s\"); }\n extension \"s\" => { Hangup(); }\n}",
            ),
        ],
        "office",
        &[
            "desk.rhai:1:10",
            "desk.rhai:2:29",
            "other.conf:2:12",
            "other.conf:3:19",
            "other.conf:4:29",
        ],
    );
}

#[test]
fn an_extension_is_renamed_with_what_goes_there() {
    check(
        &[
            OTHER,
            desk(
                "context \"desk\" {\n hint \"100\" => \"SIP/desk\";\n extension \"1◊00\" => { Hangup(); }\n extension \"s\" => { Goto(\"100\"); }\n}",
            ),
        ],
        "200",
        &[
            "desk.rhai:2:8",
            "desk.rhai:3:13",
            "desk.rhai:4:27",
            "other.conf:3:24",
            "other.conf:4:25",
        ],
    );
}

#[test]
fn labels_and_functions_are_renamed() {
    check(
        &[(
            "a.conf",
            "[a]\nexten => s,1(be◊gin),NoOp()\nsame => n,Goto(begin)\nexten => 5,1,Goto(s,begin)\n",
        )],
        "start",
        &["a.conf:2:14", "a.conf:3:16", "a.conf:4:21"],
    );
    check(
        &[
            ("lib.rhai", "fn hi(x) { x }\n"),
            (
                "u.rhai",
                "import \"lib\" as l; context \"u\" { extension \"1\" => { l::h◊i(1); } }",
            ),
        ],
        "hello",
        &["lib.rhai:1:4", "u.rhai:1:56"],
    );
}

#[test]
fn what_cannot_be_done_safely_is_refused() {
    let plan = "context \"a\" { extension \"1◊00\" => { Hangup(); } extension \"200\" => { } extension \"_3XX\" => { } }";
    check(
        &[("a.rhai", plan)],
        "200",
        &["there is an extension `200` already"],
    );
    check(
        &[("a.rhai", plan)],
        "_1[",
        &["`_1[` cannot be the name of an extension"],
    );
    check(
        &[("a.rhai", "context \"a\" { extension \"◊s\" => { } }")],
        "x",
        &["`s` is a name that calls come to by themselves"],
    );
    check(
        &[("a.rhai", "context \"entr◊ance\" { extension \"1\" => { } }")],
        "x",
        &["the configuration of telephones or accounts names the context `entrance`"],
    );
    check(
        &[(
            "a.rhai",
            "context \"a\" { extension \"_1◊XX\" => { } extension \"2\" => { Goto(\"a\", \"150\"); } }",
        )],
        "_2XX",
        &["1 places go to a number that `_1XX` matches"],
    );
    check(
        &[(
            "a.rhai",
            "context \"a\" { extension \"1\" => { let x◊ = 1; NoOp(x); } }",
        )],
        "y",
        &["only contexts, extensions, labels and functions of the dialplan can be renamed"],
    );
    check(
        &[(
            "a.rhai",
            "context \"a\" { extension \"1\" => { An◊swer(); } }",
        )],
        "y",
        &["only contexts, extensions, labels and functions of the dialplan can be renamed"],
    );
}
