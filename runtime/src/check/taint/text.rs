//! The data of a line of `extensions.conf`: its parts as they stand before substitution, and what they will amount to.

use std::cell::RefCell;
use std::sync::Arc;

use super::expression;
use super::flow::{Guard, Leaf, Op, Term, Var};
use super::sink;
use super::trail::Site;
use super::transform;
use crate::check::lines::data::parts;
use crate::conf::Substring;
use crate::diagnostic::Span;

/// Deepest nesting of `${…}` and `$[…]` that is looked into.
const DEPTH: usize = 20;

/// Data longer than this is not looked at character by character to say where in it something stands.
const LONG: usize = 4096;

/// The data of one line.
pub(super) struct Text<'a> {
    data: &'a str,
    site: Site,
    /// Where the data begins.
    column: u32,
    /// Characters that are written with a backslash.
    protected: &'static [char],
    /// Functions in it that do something with what they are given.
    uses: RefCell<Vec<Op>>,
}

impl<'a> Text<'a> {
    /// `site` is the application's name, in front of the parenthesis.
    pub(super) fn new(data: &'a str, site: &Site) -> Self {
        Self {
            data,
            site: site.clone(),
            column: site.span.end_column + 1,
            protected: &[';'],
            uses: RefCell::default(),
        }
    }

    /// Data that stands in a text of Rhai.
    pub(super) fn of_script(data: &'a str, site: &Site) -> Self {
        Self {
            protected: &['"', '\\'],
            ..Self::new(data, site)
        }
    }

    pub(super) fn site(&self) -> &Site {
        &self.site
    }

    pub(super) fn uses(&self) -> Vec<Op> {
        self.uses.take()
    }

    /// Where a part of the data stands; the whole line's place if that cannot be told.
    pub(super) fn span(&self, part: &str) -> Span {
        let at = (part.as_ptr() as usize).checked_sub(self.data.as_ptr() as usize);
        let before = at.and_then(|at| self.data.get(..at));
        let Some(before) = before.filter(|before| before.is_ascii() || before.len() < LONG) else {
            return self.site.span;
        };
        let width = |text: &str| {
            let protected = text.matches(self.protected).count();
            (text.chars().count() + protected) as u32
        };
        let start = self.column + width(before);
        Span::line(self.site.span.line, start, start + width(part))
    }

    /// What a part amounts to.
    pub(super) fn term(&self, text: &str) -> Term {
        self.nested(text, 0)
    }

    pub(super) fn nested(&self, text: &str, depth: usize) -> Term {
        if !text.contains('$') || depth > DEPTH {
            return Term::text(text);
        }
        let parts = pieces(text).map(|piece| match piece {
            Piece::Plain(text) => Term::text(text),
            Piece::Expression { inner, .. } => self.expression(inner, depth + 1).0,
            Piece::Variable { whole, inner } => self.leaf(whole, inner, depth + 1),
        });
        Term::join(parts.collect())
    }

    fn leaf(&self, whole: &str, inner: &str, depth: usize) -> Term {
        let term = self.variable(inner, depth);
        match term {
            // What a filter is around already is not wrapped again.
            Term::Text(_) | Term::Only(..) | Term::Length(_) => term,
            term => Term::Leaf(Box::new(Leaf {
                term,
                span: self.span(whole),
                text: whole.into(),
            })),
        }
    }

    /// What stands within `${…}`.
    fn variable(&self, inner: &str, depth: usize) -> Term {
        let (name, part) = Substring::split(inner);
        let value = match name.split_once('(') {
            Some((function, _)) if function.contains('$') => Term::nothing(),
            Some((function, arguments)) => {
                let end = arguments.rfind(')').unwrap_or(arguments.len());
                self.function(function, &arguments[..end], depth).0
            }
            // The name is made up as the call runs; `${ARG${N}}` is one of the arguments.
            None if name.contains('$') => match name.starts_with("ARG$") {
                true => Term::one_of(
                    (1..10)
                        .map(|n| Term::Read(Var::named(format!("ARG{n}"))))
                        .collect(),
                ),
                false => Term::nothing(),
            },
            None => Term::Read(Var::named(name)),
        };
        match part {
            None => value,
            Some(part) => Term::Part(Box::new(value), part.offset, part.length),
        }
    }

    /// What a function gives, and what is true if it gives truth.
    pub(super) fn function(&self, name: &str, arguments: &str, depth: usize) -> (Term, Guard) {
        let parts = self.arguments_of(name, arguments, depth);
        for (at, part) in parts.iter().enumerate() {
            if let Some(sink) = sink::of_function(name, at) {
                self.uses.borrow_mut().push(Op::Use {
                    sink,
                    by: name.into(),
                    value: part.clone(),
                    site: Site {
                        file: Arc::clone(&self.site.file),
                        span: self.span(arguments),
                    },
                });
            }
        }
        let guard = transform::guard(name, &parts);
        (transform::call(name, parts), guard)
    }

