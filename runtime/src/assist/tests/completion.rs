use super::*;

fn labels(text: &str) -> Vec<String> {
    let (workspace, path, offset) = one(text);
    let found = complete(&workspace, &path, offset);
    found.into_iter().map(|item| item.label).collect()
}

/// Whether all of `wanted` are offered, and none of `unwanted`.
fn check(text: &str, wanted: &[&str], unwanted: &[&str]) {
    let labels = labels(text);
    let has = |name: &&&str| labels.iter().any(|label| label == **name);
    let missing: Vec<_> = wanted.iter().filter(|name| !has(name)).collect();
    let extra: Vec<_> = unwanted.iter().filter(has).collect();
    assert!(
        missing.is_empty() && extra.is_empty(),
        "{text}: without {missing:?}, with {extra:?}: {labels:?}"
    );
}

/// What one of the completions writes, applied to the text.
fn apply(text: &str, label: &str) -> String {
    let (workspace, path, offset) = one(text);
    let found = complete(&workspace, &path, offset);
    let item = found.iter().find(|item| item.label == label).expect(label);
    let insert = item.snippet.as_deref().unwrap_or(&item.insert);
    let text = workspace.file(&path).unwrap().text().to_string();
    let (start, end) = (item.replace.start as usize, item.replace.end as usize);
    format!("{}{insert}{}", &text[..start], &text[end..])
}

const BODY: &str = "context \"a\" { extension \"1\" => { ";

fn body(text: &str) -> String {
    format!("{BODY}{text}")
}

#[test]
fn a_body_offers_applications_functions_and_names_and_the_frame_its_words() {
    check(
        &body("Di◊"),
        &["Dial", "Wait", "CHANNEL", "EXTEN", "if"],
        &["extension", "context"],
    );
    check(&body("let wish = 1; ◊ } }"), &["wish", "Answer"], &[]);
    check(
        "context \"a\" { ◊ }",
        &["extension", "include", "hint"],
        &["Dial", "context"],
    );
    check("◊", &["context", "test", "fn"], &["Dial", "extension"]);
    check(
        "fn greet(who) { } context \"a\" { extension \"1\" => { ◊",
        &["greet", "who"],
        &[],
    );
}

#[test]
fn a_statement_that_is_half_written_does_not_hide_where_it_stands() {
    check(
        "context \"a\" { extension \"1\" => { Dial(\"SIP/x\", ◊\n Wait(1); } extension \"2\" => { } }",
        &["CHANNEL"],
        &[],
    );
    check(
        "context \"a\" { extension \"1\" => { Dial(\"SIP/\n  Wa◊",
        &["Wait"],
        &[],
    );
    check(
        "context \"a\" { extension \"1\" => { if x == { Wait(1) \n◊ extension \"2\" => { } }",
        &["Dial"],
        &[],
    );
    check(
        "context \"a\" { extension \"1\" => { Answer(; \n } ◊ }",
        &["extension"],
        &["Dial"],
    );
}

#[test]
fn nothing_is_offered_in_comments_numbers_and_plain_texts() {
    for text in ["// Di◊", "/* Di◊ */", "Verbose(\"Di◊\")", "Wait(2◊)"] {
        assert_eq!(labels(&body(text)), Vec::<String>::new(), "{text}");
    }
    check(&body("/* */◊"), &["Dial"], &[]);
    assert_eq!(
        labels("[a]\nexten => 1,1,Wait(1) ; Di◊"),
        Vec::<String>::new()
    );
}

#[test]
fn arguments_are_offered_what_can_stand_there() {
    check(
        &body("Dial(\"◊\")"),
        &["SIP/desk", "Skype/james_bond@", "Local/"],
        &["Answer"],
    );
    check(&body("Dial(\"SIP/a&◊"), &["SIP/desk"], &[]);
    check(&body("CHANNEL(\"◊\")"), &["language"], &["Dial"]);
    check(&body("CHANNEL[\"la◊\"] = 1;"), &["language"], &[]);
    assert_eq!(
        apply(&body("Dial(\"SIP/a&S◊\")"), "SIP/desk"),
        body("Dial(\"SIP/a&SIP/desk\")")
    );
}

