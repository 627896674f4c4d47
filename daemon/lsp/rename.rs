//! Other names for what a dialplan makes.

use std::collections::HashMap;

use lsp_types::{
    PrepareRenameResponse, RenameParams, TextDocumentPositionParams, TextEdit, Uri, WorkspaceEdit,
};
use runtime::assist::{self, RenameFault};
use serde_json::Value;

use super::message::{REQUEST_FAILED, Refusal};
use super::position::LineIndex;
use super::session::{Session, write};

impl Session {
    /// What would be renamed.
    pub(super) fn prepare_rename(
        &self,
        place: &TextDocumentPositionParams,
    ) -> Result<Value, Refusal> {
        let Some((asked, offset)) = self.at(place) else {
            return Ok(Value::Null);
        };
        let found = assist::renamed(&asked.project.workspace, &asked.name, offset);
        let (piece, placeholder) = found.map_err(|fault| refused(&fault))?;
        let range = LineIndex::new(asked.sketch.text(), self.encoding).range(piece);
        write(PrepareRenameResponse::RangeWithPlaceholder { range, placeholder })
    }

    /// The edits that give it another name.
    // A `Uri` of `lsp-types` has a cell in it that neither its hash nor its order looks at.
    #[allow(clippy::mutable_key_type)]
    pub(super) fn rename(&self, params: &RenameParams) -> Result<Value, Refusal> {
        let Some((asked, offset)) = self.at(&params.text_document_position) else {
            return Ok(Value::Null);
        };
        let workspace = &asked.project.workspace;
        let found = assist::rename(workspace, &asked.name, offset, &params.new_name);
        let places = found.map_err(|fault| refused(&fault))?;
        let mut changes: HashMap<Uri, Vec<TextEdit>> = HashMap::new();
        for place in &places {
            if let Some(location) = self.location(asked.project, place) {
                let edit = TextEdit::new(location.range, params.new_name.clone());
                changes.entry(location.uri).or_default().push(edit);
            }
        }
        write(WorkspaceEdit::new(changes))
    }
}

fn refused(fault: &RenameFault) -> Refusal {
    Refusal::new(REQUEST_FAILED, fault.to_string())
}
