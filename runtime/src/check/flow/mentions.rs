//! All priorities and labels that anything in the dialplan may go to.
//!
//! What only a call knows, `Goto(${X})`, may lead anywhere.

use std::collections::HashSet;

use crate::check::advice::Program;
use crate::check::lines::data::is_literal;
use crate::check::lines::{Said, said};

/// What is named anywhere.
#[derive(Debug, Default)]
pub(super) struct Mentions {
    labels: HashSet<String>,
    numbers: HashSet<u32>,
    /// Whether something may lead anywhere.
    pub(super) anything: bool,
}

impl Mentions {
    /// Gathers them from lines and scripts.
    pub(super) fn of(program: &Program<'_>) -> Self {
        let mut mentions = Self::default();
        for facts in program.files {
            for place in &facts.places {
                mentions.step(place, true);
            }
            mentions.anything |= facts.computed_jumps;
            for executed in facts.lines.values() {
                mentions.said(executed.said(program.library));
            }
        }
        for extension in program.survey.extensions() {
            for line in extension.lines.into_iter().flatten().map(|(_, line)| line) {
                mentions.said(said(program.library, &line.application, &line.data));
            }
        }
        mentions
    }

    fn said(&mut self, said: Vec<Said<'_>>) {
        for said in said {
            match said {
                Said::Jump(jump) => self.step(jump.priority, jump.extension.is_some()),
                Said::Hints(text) => self.words(text),
                _ => {}
            }
        }
    }

    /// The step of an extension; `elsewhere` if it may be of another one than that of the line.
    fn step(&mut self, text: &str, elsewhere: bool) {
        if !is_literal(text) {
            self.anything = true;
        } else if let Ok(number) = text.trim().parse() {
            if elsewhere {
                self.numbers.insert(number);
            }
        } else if !text.starts_with(['+', '-']) {
            self.labels.insert(text.to_owned());
        }
    }

    /// Words that may name places.
    fn words(&mut self, text: &str) {
        let inner = |c: char| !c.is_alphanumeric() && c != '_' && c != '-';
        for word in text.split(inner).filter(|word| !word.is_empty()) {
            self.step(word, true);
        }
    }

    /// Whether something may lead to that step.
    pub(super) fn has(&self, priority: u32, label: Option<&str>) -> bool {
        self.numbers.contains(&priority) || label.is_some_and(|label| self.labels.contains(label))
    }
}
