//! What the checker says about what. `findings` gives a line a finding: code, place, message, help.

use crate::dialplan::{Dialplan, Source};
use crate::sample::LIBRARY;

fn findings(files: &[(&str, &str)]) -> Vec<String> {
    let sources = files.iter().map(|(path, text)| Source::new(*path, *text));
    let (_, findings) = Dialplan::load(sources.collect(), LIBRARY);
    let line = |finding: &crate::diagnostic::Diagnostic| {
        let help = finding.help.as_deref().map(|help| format!(" | {help}"));
        format!(
            "{} {}:{} {}{}",
            finding.code,
            finding.span.line,
            finding.span.column,
            finding.message,
            help.unwrap_or_default()
        )
    };
    findings.iter().map(line).collect()
}

/// One file, one finding.
fn check(text: &str, expected: &str) {
    assert_eq!(findings(&[("test.rhai", text)]), [expected], "{text}");
}

/// Statements of an extension in the second line.
fn check_body(statements: &str, expected: &str) {
    check(&body(statements), expected);
}

fn clean(statements: &str) {
    assert_eq!(
        findings(&[("test.rhai", &body(statements))]),
        [""; 0],
        "{statements}"
    );
}

fn body(statements: &str) -> String {
    format!("context \"default\" {{ extension \"s\" => {{\n{statements}\n}} }}")
}

#[test]
fn labels_of_bodies_in_rhai_are_places_to_go_to() {
    let menu = "context \"menu\" { extension \"s\" => {} extension \"s\", \"again\" => {} }";
    let check = |jump: &str, expected: &[&str]| {
        let lines = format!("[in]\nexten => s,1,Goto(menu,s,{jump})\n");
        let found = findings(&[("menu.rhai", menu), ("in.conf", &lines)]);
        assert_eq!(found, expected);
    };
    check("again", &[]);
    check("1", &[]);
    let message = "W0321 2:26 extension `s` of context `menu` has no label `agian`";
    check("agian", &[message]);
}

#[test]
fn long_chains_of_includes_are_not_followed_to_their_ends() {
    let mut text = String::new();
    for number in 0..2_000 {
        let next = number + 1;
        text += &format!("[c{number}]\nexten => s,1,Goto(x{number},1)\ninclude => c{next}\n");
    }
    text += "[c2000]\nexten => _x.,1,Verbose(1)\n";
    // Nobody looked far enough to say that something is not there.
    assert_eq!(findings(&[("chain.conf", &text)]), [""; 0]);
}

#[test]
fn unknown_names_get_the_nearest_one_that_is_known() {
    check_body(
        "Awnser();",
        "E0201 2:1 unknown application or function `Awnser` | did you mean `Answer`?",
    );
    check_body(
        "answer();",
        "E0201 2:1 unknown application or function `answer` | did you mean `Answer`?",
    );
    check_body(
        "let x = CHANEL(\"name\");",
        "E0201 2:9 unknown application or function `CHANEL` | did you mean `CHANNEL`?",
    );
    check_body(
        "xyzzy(1);",
        "E0201 2:1 unknown application or function `xyzzy`",
    );
    check_body(
        "let x = [1].pusch(2);",
        "E0201 2:13 unknown application or function `pusch` | did you mean `push`?",
    );
}

#[test]
fn the_number_of_arguments_is_checked() {
    check_body(
        "Dial();",
        "E0202 2:1 `Dial` takes 1 to 2 arguments, not 0 | `Dial(destination[, timeout])`",
    );
    check_body(
        "Answer(1, 2);",
        "E0202 2:1 `Answer` takes no arguments, not 2 | `Answer()`",
    );
    check_body(
        "Wait(1, 2);",
        "E0202 2:1 `Wait` takes 1 argument, not 2 | `Wait(seconds)`",
    );
    check(
        &(String::from("fn f(a) { a }\n") + body("f();").as_str()),
        "E0202 3:1 `f` takes 1 argument, not no arguments",
    );
}

#[test]
fn properties_are_checked_where_they_are_read_and_written() {
    check_body(
        "let x = CHANNEL(\"langage\");",
        "E0312 2:17 unknown channel property `langage` | did you mean `language`?",
    );
    check_body(
        "CHANNEL[\"langage\"] = 1;",
        "E0312 2:9 unknown channel property `langage` | did you mean `language`?",
    );
    check_body(
        "CHANNEL[\"name\"] = 1;",
        "E0313 2:9 channel property `name` can only be read",
    );
    check_body(
        "Set(\"CHANNEL(name)\", 1);",
        "E0313 2:14 channel property `name` can only be read",
    );
    check_body(
        "Set(\"CHANEL(name)\", 1);",
        "E0201 2:6 unknown dialplan function `CHANEL` | did you mean `CHANNEL`?",
    );
    check_body("LEN[\"x\"] = 1;", "E0205 2:1 `LEN` can only be read");
    clean("CHANNEL[\"language\"] = CHANNEL(\"language\"); Set(\"CHANNEL(language)\", \"x\");");
}

