//! Options of applications that are written out, `U(sub^1)tS(60)`: which letters there are, and what stands in their
//! parentheses. The same for both languages.
//!
//! What a letter takes is read from the form at the head of its documentation, `U(context^argument^argument)`, so that
//! it is declared once.

use super::lines::data::hole;
use super::values::{self, Complaint};
use crate::diagnostic::Code;
use crate::library::{Arg, Kind};

/// What is said of the options of a call. All texts are parts of theirs.
#[derive(Debug, Default)]
pub(crate) struct Judged<'t> {
    pub(crate) complaints: Vec<(&'t str, Complaint)>,
    /// Places that are gone to.
    pub(crate) places: Vec<Place<'t>>,
    pub(crate) prompts: Vec<&'t str>,
}

/// `[[context^]extension^]priority`; a context alone means its extension `s`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place<'t> {
    pub(crate) context: Option<&'t str>,
    pub(crate) extension: Option<&'t str>,
    pub(crate) step: &'t str,
}

/// One letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Opted<'t> {
    pub(crate) letter: &'t str,
    /// What stands in its parentheses.
    pub(crate) argument: Option<&'t str>,
    pub(crate) closed: bool,
}

/// The letters of a text; what only a call knows, `${…}`, is passed over.
pub(crate) fn opted(text: &str) -> Vec<Opted<'_>> {
    let mut found: Vec<Opted<'_>> = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(hole) = hole(rest) {
            rest = &rest[hole.whole.len()..];
            continue;
        }
        let (head, tail) = rest.split_at(c.len_utf8());
        rest = tail;
        match c {
            '(' => {
                let end = closing(tail);
                if let Some(last) = found.last_mut() {
                    last.argument = Some(&tail[..end.unwrap_or(tail.len())]);
                    last.closed = end.is_some();
                }
                rest = end.map_or("", |end| &tail[end + 1..]);
            }
            ')' => {}
            _ if c.is_whitespace() => {}
            _ => found.push(Opted {
                letter: head,
                argument: None,
                closed: true,
            }),
        }
    }
    found
}

/// Where the parenthesis is closed that is open before a text.
fn closing(text: &str) -> Option<usize> {
    let (mut depth, mut at) = (0_u32, 0);
    while let Some(c) = text[at..].chars().next() {
        if let Some(hole) = hole(&text[at..]) {
            at += hole.whole.len();
            continue;
        }
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return Some(at),
            ')' => depth -= 1,
            _ => {}
        }
        at += c.len_utf8();
    }
    None
}

/// Most letters of one call that are complained about.
const MANY: usize = 60;

/// What is to be said of the options of an application.
pub(crate) fn judge<'t>(
    application: &str,
    known: &'static [(char, &'static str)],
    text: &'t str,
) -> Judged<'t> {
    let mut judged = Judged::default();
    for opted in opted(text) {
        let row = known
            .iter()
            .find(|(name, _)| opted.letter.starts_with(*name));
        match row {
            None if judged.complaints.len() < MANY => {
                let complaint = values::option(application, known, opted.letter);
                judged.complaints.push((opted.letter, complaint));
            }
            None => {}
            Some(_) if !opted.closed => {
                let message = format!("the parenthesis of option `{}` is not closed", opted.letter);
                let complaint = Complaint::new(Code::BadArgument, message);
                let start = opted.letter.as_ptr() as usize - text.as_ptr() as usize;
                judged.complaints.push((&text[start..], complaint));
            }
            Some((_, doc)) => judged.argument(opted, doc),
        }
    }
    judged
}

impl<'t> Judged<'t> {
    fn argument(&mut self, opted: Opted<'t>, doc: &'static str) {
        let Some(argument) = opted.argument.filter(|text| !text.is_empty()) else {
            return;
        };
        match form(doc) {
            "context^argument^argument" => {
                let context = argument.split('^').next().unwrap_or("").trim();
                self.place(Some(context), None, "");
            }
            "context^extension^priority" | "context^extension^priority(arguments)" => {
                let place = argument.split('(').next().unwrap_or("");
                let parts: Vec<&str> = place.split('^').map(str::trim).collect();
                match parts[..] {
                    [context, extension, step] => self.place(Some(context), Some(extension), step),
                    [extension, step] => self.place(None, Some(extension), step),
                    [step] => self.place(None, None, step),
                    _ => {}
                }
            }
            "prompt:prompt" => {
                let prompts = argument.split(':').filter(|prompt| !prompt.is_empty());
                self.prompts
                    .extend(prompts.filter(|prompt| is_plain(prompt)));
            }
            "keys:keys:keys" => self.each(opted, argument, Kind::Digits),
            "seconds" => self.each(opted, argument, Kind::Seconds),
            "length:warning:repeat" => self.each(opted, argument, Kind::Integer),
            _ => {}
        }
    }

