use super::*;

fn hover(text: &str) -> String {
    let (workspace, path, offset) = one(text);
    explain(&workspace, &path, offset).map_or(String::new(), |found| {
        let piece = found
            .piece
            .of(workspace.file(&path).unwrap().text())
            .to_owned();
        format!("{piece}: {}", found.text)
    })
}

fn check(text: &str, expected: &[&str]) {
    let said = hover(text);
    for part in expected {
        assert!(said.contains(part), "{text}: {said}");
    }
    assert_eq!(said.is_empty(), expected.is_empty(), "{text}: {said}");
}

#[test]
fn what_is_called_is_explained_from_its_declaration() {
    let body = |text: &str| format!("context \"a\" {{ extension \"1\" => {{ {text} }} }}");
    check(
        &body("Di◊al(\"SIP/desk\");"),
        &["Dial(destination[, timeout])", "DIALSTATUS", "`BUSY`"],
    );
    check(&body("Dial(\"SIP/de◊sk\");"), &["Endpoint `desk`: a phone"]);
    check(&body("CHANNEL(\"lang◊uage\");"), &["CHANNEL(language)"]);
    check(&body("Wait(EXT◊EN);"), &["extension that was dialled"]);
    check(&body("// Di◊al(1)"), &[]);
    check(
        "[a]\nexten => 1,1,di◊al(SIP/x)",
        &["Dial(destination[, timeout])"],
    );
    check("[a]\nexten => 1,1,Verbose(${LE◊N(x)})", &["LEN("]);
}

#[test]
fn a_pattern_says_what_it_matches_and_who_is_tried_first() {
    let text = "context \"a\" { extension \"_1N◊X\" => { } extension \"_1[2-3]X\" => { } extension \"_X.\" => { } extension \"_9\" => { } }";
    check(
        text,
        &[
            "Matches 1, then 2–9, then 0–9: 3 characters.",
            "first where both match: `_1[2-3]X`.",
            "Tried after it: `_X.`.",
        ],
    );
    check(
        "context \"a\" { extension \"1◊20\" => { } extension \"_1X0\" => { } }",
        &["`120` itself", "Tried after it: `_1X0`."],
    );
    check(
        "context \"a\" { extension \"h◊\" => { } }",
        &["Runs after the hangup"],
    );
    check(
        "context \"a\" { extension \"1\" => { Goto(\"34◊5\"); } extension \"_3XX\" => { } }",
        &["`345` leads to `_3XX`"],
    );
    check(
        "context \"a◊\" { extension \"1\" => { } } context \"b\" { include \"a\"; }",
        &["1 extension.", "Included by `b`"],
    );
}

#[test]
fn the_argument_that_is_typed_is_named() {
    let active = |text: &str| {
        let (workspace, path, offset) = one(text);
        signature(&workspace, &path, offset).map(|found| {
            let place = found
                .arguments
                .get(found.active)
                .map(|(place, _)| place.clone());
            (
                found.label.clone(),
                place.map_or("", |place| &found.label[place]).to_owned(),
            )
        })
    };
    let dial = |name: &str| Some(("Dial(destination[, timeout])".to_owned(), name.to_owned()));
    assert_eq!(
        active("context \"a\" { extension \"1\" => { Dial(◊"),
        dial("destination")
    );
    assert_eq!(
        active("context \"a\" { extension \"1\" => { Dial(\"SIP/a,b\", ◊"),
        dial("timeout")
    );
    assert_eq!(
        active("context \"a\" { extension \"1\" => { Dial(LEN(\"x\"), 2◊); } }"),
        dial("timeout")
    );
    assert_eq!(active("[a]\nexten => 1,1,Dial(SIP/a,◊"), dial("timeout"));
    assert_eq!(
        active("fn f(a, b) { } context \"a\" { extension \"1\" => { f(1, ◊"),
        Some(("f(a, b)".to_owned(), "b".to_owned()))
    );
    assert_eq!(active("context \"a\" { extension \"1\" => { ◊"), None);
}
