//! What imported dialplans look like, and that they are without errors.

use runtime::diagnostic::Code;
use runtime::dialplan::{Dialplan, Source};
use runtime::import::{Imported, import};
use stdlib::LIBRARY;

/// Imports a file; the result must have no errors.
fn imported(conf: &str) -> Imported {
    let imported = import(&[Source::new("extensions.conf", conf)], LIBRARY);
    let files = vec![
        Source::new("a.rhai", imported.rhai.as_str()),
        Source::new("rest.conf", imported.rest.as_str()),
    ];
    let (_, findings) = Dialplan::load(files, LIBRARY);
    let errors: Vec<_> = findings
        .iter()
        .filter(|finding| finding.is_error())
        .collect();
    assert!(errors.is_empty(), "{errors:#?}\n{}", imported.rhai);
    imported
}

/// Lines of extension `s`, and the statements that they become.
fn check(lines: &str, expected: &str) {
    let text = imported(&format!("[a]\nexten => s,1,{lines}")).rhai;
    let body = text
        .strip_prefix("context \"a\" {\n    extension \"s\" => {\n")
        .and_then(|rest| rest.strip_suffix("    }\n}\n"))
        .unwrap_or(&text);
    let body: Vec<&str> = body
        .lines()
        .map(|line| line.strip_prefix("        ").unwrap_or(line))
        .collect();
    assert_eq!(body.join("\n"), expected, "{lines}");
}

#[test]
fn applications_have_their_names_and_arguments_their_types() {
    check("ANSWER", "Answer();");
    check(
        "dial(SIP/100&SIP/101,20,tT)",
        "Dial(\"SIP/100&SIP/101\", 20, \"tT\");",
    );
    check("Playback(a&b)", "Playback(\"a&b\");");
    check("Wait(1.5)", "Wait(1.5);");
    check("Wait(01.5)", "Exec(\"Wait(01.5)\");");
    check("Wait(2)", "Wait(2);");
    check("NoOp(it's \"so\")", "NoOp(\"it's \\\"so\\\"\");");
    check("Hangup(17)", "Hangup(17);");
}

#[test]
fn texts_become_templates() {
    check("Dial(SIP/${EXTEN}@trunk)", "Dial(`SIP/${EXTEN}@trunk`);");
    check("Set(x=${EXTEN:1})", "Set(\"x\", EXTEN.slice(1));");
    check(
        "Set(x=${EXTEN:-4:2}.)",
        "Set(\"x\", `${EXTEN.slice(-4, 2)}.`);",
    );
    check("Set(x=${CALLERID(num)})", "Set(\"x\", CALLERID(\"num\"));");
    check("Set(x=${LEN(${y})})", "Set(\"x\", `${LEN(y)}`);");
    check("Set(x=${${y}})", "Set(\"x\", EVAL(\"${${y}}\"));");
    check("Set(x=$[${y} + 1])", "Set(\"x\", EXPR(\"${y} + 1\"));");
    check("Set(GLOBAL(x)=`)", "GLOBAL[\"x\"] = \"`\";");
    check("Set(CALLERID(name)=a)", "CALLERID[\"name\"] = \"a\";");
}

#[test]
fn conditions_are_rhais_own_where_they_mean_the_same() {
    let on = |condition: &str, expected: &str| {
        check(
            &format!("GotoIf({condition}?x)\nsame => n,Answer()\nsame => n(x),Ringing()"),
            &format!("if {expected} {{\n    Answer();\n}}\nRinging();"),
        );
    };
    on("$[\"${x}\" = \"\"]", "x != \"\"");
    on(
        "$[\"${x}\" != \"a\" & \"${y}\"=\"b\"]",
        "!(x != \"a\" && y == \"b\")",
    );
    on("$[${x} = 1]", "!HOLDS(EXPR(\"${x} = 1\"))");
    on("$[${LEN(${x})} > 3]", "LEN(x) <= 3");
    on("${ISNULL(${x})}", "x != \"\"");
    on("${x}", "!HOLDS(x)");
    on(
        "$[\"x${x}\" : \"xa\"]",
        "!HOLDS(EXPR(\"\\\"x${x}\\\" : \\\"xa\\\"\"))",
    );
}

