//! What the lines of configuration files come to.

use super::{Item, items, read, separate, separate_raw};
use crate::conf::{arguments, called};
use crate::dialplan::Source;
use crate::library::{Arg, Kind, text_of};

/// The items of a text's sections, a line each, and then what is complained of, with its place.
fn read_all(sources: &[Source]) -> Vec<String> {
    let (sections, mut findings) = read(&sources[0], sources);
    let mut lines = Vec::new();
    for section in sections.iter().filter(|section| !section.template) {
        lines.push(format!("[{}]", section.name));
        let (items, wrong) = items(section);
        lines.extend(items.iter().map(shown));
        findings.extend(wrong);
    }
    let complaints = findings.iter().map(|finding| {
        format!(
            "{}:{} {}",
            finding.span.line, finding.span.column, finding.message
        )
    });
    lines.extend(complaints);
    lines
}

fn shown(item: &Item) -> String {
    match item {
        Item::Line(line) => {
            let caller = line.caller.as_ref().map(|caller| format!("/{caller}"));
            let label = line.line.label.as_ref().map(|label| format!("({label})"));
            format!(
                "{}{} {}{} {}[{}]",
                line.name,
                caller.unwrap_or_default(),
                line.priority,
                label.unwrap_or_default(),
                line.line.application,
                line.line.data
            )
        }
        Item::Hint {
            extension, device, ..
        } => format!("{extension} hint {device}"),
        Item::Include { name, times, .. } => format!("include {name} {times:?}"),
        Item::Switch { text, .. } => format!("switch {text}"),
    }
}

/// Lines of a section `a` and what they come to.
fn check(text: &str, expected: &[&str]) {
    let source = Source::new("extensions.conf", format!("[a]\n{text}"));
    let lines = read_all(&[source]);
    assert_eq!(lines[1..], *expected, "{text}");
}

/// A whole file and what it comes to.
fn check_file(text: &str, expected: &[&str]) {
    let source = Source::new("extensions.conf", text);
    assert_eq!(read_all(&[source]), expected, "{text}");
}

#[test]
fn an_extension_has_a_name_a_priority_and_an_application() {
    check("exten => s,1,NoOp(x)", &["s 1 NoOp[x]"]);
    check("exten = s , 1 , NoOp( x )", &["s 1 NoOp[ x ]"]);
    check("EXTEN=>s,1,NoOp", &["s 1 NoOp[]"]);
    check("exten => 1 2-3,1,NoOp()", &["12-3 1 NoOp[]"]);
    check("exten => _[1,2]X,1,NoOp()", &["_[1,2]X 1 NoOp[]"]);
    check("exten => 100/555 1,1,NoOp()", &["100/5551 1 NoOp[]"]);
    check("exten => 100/,1,NoOp()", &["100/ 1 NoOp[]"]);
}

#[test]
fn a_priority_can_count_on_from_a_label_above() {
    check(
        "exten => s,1(look),NoOp(a)\nexten => s,look+101(none),NoOp(b)\nexten => s,n,NoOp(c)",
        &["s 1(look) NoOp[a]", "s 102(none) NoOp[b]", "s 103 NoOp[c]"],
    );
    check(
        "exten => s,1(look),NoOp(a)\nexten => t,look+101,NoOp(b)",
        &["s 1(look) NoOp[a]", "3:12 `look+101` is no priority"],
    );
    check("exten => s,1x,NoOp(a)", &["s 1 NoOp[a]"]);
}

#[test]
fn data_goes_to_the_last_parenthesis_and_needs_none() {
    check("exten => s,1,Set(x=${LEN(a)}) b", &["s 1 Set[x=${LEN(a)}]"]);
    check("exten => s,1,NoOp (a)", &["s 1 NoOp [a]"]);
    check("exten => s,1,Dial(SIP/a,20,tr)", &["s 1 Dial[SIP/a,20,tr]"]);
}

