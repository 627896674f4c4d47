//! An `if` of a region: what stands in it, what in its `else`, and where it goes on.

use std::collections::BTreeSet;

use super::{Frame, Tree, Writer};
use crate::import::condition::Condition;

impl Tree {
    /// The `if` that a node is.
    fn when(node: usize, condition: Condition, then: Vec<Self>, otherwise: Vec<Self>) -> Self {
        Self::If {
            node,
            condition,
            then,
            otherwise,
        }
    }
}

impl Writer<'_> {
    /// An `if`, and where to go on behind it.
    pub(super) fn branch(
        &mut self,
        start: usize,
        at: usize,
        condition: &Condition,
        yes: Result<usize, Vec<String>>,
        no: Result<usize, Vec<String>>,
        frame: Frame,
    ) -> (Vec<Tree>, Option<usize>) {
        let tree = |condition, then, otherwise| Tree::when(at, condition, then, otherwise);
        match (yes, no) {
            (Err(lines), Err(others)) => {
                let then = vec![Tree::Node(at, lines)];
                (
                    vec![
                        tree(condition.clone(), then, Vec::new()),
                        Tree::Node(at, others),
                    ],
                    None,
                )
            }
            (Err(lines), Ok(to)) => {
                let first = tree(condition.clone(), vec![Tree::Node(at, lines)], Vec::new());
                self.go_on(start, at, vec![first], to, frame)
            }
            (Ok(to), Err(lines)) => {
                let first = tree(condition.not(), vec![Tree::Node(at, lines)], Vec::new());
                self.go_on(start, at, vec![first], to, frame)
            }
            (Ok(to), Ok(other)) if to == other => {
                let nothing = if condition.may_do_something() {
                    tree(condition.clone(), Vec::new(), Vec::new())
                } else {
                    Tree::Node(at, Vec::new())
                };
                self.go_on(start, at, vec![nothing], to, frame)
            }
            (Ok(to), Ok(other)) if other == at + 1 => {
                self.one_sided(start, at, condition, to, frame)
            }
            (Ok(to), Ok(other)) if to == at + 1 => {
                let (mut trees, next) = self.one_sided(start, at, &condition.not(), other, frame);
                if let Some(Tree::If {
                    condition: written,
                    then,
                    otherwise,
                    ..
                }) = trees.first_mut()
                    && !otherwise.is_empty()
                {
                    *written = written.not();
                    std::mem::swap(then, otherwise);
                }
                (trees, next)
            }
            (Ok(to), Ok(other)) => {
                if let Some(then) = self.near(start, to, frame) {
                    let first = tree(condition.clone(), then, Vec::new());
                    return self.go_on(start, at, vec![first], other, frame);
                }
                if let Some(then) = self.near(start, other, frame) {
                    let first = tree(condition.not(), then, Vec::new());
                    return self.go_on(start, at, vec![first], to, frame);
                }
                let then = vec![self.jump(to)];
                let first = tree(condition.clone(), then, Vec::new());
                self.go_on(start, at, vec![first], other, frame)
            }
        }
    }

    /// Goes on at a node behind what has been written.
    pub(super) fn go_on(
        &mut self,
        start: usize,
        at: usize,
        mut trees: Vec<Tree>,
        to: usize,
        frame: Frame,
    ) -> (Vec<Tree>, Option<usize>) {
        if to > at && to <= frame.end && self.is_free(at + 1, to) {
            return (trees, Some(to));
        }
        trees.extend(self.transfer(start, to, frame));
        (trees, None)
    }

    /// `if condition` to a node, and otherwise the next.
    pub(super) fn one_sided(
        &mut self,
        start: usize,
        at: usize,
        condition: &Condition,
        to: usize,
        frame: Frame,
    ) -> (Vec<Tree>, Option<usize>) {
        let tree = |condition, then, otherwise| Tree::when(at, condition, then, otherwise);
        if (frame.leave == Some(to) || frame.again == Some(to))
            && let Some(then) = self.near(start, to, frame)
        {
            return (
                vec![tree(condition.clone(), then, Vec::new())],
                Some(at + 1),
            );
        }
        if let Some((behind, join)) = self.own(at, to)
            && join.is_none_or(|join| {
                join > at + 1 && join <= frame.end && !self.starts.contains(&join)
            })
        {
            let inner = Frame {
                end: behind,
                follow: join,
                ..frame
            };
            let then = self.region(start, to, inner);
            let Some(join) = join else {
                return (
                    vec![tree(condition.clone(), then, Vec::new())],
                    Some(at + 1),
                );
            };
            let rest = Frame {
                end: join.min(frame.end),
                follow: Some(join),
                ..frame
            };
            let otherwise = self.region(start, at + 1, rest);
            return (vec![tree(condition.clone(), then, otherwise)], Some(join));
        }
        if let Some(then) = self.near(start, to, frame) {
            return (
                vec![tree(condition.clone(), then, Vec::new())],
                Some(at + 1),
            );
        }
        if to > at && to <= frame.end && !self.starts.contains(&to) {
            let inner = Frame {
                end: to,
                follow: Some(to),
                ..frame
            };
            let then = self.region(start, at + 1, inner);
            return (vec![tree(condition.not(), then, Vec::new())], Some(to));
        }
        let then = self.transfer(start, to, frame);
        let next = (then.is_empty())
            .then_some(())
            .map_or(Some(at + 1), |()| None);
        match next {
            Some(next) => (vec![tree(condition.clone(), then, Vec::new())], Some(next)),
            None => {
                // The way goes on behind all that is written here; so the rest depends on the condition.
                let inner = Frame { ..frame };
                let then = self.region(start, at + 1, inner);
                (vec![tree(condition.not(), then, Vec::new())], None)
            }
        }
    }

    /// `break`, `continue` or a few statements that end, as a branch of an `if`.
    pub(super) fn near(&mut self, start: usize, to: usize, frame: Frame) -> Option<Vec<Tree>> {
        if frame.leave == Some(to) || frame.again == Some(to) {
            if frame.follow == Some(to) {
                return Some(vec![Tree::Line("continue;".to_owned())])
                    .filter(|_| frame.again == Some(to));
            }
            return Some(self.transfer(start, to, frame));
        }
        if self.preceding.get(to).is_some_and(|from| from.len() > 1) {
            return self.short(to);
        }
        None
    }

    /// The nodes from `to` on that nothing but the branch at `at` leads to: what is behind them, and the one node
    /// outside where they go on, if they do.
    pub(super) fn own(&self, at: usize, to: usize) -> Option<(usize, Option<usize>)> {
        if to <= at + 1 || to >= self.nodes.len() || self.written.contains(&to) {
            return None;
        }
        let mut end = to + 1;
        loop {
            let inside = |node: usize| node >= to && node < end;
            let mut outside = BTreeSet::new();
            for node in to..end {
                let foreign = self.starts.contains(&node)
                    || self.preceding[node]
                        .iter()
                        .any(|&from| !inside(from) && (from != at || node != to));
                if foreign {
                    return None;
                }
                let targets = self.nodes[node].deed.targets(node);
                // What is short stands wherever a call goes there.
                let leaves =
                    |target: usize| !inside(target) && (target == end || !self.is_short(target));
                outside.extend(targets.into_iter().filter(|&target| leaves(target)));
            }
            let own = |node: usize| {
                node < self.nodes.len()
                    && !self.starts.contains(&node)
                    && self.preceding[node].iter().all(|&from| inside(from))
            };
            if outside.contains(&end) && own(end) {
                end += 1;
                continue;
            }
            return match outside.len() {
                0 => Some((end, None)),
                1 => Some((end, outside.first().copied())),
                _ => None,
            };
        }
    }
}
