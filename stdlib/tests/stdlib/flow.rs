//! Lines of `extensions.conf` that steer a call, and what they and Rhai make of each other.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use runtime::diagnostic::Diagnostic;
use runtime::dialplan::{Dialplan, Source};
use runtime::executor::{Budgets, Executor, Output};
use runtime::globals::Globals;
use runtime::host::{CallId, ChannelId, ChannelInfo, Event, Reply, Start, Technology};
use stdlib::LIBRARY;

/// What a call that dials `s` in context `a` of these files shows on the console, and its mistakes.
fn run(files: &[(&str, &str)]) -> (Vec<String>, Vec<String>) {
    let sources = files
        .iter()
        .map(|&(path, text)| Source::new(path, text))
        .collect();
    let (plan, findings) = Dialplan::load(sources, LIBRARY);
    let errors: Vec<&Diagnostic> = findings
        .iter()
        .filter(|finding| finding.is_error())
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
    // Enough for every call here that comes to an end by itself.
    let budgets = Budgets {
        operations: 50_000,
        ..Budgets::default()
    };
    let mut executor = Executor::new(budgets, LIBRARY, Arc::new(plan), Globals::new());
    #[allow(clippy::disallowed_methods)]
    let mut now = Instant::now();
    let (call, channel) = (CallId(1), ChannelId(1));
    let info = ChannelInfo::new(channel, "SIP/a-1", Technology::Sip, "s");
    executor.start(now, Start::new(call, info, "a"));
    let (mut shown, mut faults) = (Vec::new(), Vec::new());
    loop {
        executor.run(now, SystemTime::UNIX_EPOCH);
        while let Some(output) = executor.poll_output() {
            match output {
                Output::Verbose { text, .. } => shown.push(text),
                Output::Fault(_, fault) => faults.push(fault.message.clone()),
                Output::Request(id, _) => executor.reply(now, id, Reply::Done),
                _ => {}
            }
        }
        if executor.is_ready() {
            continue;
        }
        match executor.poll_timeout() {
            Some(at) if executor.calls() > 0 => {
                now = now.max(at);
                if now > at + Duration::from_secs(1) {
                    executor.event(now, call, Event::Digit(channel, '1'));
                }
            }
            _ => return (shown, faults),
        }
    }
}

fn check(lines: &str, expected: &[&str]) {
    let (shown, faults) = run(&[("a.conf", &format!("[a]\n{lines}"))]);
    assert_eq!(shown, expected, "{lines}: {faults:?}");
}

#[test]
fn a_place_is_a_priority_an_extension_with_one_or_a_context_with_both() {
    let rest = "\nsame => n,Hangup()\nsame => n(x),Verbose(x)\nexten => t,1,Verbose(t)\n[b]\nexten => s,1,Verbose(b)";
    let to = |place: &str, expected: &[&str]| {
        check(&format!("exten => s,1,Goto({place}){rest}"), expected)
    };
    to("x", &["x"]);
    to("3", &["x"]);
    to("+2", &["x"]);
    to("s,x", &["x"]);
    to("t,1", &["t"]);
    to("a,t, 1 ", &["t"]);
    to("b,s,1", &["b"]);
    to("b,,1", &["b"]);
    to(",t,1", &["t"]);
    to("t,1,1,1", &[]);
    for nowhere in [
        "", "y", "\"x\"", "0", "99", " t ,1", "nobody,1", "c,s,1", ",s,x",
    ] {
        to(nowhere, &[]);
    }
}

#[test]
fn subroutines_come_back_from_one_language_to_the_other() {
    let rhai = "context \"a\" { extension \"s\" => {
        Verbose(Gosub(\"b\", \"s\", 1, [\"x\", \"y\"]));
        Verbose(`${ARG1}.`);
    } }
    context \"c\" { extension \"s\" => { Return(`rhai ${ARG1}`); } }";
    let conf =
        "[b]\nexten => s,1,Gosub(c,s,1(${ARG2}))\nsame => n,Return(${GOSUB_RETVAL} of ${ARG1})";
    let (shown, faults) = run(&[("a.rhai", rhai), ("b.conf", conf)]);
    assert_eq!(shown, ["rhai y of x", "."], "{faults:?}");
}