    /// A place; what only a call knows is left to it.
    fn place(&mut self, context: Option<&'t str>, extension: Option<&'t str>, step: &'t str) {
        let written = |part: Option<&'t str>| part.filter(|part| !part.is_empty());
        let (context, extension) = (written(context), written(extension));
        let parts = [context, extension, Some(step)];
        if parts.into_iter().flatten().all(is_plain) {
            self.places.push(Place {
                context,
                extension,
                step,
            });
        }
    }

    /// Values of one kind with colons between them.
    fn each(&mut self, opted: Opted<'t>, argument: &'t str, kind: Kind) {
        for part in argument
            .split(':')
            .map(str::trim)
            .filter(|part| is_plain(part))
        {
            let arg = Arg {
                name: "",
                doc: "",
                kind,
                required: false,
            };
            if let Some(mut complaint) = values::complaint(&arg, part) {
                complaint.message = format!("{} (option `{}`)", complaint.message, opted.letter);
                complaint.help = None;
                self.complaints.push((part, complaint));
            }
        }
    }
}

fn is_plain(text: &str) -> bool {
    !text.contains(['$', '[', ']'])
}

/// What the documentation of a letter says that it takes: `U(context^argument)`, in backquotes at its head.
fn form(doc: &'static str) -> &'static str {
    let inner = doc.strip_prefix('`').and_then(|rest| {
        let (form, _) = rest.split_once('`')?;
        form.get(2..)?.strip_suffix(')')
    });
    inner.unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: &[(char, &str)] = &[
        ('g', "Go on."),
        ('U', "`U(context^argument^argument)`: a subroutine."),
        (
            'b',
            "`b(context^extension^priority(arguments))`: a subroutine.",
        ),
        ('A', "`A(prompt:prompt)`: prompts."),
        ('D', "`D(keys:keys:keys)`: keys."),
        ('S', "`S(seconds)`: ends."),
    ];

    /// What is complained about, the places and the prompts.
    fn check(text: &str, expected: &str) {
        let judged = judge("Dial", KNOWN, text);
        let complaints = judged.complaints.iter();
        let mut said: Vec<String> = complaints
            .map(|(part, complaint)| format!("{part}: {}", complaint.message))
            .collect();
        said.extend(judged.places.iter().map(|place| {
            let part = |part: Option<&str>| part.unwrap_or("-").to_owned();
            format!(
                "{},{},{}",
                part(place.context),
                part(place.extension),
                place.step
            )
        }));
        said.extend(judged.prompts.iter().map(|prompt| (*prompt).to_owned()));
        assert_eq!(said.join("; "), expected, "{text}");
    }

    #[test]
    fn letters_take_what_their_documentation_says() {
        check("gU(sub^1^2)", "sub,-,");
        check("b(ctx^100^1(a^b))b(s^1)g", "ctx,100,1; -,s,1");
        check("U(${X})b(${C}^s^1)D(${K})", "");
        check("A(hello:beep)A(${X})", "hello; beep");
        check("x", "x: `Dial` has no option `x`");
        check(
            "S(soon)",
            "soon: `soon` is not a number of seconds (option `S`)",
        );
        check(
            "D(12:x)",
            "x: `x` holds something else than the keys `0-9 * # A-D` and the pauses `w` and `W` (option `D`)",
        );
        check(
            "gU(sub",
            "U(sub: the parenthesis of option `U` is not closed",
        );
        check("${OPTIONS}g", "");
    }

    proptest::proptest! {
        #[test]
        fn any_text_has_letters(text in "[gU()${}\\[\\]^:ä \u{2028}]{0,20}") {
            judge("Dial", KNOWN, &text);
        }
    }
}
