//! The priorities and labels of an extension.

use std::collections::{BTreeMap, HashMap};

use super::{Here, Judge};
use crate::diagnostic::Code;
use crate::dialplan::{Line, Surveyed};

impl<'a> Judge<'_, 'a> {
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
            let (file, span) = (first.file.clone(), first.span);
            let here = Here { extension, line };
            if let Some(finding) = self.report(here, Code::LabelTwice, "", message) {
                *finding = finding
                    .clone()
                    .with_label(file, span, "jumps to it go here");
            }
        }
    }
}
