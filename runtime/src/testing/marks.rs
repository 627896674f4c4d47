//! What an example says of its own lines: `//= value`, `//~ CODE message` and `//> what happens`.

use std::fmt::Write;

use super::example::EXPECT_VALUE;

/// The expectations of an example, each with its line, counted from 1.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// What the statement in the line gives, as Rhai prints it for debugging.
    pub(super) values: Vec<(usize, String)>,
    /// The error the statement makes: code and message, which may be cut short.
    pub(super) errors: Vec<(usize, String)>,
    /// What happens on the outside, in this order, other things in between.
    pub(super) happenings: Vec<(usize, String)>,
}

impl Marks {
    pub(super) fn read(text: &str) -> Self {
        let mut marks = Self::default();
        for (number, line) in (1..).zip(text.lines()) {
            for (mark, list) in [
                ("//=", &mut marks.values),
                ("//~", &mut marks.errors),
                ("//>", &mut marks.happenings),
            ] {
                if let Some((_, rest)) = line.split_once(mark) {
                    list.push((number, rest.trim().to_owned()));
                }
            }
        }
        marks
    }

    /// The text to run: statements with a value report it, and those with an error are left out, except
    /// for the one in the line `failing`. Lines stay where they are.
    pub(super) fn rewrite(&self, text: &str, failing: Option<usize>) -> String {
        let mut out = String::new();
        for (number, line) in (1..).zip(text.lines()) {
            let has = |list: &[(usize, String)]| list.iter().any(|(at, _)| *at == number);
            if has(&self.errors) && failing != Some(number) {
                out.push('\n');
            } else if has(&self.values) {
                let statement = line.split("//=").next().unwrap_or_default();
                let statement = statement.trim().trim_end_matches(';');
                writeln!(out, "{EXPECT_VALUE}({number}, {statement});")
                    .expect("a String takes everything");
            } else {
                out.push_str(line);
                out.push('\n');
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "let a = 1;\na + 1;  //= 2\nfail(); //~ E0001 no\nother(); //~ E0002\n//> rings";

    #[test]
    fn marks_belong_to_their_lines() {
        let marks = Marks::read(TEXT);
        assert_eq!(marks.values, [(2, "2".to_owned())]);
        assert_eq!(marks.errors[0], (3, "E0001 no".to_owned()));
        assert_eq!(marks.happenings, [(5, "rings".to_owned())]);
    }

    #[test]
    fn values_are_reported_and_errors_left_out_but_one() {
        let marks = Marks::read(TEXT);
        assert_eq!(
            marks.rewrite(TEXT, Some(4)),
            "let a = 1;\nExpectValue(2, a + 1);\n\nother(); //~ E0002\n//> rings\n"
        );
    }
}
