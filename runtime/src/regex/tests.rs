use proptest::prelude::*;

use super::{Regex, RegexError};

/// `found` is the match with the first group, if there is one, behind a slash.
fn check(pattern: &str, text: &str, found: Option<&str>) {
    let regex = Regex::new(pattern).expect("the pattern is one");
    let part = |(start, end): (usize, usize)| &text[start..end];
    let here = regex.find(text).expect("the search is short").map(|found| {
        let whole = part((found.start, found.end)).to_owned();
        match found.group.map(part) {
            Some(group) => format!("{whole}/{group}"),
            None => whole,
        }
    });
    assert_eq!(here.as_deref(), found, "{pattern} in {text}");
}

fn refused(pattern: &str, error: RegexError) {
    assert_eq!(Regex::new(pattern).err(), Some(error), "{pattern}");
}

#[test]
fn the_leftmost_match_counts_and_there_the_longest() {
    check("b", "abcb", Some("b"));
    check("foo|foobar", "a foobar", Some("foobar"));
    check("a*", "baaa", Some(""));
    check("(a|ab)(c|bcd)(d*)", "abcd", Some("abcd/a"));
    check("x*|b", "abc", Some(""));
    check("", "abc", Some(""));
    check("c+d", "abc", None);
}

#[test]
fn the_first_group_is_the_one_of_its_last_turn() {
    check("(a|b)*", "ab", Some("ab/b"));
    check("(x)?a", "a", Some("a"));
    check("a(.*)f", "abcdef", Some("abcdef/bcde"));
    check("(a*)*", "b", Some("/"));
    check("()", "b", Some("/"));
    check("x((a)(b))", "xab", Some("xab/ab"));
}

#[test]
fn repetitions_count_in_braces() {
    check("a{2}", "aaa", Some("aa"));
    check("a{2,}", "aaaa", Some("aaaa"));
    check("a{,2}b", "aaab", Some("aab"));
    check("(ab){2,3}", "ababababab", Some("ababab/ab"));
    check("a{0}b", "ab", Some("b"));
    check("a*?", "aaa", Some("aaa"));
    check("(|a)*", "aa", Some("aa/a"));
}

#[test]
fn brackets_hold_sets() {
    check("[]a]+", "x]a", Some("]a"));
    check("[^]a]", "]ab", Some("b"));
    check("[a-c-]+", "x-abc", Some("-abc"));
    check(r"[\.]+", r"a\.", Some(r"\."));
    check("[[:digit:][:upper:]_]+", "ab3C_d", Some("3C_"));
    check("[[=a=]-c[.x.]]+", "zabcx", Some("abcx"));
}

#[test]
fn characters_count_not_bytes() {
    check(".", "é", Some("é"));
    check("[à-é]+", "xéé", Some("éé"));
    check("[^a]", "aé", Some("é"));
    check("[[:alpha:]]+", "1né", Some("né"));
}

#[test]
fn anchors_and_word_ends_take_nothing() {
    check("^b|c$", "abc", Some("c"));
    check("a^b", "a^b", None);
    check(r"\bcd", "acd cd", Some("cd"));
    check(r"\<b\w+\>", "ab bc-d", Some("bc"));
    check(r"\Bb", "b ab", Some("b"));
    check(r"\(b\)\.", "a(b).", Some("(b)."));
    check("a)", "a)", Some("a)"));
    check("a}", "a}", Some("a}"));
}

#[test]
fn what_is_no_pattern_is_refused() {
    refused("(a", RegexError::Parenthesis);
    refused("[a", RegexError::Bracket);
    refused("[", RegexError::Bracket);
    refused("[z-a]", RegexError::Range);
    refused("[a-c-e]", RegexError::Range);
    refused("[[:digit:]-z]", RegexError::Range);
    refused("[[:nothing:]]", RegexError::Class);
    refused("*", RegexError::Repetition);
    refused("a|*b", RegexError::Repetition);
    refused("^*", RegexError::Repetition);
    refused("a{2,1}", RegexError::Braces);
    refused("a{x}", RegexError::Braces);
    refused("a{99999}", RegexError::Braces);
    refused("a\\", RegexError::Backslash);
    refused(r"(a)\1", RegexError::BackReference);
    refused("(a{1000}){1000}", RegexError::TooLarge);
    refused(&"(".repeat(10_000), RegexError::TooLarge);
    refused(&format!("a{}", "*".repeat(10_000)), RegexError::TooLarge);
}

#[test]
fn a_search_that_would_take_long_is_given_up() {
    let regex = Regex::new("(a*)*b|(a?){1000}").expect("the pattern is one");
    let text = "a".repeat(60_000);
    assert_eq!(regex.find(&text), Err(RegexError::TooLong));
}

proptest! {
    #[test]
    fn no_pattern_and_no_text_makes_it_panic(pattern in r"[ab()\[\]{}*+?|^$.,0-3:=\\-]{0,20}", text in "[ab01]{0,20}") {
        if let Ok(regex) = Regex::new(&pattern) {
            let _found = regex.find(&text);
        }
    }
}
