//! What a line of `extensions.conf` says: which applications and functions it uses, which variables it reads and
//! sets, where it goes.
//!
//! In: a line and the library. Out: [`Said`]s in the order in which they stand. What only a call knows, `${…}`, is
//! passed over: nothing is guessed.

use super::data::{Hole, HoleKind, find, holes, is_literal, split, split_once, split_plain};
use crate::conf::{Substring, called};
use crate::library::{Application, Arg, Branch, Data, Function, Kind, Library, PLACE, Test};

/// One thing that a line says. All texts are parts of the line.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Said<'a> {
    /// An application with its data, the line's own or one within it.
    Application {
        name: &'a str,
        row: Option<&'static Application>,
        data: &'a str,
    },
    /// A function that is read or written.
    Function(Named<'a>),
    /// A bracket behind a dollar that is not closed.
    Open(Hole<'a>),
    /// What stands in `$[…]`.
    Expression(&'a str),
    /// A variable that is read.
    Reads(&'a str),
    /// A variable that is set, with the underscores of its inheritance.
    Sets(&'a str),
    /// A place to go to.
    Jump(Jump<'a>),
    /// The name of a macro that is run.
    Macro(&'a str),
    /// Times of day and days.
    Times(&'a str),
    /// Something that names places in a way that is not known here, such as the options of a `Dial`.
    Hints(&'a str),
    /// Data without what the application cannot do without.
    Incomplete(&'a str, &'static str),
}

/// A function with its arguments as they stand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Named<'a> {
    pub(crate) name: &'a str,
    pub(crate) row: Option<&'static Function>,
    pub(crate) arguments: &'a str,
    pub(crate) write: bool,
    /// Whether its parenthesis is closed.
    pub(crate) closed: bool,
}

/// `[[context,]extension,]priority`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Jump<'a> {
    pub(crate) context: Option<&'a str>,
    pub(crate) extension: Option<&'a str>,
    pub(crate) priority: &'a str,
}

/// Deepest nesting that is looked at, as in the interpreter.
const DEPTH: usize = 40;

/// What a line says.
pub(crate) fn said<'a>(library: Library, application: &'a str, data: &'a str) -> Vec<Said<'a>> {
    let mut walk = Walk {
        library,
        said: Vec::new(),
    };
    walk.values(data, 0);
    walk.application(application, data, 0);
    walk.said
}

/// What the values in a text say.
pub(crate) fn said_within(library: Library, text: &str) -> Vec<Said<'_>> {
    let mut walk = Walk {
        library,
        said: Vec::new(),
    };
    walk.values(text, 0);
    walk.said
}

struct Walk<'a> {
    library: Library,
    said: Vec<Said<'a>>,
}

impl<'a> Walk<'a> {
    /// All `${…}` and `$[…]` of a text, the inner ones first.
    fn values(&mut self, text: &'a str, depth: usize) {
        if depth == DEPTH {
            return;
        }
        for hole in holes(text) {
            let before = self.said.len();
            self.values(hole.inner, depth + 1);
            match hole.kind {
                _ if !hole.closed => {
                    // What is open within it ends where it does.
                    let mut at = 0;
                    self.said.retain(|said| {
                        at += 1;
                        at <= before || !matches!(said, Said::Open(_))
                    });
                    self.said.push(Said::Open(hole));
                }
                HoleKind::Expression => self.said.push(Said::Expression(hole.inner)),
                HoleKind::Value => self.value(hole.inner),
            }
        }
    }

    /// What stands in `${…}`.
    fn value(&mut self, text: &'a str) {
        let (name, _) = Substring::split(text);
        match find(name, '(') {
            Some(at) if is_literal(&name[..at]) => self.function(name, false),
            Some(_) => {}
            None if is_literal(name) => self.said.push(Said::Reads(name)),
            None => {}
        }
    }

    /// `NAME(arguments)`.
    fn function(&mut self, text: &'a str, write: bool) {
        let (name, rest) = text.split_once('(').unwrap_or((text, ""));
        let inner = rest.rsplit_once(')').map(|(inner, _)| inner);
        let named = Named {
            name,
            row: self.library.function(name),
            arguments: inner.unwrap_or(rest),
            write,
            closed: inner.is_some(),
        };
        self.said.push(Said::Function(named));
        let Some(row) = named.row else { return };
        // Only what is written, or counts a variable while it is read, sets it.
        if write || row.write.is_none() {
            for (arg, part) in assigned(row.args, named.arguments) {
                self.sets(arg.kind, part);
            }
        }
    }

    fn application(&mut self, name: &'a str, data: &'a str, depth: usize) {
        let row = self.library.application_ignoring_case(name.trim());
        self.said.push(Said::Application { name, row, data });
        let Some(row) = row else {
            return self.said.push(Said::Hints(data));
        };
        if depth == DEPTH {
            return;
        }
        match row.args.first().map(|arg| arg.kind) {
            Some(Kind::Line(form, _)) => self.line(form, data, depth),
            Some(Kind::Context) => {
                let more = row
                    .args
                    .last()
                    .is_some_and(|arg| arg.kind != Kind::Priority);
                if more {
                    self.subroutine(data);
                } else {
                    self.place(data);
                }
            }
            Some(Kind::Variable) if find(data, '=').is_some() => self.sets(Kind::Variable, data),
            _ => {
                for (arg, part) in assigned(row.args, data) {
                    self.sets(arg.kind, part);
                    if arg.kind == Kind::Macro {
                        self.run_macro(part);
                    }
                    if matches!(arg.kind, Kind::Options(_)) {
                        self.said.push(Said::Hints(part));
                    }
                }
            }
        }
    }

    /// The data of an application that is for lines only.
    fn line(&mut self, form: Data, data: &'a str, depth: usize) {
        match form {
            Data::Application => self.inner(data, depth),
            Data::Branches(test, branch) => self.branches(test, branch, data, depth),
            Data::Nothing | Data::Opens(_) | Data::Steers(_) | Data::Closes(_) => {}
        }
    }

    fn inner(&mut self, text: &'a str, depth: usize) {
        let (name, data) = match find(text, '(') {
            Some(_) => called(text),
            None => (text, ""),
        };
        if !name.trim().is_empty() && is_literal(name) {
            self.application(name, data, depth + 1);
        }
    }

    fn branches(&mut self, test: Test, branch: Branch, data: &'a str, depth: usize) {
        let Some((condition, branches)) = split_once(data, '?') else {
            let open = holes(data).any(|hole| !hole.closed);
            // `ExecIf(condition,application,data)` was how it was written once, and still counts.
            let old = branch == Branch::Application && data.contains(',');
            if !open && !data.ends_with('}') && !old && test != Test::Times {
                self.said
                    .push(Said::Incomplete(data, "`?` and what is to be done"));
            }
            return;
        };
        if test == Test::Times {
            self.said.push(Said::Times(condition));
        }
        let parts = match branch {
            Branch::Place => split_plain(branches, ':', 2),
            Branch::Subroutine | Branch::Application | Branch::Macro => split(branches, ':', 2),
        };
        for part in parts.into_iter().filter(|part| !part.is_empty()) {
            match branch {
                Branch::Place => self.place(part),
                Branch::Subroutine => self.subroutine(part),
                Branch::Application => self.inner(part, depth),
                Branch::Macro => self.run_macro(part),
            }
        }
    }

    fn run_macro(&mut self, text: &'a str) {
        let name = split_plain(text, ',', 2)[0].trim();
        self.said.push(Said::Macro(name));
    }

    /// `place(arguments)`.
    fn subroutine(&mut self, text: &'a str) {
        if let Some(at) = find(text, '(')
            && !text[at..].contains(')')
        {
            let arguments = &text[at..];
            self.said
                .push(Said::Incomplete(arguments, "`)` behind the arguments"));
        }
        self.place(place_of(text));
    }

    fn place(&mut self, whole: &'a str) {
        let mut parts = whole_parts(whole);
        parts.truncate(3);
        let (context, extension, priority) = match parts[..] {
            [context, extension, priority] => (Some(context), Some(extension), priority),
            [extension, priority] => (None, Some(extension), priority),
            [priority] => (None, None, priority),
            _ => return,
        };
        self.said.push(Said::Jump(Jump {
            context,
            extension,
            priority,
        }));
    }

    /// What an argument sets.
    fn sets(&mut self, kind: Kind, text: &'a str) {
        match kind {
            Kind::Variable => {
                let (target, value) = split_once(text, '=').unwrap_or((text, ""));
                match find(target, '(') {
                    Some(at) if is_literal(&target[..at]) => {
                        self.function(target, true);
                        if !value.is_empty() && is_place(self.library, target) {
                            self.subroutine(value);
                        }
                    }
                    Some(_) => {}
                    None => self.variable(target),
                }
            }
            Kind::Assignments => {
                for part in split(text, ',', usize::MAX) {
                    self.sets(Kind::Variable, part);
                }
            }
            Kind::Variables => {
                for part in split(text, ',', usize::MAX) {
                    self.variable(part);
                }
            }
            _ => {}
        }
    }

    fn variable(&mut self, name: &'a str) {
        let name = name.trim();
        if !name.is_empty() {
            self.said.push(Said::Sets(name));
        }
    }
}

/// Whether `NAME(item)` is set to a place.
fn is_place(library: Library, target: &str) -> bool {
    let (name, item) = target.split_once('(').unwrap_or((target, ""));
    let item = item.trim_end_matches(')').trim();
    let args = library.function(name).map_or(&[][..], |row| row.args);
    args.iter().any(|arg| is_place_of(arg.kind, item))
}

/// Whether an item of a table is set to a place.
pub(crate) fn is_place_of(kind: Kind, item: &str) -> bool {
    let Kind::Property(table) = kind else {
        return false;
    };
    let mut rows = table.iter();
    rows.any(|row| row.values == PLACE && row.name.eq_ignore_ascii_case(item))
}

/// `place(arguments)` without its arguments.
fn place_of(text: &str) -> &str {
    find(text, '(').map_or(text, |at| &text[..at])
}

fn whole_parts(text: &str) -> Vec<&str> {
    split_plain(text, ',', usize::MAX)
}

/// The arguments that stand in a text, each with what is declared for it, as the interpreter takes them.
pub(crate) fn assigned<'a>(args: &'static [Arg], text: &'a str) -> Vec<(&'static Arg, &'a str)> {
    let mut found = Vec::new();
    let mut rest = Some(text).filter(|text| !text.is_empty());
    for (at, arg) in args.iter().enumerate() {
        let Some(text) = rest else { break };
        let last = at + 1 == args.len();
        if arg.kind.is_rest() || arg.kind.is_list() || last {
            found.push((arg, text));
            break;
        }
        let parts = split(text, ',', 2);
        found.push((arg, parts.first().copied().unwrap_or("")));
        rest = parts
            .get(1)
            .copied()
            .or_else(|| text.ends_with(',').then_some(""));
        if parts.len() < 2 {
            break;
        }
    }
    found
}
