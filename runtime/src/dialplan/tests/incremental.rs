//! Loading one state of the files after another gives what loading each afresh gives.

use proptest::prelude::*;

use crate::dialplan::{Changes, Dialplan, Loader, Query, Source, World};
use crate::sample::LIBRARY;

/// Files that may be there.
const PATHS: [&str; 7] = [
    "a.rhai",
    "b.rhai",
    "c.conf",
    "d.conf",
    "lib/e.rhai",
    "f.conf",
    "g.test.rhai",
];

/// What may stand in them, each piece beside or below the others.
const SCRIPTS: [&str; 20] = [
    "context \"x\" { extension \"1\" => { Answer(); } }",
    "context \"x\" { extension \"1\" => { Hangup(); } }",
    "context \"x\" { extension \"_1X\" => { Goto(\"y\", \"1\"); } extension \"1\" => { } }",
    "context \"x\" { include \"y\"; hint \"1\" => \"SIP/a\"; }",
    "context \"y\" { include \"x\"; extension \"_X.\" => { Goto(\"2\"); } }",
    "context \"y\" { hint \"_X\" => \"SIP/b\"; hint \"1\" => \"SIP/c\"; }",
    "context \"y\" { extension \"2\" => { let a = 1; Verbose(UNSET); Verbose(seen); } }",
    "context \"z\" { extension \"i\" => { Set(\"seen\", 1); } extension \"s\" => { Goto(\"x\", \"7\"); } }",
    "context \"z\" { include \"nowhere\"; extension \"s\" => { Goto(\"1\", \"2\"); } }",
    "context \"1\" { extension \"s\" => { Dial(\"Local/1@x\"); } }",
    "context \"x\" { }",
    "fn f() { Goto(\"1\"); }",
    "import \"lib/e\" as e;\ncontext \"x\" { extension \"e\" => { e::f(); } }",
    "import \"b\" as b;\nlet five = b::five();",
    "fn five() { 5 }",
    "fn five() { throw 1; }",
    "let six = 6;",
    "context \"x\" { extension \"1\" => { Answer( } }",
    "context \"x\" { extention \"1\" => { } }",
    "test \"t\" { }",
];

const LINES: [&str; 16] = [
    "[x]",
    "[y]",
    "[z]",
    "[globals]",
    "N=7",
    "N=8",
    "exten => 1,1,NoOp()",
    "exten => 1,2,NoOp(two)",
    "exten => 1,2(label),NoOp(other)",
    "exten => _X.,1,NoOp()",
    "exten => ${N}1,1,NoOp()",
    "exten => 1,hint,SIP/lines",
    "include => y",
    "include => z,09:00-17:00,*,*,*",
    "#include \"d.conf\"",
    "#include \"f.conf\"",
];

/// A change of one file: its new pieces, or that it goes.
type Edit = (usize, Option<Vec<usize>>);

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let pieces = prop::collection::vec(0..SCRIPTS.len().max(LINES.len()), 0..5);
    let edit = (0..PATHS.len(), prop::option::weighted(0.85, pieces));
    prop::collection::vec(edit, 1..25)
}

fn text(path: &str, pieces: &[usize]) -> String {
    let pool: &[&str] = if path.ends_with(".conf") {
        &LINES
    } else {
        &SCRIPTS
    };
    let lines: Vec<&str> = pieces.iter().map(|at| pool[at % pool.len()]).collect();
    lines.join("\n")
}

/// All that anybody can ask of a dialplan.
fn answers(plan: &Dialplan) -> String {
    let mut told = format!("globals {:?}\n", plan.globals());
    let contexts: Vec<&str> = plan.contexts().collect();
    for context in &contexts {
        let (extensions, includes) = (plan.extensions(context), plan.includes(context));
        told += &format!("{context}: {extensions:?} {includes:?}\n");
        let above = plan.outline.contexts_with(Some(context));
        let mut above: Vec<&str> = above.collect();
        above.sort_unstable();
        told += &format!("  in {above:?}\n");
        for dialled in ["1", "12", "2", "71", "81", "s", "e", "i", ""] {
            let query = Query::new(dialled);
            told += &format!(
                "  {dialled}: {:?} {:?} {} {} {} {:?}\n",
                plan.find(context, query),
                plan.labelled(context, query, "label"),
                plan.could_grow(context, query),
                plan.can_match(context, query),
                plan.takes_event(context, query),
                plan.hint(context, dialled),
            );
        }
    }
    for hint in plan.hints() {
        told += &format!("{hint:?}\n");
    }
    for line in plan.lines() {
        told += &format!("{line:?}\n");
    }
    let extensions: Vec<_> = plan.all_extensions().collect();
    told += &format!("{extensions:?}");
    told
}

