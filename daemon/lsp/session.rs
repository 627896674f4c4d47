//! One editor: what it can do, what it has open, and the dialplans that belong to it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;

use lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionProviderCapability, CompletionOptions,
    HoverProviderCapability, InitializeParams, InitializeResult, OneOf, RenameOptions, SaveOptions,
    ServerCapabilities, ServerInfo, SignatureHelpOptions, TextDocumentSyncCapability,
    TextDocumentSyncKind, TextDocumentSyncOptions, TextDocumentSyncSaveOptions,
    WorkDoneProgressOptions,
};
use runtime::assist::Completion;
use serde_json::{Value, json};

use super::checker::{Checked, Job};
use super::documents::Documents;
use super::message::{self, INVALID_PARAMS, INVALID_REQUEST, Incoming, NOT_INITIALIZED, Refusal};
use super::position::Encoding;
use super::project::Project;
use super::publish::Published;
use super::uri;

/// How far the conversation has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Fresh,
    Running,
    ShutDown,
}

/// The server's side of the conversation.
pub(super) struct Session {
    state: State,
    pub(super) encoding: Encoding,
    /// Whether the editor fills in places of completions.
    pub(super) snippets: bool,
    /// Whether it can be asked to watch files.
    watches: bool,
    pub(super) documents: Documents,
    pub(super) projects: Vec<Project>,
    pub(super) published: Published,
    /// What was offered last; looked at again when one of it is asked for.
    pub(super) offered: Vec<Completion>,
    /// The configuration that was given.
    config: Option<PathBuf>,
    checker: Sender<Job>,
    /// Projects that have changed since they were checked.
    changed: BTreeSet<usize>,
    /// Whether one changed since anybody asked.
    fresh: bool,
    out: Vec<Value>,
}

impl Session {
    pub(super) fn new(config: Option<&Path>, checker: Sender<Job>) -> Self {
        Self {
            state: State::Fresh,
            encoding: Encoding::default(),
            snippets: false,
            watches: false,
            documents: Documents::default(),
            projects: Vec::new(),
            published: Published::default(),
            offered: Vec::new(),
            config: config.map(Path::to_owned),
            checker,
            changed: BTreeSet::new(),
            fresh: false,
            out: Vec::new(),
        }
    }

    /// Messages for the editor since the last time.
    pub(super) fn outgoing(&mut self) -> Vec<Value> {
        std::mem::take(&mut self.out)
    }

    /// Whether something has to be checked that had not when this was last asked.
    pub(super) fn has_changed(&mut self) -> bool {
        std::mem::take(&mut self.fresh)
    }

    pub(super) fn changed(&mut self, project: usize) {
        self.changed.insert(project);
        self.fresh = true;
    }

    pub(super) fn refuse(&mut self, id: &Value, refusal: Refusal) {
        self.out.push(message::answer(id, Err(refusal)));
    }

    /// Takes a message; gives the exit status if it was the last one.
    pub(super) fn take(&mut self, message: Incoming) -> Option<u8> {
        match message {
            Incoming::Request { id, method, params } => {
                let outcome = self.request(&method, params);
                self.out.push(message::answer(&id, outcome));
            }
            Incoming::Notification { method, .. } if method == "exit" => {
                return Some(u8::from(self.state != State::ShutDown));
            }
            Incoming::Notification { method, params } => {
                if self.state == State::Running {
                    self.notice(&method, params);
                }
            }
            Incoming::Answer => {}
            Incoming::Invalid(refusal) => self.refuse(&Value::Null, refusal),
        }
        None
    }

    fn request(&mut self, method: &str, params: Value) -> Result<Value, Refusal> {
        match (method, self.state) {
            ("initialize", State::Fresh) => self.initialize(params),
            ("initialize", _) => Err(Refusal::new(INVALID_REQUEST, "`initialize` comes once")),
            (_, State::Fresh) => Err(Refusal::new(NOT_INITIALIZED, "`initialize` comes first")),
            (_, State::ShutDown) => Err(Refusal::new(
                INVALID_REQUEST,
                "nothing is answered after `shutdown`",
            )),
            ("shutdown", State::Running) => {
                self.state = State::ShutDown;
                Ok(Value::Null)
            }
            (method, State::Running) => self.answer(method, params),
        }
    }

