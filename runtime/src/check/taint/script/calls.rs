//! Calls: of functions of the file, of applications, of dialplan functions, of Rhai's own.

use std::sync::Arc;

use rhai::{Expr, FnCallExpr, Position};

use super::Script;
use crate::check::executed::{Executed, Form};
use crate::check::taint::flow::{How, Jump, Op, Term, Var};
use crate::check::taint::sink::{self, Sink};
use crate::check::taint::text::Text;
use crate::check::taint::trail::Site;
use crate::check::taint::{lines, transform};
use crate::library::Kind;

impl Script<'_> {
    pub(super) fn call(&mut self, call: &FnCallExpr, position: Position) -> Term {
        if call.is_operator_call() {
            return self.operator(call);
        }
        let name = call.name.as_str();
        let library = self.file.library;
        let own = self
            .file
            .by_name
            .contains_key(&(name.to_owned(), call.args.len()));
        if call.is_qualified() || own {
            return self.function(call, position);
        }
        match name {
            "Goto" => return self.goto(call, position),
            "Gosub" => return self.gosub(call, position),
            "Macro" => return self.run_macro(call, position),
            _ => {}
        }
        if let [Expr::StringConstant(text, place)] = &call.args[..]
            && let Some(executed) = self.read_as_line(name, text, [position, *place])
        {
            return self.executed(&executed);
        }
        let arguments: Vec<Term> = call.args.iter().map(|arg| self.expression(arg)).collect();
        let known = library.application(name).is_some() || sink::of_application(name, 0).is_some();
        if known || name == "Set" || name == "Return" {
            return self.application(name, &call.args, arguments, position);
        }
        let dialplan = library.function(name).is_some() || is_capital(name);
        if !dialplan {
            // Rhai's own functions are methods of their first argument.
            let mut arguments = arguments.into_iter();
            let receiver = arguments.next().unwrap_or_else(Term::nothing);
            return super::methods::call(name, receiver, arguments.collect()).0;
        }
        for (at, argument) in arguments.iter().enumerate() {
            if let Some(sink) = sink::of_function(name, at) {
                self.uses(sink, name, argument.clone(), call.args[at].position());
            }
        }
        match transform::call(name, arguments) {
            held @ (Term::Read(_) | Term::OneOf(_) | Term::Written(..)) => {
                self.leaf(held, position)
            }
            other => other,
        }
    }

    /// Texts that are added stand one behind the other; other operators give numbers and truth.
    fn operator(&mut self, call: &FnCallExpr) -> Term {
        let terms: Vec<Term> = call.args.iter().map(|arg| self.expression(arg)).collect();
        match call.name.as_str() {
            "+" => Term::join(terms),
            _ => Term::nothing(),
        }
    }

    fn function(&mut self, call: &FnCallExpr, position: Position) -> Term {
        let arguments: Vec<Term> = call.args.iter().map(|arg| self.expression(arg)).collect();
        let path = match call.namespace.path.first() {
            None => None,
            Some(alias) => match self.file.imports.get(alias.name.as_str()) {
                Some(path) => Some(Arc::clone(path)),
                None => return Term::nothing(),
            },
        };
        let into = self.local();
        let site = self.site(position);
        self.op(Op::Call {
            path,
            name: call.name.as_str().into(),
            arguments,
            into: into.clone(),
            site,
        });
        self.leaf(Term::Read(into), position)
    }

    pub(super) fn uses(&mut self, sink: Sink, by: &str, value: Term, position: Position) {
        let site = self.site(position);
        self.op(Op::Use {
            sink,
            by: by.into(),
            value,
            site,
        });
    }

    fn application(
        &mut self,
        name: &str,
        written: &[Expr],
        arguments: Vec<Term>,
        position: Position,
    ) -> Term {
        match name {
            "Set" => self.set(arguments, position),
            "Hangup" | "Busy" | "Congestion" => {
                self.start();
            }
            "Return" => {
                let value = arguments.into_iter().next().unwrap_or_else(Term::nothing);
                self.op(Op::Return(value));
                self.start();
            }
            _ => {
                let declared = self.file.library.application(name);
                let declared = declared.map_or(&[][..], |application| application.args);
                for (at, argument) in arguments.into_iter().enumerate() {
                    let kind = declared.get(at).map(|arg| arg.kind);
                    let sink = sink::of_application(name, at).or(kind.and_then(Sink::of_kind));
                    if let Some(sink) = sink {
                        let place = written.get(at).map_or(position, Expr::position);
                        if sink == Sink::Dial {
                            self.local_channel(name, &argument, position);
                        }
                        self.uses(sink, name, argument, place);
                    } else if kind == Some(Kind::Variable)
                        && let Some(variable) = argument.literal()
                    {
                        // Keys of a telephone.
                        let var = Var::named(variable);
                        self.keep(var, Term::nothing(), position, false);
                    }
                }
            }
        }
        Term::nothing()
    }

    /// `Set("name", value)` and `Set("name=value")`.
    fn set(&mut self, arguments: Vec<Term>, position: Position) {
        let mut arguments = arguments.into_iter();
        let name = arguments.next().unwrap_or_else(Term::nothing);
        let (name, value) = match arguments.next() {
            Some(value) => (name, value),
            None => assignment(name),
        };
        let Some(name) = name.literal() else {
            return;
        };
        let name = name.trim().trim_start_matches('_');
        if let Some(local) = name.strip_prefix("LOCAL(") {
            self.routine
                .locals
                .push(Var::named(local.trim_end_matches(')')));
        }
        let ops = lines::set(name, value, &self.site(position));
        ops.into_iter().for_each(|op| self.op(op));
    }

    /// `FUNCTION[item] = value`.
    pub(super) fn written(&mut self, function: &str, item: &Term, value: Term, position: Position) {
        if let Some(sink) = sink::of_function(function, 0) {
            self.uses(sink, function, item.clone(), position);
        }
        let ops = match item.literal() {
            _ if function == "DB" => lines::kept_in_database(item, &value, &self.site(position)),
            Some(item) => {
                let name = format!("{function}({item})");
                lines::set(&name, value, &self.site(position))
            }
            None => Vec::new(),
        };
        ops.into_iter().for_each(|op| self.op(op));
    }

    fn goto(&mut self, call: &FnCallExpr, position: Position) -> Term {
        let mut terms: Vec<Term> = call.args.iter().map(|arg| self.expression(arg)).collect();
        let number = matches!(call.args.last(), Some(Expr::IntegerConstant(..)));
        let priority = (terms.len() > 2 || number).then(|| terms.pop()).flatten();
        let extension = terms.pop();
        let place = [terms.pop(), extension, priority];
        self.jump(How::Goto, "Goto", place, Vec::new(), position);
        self.start();
        Term::nothing()
    }

    fn gosub(&mut self, call: &FnCallExpr, position: Position) -> Term {
        let mut arguments = Vec::new();
        let mut places = Vec::new();
        for (at, arg) in call.args.iter().enumerate() {
            match (at, arg) {
                (0..3, arg) => places.push(self.expression(arg)),
                (_, Expr::Array(parts, _)) => {
                    arguments.extend(parts.iter().map(|part| self.expression(part)));
                }
                (_, arg) => arguments.push(self.expression(arg)),
            }
        }
        let mut places = places.into_iter();
        let place = match places.len() {
            0 | 1 => [None, places.next(), None],
            _ => [places.next(), places.next(), places.next()],
        };
        self.jump(How::Gosub, "Gosub", place, arguments, position);
        self.leaf(Term::Read(Var::named("GOSUB_RETVAL")), position)
    }

    /// `Macro("name", …)` runs `s` of the context `macro-name`.
    fn run_macro(&mut self, call: &FnCallExpr, position: Position) -> Term {
        let mut arguments: Vec<Term> = call.args.iter().map(|arg| self.expression(arg)).collect();
        if arguments.is_empty() {
            return Term::nothing();
        }
        let name = arguments.remove(0);
        let context = match name.literal() {
            Some(name) => Term::text(format!("macro-{name}")),
            None => Term::join(vec![Term::text("macro-"), name]),
        };
        let site = self.site(position);
        let dialled = lines::set("MACRO_EXTEN", Term::Read(Var::named("EXTEN")), &site);
        dialled.into_iter().for_each(|op| self.op(op));
        let place = [Some(context), Some(Term::text("s")), None];
        self.jump(How::Gosub, "Macro", place, arguments, position);
        Term::nothing()
    }

    /// A text that a call reads as a line.
    pub(super) fn read_as_line(
        &self,
        name: &str,
        text: &str,
        places: [Position; 2],
    ) -> Option<Executed> {
        let spans = places.map(|place| self.file.lines.span(place));
        Executed::read(name, text, &self.file.path, spans)
    }

    /// Does what such a text says, and gives what comes of it.
    fn executed(&mut self, executed: &Executed) -> Term {
        let line = &executed.line;
        if executed.form == Form::Line {
            let library = self.file.library;
            self.here = lines::executed(&mut self.routine, self.here, line, library);
            return Term::nothing();
        }
        let site = Site {
            file: Arc::clone(&line.file),
            span: line.span,
        };
        let text = Text::of_script(&line.data, &site);
        let term = match executed.form {
            Form::Expression => text.expression(&line.data, 0).0,
            Form::Line | Form::Text => text.term(&line.data),
        };
        text.uses().into_iter().for_each(|op| self.op(op));
        term
    }

    fn jump(
        &mut self,
        how: How,
        by: &str,
        place: [Option<Term>; 3],
        arguments: Vec<Term>,
        position: Position,
    ) {
        let reads = |term: &Option<Term>, name: &str| match term.as_ref().map(Term::bare) {
            Some(Term::Read(var)) => *var == Var::named(name),
            _ => false,
        };
        // Another step of the extension that the call is in anyway.
        let own = reads(&place[0], "CONTEXT") && reads(&place[1], "EXTEN");
        let parts = place
            .iter()
            .skip(if own { 2 } else { 0 })
            .flatten()
            .cloned();
        self.uses(Sink::Place, by, Term::list(parts.collect()), position);
        let [context, extension, priority] = match place {
            [_, _, priority] if own => [None, None, priority],
            place => place,
        };
        let site = self.site(position);
        self.op(Op::Jump(Box::new(Jump {
            how,
            by: by.into(),
            context,
            extension,
            priority,
            arguments,
            site,
        })));
    }

    /// `Local/extension@context` runs what is there, on a channel of its own.
    fn local_channel(&mut self, by: &str, target: &Term, position: Position) {
        let parts = match target {
            Term::Join(parts) => &parts[..],
            other => std::slice::from_ref(other),
        };
        let first = parts.first().and_then(Term::literal).unwrap_or("");
        let last = parts.last().and_then(Term::literal).unwrap_or("");
        let (Some(before), Some((after, context))) =
            (first.strip_prefix("Local/"), last.split_once('@'))
        else {
            return;
        };
        let extension = match parts {
            [_] => Term::text(before.split('@').next().unwrap_or(before)),
            [_, middle @ .., _] => {
                let mut terms = vec![Term::text(before)];
                terms.extend(middle.iter().cloned());
                terms.push(Term::text(after));
                terms.retain(|term| term.literal() != Some(""));
                Term::join(terms)
            }
            [] => return,
        };
        let context = context.split('/').next().unwrap_or(context);
        let site = self.site(position);
        self.op(Op::Jump(Box::new(Jump {
            how: How::Aside,
            by: by.into(),
            context: Some(Term::text(context)),
            extension: Some(extension),
            priority: None,
            arguments: Vec::new(),
            site,
        })));
    }
}

/// `name=value` in one text.
fn assignment(text: Term) -> (Term, Term) {
    let parts = match text {
        Term::Join(parts) => parts,
        other => vec![other],
    };
    let mut parts = parts.into_iter();
    let first = parts.next().unwrap_or_else(Term::nothing);
    let Some((name, begins)) = first.literal().and_then(|text| text.split_once('=')) else {
        return (Term::join(parts.collect()), Term::nothing());
    };
    let begins = Some(begins)
        .filter(|begins| !begins.is_empty())
        .map(Term::text);
    let value = begins.into_iter().chain(parts).collect();
    (Term::text(name), Term::join(value))
}

/// Whether a name looks like a function of the dialplan.
fn is_capital(name: &str) -> bool {
    !name.chars().any(char::is_lowercase) && name.chars().any(char::is_uppercase)
}