#[test]
fn jumps_lead_somewhere() {
    check_body(
        "Goto(\"default\", \"2\");",
        "E0321 2:17 context `default` has no extension `2`",
    );
    check_body(
        "Goto(\"defalt\", \"s\", 1);",
        "E0321 2:6 there is no context `defalt` | did you mean `default`?",
    );
    check_body(
        "Dial(\"Local/9@default\");",
        "E0321 2:13 context `default` has no extension `9`",
    );
    clean("let x = \"9\"; if x == \"\" { Goto(\"default\", \"s\", 1); } Goto(\"default\", x);");
}

#[test]
fn one_text_is_an_extension_of_a_context_the_call_can_be_in() {
    check_body(
        "Goto(\"999\");",
        "E0321 2:6 context `default` has no extension `999` | with one text, `Goto` stays in the context the call is in",
    );
    clean("Goto(\"s\");");
    let included = "context \"part\" { extension \"1\" => { Goto(\"2\"); } }
        context \"whole\" { include \"part\"; extension \"2\" => { } }";
    assert_eq!(findings(&[("test.rhai", included)]), [""; 0]);
}

#[test]
fn what_is_written_out_for_an_argument_can_stand_there() {
    check_body(
        "Wait(\"abc\");",
        "E0302 2:6 `abc` is not a number of seconds | `seconds`: As in Asterisk.",
    );
    clean("Wait(\"1.5\"); Wait(2); Wait(\"\");");
}

#[test]
fn lines_name_applications_that_exist() {
    assert_eq!(
        findings(&[(
            "extensions.conf",
            "[a]\nexten => 1,1,Awnser()\nexten => 1,2,answer\n"
        )]),
        ["W0604 2:14 unknown application `Awnser`: calls end here | did you mean `Answer`?"]
    );
}

#[test]
fn dial_strings_name_what_carries_the_call() {
    check_body(
        "Dial(\"shoe-phone\");",
        "E0302 2:6 `shoe-phone` does not say what carries the call | write `SIP/shoe-phone` for a phone, `Skype/shoe-phone` for a member",
    );
    check_body(
        "Dial(\"SIPP/a\");",
        "E0302 2:6 nothing carries calls to `SIPP/…` | did you mean `SIP/a`?",
    );
    clean("Dial(\"SIP/a&Skype/b@c\"); Dial(`SIP/${EXTEN}`);");
}

#[test]
fn variables_that_nothing_sets_are_worth_a_warning() {
    check_body(
        "let count = 1; Verbose(cuont);",
        "W0203 2:24 nothing sets a variable `cuont` | did you mean `count`?",
    );
    check_body(
        "Verbose(DIALSTATSU);",
        "W0203 2:9 nothing sets a variable `DIALSTATSU` | did you mean `DIALSTATUS`?",
    );
    clean("Verbose(DIALSTATUS); Verbose(EXTEN); Set(\"mine\", 1); Verbose(mine);");
    check_body(
        "Verbose(CAMPAIGN);",
        "W0203 2:9 nothing sets a variable `CAMPAIGN` | as it is, it reads as an empty text; set it with \
         `Set(\"CAMPAIGN\", …)`, or with `setvar` if it comes with a call",
    );
    clean(
        "for i in 0..3 { Verbose(i); } try { Answer(); } catch (e) { Verbose(e); } [1].map(|x| x + 1);",
    );
}

#[test]
fn assignments_go_to_variables_of_the_script() {
    check_body(
        "count = 1;",
        "E0206 2:1 `count` is not a variable of the script | declare it with `let count = …`, or set the channel variable with `Set(\"count\", …)`",
    );
    check(
        &(String::from("let n = 1;\n") + body("n = 2;").as_str()),
        "E0206 3:1 `n` is declared at the top of the file and the same for all calls | declare a variable in the extension, or keep the value in a global variable",
    );
    clean("let n = 1; n = 2; n += 1; let a = [1]; a[0] = 2; let m = #{}; m.x = 1; m[\"y\"] = 2;");
}

#[test]
fn a_file_only_declares_at_its_top() {
    check(
        "Answer();",
        "E0004 1:1 this statement is outside every extension | only `let`, `const`, `fn`, `import`, `globals`, `context` and `test` stand here",
    );
    check(
        "let x = Answer();",
        "E0007 1:9 `Answer` needs a call, and a file is loaded without one",
    );
    check("let x = 1 / 0;", "E0007 1:11 division by zero: 1 / 0");
    check(
        "let x = 0; let y = [1].map(|i| { while true { } });",
        "E0007 1:24 computing this takes too long",
    );
}

