//! Arguments of applications and functions in lines.

use super::data::{self, HoleKind, hole, holes, is_literal, split, split_plain};
use super::walk::{Jump, Named, assigned};
use super::{Here, Judge};
use crate::check::options::{self, Place};
use crate::check::values;
use crate::check::world::{self, Thing};
use crate::conf::bars;
use crate::diagnostic::Code;
use crate::library::{Application, Arg, Kind};

use crate::check::values::Complaint;

/// What an application or function is given.
#[derive(Clone, Copy)]
struct Given<'a> {
    owner: &'static str,
    args: &'static [Arg],
    /// Its name as it is written.
    name: &'a str,
    data: &'a str,
}

impl<'a> Judge<'_, 'a> {
    pub(super) fn application(
        &mut self,
        here: Here<'a>,
        row: &'static Application,
        name: &'a str,
        data: &'a str,
    ) {
        let first = row.args.first().map(|arg| arg.kind);
        if self.old_separator(here, row, data) {
            return;
        }
        match first {
            Some(Kind::Line(..)) => {}
            Some(Kind::Context) if data.trim().is_empty() => {
                let message = format!("`{}` does not say where to", row.name);
                self.report(here, Code::LineIncomplete, name, message);
            }
            Some(Kind::Context) => {}
            // `Set(name=value)` is one argument, whatever stands in the value.
            Some(Kind::Variable) if row.args.get(1).is_some_and(|arg| arg.kind == Kind::Text) => {
                if data::find(data, '=').is_none() && is_literal(data) {
                    let message = format!("nothing to set `{}` to", data.trim());
                    let finding = self.report(here, Code::LineIncomplete, data, message);
                    if let Some(finding) = finding {
                        finding.help = Some(format!("write `{}(name=value)`", row.name));
                    }
                }
            }
            _ => {
                let given = Given {
                    owner: row.name,
                    args: row.args,
                    name,
                    data,
                };
                self.arguments(here, given);
            }
        }
    }

    /// Arguments separated by `|`, as dialplans of long ago have them. Says whether that is so.
    fn old_separator(&mut self, here: Here<'a>, row: &'static Application, data: &'a str) -> bool {
        let Some((part, commas)) = bars(data, row) else {
            return false;
        };
        let message = "`|` is part of the argument here, as in Asterisk since 1.6";
        if let Some(finding) = self.report(here, Code::ConfOldForm, part, message) {
            finding.help = Some(format!("write `{commas}`"));
            finding.offer(&commas);
        }
        true
    }

    pub(super) fn function(&mut self, here: Here<'a>, named: Named<'a>) {
        let Some(row) = named.row else {
            let message = format!("unknown dialplan function `{}`", named.name);
            let complaint = Complaint::new(Code::UnknownFunction, message);
            let names = self.plan.library.functions.iter().map(|row| row.name);
            let complaint = complaint.meant(named.name, names);
            return self.complain(here, named.name, complaint);
        };
        if !named.closed {
            let message = format!("`{}(` has no `)`", row.name);
            self.report(here, Code::Unsubstituted, named.name, message);
            return;
        }
        if let Some(complaint) = values::access(row, named.write) {
            return self.complain(here, named.name, complaint);
        }
        // A function that takes an account and a property may be given the property alone.
        let given = split(named.arguments, ',', usize::MAX).len();
        let last = row
            .args
            .last()
            .is_some_and(|arg| matches!(arg.kind, Kind::Property(_)));
        let args = if last && given == 1 {
            &row.args[row.args.len() - 1..]
        } else {
            row.args
        };
        for (arg, part) in assigned(args, named.arguments) {
            if let Kind::Property(table) = arg.kind {
                if is_literal(part) && !part.trim().is_empty() {
                    let name = part.trim();
                    let complaint = values::property(row.name, table, name, named.write);
                    if let Some(complaint) = complaint {
                        self.complain(here, name, complaint);
                    }
                }
            } else {
                self.argument(here, row.name, arg, part);
            }
        }
        self.forms(here, &assigned(args, named.arguments));
        let given = Given {
            owner: row.name,
            args,
            name: named.name,
            data: named.arguments,
        };
        self.missing(here, given);
    }

    fn arguments(&mut self, here: Here<'a>, given: Given<'a>) {
        let Given {
            owner, args, data, ..
        } = given;
        let count = split(data, ',', usize::MAX).len();
        let open = args.last().is_some_and(|arg| takes_commas(arg.kind));
        if count > args.len() && !open {
            let takes = match args.len() {
                0 => "no arguments".to_owned(),
                1 => "1 argument".to_owned(),
                many => format!("at most {many} arguments"),
            };
            let message = format!("`{owner}` takes {takes}, not {count}");
            self.report(here, Code::LineArgumentCount, data, message);
            return;
        }
        let parts = assigned(args, data);
        for (arg, part) in &parts {
            self.argument(here, owner, arg, part);
        }
        self.forms(here, &parts);
        self.missing(here, given);
    }

    /// Arguments with forms of their own.
    fn forms(&mut self, here: Here<'a>, parts: &[(&'static Arg, &'a str)]) {
        let texts: Vec<Option<String>> = (parts.iter())
            .flat_map(|(arg, part)| match arg.kind.is_list() {
                true => split(part, ',', usize::MAX),
                false => vec![*part],
            })
            .map(filled)
            .collect();
        let given: Vec<Option<&str>> = texts.iter().map(Option::as_deref).collect();
        for ((arg, part), text) in parts.iter().zip(&given) {
            // What is quoted here has other quotes where the function gets it.
            let plain = text.filter(|text| !text.contains(['"', '\\']));
            let complaint = plain.and_then(|text| values::form(arg.kind, text, &given));
            if let Some(complaint) = complaint {
                let complaint = complaint.help(format!("`{}`: {}", arg.name, arg.doc));
                self.complain(here, part.trim(), complaint);
            }
        }
    }

    /// Arguments that are needed and empty.
    fn missing(&mut self, here: Here<'a>, given: Given<'a>) {
        let Given {
            owner,
            args,
            name,
            data,
        } = given;
        let parts = assigned(args, data);
        let given = |at: usize| {
            parts
                .get(at)
                .is_some_and(|(_, part)| !part.trim().is_empty())
        };
        // What a value expands to may have commas in it.
        let computed = parts.last().is_some_and(|(_, part)| hole(part).is_some());
        // A required argument with a default has to be there, but may be empty: `CUT(list,,2)`.
        let defaults =
            |at: usize, arg: &Arg| at + 1 < parts.len() && arg.doc.contains("by default");
        let missing = args
            .iter()
            .enumerate()
            .find(|(at, arg)| arg.required && !given(*at) && !defaults(*at, arg));
        let Some((at, arg)) = missing.filter(|(at, _)| !(computed && *at >= parts.len())) else {
            return;
        };
        let message = format!("`{owner}` lacks its argument `{}`", arg.name);
        let part = if at < parts.len() { data } else { name };
        if let Some(finding) = self.report(here, Code::LineIncomplete, part, message) {
            finding.help = Some(format!("`{}`: {}", arg.name, arg.doc));
        }
    }

    /// An argument, as far as it is written out.
    fn argument(&mut self, here: Here<'a>, owner: &str, arg: &'static Arg, part: &'a str) {
        match arg.kind {
            Kind::DialString => self.dial_string(here, part),
            Kind::Options(known) => {
                let judged = options::judge(owner, known, part);
                for (part, complaint) in judged.complaints {
                    self.complain(here, part, complaint);
                }
                for place in judged.places {
                    self.option_place(here, place);
                }
                for prompt in judged.prompts {
                    self.thing(here, Thing::Prompt, prompt);
                }
            }
            // What is set is a text of its own, and has been seen there.
            Kind::Variable | Kind::Variables | Kind::Assignments => {}
            Kind::Prompt => {
                for prompt in split_plain(part, '&', usize::MAX) {
                    self.thing(here, Thing::Prompt, prompt.trim());
                }
            }
            Kind::Account => self.thing(here, Thing::Account, part.trim()),
            Kind::Expression => {
                if let Some(pattern) = part.split('"').nth(1).filter(|text| is_literal(text))
                    && let Some(complaint) = values::complaint(arg, &pattern.replace("\\\\", "\\"))
                {
                    self.complain(here, pattern, complaint);
                }
            }
            _ if is_literal(part) => {
                let text = part.trim().trim_matches('"');
                if let Some(complaint) = values::complaint(arg, text) {
                    self.complain(here, part.trim(), complaint);
                } else if let Some((thing, name)) = world::device(part.trim())
                    && arg.kind == Kind::Device
                {
                    self.thing(here, thing, name);
                }
            }
            _ => {}
        }
    }

    /// Something of the world around the dialplan.
    fn thing(&mut self, here: Here<'a>, thing: Thing, name: &'a str) {
        if is_literal(name)
            && let Some(complaint) = self.plan.world.complaint(thing, name)
        {
            self.complain(here, name, complaint);
        }
    }

    fn dial_string(&mut self, here: Here<'a>, text: &'a str) {
        for target in split_plain(text, '&', usize::MAX) {
            let target = target.trim();
            let technology = target.split('/').next().unwrap_or("");
            let open = holes(target).any(|hole| !hole.closed);
            if target.is_empty() || open || !is_literal(technology) || technology.contains("${") {
                continue;
            }
            if let Some(complaint) = values::technology(target) {
                self.complain(here, target, complaint);
            } else if let Some((thing, name)) = world::dialled(target) {
                self.thing(here, thing, name);
            } else if technology.eq_ignore_ascii_case("Local") {
                self.local(here, &target["Local/".len()..]);
            }
        }
    }

    /// A place that an option names.
    fn option_place(&mut self, here: Here<'a>, place: Place<'a>) {
        if let (Some(context), None) = (place.context, place.extension) {
            return self.alone(here, "s", context, context);
        }
        let jump = Jump {
            context: place.context,
            extension: place.extension,
            priority: place.step,
        };
        self.jump(here, jump);
    }

    /// `extension@context`.
    fn local(&mut self, here: Here<'a>, text: &'a str) {
        let text = text.split('/').next().unwrap_or(text);
        let Some((extension, context)) = text.rsplit_once('@') else {
            return;
        };
        self.alone(here, extension, context, extension);
    }

    /// An extension of a context that is gone to by both names; what is wrong with it is said at `place`.
    fn alone(&mut self, here: Here<'a>, extension: &str, context: &'a str, place: &'a str) {
        if !is_literal(context) || !self.plan.whole {
            return;
        }
        let survey = &self.plan.survey;
        let Some(at) = survey.context(context) else {
            return self.no_context(here, context);
        };
        let found = |name: &str| survey.find(at, name, &|found| found.has(1)).is_some();
        let open = survey.is_entangled() || survey.has_switch(at) || self.plan.short;
        if !open && is_literal(extension) && !found(extension) && !found("i") {
            let message = format!("context `{context}` has no extension `{extension}`");
            self.report(here, Code::LineTarget, place, message);
        }
    }
}

/// A text with a 1 for each `$[…]`, and for each `${…}` behind a `?`. With others before that nobody can tell what it is.
fn filled(text: &str) -> Option<String> {
    let mut filled = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        filled.push_str(&rest[..at]);
        rest = &rest[at..];
        match hole(rest) {
            Some(hole) if hole.kind == HoleKind::Expression || filled.contains('?') => {
                filled.push('1');
                rest = &rest[hole.whole.len()..];
            }
            Some(_) => return None,
            None => {
                filled.push('$');
                rest = &rest[1..];
            }
        }
    }
    Some(filled + rest)
}

/// Whether what stands behind a comma still belongs to an argument of that kind.
fn takes_commas(kind: Kind) -> bool {
    kind.is_rest() || kind.is_list() || matches!(kind, Kind::Text | Kind::Verbatim | Kind::Words(_))
}
