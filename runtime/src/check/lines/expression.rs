//! `$[…]` that can never work: seen without knowing the values in it.

use super::data::{hole, is_literal};
use crate::conf::{Fault, evaluate};
use crate::diagnostic::Code;
use crate::library::Library;

use crate::check::values::Complaint;

/// What is wrong with an expression, and which part of it.
pub(super) fn faults(text: &str, library: Library) -> Vec<(&str, Complaint)> {
    let known = is_literal(text);
    let filled = Filled::new(text, "1");
    let (faults, unknown) = evaluated(&filled.text, library);
    let mut found: Vec<(&str, Complaint)> = (unknown.into_iter())
        .filter(|name| text.contains(name.as_str()))
        .map(|name| {
            let at = text.find(&name).unwrap_or(0);
            let message = format!("unknown dialplan function `{name}`");
            let names = library.functions.iter().map(|row| row.name);
            let complaint = Complaint::new(Code::UnknownFunction, message).meant(&name, names);
            (&text[at..at + name.len()], complaint)
        })
        .collect();
    // A value may be empty, or hold an operator.
    let syntax = |fault: &Fault| matches!(fault, Fault::Syntax { .. } | Fault::Incomplete { .. });
    let empty = Filled::new(text, "");
    let always = known || evaluated(&empty.text, library).0.iter().any(syntax);
    for fault in faults {
        let part = match &fault {
            Fault::Syntax { near, .. } => match filled.near(near) {
                Some(part) if always => part,
                _ => continue,
            },
            Fault::Incomplete { .. } if always => text,
            Fault::Regex { pattern, .. } if text.contains(pattern.as_str()) => {
                let at = text.find(pattern.as_str()).unwrap_or(0);
                &text[at..at + pattern.len()]
            }
            Fault::TooDeep { .. } | Fault::NoFunction { .. } => text,
            Fault::NoNumber { .. } | Fault::DivisionByZero { .. } | Fault::Arguments { .. }
                if known =>
            {
                text
            }
            _ => continue,
        };
        let message = match &fault {
            Fault::Syntax { .. } => format!("`{}` cannot stand here in an expression", part.trim()),
            Fault::Incomplete { .. } => format!("the expression `{}` ends too early", text.trim()),
            fault => fault.to_string(),
        };
        let help = "a text that may be empty stands in quotes: `$[\"${X}\" = \"1\"]`";
        let complaint = Complaint::new(Code::Expression, message);
        found.push(match fault {
            Fault::Syntax { .. } | Fault::Incomplete { .. } => (part, complaint.help(help)),
            _ => (part, complaint),
        });
    }
    found
}

/// The faults of an expression, and names of functions in it that nobody knows.
fn evaluated(text: &str, library: Library) -> (Vec<Fault>, Vec<String>) {
    let mut unknown = Vec::new();
    let mut read = |function: &str| {
        let (name, _) = function.split_once('(').unwrap_or((function, ""));
        if library.function(name).is_none() {
            unknown.push(name.to_owned());
        }
        Some("1".to_owned())
    };
    let evaluated = evaluate(text, &mut read, &mut |_| true);
    (evaluated.faults, unknown)
}

/// An expression with something in place of each value.
struct Filled<'a> {
    whole: &'a str,
    text: String,
    /// Where each stretch between values stands: in the filled text, in the whole one, its length.
    stretches: Vec<(usize, usize, usize)>,
}

impl<'a> Filled<'a> {
    fn new(whole: &'a str, filling: &str) -> Self {
        let mut filled = Self {
            whole,
            text: String::new(),
            stretches: Vec::new(),
        };
        let mut at = 0;
        while at < whole.len() {
            let rest = &whole[at..];
            if let Some(hole) = hole(rest) {
                filled.text.push_str(filling);
                at += hole.whole.len();
                continue;
            }
            let skipped = usize::from(rest.starts_with('$'));
            let end = rest[skipped..]
                .find('$')
                .map_or(rest.len(), |end| end + skipped);
            filled.stretches.push((filled.text.len(), at, end));
            filled.text.push_str(&rest[..end]);
            at += end;
        }
        filled
    }

    /// The word that the rest of the filled text begins with, unless a value without quotes stands there or right
    /// before it, which may be an operator.
    fn near(&self, rest: &str) -> Option<&'a str> {
        let at = self.text.len().checked_sub(rest.len())?;
        if !self.text.ends_with(rest) {
            return None;
        }
        let holds =
            |(start, _, length): &&(usize, usize, usize)| (*start..start + length).contains(&at);
        let &(start, place, length) = self.stretches.iter().find(holds)?;
        let before = self.text[start..at].trim();
        if before.is_empty() && place > 0 {
            return None;
        }
        let part = &self.whole[place + at - start..place + length];
        let end = part.find(char::is_whitespace).unwrap_or(part.len());
        Some(&part[..end])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::LIBRARY;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<String> = (faults(text, LIBRARY).into_iter())
            .map(|(part, complaint)| format!("{part}: {}", complaint.message))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn what_can_never_work_is_seen_without_a_value() {
        check(
            "\"${X}\" = ",
            &["\"${X}\" = : the expression `\"${X}\" =` ends too early"],
        );
        check("= 1", &["=: `=` cannot stand here in an expression"]);
        check("1 + + 2", &["+: `+` cannot stand here in an expression"]);
        check(
            "(${X} = 1",
            &["(${X} = 1: the expression `(${X} = 1` ends too early"],
        );
        check(
            "\"${X}\" =~ \"[\"",
            &["[: `[` is not a regular expression: a bracket is not closed"],
        );
        check("1 / 0", &["1 / 0: `1` cannot be divided by zero"]);
        check("LEM(${X}) > 1", &["LEM: unknown dialplan function `LEM`"]);
    }

    #[test]
    fn what_may_work_with_some_values_is_left_alone() {
        for text in [
            "${X} = 1",
            "${X}",
            "${A} ${OP} ${B}",
            "${A} ${OP} ${B} = 1",
            "${X} foo",
            "\"${X}\" = \"\"",
            "${X} / ${Y}",
            "${X} + 1",
            "\"${X}\" =~ \"${Y}[\"",
            "${A}${B}",
            "!${X}",
            "${EXPR}",
            "",
            "LEN(${X}) > 1",
            "${X} = 1 | ${Y} = 2 & ${Z} != \"abc\"",
        ] {
            check(text, &[]);
        }
    }
}
