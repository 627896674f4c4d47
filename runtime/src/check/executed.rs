//! Texts of a script that are read as lines of `extensions.conf` are: `Exec("Dial(SIP/${X})")`, `EVAL("${DB(a/b)}")`.
//!
//! In: calls with such a text written out. Out: [`Executed`], which the checks of lines look at.

use std::sync::Arc;

use rhai::{ASTNode, Expr, FnCallExpr, Position};

use super::lines::{Said, said, said_within};
use super::{Checker, literal};
use crate::conf::called;
use crate::diagnostic::Span;
use crate::dialplan::Line;
use crate::dialplan::syntax::{self, Item};
use crate::library::Library;

/// A text that a script has read as a line is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Executed {
    /// The application that is run, or the function that reads the text, with what it is given.
    pub(crate) line: Line,
    pub(crate) form: Form,
    /// Which of the bodies of the file it stands in; `None` in a function.
    pub(crate) ordinal: Option<u32>,
}

/// What such a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// An application with its data.
    Line,
    /// Anything, with `${…}` and `$[…]` in it.
    Text,
    /// What stands in `$[…]`.
    Expression,
}

impl Form {
    /// What a function or application of Rhai takes its only argument for.
    pub(crate) fn of(name: &str) -> Option<Self> {
        match name {
            "Exec" | "TryExec" => Some(Self::Line),
            "EVAL" | "HOLDS" => Some(Self::Text),
            "EXPR" => Some(Self::Expression),
            _ => None,
        }
    }
}

impl Executed {
    /// Reads the text of a call. `call` is where its name stands, `text` where the quote does.
    pub(crate) fn read(
        name: &str,
        written: &str,
        path: &Arc<str>,
        [call, text]: [Span; 2],
    ) -> Option<Self> {
        let form = Form::of(name)?;
        let (application, data) = match form {
            Form::Line => called(written),
            Form::Text | Form::Expression => ("", written),
        };
        // What is given follows one character behind the application.
        let (begin, end) = match form {
            Form::Line => (
                text.column + 1,
                text.column + 1 + application.chars().count() as u32,
            ),
            Form::Text | Form::Expression => (call.column.min(text.column), text.column),
        };
        let line = Line {
            application: application.into(),
            data: data.into(),
            label: None,
            file: Arc::clone(path),
            span: Span::line(text.line, begin, end),
            step: call,
        };
        Some(Self {
            line,
            form,
            ordinal: None,
        })
    }

    /// What it says.
    pub(crate) fn said(&self, library: Library) -> Vec<Said<'_>> {
        let data = &*self.line.data;
        match self.form {
            Form::Line => said(library, &self.line.application, data),
            Form::Text => said_within(library, data),
            Form::Expression => {
                let mut said = said_within(library, data);
                said.push(Said::Expression(data));
                said
            }
        }
    }
}

impl Checker<'_> {
    /// Keeps the text of a call that reads it as a line.
    pub(super) fn executed(&mut self, call: &FnCallExpr, position: Position) {
        let [argument] = &call.args[..] else { return };
        let Some((text, place)) = literal(argument) else {
            return;
        };
        let spans = [position, place].map(|position| self.lines.span(position));
        let Some(mut executed) = Executed::read(&call.name, text, self.path, spans) else {
            return;
        };
        executed.ordinal = self.ordinal;
        self.facts.lines.insert(executed.line.span, executed);
    }

    /// The number of the body that a place of the tree is in.
    pub(super) fn body_of(&self, path: &[ASTNode<'_>]) -> Option<u32> {
        path.iter().find_map(|node| match node {
            ASTNode::Expr(Expr::Stmt(block)) => self.bodies.get(&block.position()).copied(),
            _ => None,
        })
    }
}

/// The bodies of extensions by their places, numbered in their order.
pub(super) fn bodies(ast: &rhai::AST) -> std::collections::BTreeMap<Position, u32> {
    let items = syntax::contexts(ast).flat_map(|(_, items)| items);
    let bodies = items.filter_map(|item| match item {
        Item::Extension(_, _, body) => Some(body.position()),
        Item::Include(..) | Item::Hint(..) => None,
    });
    bodies.zip(0..).collect()
}
