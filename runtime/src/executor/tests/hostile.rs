//! Scripts that try to take all there is, or not to end. Each trap DESIGN names has its case here.

use super::*;

/// Budgets small enough for a test to reach.
fn small() -> Budgets {
    Budgets {
        operations: 2_000_000,
        memory: 4 << 20,
        ..Budgets::default()
    }
}

/// The statements end with this code, and the channel with congestion.
fn check(statements: &str, code: &str) {
    check_plan(&body(statements), code);
}

fn check_plan(text: &str, code: &str) {
    let log = run_plan(text, small());
    let hit = log.len() == 2 && log[0].starts_with(code) && log[1] == "finished Congestion";
    assert!(hit, "{code} expected, got {log:?} from {text}");
}

#[test]
fn a_loop_without_end_is_ended() {
    check("loop { }", "E0402");
    check("let i = 0; while true { i += 1; }", "E0402");
    check("let f = |n| loop { }; f.call(1);", "E0402");
    check("loop { try { loop { } } catch { } }", "E0402");
}

#[test]
fn recursion_without_end_is_ended() {
    check_plan(
        &(String::from("fn f(n) { f(n + 1) }\n") + body("f(1);").as_str()),
        "E0404",
    );
    check("let f = Fn(\"g\"); f.call(f);", "E0");
}

#[test]
fn recursion_is_ended_even_where_rhais_own_limit_is_far() {
    let budgets = Budgets {
        depth: 1_000_000,
        ..small()
    };
    let text = String::from("fn f(n) { if n > 0 { [f(n + 1)] } }\n") + body("f(1);").as_str();
    let log = run_plan(&text, budgets);
    assert!(log[0].starts_with("E0404"), "{log:?}");
}

#[test]
fn allocation_without_end_is_ended() {
    check(
        "let m = #{}; let i = 0; loop { m[`k${i}`] = i; i += 1; }",
        "E0403",
    );
    check("let s = \"x\"; loop { s += s; }", "E0403");
    check("let a = []; loop { a.push(1); }", "E0403");
    check(
        "let m = #{}; let i = 0; let s = \"x\".to_chars().len(); s = \"\"; s.pad(60000, 'x'); loop { m[`k${i}`] = s + i; i += 1; }",
        "E0403",
    );
    check("let i = 0; loop { Set(`v${i}`, i); i += 1; }", "E0403");
}

#[test]
fn a_channel_has_so_many_variables_and_no_more() {
    // Short ones, which would fit into memory many times over.
    check("let i = 0; loop { Set(`v${i}`, \"\"); i += 1; }", "E0403");
    assert_eq!(
        run("for i in 0..9000 { Set(`v${i}`, \"\"); } Verbose(\"all\");"),
        ["all", "finished Unsaid"]
    );
}

#[test]
fn values_nested_without_end_are_ended() {
    check("let a = []; loop { a = [a]; }", "E040");
    check("let m = #{}; loop { m = #{ a: m }; }", "E040");
    check(
        "let m = #{}; loop { let n = #{}; n[\"a\"] = m; m = n; }",
        "E040",
    );
    check("let m = #{}; loop { let n = #{}; n.a = m; m = n; }", "E040");
    check(
        "let a = [0]; loop { let n = [0]; n[0] = a; a = n; }",
        "E040",
    );
    check(
        "let m = #{}; loop { let n = #{}; n[\"a\"] = m.take(); m = n.take(); }",
        "E040",
    );
    check(
        "let x = [0]; loop { x.push([0]); x[1][0] = x.shift(); }",
        "E040",
    );
    check(
        "let x = #{ a: 0 }; loop { x[\"b\"] = #{}; x[\"b\"][\"a\"] = x.remove(\"a\"); x[\"a\"] = x.remove(\"b\"); }",
        "E040",
    );
}

#[test]
fn closures_cannot_share_variables() {
    for text in [
        body("let n = 1; let f = || n; f.call();"),
        body("let f = || 1; loop { let g = f; f = || g.call(); }"),
        body("for n in 0..3 { [1].map(|x| [x].map(|y| y + n)); }"),
        String::from("let n = 1; let f = || { n += 1; n };\n") + body("f.call();").as_str(),
        String::from("fn f(n) { || n }\n") + body("f(1);").as_str(),
    ] {
        let (_, findings) = Dialplan::load(vec![Source::new("test.rhai", &*text)], LIBRARY);
        let ids: Vec<_> = findings.iter().map(|finding| finding.code.id()).collect();
        assert!(ids.contains(&"E0005"), "{ids:?} {text}");
    }
}

#[test]
fn one_operation_cannot_make_something_enormous() {
    check(
        "let s = \"\"; s.pad(60000, 'a'); s.replace(\"a\", s); Verbose(s.len());",
        "E040",
    );
    check(
        "let s = \"\"; s.pad(60000, 'x'); let a = []; a.pad(900, s); Verbose(`${a}`.len());",
        "E040",
    );
    check("let a = []; a.pad(1000000000, 1);", "E040");
    check("let s = \"\"; s.pad(1000000000, 'x');", "E040");
}

