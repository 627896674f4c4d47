//! Edits that mend what was found, offered with a finding.

use super::{Diagnostic, Span};

/// One edit of the file that a finding is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What is replaced.
    pub span: Span,
    /// What to write there.
    pub replacement: String,
    /// What it does, for people: "write `Answer`".
    pub title: String,
    /// Whether it can hardly be wrong: a name of the library that was misspelt, and not one of the dialplan that may
    /// be another one.
    pub sure: bool,
}

/// Applies the fixes of findings that offer exactly one, which is sure, to the text of their file. Of edits that overlap the first
/// counts. Gives the new text and the findings that were mended, in the order of their places.
pub fn apply<'f>(text: &str, findings: &[&'f Diagnostic]) -> (String, Vec<&'f Diagnostic>) {
    let mut edits: Vec<(std::ops::Range<usize>, &Fix, &Diagnostic)> = (findings.iter())
        .filter_map(|finding| {
            let [fix] = &finding.fixes[..] else {
                return None;
            };
            fix.sure.then_some(())?;
            Some((fix.span.bytes(text)?, fix, *finding))
        })
        .collect();
    edits.sort_by_key(|(range, ..)| (range.start, range.end));
    let (mut mended, mut done) = (String::with_capacity(text.len()), Vec::new());
    let mut at = 0;
    for (range, fix, finding) in edits {
        if range.start < at || (range.is_empty() && range.start == at && !done.is_empty()) {
            continue;
        }
        mended.push_str(&text[at..range.start]);
        mended.push_str(&fix.replacement);
        at = range.end;
        done.push(finding);
    }
    mended.push_str(&text[at..]);
    (mended, done)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

    fn finding(line: u32, column: u32, end: u32, replacements: &[&str]) -> Diagnostic {
        let span = Span::line(line, column, end);
        let mut finding = Diagnostic::new(Code::UnknownFunction, "a.rhai", span, "x");
        for replacement in replacements {
            finding.offer(replacement);
        }
        finding
    }

    fn check(text: &str, findings: &[Diagnostic], expected: &str) {
        let findings: Vec<&Diagnostic> = findings.iter().collect();
        assert_eq!(apply(text, &findings).0, expected);
    }

    #[test]
    fn a_fix_without_alternatives_is_applied() {
        let text = "äh\nAwnser(); Wiat();\n";
        let findings = [
            finding(2, 11, 15, &["Wait"]),
            finding(2, 1, 7, &["Answer"]),
            finding(1, 1, 2, &["a", "b"]),
        ];
        check(text, &findings, "äh\nAnswer(); Wait();\n");
    }

    #[test]
    fn of_edits_that_overlap_the_first_counts_and_one_beyond_the_text_does_not() {
        let findings = [
            finding(1, 1, 4, &["xyz"]),
            finding(1, 2, 3, &["-"]),
            finding(9, 1, 2, &["-"]),
        ];
        check("abc", &findings, "xyz");
    }
}
