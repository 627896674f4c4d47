//! The extensions with a meaning: `s`, `i`, `t`, `h`, `e` and `T`; and `o` and `a`, which only applications for
//! messages and queues lead to.

use super::check;

const MENU: (&str, &str) = (
    "[menu]
     exten => s,1,Answer()
     same => n,Set(TIMEOUT(digit)=1)
     same => n,WaitExten(5)
     exten => 0,1,Verbose(zero)
     exten => 12,1,Verbose(twelve)
     exten => i,1,Verbose(i of ${INVALID_EXTEN})
     exten => t,1,Verbose(t)
     exten => h,1,Verbose(h of ${EXTEN})
     exten => o,1,Verbose(operator)
     exten => a,1,Verbose(assistant)",
    r#"context "menu" {
        extension "s" => { Answer(); TIMEOUT["digit"] = 1; WaitExten(5); }
        extension "0" => { Verbose("zero"); }
        extension "12" => { Verbose("twelve"); }
        extension "i" => { Verbose(`i of ${INVALID_EXTEN}`); }
        extension "t" => { Verbose("t"); }
        extension "h" => { Verbose(`h of ${EXTEN}`); }
        extension "o" => { Verbose("operator"); }
        extension "a" => { Verbose("assistant"); }
    }"#,
);

#[track_caller]
fn check_menu(during: &str) {
    let body = format!(
        r#"let caller = phone("desk").dial("menu", "s"); caller.expect_answered(); {during} caller.expect_end();"#
    );
    check(MENU.0, MENU.1, &body);
}

#[test]
fn keys_lead_to_an_extension_and_then_to_h() {
    check_menu(
        r#"caller.press("12"); caller.expect_said("twelve"); caller.expect_said("h of h");"#,
    );
}

#[test]
fn keys_that_match_nothing_lead_to_i() {
    check_menu(r#"caller.press("13"); caller.expect_said("i of 13");"#);
    check_menu(r#"caller.press("9"); caller.expect_said("i of 9");"#);
}

#[test]
fn no_key_leads_to_t() {
    check_menu(r#"wait(6); caller.expect_said("t"); caller.expect_said("h of h");"#);
}

#[test]
fn zero_and_star_are_keys_like_any_other() {
    check_menu(r#"caller.press("0"); caller.expect_said("zero");"#);
    check_menu(r#"caller.press("*"); caller.expect_said("i of *");"#);
}

#[test]
fn a_hangup_leads_to_h_at_once() {
    check_menu(r#"caller.hang_up(); caller.expect_said("h of h");"#);
}

#[test]
fn o_and_a_are_extensions_that_can_be_dialled() {
    let body = |extension: &str, said: &str| {
        format!(r#"phone("desk").dial("menu", "{extension}").expect_said("{said}");"#)
    };
    check(MENU.0, MENU.1, &body("o", "operator"));
    check(MENU.0, MENU.1, &body("a", "assistant"));
}

#[test]
fn what_was_dialled_at_the_beginning_can_lead_to_i_too() {
    check(
        MENU.0,
        MENU.1,
        r#"phone("desk").dial("menu", "nobody").expect_said("i of nobody");"#,
    );
}

#[test]
fn e_catches_what_has_no_extension_of_its_own() {
    let lines = "[menu]
        exten => s,1,Answer()
        same => n,Set(TIMEOUT(absolute)=60)
        same => n,WaitExten(5)
        exten => wait,1,Answer()
        same => n,Set(TIMEOUT(absolute)=60)
        same => n,Wait(600)
        exten => e,1,Verbose(${EXCEPTION(reason)} in ${EXCEPTION(exten)})";
    let rhai = r#"context "menu" {
        extension "s" => { Answer(); TIMEOUT["absolute"] = 60; WaitExten(5); }
        extension "wait" => { Answer(); TIMEOUT["absolute"] = 60; Wait(600); }
        extension "e" => { Verbose(`${EXCEPTION("reason")} in ${EXCEPTION("exten")}`); }
    }"#;
    let body = |extension: &str, during: &str, said: &str| {
        format!(
            r#"let caller = phone("desk").dial("menu", "{extension}"); {during}
            caller.expect_said("{said}"); caller.expect_end();"#
        )
    };
    check(lines, rhai, &body("s", "", "RESPONSETIMEOUT in s"));
    check(
        lines,
        rhai,
        &body(
            "s",
            r#"caller.expect_answered(); caller.press("9");"#,
            "INVALID in s",
        ),
    );
    check(lines, rhai, &body("wait", "", "ABSOLUTETIMEOUT in wait"));
}

#[test]
fn a_call_that_lasts_too_long_comes_to_big_t() {
    check(
        "[menu]
        exten => s,1,Answer()
        same => n,Set(TIMEOUT(absolute)=60)
        same => n,Wait(600)
        exten => t,1,Verbose(small)
        exten => T,1,Verbose(T)
        exten => h,1,Verbose(h)",
        r#"context "menu" {
            extension "s" => { Answer(); TIMEOUT["absolute"] = 60; Wait(600); }
            extension "t" => { Verbose("small"); }
            extension "T" => { Verbose("T"); }
            extension "h" => { Verbose("h"); }
        }"#,
        r#"let caller = phone("desk").dial("menu", "s");
        caller.expect_said("T"); expect(now(), 60.0); caller.expect_said("h"); caller.expect_end();"#,
    );
}

#[test]
fn a_hint_or_an_include_does_not_hide_the_special_extensions_of_the_context_itself() {
    check(
        "[menu]
        include => other
        exten => s,1,Goto(nobody,1)
        exten => i,1,Verbose(own)
        [other]
        exten => i,1,Verbose(other)",
        r#"context "menu" {
            include "other";
            extension "s" => { Goto(EXTEN + "nobody"); }
            extension "i" => { Verbose("own"); }
        }
        context "other" { extension "i" => { Verbose("other"); } }"#,
        r#"phone("desk").dial("menu", "s").expect_said("own");"#,
    );
}

#[test]
fn special_extensions_are_found_in_included_contexts() {
    check(
        "[menu]
        include => common
        exten => s,1,Goto(nobody,1)
        [common]
        exten => i,1,Verbose(common i in ${CONTEXT})
        exten => h,1,Verbose(common h)",
        r#"context "menu" {
            include "common";
            extension "s" => { Goto(EXTEN + "nobody"); }
        }
        context "common" {
            extension "i" => { Verbose(`common i in ${CONTEXT}`); }
            extension "h" => { Verbose("common h"); }
        }"#,
        r#"let caller = phone("desk").dial("menu", "s");
        caller.expect_said("common i in menu"); caller.expect_said("common h");"#,
    );
}
