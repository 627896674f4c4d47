//! Scripts that say more on the console than anybody can read.

use super::*;

/// Room for four lines, and one more a second.
fn four() -> Budgets {
    Budgets {
        lines: 4,
        line_gap: Duration::from_secs(1),
        ..Budgets::default()
    }
}

/// What the statements leave on the console and elsewhere; time does not pass.
fn check(statements: &str, expected: &[&str]) {
    assert_eq!(
        run_plan(&body(statements), four()),
        expected,
        "{statements}"
    );
}

#[test]
fn a_script_says_a_burst_of_lines_and_is_told_what_is_left_out() {
    check(
        "for i in 0..4 { Verbose(`${i}`); }",
        &["0", "1", "2", "3", "finished Unsaid"],
    );
    for say in ["Verbose(`${i}`)", "print(i)", "debug(i)"] {
        check(
            &format!("for i in 0..10 {{ {say}; }}"),
            &[
                "0",
                "1",
                "2",
                "3",
                "flood",
                "6 lines left out",
                "finished Unsaid",
            ],
        );
    }
}

#[test]
fn a_script_is_heard_again_when_it_has_been_quiet() {
    let text = body("for i in 0..6 { print(i); } sleep(3); print(\"later\");");
    let mut rig = Rig::new(plan(&text), four());
    rig.start(CALL);
    rig.settle();
    rig.pass(Duration::from_secs(3));
    assert_eq!(
        rig.log,
        [
            "0",
            "1",
            "2",
            "3",
            "flood",
            "2 lines left out",
            "later",
            "finished Unsaid"
        ]
    );
}

#[test]
fn a_steady_trickle_is_heard_for_ever() {
    let mut rig = Rig::new(plan(&body("loop { print(1); sleep(1); }")), four());
    rig.start(CALL);
    rig.settle();
    for _ in 0..99 {
        rig.pass(Duration::from_secs(1));
    }
    assert_eq!(rig.log, ["1"; 100]);
}

#[test]
fn a_script_that_floods_is_ended_by_its_operations_sooner_than_others() {
    for (say, most) in [("print(1);", 1_000), ("Verbose(\"x\");", 1_000)] {
        let budgets = Budgets {
            operations: 1_000_000,
            ..four()
        };
        let log = run_plan(&body(&format!("loop {{ {say} }}")), budgets);
        let [.., fault, left_out, finished] = &log[..] else {
            panic!("{log:?}");
        };
        let told: u64 = left_out
            .strip_suffix(" lines left out")
            .and_then(|number| number.parse().ok())
            .unwrap_or_else(|| panic!("{log:?}"));
        assert!(fault.starts_with("E0402"), "{log:?}");
        assert!((900..=most).contains(&told), "{log:?}");
        assert_eq!(finished, "finished Congestion");
    }
}

#[test]
fn a_script_that_floods_between_waits_is_ended_as_well() {
    let budgets = Budgets {
        operations: 1_000_000,
        ..four()
    };
    let mut rig = Rig::new(plan(&body("loop { print(1); sleep(0.000001); }")), budgets);
    rig.start(CALL);
    rig.settle();
    for _ in 0..2_000 {
        rig.pass(Duration::from_micros(1));
    }
    assert_eq!(rig.log.last().unwrap(), "finished Congestion");
}

#[test]
fn a_script_does_not_hold_what_it_has_said() {
    let text = body(
        "for i in 0..100 { print(\"x\".to_string().len()); sleep(1); let s = \"\"; s.pad(2000, 'x'); print(s); sleep(1); }",
    );
    let budgets = Budgets {
        memory: 100_000,
        ..four()
    };
    let mut rig = Rig::new(plan(&text), budgets);
    rig.start(CALL);
    rig.settle();
    for _ in 0..200 {
        rig.pass(Duration::from_secs(1));
    }
    assert_eq!(rig.log.last().unwrap(), "finished Unsaid");
}
