//! `DIALPLAN_EXISTS`, `HINT` and `EXTENSION_STATE` through includes, also those that hold at times.

use super::{check, run};

const CONTEXTS: &str = "[desk]
    include => day,08:00-17:59,mon-fri,*,*
    include => staff
    [day]
    exten => 100,1,NoOp()
    exten => 100,hint,SIP/day
    [staff]
    exten => _2XX,1,NoOp()
    exten => 200,hint,SIP/boss";

const LINES: &str = "[desk]
    exten => s,1,Verbose(${DIALPLAN_EXISTS(desk,100,1)} ${DIALPLAN_EXISTS(desk,200,1)} ${DIALPLAN_EXISTS(desk,300,1)})
    same => n,Verbose(${EXTENSION_STATE(100@desk)} ${EXTENSION_STATE(200@desk)} ${EXTENSION_STATE(300@desk)})
    same => n,Verbose(${HINT(100@desk)} ${HINT(200@desk)}.)";

const RHAI: &str = r#"context "desk" {
        extension "s" => {
            let exists = |number| IF(DIALPLAN_EXISTS("desk", number, 1), 1, 0);
            Verbose(`${exists.call("100")} ${exists.call("200")} ${exists.call("300")}`);
            Verbose(`${EXTENSION_STATE("100@desk")} ${EXTENSION_STATE("200@desk")} ${EXTENSION_STATE("300@desk")}`);
            Verbose(`${HINT("100@desk")} ${HINT("200@desk")}.`);
        }
    }"#;

#[test]
fn an_include_counts_while_it_holds() {
    let check_at = |at: &str, said: [&str; 3]| {
        let [exists, states, hints] = said;
        let body = format!(
            r#"clock("{at}"); device("SIP/day", "INUSE"); device("SIP/boss", "RINGING");
            let caller = phone("x").dial("desk", "s");
            caller.expect_said("{exists}"); caller.expect_said("{states}"); caller.expect_said("{hints}");"#
        );
        run(&[("a.conf", CONTEXTS), ("b.conf", LINES)], &body);
        run(&[("a.conf", CONTEXTS), ("b.rhai", RHAI)], &body);
    };
    let day = ["1 1 0", "INUSE RINGING UNKNOWN", "SIP/day SIP/boss."];
    let night = ["0 1 0", "UNKNOWN RINGING UNKNOWN", " SIP/boss."];
    // The first is a Wednesday, the last a Saturday.
    check_at("2026-11-18 12:00", day);
    check_at("2026-11-18 17:59", day);
    check_at("2026-11-18 18:00", night);
    check_at("2026-11-21 12:00", night);
}

#[test]
fn a_pattern_is_reached_by_its_own_name() {
    let lines = "[desk]
        exten => s,1,Verbose(${DIALPLAN_EXISTS(desk,_[5-6]0X,1)} ${DIALPLAN_EXISTS(desk,_80X,1)})
        same => n,Gosub(desk,_9.,sub(7))
        same => n,Goto(_[5-6]0X,1)
        exten => _[5-6]0X,1,Verbose(at ${EXTEN})
        exten => _9.,1(sub),Verbose(sub ${EXTEN} ${ARG1})
        same => n,Return()";
    let rhai = r#"context "desk" {
        extension "s" => {
            Verbose(`${IF(DIALPLAN_EXISTS("desk", "_[5-6]0X", 1), 1, 0)} ${IF(DIALPLAN_EXISTS("desk", "_80X", 1), 1, 0)}`);
            Gosub("desk", "_9.", 1, "7");
            Goto("_[5-6]0X", 1);
        }
        extension "_[5-6]0X" => { Verbose(`at ${EXTEN}`); }
        extension "_9." => { Verbose(`sub ${EXTEN} ${ARG1}`); Return(); }
    }"#;
    let body = r#"let caller = phone("x").dial("desk", "s");
        caller.expect_said("1 0"); caller.expect_said("sub _9. 7"); caller.expect_said("at _[5-6]0X");"#;
    check(lines, rhai, body);
}
