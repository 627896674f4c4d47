//! What stands outside every extension: declarations only.

use rhai::{AST, ASTNode, Stmt};

use super::Checker;
use crate::diagnostic::{Code, did_you_mean};
use crate::dialplan::syntax;
use crate::script::{imported_path, imports};

impl Checker<'_> {
    pub(super) fn top_level(&mut self, ast: &AST) {
        for statement in ast.statements() {
            let declares = matches!(
                statement,
                Stmt::Var(..) | Stmt::Import(..) | Stmt::Export(..) | Stmt::Noop(..)
            );
            if declares {
                self.shared_state(statement);
            } else if syntax::context(statement).is_none() {
                let message = "this statement is outside every extension".to_owned();
                let help =
                    "only `let`, `const`, `fn`, `import` and `context` stand here".to_owned();
                let position = statement.position();
                self.report_with_help(Code::OutsideExtension, position, message, Some(help));
            }
        }
    }

    /// A closure that captures a variable of the file would carry state from one call to the next.
    fn shared_state(&mut self, statement: &Stmt) {
        let mut captured = Vec::new();
        statement.walk(&mut Vec::new(), &mut |path| {
            if let Some(ASTNode::Stmt(Stmt::Share(variables))) = path.last() {
                let names = variables.iter().map(|(variable, _)| variable.clone());
                captured.extend(names);
            }
            true
        });
        for variable in captured {
            let name = variable.name;
            let message = format!("a closure would share `{name}` between all calls");
            let help =
                format!("pass `{name}` to it as an argument, or keep it in a global variable");
            self.report_with_help(Code::SharedState, variable.pos, message, Some(help));
        }
    }

    pub(super) fn imports(&mut self, ast: &AST) {
        let sources = self.reader.sources;
        for (name, position) in imports(ast) {
            if imported_path(sources, &name).is_some() {
                continue;
            }
            let paths = sources.iter().map(|source| &*source.path);
            let names = paths.map(|path| path.strip_suffix(".rhai").unwrap_or(path));
            let help = did_you_mean(&name, names);
            let message = format!("the dialplan has no file `{name}`");
            self.report_with_help(Code::BadImport, position, message, help);
        }
    }
}
