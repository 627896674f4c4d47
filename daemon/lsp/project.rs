//! A dialplan that is worked on: its folder, its files as they are in the editor or on the disk, and the configuration
//! around it.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use runtime::assist::{Known, Surroundings, Workspace};
use runtime::diagnostic::Diagnostic;
use runtime::dialplan::{Source, World, is_dialplan_file, is_test_file};

use super::documents::Documents;
use crate::config::Config;
use crate::entrances::{self, Entrance};
use crate::files;
use crate::folder::Folder;
use crate::settings::{self, Faults};
use crate::surroundings::{self, ACCOUNTS, CONFIG};

/// One dialplan.
#[derive(Debug)]
pub(super) struct Project {
    /// Its folder, absolute.
    pub(super) folder: PathBuf,
    /// Its `skyplan.toml`, if it has one.
    config: Option<PathBuf>,
    /// Its files by their paths within the folder, as the editor has them.
    pub(super) sources: BTreeMap<Arc<str>, Source>,
    pub(super) workspace: Workspace,
    pub(super) around: Around,
}

/// What stands around a dialplan.
#[derive(Clone, Debug, Default)]
pub(super) struct Around {
    pub(super) world: World,
    pub(super) entrances: Vec<Entrance>,
    /// What is wrong with the configuration.
    pub(super) findings: Vec<Diagnostic>,
    /// Texts of the configuration by their paths.
    pub(super) texts: BTreeMap<String, String>,
}

/// Deepest folder below which a configuration is looked for.
const DEPTH: usize = 8;

impl Project {
    /// The dialplan of a configuration.
    pub(super) fn of_config(file: &Path) -> Option<Self> {
        let config = settings::read_config(file).ok();
        let folder = match config {
            Some(config) => config.dialplan.path,
            None => files::folder_of(file).join("dialplans"),
        };
        Some(Self::new(plain(&folder)?, Some(file.to_owned())))
    }

    /// The dialplan in a folder that an editor works in, if there is one.
    pub(super) fn of_root(root: &Path) -> Option<Self> {
        let config = root.join(CONFIG);
        if config.is_file() {
            return Self::of_config(&config);
        }
        let usual = root.join("dialplans");
        let folder = if usual.is_dir() {
            usual
        } else {
            root.to_owned()
        };
        let has_dialplan = std::fs::read_dir(&folder).ok()?.flatten().any(|entry| {
            let name = entry.file_name();
            name.to_str().is_some_and(is_telling)
        });
        has_dialplan.then(|| Self::new(folder, None))
    }

    /// The dialplan that a file belongs to: that of a configuration above it, of a folder `dialplans` above it, or of
    /// its own folder.
    pub(super) fn of_file(file: &Path) -> Self {
        let own = files::folder_of(file);
        for folder in own.ancestors().take(DEPTH) {
            let config = folder.join(CONFIG);
            let found = config.is_file().then(|| Self::of_config(&config)).flatten();
            if let Some(found) = found.filter(|found| file.starts_with(&found.folder)) {
                return found;
            }
        }
        let mut above = own.ancestors().take(DEPTH);
        let usual = above.find(|folder| folder.ends_with("dialplans"));
        Self::new(usual.unwrap_or(&own).to_owned(), None)
    }

    fn new(folder: PathBuf, config: Option<PathBuf>) -> Self {
        Self {
            folder,
            config,
            sources: BTreeMap::new(),
            workspace: Workspace::new(stdlib::LIBRARY),
            around: Around::default(),
        }
    }

    /// The path of a file within the folder, if it is one of this dialplan.
    pub(super) fn name(&self, path: &Path) -> Option<Arc<str>> {
        let name = path.strip_prefix(&self.folder).ok()?.to_str()?;
        self.takes(name).then(|| name.into())
    }

    /// Where a file of this dialplan is; findings about the configuration name it by its whole path.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Whether a file of the folder is part of the dialplan. Beside other files of an Asterisk, only those that are
    /// named for it are.
    fn takes(&self, name: &str) -> bool {
        let file = name.rsplit('/').next().unwrap_or(name);
        let counts = (is_dialplan_file(name) || is_test_file(name)) && file != ACCOUNTS;
        let foreign =
            file.ends_with(".conf") && self.config.is_none() && !file.starts_with("extensions");
        counts && !(foreign && self.folder.join("asterisk.conf").is_file())
    }

