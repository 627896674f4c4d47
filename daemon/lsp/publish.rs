//! Findings as the editor shows them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lsp_types::{
    CodeAction, CodeActionKind, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag,
    Location, NumberOrString, PublishDiagnosticsParams, Range, TextEdit, Uri, WorkspaceEdit,
};
use runtime::diagnostic::{Code, Diagnostic, Severity};

use super::checker::Checked;
use super::documents::Documents;
use super::position::{Encoding, LineIndex};
use super::project::Project;
use super::uri;

/// Most findings that are shown in one file.
const MANY: usize = 500;

/// What is shown now, by file.
#[derive(Debug, Default)]
pub(super) struct Published(BTreeMap<PathBuf, Shown>);

/// What is shown of one file.
#[derive(Debug)]
struct Shown {
    project: usize,
    version: Option<i32>,
    /// The text that the places are of, if it is known.
    text: Option<Arc<str>>,
    findings: Vec<(lsp_types::Diagnostic, Diagnostic)>,
}

impl Published {
    /// Takes what was found in a project. Gives what the editor has to be told: files whose findings are others than it
    /// shows, those without any included.
    pub(super) fn update(
        &mut self,
        checked: &Checked,
        project: &Project,
        open: &Documents,
        encoding: Encoding,
    ) -> Vec<PublishDiagnosticsParams> {
        let mut files = by_file(checked, project, encoding);
        let gone = self
            .0
            .iter()
            .filter(|(path, shown)| shown.project == checked.project && !files.contains_key(*path));
        for path in gone.map(|(path, _)| path.clone()).collect::<Vec<_>>() {
            files.insert(path, (None, Vec::new()));
        }
        let mut told = Vec::new();
        for (path, (text, findings)) in files {
            let document = open.find(&path);
            // What was found in a text that is no longer there is not worth showing: the next check is on its way.
            let other = |text: &Arc<str>| document.is_some_and(|document| document.text != *text);
            if text.as_ref().is_some_and(other) {
                continue;
            }
            let version = document.map(|document| document.version);
            let before = self.0.get(&path);
            let same = before.is_some_and(|shown| {
                shown.version == version
                    && shown
                        .findings
                        .iter()
                        .map(|(shown, _)| shown)
                        .eq(findings.iter().map(|(shown, _)| shown))
            });
            if !same && let Some(uri) = uri::of(&path) {
                let diagnostics = findings.iter().map(|(shown, _)| shown.clone()).collect();
                told.push(PublishDiagnosticsParams {
                    uri,
                    diagnostics,
                    version,
                });
            }
            if findings.is_empty() && document.is_none() {
                self.0.remove(&path);
            } else {
                let project = checked.project;
                self.0.insert(
                    path,
                    Shown {
                        project,
                        version,
                        text,
                        findings,
                    },
                );
            }
        }
        told
    }

    /// The codes of what is shown at a byte of a file.
    pub(super) fn codes(&self, path: &Path, text: &str, offset: usize) -> Vec<Code> {
        let shown = self
            .0
            .get(path)
            .filter(|shown| shown.text.as_deref() == Some(text));
        let findings = shown.into_iter().flat_map(|shown| &shown.findings);
        let here = findings.filter(|(_, finding)| {
            finding
                .span
                .bytes(text)
                .is_some_and(|bytes| bytes.start <= offset && offset <= bytes.end)
        });
        let mut codes: Vec<Code> = here.map(|(_, finding)| finding.code).collect();
        codes.dedup();
        codes
    }

    /// Edits that mend what is shown in a part of a file; none if its text has changed since.
    pub(super) fn actions(
        &self,
        path: &Path,
        text: &str,
        range: Range,
        encoding: Encoding,
    ) -> Vec<CodeAction> {
        let shown = self
            .0
            .get(path)
            .filter(|shown| shown.text.as_deref() == Some(text));
        let (Some(shown), Some(uri)) = (shown, uri::of(path)) else {
            return Vec::new();
        };
        let index = LineIndex::new(text, encoding);
        let here = shown
            .findings
            .iter()
            .filter(|(shown, _)| shown.range.start <= range.end && range.start <= shown.range.end);
        let actions = here.flat_map(|(shown, finding)| {
            finding
                .fixes
                .iter()
                .map(move |fix| (shown, fix, finding.fixes.len() == 1 && fix.sure))
        });
        actions
            .map(|(shown, fix, sure)| {
                let edit = TextEdit {
                    range: index.span(fix.span),
                    new_text: fix.replacement.clone(),
                };
                action(&uri, fix.title.clone(), shown.clone(), edit, sure)
            })
            .collect()
    }
}

