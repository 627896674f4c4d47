//! The steps of a search, made from the tree of a pattern.
//!
//! Source: Ken Thompson, "Regular Expression Search Algorithm", 1968, in the form that Russ Cox gives it,
//! <https://swtch.com/~rsc/regexp/regexp2.html>.

use super::RegexError;
use super::bracket::Set;
use super::syntax::{Assertion, Node};

/// One step.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// On to the next if the character is in the set.
    Set(Box<Set>),
    /// On to the next if that holds here.
    Assertion(Assertion),
    /// To both places; what the first leads to counts more.
    Split(usize, usize),
    Jump(usize),
    /// The first group begins.
    Open,
    /// The first group ends.
    Close,
    Match,
}

#[derive(Clone, Debug)]
pub(super) struct Program {
    pub(super) steps: Vec<Step>,
}

/// Most steps of a program; repetitions in braces are written out.
const LARGEST: usize = 5_000;

impl Program {
    pub(super) fn new(node: &Node) -> Result<Self, RegexError> {
        let mut program = Self { steps: Vec::new() };
        program.add(node)?;
        program.push(Step::Match)?;
        Ok(program)
    }

    fn push(&mut self, step: Step) -> Result<usize, RegexError> {
        if self.steps.len() >= LARGEST {
            return Err(RegexError::TooLarge);
        }
        self.steps.push(step);
        Ok(self.steps.len() - 1)
    }

    fn add(&mut self, node: &Node) -> Result<(), RegexError> {
        match node {
            Node::Set(set) => {
                self.push(Step::Set(set.clone()))?;
            }
            Node::Assertion(assertion) => {
                self.push(Step::Assertion(*assertion))?;
            }
            Node::Sequence(nodes) => nodes.iter().try_for_each(|node| self.add(node))?,
            Node::Either(nodes) => self.either(nodes)?,
            Node::Group(1, node) => {
                self.push(Step::Open)?;
                self.add(node)?;
                self.push(Step::Close)?;
            }
            Node::Group(_, node) => self.add(node)?,
            Node::Repeat { node, least, most } => self.repeat(node, *least, *most)?,
        }
        Ok(())
    }

    fn either(&mut self, nodes: &[Node]) -> Result<(), RegexError> {
        let mut ends = Vec::new();
        let (last, others) = nodes.split_last().expect("the parser gives two or more");
        for node in others {
            let split = self.push(Step::Split(0, 0))?;
            self.add(node)?;
            ends.push(self.push(Step::Jump(0))?);
            self.steps[split] = Step::Split(split + 1, self.steps.len());
        }
        self.add(last)?;
        for end in ends {
            self.steps[end] = Step::Jump(self.steps.len());
        }
        Ok(())
    }

    fn repeat(&mut self, node: &Node, least: u32, most: Option<u32>) -> Result<(), RegexError> {
        let Some(most) = most else {
            return self.unlimited(node, least);
        };
        for _ in 0..least {
            self.turn(node)?;
        }
        let mut splits = Vec::new();
        for _ in least..most {
            splits.push(self.push(Step::Split(0, 0))?);
            self.turn(node)?;
        }
        for split in splits {
            self.steps[split] = Step::Split(split + 1, self.steps.len());
        }
        Ok(())
    }

    /// The first turn stands outside the loop, so that it counts even if it takes nothing.
    fn unlimited(&mut self, node: &Node, least: u32) -> Result<(), RegexError> {
        for _ in 1..least {
            self.turn(node)?;
        }
        let skip = if least == 0 {
            Some(self.push(Step::Split(0, 0))?)
        } else {
            None
        };
        let start = self.steps.len();
        self.turn(node)?;
        let end = self.push(Step::Split(start, 0))? + 1;
        self.steps[end - 1] = Step::Split(start, end);
        if let Some(skip) = skip {
            self.steps[skip] = Step::Split(start, end);
        }
        Ok(())
    }

    /// One turn of a repetition. Turns that add nothing must not be free: there can be millions of them.
    fn turn(&mut self, node: &Node) -> Result<(), RegexError> {
        let before = self.steps.len();
        self.add(node)?;
        if self.steps.len() == before {
            self.push(Step::Jump(before + 1))?;
        }
        Ok(())
    }
}
