//! Words that a line compares with something that is never that, and extensions or labels that are named after such
//! words: `s-BUZY` beside `Goto(s-${DIALSTATUS},1)`.

use super::data::{HoleKind, hole, holes, is_literal, split};
use super::walk::Jump;
use super::{Here, Judge};
use crate::check::closed;
use crate::conf::Substring;
use crate::diagnostic::{Code, nearest};

/// Most extensions of a context that are looked through.
const MANY: usize = 2_000;

/// A value with what stands around it.
struct Around<'a> {
    before: &'a str,
    /// As it is named: `DIALSTATUS`, `CDR(disposition)`.
    name: &'a str,
    behind: &'a str,
}

impl<'a> Judge<'_, 'a> {
    /// Comparisons in an expression.
    pub(super) fn compared(&mut self, here: Here<'a>, expression: &'a str) {
        let parts = parts(expression);
        for three in parts.windows(3) {
            if let [Part::Operand(left), Part::Equal, Part::Operand(right)] = three {
                self.with(here, left, right);
                self.with(here, right, left);
            }
        }
    }

    fn with(&mut self, here: Here<'a>, one: &'a str, other: &'a str) {
        let Some(around) = Around::of(one).filter(|_| is_literal(other)) else {
            return;
        };
        let word = around.within(other);
        let values = self.words(around.name);
        let complaint =
            word.and_then(|word| Some((word, closed::complaint(around.name, &values, word)?)));
        if let Some((word, complaint)) = complaint
            && !self.is_own(around.name)
        {
            self.complain(here, word, complaint);
        }
    }

    /// The words that a variable or function can be.
    fn words(&self, name: &str) -> Vec<&'static str> {
        let library = self.plan.library;
        match name.split_once('(') {
            None => closed::of_variable(library, name),
            Some((function, rest)) => {
                let arguments = split(rest.strip_suffix(')').unwrap_or(rest), ',', usize::MAX);
                let arguments: Vec<&str> = arguments.into_iter().map(str::trim).collect();
                let row = library.function(function);
                row.map_or(Vec::new(), |row| closed::of_function(row, &arguments))
            }
        }
    }

    /// Whether the dialplan sets a variable itself.
    fn is_own(&self, name: &str) -> bool {
        let set = self.set.get_or_init(|| closed::set(self.plan));
        set.contains(name)
    }

    /// What is there for a status to go to.
    pub(super) fn by_status(&mut self, here: Here<'a>, jump: Jump<'a>) {
        let survey = &self.plan.survey;
        let context = jump.context.filter(|name| !name.is_empty());
        let context = match context {
            Some(name) => survey.context(name),
            None => Some(here.extension.context),
        };
        let Some(context) = context else { return };
        match jump.extension.filter(|name| !name.is_empty()) {
            Some(extension) => {
                let Some(around) = Around::of(extension) else {
                    return;
                };
                let others: Vec<_> = survey.of_context(context).take(MANY).collect();
                for other in others {
                    let word = around.within(other.pattern);
                    let Some((word, meant)) = word.and_then(|word| self.slip(&around, word)) else {
                        continue;
                    };
                    let message = format!("`{}` is never `{word}`", around.name);
                    let from = here.line.span;
                    let file = std::sync::Arc::clone(&here.line.file);
                    if let Some(finding) =
                        self.report_at(other.file, Code::NeverEqual, other.span, message)
                    {
                        finding.help = Some(format!("did you mean `{meant}`?"));
                        *finding = finding
                            .clone()
                            .with_label(file, from, "calls come from here");
                    }
                }
            }
            None if jump.context.is_none() => {
                let Some(around) = Around::of(jump.priority) else {
                    return;
                };
                for line in here
                    .extension
                    .lines
                    .into_iter()
                    .flatten()
                    .map(|(_, line)| line)
                {
                    let word = line.label.as_deref().and_then(|label| around.within(label));
                    let Some((word, meant)) = word.and_then(|word| self.slip(&around, word)) else {
                        continue;
                    };
                    let message = format!("`{}` is never `{word}`", around.name);
                    let place = line.label_span();
                    if let Some(finding) =
                        self.report_at(&line.file, Code::NeverEqual, place, message)
                    {
                        finding.help = Some(format!("did you mean `{meant}`?"));
                    }
                }
            }
            None => {}
        }
    }

    /// A word that looks like one of a status and is none.
    fn slip<'w>(&self, around: &Around<'_>, word: &'w str) -> Option<(&'w str, &'static str)> {
        let values = self.words(around.name);
        closed::complaint(around.name, &values, word)?;
        let meant = nearest(word, values.iter().copied())?;
        (!self.is_own(around.name)).then_some((word, meant))
    }
}

