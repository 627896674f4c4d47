//! `skyplan import`: `extensions.conf` as a Rhai dialplan that does the same.
//!
//! In: the texts of the files. Out: the text of a Rhai file, lines of `extensions.conf` for what Rhai could not say,
//! and what there is to know about both. The two can stand beside each other in a dialplan folder: contexts are one
//! space.
//!
//! An extension whose lines form a graph with one way in becomes statements (`structure`); a place that is entered
//! from elsewhere becomes a labelled body of its own. Each line becomes Rhai where that does the same whatever the
//! values are, and `Exec` where it might not (`statement`).
//!
//! What differs on purpose: a value with a comma, a quote or `&` in it stays one argument and one text. In
//! `extensions.conf` it would become part of the line, which is how callers inject what they like.

mod arguments;
mod comments;
mod condition;
mod function;
mod gather;
mod graph;
mod print;
mod statement;
mod structure;
mod text;
mod writer;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use crate::conf;
use crate::diagnostic::{Code, Diagnostic};
use crate::dialplan::{Dialplan, Name, Query, Source};
use crate::library::Library;

use comments::Comments;
use gather::{Gathered, gather};
use graph::{Node, Refusal, graph};
use print::Printer;
use statement::Reader;
use text::Texts;
use writer::Writer;

/// What an import gives.
#[derive(Debug)]
pub struct Imported {
    /// The Rhai file.
    pub rhai: String,
    /// A `.conf` file with what stays as it is; empty if nothing does.
    pub rest: String,
    /// What was left out, stays as it is, or was wrong before; in the order of the files.
    pub findings: Vec<Diagnostic>,
}

impl Imported {
    /// Whether something could not be translated.
    pub fn left_out(&self) -> bool {
        let kinds = [Code::ConfLine, Code::ImportLeft];
        self.findings
            .iter()
            .any(|finding| kinds.contains(&finding.code))
    }
}

/// Translates the first of these files, of Asterisk's form, with those of the others that it includes.
pub fn import(sources: &[Source], library: Library) -> Imported {
    let sources = &family(sources)[..];
    let (plan, mut findings) = Dialplan::load(sources.to_vec(), library);
    // The import has words of its own for the rest.
    let kept = [Code::ConfLine, Code::ConfSection, Code::ConfTwice];
    findings.retain(|finding| kept.contains(&finding.code));
    let gathered = gather(sources, &plan);
    let texts = Texts { library };
    let mut translated = translate(&gathered, &plan, texts, &mut findings);
    let entered = entrances(&gathered, &plan, &translated.entered);
    findings.extend(gathered.left());
    let asked = entrances(&gathered, &plan, &translated.asked);
    for (id, priorities) in asked {
        let own = &gathered.extensions[id];
        if translated.graphs[id].is_some() && priorities.iter().any(|priority| *priority != 1) {
            let refusal = Refusal {
                priority: own.first(),
                reason: "something asks for its priorities by their numbers".to_owned(),
            };
            findings.push(own.left(&refusal));
            translated.graphs[id] = None;
        }
    }
    refuse_recursion(&gathered, &plan, &mut translated, &mut findings);
    refuse_overlaps(&gathered, &plan, &mut translated, &mut findings);
    let comments: BTreeMap<&str, Comments> = sources
        .iter()
        .map(|source| (&*source.path, Comments::read(&source.text)))
        .collect();
    let mut writer = Writer {
        printer: Printer::default(),
        comments: &comments,
        gathered: &gathered,
        graphs: &translated.graphs,
        entered: &entered,
    };
    writer.file();
    findings.sort_by(|a, b| (&a.file, a.span, a.code).cmp(&(&b.file, b.span, b.code)));
    findings.dedup();
    Imported {
        rhai: writer.printer.finish(),
        rest: gathered.rest(&|id| translated.graphs[id].is_none()),
        findings,
    }
}

