//! What the editor tells without an answer: documents that open, change and close, files that change on the disk.

use std::path::{Path, PathBuf};

use lsp_types::{
    DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidCloseTextDocumentParams,
    DidOpenTextDocumentParams, DidSaveTextDocumentParams,
};
use runtime::dialplan::{Source, is_dialplan_file, is_test_file};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::project::Project;
use super::session::{Session, read};
use super::uri;

impl Session {
    pub(super) fn notice(&mut self, method: &str, params: Value) {
        match method {
            "initialized" => self.watch(),
            "textDocument/didOpen" => {
                let Some(params) = told::<DidOpenTextDocumentParams>(method, params) else {
                    return;
                };
                let document = params.text_document;
                if let Some(path) = uri::path(&document.uri) {
                    self.documents
                        .open(path.clone(), document.version, document.text);
                    self.adopt(&path);
                    self.typed(&path);
                }
            }
            "textDocument/didChange" => {
                let Some(params) = told::<DidChangeTextDocumentParams>(method, params) else {
                    return;
                };
                let document = params.text_document;
                if let Some(path) = uri::path(&document.uri) {
                    let changes = params.content_changes;
                    self.documents
                        .change(&path, document.version, changes, self.encoding);
                    self.typed(&path);
                }
            }
            "textDocument/didClose" => {
                let Some(params) = told::<DidCloseTextDocumentParams>(method, params) else {
                    return;
                };
                if let Some(path) = uri::path(&params.text_document.uri) {
                    self.documents.close(&path);
                    self.saved(&[path]);
                }
            }
            "textDocument/didSave" => {
                let Some(params) = told::<DidSaveTextDocumentParams>(method, params) else {
                    return;
                };
                self.saved(
                    &uri::path(&params.text_document.uri)
                        .into_iter()
                        .collect::<Vec<_>>(),
                );
            }
            "workspace/didChangeWatchedFiles" => {
                let Some(params) = told::<DidChangeWatchedFilesParams>(method, params) else {
                    return;
                };
                let paths: Vec<PathBuf> = params
                    .changes
                    .iter()
                    .filter_map(|change| uri::path(&change.uri))
                    .collect();
                self.saved(&paths);
            }
            _ => {}
        }
    }

    /// Finds the dialplan that a document belongs to, if none that is known has it.
    fn adopt(&mut self, path: &Path) {
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or("");
        let counts = is_dialplan_file(name) || is_test_file(name);
        if !counts || self.place(path).is_some() {
            return;
        }
        let mut project = Project::of_file(path);
        if project.name(path).is_some() {
            project.read(&self.documents);
            self.projects.push(project);
            self.changed(self.projects.len() - 1);
        }
    }

    /// Takes the text of an open document into its dialplan.
    fn typed(&mut self, path: &Path) {
        let Some((number, name)) = self.place(path) else {
            return;
        };
        if let Some(document) = self.documents.find(path) {
            let text = std::sync::Arc::clone(&document.text);
            self.projects[number].put(Source { path: name, text });
            self.changed(number);
        }
    }

    /// Takes files as they are on the disk now, unless they are open.
    fn saved(&mut self, paths: &[PathBuf]) {
        // One file of a dialplan is read alone; of many, or of the configuration, all is.
        let [path] = paths else {
            return self.read_again();
        };
        match self.place(path) {
            Some((number, _)) => {
                if self.documents.find(path).is_none() {
                    self.projects[number].put_back(path);
                    self.changed(number);
                }
            }
            None => self.read_again(),
        }
    }

    fn read_again(&mut self) {
        for number in 0..self.projects.len() {
            self.projects[number].read(&self.documents);
            self.changed(number);
        }
    }
}

/// Reads what a notification says; what makes no sense is logged, since nobody waits for an answer.
fn told<T: DeserializeOwned>(method: &str, params: Value) -> Option<T> {
    let read = read(params);
    if let Err(refusal) = &read {
        tracing::warn!(
            method,
            error = refusal.message,
            "a notification cannot be read"
        );
    }
    read.ok()
}
