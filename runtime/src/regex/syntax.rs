//! The grammar of extended regular expressions (POSIX.1-2017 section 9.5.3).
//!
//! In: a pattern. Out: its tree and the number of its groups.

use super::RegexError;
use super::bracket::{self, Set, is_word};

/// A part of a pattern.
#[derive(Debug)]
pub(super) enum Node {
    Set(Box<Set>),
    Assertion(Assertion),
    Sequence(Vec<Self>),
    /// One of several; the first come first.
    Either(Vec<Self>),
    /// A group and its number, from 1.
    Group(u32, Box<Self>),
    Repeat {
        node: Box<Self>,
        least: u32,
        /// `None` for no limit.
        most: Option<u32>,
    },
}

/// What is asked of a place between characters.
#[derive(Clone, Copy, Debug)]
pub(super) enum Assertion {
    Start,
    End,
    WordStart,
    WordEnd,
    WordBoundary,
    NoWordBoundary,
}

/// Deepest nesting of groups.
const DEPTH: u32 = 50;

/// Largest number in braces (`RE_DUP_MAX` of the C library).
const REPETITIONS: u32 = 0x7fff;

pub(super) fn parse(pattern: &str) -> Result<(Node, u32), RegexError> {
    let mut parser = Parser {
        rest: pattern,
        groups: 0,
    };
    let node = parser.alternatives(0)?;
    Ok((node, parser.groups))
}

struct Parser<'a> {
    rest: &'a str,
    groups: u32,
}

impl Parser<'_> {
    /// Up to the end, or to the parenthesis that closes the group.
    fn alternatives(&mut self, depth: u32) -> Result<Node, RegexError> {
        if depth > DEPTH {
            return Err(RegexError::TooLarge);
        }
        let mut alternatives = vec![self.sequence(depth)?];
        while self.skip('|') {
            alternatives.push(self.sequence(depth)?);
        }
        if alternatives.len() == 1 {
            return Ok(alternatives.remove(0));
        }
        Ok(Node::Either(alternatives))
    }

    fn sequence(&mut self, depth: u32) -> Result<Node, RegexError> {
        let mut nodes = Vec::new();
        while let Some(c) = self.peek() {
            if c == '|' || (c == ')' && depth > 0) {
                break;
            }
            let node = self.atom(depth)?;
            // Nothing can repeat an assertion: `^*` is as wrong as `*`.
            let repeatable = !matches!(node, Node::Assertion(_));
            nodes.push(if repeatable {
                self.repeated(node)?
            } else {
                node
            });
        }
        Ok(Node::Sequence(nodes))
    }

    fn atom(&mut self, depth: u32) -> Result<Node, RegexError> {
        let c = self.next().ok_or(RegexError::Backslash)?;
        match c {
            '*' | '+' | '?' | '{' => Err(RegexError::Repetition),
            '(' => self.group(depth),
            '[' => {
                let (set, rest) = bracket::parse(self.rest)?;
                self.rest = rest;
                Ok(set.into())
            }
            '.' => Ok(Set::all().into()),
            '^' => Ok(Node::Assertion(Assertion::Start)),
            '$' => Ok(Node::Assertion(Assertion::End)),
            '\\' => self.escape(),
            _ => Ok(Set::one(c).into()),
        }
    }

    fn group(&mut self, depth: u32) -> Result<Node, RegexError> {
        self.groups += 1;
        let number = self.groups;
        let node = self.alternatives(depth + 1)?;
        if !self.skip(')') {
            return Err(RegexError::Parenthesis);
        }
        Ok(Node::Group(number, Box::new(node)))
    }

    fn escape(&mut self) -> Result<Node, RegexError> {
        let c = self.next().ok_or(RegexError::Backslash)?;
        let assertion = match c {
            '1'..='9' => return Err(RegexError::BackReference),
            'w' => return Ok(Set::class(is_word, false).into()),
            'W' => return Ok(Set::class(is_word, true).into()),
            's' => return Ok(Set::class(char::is_whitespace, false).into()),
            'S' => return Ok(Set::class(char::is_whitespace, true).into()),
            '`' => Assertion::Start,
            '\'' => Assertion::End,
            '<' => Assertion::WordStart,
            '>' => Assertion::WordEnd,
            'b' => Assertion::WordBoundary,
            'B' => Assertion::NoWordBoundary,
            _ => return Ok(Set::one(c).into()),
        };
        Ok(Node::Assertion(assertion))
    }

    /// A node with the repetitions that follow it.
    fn repeated(&mut self, mut node: Node) -> Result<Node, RegexError> {
        let mut times = 0;
        while let Some(c) = self.peek() {
            let (least, most) = match c {
                '*' => (0, None),
                '+' => (1, None),
                '?' => (0, Some(1)),
                '{' => (0, Some(0)),
                _ => break,
            };
            self.next();
            let (least, most) = if c == '{' {
                self.braces()?
            } else {
                (least, most)
            };
            times += 1;
            if times > DEPTH {
                return Err(RegexError::TooLarge);
            }
            node = Node::Repeat {
                node: Box::new(node),
                least,
                most,
            };
        }
        Ok(node)
    }

    /// What follows `{`: `2}`, `2,}`, `,3}` or `2,3}`.
    fn braces(&mut self) -> Result<(u32, Option<u32>), RegexError> {
        let first = self.number()?;
        let (least, most) = if self.skip(',') {
            (first.unwrap_or(0), self.number()?)
        } else {
            (first.ok_or(RegexError::Braces)?, first)
        };
        if !self.skip('}') || most.is_some_and(|most| most < least) {
            return Err(RegexError::Braces);
        }
        Ok((least, most))
    }

    fn number(&mut self) -> Result<Option<u32>, RegexError> {
        let mut number = None;
        while let Some(digit) = self.peek().and_then(|c| c.to_digit(10)) {
            let value = number.unwrap_or(0) * 10 + digit;
            if value > REPETITIONS {
                return Err(RegexError::Braces);
            }
            number = Some(value);
            self.next();
        }
        Ok(number)
    }

    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let c = chars.next();
        self.rest = chars.as_str();
        c
    }

    fn skip(&mut self, c: char) -> bool {
        let rest = self.rest.strip_prefix(c);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }
}

impl From<Set> for Node {
    fn from(set: Set) -> Self {
        Self::Set(Box::new(set))
    }
}