#[test]
fn imports_are_of_the_dialplan() {
    check(
        "import \"../x\" as x;",
        "E0006 1:8 the dialplan has no file `../x`",
    );
}

#[test]
fn misspelt_words_of_the_frame_are_named() {
    check(
        "context \"a\" {\n    extention \"1\" => { }\n}",
        "E0101 2:5 `extention` cannot stand in a context | did you mean `extension`?",
    );
    check(
        "contxt \"a\" {\n}",
        "E0101 1:1 `contxt` is not a word of the dialplan | did you mean `context`?",
    );
    check(
        "context \"a\" {\n    Answer();\n}",
        "E0101 2:5 `Answer` cannot stand in a context | in a context stand `extension`, `include` and `hint`; statements belong into an extension",
    );
    check(
        "context a { }",
        "E0001 1:9 a text in double quotes is expected here",
    );
    check(
        "context \"a\" {",
        "E0001 1:13 this `{` is not closed | a `}` is missing",
    );
}

#[test]
fn reserved_words_are_named() {
    check_body(
        "goto(\"x\");",
        "E0003 2:1 `goto` is a reserved word of Rhai | the application is called `Goto`",
    );
    check_body(
        "let is = 1;",
        "E0003 2:5 `is` is a reserved word of Rhai | choose another name",
    );
}

#[test]
fn patterns_hints_and_includes_are_checked() {
    check(
        "context \"a\" { extension \"_[1\" => { } }",
        "E0103 1:25 bad pattern `_[1`: the set `[1` is not closed with `]`",
    );
    check(
        "context \"a\" { hint \"1\" => \"Skyp:a\"; }",
        "E0106 1:27 bad hint: there are no devices of the kind `Skyp:` | did you mean `Skype:`?",
    );
    check(
        "context \"a\" { hint \"1\" => \"Skype:a\"; }",
        "E0106 1:27 bad hint: `Skype:a` does not say whose buddy that is | a hint names devices as `SIP/phone`, `Skype:account@buddy` or `Custom:name`",
    );
    check(
        "context \"a\" { hint \"\" => \"SIP/a\"; }",
        "E0106 1:20 a hint needs an extension to be watched",
    );
    check(
        "context \"a\" { hint \"1\" => \"SIP/a\"; hint \"1\" => \"SIP/b\"; }",
        "E0107 1:41 extension `1` has a hint already | join several devices with `&`",
    );
    check(
        "context \"a\" { include \"b\"; }\ncontext \"bb\" { }",
        "E0104 1:23 context `b` does not exist | did you mean `bb`?",
    );
    check(
        "context \"a\" { include \"a\"; }",
        "E0105 1:23 including `a` leads back to it",
    );
    check(
        "context \"a\" { include \"b\"; }\ncontext \"b\" { include \"c\"; }\ncontext \"c\" { include \"a\"; }",
        "E0105 3:23 including `a` leads back to it",
    );
    check(
        "context \"a\" { extension \"_X\" => { } extension \"_[0-9]\" => { } }",
        "E0102 1:47 extension `_[0-9]` is defined twice in context `a`",
    );
}

#[test]
fn several_files_make_one_context_and_a_double_names_both_places() {
    let files = [
        (
            "a.rhai",
            "context \"x\" { extension \"1\" => { Goto(\"x\", \"2\"); } }",
        ),
        (
            "b.rhai",
            "context \"x\" { extension \"2\" => { } extension \"1\" => { } }",
        ),
    ];
    let sources = files.iter().map(|(path, text)| Source::new(*path, *text));
    let (plan, findings) = Dialplan::load(sources.collect(), LIBRARY);
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert_eq!(
        (&*findings[0].file, &*findings[0].labels[0].file),
        ("b.rhai", "a.rhai")
    );
    assert_eq!(plan.extensions("x").len(), 2);
}

#[test]
fn errors_of_several_extensions_show_in_one_run() {
    let text = "context \"a\" {
    extension \"1\" => {
        Dial(;
    }
    hint \"1\" => \"SIP/a\"
    extension \"2\" => {
        Answer()
        Awnser();
    }
    extension \"3\" => {
        Awnser();
    }
}
fn broken( { }
";
    let codes: Vec<String> = findings(&[("test.rhai", text)])
        .iter()
        .map(|finding| finding[..9].trim().to_owned())
        .collect();
    assert_eq!(
        codes,
        [
            "E0001 3:1",
            "E0001 5:2",
            "E0001 7:1",
            "E0201 8:9",
            "E0201 11:",
            "E0001 14:"
        ]
    );
}

#[test]
fn what_may_only_be_unread_is_not_called_missing() {
    let text = "context \"a\" {\n    extension \"1\" => { Goto(\"b\", \"1\"); }\n    include \"b\";\n    extension \"2\" => { Dial(; }\n}";
    check(text, "E0001 4:29 unexpected `;`");
}
