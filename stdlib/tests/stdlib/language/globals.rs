//! Global variables: from `[globals]`, from scripts of either language, in all calls.

use super::{check, run};

#[test]
fn what_one_call_sets_the_next_one_reads() {
    check(
        "[a]
        exten => set,1,Set(GLOBAL(COLOUR)=red)
        same => n,Set(COLOUR=own)
        exten => get,1,Verbose(${COLOUR} ${GLOBAL(COLOUR)})
        exten => unset,1,Set(GLOBAL(COLOUR)=)
        exten => any,1,Verbose(any ${GLOBAL_EXISTS(COLOUR)})",
        r#"context "a" {
            extension "set" => { GLOBAL["COLOUR"] = "red"; Set("COLOUR", "own"); }
            extension "get" => { Verbose(`${COLOUR} ${GLOBAL("COLOUR")}`); }
            extension "unset" => { GLOBAL["COLOUR"] = ""; }
            extension "any" => { Verbose(`any ${IF(GLOBAL_EXISTS("COLOUR"), 1, 0)}`); }
        }"#,
        r#"let desk = phone("desk");
        desk.dial("a", "set").expect_end();
        desk.dial("a", "get").expect_said("red red");
        desk.dial("a", "any").expect_said("any 1");
        desk.dial("a", "unset").expect_end();
        desk.dial("a", "any").expect_said("any 0");"#,
    );
}

#[test]
fn a_channel_variable_hides_a_global_one_of_its_name_even_if_it_is_empty() {
    check(
        "[a]\nexten => s,1,Set(GLOBAL(X)=global)\nsame => n,Set(X=own)\nsame => n,Verbose(${X} ${GLOBAL(X)})
        same => n,Set(X=)\nsame => n,Verbose([${X}])",
        r#"context "a" { extension "s" => {
            GLOBAL["X"] = "global"; Set("X", "own"); Verbose(`${X} ${GLOBAL("X")}`);
            Set("X", ""); Verbose(`[${X}]`);
        } }"#,
        r#"let caller = phone("desk").dial("a", "s");
        caller.expect_said("own global"); caller.expect_said("[]");"#,
    );
}

#[test]
fn there_is_an_end_to_what_all_calls_set_together() {
    // Long texts, since that many names would take the test longer.
    run(
        &[(
            "a.rhai",
            r#"context "a" {
                extension "fill" => {
                    let long = "x";
                    while long.len() < 32768 { long += long; }
                    let count = 0;
                    try {
                        loop { GLOBAL[`G${count}`] = long; count += 1; }
                    } catch (error) {
                        Verbose(`${error.code} ${count > 2000}`);
                        GLOBAL["G0"] = "";
                        GLOBAL["LAST"] = "set";
                    }
                }
                extension "next" => { GLOBAL["IN_ITS_PLACE"] = GLOBAL("G1"); GLOBAL["MORE"] = GLOBAL("G1"); }
            }"#,
        )],
        r#"let first = phone("desk").dial("a", "fill");
        first.expect_said("E0412 true");
        let next = phone("desk").dial("a", "next");
        next.expect_fault("E0412");
        expect(global("LAST"), "set"); expect(global("MORE"), "");"#,
    );
}

#[test]
fn globals_of_a_file_are_there_for_both_languages() {
    run(
        &[
            (
                "g.conf",
                "[globals]\nHOST=provider\nTRUNK=SIP/${HOST}\n[b]\nexten => s,1,Verbose(lines ${TRUNK})",
            ),
            (
                "a.rhai",
                "context \"a\" { extension \"s\" => { Verbose(`rhai ${TRUNK}`); Goto(\"b\", \"s\", 1); } }",
            ),
        ],
        r#"let caller = phone("desk").dial("a", "s");
        caller.expect_said("rhai SIP/provider"); caller.expect_said("lines SIP/provider");"#,
    );
}
