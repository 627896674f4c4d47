//! Properties named in the text, and what is assigned to: `NAME["property"] = …`, `Set("NAME(property)", …)`.

use rhai::{Expr, Position};

use super::lines::is_place_of;
use super::literals::Literal;
use super::options::Place;
use super::values::{self, Complaint};
use super::{Checker, literal};
use crate::diagnostic::Code;
use crate::library::{Function, Kind, Property};

impl Checker<'_> {
    /// A property that is read or written.
    pub(super) fn property(
        &mut self,
        function: &str,
        table: &'static [Property],
        whole: Literal<'_>,
        name: &str,
        write: bool,
    ) {
        let Some(complaint) = values::property(function, table, name, write) else {
            return;
        };
        let verb = if write { "written here" } else { "read here" };
        let unknown = complaint.code == Code::UnknownProperty;
        if let Some(finding) = self.complain(whole, name, complaint).filter(|_| unknown) {
            verb.clone_into(&mut finding.note);
        }
    }

    /// The left side of an assignment.
    pub(super) fn assignment(&mut self, left: &Expr, right: &Expr) {
        match left {
            Expr::Variable(variable, index, position) => {
                let local = index.is_some() || variable.0.is_some();
                let name = variable.1.as_str();
                if !local && (!self.declared.contains(name) || self.constants.contains(name)) {
                    self.not_assignable(name, *position);
                }
            }
            Expr::Index(parts, _, _) => {
                let Expr::Variable(variable, None, position) = &parts.lhs else {
                    return;
                };
                let name = variable.1.as_str();
                if self.declared.contains(name) {
                    return;
                }
                let Some(function) = self.reader.library.function(name) else {
                    return;
                };
                self.written(function, *position);
                if let Some((text, position)) = literal(&parts.rhs) {
                    self.arguments(function, Literal { text, position }, text, true);
                    let kinds = function.args.iter().map(|arg| arg.kind);
                    if kinds.into_iter().any(|kind| is_place_of(kind, text))
                        && let Some((text, position)) = literal(right)
                    {
                        self.place_text(Literal { text, position });
                    }
                }
            }
            _ => {}
        }
    }

    /// `[[context,]extension,]priority[(arguments)]`, set as a value.
    fn place_text(&mut self, whole: Literal<'_>) {
        let place = whole.text.split('(').next().unwrap_or("");
        let parts: Vec<&str> = place.split(',').map(str::trim).collect();
        let (context, extension, step) = match parts[..] {
            [context, extension, step] => (Some(context), Some(extension), step),
            [extension, step] => (None, Some(extension), step),
            _ => return,
        };
        self.option_place(
            whole,
            &Place {
                context,
                extension,
                step,
            },
        );
    }

    fn not_assignable(&mut self, name: &str, position: Position) {
        let (message, help) = if self.constants.contains(name) {
            (
                format!("`{name}` is declared at the top of the file and the same for all calls"),
                "declare a variable in the extension, or keep the value in a global variable"
                    .into(),
            )
        } else {
            (
                format!("`{name}` is not a variable of the script"),
                format!(
                    "declare it with `let {name} = …`, or set the channel variable with `Set(\"{name}\", …)`"
                ),
            )
        };
        self.report_with_help(Code::NotAssignable, position, message, Some(help));
    }

    /// The first argument of `Set`, or a part of that of `MSet`: a variable, or a function with its arguments.
    pub(super) fn target_text(&mut self, whole: Literal<'_>, text: &str) {
        let target = text.split_once('=').map_or(text, |(target, _)| target);
        let Some((name, rest)) = target.split_once('(') else {
            return;
        };
        let name = name.trim().trim_start_matches('_');
        let Some(function) = self.reader.library.function(name) else {
            let names = self.reader.library.functions.iter().map(|row| row.name);
            let message = format!("unknown dialplan function `{name}`");
            let complaint = Complaint::new(Code::UnknownFunction, message);
            self.complain(whole, name, complaint.meant(name, names));
            return;
        };
        self.written(function, whole.position);
        if let Some(arguments) = rest.trim_end().strip_suffix(')') {
            self.arguments(function, whole, arguments, true);
        }
    }

    fn written(&mut self, function: &Function, position: Position) {
        if function.write.is_none() {
            let message = format!("`{}` can only be read", function.name);
            self.report(Code::NotWritable, position, message);
        }
    }

    /// Arguments that stand in one text.
    fn arguments(&mut self, function: &Function, whole: Literal<'_>, text: &str, write: bool) {
        if function.write.is_none() && write {
            return;
        }
        let parts: Vec<&str> = text.split(',').map(str::trim).collect();
        // A function that takes an account and a property may be written with the property alone.
        let args = function.args;
        let optional = args.len().saturating_sub(parts.len());
        let args = if args
            .first()
            .is_some_and(|arg| !matches!(arg.kind, Kind::Property(_)))
        {
            args.get(optional..).unwrap_or(args)
        } else {
            args
        };
        let given: Vec<Option<&str>> = parts.iter().map(|part| Some(*part)).collect();
        for (arg, part) in args.iter().zip(&given) {
            let form = part.and_then(|part| values::form(arg.kind, part, &given));
            if let Some((part, complaint)) = part.zip(form) {
                self.complain(whole, part, complaint);
            }
        }
        for (arg, part) in args.iter().zip(parts) {
            if let Kind::Property(table) = arg.kind
                && !part.is_empty()
            {
                self.property(function.name, table, whole, part, write);
            }
        }
    }
}