#[test]
fn popping_the_stack_leaves_rhai_code_that_waits() {
    let rhai =
        "context \"a\" { extension \"s\" => { Gosub(\"b\", \"s\", 1); Verbose(\"never\"); } }";
    let conf = "[b]\nexten => s,1,StackPop()\nsame => n,Verbose(here)\nsame => n,Return()\nsame => n,Verbose(never)";
    let (shown, _) = run(&[("a.rhai", rhai), ("b.conf", conf)]);
    assert_eq!(shown, ["here"]);
}

#[test]
fn local_variables_hide_others_layer_by_layer() {
    check(
        "exten => s,1,Set(x=1)\nsame => n,Gosub(sub,1)\nsame => n,Verbose(${x}${LOCAL(x)})
exten => sub,1,Set(LOCAL(x)=2)\nsame => n,Gosub(deep,1)\nsame => n,Verbose(${x})\nsame => n,Return()
exten => deep,1,Set(LOCAL(x)=3)\nsame => n,Verbose(${LOCAL_PEEK(0,x)}${LOCAL_PEEK(1,x)}${LOCAL_PEEK(2,x)}${LOCAL_PEEK(3,x)})
same => n,Verbose(0,${STACK_PEEK(2,l)})\nsame => n,Return()",
        &["321", "a,s,2", "2", "1"],
    );
}

#[test]
fn a_line_elsewhere_is_a_value_with_its_own_extension() {
    let tables = "[t]\nexten => _X!,1,Return(default ${EXTEN} ${CONTEXT} ${PRIORITY})\nexten => _20X,1,Return(\"a, b\")
exten => _20X,2(more),NoOp(${x})\nexten => s,1,Return()\nexten => rule,1,Return(${LEN(${x})})";
    let (shown, faults) = run(&[
        (
            "a.conf",
            "[a]\nexten => s,1,Set(x=1234)\nsame => n(data),NoOp(of ${EXTEN})
same => n,Verbose(0,${EVAL_EXTEN(t,77,1)})
same => n,Verbose(0,${EVAL_EXTEN(t,205,1)})
same => n,Verbose(0,${EVAL_EXTEN(t,205,2)}${EVAL_EXTEN(t,205,more)}${EVAL_EXTEN(t,rule,1)})
same => n,Verbose(0,=${EVAL_EXTEN(s,2)}+${EVAL_EXTEN(2)}+${EVAL_EXTEN(data)}+)
same => n,Verbose(0,[${EVAL_EXTEN(t,s,1)}${EVAL_EXTEN()}${EVAL_EXTEN(t,none,1)}${EVAL_EXTEN(t,77,9)}${EVAL_EXTEN(t,77,x)}])
same => n,Verbose(0,${EXTEN}@${CONTEXT},${PRIORITY})",
        ),
        ("t.conf", tables),
    ]);
    let expected = [
        "default 77 t 1",
        "a, b",
        "123412344",
        "=of s+of s+of s+",
        "[]",
        "s@a,8",
    ];
    assert_eq!(
        shown
            .iter()
            .filter(|text| !text.starts_with("of"))
            .collect::<Vec<_>>(),
        expected,
        "{faults:?}"
    );
    assert_eq!(faults.len(), 4, "{faults:?}");
}

#[test]
fn a_subroutine_is_a_value_in_either_language() {
    let rhai = "context \"r\" { extension \"s\" => { Return(`${ARG1}-${ARG2}`); } }
context \"q\" { extension \"1\" => { Verbose(EVAL_SUB(\"a\", \"sub\", \"1(x)\")); } }";
    let conf = "[a]\nexten => s,1,Verbose(${EVAL_SUB(r,s,1(1,2))}${EVAL_SUB(sub,1(y))}${ARG1})\nsame => n,Goto(q,1,1)
exten => sub,1,Return(sub ${ARG1})";
    let (shown, faults) = run(&[("a.conf", conf), ("r.rhai", rhai)]);
    assert_eq!(shown, ["1-2sub y", "sub x"], "{faults:?}");
}

#[test]
fn a_line_whose_application_ran_a_subroutine_is_followed_by_the_next() {
    check(
        "exten => s,1,Dial(SIP/nobody,1,B(a^sub^1))\nsame => n,Verbose(next)\nexten => sub,1,Verbose(sub)\nsame => n,Return()",
        &["sub", "next"],
    );
}

#[test]
fn who_dials_nothing_behind_what_is_incomplete_is_waited_for_in_vain() {
    check(
        "exten => s,1,Goto(71,1)\nexten => _7.,1,ExecIf($[${LEN(${EXTEN})} < 3]?Incomplete(n))\nsame => n,Verbose(${EXTEN})
exten => t,1,Verbose(t)",
        &["t"],
    );
}