    fn initialize(&mut self, params: Value) -> Result<Value, Refusal> {
        let params: InitializeParams = read(params)?;
        let general = params.capabilities.general;
        let encodings = general
            .and_then(|general| general.position_encodings)
            .unwrap_or_default();
        self.encoding = Encoding::of(&encodings);
        let document = params.capabilities.text_document.unwrap_or_default();
        let item = document
            .completion
            .and_then(|completion| completion.completion_item);
        self.snippets = item.and_then(|item| item.snippet_support).unwrap_or(false);
        let watched = params
            .capabilities
            .workspace
            .and_then(|workspace| workspace.did_change_watched_files);
        self.watches = watched
            .and_then(|watched| watched.dynamic_registration)
            .unwrap_or(false);
        self.state = State::Running;
        let folders = params.workspace_folders.unwrap_or_default();
        let mut roots: Vec<PathBuf> = folders
            .iter()
            .filter_map(|folder| uri::path(&folder.uri))
            .collect();
        #[allow(deprecated, reason = "older clients have nothing else")]
        if roots.is_empty() {
            roots.extend(params.root_uri.as_ref().and_then(uri::path));
        }
        self.find_projects(&roots);
        let result = InitializeResult {
            capabilities: capabilities(self.encoding),
            server_info: Some(ServerInfo {
                name: "skyplan".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
        };
        write(result)
    }

    fn find_projects(&mut self, roots: &[PathBuf]) {
        let given = self
            .config
            .as_ref()
            .and_then(|config| Project::of_config(config));
        let found = roots.iter().filter_map(|root| Project::of_root(root));
        for mut project in given.into_iter().chain(found).collect::<Vec<_>>() {
            if self
                .projects
                .iter()
                .any(|known| known.folder == project.folder)
            {
                continue;
            }
            project.read(&self.documents);
            self.projects.push(project);
            self.changed(self.projects.len() - 1);
        }
    }

    /// Asks to be told of changes on the disk.
    pub(super) fn watch(&mut self) {
        if self.watches {
            let watchers = ["**/*.rhai", "**/*.conf", "**/skyplan.toml"]
                .map(|glob| json!({ "globPattern": glob }));
            let registration = json!({
                "id": "files",
                "method": "workspace/didChangeWatchedFiles",
                "registerOptions": { "watchers": watchers },
            });
            let params = json!({ "registrations": [registration] });
            self.out.push(message::request(
                "watch",
                "client/registerCapability",
                params,
            ));
        }
    }

    /// The project of a file and the file's name in it.
    pub(super) fn place(&self, path: &Path) -> Option<(usize, std::sync::Arc<str>)> {
        let known = self.projects.iter().enumerate();
        let found = known.filter_map(|(number, project)| Some((number, project.name(path)?)));
        // Of folders within each other, the inner one.
        found.max_by_key(|(number, _)| self.projects[*number].folder.components().count())
    }

    /// Gives all that has changed to the checker.
    pub(super) fn check(&mut self) {
        for number in std::mem::take(&mut self.changed) {
            let project = &self.projects[number];
            let job = Job {
                project: number,
                sources: project.sources.values().cloned().collect(),
                around: project.around.clone(),
            };
            if self.checker.send(job).is_err() {
                tracing::error!("the checker has ended");
            }
        }
    }

    /// Takes what the checker found.
    pub(super) fn checked(&mut self, checked: Checked) {
        let Some(project) = self.projects.get_mut(checked.project) else {
            return;
        };
        project.workspace.plan = std::sync::Arc::clone(&checked.plan);
        let told = self
            .published
            .update(&checked, project, &self.documents, self.encoding);
        for params in told {
            if let Ok(params) = serde_json::to_value(params) {
                self.out.push(message::notification(
                    "textDocument/publishDiagnostics",
                    params,
                ));
            }
        }
    }
}

/// Reads parameters.
pub(super) fn read<T: serde::de::DeserializeOwned>(params: Value) -> Result<T, Refusal> {
    serde_json::from_value(params).map_err(|error| Refusal::new(INVALID_PARAMS, error.to_string()))
}

/// Writes a result.
pub(super) fn write(result: impl serde::Serialize) -> Result<Value, Refusal> {
    serde_json::to_value(result).map_err(|error| Refusal::new(INVALID_REQUEST, error.to_string()))
}

fn capabilities(encoding: Encoding) -> ServerCapabilities {
    let triggers = |letters: &str| Some(letters.chars().map(String::from).collect());
    ServerCapabilities {
        position_encoding: Some(encoding.kind()),
        text_document_sync: Some(TextDocumentSyncCapability::Options(
            TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(TextDocumentSyncKind::INCREMENTAL),
                save: Some(TextDocumentSyncSaveOptions::SaveOptions(
                    SaveOptions::default(),
                )),
                ..TextDocumentSyncOptions::default()
            },
        )),
        completion_provider: Some(CompletionOptions {
            trigger_characters: triggers("\"`/&(,{[:@?.="),
            resolve_provider: Some(true),
            ..CompletionOptions::default()
        }),
        signature_help_provider: Some(SignatureHelpOptions {
            trigger_characters: triggers("(,"),
            ..SignatureHelpOptions::default()
        }),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        definition_provider: Some(OneOf::Left(true)),
        references_provider: Some(OneOf::Left(true)),
        rename_provider: Some(OneOf::Right(RenameOptions {
            prepare_provider: Some(true),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        })),
        document_symbol_provider: Some(OneOf::Left(true)),
        workspace_symbol_provider: Some(OneOf::Left(true)),
        code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX]),
            ..CodeActionOptions::default()
        })),
        ..ServerCapabilities::default()
    }
}
