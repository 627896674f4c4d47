//! What the check follows, whichever language it was written in: steps with what they set, use and jump to.
//!
//! Plain data without any tree of Rhai in it, so that the facts of a file outlive its tree and cross threads.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::alphabet::Alphabet;
use super::sink::Sink;
use super::trail::Site;
use crate::diagnostic::Span;

/// An extension or function.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Routine {
    pub(crate) nodes: Vec<Node>,
    /// Nodes by the priority they are.
    pub(crate) priorities: BTreeMap<u32, usize>,
    pub(crate) labels: BTreeMap<Arc<str>, usize>,
    /// What a function finds its arguments in.
    pub(crate) parameters: Vec<Var>,
    /// Channel variables that get their values back when it returns.
    pub(crate) locals: Vec<Var>,
}

/// A step: what it does, in order, and what can come next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) ops: Vec<Op>,
    pub(crate) next: Vec<Edge>,
}

/// A way from one node to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Edge {
    pub(crate) to: usize,
    /// A condition, and whether it holds on this way.
    pub(crate) guard: Option<(Arc<Guard>, bool)>,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    Set {
        var: Var,
        value: Term,
        site: Site,
        /// Whether something of the old value stays.
        adds: bool,
    },
    Global {
        var: Var,
        value: Term,
        site: Site,
    },
    Use {
        sink: Sink,
        /// The application or function as written.
        by: Arc<str>,
        value: Term,
        site: Site,
    },
    Jump(Box<Jump>),
    /// A call of a function of the same file, or of one it imports by that path.
    Call {
        path: Option<Arc<str>>,
        name: Arc<str>,
        arguments: Vec<Term>,
        into: Var,
        site: Site,
    },
    Return(Term),
}

/// Where it goes on, or what it does meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Jump {
    pub(crate) how: How,
    pub(crate) by: Arc<str>,
    /// The context it is written in, if `None`.
    pub(crate) context: Option<Term>,
    /// The extension the call is in, if `None`.
    pub(crate) extension: Option<Term>,
    pub(crate) priority: Option<Term>,
    pub(crate) arguments: Vec<Term>,
    pub(crate) site: Site,
}

/// Whether a jump comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    Goto,
    /// It comes back, with what it has set.
    Gosub,
    /// Another channel goes there.
    Aside,
}

/// What a value is kept in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Var {
    /// A channel variable, or a function with its argument: `CALLERID(name)`.
    Named(Arc<str>),
    /// What a script declares.
    Local(u32),
}

/// How a text is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Term {
    /// It is written out; also what no stranger has a part in.
    Text(Arc<str>),
    Read(Var),
    /// Something that is read, where it stands and how it is written.
    Leaf(Box<Leaf>),
    /// One behind the other.
    Join(Vec<Self>),
    OneOf(Vec<Self>),
    Part(Box<Self>, i64, Option<i64>),
    /// Only these characters of it.
    Only(Alphabet, Box<Self>),
    /// An encoding of it, which consists of these characters.
    Written(Alphabet, Box<Self>),
    /// How long it is.
    Length(Box<Self>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Leaf {
    pub(crate) term: Term,
    pub(crate) span: Span,
    pub(crate) text: Box<str>,
}

/// What a condition says about what is in variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Guard {
    /// A regular expression matches: what the variables consist of if so, and if not.
    Match {
        on: Vec<Bound>,
        yes: Option<Alphabet>,
        no: Option<Alphabet>,
    },
    Equal(Term, Term),
    /// The dialplan has such an extension.
    Exists(Vec<Bound>),
    All(Vec<Self>),
    Either(Vec<Self>),
    Not(Box<Self>),
    Unknown,
}

/// A variable, from one of its places on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bound {
    pub(crate) var: Var,
    pub(crate) from: usize,
}

impl Var {
    pub(crate) fn named(name: impl Into<Arc<str>>) -> Self {
        Self::Named(name.into())
    }
}

impl Term {
    pub(crate) fn nothing() -> Self {
        Self::Text("".into())
    }

    pub(crate) fn text(text: impl Into<Arc<str>>) -> Self {
        Self::Text(text.into())
    }

