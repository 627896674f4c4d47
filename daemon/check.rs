//! `skyplan check`: all diagnostics, without a call.

use std::path::{Path, PathBuf};

use runtime::diagnostic::{Code, Diagnostic};
use runtime::dialplan::{Dialplan, Source};

use crate::files;
use crate::settings::{self, Faults};

/// What was found, ready to be printed.
#[derive(Debug)]
pub struct Report {
    /// Each finding: for people, as JSON, and whether it is an error.
    pub findings: Vec<Checked>,
    /// Files that were read.
    pub files: usize,
}

/// One finding.
#[derive(Debug)]
pub struct Checked {
    /// For people.
    pub human: String,
    /// One JSON object, without a line end.
    pub json: String,
    /// Whether it keeps the dialplan or the configuration from being used.
    pub error: bool,
}

impl Report {
    /// Whether there is an error among the findings.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.error)
    }
}

/// Checks files and folders. Those given together are one dialplan: they may refer to each other.
pub fn check(paths: &[PathBuf], color: bool) -> Report {
    let mut report = Report {
        findings: Vec::new(),
        files: 0,
    };
    let mut sources = Vec::new();
    for path in paths {
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or("");
        if path.is_dir() {
            match files::dialplan(path) {
                Ok(found) => {
                    sources.extend(found.into_iter().map(|source| shown_below(path, &source)))
                }
                Err(error) => report.add(&Faults::unreadable(path, &error), color),
            }
        } else if name == "chan_skype.conf" {
            report.files += 1;
            match path.try_exists() {
                Ok(true) => match settings::read_skype(path) {
                    Ok((_, faults)) | Err(faults) => report.add(&faults, color),
                },
                _ => report.add(
                    &Faults::unreadable(path, &std::io::ErrorKind::NotFound.into()),
                    color,
                ),
            }
        } else if path.extension().is_some_and(|ending| ending == "toml") {
            report.files += 1;
            if let Err(faults) = settings::read_config(path) {
                report.add(&faults, color);
            }
        } else {
            match files::text(path) {
                Ok(text) => sources.push(Source::new(path.display().to_string(), text)),
                Err(error) => report.add(&Faults::unreadable(path, &error), color),
            }
        }
    }
    report.dialplan(sources, color);
    report
}

/// A file of a folder, named as a person in the current folder would.
fn shown_below(folder: &Path, source: &Source) -> Source {
    Source::new(
        folder.join(&*source.path).display().to_string(),
        source.text.to_string(),
    )
}

/// The paths that are checked when none is given: the configuration here and what it names, or the
/// dialplans here.
pub fn default_paths() -> Vec<PathBuf> {
    let toml = PathBuf::from("skyplan.toml");
    if !toml.exists() {
        return vec!["dialplans".into()];
    }
    let mut paths = vec![toml.clone()];
    if let Ok(config) = settings::read_config(&toml) {
        paths.extend(
            config
                .dialplan
                .path
                .exists()
                .then(|| config.dialplan.path.clone()),
        );
        paths.extend(
            config
                .skype
                .config
                .exists()
                .then(|| config.skype.config.clone()),
        );
    }
    paths
}

impl Report {
    fn dialplan(&mut self, sources: Vec<Source>, color: bool) {
        if sources.is_empty() {
            return;
        }
        self.files += sources.len();
        let (dialplan, findings) = Dialplan::load(sources, stdlib::LIBRARY);
        for finding in &findings {
            self.push(finding, |path| dialplan.text(path), color);
        }
    }

    fn add(&mut self, faults: &Faults, color: bool) {
        for finding in &faults.findings {
            self.push(finding, |path| faults.text(path), color);
        }
    }

    fn push<'t>(
        &mut self,
        finding: &Diagnostic,
        text: impl Fn(&str) -> Option<&'t str>,
        color: bool,
    ) {
        self.findings.push(Checked {
            human: finding.render(text, color),
            json: finding.to_json(),
            error: finding.is_error(),
        });
    }
}

/// What a code means, for `skyplan explain`.
pub fn explain(code: &str) -> Result<String, String> {
    let code: Code = code
        .parse()
        .map_err(|unknown: runtime::diagnostic::UnknownCode| unknown.to_string())?;
    let info = code.info();
    Ok(format!(
        "{}: {}\n\n{}\n",
        info.id, info.title, info.explanation
    ))
}