#[test]
fn labels_become_ifs_and_loops() {
    check(
        "GotoIf($[\"${x}\" = \"\"]?no)\nsame => n,Answer()\nsame => n,Goto(end)\nsame => n(no),Ringing()\nsame => n(end),Hangup()",
        "if x == \"\" {\n    Ringing();\n} else {\n    Answer();\n}\nHangup();",
    );
    check(
        "Set(i=0)\nsame => n(again),Set(i=$[${i} + 1])\nsame => n,GotoIf($[\"${i}\" != \"3\"]?again)\nsame => n,Hangup()",
        "Set(\"i\", \"0\");\nloop {\n    Set(\"i\", EXPR(\"${i} + 1\"));\n    if i == \"3\" {\n        break;\n    }\n}\nHangup();",
    );
    check(
        "While($[\"${x}\" != \"\"])\nsame => n,GotoIf($[\"${y}\" = \"\"]?skip)\nsame => n,Wait(1)\nsame => n(skip),EndWhile()\nsame => n,Hangup()",
        "while x != \"\" {\n    if y != \"\" {\n        Wait(1);\n    }\n}\nHangup();",
    );
    check(
        "If($[\"${x}\" = \"1\"])\nsame => n,Answer()\nsame => n,Else()\nsame => n,Ringing()\nsame => n,EndIf()",
        "if x == \"1\" {\n    Answer();\n} else {\n    Ringing();\n}",
    );
}

#[test]
fn what_is_entered_from_elsewhere_has_a_label() {
    let text = imported(
        "[menu]\nexten => s,1,Answer()\nsame => n(again),Playback(menu)\nsame => n,WaitExten(5)\nexten => t,1,Goto(s,again)\nexten => _9X,1,Goto(s,2)",
    )
    .rhai;
    assert_eq!(
        text,
        "context \"menu\" {
    extension \"s\" => {
        Answer();
        Goto(CONTEXT, \"s\", \"again\");
    }

    extension \"s\", \"again\" => {
        Playback(\"menu\");
        WaitExten(5);
        Goto(CONTEXT, \"t\", 1);
    }

    extension \"t\" => {
        Goto(CONTEXT, \"s\", \"again\");
    }

    extension \"_9X\" => {
        Goto(CONTEXT, \"s\", \"again\");
    }
}
"
    );
}

#[test]
fn the_frame_is_kept_with_its_comments() {
    let text = imported(
        "; not about anything

[globals]
TRUNK=SIP/out ; the way out
; phones of the house
[a]
include => b,09:00-17:00,mon-fri,*,*
exten => 100,hint,SIP/a
; the first
exten => 100/555,1,Answer() ; at once
; then
same => n,Hangup()
[b]
",
    )
    .rhai;
    assert_eq!(
        text,
        "globals #{
    \"TRUNK\": \"SIP/out\",  // the way out
};

// phones of the house
context \"a\" {
    include \"b\" at \"09:00-17:00,mon-fri,*,*\";
    hint \"100\" => \"SIP/a\";

    // the first
    extension \"100/555\" => {
        Answer();  // at once
        // then
        Hangup();
    }
}

context \"b\" {
}
"
    );
}

/// What is left in lines, and why.
fn check_left(conf: &str, reasons: &[&str]) {
    let imported = imported(conf);
    let found: Vec<&str> = imported
        .findings
        .iter()
        .filter(|finding| finding.code == Code::ImportLeft)
        .map(|finding| finding.message.split(": ").last().unwrap_or_default())
        .collect();
    assert_eq!(found, reasons, "{conf}");
    assert!(imported.left_out());
    assert!(!imported.rest.is_empty());
}

#[test]
fn what_rhai_cannot_say_stays_and_is_named() {
    check_left(
        "[a]\ninclude => a\nexten => 100,hint,DAHDI/100",
        &["`DAHDI/100` is no device here"],
    );
    check_left("[a]\nexten => s,2,Answer()", &["it has no priority 1"]);
    check_left(
        "[a]\nexten => s,1,Answer()\nexten => s,3,Hangup()",
        &["the next priority is missing behind it"],
    );
    check_left(
        "[a]\nexten => s,1,NoOp(${PRIORITY})",
        &["it reads `${PRIORITY}`, and lines of Rhai have none"],
    );
    check_left(
        "[a]\nexten => _.,1,Answer()",
        &["its pattern catches `h` too, which no pattern of Rhai does"],
    );
    check_left(
        "[a]\nexten => _X.,1,Answer()\nexten => _X.,2,Hangup()\nexten => _1.,1,Answer()",
        &[
            "calls of `_1.` may go on in its priorities",
            "calls may go on in the priorities of `_X.`",
        ],
    );
    check_left(
        "[a]\nexten => s,1,Goto(x${y})",
        &["which priority `x${y}` leads to shows only in a call"],
    );
    check_left(
        "[a]\nexten => s,1,Gosub(s,1)",
        &["the subroutine is called again from `s`, which it leads to"],
    );
}