impl<'a> Around<'a> {
    fn of(text: &'a str) -> Option<Self> {
        let text = unquoted(text);
        let mut holes = holes(text);
        let (hole, none) = (holes.next()?, holes.next());
        let (name, _) = Substring::split(hole.inner);
        let whole = name.len() == hole.inner.len() && is_literal(name);
        if hole.kind != HoleKind::Value || !hole.closed || !whole || none.is_some() {
            return None;
        }
        let at = hole.whole.as_ptr() as usize - text.as_ptr() as usize;
        Some(Self {
            before: &text[..at],
            name,
            behind: &text[at + hole.whole.len()..],
        })
    }

    /// What stands in place of the value in a text that is otherwise the same.
    fn within<'t>(&self, text: &'t str) -> Option<&'t str> {
        let text = unquoted(text);
        text.strip_prefix(self.before)?.strip_suffix(self.behind)
    }
}

fn unquoted(text: &str) -> &str {
    let inner = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    inner.unwrap_or(text)
}

/// A part of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part<'a> {
    /// With its quotes.
    Operand(&'a str),
    /// `=`, `==` or `!=`.
    Equal,
    Other,
}

fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let length = match c {
            _ if c.is_whitespace() => c.len_utf8(),
            _ if rest.starts_with("=~") || rest.starts_with(">=") || rest.starts_with("<=") => {
                parts.push(Part::Other);
                2
            }
            _ if rest.starts_with("!=") || rest.starts_with("==") => {
                parts.push(Part::Equal);
                2
            }
            '=' => {
                parts.push(Part::Equal);
                1
            }
            _ if is_sign(c) => {
                parts.push(Part::Other);
                1
            }
            _ => {
                let length = operand(rest);
                parts.push(Part::Operand(&rest[..length]));
                length
            }
        };
        at += length;
    }
    parts
}

fn is_sign(c: char) -> bool {
    "|&!<>()?:+*/%,".contains(c)
}

/// How long the operand is that a text begins with.
fn operand(text: &str) -> usize {
    let quoted = text.starts_with('"');
    let mut at = usize::from(quoted);
    while let Some(c) = text[at..].chars().next() {
        if let Some(hole) = hole(&text[at..]) {
            at += hole.whole.len();
            continue;
        }
        match c {
            '"' if quoted => return at + 1,
            _ if quoted => {}
            _ if c.is_whitespace() || c == '=' || is_sign(c) => return at,
            _ => {}
        }
        at += c.len_utf8();
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[Part<'_>]) {
        assert_eq!(parts(text), expected, "{text}");
    }

    #[test]
    fn an_expression_is_taken_apart_where_its_operators_stand() {
        use Part::{Equal, Operand, Other};
        check(
            "\"${A(b = c)}\" = \"x y\" & ${B}!=z",
            &[
                Operand("\"${A(b = c)}\""),
                Equal,
                Operand("\"x y\""),
                Other,
                Operand("${B}"),
                Equal,
                Operand("z"),
            ],
        );
        check("(1>=2)", &[Other, Operand("1"), Other, Operand("2"), Other]);
        check("\"open = 1", &[Operand("\"open = 1")]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_has_parts(text in "[$\\[\\]{}()\"=!<>&| aä]{0,24}") {
            parts(&text);
            Around::of(&text);
        }
    }
}
