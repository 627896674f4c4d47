//! Where a script goes: `Goto` and its like, and dial strings that name an extension.

use rhai::{Expr, Position};

use super::facts::Jump;
use super::literals::Literal;
use super::options::Place;
use super::quoted::is_meant;
use super::{Checker, literal, values, world};
use crate::diagnostic::Span;
use crate::library::{Arg, Kind};

impl Checker<'_> {
    /// A jump whose context and extension are both written out.
    pub(super) fn jump(&mut self, args: &'static [Arg], values: &[Expr]) {
        let at = |kind: Kind| args.iter().position(|arg| arg.kind == kind);
        let (Some(context), Some(extension)) = (at(Kind::Context), at(Kind::Extension)) else {
            return;
        };
        let priority = at(Kind::Priority).unwrap_or(args.len());
        // With all three the last one is a priority for certain, with two perhaps.
        let step = match values.get(priority).or(values.get(extension)) {
            Some(value) => match self.step(value) {
                Some(step) => {
                    self.facts.places.insert(step.0.clone());
                    Some(step)
                }
                None => {
                    self.facts.computed_jumps |= values.len() > priority;
                    None
                }
            },
            None => None,
        };
        let text = |at: usize| literal(values.get(at)?).filter(|text| !is_meant(text.0));
        let number = matches!(values.get(extension), Some(Expr::IntegerConstant(..)));
        if context == 0
            && (values.len() == 1 || values.len() == 2 && number)
            && let Some((extension, position)) = text(0)
        {
            return self.extension_here(extension, position, step);
        }
        let (Some((context, place)), Some((extension, position))) =
            (text(context), text(extension))
        else {
            return;
        };
        // With two texts, they may also be an extension of this context and a priority.
        let digits = extension.chars().all(|c| c.is_ascii_digit());
        let or_priority = digits && values.len() <= priority;
        let span = self.lines.span(position);
        let step = step.filter(|_| values.len() > priority);
        if context.is_empty() {
            return self.extension_here(extension, position, step);
        }
        let jump = Jump::There {
            context: context.to_owned(),
            context_span: self.lines.span(place),
            quoted: true,
            extension: extension.to_owned(),
            span,
            step,
            or_priority,
        };
        self.facts.jumps.insert(jump);
    }

    /// A priority or label that is written out.
    fn step(&self, value: &Expr) -> Option<(String, Span)> {
        let text = match value {
            Expr::StringConstant(text, _) => text.to_string(),
            Expr::IntegerConstant(number, _) => number.to_string(),
            _ => return None,
        };
        Some((text, self.lines.span(value.position())))
    }

    /// An extension of the context the call is in: the one that is written here, or one that includes it.
    fn extension_here(
        &mut self,
        extension: &str,
        position: Position,
        step: Option<(String, Span)>,
    ) {
        if !extension.is_empty() {
            let jump = Jump::Here {
                context: self.context.clone(),
                extension: extension.to_owned(),
                span: self.lines.span(position),
                step,
            };
            self.facts.jumps.insert(jump);
        }
    }

    /// A place that an option of an application names.
    pub(super) fn option_place(&mut self, whole: Literal<'_>, place: &Place<'_>) {
        let part = |part| self.lines.part(whole.position, whole.text, part);
        let step = (!place.step.is_empty()).then(|| (place.step.to_owned(), part(place.step)));
        let jump = match (place.context, place.extension) {
            (Some(context), extension) => Jump::There {
                context: context.to_owned(),
                context_span: part(context),
                quoted: false,
                extension: extension.unwrap_or("s").to_owned(),
                span: part(extension.unwrap_or(context)),
                step,
                or_priority: false,
            },
            (None, Some(extension)) => Jump::Here {
                context: self.context.clone(),
                extension: extension.to_owned(),
                span: part(extension),
                step,
            },
            (None, None) => return,
        };
        self.facts.jumps.insert(jump);
        self.facts.places.insert(place.step.to_owned());
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
                    step: None,
                    or_priority: false,
                };
                self.facts.jumps.insert(jump);
            }
        }
    }
}
