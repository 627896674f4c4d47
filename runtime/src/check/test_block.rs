//! What stands in a test: words of the tests, functions of the file and of Rhai, and nothing of the library.

use rhai::{ASTNode, Expr, FnCallExpr, Position, Stmt};

use super::Checker;
use crate::diagnostic::{Code, did_you_mean};
use crate::testing::words;

impl Checker<'_> {
    pub(super) fn test_node(&mut self, node: &ASTNode<'_>, parent: Option<&ASTNode<'_>>) {
        match node {
            ASTNode::Stmt(Stmt::FnCall(call, position)) => self.test_call(call, *position, 0),
            ASTNode::Expr(Expr::FnCall(call, position)) => self.test_call(call, *position, 0),
            ASTNode::Expr(Expr::MethodCall(call, position)) => self.test_call(call, *position, 1),
            ASTNode::Expr(Expr::Variable(variable, index, position)) => {
                let in_frame = matches!(parent, Some(ASTNode::Expr(Expr::Custom(..))));
                let local = index.is_some() || variable.0.is_some() || !variable.2.is_empty();
                let name = &variable.1;
                if !in_frame && !local && !self.declared.contains(name.as_str()) {
                    let help = did_you_mean(name, self.declared.iter().map(String::as_str));
                    let message = format!("nothing declares a variable `{name}`");
                    self.report_with_help(Code::UnknownVariable, *position, message, help);
                }
            }
            _ => {}
        }
    }

    fn test_call(&mut self, call: &FnCallExpr, position: Position, receivers: usize) {
        let name = call.name.as_str();
        let own = self.functions.iter().any(|(function, _)| function == name);
        if call.is_operator_call() || call.is_qualified() || name.starts_with("anon$") || own {
            return;
        }
        let count = call.args.len() + receivers;
        let builtins = self.reader.builtins;
        let word = words::find(name);
        if let Some(word) = word {
            let fits = word.takes(count) || builtins.takes(name, count) == Some(true);
            if !fits {
                let message = format!("`{name}` does not take this number of arguments");
                let help = Some(format!("`{}`", word.forms));
                self.report_with_help(Code::WrongArgumentCount, position, message, help);
            }
        } else if self.reader.library.names().any(|known| known == name) {
            let message =
                format!("`{name}` is of the dialplan, and a test stands outside of the call");
            let help = "say what is expected of the call: `caller.expect_…`".to_owned();
            self.report_with_help(Code::UnknownFunction, position, message, Some(help));
        } else if !builtins.has(name) {
            let known = words::WORDS.iter().map(|word| word.name);
            let own = self.functions.iter().map(|(name, _)| name.as_str());
            let help = did_you_mean(name, known.chain(own))
                .or_else(|| Some("`docs/test-words.md` has all words of tests".to_owned()));
            let message = format!("a test has no word `{name}`");
            self.report_with_help(Code::UnknownFunction, position, message, help);
        }
    }
}
