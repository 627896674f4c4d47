//! What the language knows, in the protocol's words.

use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionItemTag, CompletionTextEdit, DocumentSymbol,
    Documentation, InsertTextFormat, MarkupContent, MarkupKind, ParameterInformation,
    ParameterLabel, SignatureHelp, SignatureInformation, SymbolKind, TextEdit,
};
use runtime::assist::{self, Completion, CompletionKind, Signature, Symbol};

use super::position::LineIndex;

pub(super) fn markdown(text: String) -> MarkupContent {
    MarkupContent {
        kind: MarkupKind::Markdown,
        value: text,
    }
}

/// A completion without its documentation, which is asked for by its number when it is looked at.
pub(super) fn completion(
    item: &Completion,
    number: usize,
    index: &LineIndex<'_>,
    snippets: bool,
) -> CompletionItem {
    let snippet = item.snippet.as_ref().filter(|_| snippets);
    let new_text = snippet.unwrap_or(&item.insert).clone();
    CompletionItem {
        label: item.label.clone(),
        kind: Some(kind(item.kind)),
        detail: Some(item.detail.clone()).filter(|detail| !detail.is_empty()),
        sort_text: Some(format!("{number:04}")),
        tags: item.deprecated.then(|| vec![CompletionItemTag::DEPRECATED]),
        insert_text_format: snippet.map(|_| InsertTextFormat::SNIPPET),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit {
            range: index.range(item.replace),
            new_text,
        })),
        data: Some(number.into()),
        ..CompletionItem::default()
    }
}

pub(super) fn documentation(item: &Completion) -> Option<Documentation> {
    let text = Some(item.documentation.clone()).filter(|text| !text.is_empty())?;
    Some(Documentation::MarkupContent(markdown(text)))
}

fn kind(kind: CompletionKind) -> CompletionItemKind {
    match kind {
        CompletionKind::Application => CompletionItemKind::METHOD,
        CompletionKind::Function => CompletionItemKind::FUNCTION,
        CompletionKind::Keyword => CompletionItemKind::KEYWORD,
        CompletionKind::Variable => CompletionItemKind::VARIABLE,
        CompletionKind::Context => CompletionItemKind::MODULE,
        CompletionKind::Extension => CompletionItemKind::EVENT,
        CompletionKind::Label => CompletionItemKind::REFERENCE,
        CompletionKind::Device => CompletionItemKind::CONSTANT,
        CompletionKind::Value => CompletionItemKind::ENUM_MEMBER,
        CompletionKind::File => CompletionItemKind::FILE,
    }
}

pub(super) fn signature(found: Signature) -> SignatureHelp {
    // Offsets of a label are counted in UTF-16 whatever was agreed upon for documents.
    let units = |end: usize| {
        found
            .label
            .get(..end)
            .map_or(0, |text| text.encode_utf16().count()) as u32
    };
    let parameters = found
        .arguments
        .iter()
        .map(|(place, text)| ParameterInformation {
            label: ParameterLabel::LabelOffsets([units(place.start), units(place.end)]),
            documentation: Some(Documentation::MarkupContent(markdown(text.clone()))),
        });
    let active = Some(found.active as u32);
    SignatureHelp {
        signatures: vec![SignatureInformation {
            parameters: Some(parameters.collect()),
            active_parameter: active,
            documentation: Some(Documentation::MarkupContent(markdown(
                found.documentation.clone(),
            ))),
            label: found.label,
        }],
        active_signature: Some(0),
        active_parameter: active,
    }
}

#[allow(deprecated, reason = "the field has to be there")]
pub(super) fn symbol(symbol: &Symbol, index: &LineIndex<'_>) -> DocumentSymbol {
    let children: Vec<DocumentSymbol> = symbol
        .children
        .iter()
        .map(|child| self::symbol(child, index))
        .collect();
    DocumentSymbol {
        // An editor refuses a symbol without a name, and somebody is typing it.
        name: if symbol.name.trim().is_empty() {
            "…".to_owned()
        } else {
            symbol.name.clone()
        },
        detail: None,
        kind: symbol_kind(symbol.kind),
        tags: None,
        deprecated: None,
        range: index.range(symbol.whole),
        selection_range: index.range(symbol.at),
        children: (!children.is_empty()).then_some(children),
    }
}

pub(super) fn symbol_kind(kind: assist::SymbolKind) -> SymbolKind {
    match kind {
        assist::SymbolKind::Context => SymbolKind::NAMESPACE,
        assist::SymbolKind::Extension => SymbolKind::EVENT,
        assist::SymbolKind::Label => SymbolKind::KEY,
        assist::SymbolKind::Function => SymbolKind::FUNCTION,
        assist::SymbolKind::Test => SymbolKind::METHOD,
        assist::SymbolKind::Settings => SymbolKind::OBJECT,
    }
}
