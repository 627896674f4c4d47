//! Turns the graph of an extension into `if`, `while` and `loop`.
//!
//! In: nodes, and which of them are entered from elsewhere. Out: one body for each of those. A node that two bodies
//! come to, or to which no `if` and no loop leads, becomes the beginning of a body of its own, to which the others
//! `Goto`; so every graph has a form, and most have one body.

mod branch;

use std::collections::BTreeSet;

use super::condition::Condition;
use super::graph::{Exit, Node};
use super::statement::Deed;

/// A statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Tree {
    /// The lines that came from a node, which are its statements.
    Node(usize, Vec<String>),
    /// A line that stands for no node.
    Line(String),
    If {
        node: usize,
        condition: Condition,
        then: Vec<Self>,
        otherwise: Vec<Self>,
    },
    While {
        node: usize,
        condition: Condition,
        body: Vec<Self>,
    },
    Loop(Vec<Self>),
}

/// The statements that begin at a node.
#[derive(Debug)]
pub(super) struct Body {
    pub(super) start: usize,
    pub(super) trees: Vec<Tree>,
}

/// Longest piece that is written twice rather than jumped to, in lines.
const REPEATED: usize = 2;

/// How to go to a node that begins another body.
pub(super) type Go<'a> = &'a dyn Fn(&Node) -> String;

/// The bodies of an extension, in order.
pub(super) fn bodies(nodes: &[Node], entered: &BTreeSet<usize>, go: Go<'_>) -> Vec<Body> {
    let mut starts = entered.clone();
    starts.insert(0);
    loop {
        let before = starts.len();
        share(nodes, &mut starts);
        let mut writer = Writer {
            nodes,
            starts: &starts,
            preceding: preceding(nodes, &starts),
            go,
            jumped: BTreeSet::new(),
            written: BTreeSet::new(),
            repeated: BTreeSet::new(),
        };
        let bodies: Vec<Body> = starts
            .iter()
            .map(|&start| Body {
                start,
                trees: writer.body(start),
            })
            .collect();
        let jumped = writer.jumped;
        starts.extend(jumped);
        if starts.len() == before {
            return bodies;
        }
    }
}

/// The nodes that calls can come to from these.
pub(super) fn reached(nodes: &[Node], starts: &BTreeSet<usize>) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut open: Vec<usize> = starts.iter().copied().collect();
    while let Some(at) = open.pop() {
        if at < nodes.len() && found.insert(at) {
            open.extend(nodes[at].deed.targets(at));
        }
    }
    found
}

/// From which nodes that can be reached a call comes to each.
fn preceding(nodes: &[Node], starts: &BTreeSet<usize>) -> Vec<Vec<usize>> {
    let mut preceding = vec![Vec::new(); nodes.len() + 1];
    for at in reached(nodes, starts) {
        for to in nodes[at].deed.targets(at) {
            preceding[to].push(at);
        }
    }
    preceding
}

/// Lets each node that two bodies come to begin one.
fn share(nodes: &[Node], starts: &mut BTreeSet<usize>) {
    loop {
        let mut owner = vec![None; nodes.len()];
        let mut shared = BTreeSet::new();
        for &start in &*starts {
            let mut open = vec![start];
            let mut seen = BTreeSet::new();
            while let Some(at) = open.pop() {
                if at >= nodes.len() || !seen.insert(at) || at != start && starts.contains(&at) {
                    continue;
                }
                match owner[at] {
                    None => owner[at] = Some(start),
                    Some(other) if other != start => {
                        shared.insert(at);
                        continue;
                    }
                    Some(_) => {}
                }
                open.extend(nodes[at].deed.targets(at));
            }
        }
        if shared.is_empty() {
            return;
        }
        // Only where they meet first: what follows belongs to the new body.
        starts.extend(shared.first());
    }
}

/// `if more { continue; } break;` at the end of a loop is `if !more { break; }`.
fn turn_round(body: &mut Vec<Tree>) {
    let line = |text: &str| vec![Tree::Line(text.to_owned())];
    let [
        ..,
        Tree::If {
            condition,
            then,
            otherwise,
            ..
        },
        Tree::Line(last),
    ] = &mut body[..]
    else {
        return;
    };
    if last == "break;" && otherwise.is_empty() && *then == line("continue;") {
        *condition = condition.not();
        *then = line("break;");
        body.pop();
    }
}