#[test]
fn what_was_wrong_before_is_named_and_stays_as_it_was() {
    let imported = imported("[a]\nexten => s,1,Answer()\nsame => n,NoSuchThing(1)");
    let codes: Vec<&str> = imported
        .findings
        .iter()
        .map(|finding| finding.code.id())
        .collect();
    assert_eq!(codes, ["W0612"], "{}", imported.rhai);
    assert!(!imported.left_out());
}

#[test]
fn what_public_dialplans_have_keeps_its_meaning() {
    // A variable that holds several arguments is taken apart by the line, and not by Rhai.
    let text = imported(
        "[globals]\nOPTIONS=,30,t\n[a]\nexten => s,1,Dial(SIP/${EXTEN}${OPTIONS})\nsame => n,Dial(SIP/a)\n\
         exten => t,1,Set(ARGS=SIP/a,20)\nsame => n,Dial(${ARGS})",
    );
    assert!(
        text.rhai
            .contains("Exec(\"Dial(SIP/${EXTEN}${OPTIONS})\");"),
        "{}",
        text.rhai
    );
    assert!(
        text.rhai.contains("Exec(\"Dial(${ARGS})\");"),
        "{}",
        text.rhai
    );
    check_left(
        "[a]\nexten => _1.#,1,NoOp()\nexten => _1.#,2,Hangup()",
        &["Rhai does not take its pattern, nothing can follow `.`, but `#` does"],
    );
    check_left("[a]\nexten => ,1,NoOp()", &["it has no name"]);
    let imported = imported("[a]\ninclude => b,25:00-x,*,*,*\nexten => s,1,Macro(none)\n[b]\n");
    let expected = "    // include \"b\" at \"25:00-x,*,*,*\": these are no times\n";
    assert!(imported.rhai.contains(expected), "{}", imported.rhai);
    assert!(
        imported.rhai.contains("Exec(\"Macro(none)\");"),
        "{}",
        imported.rhai
    );
    assert!(imported.left_out());
}

#[test]
fn nothing_stands_behind_an_end() {
    check(
        "GotoIf($[\"${x}\" = \"1\"]?up)\nsame => n,GotoIf($[\"${y}\" = \"1\"]?up)\nsame => n,Hangup()\n\
         same => n(up),Answer()\nsame => n,Hangup()",
        "if x == \"1\" {\n    Answer();\n    Hangup();\n}\nif y == \"1\" {\n    Answer();\n    Hangup();\n}\nHangup();",
    );
    check(
        "GotoIf($[${LEN(${CALLERID(num)})} = 4]?own)\nsame => n,Hangup()\nsame => n(own),Answer()",
        "if LEN(CALLERID(\"num\")) == 4 {\n    Answer();\n} else {\n    Hangup();\n}",
    );
}

#[test]
fn functions_that_cannot_fail_are_called() {
    check(
        "Set(x=${DB(family/${EXTEN})})",
        "Set(\"x\", DB(`family/${EXTEN}`));",
    );
    check("Set(x=${DB(${y})})", "Set(\"x\", EVAL(\"${DB(${y})}\"));");
    check(
        "Set(x=${STRFTIME(${EPOCH},,%Y-%m)})",
        "Set(\"x\", STRFTIME(EPOCH, \"\", \"%Y-%m\"));",
    );
    check("Set(x=${STRFTIME()})", "Set(\"x\", STRFTIME());");
    check(
        "Set(x=${STRFTIME(${y},,%H)})",
        "Set(\"x\", EVAL(\"${STRFTIME(${y},,%H)}\"));",
    );
    check(
        "Set(x=${CUT(y,\\,,2-)})",
        "Set(\"x\", CUT(\"y\", \",\", \"2-\"));",
    );
    check(
        "Set(x=${CUT(y,-,${n})})",
        "Set(\"x\", EVAL(\"${CUT(y,-,${n})}\"));",
    );
    check(
        "Set(x=${FIELDQTY(y,&)})",
        "Set(\"x\", `${FIELDQTY(\"y\", \"&\")}`);",
    );
    check("Set(x=${RAND(1,6)}.)", "Set(\"x\", `${RAND(1, 6)}.`);");
    check(
        "NoOp(${CDR(duration)} ${HANGUPCAUSE} ${CHANNEL})",
        "NoOp(`${CDR(\"duration\")} ${HANGUPCAUSE} ${CHANNEL(\"name\")}`);",
    );
    check(
        "Set(x=${CHANNEL(skype_topic)})",
        "Set(\"x\", EVAL(\"${CHANNEL(skype_topic)}\"));",
    );
    check("Set(DB(a/${y})=${z})", "DB[`a/${y}`] = z;");
    check("MSet(a=1,b=${y})", "Set(\"a\", \"1\");\nSet(\"b\", y);");
    check("Set(LOCAL(a)=1)", "Exec(\"Set(LOCAL(a)=1)\");");
}

