//! The files of a dialplan: which names count, and their texts.

use std::collections::HashMap;
use std::sync::Arc;

/// One file, as it was read. Cheap to clone, `Send` and `Sync`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its path within the dialplan directory, with `/`: `desk/night.rhai`. Shown in diagnostics.
    pub path: Arc<str>,
    /// What is in it.
    pub text: Arc<str>,
}

impl Source {
    /// A file and its text.
    pub fn new(path: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        Self {
            path: path.into(),
            text: text.into(),
        }
    }

    /// Whether it is written as Asterisk's configuration files are, and not in Rhai.
    pub fn is_conf(&self) -> bool {
        self.path.ends_with(".conf")
    }

    /// Whether it holds tests only, and is no part of the dialplan.
    pub fn is_test(&self) -> bool {
        self.path.ends_with(TEST_ENDING)
    }
}

impl Source {
    /// Whether it is the same file with the same text in memory, which takes no look at the text.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.text, &other.text) && self.path == other.path
    }
}

/// The files of one generation, in order.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    all: Vec<Source>,
    /// The first file of each path.
    by_path: HashMap<Arc<str>, usize>,
    /// The folder that all files stand in, with a slash; empty where there is none. Who checks a folder shows the names
    /// of its files with that folder's.
    folder: String,
    /// How many folders above the current one some of the files are.
    up: usize,
}

/// Most folders above the current one, with slashes.
const UP: &str = "../../../../../../../../../../../../../../../../";

impl Sources {
    pub(crate) fn new(all: Vec<Source>) -> Self {
        let mut by_path = HashMap::new();
        for (at, source) in all.iter().enumerate() {
            by_path.entry(Arc::clone(&source.path)).or_insert(at);
        }
        let folder = folder(&all);
        let ups = all.iter().map(|source| ups(&source.path));
        let up = ups.max().unwrap_or(0).min(UP.len() / 3);
        Self {
            all,
            by_path,
            folder,
            up,
        }
    }

    pub(crate) fn all(&self) -> &[Source] {
        &self.all
    }

    pub(crate) fn get(&self, path: &str) -> Option<&Source> {
        self.place(path).map(|at| &self.all[at])
    }

    /// Where a file stands among the others.
    pub(crate) fn place(&self, path: &str) -> Option<usize> {
        self.by_path.get(path).copied()
    }

    /// The file that `import "name"` means.
    pub(crate) fn imported(&self, name: &str) -> Option<&Source> {
        let mut tops = vec![""];
        tops.extend((1..=self.up).map(|up| &UP[..up * 3]));
        tops.extend(
            self.folder
                .match_indices('/')
                .map(|(at, _)| &self.folder[..=at]),
        );
        let at = tops.into_iter().find_map(|top| {
            let plain = self.place(&format!("{top}{name}"));
            let with_ending = self.place(&format!("{top}{name}.rhai"));
            plain.into_iter().chain(with_ending).min()
        })?;
        Some(&self.all[at])
    }

    /// Whether both have the same paths.
    pub(crate) fn are_named_as(&self, other: &Self) -> bool {
        let paths = self.by_path.keys();
        let same = self.by_path.len() == other.by_path.len();
        same && paths.into_iter().all(|path| other.place(path).is_some())
    }

    /// Whether both are the same files in the same order.
    pub(crate) fn are(&self, other: &Self) -> bool {
        let pairs = self.all.iter().zip(&other.all);
        self.all.len() == other.all.len() && pairs.into_iter().all(|(a, b)| a.is(b) || a == b)
    }
}

/// The innermost folder that all files stand in, with a slash.
fn folder(all: &[Source]) -> String {
    let mut paths = all.iter().map(|source| &*source.path);
    let Some(first) = paths.next() else {
        return String::new();
    };
    let common = |a: &str, b: &str| {
        let pairs = a.bytes().zip(b.bytes());
        pairs.take_while(|(a, b)| a == b).count()
    };
    let length = paths.map(|path| common(first, path)).min();
    let shared = &first.as_bytes()[..length.unwrap_or(first.len())];
    let end = shared.iter().rposition(|&byte| byte == b'/');
    first[..end.map_or(0, |end| end + 1)].to_owned()
}

/// How many folders up a path begins.
fn ups(path: &str) -> usize {
    let parts = path.split('/');
    parts.take_while(|part| *part == "..").count()
}

/// How the name of a file of tests ends.
const TEST_ENDING: &str = ".test.rhai";

/// Whether a file of this path holds tests of the dialplan beside it.
pub fn is_test_file(path: &str) -> bool {
    path.ends_with(TEST_ENDING) && is_source(path)
}

/// Whether a file of this path (within the dialplan directory) is part of the dialplan.
///
/// That is `*.rhai` and `*.conf`, except what editors leave behind while they save: names that begin with a dot
/// (vim's `.desk.rhai.swp`, emacs' `.#desk.rhai`) or end with something after `.rhai` (`desk.rhai~`,
/// `desk.rhai.bak`). A file in a directory that begins with a dot does not count either, and neither do files of
/// tests (`desk.test.rhai`).
pub fn is_dialplan_file(path: &str) -> bool {
    !path.ends_with(TEST_ENDING) && is_source(path)
}

fn is_source(path: &str) -> bool {
    let mut parts = path.split(['/', '\\']);
    let name = parts.next_back().unwrap_or("");
    let hidden = |part: &str| part.starts_with('.') && part != "." && part != "..";
    let of_kind = |ending: &str| name.len() > ending.len() && name.ends_with(ending);
    (of_kind(".rhai") || of_kind(".conf"))
        && !hidden(name)
        && !name.starts_with('#')
        && !parts.any(hidden)
}

#[cfg(test)]
mod tests {
    use super::{is_dialplan_file, is_test_file};

    #[test]
    fn tests_lie_beside_the_dialplan_and_are_no_part_of_it() {
        for path in ["desk.test.rhai", "a/extensions.test.rhai"] {
            assert!(is_test_file(path) && !is_dialplan_file(path), "{path}");
        }
        for path in [
            "test.rhai",
            "desk.rhai",
            ".desk.test.rhai",
            "desk.test.rhai~",
        ] {
            assert!(!is_test_file(path), "{path}");
        }
    }

    #[test]
    fn dialplan_files_in_any_folder_count() {
        for path in [
            "desk.rhai",
            "a/b/desk.rhai",
            "./desk.rhai",
            "_x.rhai",
            "extensions.conf",
        ] {
            assert!(is_dialplan_file(path), "{path}");
        }
    }

    #[test]
    fn what_editors_leave_behind_does_not_count() {
        for path in [
            "",
            ".rhai",
            ".conf",
            "extensions.conf~",
            "desk",
            "desk.rhai~",
            "desk.rhai.bak",
            ".desk.rhai.swp",
            ".#desk.rhai",
            "#desk.rhai#",
            ".desk.rhai",
            ".git/desk.rhai",
            "4913",
        ] {
            assert!(!is_dialplan_file(path), "{path}");
        }
    }
}
