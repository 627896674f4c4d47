//! Scripts in Rhai.

use super::{diagnostics, findings};

fn file(text: &str, expected: &str) {
    assert_eq!(findings("plan.rhai", text), expected, "{text}");
}

/// Statements from line 2 on of an extension that anything can be dialled for.
fn check(statements: &str, expected: &str) {
    file(
        &format!("context \"in\" {{ extension \"_X.\" => {{\n{statements}\n}} }}"),
        expected,
    );
}

fn clean(statements: &str) {
    check(statements, "");
}

/// Functions from line 1 on, then statements in the next but one.
fn with(functions: &str, statements: &str, expected: &str) {
    file(
        &format!("{functions}\ncontext \"in\" {{ extension \"_X.\" => {{\n{statements}\n}} }}"),
        expected,
    );
}

#[test]
fn texts_of_strangers_come_into_dial_strings() {
    check("Dial(\"SIP/\" + EXTEN);", "W0801 2: EXTEN");
    check("Dial(`SIP/${EXTEN}@trunk`, 20);", "W0801 2: EXTEN");
    check("Dial(`Skype/+${EXTEN}`);", "W0801 2: EXTEN");
    check(
        "Dial(\"SIP/\" + CALLERID(\"num\"));",
        "W0801 2: CALLERID(\"num\")",
    );
    check(
        "Dial(\"Skype/\" + CHANNEL(\"skype_topic\"));",
        "W0801 2: CHANNEL(\"skype_topic\")",
    );
    check("Dial(\"SIP/\" + EXTEN.sub_string(1));", "W0801 2: EXTEN");
    check(
        "Dial(`SIP/${SKYPE_CHAT_RECEIVE(\"a\", \"b\", 30)}`);",
        "W0801 2: SKYPE_CHAT_RECEIVE(\"a\", \"b\", 30)",
    );
    check("SkypeTransfer(EXTEN);", "W0801 2: EXTEN");
    check(
        "System(\"notify \" + CALLERID(\"name\"));",
        "W0802 2: CALLERID(\"name\")",
    );
    check("Goto(\"in\", EXTEN);", "W0803 2: EXTEN");
    check("Goto(EXTEN);", "W0803 2: EXTEN");
    check("Gosub(\"sub\" + EXTEN, \"s\", 1);", "W0803 2: EXTEN");
    check("Playback(`names/${EXTEN}`);", "W0804 2: EXTEN");
    check("CURL(`http://host/?n=${EXTEN}`);", "W0805 2: EXTEN");
    check(
        "let out = `SIP/${EXTEN}`; if Dial(out) == \"BUSY\" { Dial(out); }",
        "W0801 2: out, W0801 2: out",
    );
    file(
        "context \"in\" { extension \"_1NXXNXXXXXX\" => { Dial(`SIP/${EXTEN}`); } }",
        "",
    );
    file(
        "context \"in\" { extension \"james\" => { Dial(`SIP/${EXTEN}`); } }",
        "",
    );
    file(
        "context \"in\" { extension \"_9XXX.\" => { Dial(`SIP/${EXTEN.sub_string(1, 3)}`); } }",
        "",
    );
    file(
        "context \"in\" { extension \"_9XXX.\" => { Dial(`SIP/${EXTEN.sub_string(1)}`); } }",
        "W0801 1: EXTEN",
    );
    clean("Verbose(`call to ${EXTEN}`); SkypeChatSend(\"a\", CALLERID(\"num\"), EXTEN);");
    clean("let x = EXTEN; print(x); Dial(\"SIP/100\"); CALLERID[\"name\"] = EXTEN;");
}

