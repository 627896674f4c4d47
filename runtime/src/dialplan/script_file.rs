//! Reads a file in Rhai: what it says of contexts, and all that is wrong with it by itself, not just the first.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use rhai::{AST, OptimizationLevel, Position, StmtBlock};

use super::context::Include;
use super::extension::{Body, Entrance, Extension, Labels};
use super::pattern::Key;
use super::recovery::{without_block, without_item};
use super::syntax::{self, Item, Text};
use super::unit::{Draft, Unit, UnitId};
use super::{Hint, Source, Sources, Times};
use crate::check::{self, Facts, Repair};
use crate::diagnostic::{Code, Diagnostic, Lines, Span};
use crate::library::Library;
use crate::script::{self, Imports, Language, ModuleCache, Place, diagnose, imports, rehearse};

/// Largest file that is read, in bytes.
const MAX_SIZE: usize = 8 << 20;
/// Syntax errors after which a file is given up.
const MAX_SYNTAX_ERRORS: usize = 20;
/// Depth of function calls while the variables of a file are computed, on the loader's own stack.
const DEPTH: usize = 16;

/// What reads files in Rhai. It stays on its thread.
pub(super) struct Scripts {
    language: Language,
    library: Library,
    builtins: Arc<check::Builtins>,
    modules: ModuleCache,
}

impl Scripts {
    /// Makes an engine. What it knows by itself is kept in `builtins` for the next time.
    pub(super) fn new(library: Library, builtins: &mut Option<Arc<check::Builtins>>) -> Self {
        let language = Language::new(library, DEPTH, OptimizationLevel::None);
        let known = || Arc::new(check::Builtins::of(&language.engine));
        let builtins = Arc::clone(builtins.get_or_insert_with(known));
        Self {
            language,
            library,
            builtins,
            modules: ModuleCache::default(),
        }
    }

    /// Reads a file by itself. The tree comes with it if it is needed again, when all files have been read.
    pub(super) fn unit(&mut self, id: UnitId, source: &Source) -> (Unit, Option<AST>) {
        let mut draft = Draft::new(id);
        let ast = self.read(&mut draft, source);
        let whole = draft.findings.is_empty();
        let mut facts = Facts::new(&source.path, BTreeSet::new());
        if let Some(ast) = &ast {
            if !source.is_test() {
                collect(&mut draft, source, ast);
            }
            let reader = check::Reader {
                library: self.library,
                builtins: &self.builtins,
            };
            let (found, known) = check::file(&reader, source, ast, whole);
            draft.findings.extend(found);
            facts = known;
            // What imports nothing is made ready without a look at the others.
            if facts.imports.is_empty() && !draft.findings.iter().any(Diagnostic::is_error) {
                let alone = Sources::new(vec![source.clone()]);
                let finding = self.rehearse(source, Some(ast), &alone);
                draft.findings.extend(finding);
            }
        }
        let unit = Unit {
            id,
            texts: vec![source.clone()],
            lacks: false,
            short: false,
            wants: Vec::new(),
            parts: draft.parts(),
            general: Vec::new(),
            globals: ast.as_ref().map_or(Vec::new(), globals),
            facts: Arc::new(facts),
            findings: draft.findings,
            whole,
        };
        let ast = ast.filter(|_| !unit.facts.imports.is_empty());
        (unit, ast)
    }

    /// Reads a file, as often as it takes to get past its syntax errors.
    fn read(&self, draft: &mut Draft, source: &Source) -> Option<AST> {
        if source.text.len() > MAX_SIZE {
            let message = format!("the file has more than {} MiB", MAX_SIZE >> 20);
            let path = Arc::clone(&source.path);
            let finding = Diagnostic::new(Code::TooLarge, path, Span::NONE, message);
            draft.findings.push(finding);
            return None;
        }
        let mut text = source.text.to_string();
        for _ in 0..MAX_SYNTAX_ERRORS {
            match self.language.engine.compile(&text) {
                Ok(ast) => return Some(ast),
                Err(error) => {
                    let (finding, repair) = check::syntax_error(&error, source, &text);
                    draft.findings.push(finding);
                    // What cannot be read without changing anything cannot be read at all.
                    let rest = match repair {
                        Repair::Text(rest) => Some(rest),
                        Repair::Item(line) => without_item(&text, line),
                        Repair::Block(line) => without_block(&text, line),
                        Repair::Stop => None,
                    };
                    text = rest.filter(|rest| *rest != text)?;
                }
            }
        }
        None
    }

    /// What becomes of a file when it is made ready: its imports, and the variables at its top.
    pub(super) fn rehearse(
        &mut self,
        source: &Source,
        tree: Option<&AST>,
        sources: &Sources,
    ) -> Option<Diagnostic> {
        let read;
        let ast = match tree {
            Some(ast) => ast,
            None => {
                read = self.language.engine.compile(&*source.text).ok()?;
                &read
            }
        };
        let mut imports = Imports {
            sources,
            cache: &mut self.modules,
        };
        let error = rehearse(&self.language, source, &mut imports, ast).err()?;
        let texts = |path: &str| Some(Arc::clone(&sources.get(path)?.text));
        let mut finding = diagnose(error, &source.path, self.library, texts);
        if finding.code != Code::BadImport {
            finding.code = Code::InitFailed;
        }
        Some(finding)
    }
}

