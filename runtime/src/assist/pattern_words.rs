//! What a pattern says, in words, and which others it meets.
//!
//! In: the name of an extension as written. Out: a sentence, or whether two names have a number in common.

use std::ops::RangeInclusive;

/// One place of a name: the characters that can stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    One(Vec<RangeInclusive<char>>),
    /// `.`
    Some,
    /// `!`
    Any,
}

/// A name or pattern in words: "1, then 2–9, then two of 0–9: 4 characters".
pub(super) fn words(name: &str) -> String {
    let Some(pattern) = name.strip_prefix('_') else {
        return format!("`{name}` itself and nothing else.");
    };
    let places = places(pattern);
    if places.is_empty() {
        return "Matches nothing: the pattern is empty.".to_owned();
    }
    let mut parts: Vec<(String, usize)> = Vec::new();
    for place in &places {
        let said = said(place);
        match parts.last_mut() {
            Some((last, times)) if *last == said && matches!(place, Place::One(_)) => *times += 1,
            _ => parts.push((said, 1)),
        }
    }
    let parts: Vec<String> = parts
        .into_iter()
        .map(|(said, times)| repeated(&said, times))
        .collect();
    let least = places
        .iter()
        .filter(|place| !matches!(place, Place::Any))
        .count();
    let open = places.iter().any(|place| !matches!(place, Place::One(_)));
    let length = match (least, open) {
        (least, true) => format!("{least} or more characters"),
        (1, false) => "1 character".to_owned(),
        (least, false) => format!("{least} characters"),
    };
    format!("Matches {}: {length}.", parts.join(", then "))
}

fn repeated(said: &str, times: usize) -> String {
    match times {
        1 => said.to_owned(),
        times => format!("{said} ({times} times)"),
    }
}

fn said(place: &Place) -> String {
    match place {
        Place::Some => "one or more of anything".to_owned(),
        Place::Any => "anything or nothing more".to_owned(),
        Place::One(ranges) => {
            let said = ranges
                .iter()
                .map(|range| match (range.start(), range.end()) {
                    (start, end) if start == end => start.to_string(),
                    (start, end) => format!("{start}–{end}"),
                });
            let said: Vec<String> = said.collect();
            if said.is_empty() {
                "nothing".to_owned()
            } else {
                said.join(" or ")
            }
        }
    }
}

/// The places of a pattern, without its `_`. Dashes do not count.
fn places(pattern: &str) -> Vec<Place> {
    let mut places = Vec::new();
    let mut rest = pattern.chars();
    while let Some(letter) = rest.next() {
        places.push(match letter {
            '-' => continue,
            'X' | 'x' => Place::One(vec!['0'..='9']),
            'Z' | 'z' => Place::One(vec!['1'..='9']),
            'N' | 'n' => Place::One(vec!['2'..='9']),
            '.' => Place::Some,
            '!' => Place::Any,
            '[' => {
                let (set, behind) = rest.as_str().split_once(']').unwrap_or((rest.as_str(), ""));
                rest = behind.chars();
                Place::One(set_of(set))
            }
            letter => Place::One(vec![letter..=letter]),
        });
        if matches!(places.last(), Some(Place::Some | Place::Any)) {
            break;
        }
    }
    places
}

/// `a-c5`
fn set_of(set: &str) -> Vec<RangeInclusive<char>> {
    let mut ranges = Vec::new();
    let mut letters = set.chars().peekable();
    while let Some(start) = letters.next() {
        let mut ahead = letters.clone();
        match (ahead.next(), ahead.next()) {
            (Some('-'), Some(end)) => {
                letters = ahead;
                if start <= end {
                    ranges.push(start..=end);
                }
            }
            _ => ranges.push(start..=start),
        }
    }
    ranges
}

/// Whether something could be dialled that both names match.
pub(super) fn meet(one: &str, other: &str) -> bool {
    let read = |name: &str| match name.strip_prefix('_') {
        Some(pattern) => places(pattern),
        None => name
            .chars()
            .filter(|letter| *letter != '-')
            .map(|letter| Place::One(vec![letter..=letter]))
            .collect(),
    };
    let (one, other) = (read(one), read(other));
    let (mut at, mut to) = (one.iter(), other.iter());
    loop {
        match (at.next(), to.next()) {
            (None, None) | (Some(Place::Any), _) | (_, Some(Place::Any)) => return true,
            (Some(Place::Some), Some(_)) | (Some(_), Some(Place::Some)) => return true,
            (Some(Place::One(a)), Some(Place::One(b))) if common(a, b) => {}
            _ => return false,
        }
    }
}

fn common(a: &[RangeInclusive<char>], b: &[RangeInclusive<char>]) -> bool {
    a.iter().any(|a| {
        b.iter()
            .any(|b| a.start() <= b.end() && b.start() <= a.end())
    })
}

#[cfg(test)]
mod tests {
    use super::{meet, words};

    fn check(name: &str, expected: &str) {
        assert_eq!(words(name), expected);
    }

    #[test]
    fn a_pattern_is_read_out_from_left_to_right() {
        check(
            "_1NXX",
            "Matches 1, then 2–9, then 0–9 (2 times): 4 characters.",
        );
        check(
            "_[46-8]-Z.",
            "Matches 4 or 6–8, then 1–9, then one or more of anything: 3 or more characters.",
        );
        check(
            "_9!",
            "Matches 9, then anything or nothing more: 1 or more characters.",
        );
        check("100", "`100` itself and nothing else.");
        check("_", "Matches nothing: the pattern is empty.");
    }

    #[test]
    fn names_meet_when_a_number_matches_both() {
        for (one, other, expected) in [
            ("_1XX", "100", true),
            ("_1XX", "_NXX", false),
            ("_X.", "_1!", true),
            ("_X.", "1", false),
            ("_X!", "1", true),
            ("10-0", "100", true),
            ("_[a-c]b", "cb", true),
            ("_1", "_12", false),
        ] {
            assert_eq!(
                (meet(one, other), meet(other, one)),
                (expected, expected),
                "{one} {other}"
            );
        }
    }
}