#[test]
fn jumps_are_offered_contexts_extensions_and_labels() {
    let frame = |text: &str| {
        format!(
            "context \"sales\" {{ extension \"100\" => {{ {text} }} extension \"_2X\" => {{ }} }} context \"b\" {{ include \"sales\"; extension \"s\" => {{ }} }}"
        )
    };
    check(&frame("Goto(\"◊\")"), &["sales", "b", "100"], &["_2X", "s"]);
    check(&frame("Goto(\"b\", \"◊\")"), &["s", "100"], &["sales"]);
    check(
        "context \"a\" { } context \"b\" { include \"◊",
        &["a"],
        &["Dial"],
    );
    check(
        "context \"a\" { hint \"1\" => \"SIP/x&◊",
        &["SIP/desk", "Custom:"],
        &[],
    );
    check(
        "[a]\nexten => 1,1,NoOp()\nsame => n(again),Goto(◊)\n[b]\n",
        &["again", "b", "1"],
        &[],
    );
    check(
        "[a]\nexten => 1,1,Wait(1)\nsame => n,Goto(a,◊",
        &["1"],
        &["b"],
    );
    check("[a]\ninclude => ◊\n[b]\n", &["b"], &[]);
}

#[test]
fn lines_are_offered_keys_priorities_and_applications() {
    check("[a]\nex◊", &["exten", "same", "include"], &["Dial"]);
    check("[a]\nexten => 1,◊", &["n", "1", "hint"], &["Dial"]);
    check("[a]\nexten => 1,1,Di◊", &["Dial", "Answer"], &["n"]);
    check("[a]\nsame => n,◊", &["Dial"], &[]);
    check("[a]\nexten => 1,hint,◊", &["SIP/desk"], &["Dial"]);
    check(
        "[a]\nexten => 1,1,Set(wish=1)\nsame => n,Verbose(${◊",
        &["wish", "EXTEN", "LEN"],
        &["Dial"],
    );
    check("[gl◊", &["globals"], &[]);
    assert_eq!(
        apply("[a]\nexten => 1,1,Wa◊", "Wait"),
        "[a]\nexten => 1,1,Wait(${1:seconds})$0"
    );
}

#[test]
fn arguments_that_have_to_be_given_are_places_to_fill_in() {
    assert_eq!(
        apply(&body("Di◊"), "Dial"),
        body("Dial(\"${1:destination}\");$0")
    );
    assert_eq!(apply(&body("Ans◊ }"), "Answer"), body("Answer(); }"));
    assert_eq!(
        apply(&body("Di◊(\"SIP/a\")"), "Dial"),
        body("Dial(\"SIP/a\")")
    );
    assert_eq!(
        apply(
            "fn greet(who, how) {} context \"a\" { extension \"1\" => { gr◊",
            "greet"
        ),
        "fn greet(who, how) {} context \"a\" { extension \"1\" => { greet(${1:who}, ${2:how})"
    );
}

#[test]
fn a_test_has_words_of_its_own() {
    check(
        "test \"x\" { let desk = ◊",
        &["phone", "skype"],
        &["Dial", "answers"],
    );
    check(
        "test \"x\" { phone(\"a\").◊",
        &["answers", "dial"],
        &["Dial", "phone"],
    );
    check(
        "context \"in\" { extension \"1\" => { } } test \"x\" { phone(\"a\").dial(\"◊",
        &["in"],
        &[],
    );
}

#[test]
fn what_a_status_is_compared_with_is_one_of_its_values() {
    let values = ["ANSWER", "BUSY"];
    check(&body("if Dial(\"SIP/a\", 20) == \"◊"), &values, &["Dial"]);
    check(&body("while DIALSTATUS != \"A◊\" { }"), &values, &[]);
    check(&body("if Wait(1) == \"◊\" { }"), &[], &values);
}

#[test]
fn set_is_offered_variables_and_what_functions_take() {
    check(
        "[a]\nexten => 1,1,Set(wish=1)\nsame => n,Set(◊",
        &["wish", "CHANNEL"],
        &["LEN", "Dial"],
    );
    check(
        "[a]\nexten => 1,1,Set(CHANNEL(◊)=de)",
        &["language"],
        &["EXTEN"],
    );
    check(&body("Set(\"CHANNEL(la◊"), &["language"], &["EXTEN"]);
    check(&body("Set(\"a=◊"), &[], &["EXTEN", "CHANNEL"]);
}
