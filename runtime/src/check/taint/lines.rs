//! An extension of `extensions.conf` as steps to follow.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::blocks::Blocks;
use super::flow::{Guard, How, Jump, Op, Routine, Term, Var};
use super::sink::{self, Sink};
use super::text::{Text, split, split_once};
use super::trail::Site;
use super::transform;
use crate::dialplan::Line;
use crate::library::Library;

/// Reads the lines of an extension. `context` is where it stands.
pub(super) fn read(context: &str, lines: &BTreeMap<u32, Line>, library: Library) -> Routine {
    let mut routine = Routine::default();
    for (priority, line) in lines {
        let node = routine.node();
        routine.priorities.insert(*priority, node);
        if let Some(label) = &line.label {
            routine.labels.entry(Arc::clone(label)).or_insert(node);
        }
    }
    let end = routine.node();
    // A macro comes back at its end.
    if context.starts_with("macro-") {
        routine.nodes[end].ops.push(Op::Return(Term::nothing()));
    }
    let mut reader = Reader {
        library,
        blocks: Blocks::of(lines.values().map(|line| &*line.application)),
        routine,
        end,
    };
    for (at, (priority, line)) in lines.iter().enumerate() {
        let next = reader.following(*priority);
        let site = Site {
            file: Arc::clone(&line.file),
            span: line.span,
        };
        let text = Text::new(&line.data, &site);
        let step = Step {
            node: at,
            line: at,
            next,
            failed: reader.failed(*priority),
        };
        reader.application(&step, &line.application, &line.data, &text);
        let uses = text.uses();
        reader.routine.nodes[at].ops.splice(0..0, uses);
    }
    reader.routine
}

/// Adds what a script does by `Exec` to what it has done so far, at its node `from`. Gives the node behind it.
pub(super) fn executed(routine: &mut Routine, from: usize, line: &Line, library: Library) -> usize {
    let next = routine.node();
    let mut reader = Reader {
        library,
        blocks: Blocks::default(),
        routine: std::mem::take(routine),
        end: next,
    };
    let site = Site {
        file: Arc::clone(&line.file),
        span: line.span,
    };
    let text = Text::of_script(&line.data, &site);
    let step = Step {
        node: from,
        line: 0,
        next,
        failed: None,
    };
    let behind = reader.routine.nodes[from].ops.len();
    reader.application(&step, &line.application, &line.data, &text);
    let uses = text.uses();
    reader.routine.nodes[from].ops.splice(behind..behind, uses);
    *routine = reader.routine;
    next
}

struct Reader {
    library: Library,
    blocks: Blocks,
    routine: Routine,
    end: usize,
}

/// The step that is made of an application.
#[derive(Clone, Copy)]
struct Step {
    node: usize,
    /// The line it stands in, counted from 0.
    line: usize,
    /// What comes behind it.
    next: usize,
    /// What comes if it fails, in old dialplans.
    failed: Option<usize>,
}

/// Deepest nesting of applications that run others.
const DEPTH: usize = 5;

/// Where an application goes that failed, in old dialplans: so many priorities further.
const FAILED: u32 = 101;

impl Reader {
    /// The line behind a priority; the end if there is none.
    fn following(&self, priority: u32) -> usize {
        let next = priority.checked_add(1);
        let next = next.and_then(|next| self.routine.priorities.get(&next));
        next.copied().unwrap_or(self.end)
    }

    fn application(&mut self, step: &Step, name: &str, data: &str, text: &Text<'_>) {
        self.nested(step, name.trim(), data, text, 0);
    }