#[test]
fn variables_of_a_subroutine_are_set_where_lines_call_it() {
    let lines =
        "[a]\nexten => 1,1,Gosub(b,s,1)\n[b]\nexten => s,1,Set(LOCAL(x)=1)\nsame => n,Return()\n";
    let rhai = imported(lines).rhai;
    assert!(rhai.contains("LOCAL[\"x\"] = \"1\";"), "{rhai}");
}

#[test]
fn truth_is_asked_for_directly() {
    let condition = |condition: &str, expected: &str| {
        check(
            &format!("ExecIf({condition}?Busy())"),
            &format!("if {expected} {{\n    Busy();\n}}"),
        );
    };
    condition("$[${DB_EXISTS(a/${x})}]", "DB_EXISTS(`a/${x}`)");
    condition("$[${DB_EXISTS(a/b)} = 0]", "!DB_EXISTS(\"a/b\")");
    condition("${ISNULL(${CALLERID(num)})}", "CALLERID(\"num\") == \"\"");
    condition(
        "$[${DIALPLAN_EXISTS(a,${x},1)}]",
        "DIALPLAN_EXISTS(\"a\", x, 1)",
    );
    condition("$[${GROUP_COUNT(out)} >= 5]", "GROUP_COUNT(\"out\") >= 5");
    condition("$[${DIALSTATUS} = BUSY]", "DIALSTATUS == \"BUSY\"");
    condition(
        "$[${DIALSTATUS} != BUSY]",
        "HOLDS(EXPR(\"${DIALSTATUS} != BUSY\"))",
    );
    condition("$[${HANGUPCAUSE} = 17]", "HANGUPCAUSE == \"17\"");
    condition("$[\"${HANGUPCAUSE}\" = \"17\"]", "HANGUPCAUSE == \"17\"");
    condition(
        "$[$[\"${a}\" = \"1\"] | $[\"${b}\" = \"2\"]]",
        "a == \"1\" || b == \"2\"",
    );
}

#[test]
fn priorities_that_options_name_are_kept() {
    let lines = "[a]\nexten => s,1,Dial(SIP/1,,F(a^s^after))\nsame => n,Hangup()\nsame => n(after),Echo()\n";
    let Imported { rhai, rest, .. } = imported(lines);
    assert!(
        rhai.contains("extension \"s\", \"after\"") && rest.is_empty(),
        "{rhai}"
    );
    let both = "[a]\nexten => s,1,Dial(SIP/1,,G(split))\nsame => n,Hangup()\nsame => n(split),Echo()\nsame => n,Hangup()\n";
    let Imported { rest, .. } = imported(both);
    assert!(rest.contains("exten => s,4,Hangup()"), "{rest}");
}

#[test]
fn what_is_missing_may_come_later() {
    let lines = "#include \"first.conf\"\n[a]\ninclude => a-custom\n#tryinclude a.conf\nexten => s,1,Busy()\n[general]\n#include none.conf\n";
    let Imported { rhai, rest, .. } = imported(lines);
    assert_eq!(
        rest,
        "#include \"first.conf\"\n\n[general]\n#include \"none.conf\"\n\n[a]\n#tryinclude \"a.conf\"\ninclude => a-custom\n"
    );
    assert!(!rhai.contains("first.conf"), "{rhai}");
}

#[test]
fn a_comment_is_written_once_and_a_choice_without_a_difference_not_at_all() {
    check(
        "GotoIf($[\"${x}\" = \"1\"]?b,1) ; on\nexten => b,1,Busy()",
        "if x == \"1\" {  // on\n    Goto(\"b\");\n}\n    }\n\n    extension \"b\" => {\nBusy();",
    );
    check("GotoIf($[${x}=1]?next)\nsame => n(next),Busy()", "Busy();");
}
