//! One context as all files together make it.

use std::sync::Arc;

use super::Hint;
use super::extension::Extension;
use super::index::Keyed;
use super::loopback::Loopback;
use super::pattern::Key;
use super::table::{Definition, Table};
use super::times::Times;
use super::unit::UnitId;
use crate::diagnostic::{Code, Diagnostic, Span};

/// One context. A clone shares nearly everything.
#[derive(Clone, Debug)]
pub(super) struct Context {
    pub(super) name: Arc<str>,
    pub(super) extensions: Table<Extension>,
    pub(super) lamps: Table<Lamp>,
    /// In the order of the files.
    pub(super) includes: Vec<Include>,
    /// Ways to other contexts, which are tried behind its own extensions and before its includes; in the order of the
    /// files.
    pub(super) switches: Vec<Switch>,
    /// How many files speak of it.
    pub(super) units: usize,
}

/// `include "name";`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Include {
    pub(super) name: Arc<str>,
    pub(super) file: Arc<str>,
    pub(super) span: Span,
    /// When it holds; always if `None`.
    pub(super) times: Option<Times>,
    pub(super) unit: UnitId,
}

/// `switch => Loopback/…`.
#[derive(Clone, Debug)]
pub(super) struct Switch {
    pub(super) loopback: Loopback,
    pub(super) unit: UnitId,
}

/// The hint of one extension.
#[derive(Clone, Debug)]
pub(super) struct Lamp {
    pub(super) key: Key,
    pub(super) hint: Hint,
    pub(super) unit: UnitId,
}

impl Context {
    pub(super) fn new(name: &Arc<str>) -> Self {
        Self {
            name: Arc::clone(name),
            extensions: Table::default(),
            lamps: Table::default(),
            includes: Vec::new(),
            switches: Vec::new(),
            units: 0,
        }
    }
}

impl Keyed for Lamp {
    fn key(&self) -> &Key {
        &self.key
    }
}

impl Definition for Lamp {
    fn unit(&self) -> UnitId {
        self.unit
    }

    fn join(&mut self, next: Self, findings: &mut Vec<Diagnostic>) {
        let (first, hint) = (&self.hint, next.hint);
        let message = format!("extension `{}` has a hint already", hint.extension);
        let finding = Diagnostic::new(Code::DuplicateHint, hint.file, hint.span, message)
            .with_label(Arc::clone(&first.file), first.span, "the first one")
            .with_help("join several devices with `&`");
        findings.push(finding);
    }
}
