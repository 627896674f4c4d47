//! Where a script goes: `Goto` and its like, and dial strings that name an extension.

use rhai::{Expr, Position};

use super::facts::Jump;
use super::{Checker, literal};
use crate::diagnostic::{Code, nearest};
use crate::library::{Arg, Kind};

/// Words before the slash of a dial string.
const TECHNOLOGIES: [&str; 3] = ["SIP", "Skype", "Local"];

impl Checker<'_> {
    /// A jump whose context and extension are both written out.
    pub(super) fn jump(&mut self, args: &'static [Arg], values: &[Expr]) {
        let at = |kind: Kind| args.iter().position(|arg| arg.kind == kind);
        let (Some(context), Some(extension)) = (at(Kind::Context), at(Kind::Extension)) else {
            return;
        };
        let text = |at: usize| literal(values.get(at)?);
        if values.len() == 1
            && let Some((extension, position)) = text(0)
        {
            return self.extension_here(extension, position);
        }
        let (Some((context, place)), Some((extension, position))) =
            (text(context), text(extension))
        else {
            return;
        };
        // With two texts, they may also be an extension of this context and a priority.
        let digits = extension.chars().all(|c| c.is_ascii_digit());
        let or_priority = digits && values.len() <= at(Kind::Priority).unwrap_or(0);
        if !context.is_empty() {
            self.target((context, place), (extension, position), or_priority);
        }
    }

    fn target(
        &mut self,
        (context, place): (&str, Position),
        (extension, position): (&str, Position),
        or_priority: bool,
    ) {
        let jump = Jump::There {
            context: context.to_owned(),
            context_span: self.lines.span(place),
            extension: extension.to_owned(),
            span: self.lines.span(position),
            or_priority,
        };
        self.facts.jumps.insert(jump);
    }

    /// An extension of the context the call is in: the one that is written here, or one that includes it.
    fn extension_here(&mut self, extension: &str, position: Position) {
        if !extension.is_empty() {
            let jump = Jump::Here {
                context: self.context.clone(),
                extension: extension.to_owned(),
                span: self.lines.span(position),
            };
            self.facts.jumps.insert(jump);
        }
    }

    pub(super) fn dial_string(&mut self, text: &str, position: Position) {
        for target in text.split('&') {
            let Some((technology, rest)) = target.split_once('/') else {
                let message = format!("`{target}` does not say what carries the call");
                let help =
                    format!("write `SIP/{target}` for a phone, `Skype/{target}` for a member");
                self.report_with_help(Code::BadArgument, position, message, Some(help));
                continue;
            };
            let known = TECHNOLOGIES
                .iter()
                .find(|known| known.eq_ignore_ascii_case(technology));
            match known {
                None => {
                    let message = format!("nothing carries calls to `{technology}/…`");
                    let help = nearest(technology, TECHNOLOGIES)
                        .map(|name| format!("did you mean `{name}/{rest}`?"));
                    self.report_with_help(Code::BadArgument, position, message, help);
                }
                Some(&"Local") => {
                    if let Some((extension, context)) = rest.split_once('@') {
                        let context = context.split('/').next().unwrap_or(context);
                        self.target((context, position), (extension, position), false);
                    }
                }
                Some(_) => {}
            }
        }
    }
}
