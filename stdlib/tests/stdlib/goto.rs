//! `Goto` in all its forms.

use super::check;

fn check_goto(goto: &str, expected: &str) {
    check(&format!(
        r#"//@ incoming sip call from "100" to "1" in "here"
//> shows {expected}
context "here" {{
    extension "1" => {{ if greeting == "" {{ Set("greeting", "x"); {goto} }} NoOp("here 1"); }}
    extension "2" => {{ NoOp("here 2"); }}
    extension "_3X" => {{ NoOp(`here ${{EXTEN}}`); }}
}}
context "there" {{
    extension "1" => {{ NoOp("there 1"); }}
    extension "i" => {{ NoOp(`there i ${{INVALID_EXTEN}}`); }}
}}
"#
    ));
}

#[test]
fn asterisks_forms_mean_what_they_mean_there() {
    check_goto(r#"Goto("there", "1", 1);"#, "there 1");
    check_goto(r#"Goto("2", 1);"#, "here 2");
    check_goto(r#"Goto("2", "1");"#, "here 2");
    check_goto("Goto(1);", "here 1");
    check_goto(r#"Goto("", "2", 1);"#, "here 2");
}

#[test]
fn an_extension_may_stand_alone_or_behind_its_context() {
    check_goto(r#"Goto("2");"#, "here 2");
    check_goto(r#"Goto("34");"#, "here 34");
    check_goto(r#"Goto("there", "1");"#, "there 1");
}

#[test]
fn a_pattern_is_reached_by_its_own_name() {
    check_goto(r#"Goto("_3X", 1);"#, "here _3X");
    check_goto(r#"Goto("here", "_3-x", 1);"#, "here _3-x");
}

#[test]
fn what_is_not_there_goes_to_i() {
    check_goto(r#"Goto("there", "9");"#, "there i 9");
}

#[test]
fn nowhere_and_other_priorities_are_errors() {
    check(
        r#"
        Goto("attic", "1", 1);      //~ E0321 there is no context `attic`
        Goto("200", 5);             //~ E0321 extension `200` has no priority 5
        "#,
    );
    check(
        r#"//@ incoming sip call from "100" to "1" in "here"
context "here" {
    extension "1" => {
        Goto("9");                  //~ E0321 context `here` has no extension `9`
    }
}
"#,
    );
}