#[test]
fn priorities_count_on_and_can_be_skipped() {
    check(
        "exten => s,1(top),A()\nsame => n,B()\nsame => n+2(far),C()\nexten => s,s,D()\nexten => t,n,E()",
        &[
            "s 1(top) A[]",
            "s 2 B[]",
            "s 5(far) C[]",
            "s 5 D[]",
            "t 6 E[]",
        ],
    );
    check("exten => s,5,A()\nsame=>next,B()", &["s 5 A[]", "s 6 B[]"]);
    check("exten => s,1( spaced ),A()", &["s 1(spaced) A[]"]);
}

#[test]
fn a_priority_that_makes_no_sense_is_told_and_does_not_count() {
    check(
        "exten => s,1,A()\nexten => s,abc,B()\nexten => s,n,C()",
        &["s 1 A[]", "s 2 C[]", "3:12 `abc` is no priority"],
    );
    check("exten => s,n,A()", &["2:12 `n` is no priority"]);
    check("exten => s,0,A()", &["2:12 `0` is no priority"]);
    check("exten => s,-1,A()", &["2:12 `-1` is no priority"]);
    check(
        "exten => s,4294967296,A()",
        &["2:12 `4294967296` is no priority"],
    );
}

#[test]
fn a_hint_is_no_step_and_nothing_counts_on_from_it() {
    check(
        "exten => 1,1,A()\nexten => 1,hint,SIP/a & SIP/b\nsame => n,B()",
        &["1 1 A[]", "1 hint SIP/a & SIP/b", "4:9 `n` is no priority"],
    );
}

#[test]
fn a_hint_may_have_a_name_in_parentheses() {
    check("exten => 1,hint,SIP/a(Anna)", &["1 hint SIP/a"]);
    check(
        "exten => 1,hint,SIP/a&SIP/b (Both)",
        &["1 hint SIP/a&SIP/b"],
    );
    check(
        "exten => 1,hint,SIP/a,CustomPresence:a\nexten => 2,hint,SIP/b,CustomPresence:b",
        &[
            "1 hint SIP/a,CustomPresence:a",
            "2 hint SIP/b,CustomPresence:b",
            "2:23 hints show the state of devices only, not the presence behind the comma",
        ],
    );
    check("exten => 1,hint,SIP/a,\"Anna\"", &["1 hint SIP/a,\"Anna\""]);
    check(
        "exten => 1,hint,${DB(hints/${EXTEN},a)}",
        &["1 hint ${DB(hints/${EXTEN},a)}"],
    );
}

#[test]
fn what_is_not_closed_is_told_and_counts() {
    check(
        "exten => s,1,NoOp(a",
        &[
            "s 1 NoOp[a]",
            "2:14 `)` is missing behind the data of `NoOp`",
        ],
    );
    check(
        "exten => s,1(top,NoOp(a)",
        &["s 1(top) NoOp[a]", "2:12 `)` is missing behind the label"],
    );
    check(
        "exten => s|1|Dial(SIP/a|20)",
        &["2:10 an extension is `name,priority,application(data)`"],
    );
}

#[test]
fn lines_that_lack_something_are_told() {
    let form = "2:10 an extension is `name,priority,application(data)`";
    check("exten => s", &[form]);
    check(
        "same => n,A()",
        &["2:1 `same` without an `exten` before it in this section"],
    );
    check(
        "extne => s,1,A()",
        &["2:1 `extne` is nothing that stands in a context"],
    );
    check("nonsense", &["2:1 this is no setting"]);
}

#[test]
fn includes_may_have_times() {
    check("include => b", &["include b None"]);
    check(
        "include => b,09:00-17:00,mon-fri,*,*",
        &["include b Some(\"09:00-17:00,mon-fri,*,*\")"],
    );
    check("switch => IAX2/x", &["switch IAX2/x"]);
    check("autohints = yes", &["2:13 `autohints` makes no hints here"]);
}

