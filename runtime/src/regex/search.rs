//! Runs a program over a text, all ways at once.
//!
//! In: a program and a text. Out: the leftmost longest match. At each character a step of the program is tried
//! once at most, for the way there that counts most: an earlier start first, then the order of the pattern.

use super::bracket::is_word;
use super::program::{Program, Step};
use super::syntax::Assertion;
use super::{Match, RegexError, STEPS, STRETCH};

/// A way through the program.
#[derive(Clone, Copy)]
struct Way {
    step: usize,
    start: usize,
    open: Option<usize>,
    group: Option<(usize, usize)>,
}

pub(super) fn find(
    program: &Program,
    text: &str,
    steps: &mut u32,
    rest: &mut dyn FnMut() -> bool,
) -> Result<Option<Match>, RegexError> {
    let mut search = Search {
        program,
        text,
        seen: vec![usize::MAX; program.steps.len()],
        steps,
        rest,
        pending: Vec::new(),
    };
    let mut best: Option<Match> = None;
    let (mut ways, mut next) = (Vec::new(), Vec::new());
    let mut at = 0;
    loop {
        if best.is_none() {
            search.follow(Way::from(at), at, &mut ways)?;
        }
        if let Some(found) = search.matching(&ways, at)
            && best.is_none_or(|best| found.start <= best.start)
        {
            best = Some(found);
        }
        let Some(c) = text[at..].chars().next() else {
            return Ok(best);
        };
        at += c.len_utf8();
        next.clear();
        for way in &ways {
            let hopeless = best.is_some_and(|best| way.start > best.start);
            if !hopeless && search.takes(way, c) {
                let way = Way {
                    step: way.step + 1,
                    ..*way
                };
                search.follow(way, at, &mut next)?;
            }
        }
        std::mem::swap(&mut ways, &mut next);
        if ways.is_empty() && best.is_some() {
            return Ok(best);
        }
    }
}

impl Way {
    fn from(start: usize) -> Self {
        Self {
            step: 0,
            start,
            open: None,
            group: None,
        }
    }
}

struct Search<'a> {
    program: &'a Program,
    text: &'a str,
    /// At which place a step was last reached.
    seen: Vec<usize>,
    steps: &'a mut u32,
    rest: &'a mut dyn FnMut() -> bool,
    pending: Vec<Way>,
}

impl Search<'_> {
    /// Adds all steps that take a character, or are the end, and that `way` leads to without one.
    fn follow(&mut self, way: Way, at: usize, ways: &mut Vec<Way>) -> Result<(), RegexError> {
        self.pending.push(way);
        while let Some(mut way) = self.pending.pop() {
            if self.seen[way.step] == at {
                continue;
            }
            self.seen[way.step] = at;
            self.count()?;
            let step = way.step;
            way.step += 1;
            match self.program.steps[step] {
                Step::Set(_) | Step::Match => ways.push(Way { step, ..way }),
                Step::Assertion(assertion) if !self.holds(assertion, at) => {}
                Step::Assertion(_) => self.pending.push(way),
                Step::Jump(step) => self.pending.push(Way { step, ..way }),
                Step::Split(first, second) => {
                    self.pending.push(Way {
                        step: second,
                        ..way
                    });
                    self.pending.push(Way { step: first, ..way });
                }
                Step::Open => self.pending.push(Way {
                    open: Some(at),
                    ..way
                }),
                Step::Close => {
                    let group = way.open.map(|open| (open, at));
                    self.pending.push(Way { group, ..way });
                }
            }
        }
        Ok(())
    }

    fn count(&mut self) -> Result<(), RegexError> {
        *self.steps += 1;
        if *self.steps > STEPS {
            return Err(RegexError::TooLong);
        }
        if (*self.steps).is_multiple_of(STRETCH) && !(self.rest)() {
            return Err(RegexError::BrokenOff);
        }
        Ok(())
    }

    fn matching(&self, ways: &[Way], at: usize) -> Option<Match> {
        let end = |way: &&Way| matches!(self.program.steps[way.step], Step::Match);
        let way = ways.iter().find(end)?;
        Some(Match {
            start: way.start,
            end: at,
            group: way.group,
        })
    }

    fn takes(&self, way: &Way, c: char) -> bool {
        matches!(&self.program.steps[way.step], Step::Set(set) if set.has(c))
    }

    fn holds(&self, assertion: Assertion, at: usize) -> bool {
        let (before, after) = self.text.split_at(at);
        let before = before.chars().next_back().is_some_and(is_word);
        let after = after.chars().next().is_some_and(is_word);
        match assertion {
            Assertion::Start => at == 0,
            Assertion::End => at == self.text.len(),
            Assertion::WordStart => !before && after,
            Assertion::WordEnd => before && !after,
            Assertion::WordBoundary => before != after,
            Assertion::NoWordBoundary => before == after,
        }
    }
}