#[test]
fn what_cannot_become_longer_or_does_not_is_an_event() {
    check(
        "exten => s,1,Goto(7,1)\nexten => 7,1,Incomplete(n)\nexten => i,1,Verbose(i ${INVALID_EXTEN})",
        &["i 7"],
    );
}

#[test]
fn endless_subroutines_loops_and_jumps_end() {
    for lines in [
        "exten => s,1,Gosub(s,1)",
        "exten => s,1,While(1)\nsame => n,EndWhile()",
        "exten => s,1,Goto(1)",
        "exten => s,1,Goto(x,1)\nexten => i,1,Goto(x,1)",
        "exten => s,1,RaiseException(x)\nexten => e,1,Goto(x,1)",
        "exten => s,1,NoOp(${EVAL_EXTEN(s,1)}${EVAL_EXTEN(s,1)})",
        "exten => s,1,Set(x=${EVAL_SUB(s,1)})",
        "exten => s,1,Set(x=xx)\nsame => n,Set(x=${x}${x})\nsame => n,Goto(2)",
    ] {
        let (_, faults) = run(&[("a.conf", &format!("[a]\n{lines}"))]);
        assert!(!faults.is_empty(), "{lines}");
    }
}

#[test]
fn applications_that_run_each_other_have_a_limit() {
    let nested = format!("{}NoOp(){}", "ExecIf(1?".repeat(1_000), ")".repeat(1_000));
    let (_, faults) = run(&[("a.conf", &format!("[a]\nexten => s,1,{nested}"))]);
    assert_eq!(faults, ["more than 24 applications run each other"]);
}

#[test]
fn what_steers_lines_is_refused_in_rhai() {
    let source = Source::new(
        "a.rhai",
        "context \"a\" { extension \"s\" => { While(1); } }",
    );
    let (_, findings) = Dialplan::load(vec![source], LIBRARY);
    let found: Vec<_> = findings
        .iter()
        .map(|finding| (finding.code.id(), &*finding.message))
        .collect();
    assert_eq!(
        found,
        [("E0207", "`While` is for lines of extensions.conf")]
    );
}

#[test]
fn nobody_waits_in_lines_after_the_hangup() {
    check(
        "exten => s,1,Hangup()\nexten => h,1,Verbose(h)\nsame => n,Wait(1)\nsame => n,Verbose(never)",
        &["h"],
    );
}

/// Names of what steers a call.
const NAMES: &[&str] = &[
    "ContinueWhile",
    "Else",
    "ElseIf",
    "EndIf",
    "EndWhile",
    "Exec",
    "ExecIf",
    "ExecIfTime",
    "ExitIf",
    "ExitWhile",
    "Gosub",
    "GosubIf",
    "Goto",
    "GotoIf",
    "GotoIfTime",
    "Hangup",
    "If",
    "Log",
    "MSet",
    "NoOp",
    "RaiseException",
    "Return",
    "Set",
    "SoftHangup",
    "StackPop",
    "TryExec",
    "UserEvent",
    "Verbose",
    "Wait",
    "WaitExten",
    "While",
];

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
    #[test]
    fn no_data_makes_an_application_panic(data in "([-+0-9a-z?:,()\"\\[\\]&=#*! ]|Goto|NoOp|LOCAL|é){0,24}") {
        for name in NAMES {
            let text = data.replace(';', "");
            let lines = format!("[a]\nexten => s,1,{name}({text})\nsame => n,Verbose(on)");
            let (_, faults) = run(&[("a.conf", &lines)]);
            let failed = faults.iter().any(|fault| fault.contains("the switch failed"));
            proptest::prop_assert!(!failed, "{lines}: {faults:?}");
        }
    }
}

