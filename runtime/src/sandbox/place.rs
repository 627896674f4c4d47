//! Files that scripts may read or write: by the folders they lie in.
//!
//! Paths are compared as texts here. That no symbolic link leads out of a folder is for the host to see to, when it opens
//! the file.

use serde::{Deserialize, Serialize};

/// A folder whose files may be read or written, with all below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder(String);

/// A file in a folder that a script may use.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The folder, by its whole path.
    pub folder: String,
    /// The way from there, without `..`.
    pub path: String,
}

impl Folder {
    /// The folder of that path.
    pub fn new(path: impl Into<String>) -> Self {
        let path: String = path.into();
        Self(path.trim_end_matches('/').to_owned())
    }

    /// Where a file lies, if it is in this folder. What does not begin with a slash is looked for in the folder.
    pub fn place(&self, path: &str) -> Option<Place> {
        let path = match path.strip_prefix('/') {
            Some(_) => path.strip_prefix(&*self.0)?.strip_prefix('/')?,
            None => path,
        };
        let parts = path
            .split('/')
            .filter(|part| !part.is_empty() && *part != ".");
        let parts: Vec<&str> = parts.collect();
        if parts.is_empty() || parts.contains(&"..") || path.contains('\0') {
            return None;
        }
        Some(Place {
            folder: self.0.clone(),
            path: parts.join("/"),
        })
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.folder, self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_in_a_folder_or_below_it_and_nowhere_else() {
        let check = |path: &str, expected: Option<&str>| {
            let place = Folder::new("/srv/calls/").place(path);
            assert_eq!(place.as_ref().map(|place| &*place.path), expected, "{path}");
        };
        check("/srv/calls/a/b.txt", Some("a/b.txt"));
        check("/srv/calls//a/./b.txt", Some("a/b.txt"));
        check("a.txt", Some("a.txt"));
        check("/srv/calls", None);
        check("/srv/calls/", None);
        check("/srv/calls2/a", None);
        check("/srv/calls/../b", None);
        check("../b", None);
        check("a/../../b", None);
        check("", None);
        check("a\0b", None);
        check("/etc/passwd", None);
    }
}
