//! Questions of the editor.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use lsp_types::{
    CodeActionOrCommand, CodeActionParams, CompletionItem, CompletionList, CompletionParams,
    DocumentSymbolParams, GotoDefinitionParams, Hover, HoverContents, HoverParams, Location, OneOf,
    Position, Range, ReferenceParams, SignatureHelpParams, TextDocumentPositionParams, Uri,
    WorkspaceSymbol, WorkspaceSymbolParams,
};
use runtime::assist::{self, Sketch, Target};
use serde_json::Value;

use super::answers;
use super::message::{METHOD_NOT_FOUND, Refusal};
use super::position::LineIndex;
use super::project::Project;
use super::session::{Session, read, write};
use super::uri;
use crate::files;

/// A file of a dialplan that a question is about.
pub(super) struct Asked<'s> {
    pub(super) project: &'s Project,
    pub(super) name: Arc<str>,
    path: PathBuf,
    pub(super) sketch: &'s Sketch,
}

/// Most symbols of a workspace that are listed.
const SYMBOLS: usize = 500;

impl Session {
    pub(super) fn answer(&mut self, method: &str, params: Value) -> Result<Value, Refusal> {
        match method {
            "textDocument/completion" => {
                let params: CompletionParams = read(params)?;
                self.completion(&params.text_document_position)
            }
            "completionItem/resolve" => self.resolve(read(params)?),
            "textDocument/hover" => {
                let params: HoverParams = read(params)?;
                write(self.hover(&params.text_document_position_params))
            }
            "textDocument/signatureHelp" => {
                let params: SignatureHelpParams = read(params)?;
                let at = self.at(&params.text_document_position_params);
                let found = at.and_then(|(asked, offset)| {
                    assist::signature(&asked.project.workspace, &asked.name, offset)
                });
                write(found.map(answers::signature))
            }
            "textDocument/definition" => {
                let params: GotoDefinitionParams = read(params)?;
                write(self.definition(&params.text_document_position_params))
            }
            "textDocument/references" => {
                let params: ReferenceParams = read(params)?;
                let with_definition = params.context.include_declaration;
                write(self.references(&params.text_document_position, with_definition))
            }
            "textDocument/prepareRename" => self.prepare_rename(&read(params)?),
            "textDocument/rename" => self.rename(&read(params)?),
            "textDocument/documentSymbol" => self.symbols(&read(params)?),
            "workspace/symbol" => self.find_symbols(&read(params)?),
            "textDocument/codeAction" => self.actions(&read(params)?),
            _ => Err(Refusal::new(
                METHOD_NOT_FOUND,
                format!("there is no method `{method}`"),
            )),
        }
    }