// A `Uri` of `lsp-types` has a cell in it that neither its hash nor its order looks at.
#[allow(clippy::mutable_key_type)]
fn action(
    uri: &Uri,
    title: String,
    mends: lsp_types::Diagnostic,
    edit: TextEdit,
    sure: bool,
) -> CodeAction {
    CodeAction {
        title,
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: Some(vec![mends]),
        edit: Some(WorkspaceEdit::new(
            [(uri.clone(), vec![edit])].into_iter().collect(),
        )),
        is_preferred: sure.then_some(true),
        ..CodeAction::default()
    }
}

/// Findings by the files they are in, each with its text.
type ByFile = BTreeMap<PathBuf, (Option<Arc<str>>, Vec<(lsp_types::Diagnostic, Diagnostic)>)>;

/// All files of the project, and those of its configuration, with what was found in them.
fn by_file(checked: &Checked, project: &Project, encoding: Encoding) -> ByFile {
    let text = |file: &str| -> Option<&str> {
        let configured = || checked.around.texts.get(file).map(String::as_str);
        checked.plan.text(file).or_else(configured)
    };
    let mut indices: BTreeMap<&str, LineIndex<'_>> = BTreeMap::new();
    for finding in &checked.findings {
        let labels = finding.labels.iter().map(|label| &*label.file);
        for file in labels.chain([&*finding.file]) {
            let index = || LineIndex::new(text(file).unwrap_or(""), encoding);
            indices.entry(file).or_insert_with(index);
        }
    }
    let mut files = ByFile::new();
    for source in checked.plan.sources() {
        files.insert(
            project.path(&source.path),
            (Some(Arc::clone(&source.text)), Vec::new()),
        );
    }
    for finding in &checked.findings {
        let empty = || (text(&finding.file).map(Arc::from), Vec::new());
        let (_, findings) = files
            .entry(project.path(&finding.file))
            .or_insert_with(empty);
        if findings.len() < MANY {
            findings.push((shown(finding, project, &indices), finding.clone()));
        }
    }
    files
}

fn shown(
    finding: &Diagnostic,
    project: &Project,
    indices: &BTreeMap<&str, LineIndex<'_>>,
) -> lsp_types::Diagnostic {
    let range = |file: &str, span| {
        indices
            .get(file)
            .map(|index| index.span(span))
            .unwrap_or_default()
    };
    let mut message = finding.message.clone();
    for more in [
        Some(&finding.note).filter(|note| !note.is_empty()),
        finding.help.as_ref(),
    ]
    .into_iter()
    .flatten()
    {
        message.push('\n');
        message.push_str(more);
    }
    let related = finding.labels.iter().filter_map(|label| {
        let location = Location::new(
            uri::of(&project.path(&label.file))?,
            range(&label.file, label.span),
        );
        Some(DiagnosticRelatedInformation {
            location,
            message: label.message.clone(),
        })
    });
    let related: Vec<DiagnosticRelatedInformation> = related.collect();
    let idle = matches!(finding.code, Code::Unreachable | Code::UnreachableCode);
    lsp_types::Diagnostic {
        range: range(&finding.file, finding.span),
        severity: Some(match finding.severity() {
            Severity::Error => DiagnosticSeverity::ERROR,
            Severity::Warning => DiagnosticSeverity::WARNING,
        }),
        code: Some(NumberOrString::String(finding.code.info().id.to_owned())),
        code_description: super::manual::href(finding.code.info())
            .map(|href| lsp_types::CodeDescription { href }),
        source: Some("skyplan".to_owned()),
        message,
        related_information: (!related.is_empty()).then_some(related),
        tags: idle.then(|| vec![DiagnosticTag::UNNECESSARY]),
        ..lsp_types::Diagnostic::default()
    }
}
