//! Writes the file in Rhai: the contexts and their extensions, with the comments that stood there.

use std::collections::{BTreeMap, BTreeSet};

use super::comments::Comments;
use super::gather::{Context, Extension, Gathered};
use super::graph::Node;
use super::print::Printer;
use super::structure::{Body, bodies, reached};
use super::text::quoted;

pub(super) struct Writer<'a> {
    pub(super) printer: Printer,
    pub(super) comments: &'a BTreeMap<&'a str, Comments>,
    pub(super) gathered: &'a Gathered,
    pub(super) graphs: &'a [Option<Vec<Node>>],
    pub(super) entered: &'a BTreeMap<usize, BTreeSet<u32>>,
}

impl Writer<'_> {
    pub(super) fn file(&mut self) {
        let gathered = self.gathered;
        if !gathered.globals.is_empty() {
            self.printer.line(0, "globals #{");
            for global in &gathered.globals {
                self.above(1, &global.file, global.line);
                let text = format!("{}: {},", quoted(&global.name), quoted(&global.value));
                let text = self.behind(text, &global.file, global.line);
                self.printer.line(1, &text);
            }
            self.printer.line(0, "};");
        }
        for (at, context) in gathered.contexts.iter().enumerate() {
            self.printer.gap();
            self.context(at, context);
        }
    }

    fn above(&mut self, depth: usize, file: &str, line: u32) {
        let comments = self.comments;
        let found = comments.get(file).map(|comments| comments.above(line));
        for comment in found.unwrap_or_default() {
            self.printer.comment(depth, comment);
        }
    }

    fn behind(&self, text: String, file: &str, line: u32) -> String {
        let comments = self.comments.get(file);
        match comments.and_then(|comments| comments.behind(line)) {
            Some(comment) => format!("{text}  // {comment}"),
            None => text,
        }
    }

    fn context(&mut self, at: usize, context: &Context) {
        self.above(0, &context.file, context.line);
        let head = format!("context {} {{", quoted(&context.name));
        let head = self.behind(head, &context.file, context.line);
        self.printer.line(0, &head);
        for include in &context.includes {
            self.above(1, &include.file, include.line);
            if self.gathered.lacks(include) {
                let text = format!(
                    "include {}: there is no such context",
                    quoted(&include.name)
                );
                self.printer.comment(1, &text);
                continue;
            }
            if include.name == context.name {
                // It is searched only once, so that says nothing.
                self.printer.comment(1, "a context need not include itself");
                continue;
            }
            if include.has_bad_times() {
                let times = include.times.as_deref().unwrap_or_default();
                let text = format!(
                    "include {} at {}: these are no times",
                    quoted(&include.name),
                    quoted(times)
                );
                self.printer.comment(1, &text);
                continue;
            }
            let times = include
                .times
                .as_ref()
                .map(|times| format!(" at {}", quoted(times)));
            let text = format!(
                "include {}{};",
                quoted(&include.name),
                times.unwrap_or_default()
            );
            let text = self.behind(text, &include.file, include.line);
            self.printer.line(1, &text);
        }
        for hint in context.hints.iter().filter(|hint| !hint.stays()) {
            self.above(1, &hint.file, hint.line);
            let text = format!("hint {} => {};", quoted(&hint.name), quoted(&hint.device));
            let text = self.behind(text, &hint.file, hint.line);
            self.printer.line(1, &text);
        }
        for (id, extension) in self.gathered.extensions.iter().enumerate() {
            if extension.context == at
                && let Some(nodes) = &self.graphs[id]
            {
                self.printer.gap();
                self.extension(id, extension, nodes);
            }
        }
        self.printer.line(0, "}");
    }

    fn extension(&mut self, id: usize, extension: &Extension, nodes: &[Node]) {
        let entered: BTreeSet<usize> = self
            .entered
            .get(&id)
            .into_iter()
            .flatten()
            .filter_map(|priority| nodes.iter().position(|node| node.priority == *priority))
            .collect();
        let exact = !extension.name.starts_with('_');
        let own = if exact {
            quoted(&extension.name)
        } else {
            "EXTEN".to_owned()
        };
        let go = |node: &Node| format!("Goto(CONTEXT, {own}, {});", step(node));
        let found = bodies(nodes, &entered, &go);
        let title = match &extension.caller {
            Some(caller) => quoted(&format!("{}/{caller}", extension.name)),
            None => quoted(&extension.name),
        };
        let starts = found.iter().map(|body| body.start).collect();
        let reached = reached(nodes, &starts);
        let idle = |at: usize| matches!(extension.word(nodes[at].priority), "endif" | "endwhile");
        let never: Vec<String> = (0..nodes.len())
            .filter(|&at| !reached.contains(&at) && !idle(at))
            .filter_map(|at| extension.lines.get(&nodes[at].priority))
            .map(|line| format!("never reached: {}({})", line.application, line.data))
            .collect();
        for (at, body) in found.iter().enumerate() {
            let never = if at + 1 == found.len() {
                &never[..]
            } else {
                &[]
            };
            self.body(extension, nodes, &title, body, never);
        }
    }

    fn body(
        &mut self,
        extension: &Extension,
        nodes: &[Node],
        title: &str,
        body: &Body,
        never: &[String],
    ) {
        let start = &nodes[body.start];
        let entry = if body.start == 0 {
            String::new()
        } else {
            format!(
                ", {}",
                quoted(&match &start.label {
                    Some(label) => label.clone(),
                    None => start.priority.to_string(),
                })
            )
        };
        let comments = self.comments;
        let notes = |node: usize| {
            let Some(line) = extension.lines.get(&nodes[node].priority) else {
                return (Vec::new(), None);
            };
            let Some(comments) = comments.get(&*line.file) else {
                return (Vec::new(), None);
            };
            let owned = |texts: Vec<&str>| texts.into_iter().map(str::to_owned).collect();
            let above: Vec<String> = owned(comments.above(line.span.line));
            // What stands above the first line is about the extension.
            let above = if node == 0 { Vec::new() } else { above };
            (above, comments.behind(line.span.line).map(str::to_owned))
        };
        if body.start == 0 {
            self.above(1, &extension.file, extension.line);
        } else {
            self.printer.gap();
        }
        self.printer
            .line(1, &format!("extension {title}{entry} => {{"));
        self.printer.noted = None;
        self.printer.trees(2, &body.trees, &notes);
        for comment in never {
            self.printer.comment(2, comment);
        }
        self.printer.line(1, "}");
    }
}

/// A node as `Goto` names it.
fn step(node: &Node) -> String {
    match &node.label {
        // The beginning of an extension has no label in Rhai.
        Some(label) if node.priority != 1 => quoted(label),
        _ => node.priority.to_string(),
    }
}
