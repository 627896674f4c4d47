//! Conditions of `GotoIf` and its like as conditions of Rhai.
//!
//! In: the text of a condition. Out: an expression that is true when the text holds. `"${X}" = "y"` is `X == "y"`,
//! since what stands in quotes is compared as text; where numbers could be compared as numbers, `EXPR` works it out.

use super::text::{Segment, Texts, quoted, segments};

/// A condition of Rhai.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Condition {
    text: String,
    /// How tightly it binds.
    form: Form,
    /// What it is the contrary of, if that was put in parentheses for it.
    contrary: Option<Box<Self>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// A call, a name.
    Atom,
    /// `a == b`.
    Equal,
    /// `a != b`.
    Unequal,
    /// `a < b` and its like.
    Order,
    /// `a && b`.
    And,
    /// `a || b`.
    Or,
    /// `!a`.
    Not,
}

impl Condition {
    pub(super) fn atom(text: String) -> Self {
        Self {
            text,
            form: Form::Atom,
            contrary: None,
        }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Whether it calls a function of the dialplan.
    pub(super) fn may_do_something(&self) -> bool {
        let calls = self.text.matches('(').count();
        let harmless = ["HOLDS(", "EXPR(", "LEN("].map(|call| self.text.matches(call).count());
        calls > harmless.iter().sum()
    }

    /// Whether it always holds, or never.
    pub(super) fn constant(&self) -> Option<bool> {
        match &*self.text {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }

    pub(super) fn not(&self) -> Self {
        if let Some(contrary) = &self.contrary {
            return (**contrary).clone();
        }
        let (text, form) = match self.form {
            Form::Equal => (self.text.replacen(" == ", " != ", 1), Form::Unequal),
            Form::Unequal => (self.text.replacen(" != ", " == ", 1), Form::Equal),
            Form::Not => (self.text[1..].to_owned(), Form::Atom),
            Form::Atom if self.text == "true" => ("false".to_owned(), Form::Atom),
            Form::Atom if self.text == "false" => ("true".to_owned(), Form::Atom),
            Form::Atom => (format!("!{}", self.text), Form::Not),
            Form::Order => (turned(&self.text), Form::Order),
            Form::And | Form::Or => (format!("!({})", self.text), Form::Atom),
        };
        let complex = matches!(self.form, Form::And | Form::Or);
        Self {
            text,
            form,
            contrary: complex.then(|| Box::new(self.clone())),
        }
    }

    fn both(self, other: Self, form: Form) -> Self {
        let word = if form == Form::And { "&&" } else { "||" };
        let part = |part: Self| match part.form {
            Form::And | Form::Or if part.form != form => format!("({})", part.text),
            _ => part.text,
        };
        Self {
            text: format!("{} {word} {}", part(self), part(other)),
            form,
            contrary: None,
        }
    }
}

impl Texts {
    /// The condition that a text is.
    pub(super) fn condition(self, text: &str) -> Condition {
        // Spaces around it make a difference only where the expression is wrong.
        if let Some([Segment::Expression(inner)]) = segments(text.trim()).as_deref()
            && let Some(native) = self.any(inner.trim())
        {
            return native;
        }
        match segments(text).as_deref() {
            Some([Segment::Expression(inner)]) => self.expression(inner),
            Some([]) => Condition::atom("false".to_owned()),
            Some([Segment::Plain(plain)]) => {
                Condition::atom(crate::number::is_true(plain).to_string())
            }
            Some([Segment::Value(inner)]) => {
                let known = self.presence(inner).or_else(|| self.truth(inner));
                known.unwrap_or_else(|| self.held(text))
            }
            _ => self.held(text),
        }
    }

    fn held(self, text: &str) -> Condition {
        Condition::atom(format!("HOLDS({})", self.raw(text)))
    }

    /// `${ISNULL(${X})}` and `${EXISTS(${X})}`.
    fn presence(self, inner: &str) -> Option<Condition> {
        let (name, data) = inner.strip_suffix(')')?.split_once('(')?;
        let (sign, form) = match name {
            "ISNULL" => ("==", Form::Equal),
            "EXISTS" => ("!=", Form::Unequal),
            _ => return None,
        };
        let [Segment::Value(value)] = &segments(data)?[..] else {
            return None;
        };
        let text = self.given(value)?;
        Some(Condition {
            text: format!("{text} {sign} \"\""),
            form,
            contrary: None,
        })
    }

    /// What stands in `${…}`, if it is a text that needs no reading as in a line.
    fn given(self, value: &str) -> Option<String> {
        if self.is_variable(value) {
            return Some(value.to_owned());
        }
        let found = self.function(value).filter(|word| word.is_text)?;
        Some(found.text).filter(|text| !text.contains("EVAL("))
    }

    /// `${DIALSTATUS} = BUSY`: a status is a word of letters, or empty.
    fn of_status(self, text: &str) -> Option<Condition> {
        let (name, rest) = text.strip_prefix("${")?.split_once('}')?;
        let rest = rest.trim_start();
        let word = rest
            .strip_prefix("==")
            .or_else(|| rest.strip_prefix('='))?
            .trim();
        let applications = self.library.applications.iter();
        let mut statuses = applications.filter_map(|row| row.status.as_ref());
        let known = statuses.any(|status| status.variable == name && status.values.contains(&word));
        (known && self.is_variable(name)).then(|| Condition {
            text: format!("{name} == {}", quoted(word)),
            form: Form::Equal,
            contrary: None,
        })
    }

    /// The condition that `$[…]` is.
    fn expression(self, inner: &str) -> Condition {
        let native = self.any(inner.trim());
        native.unwrap_or_else(|| Condition::atom(format!("HOLDS(EXPR({}))", quoted(inner))))
    }

    /// `a | b`.
    fn any(self, text: &str) -> Option<Condition> {
        self.joined(text, '|', Form::Or, |part| {
            self.joined(part, '&', Form::And, |part| self.comparison(part))
        })
    }

    fn joined(
        self,
        text: &str,
        operator: char,
        form: Form,
        part: impl Fn(&str) -> Option<Condition>,
    ) -> Option<Condition> {
        let parts = separated(text, operator)?;
        if parts.len() > PARTS {
            return None;
        }
        let mut parts = parts.into_iter();
        let mut whole = part(parts.next()?)?;
        for next in parts {
            whole = whole.both(part(next)?, form);
        }
        Some(whole)
    }

    /// A comparison of texts, one in parentheses, or one of a length with a number.
    fn comparison(self, text: &str) -> Option<Condition> {
        let text = text.trim();
        if let Some(inner) = text
            .strip_prefix('(')
            .and_then(|rest| rest.strip_suffix(')'))
            && separated(inner, '\0').is_some()
        {
            return self.any(inner);
        }
        if let Some(inner) = text
            .strip_prefix('!')
            .filter(|inner| inner.trim_start().starts_with('('))
        {
            return self.comparison(inner).map(|condition| condition.not());
        }
        if let Some([Segment::Expression(inner)]) = segments(text).as_deref() {
            return self.any(inner.trim());
        }
        let found = self.of_texts(text).or_else(|| self.of_number(text));
        found
            .or_else(|| self.of_truth(text))
            .or_else(|| self.of_status(text))
    }

    /// `${DB_EXISTS(a/b)}` and `${DB_EXISTS(a/b)} = 0`.
    fn of_truth(self, text: &str) -> Option<Condition> {
        let rest = text.strip_prefix("${")?;
        let at = closing(rest)?;
        let (inner, rest) = (&rest[..at], rest[at + 1..].trim());
        let found = self.truth(inner).or_else(|| self.presence(inner))?;
        match rest
            .split_once('=')
            .map(|(sign, value)| (sign, value.trim()))
        {
            None => rest.is_empty().then_some(found),
            Some(("", "1") | ("!", "0")) => Some(found),
            Some(("", "0") | ("!", "1")) => Some(found.not()),
            _ => None,
        }
    }

    fn of_texts(self, text: &str) -> Option<Condition> {
        let (left, rest) = in_quotes(text)?;
        let rest = rest.trim_start();
        let (form, rest) = if let Some(rest) = rest.strip_prefix("!=") {
            (Form::Unequal, rest)
        } else if let Some(rest) = rest.strip_prefix("==") {
            (Form::Equal, rest)
        } else {
            (Form::Equal, rest.strip_prefix('=')?)
        };
        let (right, rest) = in_quotes(rest.trim_start())?;
        if !rest.is_empty() {
            return None;
        }
        let sign = if form == Form::Equal { "==" } else { "!=" };
        let side = |text: &str| match &segments(text)?[..] {
            [Segment::Value(value)] if self.namesake(value).is_some() => self.namesake(value),
            found => Some(self.text(found)),
        };
        let (left, right) = (side(left)?, side(right)?);
        if left.contains(" == ") || left.contains(" != ") {
            // The sign could not be turned round.
            return None;
        }
        Some(Condition {
            text: format!("{left} {sign} {right}"),
            form,
            contrary: None,
        })
    }

    /// `${LEN(${X})} > 3`: both are numbers whatever `X` is.
    fn of_number(self, text: &str) -> Option<Condition> {
        let rest = text.strip_prefix("${")?;
        let at = closing(rest)?;
        let (inner, rest) = (&rest[..at], rest[at + 1..].trim());
        let value = match inner {
            "HANGUPCAUSE" => return self.of_cause(rest),
            "EPOCH" => return None,
            inner => self.function(inner).filter(|word| !word.is_text)?,
        };
        let value = Some(value.text).filter(|text| !text.contains("EVAL("))?;
        let operators = [">=", "<=", "!=", "==", "=", ">", "<"];
        let operator = *operators
            .iter()
            .find(|operator| rest.starts_with(**operator))?;
        let number = rest[operator.len()..].trim();
        let plain = !number.is_empty()
            && number.len() < 10
            && number.bytes().all(|byte| byte.is_ascii_digit());
        if !plain || number.len() > 1 && number.starts_with('0') {
            return None;
        }
        let (operator, form) = match operator {
            "=" | "==" => ("==", Form::Equal),
            "!=" => ("!=", Form::Unequal),
            other => (other, Form::Order),
        };
        Some(Condition {
            text: format!("{value} {operator} {number}"),
            form,
            contrary: None,
        })
    }

    /// `${HANGUPCAUSE} = 17`: it is a number without a leading zero, or empty.
    fn of_cause(self, rest: &str) -> Option<Condition> {
        let number = rest
            .strip_prefix("==")
            .or_else(|| rest.strip_prefix('='))?
            .trim();
        let plain = !number.is_empty()
            && !number.starts_with('0')
            && number.bytes().all(|byte| byte.is_ascii_digit());
        let name = self.namesake("HANGUPCAUSE").filter(|_| plain)?;
        Some(Condition {
            text: format!("{name} == {}", quoted(number)),
            form: Form::Equal,
            contrary: None,
        })
    }
}

/// Most parts of a condition that become one of Rhai, whose expressions are not nested without end.
const PARTS: usize = 20;

/// A text in quotes at the start, and what follows it.
fn in_quotes(text: &str) -> Option<(&str, &str)> {
    let rest = text.strip_prefix('"')?;
    let mut at = 0;
    while let Some(c) = rest[at..].chars().next() {
        match c {
            '"' => return Some((&rest[..at], &rest[at + 1..])),
            '\\' => return None,
            '$' if rest[at..].starts_with("$[") => return None,
            '$' if rest[at..].starts_with("${") => {
                // A quote within a value is no end of the text.
                let end = closing(&rest[at + 2..])?;
                at += 2 + end + 1;
            }
            _ => at += c.len_utf8(),
        }
    }
    None
}

/// Where the brace closes.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 1_u32;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// The parts between an operator that stands outside of quotes, parentheses and values. `None` if something is not
/// closed.
fn separated(text: &str, operator: char) -> Option<Vec<&str>> {
    let mut parts = Vec::new();
    let (mut from, mut at, mut depth) = (0, 0, 0_u32);
    while let Some(c) = text[at..].chars().next() {
        match c {
            '"' => {
                let (_, rest) = in_quotes(&text[at..])?;
                at = text.len() - rest.len();
                continue;
            }
            '$' if text[at..].starts_with("${") => {
                at += 2 + closing(&text[at + 2..])? + 1;
                continue;
            }
            '$' if text[at..].starts_with("$[") => {
                let Segment::Expression(inner) = segments(&text[at..])?.into_iter().next()? else {
                    return None;
                };
                at += inner.len() + 3;
                continue;
            }
            '(' => depth += 1,
            ')' => depth = depth.checked_sub(1)?,
            c if c == operator && depth == 0 => {
                parts.push(&text[from..at]);
                from = at + 1;
            }
            _ => {}
        }
        at += c.len_utf8();
    }
    parts.push(&text[from..]);
    (depth == 0).then_some(parts)
}

/// A comparison of two numbers, of which the second is written out, as its contrary.
fn turned(text: &str) -> String {
    let (left, number) = text.rsplit_once(' ').unwrap_or((text, ""));
    let (value, operator) = left.rsplit_once(' ').unwrap_or((left, ""));
    let contrary = match operator {
        "<" => ">=",
        "<=" => ">",
        ">" => "<=",
        _ => "<",
    };
    format!("{value} {contrary} {number}")
}
