//! Bytecode and tree are two ways to run one script: whatever it does, it does in both.

use proptest::prelude::*;

use super::*;

/// Nothing happens here, but what it could do keeps a body from being lowered.
const STAYS_A_TREE: &str = "if EXTEN == \"never\" { [0].pop(); }";

/// Budgets that only a script without end uses up.
fn ample() -> Budgets {
    Budgets {
        operations: 20_000_000,
        ..Budgets::default()
    }
}

/// What comes out, in both ways.
fn both(before: &str, statements: &str) -> (Vec<String>, Vec<String>) {
    let text = |more: &str| format!("{before}{}", body(&format!("{statements}\n{more}")));
    (
        run_plan(&text(""), ample()),
        run_plan(&text(STAYS_A_TREE), ample()),
    )
}

fn check(statements: &str) {
    check_with("", statements);
}

fn check_with(before: &str, statements: &str) {
    let (program, tree) = both(before, statements);
    assert_eq!(program, tree, "{before}{statements}");
}

#[test]
fn control_flow_is_the_same() {
    check("for i in 0..5 { if i == 3 { break; } if i % 2 == 0 { continue; } Verbose(i); }");
    check(
        "let n = 0; while n < 3 { n += 1; Verbose(n); } do { n -= 1; } until n == 0; Verbose(n);",
    );
    check("let x = loop { break 7; }; Verbose(x);");
    check("let x = if EXTEN == \"s\" { 1 } else { 2 }; Verbose(x);");
    check("for (x, i) in [\"a\", \"b\"] { Verbose(`${i}${x}`); }");
    check("let a = switch EXTEN { \"s\" => 1, \"t\" if 1 > 0 => 2, _ => 3 }; Verbose(a);");
    check(
        "switch 7 { 0..5 => Verbose(\"low\"), 5..=9 if EXTEN == \"s\" => Verbose(\"high\"), _ => () }",
    );
    check("if EXTEN == \"s\" { return; } Verbose(\"never\");");
}

#[test]
fn values_are_the_same() {
    check(
        "let m = #{ a: [1, 2, #{ b: 3 }] }; m.a[2].b += 4; m.c = m.a[2].b; Verbose(m.c); Verbose(`${m}`);",
    );
    check("let a = [3, 1, 2]; a.sort(); a += 4; a[-1] = 9; Verbose(`${a}`);");
    check(
        "let s = \"shoe\"; s += \"phone\"; s[0] = 'S'; Verbose(s.sub_string(4)); Verbose(s[1..3]);",
    );
    check(
        "Verbose(1 + 2 * 3 - 4 / 2 % 3); Verbose(1.5 + 2); Verbose(7 & 3 | 8 ^ 1); Verbose(2 ** 10 << 1);",
    );
    check("Verbose(() ?? \"x\"); let m = #{}; Verbose(m?.a?.b ?? \"none\"); Verbose(1 in [1, 2]);");
    check("let x = 1; { let x = 2; Verbose(x); } Verbose(x); const Y = 3; Verbose(Y);");
    check(
        "Set(\"n\", 4); Verbose(n); Set(\"n\", n + 1); Verbose(`${n} of ${CONTEXT}`); Verbose(nothing);",
    );
    check(
        "CHANNEL[\"language\"] = \"de\"; Verbose(CHANNEL(\"language\")); Verbose(CHANNEL[\"language\"]);",
    );
}

#[test]
fn functions_and_closures_are_the_same() {
    let functions = "const DEFAULT = 20;\nfn twice(x) { x * 2 }\nfn count(n) { if n == 0 { 0 } else { 1 + count(n - 1) } }\n";
    check_with(functions, "Verbose(twice(count(9)) + DEFAULT);");
    check_with(
        functions,
        "let f = Fn(\"twice\"); Verbose(f.call(4)); Verbose([1, 2].map(twice)[1]);",
    );
    check(
        "let f = |x, y| x + y; Verbose(f.call(1, 2)); Verbose([1, 2, 3].filter(|x| x > 1).len());",
    );
    check(
        "let a = [2, 3, 1]; a.sort(|x, y| y - x); Verbose(a[0]); Verbose([1, 2].reduce(|s, x| s + x, 5));",
    );
}