    fn nested(&mut self, step: &Step, name: &str, data: &str, text: &Text<'_>, depth: usize) {
        let Step {
            node,
            line,
            next,
            failed,
        } = *step;
        match &*name.to_ascii_lowercase() {
            "set" => self.set(node, data, text),
            "mset" => {
                for part in split(data, ',', usize::MAX) {
                    self.set(node, part, text);
                }
            }
            "goto" => return self.goto(node, name, data, text),
            "gotoif" | "gotoiftime" => return self.branches(step, name, data, text, How::Goto),
            "gosubif" => return self.branches(step, name, data, text, How::Gosub),
            "macroif" => return self.branches(step, name, data, text, How::Gosub),
            "gosub" => self.gosub(node, name, data, text),
            "macro" => self.macro_call(node, name, data, text),
            "return" => {
                self.routine.nodes[node]
                    .ops
                    .push(Op::Return(text.term(data)));
                return;
            }
            "macroexit" => {
                self.routine.nodes[node]
                    .ops
                    .push(Op::Return(Term::nothing()));
                return;
            }
            "hangup" | "busy" | "congestion" => return,
            "exec" | "tryexec" if depth < DEPTH => {
                let (inner, data) = taken_apart(data);
                return self.run(step, name, inner, data, text, depth);
            }
            "execif" if depth < DEPTH => return self.exec_if(step, name, data, text, depth),
            "execiftime" if depth < DEPTH => {
                let (_, inner) = split_once(data, '?').unwrap_or(("", data));
                let (inner, data) = taken_apart(inner);
                self.routine.edge(node, next);
                return self.run(step, name, inner, data, text, depth);
            }
            "while" | "if" | "elseif" => {
                let otherwise = self.place(self.blocks.otherwise(line), next);
                let guard = Arc::new(text.condition(data));
                self.routine.guarded(node, next, &guard, true);
                self.routine.guarded(node, otherwise, &guard, false);
                return;
            }
            "endwhile" | "exitwhile" | "continuewhile" | "else" | "exitif" => {
                let to = self.place(self.blocks.leads_to(line), next);
                return self.routine.edge(node, to);
            }
            _ => self.other(node, name, data, text),
        }
        self.routine.edge(node, next);
        if let Some(failed) = failed {
            self.routine.edge(node, failed);
        }
    }

    /// The node of a line, or the one behind the last.
    fn place(&self, line: Option<usize>, without: usize) -> usize {
        line.map_or(without, |line| line.min(self.end))
    }

    /// Where the call would be if the application failed.
    fn failed(&self, priority: u32) -> Option<usize> {
        let jump = priority.checked_add(FAILED)?;
        self.routine.priorities.get(&jump).copied()
    }

    /// An application without anything to steer: what it does with its arguments.
    fn other(&mut self, node: usize, name: &str, data: &str, text: &Text<'_>) {
        let declared = self.library.application_ignoring_case(name);
        let declared = declared.map_or(&[][..], |application| application.args);
        // A command is not taken apart.
        let whole = sink::of_application(name, 0) == Some(Sink::Command);
        let parts = if whole {
            vec![data]
        } else {
            split(data, ',', usize::MAX)
        };
        for (at, part) in parts.iter().enumerate() {
            let kind = declared.get(at).and_then(|arg| Sink::of_kind(arg.kind));
            let Some(sink) = sink::of_application(name, at).or(kind) else {
                // Functions in it may do something.
                text.term(part);
                continue;
            };
            let value = text.term(part);
            if sink == Sink::Dial {
                self.local_channels(node, name, part, text);
            }
            self.uses(node, sink, name, value, text);
        }
        let reads = ["read", "readexten"]
            .iter()
            .any(|reads| name.eq_ignore_ascii_case(reads));
        if reads && let Some(variable) = parts.first() {
            // Keys of a telephone.
            self.keep(node, variable, Term::nothing(), text);
        }
    }

    fn uses(&mut self, node: usize, sink: Sink, by: &str, value: Term, text: &Text<'_>) {
        self.routine.nodes[node].ops.push(Op::Use {
            sink,
            by: by.into(),
            value,
            site: text.site().clone(),
        });
    }

    /// `Local/extension@context` runs what is there, on a channel of its own.
    fn local_channels(&mut self, node: usize, by: &str, targets: &str, text: &Text<'_>) {
        for target in split(targets, '&', usize::MAX) {
            let target = target.trim().strip_prefix("Local/");
            let Some((extension, context)) = target.and_then(|rest| split_once(rest, '@')) else {
                continue;
            };
            let context = split_once(context, '/').map_or(context, |(context, _)| context);
            self.jump(
                node,
                How::Aside,
                by,
                [Some(context), Some(extension), None],
                text,
                &[],
            );
        }
    }

    fn set(&mut self, node: usize, data: &str, text: &Text<'_>) {
        let Some((name, value)) = split_once(data, '=') else {
            text.term(data);
            return;
        };
        let value = text.term(value);
        self.keep(node, name, value, text);
    }

    /// Gives a variable or function a value.
    fn keep(&mut self, node: usize, name: &str, value: Term, text: &Text<'_>) {
        let name = name.trim().trim_start_matches('_');
        let site = text.site();
        let computed = name.contains('$').then(|| text.term(name));
        let path = name
            .strip_prefix("DB(")
            .and_then(|path| path.strip_suffix(')'));
        let ops = match (path, computed) {
            (Some(path), Some(_)) => kept_in_database(&text.term(path), &value, site),
            _ => set(name, value, site),
        };
        if let Some(local) = name.strip_prefix("LOCAL(") {
            self.routine
                .locals
                .push(Var::named(local.trim_end_matches(')')));
        }
        self.routine.nodes[node].ops.extend(ops);
    }

