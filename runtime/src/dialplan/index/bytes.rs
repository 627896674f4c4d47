//! Nodes by single bytes: one look at which there are, and one at the node.

use super::node::Node;
use crate::dialplan::pattern::ByteSet;

/// Nodes by bytes, in their order.
#[derive(Debug)]
pub(super) struct Bytes<T> {
    present: ByteSet,
    nodes: Vec<Node<T>>,
}

impl<T> Default for Bytes<T> {
    fn default() -> Self {
        Self {
            present: ByteSet::default(),
            nodes: Vec::new(),
        }
    }
}

impl<T> Clone for Bytes<T> {
    fn clone(&self) -> Self {
        Self {
            present: self.present,
            nodes: self.nodes.clone(),
        }
    }
}

impl<T> Bytes<T> {
    pub(super) fn get(&self, byte: u8) -> Option<&Node<T>> {
        let there = self.present.contains(byte);
        there.then(|| &self.nodes[self.present.before(byte)])
    }

    pub(super) fn get_mut(&mut self, byte: u8) -> Option<&mut Node<T>> {
        let at = self.present.before(byte);
        let there = self.present.contains(byte);
        there.then(|| &mut self.nodes[at])
    }

    /// Takes in a node for a byte that has none.
    pub(super) fn add(&mut self, byte: u8, node: Node<T>) {
        self.nodes.insert(self.present.before(byte), node);
        self.present.insert(byte);
    }

    pub(super) fn remove(&mut self, byte: u8) {
        if self.present.contains(byte) {
            self.nodes.remove(self.present.before(byte));
            self.present = self.present.without(ByteSet::of(byte));
        }
    }

    /// The nodes in the order of their bytes.
    pub(super) fn nodes(&self) -> impl Iterator<Item = &Node<T>> {
        self.nodes.iter()
    }

    /// The bytes of either.
    pub(super) fn bytes_with<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = u8> + 'a {
        let in_either = |byte: &u8| self.present.contains(*byte) || other.present.contains(*byte);
        (0..=u8::MAX).filter(in_either)
    }
}
