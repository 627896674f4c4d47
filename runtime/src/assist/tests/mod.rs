//! Questions of an editor, each with a cursor `◊` in a text.

mod completion;
mod navigation;
mod renaming;
mod robustness;
mod words;

use std::sync::Arc;

use super::*;
use crate::dialplan::{Dialplan, Source};
use crate::sample::LIBRARY;

/// Files as `path: text` pairs; the one with the cursor, and where it is.
pub(super) fn workspace(files: &[(&str, &str)]) -> (Workspace, String, usize) {
    let mut workspace = Workspace::new(LIBRARY);
    let mut cursor = (String::new(), 0);
    let mut sources = Vec::new();
    for (path, text) in files {
        if let Some(offset) = text.find('◊') {
            cursor = ((*path).to_owned(), offset);
        }
        let source = Source::new(*path, text.replace('◊', ""));
        workspace.put(&source);
        sources.push(source);
    }
    workspace.plan = Arc::new(Dialplan::load(sources, LIBRARY).0);
    let known = |name: &str, about: &str| Known {
        name: name.to_owned(),
        about: about.to_owned(),
        place: Some(("skyplan.toml".into(), 3, 9)),
    };
    workspace.surroundings = Surroundings {
        endpoints: vec![known("desk", "a phone")],
        accounts: vec![known("james_bond", "an account")],
        prompts: vec!["beep".to_owned(), "hello".to_owned()],
        contexts: vec!["entrance".to_owned()],
    };
    (workspace, cursor.0, cursor.1)
}

/// The same with one file, in Rhai or, when it begins with a bracket, of Asterisk's form.
pub(super) fn one(text: &str) -> (Workspace, String, usize) {
    let path = if text.starts_with('[') {
        "extensions.conf"
    } else {
        "a.rhai"
    };
    workspace(&[(path, text)])
}
