//! Extensions and what is dialled: the index finds what trying every name finds.

use runtime::dialplan::{Dialplan, Name, Pattern, Source};
use runtime::library::Library;

const LIBRARY: Library = Library {
    applications: &[],
    functions: &[],
};

/// Names and dialled texts, a line each, with an empty line between.
pub fn check(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let (names, dialled) = text.split_once("\n\n").unwrap_or((&text, ""));
    let names: Vec<&str> = names
        .lines()
        .filter(|name| is_plain(name))
        .take(40)
        .collect();
    let extensions = names
        .iter()
        .map(|name| format!("extension \"{name}\" => {{ }}\n"));
    let plan = format!("context \"c\" {{\n{}}}\n", extensions.collect::<String>());
    let (plan, _) = Dialplan::load(vec![Source::new("c.rhai", plan)], LIBRARY);
    for dialled in dialled.lines().take(20).chain(names.iter().copied()) {
        let found = plan.find("c", dialled).map(|found| found.pattern);
        assert_eq!(
            found.as_deref(),
            naive(&names, dialled),
            "{dialled:?} of {names:?}"
        );
        assert_eq!(plan.exists("c", dialled), found.is_some());
    }
}

/// Whether a name can stand in a Rhai text as it is, and names no caller, which follows a slash.
fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !b"\"\\/".contains(&byte))
}

/// Exact names, then every pattern in its order; of two equal ones the first. A pattern takes its own name as well.
fn naive<'n>(names: &[&'n str], dialled: &str) -> Option<&'n str> {
    let itself = Name::parse(dialled).0;
    let dialled: Vec<u8> = dialled.bytes().filter(|byte| *byte != b'-').collect();
    let mut best: Option<(Pattern, &str)> = None;
    for name in names {
        match Name::parse(name).0 {
            Name::Exact(exact) if exact == dialled => return Some(name),
            Name::Pattern(pattern) => {
                let matching = matches(&name.as_bytes()[1..name.len().min(256)], &dialled);
                assert_eq!(pattern.matches(&dialled), matching, "{name} {dialled:?}");
                let matching = matching || Name::Pattern(pattern.clone()) == itself;
                if matching && best.as_ref().is_none_or(|(best, _)| pattern < *best) {
                    best = Some((pattern, name));
                }
            }
            Name::Exact(_) => {}
        }
    }
    best.map(|(_, name)| name)
}

/// Whether a pattern, without its `_`, matches: the rules as the guide gives them, written once more.
fn matches(pattern: &[u8], dialled: &[u8]) -> bool {
    let Some((&first, rest)) = pattern.split_first() else {
        return dialled.is_empty();
    };
    let one = |allowed: &dyn Fn(u8) -> bool, rest: &[u8]| {
        let head = dialled.split_first();
        head.is_some_and(|(head, tail)| allowed(*head) && matches(rest, tail))
    };
    match first {
        b'-' => matches(rest, dialled),
        b'!' => true,
        b'.' => !dialled.is_empty(),
        b'X' | b'x' => one(&|digit| digit.is_ascii_digit(), rest),
        b'Z' | b'z' => one(&|digit| (b'1'..=b'9').contains(&digit), rest),
        b'N' | b'n' => one(&|digit| (b'2'..=b'9').contains(&digit), rest),
        b'[' => match rest.iter().position(|byte| *byte == b']') {
            None => false,
            Some(0) => matches(&rest[1..], dialled),
            Some(end) => one(&|byte| is_in(&rest[..end], byte), &rest[end + 1..]),
        },
        byte => one(&|dialled| dialled == byte, rest),
    }
}

fn is_in(mut set: &[u8], byte: u8) -> bool {
    loop {
        set = match set {
            [] => return false,
            [from, b'-', to, ..] if (*from..=*to).contains(&byte) => return true,
            [_, b'-', _, rest @ ..] => rest,
            [one, ..] if *one == byte && byte != b'-' => return true,
            [_, rest @ ..] => rest,
        };
    }
}