#[test]
fn mistakes_are_the_same_and_stand_at_the_same_place() {
    check("let a = [1];\nVerbose(a[5]);");
    check("let x =\n  1 / 0;");
    check("Verbose(1);\nlet y = \"a\" * 2;");
    check("throw \"up\";");
    check("let x = 1;\nx.nothing = 2;");
    check("try { throw #{ code: 7 }; } catch(e) { Verbose(e.code); }");
    check(
        "try { let p = \"no such\"; CHANNEL(p); } catch(e) { Verbose(e.message); }\nVerbose(\"on\");",
    );
    check("let p = \"nothing\";\nCHANNEL[p] = 1;");
    check_with("fn f(x) {\n  x.y.z\n}\n", "Verbose(0);\nf(1);");
    check("[1].map(|x| x / 0);");
    check("const C = 1;\nlet f = 2; f = C;");
}

#[test]
fn waiting_and_leaving_are_the_same() {
    check("let p = 2; Goto(\"s\", p);");
    check("Hangup(16); Verbose(\"never\");");
    check(
        "for i in 0..3 { let c = \"nowhere\"; try { Goto(c, \"x\"); } catch { Verbose(\"caught\"); } }",
    );
}

/// Statements without a block.
const PLAIN: [&str; 22] = [
    "let a = 1;",
    "let a = [1, 2, 3];",
    "let a = #{ b: 1 };",
    "let s = \"x\";",
    "a += 1;",
    "a = [a];",
    "s += `${a}`;",
    "a.b = s;",
    "a[0] = s;",
    "a[s] = 2;",
    "Verbose(a);",
    "Verbose(`${s}${a}`);",
    "Set(\"v\", a);",
    "Verbose(v);",
    "if a == 3 { break; }",
    "if s == \"xx\" { continue; }",
    "throw s;",
    "return;",
    "let f = |x| x + 1; Verbose(f.call(a));",
    "a.push(s);",
    "switch a { 1 => s += \"y\", _ => a = 1 }",
    "Verbose([a, s].filter(|x| x == 1).len());",
];

/// Blocks around statements.
const BLOCKS: [(&str, &str); 7] = [
    ("if a == 1 {", "}"),
    ("if s != \"x\" { a = 2; } else {", "}"),
    ("for i in 0..3 { a += i;", "}"),
    ("while s.len() < 5 { s += \"x\";", "}"),
    ("loop {", "break; }"),
    ("try {", "} catch(e) { Verbose(`caught a ${type_of(e)}`); }"),
    ("for i in [1, \"x\"] { let a = i;", "}"),
];

/// Statements in and beside blocks, a line each.
fn statements() -> impl Strategy<Value = String> {
    let plain = prop::sample::select(&PLAIN[..]).prop_map(str::to_owned);
    plain.prop_recursive(4, 40, 6, |inner| {
        (
            prop::collection::vec(inner, 1..6),
            prop::option::of(prop::sample::select(&BLOCKS[..])),
        )
            .prop_map(|(lines, block)| {
                let (open, close) = block.unwrap_or_default();
                format!("{open}\n{}\n{close}", lines.join("\n"))
            })
    })
}

/// What came out, without the wording of what went wrong: the two do not always see the same thing first, and
/// an endless loop is not always stopped at the same place of it.
fn comparable(log: &[String]) -> Vec<String> {
    let comparable = |line: &String| {
        let fault = line.strip_prefix('E').and_then(|rest| rest.split_once(' '));
        match fault.and_then(|(kind, rest)| Some((kind, rest.split_once(':')?.0))) {
            Some(("0206" | "0401" | "0406", place)) => format!("fault at line {place}"),
            Some(_) => "out of budget".to_owned(),
            None if line.ends_with("lines left out") => "lines left out".to_owned(),
            None => line.clone(),
        }
    };
    log.iter().map(comparable).collect()
}

proptest! {
    #[test]
    fn whatever_a_script_does_it_does_in_both(text in statements()) {
        let text = format!("let a = 1; let s = \"x\";\n{text}");
        let (_, findings) = Dialplan::load(vec![Source::new("test.rhai", body(&text))], LIBRARY);
        if !findings.iter().any(crate::diagnostic::Diagnostic::is_error) {
            let (program, tree) = both("", &text);
            prop_assert_eq!(comparable(&program), comparable(&tree), "{}", text);
        }
    }
}