    fn arguments_of(&self, name: &str, arguments: &str, depth: usize) -> Vec<Term> {
        let term = |text: &&str| self.nested(text, depth);
        match name {
            // `"expression" text`, in which commas are nothing special.
            "REGEX" => {
                let parts: Vec<&str> = arguments.splitn(3, '"').collect();
                let [_, pattern, text] = parts[..] else {
                    return Vec::new();
                };
                // A backslash takes the next character as it is.
                vec![
                    Term::text(pattern.replace("\\\\", "\\")),
                    term(&text.trim_start()),
                ]
            }
            // `condition?then:otherwise`.
            "IF" | "IFTIME" => {
                let (condition, branches) = split_once(arguments, '?').unwrap_or((arguments, ""));
                // Functions in it may do something.
                self.nested(condition, depth);
                let parts = split(branches, ':', 2);
                vec![Term::one_of(parts.iter().map(term).collect())]
            }
            "EVAL" | "SHELL" | "LEN" | "TOUPPER" | "TOLOWER" => vec![term(&arguments)],
            _ => split(arguments, ',', usize::MAX).iter().map(term).collect(),
        }
    }

    /// What `$[…]` amounts to, and what is true if it is true.
    pub(super) fn expression(&self, inner: &str, depth: usize) -> (Term, Guard) {
        if depth > DEPTH {
            return (Term::nothing(), Guard::Unknown);
        }
        expression::read(self, inner, depth)
    }

    /// What is true if a condition is.
    pub(super) fn condition(&self, text: &str) -> Guard {
        let text = text.trim();
        let mut parts = pieces(text);
        match (parts.next(), parts.next()) {
            (Some(Piece::Expression { inner, .. }), None) => self.expression(inner, 1).1,
            (Some(Piece::Variable { inner, .. }), None) => self.guard(inner, 1),
            _ => {
                self.term(text);
                Guard::Unknown
            }
        }
    }

    /// What is true if the function within `${…}` gives truth.
    pub(super) fn guard(&self, inner: &str, depth: usize) -> Guard {
        match inner.split_once('(') {
            Some((name, arguments)) if !name.contains('$') => {
                let end = arguments.rfind(')').unwrap_or(arguments.len());
                self.function(name, &arguments[..end], depth).1
            }
            _ => Guard::Unknown,
        }
    }
}

/// A part of a text before substitution.
#[derive(Clone, Copy)]
pub(super) enum Piece<'a> {
    Plain(&'a str),
    /// `${…}`.
    Variable {
        whole: &'a str,
        inner: &'a str,
    },
    /// `$[…]`.
    Expression {
        whole: &'a str,
        inner: &'a str,
    },
}

/// The parts of a text in order.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let at = substitution(rest).unwrap_or(rest.len());
        if at > 0 {
            let (plain, tail) = rest.split_at(at);
            rest = tail;
            return Some(Piece::Plain(plain));
        }
        let length = enclosed(rest);
        let (whole, tail) = rest.split_at(length);
        let inner = &whole[2..];
        rest = tail;
        Some(if whole.as_bytes()[1] == b'{' {
            let inner = inner.strip_suffix('}').unwrap_or(inner);
            Piece::Variable { whole, inner }
        } else {
            let inner = inner.strip_suffix(']').unwrap_or(inner);
            Piece::Expression { whole, inner }
        })
    })
}

/// Where the next `${` or `$[` is.
fn substitution(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut pairs = bytes.windows(2);
    pairs.position(|pair| pair == b"${" || pair == b"$[")
}

/// Length of the `${…}` or `$[…]` at the start. Each counts only its own brackets.
fn enclosed(text: &str) -> usize {
    let (open, close) = match text.as_bytes().get(1) {
        Some(b'{') => (b'{', b'}'),
        _ => (b'[', b']'),
    };
    let mut depth = 0_u32;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        if byte == open {
            depth += 1;
        } else if byte == close {
            depth -= 1;
            if depth == 0 {
                return at + 1;
            }
        }
    }
    text.len()
}

/// The parts between delimiters, at most `most`. Nothing within `${…}`, `$[…]`, quotes, parentheses or brackets is one.
pub(super) fn split(text: &str, delimiter: char, most: usize) -> Vec<&str> {
    parts(text, most, |rest| split_once(rest, delimiter))
}

/// What stands before the first delimiter, and what behind it.
pub(super) fn split_once(text: &str, delimiter: char) -> Option<(&str, &str)> {
    let (mut depth, mut quoted, mut at) = (0_u32, false, 0);
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        if rest.starts_with("${") || rest.starts_with("$[") {
            at += enclosed(rest);
            continue;
        }
        if c == delimiter && depth == 0 && !quoted {
            return Some((&text[..at], &text[at + c.len_utf8()..]));
        }
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            '"' => quoted = !quoted,
            '\\' => at += rest[1..].chars().next().map_or(0, char::len_utf8),
            _ => {}
        }
        at += c.len_utf8();
    }
    None
}