    /// What it is, if it is written out.
    pub(crate) fn literal(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn join(mut parts: Vec<Self>) -> Self {
        match parts.len() {
            0 => Self::nothing(),
            1 => parts.remove(0),
            _ => Self::Join(parts),
        }
    }

    /// Several with commas between them.
    pub(crate) fn list(parts: Vec<Self>) -> Self {
        let mut all = Vec::new();
        for part in parts {
            if !all.is_empty() {
                all.push(Self::text(","));
            }
            all.push(part);
        }
        Self::join(all)
    }

    pub(crate) fn one_of(mut parts: Vec<Self>) -> Self {
        parts.retain(|part| part.literal().is_none());
        match parts.len() {
            0 => Self::nothing(),
            1 => parts.remove(0),
            _ => Self::OneOf(parts),
        }
    }

    pub(crate) fn only(self, allowed: Alphabet) -> Self {
        Self::Only(allowed, Box::new(self))
    }

    pub(crate) fn written_with(self, chars: Alphabet) -> Self {
        Self::Written(chars, Box::new(self))
    }

    /// The same term with what marks a place left off.
    pub(crate) fn bare(&self) -> &Self {
        match self {
            Self::Leaf(leaf) => leaf.term.bare(),
            other => other,
        }
    }

    /// The terms it is put together from.
    pub(super) fn parts(&self) -> &[Self] {
        match self {
            Self::Join(parts) | Self::OneOf(parts) => parts,
            Self::Leaf(leaf) => std::slice::from_ref(&leaf.term),
            Self::Part(term, ..)
            | Self::Only(_, term)
            | Self::Written(_, term)
            | Self::Length(term) => std::slice::from_ref(term),
            Self::Text(_) | Self::Read(_) => &[],
        }
    }

    /// The variables that stand in it unchanged, or from some place on.
    pub(crate) fn bounds(&self) -> Vec<Bound> {
        match self.bare() {
            Self::Read(var) => vec![Bound {
                var: var.clone(),
                from: 0,
            }],
            Self::Part(term, offset, None) => {
                let Ok(from) = usize::try_from(*offset) else {
                    return Vec::new();
                };
                let mut bounds = term.bounds();
                bounds.iter_mut().for_each(|bound| bound.from += from);
                bounds
            }
            Self::Join(parts) => parts.iter().flat_map(Self::bounds).collect(),
            _ => Vec::new(),
        }
    }
}

impl Guard {
    pub(crate) fn is_unknown(&self) -> bool {
        *self == Self::Unknown
    }

    pub(crate) fn negated(self) -> Self {
        match self {
            Self::Not(inner) => *inner,
            Self::Unknown => Self::Unknown,
            other => Self::Not(Box::new(other)),
        }
    }
}

impl Routine {
    /// Bodies of one extension, each with its priority and label. None goes on in another by itself, so the numbers of
    /// what they declare may be the same.
    pub(crate) fn of_bodies(bodies: &[(u32, Option<&Arc<str>>, &Self)]) -> Self {
        let mut all = Self::default();
        for (priority, label, body) in bodies {
            let first = all.nodes.len();
            let mut nodes = body.nodes.clone();
            for node in &mut nodes {
                node.next.iter_mut().for_each(|edge| edge.to += first);
            }
            if !nodes.is_empty() {
                all.priorities.insert(*priority, first);
                all.labels
                    .extend(label.map(|label| (Arc::clone(label), first)));
            }
            all.nodes.extend(nodes);
            all.locals.extend(body.locals.iter().cloned());
        }
        all
    }

    /// Adds a node. Gives its number.
    pub(crate) fn node(&mut self) -> usize {
        self.nodes.push(Node::default());
        self.nodes.len() - 1
    }

    pub(crate) fn edge(&mut self, from: usize, to: usize) {
        self.nodes[from].next.push(Edge { to, guard: None });
    }

    pub(crate) fn guarded(&mut self, from: usize, to: usize, guard: &Arc<Guard>, holds: bool) {
        let guard = Some((Arc::clone(guard), holds));
        self.nodes[from].next.push(Edge { to, guard });
    }
}
