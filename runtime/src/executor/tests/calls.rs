//! What scripts can do.

use super::*;

fn check(statements: &str, said: &[&str]) {
    let log = run(statements);
    let expected: Vec<&str> = said.iter().copied().chain(["finished Unsaid"]).collect();
    assert_eq!(log, expected, "{statements}");
}

#[test]
fn variables_are_set_and_read_by_name() {
    check("Set(\"x\", 5); Verbose(x + 1);", &["6"]);
    check("Set(\"x\", \"a\"); Verbose(`${x}b`);", &["ab"]);
    check("Verbose(`[${nothing}]`);", &["[]"]);
    check("Verbose(`${EXTEN}@${CONTEXT}`);", &["s@default"]);
    check("Verbose(color);", &["red"]);
    check("Dial(\"SIP/a\"); Verbose(DIALSTATUS);", &["BUSY"]);
}

#[test]
fn functions_are_read_as_calls_and_written_as_indices() {
    check(
        "CHANNEL[\"language\"] = \"de\"; Verbose(CHANNEL(\"language\"));",
        &["de"],
    );
    check(
        "Set(\"CHANNEL(language)\", \"fr\"); Verbose(CHANNEL[\"language\"]);",
        &["fr"],
    );
    check("Verbose(`${CHANNEL}`);", &["SIP/phone-1"]);
}

#[test]
fn a_closure_sees_its_arguments_the_channels_variables_and_the_files_constants() {
    check("let f = |x| EXTEN + x; Verbose(f.call(2));", &["s2"]);
    check(
        "Set(\"n\", 5); let f = |x| [x].map(|y| y + n); Verbose(f.call(2)[0]);",
        &["7"],
    );
    let text = String::from("const N = 3;\n") + body("Verbose([1].map(|x| x + N)[0]);").as_str();
    assert_eq!(
        run_plan(&text, Budgets::default()),
        ["4", "finished Unsaid"]
    );
}

#[test]
fn a_fault_can_be_caught_and_has_code_and_message() {
    check(
        "let time = \"x\"; try { Wait(time); } catch (e) { Verbose(`${e.code}: ${e}`); }",
        &["E0302: `x` is not a number of seconds"],
    );
}

#[test]
fn what_a_file_declares_is_the_same_for_every_call() {
    let text = "const TRUNK = \"SIP/t\"; let names = [\"a\"]; fn twice(x) { x + x }\n".to_owned()
        + body(
            "let own = names; own.push(\"b\"); Verbose(own.len()); Verbose(names.len()); Verbose(twice(TRUNK));",
        ).as_str();
    let log = run_plan(&text, Budgets::default());
    assert_eq!(log, ["2", "1", "SIP/tSIP/t", "finished Unsaid"]);
}

#[test]
fn files_import_functions_of_other_files() {
    let main =
        "import \"lib/say\" as say;\n".to_owned() + body("Verbose(say::hello(EXTEN));").as_str();
    let library = "const WORD = \"hello \";\nfn hello(x) { \"hello \" + x }";
    let sources = vec![
        Source::new("main.rhai", main),
        Source::new("lib/say.rhai", library),
    ];
    let (plan, findings) = Dialplan::load(sources, LIBRARY);
    assert_eq!(findings, []);
    let mut rig = Rig::new(Arc::new(plan), Budgets::default());
    rig.start(CALL);
    rig.settle();
    assert_eq!(rig.log, ["hello s", "finished Unsaid"]);
}

#[test]
fn waiting_takes_the_hosts_time() {
    let mut rig = Rig::new(
        plan(&body("Wait(2); sleep(1); Verbose(\"up\");")),
        Budgets::default(),
    );
    rig.start(CALL);
    rig.settle();
    let two = rig.now + Duration::from_secs(2);
    assert_eq!(rig.executor.poll_timeout(), Some(two));
    rig.pass(Duration::from_millis(1_999));
    assert_eq!(rig.executor.poll_timeout(), Some(two));
    rig.pass(Duration::from_millis(1));
    assert_eq!(rig.log, [""; 0]);
    rig.pass(Duration::from_secs(1));
    assert_eq!(rig.log, ["up", "finished Unsaid"]);
    assert_eq!(rig.executor.poll_timeout(), None);
}

#[test]
fn events_come_in_order_and_only_those_wanted() {
    let mut rig = Rig::new(
        plan(&body("Answer(); Verbose(Digit()); Verbose(Digit());")),
        Budgets::default(),
    );
    rig.start(CALL);
    rig.settle();
    rig.event(Event::Ringing(CHANNEL));
    rig.event(Event::Digit(CHANNEL, '1'));
    rig.event(Event::Digit(CHANNEL, '2'));
    assert_eq!(
        rig.log,
        ["Answer(ChannelId(7))", "1", "2", "finished Normal"]
    );
}