#[test]
fn filters_encodings_and_numbers_make_safe() {
    clean("Dial(\"SIP/\" + FILTER(\"0-9\", EXTEN));");
    clean("let n = FILTER(\"0-9+\", EXTEN); Dial(`SIP/${n}@trunk`);");
    clean("Dial(`SIP/${parse_int(EXTEN)}`);");
    clean("let n = EXTEN.parse_int(); Dial(`SIP/${n + 1}`);");
    clean("Dial(`SIP/${EXTEN.len()}`); Dial(`SIP/${URIENCODE(EXTEN)}`);");
    clean("let n = EXTEN; n = \"100\"; Dial(`SIP/${n}`);");
    clean("CALLERID[\"num\"] = \"100\"; Dial(`SIP/${CALLERID(\"num\")}`);");
    clean("let allowed = \"0-9\"; Dial(`SIP/${FILTER(allowed, EXTEN)}`);");
    file(
        "const DIGITS = \"0-9\";\ncontext \"in\" { extension \"_X.\" => { Dial(`SIP/${FILTER(DIGITS, EXTEN)}`); } }",
        "",
    );
    check(
        "Dial(\"SIP/\" + FILTER(\"0-9&\", EXTEN));",
        "W0801 2: EXTEN",
    );
    check("Dial(\"SIP/\" + TOUPPER(EXTEN));", "W0801 2: EXTEN");
    check(
        "let n = EXTEN; n.replace(\"-\", \"\"); Dial(`SIP/${n}`);",
        "W0801 2: n",
    );
    check(
        "let n = EXTEN.to_upper(); n.trim(); Dial(\"SIP/\" + n);",
        "W0801 2: n",
    );
}

#[test]
fn texts_are_followed_through_variables_and_collections() {
    check(
        "let n = EXTEN; let m = \"0\" + n; Dial(\"SIP/\" + m);",
        "W0801 2: m",
    );
    check(
        "let n = \"\"; n += EXTEN; Dial(\"SIP/\" + n);",
        "W0801 2: n",
    );
    check("Set(\"n\", EXTEN); Dial(\"SIP/\" + n);", "W0801 2: n");
    check("Set(`__n=0${EXTEN}`); Dial(\"SIP/\" + n);", "W0801 2: n");
    check(
        "let all = [\"100\"]; all.push(EXTEN); for one in all { Dial(\"SIP/\" + one); }",
        "W0801 2: one",
    );
    check(
        "let m = #{ to: EXTEN }; Dial(\"SIP/\" + m.to);",
        "W0801 2: m",
    );
    check(
        "let m = #{}; m.to = EXTEN; Dial(\"SIP/\" + m.to);",
        "W0801 2: m",
    );
    check(
        "let n = if true { EXTEN } else { \"1\" }; Dial(\"SIP/\" + n);",
        "W0801 2: n",
    );
    check(
        "let n = switch 1 { 1 => EXTEN, _ => \"2\" }; Dial(\"SIP/\" + n);",
        "W0801 2: n",
    );
    check(
        "let n = \"\"; while n.len() < 9 { n += EXTEN; } Dial(\"SIP/\" + n);",
        "W0801 2: n",
    );
    clean("let n = EXTEN; { let n = \"1\"; Dial(\"SIP/\" + n); }");
    clean("let parts = EXTEN.split(\"-\"); Verbose(parts[0]); Dial(\"SIP/1\");");
}

#[test]
fn conditions_make_safe() {
    clean("if EXTEN == \"100\" { Dial(\"SIP/\" + EXTEN); }");
    clean("if EXTEN != \"100\" { return; } Dial(\"SIP/\" + EXTEN);");
    clean("if EXTEN == \"100\" || EXTEN == \"200\" { Dial(\"SIP/\" + EXTEN); }");
    clean("if EXTEN == \"100\" && Dial(\"SIP/\" + EXTEN) == \"BUSY\" { Hangup(); }");
    clean("if EXTEN in [\"100\", \"200\"] { Dial(\"SIP/\" + EXTEN); }");
    clean("if [\"100\", \"200\"].contains(EXTEN) { Dial(\"SIP/\" + EXTEN); }");
    clean("if !REGEX(\"^[0-9]+$\", EXTEN) { return; } Dial(\"SIP/\" + EXTEN);");
    clean("if REGEX(\"^[0-9]+$\", EXTEN) == true { Dial(\"SIP/\" + EXTEN); }");
    clean("if REGEX(\"[^0-9]\", EXTEN) { Hangup(); } Dial(\"SIP/\" + EXTEN);");
    clean("let ok = REGEX(\"^[0-9]+$\", EXTEN); if !ok { return; } Dial(\"SIP/\" + EXTEN);");
    clean("if FILTER(\"0-9\", EXTEN) != EXTEN { throw \"bad\"; } Dial(\"SIP/\" + EXTEN);");
    clean("if FILTER(\"0-9\", EXTEN).len() == EXTEN.len() { Dial(\"SIP/\" + EXTEN); }");
    clean("switch EXTEN { \"100\" => Dial(\"SIP/\" + EXTEN), _ => Hangup() }");
    clean("if DIALPLAN_EXISTS(\"other\", EXTEN, 1) { Goto(\"other\", EXTEN); }");
    clean("let n = EXTEN; if n == \"100\" { Dial(\"SIP/\" + n); }");
    clean("loop { if EXTEN == \"1\" { break; } return; } Dial(\"SIP/\" + EXTEN);");
    clean("const OK = \"^[0-9]+$\"; if REGEX(OK, EXTEN) { Dial(\"SIP/\" + EXTEN); }");
}

