//! Findings as the editor shows them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lsp_types::{
    CodeAction, CodeActionKind, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag,
    Location, NumberOrString, PublishDiagnosticsParams, Range, TextEdit, Uri, WorkspaceEdit,
};
use runtime::diagnostic::{Code, Diagnostic, Severity, Span};
use runtime::dialplan::Dialplan;

use super::checker::Checked;
use super::documents::Documents;
use super::position::{Encoding, LineIndex};
use super::project::Project;
use super::uri;

/// Most findings that are shown in one file.
const MANY: usize = 500;

/// What is shown now.
#[derive(Debug, Default)]
pub(super) struct Published {
    files: BTreeMap<PathBuf, Shown>,
    /// The dialplan of each project that it is of.
    plans: BTreeMap<usize, Arc<Dialplan>>,
}

/// What is shown of one file.
#[derive(Debug)]
struct Shown {
    project: usize,
    version: Option<i32>,
    /// The text that the places are of, if it is known.
    text: Option<Arc<str>>,
    findings: Vec<(lsp_types::Diagnostic, Diagnostic)>,
}

/// What was found in one file.
#[derive(Default)]
struct Found<'c> {
    text: Option<Arc<str>>,
    findings: Vec<&'c Diagnostic>,
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
        let mut files = by_file(checked, project);
        let shown = self.files.iter();
        let gone = shown.filter(|(_, shown)| shown.project == checked.project);
        for (path, _) in gone {
            if !files.contains_key(path) {
                files.insert(path.clone(), Found::default());
            }
        }
        let changed = Changed {
            former: self
                .plans
                .insert(checked.project, Arc::clone(&checked.plan)),
            now: &checked.plan,
        };
        let mut places = Places::new(checked, project, encoding);
        let mut told = Vec::new();
        for (path, found) in files {
            let document = open.find(&path);
            // What was found in a text that is no longer there is not worth showing: the next check is on its way.
            let other = |text: &Arc<str>| document.is_some_and(|document| document.text != *text);
            if found.text.as_ref().is_some_and(other) {
                continue;
            }
            let version = document.map(|document| document.version);
            let before = self.files.get(&path);
            if before.is_some_and(|shown| shown.version == version && shown.is(&found, &changed)) {
                continue;
            }
            let findings = found.findings.iter();
            let findings: Vec<_> = findings
                .map(|&finding| (places.shown(finding), finding.clone()))
                .collect();
            let same = before.is_some_and(|shown| {
                let before = shown.findings.iter().map(|(shown, _)| shown);
                shown.version == version && before.eq(findings.iter().map(|(shown, _)| shown))
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
                self.files.remove(&path);
            } else {
                let shown = Shown {
                    project: checked.project,
                    version,
                    text: found.text,
                    findings,
                };
                self.files.insert(path, shown);
            }
        }
        told
    }

    /// The codes of what is shown at a byte of a file.
    pub(super) fn codes(&self, path: &Path, text: &str, offset: usize) -> Vec<Code> {
        let shown = self
            .files
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
            .files
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

impl Shown {
    /// Whether it is what was found, in texts that have not changed.
    fn is(&self, found: &Found<'_>, changed: &Changed<'_>) -> bool {
        let texts = self.text.as_ref().zip(found.text.as_ref());
        let same = texts.is_some_and(|(shown, found)| Arc::ptr_eq(shown, found));
        let findings = self.findings.iter().map(|(_, finding)| finding);
        let mut labels = self
            .findings
            .iter()
            .flat_map(|(_, finding)| &finding.labels);
        same && findings.eq(found.findings.iter().copied())
            && !labels.any(|label| changed.has(&label.file))
    }
}

/// Which texts are others than in the check before.
struct Changed<'c> {
    former: Option<Arc<Dialplan>>,
    now: &'c Dialplan,
}

impl Changed<'_> {
    fn has(&self, file: &str) -> bool {
        let former = self.former.as_ref().and_then(|former| former.text(file));
        !matches!((former, self.now.text(file)), (Some(former), Some(now)) if std::ptr::eq(former, now))
    }
}

/// All files of the project, and those of its configuration, with what was found in them.
fn by_file<'c>(checked: &'c Checked, project: &Project) -> BTreeMap<PathBuf, Found<'c>> {
    let mut files: BTreeMap<PathBuf, Found<'c>> = BTreeMap::new();
    for source in checked.plan.sources() {
        let found = Found {
            text: Some(Arc::clone(&source.text)),
            findings: Vec::new(),
        };
        files.insert(project.path(&source.path), found);
    }
    // Most of them stand in the order of the files.
    for findings in checked.findings.chunk_by(|a, b| a.file == b.file) {
        let file = &findings[0].file;
        let found = files.entry(project.path(file)).or_insert_with(|| Found {
            text: text(checked, file).map(Arc::from),
            findings: Vec::new(),
        });
        let room = MANY - found.findings.len();
        found.findings.extend(findings.iter().take(room));
    }
    files
}

fn text<'c>(checked: &'c Checked, file: &str) -> Option<&'c str> {
    let configured = || checked.around.texts.get(file).map(String::as_str);
    checked.plan.text(file).or_else(configured)
}

/// Where findings are, in the editor's terms. The lines of a file are looked for when something in it is to be shown.
struct Places<'c> {
    checked: &'c Checked,
    project: &'c Project,
    encoding: Encoding,
    indices: BTreeMap<Arc<str>, LineIndex<'c>>,
}

impl<'c> Places<'c> {
    fn new(checked: &'c Checked, project: &'c Project, encoding: Encoding) -> Self {
        Self {
            checked,
            project,
            encoding,
            indices: BTreeMap::new(),
        }
    }

    fn range(&mut self, file: &Arc<str>, span: Span) -> Range {
        let index = || LineIndex::new(text(self.checked, file).unwrap_or(""), self.encoding);
        let index = self.indices.entry(Arc::clone(file)).or_insert_with(index);
        index.span(span)
    }

    fn shown(&mut self, finding: &Diagnostic) -> lsp_types::Diagnostic {
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
            let uri = uri::of(&self.project.path(&label.file))?;
            Some(DiagnosticRelatedInformation {
                location: Location::new(uri, self.range(&label.file, label.span)),
                message: label.message.clone(),
            })
        });
        let related: Vec<DiagnosticRelatedInformation> = related.collect();
        let idle = matches!(finding.code, Code::Unreachable | Code::UnreachableCode);
        lsp_types::Diagnostic {
            range: self.range(&finding.file, finding.span),
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
}
