//! Where a script goes: `Goto` and its like, and dial strings that name an extension.

use rhai::{Expr, Position};

use super::facts::Jump;
use super::literals::Literal;
use super::{Checker, literal, values, world};
use crate::library::{Arg, Kind};

impl Checker<'_> {
    /// A jump whose context and extension are both written out.
    pub(super) fn jump(&mut self, args: &'static [Arg], values: &[Expr]) {
        let at = |kind: Kind| args.iter().position(|arg| arg.kind == kind);
        let (Some(context), Some(extension)) = (at(Kind::Context), at(Kind::Extension)) else {
            return;
        };
        let text = |at: usize| literal(values.get(at)?);
        // With three the last one is a priority for certain, with two perhaps.
        match values.get(2).or(values.get(1)) {
            Some(Expr::StringConstant(text, _)) => drop(self.facts.places.insert(text.to_string())),
            Some(Expr::IntegerConstant(number, _)) => {
                self.facts.places.insert(number.to_string());
            }
            Some(_) if values.len() > 2 => self.facts.computed_jumps = true,
            _ => {}
        }
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
            let jump = Jump::There {
                context: context.to_owned(),
                context_span: self.lines.span(place),
                quoted: true,
                extension: extension.to_owned(),
                span: self.lines.span(position),
                or_priority,
            };
            self.facts.jumps.insert(jump);
        }
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

    pub(super) fn dial_string(&mut self, whole: Literal<'_>) {
        for target in whole.text.split('&') {
            if let Some(complaint) = values::technology(target) {
                self.complain(whole, target, complaint);
                continue;
            }
            if let Some((thing, name)) = world::dialled(target) {
                self.thing(thing, whole, name);
            }
            let local = target
                .split_once('/')
                .filter(|(technology, _)| technology.eq_ignore_ascii_case("Local"));
            if let Some((extension, context)) = local.and_then(|(_, rest)| rest.split_once('@')) {
                let context = context.split('/').next().unwrap_or(context);
                let part = |part| self.lines.part(whole.position, whole.text, part);
                let jump = Jump::There {
                    context_span: part(context),
                    quoted: false,
                    span: part(extension),
                    context: context.to_owned(),
                    extension: extension.to_owned(),
                    or_priority: false,
                };
                self.facts.jumps.insert(jump);
            }
        }
    }
}
