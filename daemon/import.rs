//! `skyplan import`: `extensions.conf` becomes a Rhai dialplan.

use std::io;
use std::path::{Path, PathBuf};

use runtime::dialplan::Source;
use runtime::import::{Imported, import};

use crate::files;
use crate::folder::Folder;

/// What came of it.
#[derive(Debug)]
pub struct Report {
    /// The Rhai file, if it was not written anywhere.
    pub text: Option<String>,
    /// Findings and what was written, for people.
    pub notes: String,
    /// Whether something was left out.
    pub left_out: bool,
}

/// Translates a file with all it includes from its folder, and writes the result where `output` says. What stays in the
/// form of `extensions.conf` is written beside it.
///
/// # Errors
///
/// When a file cannot be read or written.
pub fn run(file: &Path, output: Option<&Path>, color: bool) -> Result<Report, String> {
    let failed = |path: &Path, error: &io::Error| format!("{}: {error}", path.display());
    let sources = sources(file).map_err(|error| failed(file, &error))?;
    let imported = import(&sources, stdlib::LIBRARY);
    let mut notes = String::new();
    for finding in &imported.findings {
        let text = |path: &str| {
            let source = sources.iter().find(|source| &*source.path == path)?;
            Some(&*source.text)
        };
        notes.push_str(&finding.render(text, color));
    }
    let left_out = imported.left_out();
    let Imported { rhai, rest, .. } = imported;
    let Some(output) = output else {
        if !rest.is_empty() {
            notes.push_str(
                "With `-o FILE`, what stays in extensions.conf is written beside FILE.\n",
            );
        }
        return Ok(Report {
            text: Some(rhai),
            notes,
            left_out,
        });
    };
    std::fs::write(output, rhai).map_err(|error| failed(output, &error))?;
    if !rest.is_empty() {
        let beside = rest_path(output);
        std::fs::write(&beside, rest).map_err(|error| failed(&beside, &error))?;
        notes.push_str(&format!(
            "what stays in extensions.conf is in {}\n",
            beside.display()
        ));
    }
    Ok(Report {
        text: None,
        notes,
        left_out,
    })
}

/// `desk.rhai` and `desk.rest.conf`.
fn rest_path(output: &Path) -> PathBuf {
    output.with_extension("rest.conf")
}

/// The file, first, and those of its folder that it may include.
fn sources(file: &Path) -> io::Result<Vec<Source>> {
    let named = |path: &Path| {
        path.file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned())
    };
    let mut name = named(file);
    if !name.ends_with(".conf") {
        name.push_str(".conf");
    }
    let mut sources = vec![Source::new(name.as_str(), files::dialplan_text(file)?)];
    let beside = Folder::new(&files::folder_of(file)).read()?.sources;
    sources.extend(
        beside
            .into_iter()
            .filter(|source| source.is_conf() && *source.path != *name),
    );
    Ok(sources)
}
