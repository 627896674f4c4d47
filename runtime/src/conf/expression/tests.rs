//! What the observed table does not have. All else is held against it in `tests/expressions.rs`.

use proptest::prelude::*;

use super::evaluate;

/// An expression with a dialplan that knows `LEN` only.
fn value(text: &str) -> (String, Vec<String>) {
    let mut read = |call: &str| {
        if let Some(text) = call.strip_prefix("GIVE(") {
            return text.strip_suffix(')').map(str::to_owned);
        }
        let argument = call.strip_prefix("LEN(")?.strip_suffix(')')?;
        Some(argument.len().to_string())
    };
    let evaluated = evaluate(text, &mut read, &mut |_| true);
    let faults = evaluated.faults.iter().map(ToString::to_string);
    (evaluated.value, faults.collect())
}

fn check(text: &str, expected: &str) {
    assert_eq!(value(text), (expected.to_owned(), Vec::new()), "{text}");
}

/// The value, and the first fault.
fn wrong(text: &str, expected: &str, fault: &str) {
    let (value, faults) = value(text);
    let first = faults.first().map(String::as_str);
    assert_eq!((value.as_str(), first), (expected, Some(fault)), "{text}");
}

#[test]
fn a_choice_can_stand_within_a_choice() {
    check("1 ? 0 ? a :: b :: c", "b");
    check("0 ? 2 :: 0 ? 3 :: 4", "4");
    check("0 ? 1 :: 1 ? 3 :: 4", "3");
}

#[test]
fn operators_before_an_operand_bind_less_than_matching() {
    check("- 5 ~~ 6", "-56");
    check("! abc : xyz", "1");
    check("2 * 3 ~~ 4", "68");
    check("a ~~ b : ab", "2");
}

#[test]
fn what_counts_as_true_depends_on_who_asks() {
    check("!0.5", "1");
    check("!1x", "0");
    check("!(0.25 + 0.25)", "0");
    check("\"\" ? a :: b", "b");
    check("007 | 0", "7");
    check("0 | 007", "007");
    check("(5 : 5) = 1.0", "1");
}

#[test]
fn words_take_a_dollar_and_what_follows() {
    check("cost$5", "cost$5");
    check("a$", "a");
    check("${a b} = ${a b}", "1");
    check("${a ${b} c}x", "${a ${b} c}x");
}

#[test]
fn functions_stand_in_expressions() {
    check("LEN(abc) + 1", "4");
    check("LEN(a,,b)", "4");
    check("LEN(1 + 1)", "1");
    check("SQRT(2 * 8)", "4");
    check("FLOOR(-2.5)", "-3");
    check("POW(2,10)", "1024");
    check("SIN(0)", "0");
    check("ABS(1 - 3) + 0.5", "2.5");
    // What comes from a function is a number, unlike what is written, if there is nothing but digits in it.
    check("GIVE(0 - 5) + 1", "-4");
    check("GIVE(\"\")", "\"\"");
    check("GIVE(007)", "7");
    check("GIVE(a) | b", "a");
    check("GIVE(1,)", "1,");
    check("ROUND(EXP(1) * 1000)", "2718");
    wrong("POW(2)", "0", "`POW` takes two numbers in an expression");
    wrong("abc(1)", "0", "`abc` cannot be the name of a function");
    wrong(
        "LEN()",
        "0",
        "syntax error near `)` in the expression `LEN()`",
    );
    assert_eq!(value("NOTHING(1)").0, "0");
}

#[test]
fn faults_name_what_is_wrong() {
    wrong("1 2", "1", "syntax error near `2` in the expression `1 2`");
    wrong("1 +", "0", "the expression `1 +` ends too early");
    wrong("= 1", "", "syntax error near `= 1` in the expression `= 1`");
    wrong(
        "1 + x",
        "1",
        "`x` is no number, so nothing can be computed with it",
    );
    wrong(
        "x - 0",
        "0",
        "`x` is no number, so nothing can be computed with it",
    );
    wrong("2 / 0", "2147483647", "`2` cannot be divided by zero");
    wrong("2 % 0", "0", "`2` cannot be divided by zero");
    let no_pattern = "`(` is not a regular expression: a parenthesis is not closed";
    wrong("a : \"(\"", "", no_pattern);
}

#[test]
fn nesting_has_an_end() {
    let deep = "(".repeat(100_000);
    let (value, faults) = value(&deep);
    assert_eq!(value, "0");
    assert!(faults[0].contains("nested too deeply"), "{faults:?}");
    check(&format!("{}7{}", "(".repeat(40), ")".repeat(40)), "7");
    check(&format!("0{}", " + 1".repeat(10_000)), "10000");
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "[-0-9.ab()!|&=<>~:?+*/%\" ,$\\[\\]{}é]{0,40}") {
        let _value = value(&text);
    }

    #[test]
    fn small_sums_are_exact(one in -1_000_000_i64..1_000_000, other in -1_000_000_i64..1_000_000) {
        check(&format!("{one} + {other}"), &(one + other).to_string());
        check(&format!("({one}) * ({other}) + 0"), &(one * other).to_string());
    }
}