/// The first file and those it includes.
fn family(sources: &[Source]) -> Vec<Source> {
    let Some(first) = sources.first() else {
        return Vec::new();
    };
    let (sections, _) = conf::read(first, sources);
    let mut paths = BTreeSet::from([&*first.path]);
    for section in &sections {
        paths.insert(&*section.file);
        paths.extend(section.settings.iter().map(|setting| &*setting.file));
    }
    let read = sources
        .iter()
        .filter(|source| paths.contains(&*source.path));
    read.cloned().collect()
}

/// The extensions as graphs, by their numbers.
struct Translated {
    /// `None` for those that stay as they are.
    graphs: Vec<Option<Vec<Node>>>,
    /// Places that lines name: context, extension, priority.
    entered: BTreeSet<(String, String, u32)>,
    /// Those of which a function asks whether they are there.
    asked: BTreeSet<(String, String, u32)>,
    /// Where the lines of each lead, and whether they call it as a subroutine.
    leads: Vec<BTreeSet<((String, String), bool)>>,
}

fn translate(
    gathered: &Gathered,
    plan: &Dialplan,
    texts: Texts,
    findings: &mut Vec<Diagnostic>,
) -> Translated {
    let entered = RefCell::default();
    let asked = RefCell::default();
    let lists = gathered.lists();
    let called = gathered.called(plan, texts.library);
    let mut graphs = Vec::new();
    let mut leads = Vec::new();
    for (id, extension) in gathered.extensions.iter().enumerate() {
        let remarks = RefCell::default();
        let reader = Reader {
            texts,
            plan,
            context: &gathered.contexts[extension.context].name,
            extension: &extension.name,
            entered: &entered,
            asked: &asked,
            lists: &lists,
            is_called: called.contains(&id),
            remarks: &remarks,
            at: Cell::new(0),
            leads: RefCell::default(),
        };
        let graph = if gathered.waits {
            Err(Refusal {
                priority: extension.first(),
                reason: "`autofallthrough=no` makes calls wait at its end".to_owned(),
            })
        } else if extension.name.is_empty() {
            Err(Refusal {
                priority: extension.first(),
                reason: "it has no name".to_owned(),
            })
        } else if let Some(fault) = Name::parse(&extension.name).1 {
            Err(Refusal {
                priority: extension.first(),
                reason: format!("Rhai does not take its pattern, {fault}"),
            })
        } else if extension.first() != 1 {
            Err(Refusal {
                priority: extension.first(),
                reason: "it has no priority 1".to_owned(),
            })
        } else if let Some(event) = gathered.caught(extension) {
            Err(Refusal {
                priority: 1,
                reason: format!("its pattern catches `{event}` too, which no pattern of Rhai does"),
            })
        } else {
            graph(&extension.lines, &reader)
        };
        leads.push(reader.leads.take());
        match graph {
            Ok(nodes) => {
                for (priority, what) in remarks.into_inner() {
                    findings.push(extension.finding(Code::ImportRemark, priority, what));
                }
                graphs.push(Some(nodes));
            }
            Err(refusal) => {
                findings.push(extension.left(&refusal));
                graphs.push(None);
            }
        }
    }
    Translated {
        graphs,
        entered: entered.into_inner(),
        asked: asked.into_inner(),
        leads,
    }
}

/// Which priorities of which extensions are entered from elsewhere.
fn entrances(
    gathered: &Gathered,
    plan: &Dialplan,
    places: &BTreeSet<(String, String, u32)>,
) -> BTreeMap<usize, BTreeSet<u32>> {
    let mut entered: BTreeMap<usize, BTreeSet<u32>> = BTreeMap::new();
    for (context, name, priority) in places {
        for (id, extension) in gathered.extensions.iter().enumerate() {
            let own = gathered.contexts[extension.context].name.as_str();
            let named = if context.is_empty() {
                true
            } else {
                let found = plan.find(context, Query::new(name).priority(*priority));
                let found = found.is_some_and(|found| {
                    *found.context == *own && *found.pattern == *extension.name
                });
                found || own == context && *name == extension.name
            };
            if named && extension.lines.contains_key(priority) {
                entered.entry(id).or_default().insert(*priority);
            }
        }
    }
    entered
}

