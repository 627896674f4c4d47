//! Comparisons in Rhai: with words that something never is, and of texts with numbers.

use std::collections::BTreeMap;

use rhai::{AST, ASTNode, Expr, FnCallExpr, Position, Stmt};

use super::closed::{self, Subject};
use super::facts::Compared;
use super::literals::{Literal, offer};
use super::{Checker, literal};
use crate::diagnostic::Code;
use crate::library::{Library, most};
use crate::token::{TokenKind, tokens};

/// Variables of scripts that are given something of few words, once and nothing else ever.
pub(super) fn kept(ast: &AST, library: Library) -> BTreeMap<String, Subject> {
    let mut kept: BTreeMap<String, Option<Subject>> = BTreeMap::new();
    let mut declare = |name: &str, held: Option<Subject>| {
        let held = held.filter(|_| !kept.contains_key(name));
        kept.insert(name.to_owned(), held);
    };
    for function in ast.iter_functions() {
        function.params.iter().for_each(|name| declare(name, None));
    }
    // A closure is walked twice, so what it declares is held once only if its place is the same.
    let mut places = std::collections::BTreeSet::new();
    ast.walk(&mut |path| {
        match path.last() {
            Some(ASTNode::Stmt(Stmt::Var(parts, _, position))) if places.insert(*position) => {
                declare(&parts.0.name, subject(&parts.1, library));
            }
            Some(ASTNode::Stmt(Stmt::For(each, _))) => declare(&each.0.name, None),
            Some(ASTNode::Stmt(Stmt::Assignment(assignment))) => {
                if let Expr::Variable(variable, ..) = &assignment.1.lhs {
                    declare(&variable.1, None);
                }
            }
            _ => {}
        }
        true
    });
    let kept = kept.into_iter();
    kept.filter_map(|(name, held)| Some((name, held?)))
        .collect()
}

/// What an expression is, if it is known to be a text.
fn subject(expr: &Expr, library: Library) -> Option<Subject> {
    match expr {
        Expr::Variable(variable, index, _) if index.is_none() && variable.2.is_empty() => {
            let name = variable.1.as_str();
            if name == "EXTEN" || name == "CONTEXT" {
                return Some(Subject::Known(name.to_owned(), Vec::new()));
            }
            let is_status = !closed::of_variable(library, name).is_empty();
            is_status.then(|| Subject::Variable(name.to_owned()))
        }
        Expr::FnCall(call, _) if !call.is_qualified() => {
            let name = call.name.as_str();
            if let Some(row) = library.application(name) {
                let values = closed::of_application(row);
                return (!values.is_empty()).then(|| Subject::Known(name.to_owned(), values));
            }
            let arguments = call.args.iter().map(|arg| Some(literal(arg)?.0));
            // The last one names the item; what stands before it may be anything.
            let arguments: Vec<&str> = arguments.map(|arg| arg.unwrap_or("")).collect();
            let row = library.function(name)?;
            if arguments.len() > most(row.args) {
                return None;
            }
            let values = closed::of_function(row, &arguments);
            let of_caller =
                name == "CALLERID" && arguments.first().is_some_and(|item| !item.is_empty());
            let shown = match arguments.last() {
                Some(item) if !item.is_empty() => format!("{name}({item})"),
                _ => name.to_owned(),
            };
            (!values.is_empty() || of_caller).then_some(Subject::Known(shown, values))
        }
        _ => None,
    }
}

