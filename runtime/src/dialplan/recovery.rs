//! Goes on after a syntax error: the item of the context it is in is blanked, and the file read again, so
//! that one run shows the errors of several extensions.

/// Words a line begins with when an item of a context, or another part of a file, begins.
const BEGINNINGS: [&str; 7] = [
    "extension",
    "hint",
    "include",
    "context",
    "test",
    "fn",
    "import",
];

/// A copy of `text` without the item that contains `line` (1-based), all other positions unchanged. `None`
/// when there is nothing to blank that is not blank already.
pub(super) fn without_item(text: &str, line: usize) -> Option<String> {
    let lines: Vec<&str> = text.split('\n').collect();
    let at = line.checked_sub(1)?.min(lines.len().checked_sub(1)?);
    // An error is often noticed at the first word after it.
    let at = (0..=at).rev().find(|&at| !lines[at].trim().is_empty())?;
    let first = (0..=at).rev().find(|&at| begins(lines[at])).unwrap_or(at);
    let first = if begins_context(lines[first]) {
        at
    } else {
        first
    };
    if begins_context(lines[first]) {
        return None;
    }
    let indent = indentation(lines[first]);
    let last = (first + 1..lines.len())
        .find(|&at| begins(lines[at]) || closes(lines[at], indent))
        .unwrap_or(lines.len());
    // A closing brace in the item's own column belongs to it.
    let last = match lines.get(last) {
        Some(line) if line.trim() == "}" && indentation(line) == indent => last + 1,
        _ => last,
    };
    let mut blanked = String::with_capacity(text.len());
    for (number, line) in lines.iter().enumerate() {
        if number > 0 {
            blanked.push('\n');
        }
        if !(first..last.max(first + 1)).contains(&number) {
            blanked.push_str(line);
        }
    }
    (blanked != text).then_some(blanked)
}

/// A copy of `text` without the lines from `line` (1-based) to the brace in the same column that closes what begins
/// there.
pub(super) fn without_block(text: &str, line: usize) -> Option<String> {
    let lines: Vec<&str> = text.split('\n').collect();
    let first = line.checked_sub(1).filter(|&first| first < lines.len())?;
    let indent = indentation(lines[first]);
    let last = (first + 1..lines.len()).find(|&at| closes(lines[at], indent))?;
    let kept = lines.iter().enumerate().map(|(at, line)| {
        let gone = (first..=last).contains(&at);
        if gone { "" } else { line }
    });
    Some(kept.collect::<Vec<_>>().join("\n"))
}

fn begins(line: &str) -> bool {
    let word = first_word(line);
    BEGINNINGS.contains(&word)
}

fn begins_context(line: &str) -> bool {
    first_word(line) == "context"
}

/// A brace that ends the item or the context around it.
fn closes(line: &str, indent: usize) -> bool {
    line.trim_start().starts_with('}') && indentation(line) <= indent
}

fn first_word(line: &str) -> &str {
    let line = line.trim_start();
    let end = line.find(|c: char| !c.is_alphanumeric() && c != '_');
    &line[..end.unwrap_or(line.len())]
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

#[cfg(test)]
mod tests {
    use super::without_item;

    const TEXT: &str = "context \"a\" {\n    extension \"1\" => {\n        Dial(;\n    }\n    extension \"2\" => {\n        Answer()\n    }\n}\n";

    #[test]
    fn the_item_with_the_error_goes_and_the_others_stay_in_their_lines() {
        let rest = without_item(TEXT, 3).unwrap();
        let expected =
            "context \"a\" {\n\n\n\n    extension \"2\" => {\n        Answer()\n    }\n}\n";
        assert_eq!(rest, expected);
    }

    #[test]
    fn a_misspelt_item_goes_alone() {
        let text =
            "context \"a\" {\n    extention \"1\" => {\n    }\n    hint \"1\" => \"SIP/a\";\n}\n";
        let rest = without_item(text, 2).unwrap();
        assert_eq!(
            rest,
            "context \"a\" {\n\n\n    hint \"1\" => \"SIP/a\";\n}\n"
        );
    }

    #[test]
    fn what_is_blank_cannot_be_blanked_again() {
        assert_eq!(without_item("\n\n", 1), None);
        assert_eq!(without_item("", 5), None);
    }
}