/// The global variables that a file sets.
fn globals(ast: &AST) -> Vec<(String, String)> {
    let pairs = ast
        .statements()
        .iter()
        .filter_map(syntax::globals)
        .flatten();
    let written = pairs.filter_map(|(name, value)| Some((name.to_owned(), value?.to_string())));
    written.collect()
}

/// Takes contexts and what is in them into the draft.
fn collect(draft: &mut Draft, source: &Source, ast: &AST) {
    let lines = Lines::new(&source.text);
    let (shared, mut places) = parts(source, &lines, ast);
    let mut ordinal = 0;
    for (name, items) in syntax::contexts(ast) {
        let (at, context) = draft.context(&name.text);
        for item in items {
            match item {
                Item::Include(name, times) => {
                    let times = times.map(|times| {
                        let (parsed, faults) = Times::parse(&times.text);
                        for fault in faults {
                            let span = lines.span(times.position);
                            let path = Arc::clone(&source.path);
                            let finding =
                                Diagnostic::new(Code::BadTimes, path, span, fault.to_string());
                            draft.findings.push(finding);
                        }
                        parsed
                    });
                    let include = Include {
                        name: name.text.as_str().into(),
                        file: Arc::clone(&source.path),
                        span: lines.span(name.position),
                        times,
                        unit: draft.id,
                    };
                    draft.include(at, include);
                }
                Item::Hint(extension, device) => {
                    let hint = Hint {
                        extension: extension.text.to_string(),
                        device: device.text.to_string(),
                        file: Arc::clone(&source.path),
                        span: lines.span(extension.position),
                        device_span: lines.span(device.position),
                    };
                    draft.hint(at, hint);
                }
                Item::Extension(name, label, _) => {
                    let place = places.next().flatten();
                    let body = Body {
                        digest: digest(source, place.as_ref()),
                        source: source.clone(),
                        shared: shared.clone(),
                        place,
                        ordinal,
                    };
                    ordinal += 1;
                    let place = label.as_ref().unwrap_or(&name).position;
                    let entrance = Entrance {
                        label: label.map(|label| label.text.as_str().into()),
                        span: lines.span(place),
                        body,
                    };
                    let extension = extension(draft, &context, &name, entrance, &lines);
                    draft.extension(at, extension);
                }
            }
        }
    }
}

fn extension(
    draft: &mut Draft,
    context: &Arc<str>,
    name: &Text,
    entrance: Entrance,
    lines: &Lines<'_>,
) -> Extension {
    let span = lines.span(name.position);
    let path = Arc::clone(&entrance.body.source.path);
    let (pattern, caller) = match name.text.split_once('/') {
        Some((pattern, caller)) => (pattern, Some(caller)),
        None => (&*name.text, None),
    };
    let (key, fault) = Key::parse(pattern, caller);
    let complaint = match fault {
        Some(fault) => Some(format!("bad pattern `{}`: {fault}", name.text)),
        None if name.text.is_empty() => Some("an extension needs a name".to_owned()),
        None => None,
    };
    if let Some(message) = complaint {
        let finding = Diagnostic::new(Code::BadPattern, Arc::clone(&path), span, message);
        draft.findings.push(finding);
    }
    Extension {
        pattern: pattern.into(),
        caller: caller.map(Into::into),
        key,
        context: Arc::clone(context),
        steps: entrance.alone(),
        run: 0,
        labels: Labels::default(),
        path,
        span,
        unit: draft.id,
    }
}

/// What all bodies of a file share, and where each of them stands, in order.
fn parts(
    source: &Source,
    lines: &Lines<'_>,
    ast: &AST,
) -> (Option<Arc<str>>, impl Iterator<Item = Option<Place>>) {
    let offset = |position: Position| lines.offset(&source.text, position);
    let (mut starts, mut places) = (Vec::new(), Vec::new());
    for statement in ast.statements() {
        if let Some((_, items)) = syntax::context(statement) {
            starts.push(offset(statement.position()));
            places.extend(items.into_iter().filter_map(|item| match item {
                Item::Extension(_, _, body) => Some(place(body, &offset)),
                Item::Include(..) | Item::Hint(..) => None,
            }));
        }
    }
    let bytes = places
        .iter()
        .map(|place| Some(place.as_ref()?.bytes.clone()));
    let bytes: Option<Vec<Range<usize>>> = bytes.collect();
    let shared = bytes.zip(starts.into_iter().collect::<Option<Vec<usize>>>());
    let shared = shared.and_then(|(bytes, starts)| {
        // A body may import as well: then the whole file is asked what it imports.
        let within = |at: usize| bytes.iter().any(|body| body.contains(&at));
        let mut imported = match source.text.contains("import") {
            true => imports(ast).into_iter(),
            false => Vec::new().into_iter(),
        };
        let alone = imported.all(|(_, position)| offset(position).is_some_and(|at| !within(at)));
        alone.then(|| script::shared(&source.text, &starts, &bytes))?
    });
    (shared.map(Into::into), places.into_iter())
}

fn place(body: &StmtBlock, offset: &dyn Fn(Position) -> Option<usize>) -> Option<Place> {
    let (start, end) = (body.span().start(), body.span().end());
    Some(Place {
        bytes: offset(start)?..offset(end)? + 1,
        line: start.line()?,
        column: start.position()?,
    })
}

/// A number for the text of a body; of the whole file where the places in it are not known.
fn digest(source: &Source, place: Option<&Place>) -> u64 {
    let text = place.and_then(|place| source.text.get(place.bytes.clone()));
    let text = text.unwrap_or(&source.text);
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
