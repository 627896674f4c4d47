//! Calls of applications and functions: whether there is one of that name, and how many arguments it takes.

use rhai::{Expr, FnCallExpr, Position};

use super::Checker;
use super::reach::{self, Reach};
use crate::diagnostic::Code;
use crate::library::{Arg, most};

impl Checker<'_> {
    /// A call. `receivers` is 1 for `value.name(…)`, where the value is the first argument.
    pub(super) fn call(&mut self, call: &FnCallExpr, position: Position, receivers: usize) {
        let name = call.name.as_str();
        if call.is_operator_call() || call.is_qualified() || name.starts_with("anon$") {
            return;
        }
        let count = call.args.len() + receivers;
        let library = self.reader.library;
        self.executed(call, position);
        if let Some(application) = library.application(name) {
            if let Some(instead) = application.instead_in_rhai() {
                let message = format!("`{name}` is for lines of extensions.conf");
                let help = format!("write {instead}");
                self.report_with_help(Code::LineOnly, position, message, Some(help));
                return;
            }
            self.library_call(name, application.args, &call.args, position, count);
            return;
        }
        if let Some(function) = library.function(name) {
            self.library_call(name, function.args, &call.args, position, count);
            if function.read.is_none() {
                let message = format!("`{name}` can only be written");
                let help = format!("write it with `{name}[…] = …`");
                self.report_with_help(Code::NotReadable, position, message, Some(help));
            }
            return;
        }
        self.own_call(name, position, call.args.len(), receivers);
    }

    /// A call of a function of the file or of Rhai.
    fn own_call(&mut self, name: &str, position: Position, args: usize, receivers: usize) {
        let counts: Vec<usize> = (self.functions.iter())
            .filter(|(function, _)| function == name)
            .map(|(_, count)| *count)
            .collect();
        // A function of the file called as a method has the value as `this`, not as an argument.
        if counts.contains(&args) || self.declared.contains(name) {
            return;
        }
        let builtins = self.reader.builtins;
        match builtins.takes(name, args + receivers) {
            Some(true) => {}
            None if builtins.has(name) => {}
            None if counts.is_empty() => self.unknown_function(name, position),
            Some(false) | None => {
                let given = plural(args);
                let message = match counts.first() {
                    Some(count) => format!("`{name}` takes {}, not {given}", plural(*count)),
                    None => format!("`{name}` does not take {given}"),
                };
                self.report(Code::WrongArgumentCount, position, message);
            }
        }
    }

    fn library_call(
        &mut self,
        name: &str,
        args: &'static [Arg],
        values: &[Expr],
        position: Position,
        count: usize,
    ) {
        let needed = args.iter().filter(|arg| arg.required).count();
        let most = most(args);
        if count > most || count < needed {
            let takes = match (needed, most) {
                (_, 0) => "no arguments".to_owned(),
                (least, most) if least == most => plural(most),
                (0, most) => format!("at most {}", plural(most)),
                (least, most) => format!("{least} to {}", plural(most)),
            };
            let message = format!("`{name}` takes {takes}, not {count}");
            let help = format!("`{}`", signature(name, args));
            self.report_with_help(Code::WrongArgumentCount, position, message, Some(help));
            return;
        }
        self.reach(name, values, count, position);
        if count == values.len() {
            for (arg, value) in args.iter().zip(values) {
                self.argument(name, arg, value);
            }
            self.forms(args, values);
            self.jump(args, values);
        }
    }
}

impl Checker<'_> {
    /// Notes what is reached outside of the switch.
    fn reach(&mut self, name: &str, values: &[Expr], count: usize, position: Position) {
        let (Some(kind), Some(context)) = (reach::kind(name), self.context.clone()) else {
            return;
        };
        // Further arguments of a command are a part of it.
        let alone = kind != reach::Kind::Command || count == 1;
        let first = values.first().filter(|_| alone && count == values.len());
        let text = match first {
            Some(Expr::StringConstant(text, _)) => Some(text.to_string()),
            _ => None,
        };
        let span = self.lines.span(position);
        self.facts.reaches.insert(Reach {
            context,
            kind,
            text,
            span,
        });
    }
}

/// `Dial(destination[, timeout])`.
fn signature(name: &str, args: &[Arg]) -> String {
    let mut text = format!("{name}(");
    let mut open = 0;
    for (index, arg) in args.iter().enumerate() {
        let comma = if index > 0 { ", " } else { "" };
        if arg.required {
            text.push_str(comma);
        } else {
            text.push('[');
            text.push_str(comma);
            open += 1;
        }
        text.push_str(arg.name);
    }
    text.push_str(&"]".repeat(open));
    text.push(')');
    text
}

fn plural(count: usize) -> String {
    match count {
        0 => "no arguments".into(),
        1 => "1 argument".into(),
        many => format!("{many} arguments"),
    }
}
