//! What stands outside every extension: declarations only.

use rhai::{AST, ImmutableString, Position, Stmt};

use super::Checker;
use crate::diagnostic::Code;
use crate::dialplan::syntax;
use crate::script::imports;

impl Checker<'_> {
    pub(super) fn top_level(&mut self, ast: &AST) {
        for statement in ast.statements() {
            let declares = matches!(
                statement,
                Stmt::Var(..) | Stmt::Import(..) | Stmt::Export(..) | Stmt::Noop(..)
            );
            let context = syntax::context(statement).is_some();
            if context && self.tests_only {
                let message = "a context in a file of tests is no part of the dialplan".to_owned();
                let help = "move it into a file whose name does not end in `.test.rhai`".to_owned();
                let position = statement.position();
                self.report_with_help(Code::NoTest, position, message, Some(help));
            } else if let Some(pairs) = syntax::globals(statement) {
                self.globals(&pairs, statement.position());
            } else if !declares && !context && syntax::test(statement).is_none() {
                let message = "this statement is outside every extension".to_owned();
                let help = "only `let`, `const`, `fn`, `import`, `globals`, `context` and `test` stand here"
                    .to_owned();
                let position = statement.position();
                self.report_with_help(Code::OutsideExtension, position, message, Some(help));
            }
        }
    }

    /// Global variables are set before any call, so their values have to be written out.
    fn globals(&mut self, pairs: &[(&str, Option<ImmutableString>)], position: Position) {
        let computed = pairs.iter().find(|(_, value)| value.is_none());
        let message = match computed {
            Some((name, _)) => format!("the global variable `{name}` needs a text in quotes"),
            None if pairs.is_empty() => "`globals` needs names and texts".to_owned(),
            None => return,
        };
        let help = "write `globals #{ TRUNK: \"SIP/provider\" };`".to_owned();
        self.report_with_help(Code::OutsideExtension, position, message, Some(help));
    }

    /// A closure captures the variable itself, not its value: state that would outlive the call when the
    /// variable is the file's, and a circle that is never freed when the variable holds the closure.
    pub(super) fn shared_state(&mut self, name: &str, position: Position) {
        let message = format!("a closure cannot use the variable `{name}` from around it");
        let help = format!("pass `{name}` to it as an argument, or use a `for` loop");
        self.report_with_help(Code::SharedState, position, message, Some(help));
    }

    /// The files it imports; whether they are there is judged later.
    pub(super) fn imports(&mut self, ast: &AST) {
        for (name, position) in imports(ast) {
            let span = self.lines.span(position);
            self.facts.imports.push((name, span));
        }
    }
}
