//! Places that lines go to: contexts, extensions, priorities, labels.

use super::data::is_literal;
use super::walk::Jump;
use super::{Here, Judge};
use crate::check::values::Complaint;
use crate::diagnostic::Code;
use crate::dialplan::{Surveyed, overlap};
use crate::number;

/// Most extensions that are looked through for a name that is like one, or for a label.
const MANY: usize = 2_000;

/// A step of an extension, as a line names it.
#[derive(Clone, Copy)]
enum Step<'a> {
    Number(u32),
    Label(&'a str),
    /// Only a call knows, or it counts from here.
    Any,
}

impl<'a> Judge<'_, 'a> {
    /// A place that a line goes to, as far as it is written out.
    pub(super) fn jump(&mut self, here: Here<'a>, jump: Jump<'a>) {
        // As dialplans of long ago have it; that is said of the whole line.
        let old = jump.context.is_none() && jump.extension.is_none() && jump.priority.contains('|');
        if !self.plan.whole || old {
            return;
        }
        let context = jump.context.filter(|name| !name.is_empty());
        let extension = jump.extension.filter(|name| !name.is_empty());
        let survey = &self.plan.survey;
        if survey.is_entangled() {
            return;
        }
        let contexts = match context {
            Some(name) if !is_literal(name) => return,
            Some(name) => match survey.context(name) {
                Some(at) => vec![at],
                None => return self.no_context(here, name),
            },
            None => survey.reaching(here.extension.context).to_vec(),
        };
        if self.is_open(&contexts) {
            return;
        }
        let step = Step::read(jump.priority);
        match extension {
            Some(name) if is_literal(name) => self.extension(here, jump, &contexts, name, step),
            Some(_) => {}
            None if context.is_none() => self.own(here, jump.priority, step),
            None => {}
        }
    }

    /// A macro that a line runs: the extension `s` of its context.
    pub(super) fn run_macro(&mut self, here: Here<'a>, name: &'a str) {
        let survey = &self.plan.survey;
        let there = |name: &str| {
            let at = survey.context(&format!("macro-{name}"));
            at.is_some_and(|at| self.is_open(&[at]) || self.has(&[at], "s", &|found| found.has(1)))
        };
        if !self.plan.whole || !is_literal(name) || name.is_empty() || there(name) {
            return;
        }
        let names = survey.contexts().map(|at| survey.context_name(at));
        let names = names.filter_map(|name| name.strip_prefix("macro-"));
        let message =
            format!("there is no macro `{name}`: no context `macro-{name}` with an extension `s`");
        let complaint = Complaint::new(Code::NoSuchExtension, message).meant(name, names);
        self.not_there(here, name, complaint);
    }

    /// Reports what is not there. It may be in a file that is missing, unless it looks like a slip.
    fn not_there(&mut self, here: Here<'a>, name: &'a str, complaint: Complaint) {
        if !self.plan.short || complaint.help.is_some() {
            self.complain(here, name, complaint);
        }
    }

    /// Whether a switch leads on from some of the contexts, so that nobody can tell what is there.
    fn is_open(&self, contexts: &[u32]) -> bool {
        contexts.iter().any(|&at| self.plan.survey.has_switch(at))
    }

    fn has(&self, contexts: &[u32], name: &str, fits: &dyn Fn(Surveyed<'a>) -> bool) -> bool {
        let mut contexts = contexts.iter();
        contexts.any(|&at| self.plan.survey.find(at, name, fits).is_some())
    }

    pub(super) fn no_context(&mut self, here: Here<'a>, name: &'a str) {
        let survey = &self.plan.survey;
        let names = survey.contexts().map(|at| survey.context_name(at));
        let message = format!("there is no context `{name}`");
        let complaint = Complaint::new(Code::NoSuchExtension, message).meant(name, names);
        self.not_there(here, name, complaint);
    }

    fn extension(
        &mut self,
        here: Here<'a>,
        jump: Jump<'a>,
        contexts: &[u32],
        name: &'a str,
        step: Step<'a>,
    ) {
        let survey = &self.plan.survey;
        let found =
            |name: &str, fits: &dyn Fn(Surveyed<'a>) -> bool| self.has(contexts, name, fits);
        if found(name, &|found| step.is_of(found)) {
            return;
        }
        let context = jump.context.filter(|name| !name.is_empty());
        let context = context.unwrap_or(here.extension.context_name);
        let code = Code::NoSuchExtension;
        if found(name, &|_| true) {
            let message = format!(
                "extension `{name}` of context `{context}` has no {}",
                step.named()
            );
            let complaint = step.written(Complaint::new(code, message));
            return self.complain(here, jump.priority, complaint);
        }
        if found("i", &|found| found.has(1)) {
            return;
        }
        let message = format!("context `{context}` has no extension `{name}`");
        let mut complaint = Complaint::new(code, message);
        let labels = [name.trim(), jump.priority.trim()];
        if jump.context.is_none() && survey.context(name).is_some() {
            let step = jump.priority.trim();
            complaint = complaint.help(format!("for context `{name}`, write `{name},{step},1`"));
        } else if jump.context.is_none()
            && labels
                .iter()
                .all(|label| here.extension.labelled(label).is_some())
        {
            let [then, otherwise] = labels;
            complaint = complaint.help(format!(
                "two places are separated by a colon: `{then}:{otherwise}`"
            ));
        } else if found(name.trim(), &|found| step.is_of(found)) {
            complaint = complaint.help("a space is part of the name here");
            complaint.instead = Some(name.trim().to_owned());
        } else if let [at] = contexts {
            let names = survey.of_context(*at).take(MANY).map(|other| other.pattern);
            complaint = complaint.meant(name, names.filter(|name| !name.starts_with('_')));
        }
        self.not_there(here, name, complaint);
    }

    /// Another step of the same extension.
    fn own(&mut self, here: Here<'a>, priority: &'a str, step: Step<'a>) {
        let survey = &self.plan.survey;
        // Any other extension may lend its steps to what was dialled.
        let contexts = survey.reaching(here.extension.context).iter();
        let searched = contexts.flat_map(|&at| survey.searched(at));
        let mut others = searched.flat_map(|&at| survey.of_context(at));
        let own = here.extension;
        let lent = |other: Surveyed<'_>| step.is_of(other) && overlap(other.name, own.name);
        let lent = || others.by_ref().take(MANY).any(lent);
        if step.is_of(here.extension) || matches!(step, Step::Any) || { lent }() {
            return;
        }
        let name = here.extension.pattern;
        let message = format!("extension `{name}` has no {}", step.named());
        let labels = here.extension.lines.into_iter().flatten();
        let labels = labels.filter_map(|(_, line)| line.label.as_deref());
        let complaint = Complaint::new(Code::NoSuchExtension, message);
        self.complain(here, priority, complaint.meant(priority, labels));
    }
}

impl<'a> Step<'a> {
    fn read(text: &'a str) -> Self {
        if !is_literal(text) || text.starts_with(['+', '-']) || text.is_empty() {
            return Self::Any;
        }
        match number::whole(text) {
            Some(number) => u32::try_from(number).map_or(Self::Any, Self::Number),
            None => Self::Label(text),
        }
    }

    fn is_of(self, extension: Surveyed<'_>) -> bool {
        match self {
            Self::Number(number) => extension.has(number),
            Self::Label(label) => extension.labelled(label).is_some(),
            Self::Any => true,
        }
    }

    /// Says how to write a number behind which something else stands: `1:`, `1)`.
    fn written(self, complaint: Complaint) -> Complaint {
        let digits = |c: char| c.is_ascii_digit();
        match self {
            Self::Label(label) if label.starts_with(digits) => {
                let end = label.find(|c| !digits(c)).unwrap_or(label.len());
                let mut complaint = complaint.help(format!("write `{}`", &label[..end]));
                complaint.instead = Some(label[..end].to_owned());
                complaint
            }
            _ => complaint,
        }
    }

    fn named(self) -> String {
        match self {
            Self::Number(number) => format!("priority {number}"),
            Self::Label(label) => format!("label `{label}`"),
            Self::Any => "such priority".to_owned(),
        }
    }
}
