//! Words of Asterisk's form, and variables.

use std::collections::BTreeSet;

use super::{CompletionKind, List};
use crate::assist::Piece;
use crate::assist::mention::{self, What};
use crate::assist::sketch::Sketch;
use crate::assist::variables::CHANNEL_VARIABLES;

/// Keys of a context, with what stands behind them.
const KEYS: &[(&str, &str, &str)] = &[
    (
        "exten",
        "exten => ${1:name},${2:1},$0",
        "the first line of an extension",
    ),
    (
        "same",
        "same => ${1:n},$0",
        "another line of the extension before",
    ),
    (
        "include",
        "include => ${1:context}",
        "look there if nothing here matches",
    ),
    (
        "switch",
        "switch => Loopback/${1:number}@${2:context}",
        "look in another context, with another number",
    ),
    (
        "lswitch",
        "lswitch => Loopback/${1:number}@${2:context}",
        "the same, substituted when somebody dials",
    ),
];

impl List<'_> {
    pub(super) fn keys(&mut self, prefix: Piece) {
        for (label, snippet, detail) in KEYS {
            if let Some(item) = self.push(label, CompletionKind::Keyword, *detail, prefix) {
                item.insert = format!("{label} => ");
                item.snippet = Some((*snippet).to_owned());
            }
        }
        for (label, detail) in [
            ("#include", "reads another file here"),
            ("#tryinclude", "the same, if it is there"),
        ] {
            self.push(label, CompletionKind::Keyword, detail, prefix);
        }
    }

    pub(super) fn sections(&mut self, prefix: Piece) {
        for (label, detail) in [
            ("general", "settings of the file"),
            ("globals", "variables of all calls"),
        ] {
            self.push(label, CompletionKind::Keyword, detail, prefix);
        }
        self.contexts(prefix);
    }

    pub(super) fn priorities(&mut self, prefix: Piece) {
        for (label, detail) in [
            ("n", "the next priority"),
            ("1", "the first priority"),
            ("hint", "whose state the extension shows"),
        ] {
            if let Some(item) = self.push(label, CompletionKind::Keyword, detail, prefix) {
                item.insert = format!("{label},");
            }
        }
    }

    /// Channel variables: those of every call, those that applications leave, those that any file sets.
    pub(super) fn variables(&mut self, prefix: Piece) {
        let library = self.workspace.library;
        let mut names: BTreeSet<&str> = CHANNEL_VARIABLES.iter().map(|(name, _)| *name).collect();
        names.extend(
            library
                .applications
                .iter()
                .filter_map(|row| Some(row.status.as_ref()?.variable)),
        );
        for name in &names {
            self.push(name, CompletionKind::Variable, "channel variable", prefix);
        }
        let workspace = self.workspace;
        for (name, _) in workspace.plan.globals() {
            if names.insert(name) {
                self.push(name, CompletionKind::Variable, "global variable", prefix);
            }
        }
        // Those of this file come first; looking through a thousand others would take longer than typing does.
        let Some(sketch) = workspace.file(self.path) else {
            return;
        };
        for mention in mention::mentions(sketch, &library) {
            if let What::Variable { name, set: true } = mention.what
                && !mention.piece.touches(self.offset)
                && (sketch.conf || !sketch.names.contains(&mention.piece))
                && names.insert(name)
            {
                self.push(name, CompletionKind::Variable, "set in this file", prefix);
            }
        }
    }

    /// What `let`, `for`, `const` and parameters of this file name.
    pub(super) fn own_names(&mut self, sketch: &Sketch, prefix: Piece) {
        let names = sketch
            .names
            .iter()
            .filter(|name| !name.touches(self.offset));
        let names: BTreeSet<&str> = names.map(|name| sketch.at(*name)).collect();
        for name in names {
            self.push(
                name,
                CompletionKind::Variable,
                "variable of this file",
                prefix,
            );
        }
    }
}