    fn goto(&mut self, node: usize, by: &str, data: &str, text: &Text<'_>) {
        match self.here(data) {
            Some(to) => self.routine.edge(node, to),
            None => self.jump(node, How::Goto, by, place(data), text, &[]),
        }
    }

    /// The node that a place within this extension is.
    fn here(&self, place: &str) -> Option<usize> {
        let place = place.trim();
        let by_number = place
            .parse()
            .ok()
            .and_then(|number: u32| self.routine.priorities.get(&number));
        by_number
            .or_else(|| self.routine.labels.get(place))
            .copied()
    }

    fn jump(
        &mut self,
        node: usize,
        how: How,
        by: &str,
        place: [Option<&str>; 3],
        text: &Text<'_>,
        arguments: &[&str],
    ) {
        let [context, extension, priority] =
            place.map(|part| part.map(|part| text.term(part.trim())));
        if how != How::Aside {
            let parts = [&context, &extension, &priority].into_iter().flatten();
            let parts: Vec<Term> = parts.cloned().collect();
            self.uses(node, Sink::Place, by, Term::list(parts), text);
        }
        let jump = Jump {
            how,
            by: by.into(),
            context,
            extension,
            priority,
            arguments: arguments.iter().map(|part| text.term(part)).collect(),
            site: text.site().clone(),
        };
        self.routine.nodes[node].ops.push(Op::Jump(Box::new(jump)));
    }

    /// `place(arguments)`.
    fn gosub(&mut self, node: usize, by: &str, data: &str, text: &Text<'_>) {
        let (to, arguments) = taken_apart(data);
        let arguments = match arguments {
            "" => Vec::new(),
            arguments => split(arguments, ',', usize::MAX),
        };
        self.jump(node, How::Gosub, by, place(to), text, &arguments);
    }

    /// `Macro(name,arguments)` runs `s` of the context `macro-name`.
    fn macro_call(&mut self, node: usize, by: &str, data: &str, text: &Text<'_>) {
        let parts = split(data, ',', usize::MAX);
        let Some((name, arguments)) = parts.split_first() else {
            return;
        };
        let site = text.site();
        let dialled = set("MACRO_EXTEN", Term::Read(Var::named("EXTEN")), site);
        self.routine.nodes[node].ops.extend(dialled);
        let name = text.term(name.trim());
        self.uses(node, Sink::Place, by, name.clone(), text);
        let jump = Jump {
            how: How::Gosub,
            by: by.into(),
            context: Some(match name.literal() {
                Some(name) => Term::text(format!("macro-{name}")),
                None => name,
            }),
            extension: Some(Term::text("s")),
            priority: None,
            arguments: arguments.iter().map(|part| text.term(part)).collect(),
            site: site.clone(),
        };
        self.routine.nodes[node].ops.push(Op::Jump(Box::new(jump)));
    }

    /// `condition?then:otherwise`, where both are places.
    fn branches(&mut self, step: &Step, by: &str, data: &str, text: &Text<'_>, how: How) {
        let (condition, branches) = split_once(data, '?').unwrap_or((data, ""));
        let guard = Arc::new(text.condition(condition));
        let (then, otherwise) = split_once(branches, ':').unwrap_or((branches, ""));
        for (branch, holds) in [(then, true), (otherwise, false)] {
            let to = self.branch(step, by, branch, text, how);
            self.routine.guarded(step.node, to, &guard, holds);
        }
    }

    /// The node of one branch; what comes next if it is empty.
    fn branch(&mut self, step: &Step, by: &str, branch: &str, text: &Text<'_>, how: How) -> usize {
        let branch = branch.trim();
        if branch.is_empty() {
            return step.next;
        }
        if how == How::Goto
            && let Some(to) = self.here(branch)
        {
            return to;
        }
        let node = self.routine.node();
        if how == How::Goto {
            self.jump(node, how, by, place(branch), text, &[]);
        } else if by.eq_ignore_ascii_case("MacroIf") {
            self.macro_call(node, by, branch, text);
            self.routine.edge(node, step.next);
        } else {
            self.gosub(node, by, branch, text);
            self.routine.edge(node, step.next);
        }
        node
    }

