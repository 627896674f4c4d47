//! Comments of the files, for the import to keep.
//!
//! In: the text of a file. Out: for each line the comment that ends it, and those that stand by themselves above it.

use std::collections::BTreeMap;

/// The comments of one file by line, from 1.
#[derive(Debug, Default)]
pub(super) struct Comments {
    /// Behind something else in the line.
    behind: BTreeMap<u32, String>,
    /// Lines of their own, and lines with nothing in them.
    alone: BTreeMap<u32, String>,
}

impl Comments {
    pub(super) fn read(text: &str) -> Self {
        let mut comments = Self::default();
        let mut depth = 0_u32;
        for (number, line) in (1..).zip(text.split('\n')) {
            let line = line.trim_end_matches('\r');
            let within = depth > 0;
            let (code, comment) = parted(line, &mut depth);
            let comment = comment.trim().to_owned();
            if code.trim().is_empty() {
                if !comment.is_empty() || line.trim().is_empty() || within {
                    comments.alone.insert(number, comment);
                }
            } else if !comment.is_empty() {
                comments.behind.insert(number, comment);
            }
        }
        comments
    }

    /// What ends a line.
    pub(super) fn behind(&self, line: u32) -> Option<&str> {
        self.behind.get(&line).map(String::as_str)
    }

    /// The comments that stand right above a line, but for what only draws a line.
    pub(super) fn above(&self, line: u32) -> Vec<&str> {
        let mut found = Vec::new();
        let mut at = line;
        while at > 1 {
            at -= 1;
            match self.alone.get(&at) {
                Some(comment) => found.push(comment.as_str()),
                None => break,
            }
        }
        found.reverse();
        found.retain(|comment| comment.chars().any(char::is_alphanumeric));
        found
    }
}

/// A line and its comment. `depth` counts the blocks of comment it stands in.
fn parted(line: &str, depth: &mut u32) -> (String, String) {
    let (mut code, mut comment) = (String::new(), String::new());
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        if *depth > 0 && rest.starts_with("--;") {
            *depth -= 1;
            rest = &rest[3..];
        } else if rest.starts_with(";--") && !rest.starts_with(";---") {
            *depth += 1;
            rest = &rest[3..];
        } else if *depth > 0 {
            comment.push(c);
            rest = &rest[c.len_utf8()..];
        } else if c == ';' && !code.ends_with('\\') {
            comment.push_str(rest.trim_start_matches(';'));
            break;
        } else {
            code.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    (code, comment)
}