struct Writer<'a> {
    nodes: &'a [Node],
    starts: &'a BTreeSet<usize>,
    preceding: Vec<Vec<usize>>,
    go: Go<'a>,
    /// Nodes that have to begin a body.
    jumped: BTreeSet<usize>,
    /// Nodes that stand somewhere already.
    written: BTreeSet<usize>,
    /// Nodes that stand wherever a call comes to them.
    repeated: BTreeSet<usize>,
}

/// Where statements are written.
#[derive(Clone, Copy, Debug)]
struct Frame {
    /// The node behind the last that belongs here.
    end: usize,
    /// The node that comes next in any case once the statements are through; none at the end of a body.
    follow: Option<usize>,
    /// Where `break` leads.
    leave: Option<usize>,
    /// Where `continue` leads.
    again: Option<usize>,
}

impl Writer<'_> {
    fn body(&mut self, start: usize) -> Vec<Tree> {
        let end = self.nodes.len();
        let frame = Frame {
            end,
            follow: Some(end),
            leave: None,
            again: None,
        };
        let trees = self.region(start, start, frame);
        self.tidy(trees)
    }

    /// Without what stands behind an end, and without `else` behind a branch that ends.
    fn tidy(&self, trees: Vec<Tree>) -> Vec<Tree> {
        let mut tidied: Vec<Tree> = Vec::new();
        for tree in trees {
            if self.ends(&tidied) {
                break;
            }
            match tree {
                Tree::If {
                    node,
                    condition,
                    then,
                    otherwise,
                } => {
                    let (then, mut otherwise) = (self.tidy(then), self.tidy(otherwise));
                    let behind = if self.ends(&then) {
                        std::mem::take(&mut otherwise)
                    } else {
                        Vec::new()
                    };
                    tidied.push(Tree::If {
                        node,
                        condition,
                        then,
                        otherwise,
                    });
                    tidied.extend(behind);
                }
                Tree::While {
                    node,
                    condition,
                    body,
                } => tidied.push(Tree::While {
                    node,
                    condition,
                    body: self.tidy(body),
                }),
                Tree::Loop(body) => tidied.push(Tree::Loop(self.tidy(body))),
                other => tidied.push(other),
            }
        }
        tidied
    }

    /// Whether nothing behind these statements is ever run.
    fn ends(&self, trees: &[Tree]) -> bool {
        match trees.last() {
            // It says where to go.
            Some(Tree::Line(_)) => true,
            Some(Tree::Node(at, lines)) => match &self.nodes[*at].deed {
                Deed::Stop(_) | Deed::Jump(Exit::Away(_)) => true,
                Deed::Branch(..) => !lines.is_empty(),
                Deed::Do(_) | Deed::Jump(_) => false,
            },
            Some(Tree::If {
                then, otherwise, ..
            }) => self.ends(then) && self.ends(otherwise),
            _ => false,
        }
    }

    /// Statements from a node on. `start` is where the body begins.
    fn region(&mut self, start: usize, from: usize, frame: Frame) -> Vec<Tree> {
        let mut trees = Vec::new();
        let mut at = from;
        while at < frame.end {
            if self.starts.contains(&at) && at != start {
                trees.push(self.jump(at));
                return trees;
            }
            if frame.again != Some(at)
                && let Some(behind) = self.loop_end(at, frame.end)
            {
                trees.push(self.endless(start, at, behind));
                at = behind;
                continue;
            }
            if !self.written.insert(at) {
                // Somewhere else already: whoever comes here has to jump.
                trees.push(self.jump(at));
                return trees;
            }
            let nodes = self.nodes;
            match &nodes[at].deed {
                Deed::Do(lines) => {
                    trees.push(Tree::Node(at, lines.clone()));
                    at += 1;
                }
                Deed::Stop(lines) => {
                    trees.push(Tree::Node(at, lines.clone()));
                    return trees;
                }
                Deed::Jump(exit) => match self.destination(exit, at) {
                    Ok(to) => {
                        trees.push(Tree::Node(at, Vec::new()));
                        if to > at
                            && to <= frame.end
                            && frame.follow != Some(to)
                            && self.is_free(at + 1, to)
                        {
                            at = to;
                            continue;
                        }
                        trees.extend(self.transfer(start, to, frame));
                        return trees;
                    }
                    Err(lines) => {
                        trees.push(Tree::Node(at, lines));
                        return trees;
                    }
                },
                Deed::Branch(condition, yes, no) => {
                    let (yes, no) = (self.destination(yes, at), self.destination(no, at));
                    let (tree, next) = self.branch(start, at, condition, yes, no, frame);
                    trees.extend(tree);
                    match next {
                        Some(next) => at = next,
                        None => return trees,
                    }
                }
            }
        }
        trees.extend(self.transfer(start, at, frame));
        trees
    }

    /// The node an exit leads to, or the statements by which it leaves.
    fn destination(&self, exit: &Exit, at: usize) -> Result<usize, Vec<String>> {
        match exit {
            Exit::Next => Ok(at + 1),
            Exit::Node(to) => Ok(*to),
            Exit::Away(lines) => Err(lines.clone()),
        }
    }

    /// Whether nothing in between is still to be written.
    fn is_free(&self, from: usize, to: usize) -> bool {
        (from..to).all(|at| {
            self.preceding[at].is_empty()
                || self.written.contains(&at)
                || self.repeated.contains(&at)
        })
    }

    /// Whether a loop begins at a node: something behind it, before `end`, comes back to it. Gives what is behind it.
    fn loop_end(&self, at: usize, end: usize) -> Option<usize> {
        let back = self.preceding[at]
            .iter()
            .copied()
            .filter(|&from| from >= at && from < end);
        let last = back.max()?;
        // Nothing may come into the middle of it.
        let closed = (at + 1..=last).all(|inner| {
            !self.starts.contains(&inner)
                && self.preceding[inner]
                    .iter()
                    .all(|&from| from >= at && from <= last)
        });
        closed.then_some(last + 1)
    }

    fn endless(&mut self, start: usize, at: usize, behind: usize) -> Tree {
        let frame = Frame {
            end: behind,
            follow: Some(at),
            leave: Some(behind),
            again: Some(at),
        };
        let mut body = self.region(start, at, frame);
        turn_round(&mut body);
        match &body[..] {
            [
                Tree::If {
                    node,
                    condition,
                    then,
                    otherwise,
                },
                rest @ ..,
            ] if otherwise.is_empty() && *then == [Tree::Line("break;".to_owned())] => {
                Tree::While {
                    node: *node,
                    condition: condition.not(),
                    body: rest.to_vec(),
                }
            }
            _ => Tree::Loop(body),
        }
    }

    /// How to go on at a node.
    fn transfer(&mut self, start: usize, to: usize, frame: Frame) -> Vec<Tree> {
        if frame.follow == Some(to) {
            Vec::new()
        } else if frame.leave == Some(to) {
            vec![Tree::Line("break;".to_owned())]
        } else if frame.again == Some(to) {
            vec![Tree::Line("continue;".to_owned())]
        } else if to >= self.nodes.len() {
            vec![Tree::Line("return;".to_owned())]
        } else if let Some(lines) = self.short(to) {
            lines
        } else {
            let _ = start;
            vec![self.jump(to)]
        }
    }

    fn jump(&mut self, to: usize) -> Tree {
        self.jumped.insert(to);
        Tree::Line((self.go)(&self.nodes[to]))
    }

    /// Whether the few statements from a node to an end can stand in several places.
    fn is_short(&self, from: usize) -> bool {
        for at in from..self.nodes.len().min(from + REPEATED) {
            match &self.nodes[at].deed {
                _ if self.starts.contains(&at) => return false,
                Deed::Do(_) => {}
                Deed::Stop(_) | Deed::Jump(Exit::Away(_)) => return true,
                _ => return false,
            }
        }
        false
    }

    /// The few statements from a node to an end, which can stand in several places.
    fn short(&mut self, from: usize) -> Option<Vec<Tree>> {
        let mut trees = Vec::new();
        for at in from..self.nodes.len().min(from + REPEATED) {
            if self.starts.contains(&at) {
                return None;
            }
            match &self.nodes[at].deed {
                Deed::Do(lines) => trees.push(Tree::Node(at, lines.clone())),
                Deed::Stop(lines) | Deed::Jump(Exit::Away(lines)) => {
                    trees.push(Tree::Node(at, lines.clone()));
                    self.repeated.extend(from..=at);
                    return Some(trees);
                }
                _ => return None,
            }
        }
        None
    }
}
