//! Which generation a script runs in.

use super::*;

fn text(version: &str) -> String {
    format!(
        "fn version() {{ \"{version}\" }}
        context \"default\" {{
            extension \"s\" => {{ Verbose(version()); Wait(1); Verbose(version()); Goto(\"2\"); }}
            extension \"2\" => {{ Verbose(version()); }}
        }}"
    )
}

#[test]
fn a_running_extension_finishes_in_its_generation_and_a_goto_enters_the_current_one() {
    let mut rig = Rig::new(plan(&text("old")), Budgets::default());
    rig.start(CALL);
    rig.settle();
    rig.executor.set_generation(plan(&text("new")));
    rig.start(CallId(2));
    rig.settle();
    rig.pass(Duration::from_secs(1));
    let log = rig.log.join(", ");
    let first = "old, at 2, new, finished Unsaid";
    assert_eq!(
        log,
        format!("old, new, {first}, {}", first.replace("old", "new"))
    );
}

#[test]
fn an_old_generation_goes_with_its_last_call() {
    let old = plan(&text("old"));
    let watched = Arc::downgrade(&old);
    let mut rig = Rig::new(old, Budgets::default());
    rig.start(CALL);
    rig.settle();
    rig.executor.set_generation(plan(&text("new")));
    assert!(watched.upgrade().is_some());
    rig.pass(Duration::from_secs(1));
    assert!(watched.upgrade().is_none());
}

#[test]
fn a_dropped_executor_ends_its_scripts() {
    let mut rig = Rig::new(plan(&text("x")), Budgets::default());
    for call in 0..100 {
        rig.start(CallId(call));
    }
    rig.settle();
    assert_eq!(rig.executor.calls(), 100);
    drop(rig);
}