    /// Reads everything from the disk again, but for what is open in the editor.
    pub(super) fn read(&mut self, open: &Documents) {
        let found = match Folder::new(&self.folder).with_tests().read() {
            Ok(found) => {
                for fault in &found.faults {
                    tracing::warn!(file = %fault.file, "{}", fault.message);
                }
                found.sources
            }
            Err(error) => {
                tracing::warn!(folder = %self.folder.display(), %error, "a dialplan cannot be read");
                Vec::new()
            }
        };
        let before = std::mem::take(&mut self.sources);
        for source in found {
            if self.takes(&source.path) {
                self.put(source);
            }
        }
        for (path, document) in open.all() {
            if let Some(name) = self.name(path) {
                self.put(Source {
                    path: name,
                    text: Arc::clone(&document.text),
                });
            }
        }
        for name in before
            .keys()
            .filter(|name| !self.sources.contains_key(*name))
        {
            self.workspace.remove(name);
        }
        self.read_around();
    }

    /// Takes a file as it is now.
    pub(super) fn put(&mut self, source: Source) {
        self.workspace.put(&source);
        self.sources.insert(Arc::clone(&source.path), source);
    }

    /// Takes a file as it is on the disk.
    pub(super) fn put_back(&mut self, path: &Path) {
        let Some(name) = self.name(path) else { return };
        match files::dialplan_text(path) {
            Ok(text) => self.put(Source::new(name, text)),
            Err(_) => {
                self.workspace.remove(&name);
                self.sources.remove(&name);
            }
        }
    }

    /// Reads the configuration.
    fn read_around(&mut self) {
        let mut around = Around::default();
        let mut surroundings = Surroundings::default();
        let accounts = match &self.config {
            Some(file) => around.config(file, &mut surroundings),
            None => Some(self.folder.join(ACCOUNTS)),
        };
        if let Some(accounts) = accounts.filter(|file| file.is_file()) {
            around.accounts(&accounts, &mut surroundings);
        }
        let prompts = around.world.prompts.iter().flatten();
        surroundings.prompts = prompts.cloned().collect();
        let contexts = around.world.entrances.iter().flatten();
        surroundings.contexts = contexts.cloned().collect();
        self.workspace.surroundings = surroundings;
        self.around = around;
    }
}

/// Whether a file of this name says that its folder is a dialplan; `.conf` alone may be anything.
fn is_telling(name: &str) -> bool {
    is_dialplan_file(name) && (name.ends_with(".rhai") || name.starts_with("extensions"))
}

/// An absolute path without `.` and `..`. Links stay: the editor names files by the path that somebody opened.
fn plain(path: &Path) -> Option<PathBuf> {
    let mut plain = PathBuf::new();
    for part in std::path::absolute(path).ok()?.components() {
        match part {
            Component::ParentDir => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    Some(plain)
}

impl Around {
    /// Reads `skyplan.toml`; gives the path of the accounts' file.
    fn config(&mut self, file: &Path, surroundings: &mut Surroundings) -> Option<PathBuf> {
        let config: Config = match settings::read_config(file) {
            Ok(config) => config,
            Err(faults) => {
                self.faults(faults);
                return None;
            }
        };
        self.faults(settings::idle(file, &config));
        surroundings::add_config(&mut self.world, &config);
        let shown = file.display().to_string();
        let text = files::text(file).unwrap_or_default();
        self.entrances
            .extend(entrances::of_config(&shown, &text, &config));
        surroundings.endpoints = config
            .endpoint
            .iter()
            .map(|endpoint| {
                let before = text.get(..endpoint.name.span().start).unwrap_or("");
                let line = before.rsplit('\n').next().unwrap_or("");
                // The name stands behind its quote.
                let column = line.chars().count() as u32 + 2;
                Known {
                    name: endpoint.name.get_ref().clone(),
                    about: format!("its calls enter context `{}`", endpoint.context),
                    place: Some((
                        shown.as_str().into(),
                        before.matches('\n').count() as u32 + 1,
                        column,
                    )),
                }
            })
            .collect();
        self.texts.insert(shown, text);
        Some(config.skype.config)
    }

    fn accounts(&mut self, file: &Path, surroundings: &mut Surroundings) {
        let shown = file.display().to_string();
        match settings::read_skype(file) {
            Ok((skype, faults)) => {
                surroundings::add_skype(&mut self.world, &skype);
                self.entrances.extend(entrances::of_skype(&shown, &skype));
                surroundings.accounts = skype
                    .users
                    .iter()
                    .map(|user| Known {
                        name: user.name.to_string(),
                        about: format!(
                            "its calls enter `{}` of context `{}`",
                            user.exten, user.context
                        ),
                        place: Some((shown.as_str().into(), user.line, 2)),
                    })
                    .collect();
                self.faults(faults);
            }
            Err(faults) => self.faults(faults),
        }
        self.texts
            .insert(shown, files::text(file).unwrap_or_default());
    }

    fn faults(&mut self, faults: Faults) {
        self.findings.extend(faults.findings);
        self.texts.extend(faults.texts);
    }
}
