//! Prints what was translated: frames, statements, comments.

use super::structure::Tree;

/// Collects the lines of the file.
#[derive(Debug, Default)]
pub(super) struct Printer {
    text: String,
    /// The node whose comments were written last: a line that became several statements has them once.
    pub(super) noted: Option<usize>,
}

/// The comments of a node: above it and behind it.
pub(super) type Notes<'a> = &'a dyn Fn(usize) -> (Vec<String>, Option<String>);

impl Printer {
    pub(super) fn line(&mut self, depth: usize, text: &str) {
        if !text.is_empty() {
            self.text.push_str(&"    ".repeat(depth));
            self.text.push_str(text);
        }
        self.text.push('\n');
    }

    /// An empty line, unless there is one or a block has just begun.
    pub(super) fn gap(&mut self) {
        let last = self
            .text
            .trim_end_matches('\n')
            .rsplit('\n')
            .next()
            .unwrap_or("");
        let opened = last.starts_with("context ");
        if !self.text.is_empty() && !self.text.ends_with("\n\n") && !opened {
            self.text.push('\n');
        }
    }

    pub(super) fn comment(&mut self, depth: usize, text: &str) {
        self.line(depth, &format!("// {}", harmless(text)));
    }

    pub(super) fn finish(self) -> String {
        let mut text = self.text;
        while text.ends_with("\n\n") {
            text.pop();
        }
        text
    }

    pub(super) fn trees(&mut self, depth: usize, trees: &[Tree], notes: Notes<'_>) {
        for tree in trees {
            match tree {
                Tree::Node(node, lines) => self.node(depth, *node, lines, notes),
                Tree::Line(line) => self.line(depth, line),
                Tree::If {
                    node,
                    condition,
                    then,
                    otherwise,
                } => {
                    let head = format!("if {} {{", condition.text());
                    self.noted(depth, *node, &head, notes);
                    self.branches(depth, then, otherwise, notes);
                }
                Tree::While {
                    node,
                    condition,
                    body,
                } => {
                    let head = format!("while {} {{", condition.text());
                    self.noted(depth, *node, &head, notes);
                    self.trees(depth + 1, body, notes);
                    self.line(depth, "}");
                }
                Tree::Loop(body) => {
                    self.line(depth, "loop {");
                    self.trees(depth + 1, body, notes);
                    self.line(depth, "}");
                }
            }
        }
    }

    fn branches(&mut self, depth: usize, then: &[Tree], otherwise: &[Tree], notes: Notes<'_>) {
        self.trees(depth + 1, then, notes);
        match otherwise {
            [] => self.line(depth, "}"),
            [
                Tree::If {
                    node,
                    condition,
                    then,
                    otherwise,
                },
            ] if notes(*node).0.is_empty() => {
                let head = format!("}} else if {} {{", condition.text());
                self.noted(depth, *node, &head, notes);
                self.branches(depth, then, otherwise, notes);
            }
            otherwise => {
                self.line(depth, "} else {");
                self.trees(depth + 1, otherwise, notes);
                self.line(depth, "}");
            }
        }
    }

    fn node(&mut self, depth: usize, node: usize, lines: &[String], notes: Notes<'_>) {
        match lines {
            [] => {
                let (above, behind) = notes(node);
                for comment in above.iter().chain(&behind) {
                    self.comment(depth, comment);
                }
            }
            [first, rest @ ..] => {
                self.noted(depth, node, first, notes);
                for line in rest {
                    self.line(depth, line);
                }
            }
        }
    }

    fn noted(&mut self, depth: usize, node: usize, text: &str, notes: Notes<'_>) {
        if self.noted.replace(node) == Some(node) {
            return self.line(depth, text);
        }
        let (above, behind) = notes(node);
        for comment in above {
            self.comment(depth, &comment);
        }
        match behind {
            Some(comment) => {
                let comment = harmless(&comment);
                self.line(depth, &format!("{text}  // {comment}"));
            }
            None => self.line(depth, text),
        }
    }
}

/// A comment without what could end its line, or mean something to the tests of a dialplan.
fn harmless(comment: &str) -> String {
    comment
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}