#[test]
fn conditions_that_say_nothing_of_it_do_not() {
    check(
        "if EXTEN != \"100\" { Dial(\"SIP/\" + EXTEN); }",
        "W0801 2: EXTEN",
    );
    check(
        "if EXTEN == \"100\" { Verbose(1); } Dial(\"SIP/\" + EXTEN);",
        "W0801 2: EXTEN",
    );
    check(
        "if REGEX(\"^[0-9&]+$\", EXTEN) { Dial(\"SIP/\" + EXTEN); }",
        "W0801 2: EXTEN",
    );
    check(
        "if EXTEN.len() == 3 { Dial(\"SIP/\" + EXTEN); }",
        "W0801 2: EXTEN",
    );
    check(
        "switch EXTEN { \"100\" => Hangup(), _ => Dial(\"SIP/\" + EXTEN) }",
        "W0801 2: EXTEN",
    );
    check(
        "let ok = REGEX(\"^[0-9]+$\", EXTEN); ok = true; if ok { Dial(\"SIP/\" + EXTEN); }",
        "W0801 2: EXTEN",
    );
    check(
        "if DIALPLAN_EXISTS(\"other\", EXTEN, 1) { Dial(\"SIP/\" + EXTEN); }",
        "W0801 2: EXTEN",
    );
    check(
        "try { if EXTEN == \"1\" { Hangup(); } } catch { } Dial(\"SIP/\" + EXTEN);",
        "W0801 2: EXTEN",
    );
}

#[test]
fn functions_are_looked_into() {
    with(
        "fn dial(to) { Dial(\"SIP/\" + to); }",
        "dial(EXTEN);",
        "W0801 1: to",
    );
    with(
        "fn prefixed(to) { \"00\" + to }",
        "Dial(\"SIP/\" + prefixed(EXTEN));",
        "W0801 3: prefixed(EXTEN)",
    );
    with(
        "fn keep(to) { Set(\"n\", to); }",
        "keep(EXTEN); Dial(\"SIP/\" + n);",
        "W0801 3: n",
    );
    with(
        "fn here() { Dial(\"SIP/\" + EXTEN); }",
        "here();",
        "W0801 1: EXTEN",
    );
    with(
        "fn cleaned(to) { FILTER(\"0-9\", to) }",
        "Dial(\"SIP/\" + cleaned(EXTEN));",
        "",
    );
    with(
        "fn same(to) { return to; }",
        "same(EXTEN); Dial(\"SIP/\" + same(\"1\"));",
        "",
    );
    with(
        "fn ok(to) { REGEX(\"^[0-9]+$\", to) }",
        "if ok(EXTEN) { Dial(\"SIP/\" + EXTEN); }",
        "",
    );
    with(
        "fn ok(to) { if to.is_empty() { return false; } return REGEX(\"^[0-9]+$\", to); }",
        "if !ok(EXTEN) { return; } Dial(\"SIP/\" + EXTEN);",
        "",
    );
    with(
        "fn ok(to) { if REGEX(\"[^0-9]\", to) { return false; } true }",
        "if !ok(EXTEN) { return; } Dial(\"SIP/\" + EXTEN);",
        "",
    );
    with(
        "fn ok(to) { to != \"\" }",
        "if !ok(EXTEN) { return; } Dial(\"SIP/\" + EXTEN);",
        "W0801 3: EXTEN",
    );
    with(
        "fn again(n) { if n == 0 { return EXTEN; } again(n - 1) }",
        "Dial(\"SIP/\" + again(3));",
        "W0801 3: again(3)",
    );
}