/// Leaves subroutines as they are that call themselves, by way of others or not: lines can be nested more deeply than
/// functions.
fn refuse_recursion(
    gathered: &Gathered,
    plan: &Dialplan,
    translated: &mut Translated,
    findings: &mut Vec<Diagnostic>,
) {
    let number = |place: &(String, String)| {
        let found = plan.find(&place.0, Query::new(&place.1))?;
        gathered.extensions.iter().position(|extension| {
            extension.name == *found.pattern
                && gathered.contexts[extension.context].name == *found.context
        })
    };
    let leads: Vec<Vec<(usize, bool)>> = translated
        .leads
        .iter()
        .map(|leads| {
            let leads = leads.iter();
            leads
                .filter_map(|(place, calls)| Some((number(place)?, *calls)))
                .collect()
        })
        .collect();
    for from in 0..leads.len() {
        let own = &gathered.extensions[from];
        for &(to, calls) in &leads[from] {
            if !calls || translated.graphs[to].is_none() {
                continue;
            }
            let mut open = vec![to];
            let mut seen = BTreeSet::new();
            while let Some(at) = open.pop() {
                if seen.insert(at) {
                    open.extend(leads[at].iter().map(|&(next, _)| next));
                }
            }
            if seen.contains(&from) {
                let called = &gathered.extensions[to];
                let refusal = Refusal {
                    priority: called.first(),
                    reason: format!(
                        "the subroutine is called again from `{}`, which it leads to",
                        own.name
                    ),
                };
                findings.push(called.left(&refusal));
                translated.graphs[to] = None;
            }
        }
    }
}

/// Leaves extensions as they are that share numbers so that one goes on in the other's priorities.
fn refuse_overlaps(
    gathered: &Gathered,
    plan: &Dialplan,
    translated: &mut Translated,
    findings: &mut Vec<Diagnostic>,
) {
    for (context, family) in gathered.families(plan) {
        let _ = context;
        for &id in &family {
            let Some(nodes) = &translated.graphs[id] else {
                continue;
            };
            let behind = nodes.last().is_some_and(|node| node.deed.goes_on());
            let next = nodes.last().map_or(1, |node| node.priority + 1);
            let own = &gathered.extensions[id];
            let other = family.iter().copied().find(|&other| {
                let theirs = &gathered.extensions[other];
                let takes_over = behind && theirs.lines.contains_key(&next)
                    || theirs.first() != 1 && theirs.lines.keys().any(|at| *at < next);
                // A call that gets another number goes on in the extension for that caller.
                let renamed = (own.caller.is_some() || theirs.caller.is_some())
                    && (own.sets_caller() || theirs.sets_caller());
                other != id && (takes_over || renamed) && own.overlaps(theirs)
            });
            if let Some(other) = other {
                let name = &gathered.extensions[other].name;
                let reason = format!("calls may go on in the priorities of `{name}`");
                let refusal = Refusal {
                    priority: own.first(),
                    reason,
                };
                findings.push(own.left(&refusal));
                translated.graphs[id] = None;
            }
        }
    }
    // Who stays goes on in others as before only if these stay too.
    loop {
        let mut also = Vec::new();
        for (_, family) in gathered.families(plan) {
            for &id in &family {
                let stays = &gathered.extensions[id];
                if translated.graphs[id].is_some() {
                    continue;
                }
                let last = stays.lines.keys().next_back().copied().unwrap_or(0);
                for &other in &family {
                    let theirs = &gathered.extensions[other];
                    let later = theirs.lines.keys().any(|at| *at > last);
                    if translated.graphs[other].is_some() && later && stays.overlaps(theirs) {
                        also.push((other, stays.name.clone()));
                    }
                }
            }
        }
        let Some((id, name)) = also.pop() else {
            return;
        };
        let own = &gathered.extensions[id];
        let refusal = Refusal {
            priority: own.first(),
            reason: format!("calls of `{name}` may go on in its priorities"),
        };
        findings.push(own.left(&refusal));
        translated.graphs[id] = None;
    }
}