fn findings(plan: &Dialplan, mut found: Vec<crate::diagnostic::Diagnostic>) -> Vec<String> {
    found.extend(plan.advice(&World::default(), LIBRARY));
    plan.sort(&mut found);
    let lines = found.iter().map(|finding| format!("{finding:?}"));
    lines.collect()
}

fn check(edits: &[Edit]) {
    let mut files: Vec<Option<String>> = vec![None; PATHS.len()];
    let mut loader = Loader::new(LIBRARY);
    let mut former = Dialplan::empty();
    for (file, pieces) in edits {
        let text = pieces.as_ref().map(|pieces| text(PATHS[*file], pieces));
        files[*file] = text;
        let there = files.iter().zip(PATHS);
        let there = there.filter_map(|(text, path)| Some(Source::new(path, text.clone()?)));
        let sources: Vec<Source> = there.collect();
        let (plan, found) = Dialplan::read(&mut loader, sources.clone());
        let (fresh, found_afresh) = Dialplan::read(&mut Loader::new(LIBRARY), sources);
        assert_eq!(answers(&plan), answers(&fresh));
        assert_eq!(findings(&plan, found), findings(&fresh, found_afresh));
        let changes = Changes::between(&former, &plan);
        assert_eq!(changes, Changes::between(&former, &fresh));
        former = fresh;
    }
}

proptest! {
    // Each edit makes two engines.
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_order_of_edits_gives_what_a_fresh_load_gives(edits in edits()) {
        check(&edits);
    }
}

#[test]
fn what_is_not_touched_is_shared() {
    let mut loader = Loader::new(LIBRARY);
    let file = |path: &str, text: &str| Source::new(path, text);
    let a = file("a.rhai", SCRIPTS[0]);
    let (before, _) = Dialplan::read(&mut loader, vec![a.clone(), file("b.rhai", SCRIPTS[4])]);
    let (after, _) = Dialplan::read(&mut loader, vec![a, file("b.rhai", SCRIPTS[6])]);
    let context = |plan: &Dialplan| plan.outline.context("x").map(std::sync::Arc::as_ptr);
    assert_eq!(context(&before), context(&after));
}

#[test]
fn files_that_change_places_change_who_comes_first() {
    let mut loader = Loader::new(LIBRARY);
    let (a, b) = (
        Source::new("a.conf", "[x]\nexten => 1,1,NoOp(a)"),
        Source::new("b.conf", "[x]\nexten => 1,1,NoOp(b)"),
    );
    let first = |plan: &Dialplan| plan.extensions("x")[0].lines[0].text.clone();
    let (plan, _) = Dialplan::read(&mut loader, vec![a.clone(), b.clone()]);
    assert_eq!(first(&plan), "NoOp(a)");
    let (plan, _) = Dialplan::read(&mut loader, vec![b, a]);
    assert_eq!(first(&plan), "NoOp(b)");
}

#[test]
fn files_of_asterisk_that_include_each_other_are_read_all_the_same() {
    let files = vec![
        Source::new("a.conf", "#include \"b.conf\"\n[x]\nexten => 1,1,Answer()"),
        Source::new("b.conf", "#include \"a.conf\"\n[y]\nexten => 1,1,Answer()"),
    ];
    let (plan, findings) = Dialplan::load(files, LIBRARY);
    assert!(plan.exists("x", "1") && plan.exists("y", "1"));
    assert_eq!(findings.len(), 1, "{findings:?}");
}
