use super::*;

fn shown(workspace: &Workspace, location: &Location) -> String {
    let text = workspace.file(&location.file).unwrap().text();
    let line = text[..location.piece.start as usize].matches('\n').count() + 1;
    format!("{}:{line} {}", location.file, location.piece.of(text))
}

fn check(files: &[(&str, &str)], expected: &[&str]) {
    let (workspace, path, offset) = workspace(files);
    let targets = definition(&workspace, &path, offset).into_iter();
    let targets: Vec<String> = targets
        .map(|target| match target {
            Target::Here(location) => shown(&workspace, &location),
            Target::Configured(file, line, column) => format!("{file}:{line}:{column}"),
        })
        .collect();
    assert_eq!(targets, expected, "{files:?}");
}

fn check_references(files: &[(&str, &str)], expected: &[&str]) {
    let (workspace, path, offset) = workspace(files);
    let found = references(&workspace, &path, offset, false);
    let found: Vec<String> = found
        .iter()
        .map(|location| shown(&workspace, location))
        .collect();
    assert_eq!(found, expected, "{files:?}");
}

const OFFICE: (&str, &str) = (
    "office.rhai",
    "context \"office\" {\n extension \"100\" => { Goto(\"lines\", \"200\"); }\n extension \"_2XX\" => { Hangup(); }\n}\nfn greet() { }",
);
const LINES: (&str, &str) = (
    "extensions.conf",
    "[lines]\nexten => 200,1,Wait(1)\nsame => n(again),Goto(again)\ninclude => office\nexten => 200,hint,SIP/desk\n",
);

#[test]
fn a_jump_leads_to_its_extension_in_either_language_and_through_patterns() {
    let from = |text: &str| format!("context \"x\" {{ extension \"1\" => {{ {text} }} }}");
    for (text, expected) in [
        ("Goto(\"office\", \"1◊00\");", &["office.rhai:2 100"][..]),
        ("Goto(\"office\", \"2◊34\");", &["office.rhai:3 _2XX"]),
        ("Goto(\"off◊ice\", \"100\");", &["office.rhai:1 office"]),
        ("Goto(\"lines\", \"20◊0\", 1);", &["extensions.conf:2 200"]),
        ("Goto(\"lines\", \"10◊0\");", &["office.rhai:2 100"]),
        (
            "Goto(\"lines\", \"200\", \"aga◊in\");",
            &["extensions.conf:3 again"],
        ),
        ("Dial(\"Local/10◊0@office\");", &["office.rhai:2 100"]),
        ("Dial(\"SIP/de◊sk\");", &["skyplan.toml:3:9"]),
        ("Dial(\"SIP/nob◊ody\");", &[]),
        ("Goto(\"office\", \"77◊7\");", &[]),
    ] {
        check(&[OFFICE, LINES, ("x.rhai", &from(text))], expected);
    }
}

#[test]
fn names_lead_to_where_they_are_made() {
    check(
        &[OFFICE, ("x.rhai", "context \"x\" { include \"off◊ice\"; }")],
        &["office.rhai:1 office"],
    );
    check(
        &[
            OFFICE,
            ("x.rhai", "context \"x\" { hint \"1\" => \"SIP/de◊sk\"; }"),
        ],
        &["skyplan.toml:3:9"],
    );
    check(
        &[
            OFFICE,
            (
                "x.rhai",
                "import \"office\" as o; context \"x\" { extension \"1\" => { o::gre◊et(); } }",
            ),
        ],
        &["office.rhai:5 greet"],
    );
    check(
        &[(
            "x.rhai",
            "fn hi() { }\ncontext \"x\" { extension \"1\" => { h◊i(); } }",
        )],
        &["x.rhai:1 hi"],
    );
    check(
        &[(
            "x.rhai",
            "context \"x\" { extension \"1\" => { let a = 1;\n Wait(a◊); } }",
        )],
        &["x.rhai:1 a"],
    );
    check(
        &[
            OFFICE,
            ("b.conf", "[b]\nexten => 1,1,Goto(office,1◊00,1)\n"),
        ],
        &["office.rhai:2 100"],
    );
    check(
        &[
            OFFICE,
            ("b.conf", "[b]\nexten => 1,1,Dial(Local/100@offi◊ce)\n"),
        ],
        &["office.rhai:1 office"],
    );
}

#[test]
fn a_file_that_cannot_be_read_still_leads() {
    let broken = "context \"x\" { extension \"1\" => { Goto(\"office\", \"10◊0\"; Wait( } }";
    check(&[OFFICE, ("x.rhai", broken)], &["office.rhai:2 100"]);
}

#[test]
fn references_are_all_places_that_lead_here() {
    let user = (
        "u.rhai",
        "context \"u\" { include \"office\"; extension \"1\" => { Goto(\"office\", \"100\"); Goto(\"office\", \"250\"); Goto(\"100\"); } }",
    );
    let office = |text: &'static str| ("office.rhai", text);
    check_references(
        &[
            user,
            office("context \"office\" { extension \"1◊00\" => { } extension \"_2XX\" => { } }"),
        ],
        &["u.rhai:1 100", "u.rhai:1 100"],
    );
    check_references(
        &[
            user,
            office("context \"office\" { extension \"100\" => { } extension \"_2◊XX\" => { } }"),
        ],
        &["u.rhai:1 250"],
    );
    check_references(
        &[
            user,
            office("context \"off◊ice\" { extension \"100\" => { } }"),
        ],
        &["u.rhai:1 office", "u.rhai:1 office", "u.rhai:1 office"],
    );
}

#[test]
fn symbols_are_contexts_with_their_extensions_functions_and_tests() {
    let show = |symbol: &Symbol| {
        let children: Vec<&str> = symbol.children.iter().map(|child| &*child.name).collect();
        format!("{:?} {} [{}]", symbol.kind, symbol.name, children.join(" "))
    };
    let list = |text: &str| {
        let (workspace, ..) = one(text);
        let path = workspace.files().next().unwrap().0.to_string();
        symbols(&workspace, &path)
            .iter()
            .map(show)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        list(
            "context \"a\" { extension \"1\" => { } extension \"_X\" => { } } fn f() { } test \"t\" { }"
        ),
        ["Context a [1 _X]", "Function f []", "Test t []"]
    );
    assert_eq!(
        list(
            "[globals]\nX=1\n[a]\nexten => 1,1,Wait(1)\nsame => n(l),Wait(1)\nexten => 2,1,Wait(1)"
        ),
        ["Settings globals []", "Context a [1 2]"]
    );
    let (workspace, ..) = workspace(&[OFFICE, LINES]);
    let found = find_symbols(&workspace, "OfC", 10);
    assert_eq!(
        found
            .iter()
            .map(|(_, _, symbol)| &*symbol.name)
            .collect::<Vec<_>>(),
        ["office"]
    );
}