#[test]
fn a_hangup_ends_a_script_whatever_it_waits_for() {
    for statements in ["Wait(60);", "Digit();", "sleep(60);", "loop { Wait(1); }"] {
        let mut rig = Rig::new(plan(&body(statements)), Budgets::default());
        rig.start(CALL);
        rig.settle();
        rig.event(Event::Ended(CHANNEL, crate::host::Cause::Busy));
        assert_eq!(rig.log, ["finished Busy"], "{statements}");
        assert_eq!(rig.executor.poll_timeout(), None);
    }
}

#[test]
fn a_reply_that_comes_after_the_hangup_is_not_the_one_to_a_request_of_h() {
    let text = "context \"default\" {
        extension \"s\" => { Answer(); print(\"in s\"); }
        extension \"h\" => { Answer(); print(\"in h\"); }
    }";
    let mut rig = Rig::new(plan(text), Budgets::default());
    let asked = |rig: &mut Rig| {
        rig.executor.run(rig.now, SystemTime::UNIX_EPOCH);
        let mut outputs = std::iter::from_fn(|| rig.executor.poll_output());
        let asked = outputs.find_map(|output| match output {
            Output::Request(id, Request::Answer(_)) => Some(id),
            _ => None,
        });
        asked.expect("the script asks")
    };
    rig.start(CALL);
    let first = asked(&mut rig);
    let ended = Event::Ended(CHANNEL, crate::host::Cause::Normal);
    rig.executor.event(rig.now, CALL, ended);
    let second = asked(&mut rig);
    rig.executor.reply(rig.now, first, Reply::Done);
    rig.settle();
    assert_eq!(rig.log, [""; 0]);
    rig.executor.reply(rig.now, second, Reply::Done);
    rig.settle();
    assert_eq!(rig.log, ["in h", "finished Normal"]);
}

#[test]
fn an_application_can_end_the_script() {
    let log = run("try { Hangup(17); } catch { } Verbose(\"not reached\");");
    assert_eq!(log, ["finished Busy"]);
}

#[test]
fn goto_enters_another_extension_and_what_was_dialled_is_then_that() {
    let text = "context \"default\" {
        include \"more\";
        extension \"s\" => { Set(\"x\", 1); Goto(\"200\"); Verbose(\"not reached\"); }
        extension \"_2XX\" => { Verbose(`${EXTEN} ${x}`); Goto(\"more\", \"s\"); }
    }
    context \"more\" { extension \"s\" => { Verbose(CONTEXT); } }";
    let log = run_plan(text, Budgets::default());
    assert_eq!(log, ["at 200", "200 1", "at s", "more", "finished Unsaid"]);
}

#[test]
fn what_nothing_matches_goes_to_the_extension_i() {
    let text = "context \"default\" { extension \"i\" => { Verbose(`no ${INVALID_EXTEN}`); } }";
    assert_eq!(
        run_plan(text, Budgets::default()),
        ["no s", "finished Unsaid"]
    );
    let log = run_plan("context \"default\" { }", Budgets::default());
    let message = "E0321 0:context `default` has no extension `s`";
    assert_eq!(log, [message, "finished Unknown"]);
}

#[test]
fn an_error_names_file_line_and_the_chain_that_led_to_it() {
    let text = "fn deep(x) { x.nonsense() }
        context \"default\" {
            extension \"s\" => {
                Goto(\"2\");
            }
            extension \"2\" => {
                deep(1);
            }
        }";
    let (plan, _) = Dialplan::load(vec![Source::new("test.rhai", text)], LIBRARY);
    let mut rig = Rig::new(Arc::new(plan), Budgets::default());
    rig.start(CALL);
    rig.executor.run(rig.now, SystemTime::UNIX_EPOCH);
    let mut faults = Vec::new();
    while let Some(output) = rig.executor.poll_output() {
        if let Output::Fault(_, fault) = output {
            faults.push(*fault);
        }
    }
    let [fault] = &faults[..] else {
        panic!("{faults:?}");
    };
    assert_eq!(
        (fault.code.id(), &*fault.file, fault.span.line),
        ("E0201", "test.rhai", 1)
    );
    let labels: Vec<_> = (fault.labels.iter())
        .map(|label| (label.span.line, label.message.as_str()))
        .collect();
    let chain = [
        (7, "while this called `deep`"),
        (4, "from extension `s` of context `default`"),
    ];
    assert_eq!(labels, chain);
}