#[test]
fn memory_comes_back() {
    let mut rig = Rig::new(
        plan(&body(
            "let m = #{}; let i = 0; loop { m[`k${i}`] = i; i += 1; }",
        )),
        small(),
    );
    rig.start(CALL);
    let held = || crate::memory::METER.with(|meter| meter.leave());
    held();
    rig.settle();
    rig.log.clear();
    let left = held();
    assert!(left < 200 << 10, "{left} bytes stay behind");
}

/// Ways to swallow the error that ends a script.
const SWALLOWERS: [&str; 6] = [
    "loop { try { Wait(1); } catch { } }",
    "loop { try { [1].map(|x| { Wait(1); x }); } catch { } }",
    "loop { try { [1].filter(|x| { Wait(1); true }); } catch { } }",
    "loop { [3, 1, 2].sort(|a, b| { Wait(1); 1 }); }",
    "loop { try { [1, 2].reduce(|a, x| { Wait(1); x }); } catch { } }",
    "loop { try { [1].for_each(|| { Wait(1); }); } catch { } }",
];

#[test]
fn a_hangup_cannot_be_swallowed() {
    for statements in SWALLOWERS {
        let mut rig = Rig::new(plan(&body(statements)), small());
        rig.start(CALL);
        rig.settle();
        rig.event(Event::Ended(CHANNEL, crate::host::Cause::Normal));
        assert_eq!(rig.log, ["finished Normal"], "{statements}");
    }
}

#[test]
fn the_end_of_a_budget_cannot_be_swallowed() {
    for statements in SWALLOWERS {
        let statements = statements.replace("Wait(1);", "loop { }");
        check(&statements, "E0402");
    }
}

#[test]
fn a_goto_cannot_be_swallowed() {
    let text = "context \"default\" {
        extension \"s\" => { loop { try { [2, 1].sort(|a, b| { Goto(\"2\"); 1 }); } catch { } } }
        extension \"2\" => { Verbose(\"two\"); }
    }";
    assert_eq!(run_plan(text, small()), ["at 2", "two", "finished Unsaid"]);
}

#[test]
fn extensions_that_jump_to_each_other_for_ever_are_ended() {
    let text = "context \"default\" {
        extension \"s\" => { Goto(\"2\"); }
        extension \"2\" => { Goto(\"s\"); }
    }";
    let log = run_plan(text, small());
    assert!(log[log.len() - 2].starts_with("E0402"), "{:?}", log.last());
}

#[test]
fn a_script_that_never_waits_is_ended_by_the_clock() {
    let mut rig = Rig::new(plan(&body("loop { }")), Budgets::default());
    rig.start(CALL);
    rig.executor.run(rig.now, SystemTime::UNIX_EPOCH);
    rig.now += Duration::from_secs(11);
    rig.settle();
    assert!(rig.log[0].starts_with("E0405"), "{:?}", rig.log);
}

#[test]
fn other_scripts_have_their_turn_beside_a_runaway() {
    let text = "context \"default\" {
        extension \"s\" => { if UNIQUEID == \"1\" { loop { } } else { Wait(1); Verbose(\"mine\"); } }
    }";
    let mut rig = Rig::new(plan(text), Budgets::default());
    rig.start(CALL);
    rig.start(CallId(2));
    rig.executor.run(rig.now, SystemTime::UNIX_EPOCH);
    rig.now += Duration::from_secs(1);
    rig.executor.run(rig.now, SystemTime::UNIX_EPOCH);
    while let Some(output) = rig.executor.poll_output() {
        rig.note(output);
    }
    assert_eq!(rig.log, ["mine", "finished Unsaid"]);
    rig.executor.stop(rig.now, CALL);
    rig.settle();
    assert_eq!(rig.log.last().map(String::as_str), Some("finished Unsaid"));
}

#[test]
fn what_is_disabled_stays_disabled() {
    for statements in [
        "eval(\"1\");",
        "import \"../secret\" as s;",
        "import \"/etc/passwd\" as p;",
        "timestamp();",
    ] {
        let (_, findings) =
            Dialplan::load(vec![Source::new("test.rhai", body(statements))], LIBRARY);
        assert!(
            findings.iter().any(|finding| finding.is_error()),
            "{statements}"
        );
    }
}

#[test]
fn an_import_that_is_computed_finds_nothing_outside() {
    let log = run("let p = \"../x\"; import p as s;");
    assert!(log[0].starts_with("E0"), "{log:?}");
}

#[test]
fn print_goes_to_the_console_and_sleep_blocks_nobody() {
    assert_eq!(
        run("print(\"a\"); debug(1);"),
        ["a", "1", "finished Unsaid"]
    );
}
