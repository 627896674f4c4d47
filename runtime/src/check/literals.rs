//! Arguments that are written out: whether what stands there can stand there.

use rhai::{Expr, Position};

use super::facts::Jump;
use super::lines::data::split;
use super::options;
use super::quoted::is_meant;
use super::values::{self, Complaint};
use super::world::{self, Thing};
use super::{Checker, literal};
use crate::diagnostic::Diagnostic;
use crate::library::{Arg, Kind};

/// A text in quotes, and where it stands.
#[derive(Clone, Copy)]
pub(super) struct Literal<'t> {
    pub(super) text: &'t str,
    pub(super) position: Position,
}

impl Checker<'_> {
    /// An argument of an application or function.
    pub(super) fn argument(&mut self, function: &str, arg: &'static Arg, value: &Expr) {
        let Some((text, position)) = literal(value) else {
            return self.number(arg, value);
        };
        if is_meant(text) {
            return;
        }
        let whole = Literal { text, position };
        match arg.kind {
            Kind::Property(table) => self.property(function, table, whole, text, false),
            Kind::Variable => self.target_text(whole, text),
            Kind::Assignments => {
                for part in split(text, ',', usize::MAX) {
                    self.target_text(whole, part);
                }
            }
            Kind::Macro if !text.is_empty() => {
                let span = self.lines.span(position);
                let name = text.to_owned();
                self.facts.jumps.insert(Jump::Macro { name, span });
            }
            Kind::DialString => self.dial_string(whole),
            Kind::Options(letters) => {
                let judged = options::judge(function, letters, text);
                for (part, complaint) in judged.complaints {
                    self.complain(whole, part, complaint);
                }
                for place in &judged.places {
                    self.option_place(whole, place);
                }
                for prompt in judged.prompts {
                    self.thing(Thing::Prompt, whole, prompt);
                }
            }
            Kind::Prompt => {
                for prompt in text.split('&') {
                    self.thing(Thing::Prompt, whole, prompt);
                }
            }
            Kind::Account => self.thing(Thing::Account, whole, text),
            kind => match values::complaint(arg, text) {
                Some(complaint) => drop(self.complain(whole, text, complaint)),
                None if kind == Kind::Device => {
                    if let Some((thing, name)) = world::device(text) {
                        self.thing(thing, whole, name);
                    }
                }
                None => {}
            },
        }
    }

    /// Arguments with forms of their own.
    pub(super) fn forms(&mut self, args: &'static [Arg], values: &[Expr]) {
        let texts: Vec<Option<String>> = values.iter().map(written).collect();
        let given: Vec<Option<&str>> = texts.iter().map(Option::as_deref).collect();
        for ((arg, value), text) in args.iter().zip(values).zip(&given) {
            let text = text.filter(|text| !is_meant(text));
            let Some(complaint) = text.and_then(|text| values::form(arg.kind, text, &given)) else {
                continue;
            };
            self.report_with_help(
                complaint.code,
                value.position(),
                complaint.message,
                arg_help(arg),
            );
        }
    }

    /// A number where something else may be wanted.
    fn number(&mut self, arg: &'static Arg, value: &Expr) {
        let text = match value {
            Expr::IntegerConstant(number, _) => number.to_string(),
            Expr::FloatConstant(number, _) => number.to_string(),
            _ => return,
        };
        let complaint = match arg.kind {
            Kind::DialString => values::technology(&text),
            _ => values::complaint(arg, &text),
        };
        if let Some(complaint) = complaint {
            let position = value.position();
            self.report_with_help(complaint.code, position, complaint.message, complaint.help);
        }
    }

    /// Keeps what a text names of the world around the dialplan, for when that is known.
    pub(super) fn thing(&mut self, thing: Thing, whole: Literal<'_>, name: &str) {
        let span = self.lines.part(whole.position, whole.text, name);
        self.facts.things.insert((thing, name.to_owned(), span));
    }

    /// Reports what is wrong with a part of a text in quotes.
    pub(super) fn complain(
        &mut self,
        whole: Literal<'_>,
        part: &str,
        complaint: Complaint,
    ) -> Option<&mut Diagnostic> {
        let span = self.lines.part(whole.position, whole.text, part);
        // Something that is not written as it is, is shown as a whole and not mended.
        let is_whole = span == self.lines.span(whole.position);
        let quoted = part.len() == whole.text.len();
        let finding = self.report_span(complaint.code, span, complaint.message)?;
        finding.help = complaint.help;
        if let Some(instead) = complaint.instead.filter(|_| quoted || !is_whole) {
            offer(finding, &instead, quoted);
        }
        Some(finding)
    }
}

/// What a value says, if it is written out.
fn written(value: &Expr) -> Option<String> {
    match value {
        Expr::StringConstant(text, _) => Some(text.to_string()),
        Expr::IntegerConstant(number, _) => Some(number.to_string()),
        _ => None,
    }
}

fn arg_help(arg: &Arg) -> Option<String> {
    Some(format!("`{}`: {}", arg.name, arg.doc))
}

/// Offers another text, in quotes if they are part of the place.
pub(super) fn offer(finding: &mut Diagnostic, instead: &str, quoted: bool) {
    if !instead.contains(['"', '\\', '\n']) {
        let text = if quoted {
            format!("\"{instead}\"")
        } else {
            instead.to_owned()
        };
        finding.offer(&text);
    }
}
