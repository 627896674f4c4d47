//! Arguments that are written out: whether what stands there can stand there.

use rhai::{Expr, Position};

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
            return;
        };
        let whole = Literal { text, position };
        match arg.kind {
            Kind::Property(table) => self.property(function, table, text, position, false),
            Kind::Variable => self.target_text(text, position),
            Kind::DialString => self.dial_string(whole),
            Kind::Options(letters) => {
                for (letter, complaint) in values::options(function, letters, text) {
                    let at = text.find(letter).unwrap_or(0);
                    self.complain(whole, &text[at..at + letter.len_utf8()], complaint);
                }
            }
            Kind::Prompt => {
                for prompt in text.split('&') {
                    self.thing(Thing::Prompt, whole, prompt);
                }
            }
            Kind::Account => self.thing(Thing::Account, whole, text),
            kind => match values::complaint(arg, text) {
                Some(complaint) => self.complain(whole, text, complaint),
                None if kind == Kind::Device => {
                    if let Some((thing, name)) = world::device(text) {
                        self.thing(thing, whole, name);
                    }
                }
                None => {}
            },
        }
    }

    /// Keeps what a text names of the world around the dialplan, for when that is known.
    pub(super) fn thing(&mut self, thing: Thing, whole: Literal<'_>, name: &str) {
        let span = self.lines.part(whole.position, whole.text, name);
        self.facts.things.insert((thing, name.to_owned(), span));
    }

    /// Reports what is wrong with a part of a text in quotes.
    pub(super) fn complain(&mut self, whole: Literal<'_>, part: &str, complaint: Complaint) {
        let span = self.lines.part(whole.position, whole.text, part);
        let quoted = part.len() == whole.text.len();
        let Some(finding) = self.report_span(complaint.code, span, complaint.message) else {
            return;
        };
        finding.help = complaint.help;
        if let Some(instead) = complaint.instead {
            offer(finding, &instead, quoted);
        }
    }
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
