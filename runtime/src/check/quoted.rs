//! `${…}` in double quotes: what Asterisk would replace, Rhai takes as it stands.

use rhai::{ASTNode, Expr, FnCallExpr, Position, Stmt};

use super::Checker;
use super::literals::offer;
use crate::conf::Brackets;
use crate::diagnostic::Code;

/// What replaces `${…}` in a text that it is given.
const REPLACE: [&str; 5] = ["EVAL", "EXPR", "HOLDS", "Exec", "TryExec"];

/// Whether a text has a `${…}` in it that a line would replace.
pub(super) fn is_meant(text: &str) -> bool {
    inner(text).is_some()
}

/// What stands in the first `${…}` of a text.
fn inner(text: &str) -> Option<&str> {
    let mut places = text.match_indices("${");
    places.find_map(|(at, _)| {
        let brackets = Brackets::open(&text[at + 1..])?;
        let (inner, tail) = brackets.enclosed(&text[at + 2..]);
        let name = |c: char| c.is_ascii_alphanumeric() || "_(:".contains(c);
        let begins = inner.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        let end = inner.find(|c| !name(c)).unwrap_or(inner.len());
        let open = inner[..end].contains(['(', ':']) || end == inner.len();
        (tail.is_some() && begins && open).then_some(inner)
    })
}

impl Checker<'_> {
    /// A text in double quotes that stands in a script.
    pub(super) fn quoted(&mut self, text: &str, position: Position, parent: Option<&ASTNode<'_>>) {
        let Some(inner) = inner(text) else {
            return;
        };
        let replaced = parent
            .and_then(call)
            .is_some_and(|call| REPLACE.contains(&&*call.name));
        let span = self.lines.span(position);
        let width = text.chars().count() as u32 + 2;
        // In backquotes it is no text of this kind, and what holds it is in them only where it was written so.
        let written = span.end_column.saturating_sub(span.column) == width;
        if replaced || matches!(parent, Some(ASTNode::Expr(Expr::Custom(..)))) {
            return;
        }
        let plain = inner.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        let message = format!("`${{{inner}}}` stays as it is in double quotes");
        let help = match plain && text.matches("${").count() == 1 {
            true => format!("write `` `{text}` ``"),
            false => "write the text in backquotes, with Rhai in the braces".to_owned(),
        };
        let fix =
            plain && written && text.matches("${").count() == 1 && !text.contains(['`', '\\']);
        if let Some(finding) = self.report(Code::QuotedVariable, position, message) {
            finding.help = Some(help);
            if fix {
                offer(finding, &format!("`{text}`"), false);
            }
        }
    }
}

fn call<'a>(node: &ASTNode<'a>) -> Option<&'a FnCallExpr> {
    match node {
        ASTNode::Expr(Expr::FnCall(call, _)) | ASTNode::Stmt(Stmt::FnCall(call, _)) => Some(call),
        _ => None,
    }
}
