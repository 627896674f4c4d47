//! Where a script goes: `Goto` and its like, and dial strings that name an extension.

use rhai::{Expr, Position};

use super::{Checker, literal};
use crate::diagnostic::{Code, did_you_mean, nearest};
use crate::dialplan::Query;
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
        let short = values.len() <= at(Kind::Priority).unwrap_or(0);
        let priority = short && digits && !self.reader.outline.has_context(context);
        if !priority && !context.is_empty() {
            self.target(context, place, extension, position);
        }
    }

    fn target(&mut self, context: &str, place: Position, extension: &str, position: Position) {
        if !self.reader.whole {
            return;
        }
        let outline = self.reader.outline;
        if !outline.has_context(context) {
            let message = format!("there is no context `{context}`");
            let help = did_you_mean(context, outline.context_names());
            self.report_with_help(Code::NoSuchExtension, place, message, help);
        } else if !outline.exists(context, Query::new(extension))
            && !outline.exists(context, Query::new("i"))
        {
            let message = format!("context `{context}` has no extension `{extension}`");
            self.report(Code::NoSuchExtension, position, message);
        }
    }

    /// An extension of the context the call is in: the one that is written here, or one that includes it.
    fn extension_here(&mut self, extension: &str, position: Position) {
        let outline = self.reader.outline;
        let here = self.context.clone();
        let here = here.as_deref();
        let has = |context: &str| {
            let found = |name: &str| outline.exists(context, Query::new(name));
            found(extension) || found("i")
        };
        let mut contexts = outline.contexts_with(here);
        if extension.is_empty() || !self.reader.whole || contexts.any(has) {
            return;
        }
        let message = match here {
            Some(context) => format!("context `{context}` has no extension `{extension}`"),
            None => format!("no context has an extension `{extension}`"),
        };
        let help = "with one text, `Goto` stays in the context the call is in";
        self.report_with_help(
            Code::NoSuchExtension,
            position,
            message,
            Some(help.to_owned()),
        );
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
                        self.target(context, position, extension, position);
                    }
                }
                Some(_) => {}
            }
        }
    }
}