    /// `condition?application(data):application(data)`.
    fn exec_if(&mut self, step: &Step, by: &str, data: &str, text: &Text<'_>, depth: usize) {
        let (condition, branches) = split_once(data, '?').unwrap_or((data, ""));
        let guard: Arc<Guard> = Arc::new(text.condition(condition));
        let (then, otherwise) = split_once(branches, ':').unwrap_or((branches, ""));
        for (branch, holds) in [(then, true), (otherwise, false)] {
            if branch.trim().is_empty() {
                self.routine.guarded(step.node, step.next, &guard, holds);
                continue;
            }
            let node = self.routine.node();
            self.routine.guarded(step.node, node, &guard, holds);
            let (name, data) = taken_apart(branch);
            self.run(&Step { node, ..*step }, by, name, data, text, depth);
        }
    }

    /// An application that another one runs by its name.
    fn run(
        &mut self,
        step: &Step,
        by: &str,
        name: &str,
        data: &str,
        text: &Text<'_>,
        depth: usize,
    ) {
        let term = text.term(name);
        if term.literal().is_none() {
            self.uses(step.node, Sink::Program, by, term, text);
            return self.routine.edge(step.node, step.next);
        }
        self.nested(step, name.trim(), data, text, depth + 1);
    }
}

/// `name(data)`, where the name may be substituted.
fn taken_apart(text: &str) -> (&str, &str) {
    let text = text.trim();
    // A parenthesis within `${…}` belongs to that.
    let mut at = 0;
    for piece in super::text::pieces(text) {
        use super::text::Piece;
        match piece {
            Piece::Plain(plain) => match plain.find('(') {
                Some(open) => {
                    let rest = &text[at + open + 1..];
                    let data = rest.rfind(')').map_or(rest, |end| &rest[..end]);
                    return (&text[..at + open], data);
                }
                None => at += plain.len(),
            },
            Piece::Variable { whole, .. } | Piece::Expression { whole, .. } => at += whole.len(),
        }
    }
    (text, "")
}

/// `[[context,]extension,]priority`.
fn place(text: &str) -> [Option<&str>; 3] {
    match split(text, ',', 3)[..] {
        [priority] => [None, None, Some(priority)],
        [extension, priority] => [None, Some(extension), Some(priority)],
        [context, extension, priority] => [Some(context), Some(extension), Some(priority)],
        _ => [None; 3],
    }
}

/// What is written into the database stays there for other calls.
pub(super) fn kept_in_database(path: &Term, value: &Term, site: &Site) -> Vec<Op> {
    let names = transform::database_names(path).into_iter();
    let ops = names.map(|name| Op::Global {
        var: Var::named(name),
        value: value.clone(),
        site: site.clone(),
    });
    ops.collect()
}

/// What giving a variable or function a value does.
pub(super) fn set(name: &str, value: Term, site: &Site) -> Vec<Op> {
    let keep = |var: Var, value: Term, adds: bool| Op::Set {
        var,
        value,
        site: site.clone(),
        adds,
    };
    let Some((function, arguments)) = name.split_once('(') else {
        return vec![keep(Var::named(name), value, false)];
    };
    let arguments = arguments.trim_end_matches(')');
    match (function, arguments) {
        ("DB", path) => kept_in_database(&Term::text(path), &value, site),
        ("LOCAL", name) => vec![keep(Var::named(name), value, false)],
        ("GLOBAL", name) => vec![Op::Global {
            var: Var::named(name),
            value,
            site: site.clone(),
        }],
        ("CALLERID", "all") => ["CALLERID(name)", "CALLERID(num)"]
            .map(|item| keep(Var::named(item), value.clone(), false))
            .into(),
        ("ARRAY" | "HASH", names) if function == "ARRAY" || !names.contains(',') => {
            let names = names.split(',').map(str::trim);
            match function {
                "ARRAY" => names
                    .map(|name| keep(Var::named(name), value.clone(), false))
                    .collect(),
                _ => names
                    .map(|name| keep(Var::named(format!("HASH({name})")), value.clone(), false))
                    .collect(),
            }
        }
        ("PUSH" | "UNSHIFT", list) => {
            let name = list.split(',').next().unwrap_or(list);
            vec![keep(Var::named(name), value, true)]
        }
        _ => match transform::named(name) {
            Term::Read(var) => {
                let adds = matches!(function, "HASH" | "SHARED");
                vec![keep(var, value, adds)]
            }
            _ => Vec::new(),
        },
    }
}