#[test]
fn comments_end_lines_and_may_stand_in_blocks() {
    check("exten => s,1,A(x) ; why", &["s 1 A[x]"]);
    check("exten => s,1,A(x\\;y)", &["s 1 A[x;y]"]);
    check(
        "exten => s,1,A(x ; y)",
        &["s 1 A[x]", "2:14 `)` is missing behind the data of `A`"],
    );
    check(
        ";-- all\nof ;-- this --;\ngone --;exten => s,1,A()",
        &["s 1 A[]"],
    );
    check("exten => s,1,A();-- x --;", &["s 1 A[]"]);
    check(";--- a line, not a block\nexten => s,1,A()", &["s 1 A[]"]);
    check("exten => s,1,A(a--b)", &["s 1 A[a--b]"]);
    check("\r\nexten => s,1,A()\r\n", &["s 1 A[]"]);
}

#[test]
fn sections_take_over_templates_and_add_to_each_other() {
    let template = "[t](!)\nexten => s,1,A()\n";
    check_file(
        &format!("{template}[a](t)\nsame => n,B()"),
        &["[a]", "s 1 A[]", "s 2 B[]"],
    );
    check_file(
        "[a]\nexten => s,1,A()\n[a](+)\nexten => t,1,B()",
        &["[a]", "s 1 A[]", "[a]", "t 1 B[]"],
    );
    check_file(
        "[a](+)\n",
        &["[a]", "1:1 there is no section `a` to add to yet"],
    );
    check_file("[a](b)\n", &["[a]", "1:5 there is no template `b`"]);
    check_file(
        "[a\n",
        &["[a]", "1:1 `]` is missing behind the name of the section"],
    );
    check_file(
        "[t](!)\nexten => s,1,A()\n[a] ; a comment\n[b] (t) ; another",
        &["[a]", "[b]", "s 1 A[]"],
    );
    check_file(
        "[a] rest\n[b](t",
        &[
            "[a]",
            "[b]",
            "1:1 `rest` behind the section's name does not count",
            "2:1 `)` is missing behind the options of section `b`",
        ],
    );
    check_file("\u{feff}[a]\r\nexten\t=>\ts,1,A()\r\n", &["[a]", "s 1 A[]"]);
    check_file("x = 1\n", &["1:1 a setting before the first `[section]`"]);
}

#[test]
fn files_include_each_other_within_the_dialplan_only() {
    let main = |text: &str| Source::new("extensions.conf", text);
    let other = Source::new("more/b.conf", "exten => s,1,B()\n#include \"c.conf\"");
    let beside = Source::new("more/c.conf", "same => n,C()");
    let check = |text: &str, expected: &[&str]| {
        let sources = [main(text), other.clone(), beside.clone()];
        assert_eq!(read_all(&sources), expected, "{text}");
    };
    check(
        "[a]\n#include \"more/b.conf\" ; both",
        &["[a]", "s 1 B[]", "s 2 C[]"],
    );
    check("[a]\n#tryinclude <nothing.conf>", &["[a]"]);
    check(
        "[a]\n#include nothing.conf",
        &["[a]", "2:10 there is no file `nothing.conf`"],
    );
    check(
        "#include extensions.conf",
        &["1:1 `extensions.conf` includes itself"],
    );
    check(
        "#include ../../etc/passwd",
        &["1:10 there is no file `../../etc/passwd`"],
    );
    check(
        "[a]\n#include more/*.conf",
        &["[a]", "s 1 B[]", "s 2 C[]", "s 3 C[]"],
    );
    check(
        "[a]\nexten => s,1,A()\n#include \"/etc/asterisk/more/c.conf\"",
        &["[a]", "s 1 A[]", "s 2 C[]"],
    );
    check("#include", &["1:1 `#include` without the name of a file"]);
    check(
        "#exec date",
        &["1:1 `#exec` is refused: a dialplan does not start programs"],
    );
    check("#inclued x", &["1:1 unknown directive `#inclued`"]);
}