#[test]
fn subroutines_and_other_files_are_looked_into() {
    file(
        "context \"in\" { extension \"_X.\" => { Gosub(\"sub\", \"s\", 1, EXTEN); } }
context \"sub\" { extension \"s\" => { Dial(\"SIP/\" + ARG1); } }",
        "W0801 2: ARG1",
    );
    file(
        "context \"in\" { extension \"_X.\" => { let n = Gosub(\"sub\", \"s\", 1, [1, EXTEN]); Dial(\"SIP/\" + n); } }
context \"sub\" { extension \"s\" => { Return(ARG2); } }",
        "W0801 1: n",
    );
    file(
        "context \"in\" { extension \"_X.\" => { let n = Gosub(\"sub\", \"s\", 1, [1, EXTEN]); Dial(\"SIP/\" + n); } }
context \"sub\" { extension \"s\" => { Return(ARG1); } }",
        "",
    );
    let files = [
        (
            "a.rhai",
            "import \"lib\" as lib;\ncontext \"in\" { extension \"_X.\" => { lib::dial(EXTEN); Dial(\"SIP/\" + lib::clean(EXTEN)); } }",
        ),
        (
            "lib.rhai",
            "fn dial(to) { Dial(\"SIP/\" + to); }\nfn clean(to) { FILTER(\"0-9\", to) }",
        ),
        (
            "b.conf",
            "[b]\nexten => _X.,1,Goto(c,s,1)\n[c]\nexten => s,1,Dial(SIP/${EXTEN})\n",
        ),
    ];
    let found = diagnostics(&files);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(&*found[0].file, "lib.rhai");
}

#[test]
fn bodies_with_labels_are_looked_into() {
    file(
        "context \"in\" {
            extension \"s\" => { Goto(\"in\", \"s\", \"ring\"); }
            extension \"s\", \"ring\" => {
                Dial(\"SIP/\" + CALLERID(\"name\"), 20);
            }
        }",
        "W0801 4: CALLERID(\"name\")",
    );
}

#[test]
fn texts_that_are_read_as_lines_are_followed_as_lines_are() {
    check("Exec(\"Dial(SIP/${EXTEN})\");", "W0801 2: ${EXTEN}");
    check("Exec(`Dial(SIP/${EXTEN})`);", "");
    clean("Exec(\"Dial(SIP/${FILTER(0-9,${EXTEN})})\");");
    check(
        "Exec(\"Set(to=${EXTEN})\"); Dial(`SIP/${to}`);",
        "W0801 2: to",
    );
    check("Dial(EVAL(\"SIP/${EXTEN}\"));", "W0801 2: ${EXTEN}");
    check(
        "Exec(\"System(say \\\"${EXTEN}\\\")\");",
        "W0802 2: ${EXTEN}",
    );
    clean("if HOLDS(EXPR(\"\\\"${EXTEN}\\\" =~ \\\"^[0-9]+$\\\"\")) { Dial(\"SIP/\" + EXTEN); }");
    check(
        "if HOLDS(EXPR(\"\\\"${EXTEN}\\\" =~ \\\"^[0-9]\\\"\")) { Dial(\"SIP/\" + EXTEN); }",
        "W0801 2: EXTEN",
    );
    check("Goto(CONTEXT, EXTEN, \"more\");", "");
}

#[test]
fn macros_are_followed() {
    file(
        "context \"in\" { extension \"_X.\" => {\nMacro(\"out\", EXTEN, \"5\");\n} }\ncontext \"macro-out\" { extension \"s\" => {\nDial(`SIP/${ARG1}`); Dial(`SIP/${ARG2}`); Dial(`SIP/${MACRO_EXTEN}`);\n} }",
        "W0801 5: ARG1, W0801 5: MACRO_EXTEN",
    );
}
