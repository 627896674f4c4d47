//! What differs between two indices, without a look at what they share.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::Keyed;
use super::ids::Ids;
use super::node::{Branch, Node};
use crate::dialplan::pattern::{ByteSet, Key};

/// Who is told of a difference: what was there, and what is there now.
pub(in crate::dialplan) type Tell<'f, 'a, T> =
    &'f mut dyn FnMut(Option<&'a Arc<T>>, Option<&'a Arc<T>>);

/// What was there, and what is there now.
type Change<'a, T> = (Option<&'a Arc<T>>, Option<&'a Arc<T>>);

/// Walks two trees at once and passes over what they share.
pub(super) fn difference<'a, T: Keyed>(
    former: Option<&'a Node<T>>,
    now: Option<&'a Node<T>>,
    tell: Tell<'_, 'a, T>,
) {
    match (former, now) {
        (Some(Node::Branch(former)), Some(Node::Branch(now))) => {
            if !Arc::ptr_eq(former, now) {
                branches(former, now, tell);
            }
        }
        (former, now) => pairs(&all(former), &all(now), tell),
    }
}

fn branches<'a, T: Keyed>(former: &'a Branch<T>, now: &'a Branch<T>, tell: Tell<'_, 'a, T>) {
    for byte in former.bytes.bytes_with(&now.bytes) {
        difference(former.bytes.get(byte), now.bytes.get(byte), tell);
    }
    for (former, now) in both(&former.sets, &now.sets) {
        difference(former, now, tell);
    }
    for (former, now) in former.ends().into_iter().zip(now.ends()) {
        if !former.is_same(now) {
            pairs(&refs(former), &refs(now), tell);
        }
    }
}

fn refs<T>(ids: &Ids<T>) -> Vec<&Arc<T>> {
    ids.iter().collect()
}

fn all<T: Keyed>(node: Option<&Node<T>>) -> Vec<&Arc<T>> {
    let mut all = Vec::new();
    if let Some(node) = node {
        node.each(&mut |one| all.push(one));
    }
    all
}

/// Tells what differs between two lists.
fn pairs<'a, T: Keyed>(former: &[&'a Arc<T>], now: &[&'a Arc<T>], tell: Tell<'_, 'a, T>) {
    if let ([former], [now]) = (former, now)
        && Arc::ptr_eq(former, now)
    {
        return;
    }
    let mut pairs: BTreeMap<&Key, Change<'a, T>> = BTreeMap::new();
    for one in former {
        pairs.entry(one.key()).or_default().0 = Some(one);
    }
    for one in now {
        pairs.entry(one.key()).or_default().1 = Some(one);
    }
    for (former, now) in pairs.into_values() {
        let same = matches!((former, now), (Some(a), Some(b)) if Arc::ptr_eq(a, b));
        if !same {
            tell(former, now);
        }
    }
}

type Pair<'a, T> = (Option<&'a Node<T>>, Option<&'a Node<T>>);

/// The nodes of two sorted lists, side by side.
fn both<'a, T>(
    former: &'a [(ByteSet, Node<T>)],
    now: &'a [(ByteSet, Node<T>)],
) -> Vec<Pair<'a, T>> {
    let mut pairs = Vec::new();
    let (mut former, mut now) = (former.iter().peekable(), now.iter().peekable());
    loop {
        let order = match (former.peek(), now.peek()) {
            (None, None) => return pairs,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some((a, _)), Some((b, _))) => a.cmp(b),
        };
        let first = former.next_if(|_| order.is_le());
        let second = now.next_if(|_| order.is_ge());
        pairs.push((first.map(|(_, node)| node), second.map(|(_, node)| node)));
    }
}