#[test]
fn a_file_is_not_meant_to_include_itself() {
    let help = |text: &str| {
        let sources = [
            Source::new("extensions.conf", text),
            Source::new("trunks.conf", ""),
        ];
        let finding = read(&sources[0], &sources).1.remove(0);
        finding.help.unwrap_or_default()
    };
    assert_eq!(help("#include trunk.conf"), "did you mean `trunks.conf`?");
    let folder = help("#include extensions.d/*");
    assert!(
        folder.starts_with("only files of the dialplan folder"),
        "{folder}"
    );
}

/// Arguments joined with bars, of one kind each.
fn check_arguments(kinds: &[Kind], data: &str, expected: &str) {
    let declared: Vec<Arg> = kinds
        .iter()
        .map(|&kind| Arg {
            name: "x",
            doc: "",
            kind,
            required: false,
        })
        .collect();
    let values: Vec<String> = arguments(data, &declared).iter().map(text_of).collect();
    assert_eq!(values.join("|"), expected, "{data}");
}

#[test]
fn commas_separate_unless_something_protects_them() {
    let three = [Kind::Text; 3];
    check_arguments(&three, "a,b,c", "a|b|c");
    check_arguments(&three, "\"a,b\",c", "a,b|c");
    check_arguments(&three, "f(a,b),[c,d]", "f(a,b)|[c,d]");
    check_arguments(&three, "{a,b}", "{a|b}");
    check_arguments(&three, "'a,b'", "'a|b'");
    check_arguments(&three, "a\\,b,c", "a,b|c");
    check_arguments(&three, "a,,c", "a||c");
    check_arguments(&three, "a,", "a");
    check_arguments(&three, "", "");
    check_arguments(&three, "(,b", "(,b");
    check_arguments(&three, "\"(\",b", "(,b");
    check_arguments(&three, "a\\", "a");
}

#[test]
fn the_last_argument_takes_more_as_they_stand() {
    check_arguments(&[Kind::Text; 2], "a,\"b\",c", "a|\"b\",c");
    check_arguments(&[Kind::Raw], "a,\"b\",c", "a,\"b\",c");
    check_arguments(&[Kind::Text, Kind::Raw], "a,\"b\"", "a|\"b\"");
}

#[test]
fn data_can_be_taken_apart_at_any_character() {
    assert_eq!(separate_raw("1?(a?b):c", '?', 2), ["1", "(a?b):c"]);
    assert_eq!(separate_raw("a:b:c", ':', 2), ["a", "b:c"]);
    assert_eq!(separate_raw("\"a\",b", ',', 9), ["\"a\"", "b"]);
    assert_eq!(separate("\"a,b\",c", 9), ["a,b", "c"]);
    assert_eq!(called("Set(x=(1))y"), ("Set", "x=(1)"));
}

proptest::proptest! {
    #[test]
    fn any_text_comes_to_something(text in "(\\[a\\]|exten =>|same =>|[-_;,()n1\\[\\]+!/\" \n]|[a-z])*") {
        let source = Source::new("extensions.conf", text);
        read_all(&[source]);
    }

    #[test]
    fn any_data_has_arguments(data in ".*", most in 0_usize..5) {
        proptest::prop_assert!(separate_raw(&data, ',', most).len() <= most.max(1));
    }
}

#[test]
fn templates_that_double_each_other_end() {
    let mut text = "[t0](!)\nexten => s,1,NoOp()\n".to_owned();
    for at in 1..60 {
        text += &format!("[t{at}](!,t{0},t{0})\n", at - 1);
    }
    let (sections, findings) = read(&Source::new("a.conf", text), &[]);
    let settings: usize = sections.iter().map(|section| section.settings.len()).sum();
    assert!(settings < 200_000);
    assert!(
        findings
            .iter()
            .any(|finding| finding.message.contains("templates give more"))
    );
}
