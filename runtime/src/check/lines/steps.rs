//! The priorities and labels of an extension.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::{Here, Judge};
use crate::check::flow::form;
use crate::diagnostic::Code;
use crate::dialplan::{Line, Surveyed};
use crate::library::{Block, Data};

impl<'a> Judge<'_, 'a> {
    /// Lines that begin or end a block without the other one.
    pub(super) fn blocks(&mut self, extension: Surveyed<'a>, lines: &'a BTreeMap<u32, Line>) {
        let library = self.plan.library;
        let mut open: Vec<(Block, &'a Line)> = Vec::new();
        let mut alone = Vec::new();
        for line in lines.values() {
            match form(library, line) {
                Some(Data::Opens(block)) => open.push((block, line)),
                Some(Data::Closes(block)) => {
                    match open.iter().rposition(|(opened, _)| *opened == block) {
                        Some(at) => drop(open.remove(at)),
                        None => alone.push((block, line, true)),
                    }
                }
                _ => {}
            }
        }
        alone.extend(open.into_iter().map(|(block, line)| (block, line, false)));
        for (block, line, ends) in alone {
            let (begin, end) = match block {
                Block::Loop => ("While", "EndWhile"),
                Block::Choice => ("If", "EndIf"),
            };
            let message = match ends {
                true => format!("there is no `{begin}` before this `{end}`"),
                false => format!("there is no `{end}` for this `{begin}`"),
            };
            self.report(Here { extension, line }, Code::LineBlock, "", message);
        }
    }

    /// Labels that stand at several lines.
    pub(super) fn steps(&mut self, extension: Surveyed<'a>, lines: &'a BTreeMap<u32, Line>) {
        let mut labels: HashMap<&str, &Line> = HashMap::new();
        for line in lines.values() {
            let Some(label) = line.label.as_deref() else {
                continue;
            };
            let Some(first) = labels.get(label) else {
                labels.insert(label, line);
                continue;
            };
            let message = format!(
                "extension `{}` has the label `{label}` already",
                extension.pattern
            );
            let (file, span) = (Arc::clone(&first.file), first.label_span());
            let place = line.label_span();
            if let Some(finding) = self.report_at(&line.file, Code::LabelTwice, place, message) {
                *finding = finding
                    .clone()
                    .with_label(file, span, "jumps to it go here");
            }
        }
    }
}