#[test]
fn macros_come_back_at_their_end_and_a_goto_leaves_them() {
    let rest = "\nsame => n,Verbose(back ${ARG1}${MACRO_EXTEN}.)
[macro-plain]\nexten => s,1,Verbose(${ARG1}|${LEN(${ARG2})}|${MACRO_DEPTH}|${MACRO_PRIORITY})
[macro-outer]\nexten => s,1,Macro(plain,in)\nsame => n,Verbose(${ARG1})
[macro-hop]\nexten => s,1,Goto(t,1)\nexten => t,1,Verbose(within ${MACRO_EXTEN})
[macro-away]\nexten => s,1,Goto(b,s,1)\n[b]\nexten => s,1,Verbose(away ${ARG1}${MACRO_EXTEN}.)";
    let of = |line: &str, expected: &[&str]| {
        check(&format!("exten => s,1,{line}{rest}"), expected);
    };
    of("Macro(plain,x,\"y)", &["x|2|1|1", "back ."]);
    of("Macro(outer,out)", &["in|0|2|1", "out", "back ."]);
    of("Macro(hop)", &["within s", "back ."]);
    of("Macro(away,x)", &["away ."]);
    of("MacroIf(0?plain,a:plain,b)", &["b|0|1|1", "back ."]);
    of("MacroExit()", &["back ."]);
    of("Macro(nothing)", &[]);
}

#[test]
fn rhai_code_waits_for_a_macro() {
    let rhai = "context \"a\" { extension \"s\" => {
        Macro(\"m\", \"x\");
        Verbose(\"back\");
        Macro(\"away\");
        Verbose(\"never\");
    } }
    context \"macro-m\" { extension \"s\" => { Verbose(`rhai ${ARG1} ${MACRO_EXTEN}`); } }";
    let conf = "[macro-away]\nexten => s,1,Goto(b,s,1)\n[b]\nexten => s,1,Verbose(b)";
    let (shown, faults) = run(&[("a.rhai", rhai), ("b.conf", conf)]);
    assert_eq!(shown, ["rhai x s", "back", "b"], "{faults:?}");
}

#[test]
fn a_switch_leads_into_another_context_with_another_name() {
    let rest = "
[there]\nexten => _X.,1,Verbose(${EXTEN}@${CONTEXT})\nsame => n,Verbose(${PRIORITY})
[wide]\nexten => _.,1,Verbose(never)";
    let through = |switches: &str, expected: &[&str]| {
        check(
            &format!("exten => s,1,Goto(9123,1)\n{switches}{rest}"),
            expected,
        );
    };
    through("lswitch => Loopback/${EXTEN:1}@there", &["123@there", "2"]);
    through("switch => Loopback/77@there", &["77@there", "2"]);
    through("lswitch => Loopback/${EXTEN}@there:2", &["2"]);
    through(
        "lswitch => Loopback/@wide/_8.\nlswitch => Loopback/1${EXTEN}@there/_9XXX",
        &["19123@there", "2"],
    );
    through(
        "exten => _9X.,1,Verbose(own)\nlswitch => Loopback/@there",
        &["own", "2"],
    );
    through(
        "include => wide\nlswitch => Loopback/@there",
        &["9123@there", "2"],
    );
    through("lswitch => Loopback/@gone\nlswitch => Loopback/@a", &[]);
}

#[test]
fn switches_that_lead_to_each_other_have_an_end() {
    let pair = "lswitch => Loopback/1${EXTEN}@a\n".repeat(30);
    check(
        &format!("{pair}exten => s,1,Goto(x,1)\n[b]\n{pair}lswitch => Loopback/@a"),
        &[],
    );
    let context = |own: &str, other: &str| {
        format!(
            "[{own}]\n{}",
            format!("lswitch => Loopback/1${{EXTEN}}@{other}\n").repeat(30)
        )
    };
    let text = format!(
        "exten => s,1,Goto(x,1)\n{}{}",
        &context("a", "b")[4..],
        context("b", "a")
    );
    check(&text, &[]);
}

#[test]
fn without_auto_fall_through_a_call_waits_behind_the_last_line() {
    let waiting = |rest: &str, expected: &[&str]| {
        let text = format!("[general]\nautofallthrough=no\n[a]\n{rest}");
        let (shown, faults) = run(&[("a.conf", &text)]);
        assert_eq!(shown, expected, "{rest}: {faults:?}");
    };
    waiting(
        "exten => s,1,Answer()\nexten => t,1,Verbose(t)\nsame => n,Hangup()",
        &["t"],
    );
    waiting(
        "exten => s,1,Answer()\nexten => e,1,Verbose(${EXCEPTION(reason)})\nsame => n,Hangup()",
        &["RESPONSETIMEOUT"],
    );
    waiting("exten => s,1,Verbose(s)", &["s"]);
    waiting(
        "exten => s,1,Verbose(s)\nsame => n,Hangup()\nexten => t,1,Verbose(t)",
        &["s"],
    );
}
