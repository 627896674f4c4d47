//! Hangup handlers: pushed, popped and wiped, and the order in which they run.

use super::check;

/// What the caller is told behind the hangup, after these lines and statements.
#[track_caller]
fn check_order(lines: &str, rhai: &str, said: &[&str]) {
    let lines = format!(
        "[a]\nexten => s,1,Answer()\n{lines}\nsame => n,Hangup()
        exten => h,1,Verbose(h)
        [handler]
        exten => s,1,Verbose(handler ${{ARG1}})\nsame => n,Return()"
    );
    let rhai = format!(
        r#"context "a" {{
            extension "s" => {{ Answer(); {rhai} Hangup(); }}
            extension "h" => {{ Verbose("h"); }}
        }}
        context "handler" {{ extension "s" => {{ Verbose(`handler ${{ARG1}}`); }} }}"#
    );
    let expected: String = said
        .iter()
        .map(|said| format!("caller.expect_said(\"{said}\");"))
        .collect();
    let body = format!(
        r#"let caller = phone("desk").dial("a", "s"); caller.expect_end(); {expected}
        expect(caller.variable("N"), "{}");"#,
        said.len() - 1
    );
    // Each handler counts, so that one that should not run is noticed.
    let lines = lines.replace(
        "same => n,Return()",
        "same => n,Set(N=$[0${N}+1])\nsame => n,Return()\nexten => x,1,NoOp()",
    );
    let lines = lines.replace(
        "exten => s,1,Answer()",
        "exten => s,1,Answer()\nsame => n,Set(N=0)",
    );
    let rhai = rhai
        .replace("${ARG1}`);", "${ARG1}`); INC(\"N\");")
        .replace("Answer();", "Answer(); Set(\"N\", 0);");
    check(&lines, &rhai, &body);
}

/// The same behind two handlers that are pushed, and what `then` sets.
#[track_caller]
fn check_after_two(then: &[(&str, &str)], expected: &[&str]) {
    let pushed = [("push", "handler,s,1(1)"), ("push", "handler,s,1(2)")];
    let all = || pushed.iter().chain(then);
    let lines: Vec<String> = all()
        .map(|(verb, value)| format!("same => n,Set(CHANNEL(hangup_handler_{verb})={value})"))
        .collect();
    let rhai: Vec<String> = all()
        .map(|(verb, value)| format!("CHANNEL[\"hangup_handler_{verb}\"] = \"{value}\";"))
        .collect();
    check_order(&lines.join("\n"), &rhai.join("\n"), expected);
}

#[test]
fn h_runs_first_and_then_the_handlers_the_last_one_pushed_first() {
    check_after_two(&[], &["h", "handler 2", "handler 1"]);
}

#[test]
fn popping_takes_the_last_one_and_may_put_another_in_its_place() {
    check_after_two(&[("pop", "")], &["h", "handler 1"]);
    let other = [("pop", "handler,s,1(3)")];
    check_after_two(&other, &["h", "handler 3", "handler 1"]);
}

#[test]
fn wiping_takes_all_and_may_put_one_in_their_place() {
    check_after_two(&[("wipe", "")], &["h"]);
    check_after_two(&[("wipe", "handler,s,1(3)")], &["h", "handler 3"]);
}

#[test]
fn a_handler_runs_whoever_hung_up_and_sees_the_variables() {
    let lines = "[a]
        exten => s,1,Answer()
        same => n,Set(name=Bond)
        same => n,Set(CHANNEL(hangup_handler_push)=a,bye,1)
        same => n,Wait(600)
        exten => bye,1,Verbose(bye ${name})
        same => n,Return()";
    let rhai = r#"context "a" {
        extension "s" => {
            Answer();
            Set("name", "Bond");
            CHANNEL["hangup_handler_push"] = "a,bye,1";
            Wait(600);
        }
        extension "bye" => { Verbose(`bye ${name}`); }
    }"#;
    check(
        lines,
        rhai,
        r#"let caller = phone("desk").dial("a", "s"); caller.expect_answered();
        wait(5); caller.hang_up(); caller.expect_said("bye Bond");"#,
    );
}