impl Checker<'_> {
    fn subject(&self, expr: &Expr) -> Option<Subject> {
        if let Expr::Variable(variable, ..) = expr
            && self.declared.contains(variable.1.as_str())
        {
            return self.kept.get(variable.1.as_str()).cloned();
        }
        subject(expr, self.reader.library)
    }

    /// `a == "b"`, `a < 5`, `a in ["b", "c"]`.
    pub(super) fn compared(&mut self, call: &FnCallExpr) {
        let [left, right] = &call.args[..] else {
            return;
        };
        match call.name.as_str() {
            "==" | "!=" => {
                for (one, other) in [(left, right), (right, left)] {
                    if let Some(subject) = self.subject(one) {
                        self.with(&subject, other);
                        self.with_number(&subject, other, false);
                    }
                }
            }
            "<" | ">" | "<=" | ">=" => {
                for (one, other) in [(left, right), (right, left)] {
                    if let Some(subject) = self.subject(one) {
                        self.with_number(&subject, other, true);
                    }
                }
            }
            sign @ ("&" | "|" | ".." | "..=" | "&=") => self.joined(sign, left, right),
            "contains" => {
                if let Expr::Array(items, _) = left
                    && let Some(subject) = self.subject(right)
                {
                    for item in items.iter() {
                        self.with(&subject, item);
                        self.with_number(&subject, item, false);
                    }
                }
            }
            _ => {}
        }
    }

    /// `"a" & "b"`.
    fn joined(&mut self, sign: &str, left: &Expr, right: &Expr) {
        let Some((text, position)) = literal(left).or_else(|| literal(right)) else {
            return;
        };
        let message = format!("`{sign}` does not join texts");
        let help = match sign {
            "&" if text.contains('/') => {
                "targets that ring together stand in one text: `\"SIP/desk&SIP/kitchen\"`"
            }
            _ => "texts are joined with `+`, or in backquotes: `` `${one}${other}` ``",
        };
        self.report_with_help(Code::BadArgument, position, message, Some(help.to_owned()));
    }

    /// The arms of a `switch`. Rhai keeps their values as numbers, so they are read from the text.
    pub(super) fn arms(&mut self, on: &Expr, position: Position) {
        let Some(subject) = self.subject(on) else {
            return;
        };
        let Some(start) = self.lines.offset(self.text, position) else {
            return;
        };
        for (text, at) in arms(&self.text[start..]) {
            let span =
                crate::diagnostic::Span::of(self.text, start + at..start + at + text.len() + 2);
            let line = usize::try_from(span.line)
                .ok()
                .and_then(|line| u16::try_from(line).ok());
            let column = u16::try_from(span.column).ok();
            if let Some((line, column)) = line.zip(column) {
                self.with_word(&subject, text, Position::new(line, column));
            }
        }
    }

    fn with(&mut self, subject: &Subject, other: &Expr) {
        if let Some((text, position)) = literal(other) {
            self.with_word(subject, text, position);
        }
    }

    fn with_word(&mut self, subject: &Subject, text: &str, position: Position) {
        match subject {
            Subject::Variable(name) => {
                let compared = Compared {
                    variable: name.clone(),
                    word: text.to_owned(),
                    span: self.lines.span(position),
                };
                self.facts.compared.insert(compared);
            }
            Subject::Known(name, values) => {
                if let Some(complaint) = closed::complaint(name, values, text) {
                    self.complain(Literal { text, position }, text, complaint);
                }
            }
        }
    }

    /// `order` says that one is asked to be less than the other.
    fn with_number(&mut self, subject: &Subject, other: &Expr, order: bool) {
        let number = match other {
            Expr::IntegerConstant(number, _) => number.to_string(),
            Expr::BoolConstant(truth, _) => truth.to_string(),
            _ => return,
        };
        let (Subject::Variable(name) | Subject::Known(name, _)) = subject;
        let (what, help) = match other {
            Expr::BoolConstant(..) => (
                "equal to",
                "compare it with one of the words it can be".to_owned(),
            ),
            _ if order => (
                "less or more than",
                "make a number of it with `parse_int`".to_owned(),
            ),
            _ => ("equal to", format!("write `\"{number}\"`")),
        };
        let message = format!("`{name}` is a text, and never {what} `{number}`");
        if let Some(finding) = self.report(Code::NeverAlike, other.position(), message) {
            finding.help = Some(help);
            if !order && matches!(other, Expr::IntegerConstant(number, _) if *number >= 0) {
                offer(finding, &number, true);
            }
        }
    }
}

/// The texts before the arrows of the `switch` that a text begins with, and where they stand.
fn arms(text: &str) -> Vec<(&str, usize)> {
    let tokens = tokens(text);
    let shown: Vec<_> = tokens
        .iter()
        .filter(|token| token.kind != TokenKind::Comment)
        .collect();
    let (mut depth, mut arms) = (0_u32, Vec::new());
    for (at, token) in shown.iter().enumerate() {
        let word = |at: usize| shown.get(at).map_or("", |token| token.piece.of(text));
        match token.kind {
            TokenKind::Sign(b'{' | b'(' | b'[') => depth += 1,
            TokenKind::Sign(b'}' | b')' | b']') => {
                depth = depth.saturating_sub(1);
                if depth == 0 && word(at) == "}" {
                    break;
                }
            }
            TokenKind::Text { whole: true } if depth == 1 => {
                let before = ["{", ",", "|", "}"].contains(&word(at.wrapping_sub(1)));
                let behind = ["=>", "|", "if"].contains(&word(at + 1));
                let written = word(at)
                    .strip_prefix('"')
                    .and_then(|text| text.strip_suffix('"'));
                if let Some(inner) =
                    written.filter(|inner| before && behind && !inner.contains('\\'))
                {
                    arms.push((inner, token.piece.start as usize));
                }
            }
            _ => {}
        }
    }
    arms
}
