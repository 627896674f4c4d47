//! Documents that are open in the editor: their texts count, and not what is on the disk.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lsp_types::TextDocumentContentChangeEvent;

use super::position::{Encoding, LineIndex};

/// An open document.
#[derive(Clone, Debug)]
pub(super) struct Document {
    /// The number that the editor gave this text.
    pub(super) version: i32,
    pub(super) text: Arc<str>,
}

/// All open documents.
#[derive(Debug, Default)]
pub(super) struct Documents(BTreeMap<PathBuf, Document>);

impl Documents {
    pub(super) fn open(&mut self, path: PathBuf, version: i32, text: String) {
        self.0.insert(
            path,
            Document {
                version,
                text: text.into(),
            },
        );
    }

    pub(super) fn close(&mut self, path: &Path) {
        self.0.remove(path);
    }

    pub(super) fn find(&self, path: &Path) -> Option<&Document> {
        self.0.get(path)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (&Path, &Document)> {
        self.0.iter().map(|(path, document)| (&**path, document))
    }

    /// Applies what was typed; one change after the other, each to what the former ones left.
    pub(super) fn change(
        &mut self,
        path: &Path,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
        encoding: Encoding,
    ) -> Option<&Document> {
        let document = self.0.get_mut(path)?;
        let mut text = document.text.to_string();
        for change in changes {
            match change.range {
                None => text = change.text,
                Some(range) => {
                    let index = LineIndex::new(&text, encoding);
                    let (start, end) = (index.offset(range.start), index.offset(range.end));
                    text.replace_range(start..end.max(start), &change.text);
                }
            }
        }
        document.version = version;
        document.text = text.into();
        Some(document)
    }
}

#[cfg(test)]
mod tests {
    use lsp_types::{Position, Range};

    use super::*;

    /// From a line and distance up to another: what stands there then.
    type Edit<'t> = ((u32, u32), (u32, u32), &'t str);

    fn check(text: &str, changes: &[Edit<'_>], expected: &str) {
        let mut documents = Documents::default();
        let path = Path::new("/a.rhai");
        documents.open(path.to_owned(), 1, text.to_owned());
        let changes = changes.iter().map(|((line, at), (end_line, end), text)| {
            TextDocumentContentChangeEvent {
                range: Some(Range::new(
                    Position::new(*line, *at),
                    Position::new(*end_line, *end),
                )),
                range_length: None,
                text: (*text).to_owned(),
            }
        });
        let changed = documents
            .change(path, 2, changes.collect(), Encoding::Utf16)
            .expect("a document");
        assert_eq!((&*changed.text, changed.version), (expected, 2));
    }

    #[test]
    fn changes_are_applied_one_after_the_other() {
        check(
            "a\nb\n",
            &[((1, 0), (1, 1), "xy"), ((1, 1), (2, 0), "")],
            "a\nx",
        );
        check("😀b", &[((0, 2), (0, 3), "c")], "😀c");
        check("ab", &[((0, 9), (7, 0), "c")], "abc");
        check("ab", &[((0, 2), (0, 0), "c")], "abc");
    }
}