    /// The file that a question names; none if it belongs to no dialplan.
    fn asked(&self, document: &Uri) -> Option<Asked<'_>> {
        let path = uri::path(document)?;
        let (number, name) = self.place(&path)?;
        let project = &self.projects[number];
        let sketch = project.workspace.file(&name)?;
        Some(Asked {
            project,
            name,
            path,
            sketch,
        })
    }

    pub(super) fn at(&self, place: &TextDocumentPositionParams) -> Option<(Asked<'_>, usize)> {
        let asked = self.asked(&place.text_document.uri)?;
        let offset = LineIndex::new(asked.sketch.text(), self.encoding).offset(place.position);
        Some((asked, offset))
    }

    fn completion(&mut self, place: &TextDocumentPositionParams) -> Result<Value, Refusal> {
        let Some((asked, offset)) = self.at(place) else {
            return Ok(Value::Null);
        };
        let found = assist::complete(&asked.project.workspace, &asked.name, offset);
        let index = LineIndex::new(asked.sketch.text(), self.encoding);
        let items = found.iter().enumerate();
        let items =
            items.map(|(number, item)| answers::completion(item, number, &index, self.snippets));
        // What is in strings changes with each part that is typed: a list for `SIP/a` is none for `SIP/a&`.
        let list = CompletionList {
            is_incomplete: found.len() >= assist::MANY,
            items: items.collect(),
        };
        self.offered = found;
        write(list)
    }

    fn resolve(&self, mut item: CompletionItem) -> Result<Value, Refusal> {
        let number = item
            .data
            .as_ref()
            .and_then(Value::as_u64)
            .and_then(|number| usize::try_from(number).ok());
        let offered = number.and_then(|number| self.offered.get(number));
        if let Some(offered) = offered.filter(|offered| offered.label == item.label) {
            item.documentation = answers::documentation(offered);
        }
        write(item)
    }

    /// What stands there, and what the findings there mean.
    fn hover(&self, place: &TextDocumentPositionParams) -> Option<Hover> {
        let (asked, offset) = self.at(place)?;
        let text = asked.sketch.text();
        let found = assist::explain(&asked.project.workspace, &asked.name, offset);
        let range = found
            .as_ref()
            .map(|found| LineIndex::new(text, self.encoding).range(found.piece));
        let mut said = found.map(|found| found.text).unwrap_or_default();
        for code in self.published.codes(&asked.path, text, offset) {
            let info = code.info();
            let rule = if said.is_empty() { "" } else { "\n\n---\n\n" };
            let _ = write!(
                said,
                "{rule}**{}**: {}\n\n{}",
                info.id, info.title, info.explanation
            );
        }
        let contents = HoverContents::Markup(answers::markdown(said));
        let empty = matches!(&contents, HoverContents::Markup(markup) if markup.value.is_empty());
        (!empty).then_some(Hover { contents, range })
    }

    pub(super) fn location(
        &self,
        project: &Project,
        location: &assist::Location,
    ) -> Option<Location> {
        let text = project.workspace.file(&location.file)?.text();
        let range = LineIndex::new(text, self.encoding).range(location.piece);
        Some(Location::new(
            uri::of(&project.path(&location.file))?,
            range,
        ))
    }

    fn definition(&self, place: &TextDocumentPositionParams) -> Vec<Location> {
        let Some((asked, offset)) = self.at(place) else {
            return Vec::new();
        };
        let project = asked.project;
        let targets = assist::definition(&project.workspace, &asked.name, offset);
        let places = targets.iter().filter_map(|target| match target {
            Target::Here(location) => self.location(project, location),
            Target::Configured(file, line, column) => {
                let path = std::path::absolute(&**file).ok()?;
                let text = files::text(&path).unwrap_or_default();
                let start = LineIndex::new(&text, self.encoding).place(*line, *column);
                Some(Location::new(uri::of(&path)?, Range::new(start, start)))
            }
        });
        places.collect()
    }

    fn references(
        &self,
        place: &TextDocumentPositionParams,
        with_definition: bool,
    ) -> Vec<Location> {
        let Some((asked, offset)) = self.at(place) else {
            return Vec::new();
        };
        let project = asked.project;
        let found = assist::references(&project.workspace, &asked.name, offset, with_definition);
        found
            .iter()
            .filter_map(|location| self.location(project, location))
            .collect()
    }

    fn symbols(&self, params: &DocumentSymbolParams) -> Result<Value, Refusal> {
        let Some(asked) = self.asked(&params.text_document.uri) else {
            return Ok(Value::Null);
        };
        let index = LineIndex::new(asked.sketch.text(), self.encoding);
        let found = assist::symbols(&asked.project.workspace, &asked.name);
        write(
            found
                .iter()
                .map(|symbol| answers::symbol(symbol, &index))
                .collect::<Vec<_>>(),
        )
    }

    fn find_symbols(&self, params: &WorkspaceSymbolParams) -> Result<Value, Refusal> {
        let mut all = Vec::new();
        for project in &self.projects {
            let left = SYMBOLS - all.len();
            for (file, container_name, symbol) in
                assist::find_symbols(&project.workspace, &params.query, left)
            {
                let location = assist::Location {
                    file,
                    piece: symbol.at,
                };
                all.extend(
                    self.location(project, &location)
                        .map(|location| WorkspaceSymbol {
                            name: symbol.name,
                            kind: answers::symbol_kind(symbol.kind),
                            tags: None,
                            container_name,
                            location: OneOf::Left(location),
                            data: None,
                        }),
                );
            }
        }
        write(all)
    }

    fn actions(&self, params: &CodeActionParams) -> Result<Value, Refusal> {
        let Some(asked) = self.asked(&params.text_document.uri) else {
            return Ok(Value::Null);
        };
        let ordered = params.range.start <= params.range.end;
        let range = if ordered {
            params.range
        } else {
            Range::new(Position::default(), Position::default())
        };
        let found = self
            .published
            .actions(&asked.path, asked.sketch.text(), range, self.encoding);
        let only = params.context.only.as_ref();
        let wanted = |kind: &lsp_types::CodeActionKind| {
            let quick = lsp_types::CodeActionKind::QUICKFIX;
            quick.as_str() == kind.as_str() || kind.as_str().is_empty()
        };
        let wanted = only.is_none_or(|kinds| kinds.iter().any(wanted));
        let found = found
            .into_iter()
            .filter(|_| wanted)
            .map(CodeActionOrCommand::CodeAction);
        write(found.collect::<Vec<_>>())
    }
}
