//! Loading: all files into one outline, and all that is wrong with them, not just the first.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use rhai::{AST, EvalAltResult, OptimizationLevel, ParseError, ParseErrorType};

use super::loopback::Loopback;
use super::outline::{Body, Context, Extension, Include, Outline, Steps};
use super::pattern::Key;
use super::recovery::without_item;
use super::syntax::{self, Item, Text};
use super::{Hint, Source, Times};
use crate::check;
use crate::conf;
use crate::diagnostic::{Code, Diagnostic, Lines, Span, did_you_mean};
use crate::library::Library;
use crate::script::{Compiled, Language, diagnose};

/// Largest file that is read, in bytes.
const MAX_SIZE: usize = 8 << 20;
/// Syntax errors after which a file is given up.
const MAX_SYNTAX_ERRORS: usize = 20;
/// Depth of function calls while the variables of a file are computed, on the loader's own stack.
const DEPTH: usize = 16;

/// What loading gives.
pub(super) struct Loaded {
    pub(super) outline: Outline,
    /// The facts of each file in Rhai, in the order of the files.
    pub(super) facts: Vec<Arc<check::Facts>>,
    /// All errors, and the warnings that need no look at the whole program; in no particular order.
    pub(super) findings: Vec<Diagnostic>,
    /// Whether every file could be read to its end.
    pub(super) whole: bool,
}

pub(super) fn load(sources: &[Source], library: Library) -> Loaded {
    let language = Language::new(library, DEPTH, OptimizationLevel::None);
    let mut loader = Loader {
        builtins: check::Builtins::of(&language.engine),
        language,
        sources,
        library,
        outline: Outline::default(),
        known: BTreeMap::new(),
        findings: Vec::new(),
        whole: true,
    };
    let mut trees = Vec::new();
    let included = conf::included(sources);
    for (index, source) in sources.iter().enumerate() {
        if source.is_conf() {
            if !included.contains(&source.path) {
                loader.conf(source);
            }
        } else if let Some(ast) = loader.read(source) {
            if !source.is_test() {
                loader.collect(index as u32, source, &ast);
            }
            trees.push((source, ast));
        }
    }
    loader.finish();
    let mut facts = Vec::new();
    for (source, ast) in &trees {
        facts.push(Arc::new(loader.check(source, ast)));
    }
    Loaded {
        outline: loader.outline,
        facts,
        findings: loader.findings,
        whole: loader.whole,
    }
}

/// The line whose item an error belongs to. What is missing at the beginning of a line is missing at the end
/// of the one before.
fn blamed(error: &ParseError, text: &str) -> usize {
    let line = error.position().line().unwrap_or(1);
    let column = error.position().position().unwrap_or(1);
    let missing = matches!(error.err_type(), ParseErrorType::MissingToken(..));
    let before = text.split('\n').nth(line - 1).unwrap_or("");
    let first = before.chars().take(column - 1).all(char::is_whitespace);
    if missing && first && line > 1 {
        line - 1
    } else {
        line
    }
}

struct Loader<'a> {
    language: Language,
    sources: &'a [Source],
    library: Library,
    outline: Outline,
    /// Extensions by context and name.
    known: BTreeMap<(u32, Key), u32>,
    findings: Vec<Diagnostic>,
    /// Whether every file could be read to its end. If not, what seems missing may only be unread.
    whole: bool,
    builtins: check::Builtins,
}

impl Loader<'_> {
    /// Reads a file, as often as it takes to get past its syntax errors.
    fn read(&mut self, source: &Source) -> Option<AST> {
        if source.text.len() > MAX_SIZE {
            let message = format!("the file has more than {} MiB", MAX_SIZE >> 20);
            let finding = Diagnostic::new(Code::TooLarge, &*source.path, Span::NONE, message);
            self.findings.push(finding);
            self.whole = false;
            return None;
        }
        let mut text = source.text.to_string();
        for _ in 0..MAX_SYNTAX_ERRORS {
            match self.language.engine.compile(&text) {
                Ok(ast) => return Some(ast),
                Err(error) => {
                    self.whole = false;
                    let finding = check::syntax_error(&error, source);
                    let line = blamed(&error, &text);
                    // An error at a place that already showed one is a consequence of it.
                    let at_end = finding.span.is_none();
                    self.findings.push(finding);
                    text = without_item(&text, line).filter(|_| !at_end)?;
                }
            }
        }
        None
    }

    /// Takes contexts and what is in them into the outline.
    fn collect(&mut self, index: u32, source: &Source, ast: &AST) {
        let lines = Lines::new(&source.text);
        let mut ordinal = 0;
        for (name, items) in syntax::contexts(ast) {
            let context = self.context(&name.text);
            for item in items {
                match item {
                    Item::Include(name) => {
                        let include = Include {
                            name: name.text.as_str().into(),
                            file: Arc::clone(&source.path),
                            span: lines.span(name.position),
                            times: None,
                        };
                        self.outline.contexts[context].includes.push(include);
                    }
                    Item::Hint(extension, device) => {
                        let hint = Hint {
                            extension: extension.text.to_string(),
                            device: device.text.to_string(),
                            file: Arc::clone(&source.path),
                            span: lines.span(extension.position),
                            device_span: lines.span(device.position),
                        };
                        self.hint(context, hint);
                    }
                    Item::Extension(name, _) => {
                        let body = Body {
                            file: index,
                            ordinal,
                        };
                        ordinal += 1;
                        self.extension(context, &name, body, source, &lines);
                    }
                }
            }
        }
    }

    /// Takes a file of Asterisk's form into the outline. What is wrong with a line is a warning: the rest of
    /// the file counts.
    fn conf(&mut self, source: &Source) {
        let (sections, findings) = conf::read(source, self.sources);
        self.findings.extend(findings);
        for section in sections.iter().filter(|section| !section.template) {
            match &*section.name.to_ascii_lowercase() {
                "general" => {
                    let findings = self.outline.general.read(section);
                    self.findings.extend(findings);
                }
                "" => {
                    let path = Arc::clone(&section.file);
                    let message = "a section without a name is no context";
                    self.find(Diagnostic::new(
                        Code::ConfSection,
                        path,
                        section.span,
                        message,
                    ));
                }
                "globals" => {
                    let settings = section.settings.iter();
                    let globals =
                        settings.map(|setting| (setting.key.clone(), setting.value.clone()));
                    self.outline.globals.extend(globals);
                }
                _ => self.conf_context(section),
            }
        }
    }

    fn conf_context(&mut self, section: &conf::Section) {
        let context = self.context(&section.name);
        let (items, findings) = conf::items(section);
        self.findings.extend(findings);
        for item in items {
            match item {
                conf::Item::Line(line) => self.conf_line(context, line),
                conf::Item::Hint {
                    extension,
                    device,
                    span,
                    device_span,
                    file,
                } => {
                    let hint = Hint {
                        extension,
                        device,
                        file,
                        span,
                        device_span,
                    };
                    self.hint(context, hint);
                }
                conf::Item::Include {
                    name,
                    times,
                    span,
                    file,
                } => {
                    let times = times.map(|times| self.times(&times, span, &file));
                    let name = self.with_globals(&name);
                    let include = Include {
                        name: name.as_str().into(),
                        file,
                        span,
                        times,
                    };
                    self.outline.contexts[context].includes.push(include);
                }
                conf::Item::Switch {
                    text,
                    literal,
                    span,
                    file,
                } => self.switch(context, &text, literal, span, file),
            }
        }
    }

    fn switch(&mut self, context: usize, text: &str, literal: bool, span: Span, file: Arc<str>) {
        let global = |name: &str| self.outline.global(name).map(str::to_owned);
        match Loopback::read(text, literal, &global) {
            Ok(loopback) => self.outline.contexts[context].switches.push(loopback),
            Err(fault) => {
                let file = Arc::clone(&file);
                let finding = Diagnostic::new(Code::ConfSwitch, file, span, fault.to_string());
                self.find(finding.with_help(fault.help()));
            }
        }
        if !literal && text.contains("${EXTEN") {
            let message = "a `switch` is substituted when the file is read, and nobody has dialled `${EXTEN}` then";
            let finding = Diagnostic::new(Code::ConfSwitch, file, span, message);
            self.find(finding.with_help("write `lswitch => …`"));
        }
    }

    /// The name of an extension with the global variables in it, `${NAME}`, as files have set them so far.
    fn with_globals(&self, name: &str) -> String {
        let mut text = String::new();
        let mut rest = name;
        while let Some((before, (variable, after))) = rest
            .split_once("${")
            .and_then(|(before, tail)| Some((before, tail.split_once('}')?)))
        {
            text.push_str(before);
            text.push_str(self.outline.global(variable).unwrap_or(""));
            rest = after;
        }
        text + rest
    }

    /// The times at which an include holds.
    fn times(&mut self, text: &str, span: Span, file: &Arc<str>) -> Times {
        let (times, faults) = Times::parse(text);
        for fault in faults {
            let finding =
                Diagnostic::new(Code::ConfLine, Arc::clone(file), span, fault.to_string());
            self.findings.push(finding);
        }
        times
    }

    fn conf_line(&mut self, context: usize, line: conf::ExtensionLine) {
        let conf::ExtensionLine {
            name,
            caller,
            priority,
            name_span: span,
            line,
        } = line;
        let name = self.with_globals(&name);
        let (key, fault) = Key::parse(&name, caller.as_deref());
        if let Some(fault) = fault {
            let message = format!("bad pattern `{name}`: {fault}");
            let finding = Diagnostic::new(Code::ConfLine, Arc::clone(&line.file), span, message);
            self.findings.push(finding);
        }
        let place = (context as u32, key.clone());
        let Some(&id) = self.known.get(&place) else {
            let path = Arc::clone(&line.file);
            return self.add(Extension {
                pattern: name.into(),
                caller: caller.map(Into::into),
                key,
                context: context as u32,
                steps: Steps::Lines(BTreeMap::from([(priority, line)])),
                path,
                span,
            });
        };
        let extension = &mut self.outline.extensions[id as usize];
        let first = match &mut extension.steps {
            Steps::Lines(lines) => match lines.entry(priority) {
                Entry::Vacant(free) => {
                    free.insert(line);
                    return;
                }
                Entry::Occupied(first) => (Arc::clone(&first.get().file), first.get().span),
            },
            Steps::Script(_) => (Arc::clone(&extension.path), extension.span),
        };
        let message = format!("priority {priority} of extension `{name}` is in use already");
        let finding = Diagnostic::new(Code::ConfTwice, line.file, line.span, message).with_label(
            first.0,
            first.1,
            "this one counts",
        );
        self.findings.push(finding);
    }

    fn context(&mut self, name: &str) -> usize {
        let outline = &mut self.outline;
        let name: Arc<str> = name.into();
        let index = *outline.names.entry(Arc::clone(&name)).or_insert_with(|| {
            outline.contexts.push(Context::new(&name));
            outline.contexts.len() as u32 - 1
        });
        index as usize
    }

    fn extension(
        &mut self,
        context: usize,
        name: &Text,
        body: Body,
        source: &Source,
        lines: &Lines<'_>,
    ) {
        let span = lines.span(name.position);
        let (key, fault) = Key::parse(&name.text, None);
        let complaint = match fault {
            Some(fault) => Some(format!("bad pattern `{}`: {fault}", name.text)),
            None if name.text.is_empty() => Some("an extension needs a name".to_owned()),
            None => None,
        };
        if let Some(message) = complaint {
            let finding = Diagnostic::new(Code::BadPattern, &*source.path, span, message);
            self.findings.push(finding);
        }
        let extension = Extension {
            pattern: name.text.as_str().into(),
            caller: None,
            key,
            context: context as u32,
            steps: Steps::Script(body),
            path: Arc::clone(&source.path),
            span,
        };
        self.add(extension);
    }

    /// Takes in an extension, unless its context has one of the same name.
    fn add(&mut self, extension: Extension) {
        let id = self.outline.extensions.len() as u32;
        let place = (extension.context, extension.key.clone());
        match self.known.entry(place) {
            Entry::Occupied(first) => {
                let kept = &self.outline.extensions[*first.get() as usize];
                let finding = self.defined_twice(kept, &extension);
                self.find(finding);
            }
            Entry::Vacant(free) => {
                free.insert(id);
                let context = &mut self.outline.contexts[extension.context as usize];
                context.extensions.push(id);
                self.outline.extensions.push(extension);
            }
        }
    }

    fn defined_twice(&self, kept: &Extension, refused: &Extension) -> Diagnostic {
        let context = &self.outline.contexts[refused.context as usize].name;
        let message = format!(
            "extension `{}` is defined twice in context `{context}`",
            refused.pattern
        );
        let first = if kept.pattern == refused.pattern {
            "first defined here".to_owned()
        } else {
            format!("`{}` is the same and comes first", kept.pattern)
        };
        let path = Arc::clone(&refused.path);
        Diagnostic::new(Code::DuplicateExtension, path, refused.span, message)
            .with_note("defined again here")
            .with_label(Arc::clone(&kept.path), kept.span, first)
    }

    fn hint(&mut self, context: usize, hint: Hint) {
        if hint.extension.is_empty() {
            let path = Arc::clone(&hint.file);
            let message = "a hint needs an extension to be watched";
            self.find(Diagnostic::new(Code::BadHint, path, hint.span, message));
        }
        if let Some(fault) = Hint::check(&hint.device) {
            let path = Arc::clone(&hint.file);
            let finding = Diagnostic::new(
                Code::BadHint,
                path,
                hint.device_span,
                format!("bad hint: {fault}"),
            );
            let kind = hint.device.split_inclusive(['/', ':']).next().unwrap_or("");
            let known = super::hint::TECHNOLOGIES;
            let help = did_you_mean(kind, known).filter(|_| !known.contains(&kind));
            let usual =
                "a hint names devices as `SIP/phone`, `Skype:account@buddy` or `Custom:name`";
            self.find(finding.with_help(help.unwrap_or_else(|| usual.into())));
        }
        let hints = &mut self.outline.contexts[context].hints;
        if let Some(first) = hints.get(&hint.extension) {
            let message = format!("extension `{}` has a hint already", hint.extension);
            let path = Arc::clone(&hint.file);
            let finding = Diagnostic::new(Code::DuplicateHint, path, hint.span, message)
                .with_label(Arc::clone(&first.file), first.span, "the first one")
                .with_help("join several devices with `&`");
            self.find(finding);
        } else {
            hints.insert(hint.extension.clone(), hint);
        }
    }

    /// What can be said only when all files have been seen.
    fn finish(&mut self) {
        self.outline.finish();
        if self.whole {
            self.dead_includes();
        }
        self.include_circles();
    }

    fn dead_includes(&mut self) {
        let outline = &self.outline;
        let mut found = Vec::new();
        for context in &outline.contexts {
            for include in &context.includes {
                if outline.names.contains_key(&include.name) {
                    continue;
                }
                let message = format!("context `{}` does not exist", include.name);
                let path = Arc::clone(&include.file);
                let mut finding = Diagnostic::new(Code::DeadInclude, path, include.span, message);
                finding.help = did_you_mean(&include.name, outline.contexts());
                found.push(finding.with_note("included here"));
            }
        }
        found.into_iter().for_each(|finding| self.find(finding));
    }

    /// Reports each include that closes a circle.
    fn include_circles(&mut self) {
        let outline = &self.outline;
        let mut found = Vec::new();
        let next = |at: usize| {
            let includes = outline.contexts[at].includes.iter();
            includes
                .filter_map(|include| Some((*outline.names.get(&include.name)? as usize, include)))
        };
        // 1: on the way down, 2: done.
        let mut state = vec![0_u8; outline.contexts.len()];
        for start in 0..outline.contexts.len() {
            if state[start] != 0 {
                continue;
            }
            state[start] = 1;
            let mut stack = vec![(start, next(start).collect::<Vec<_>>().into_iter())];
            while let Some((at, includes)) = stack.last_mut() {
                let at = *at;
                let Some((to, include)) = includes.next() else {
                    state[at] = 2;
                    stack.pop();
                    continue;
                };
                if state[to] == 1 {
                    let message = format!("including `{}` leads back to it", include.name);
                    let path = Arc::clone(&include.file);
                    let finding = Diagnostic::new(Code::IncludeCircle, path, include.span, message)
                        .with_note(format!(
                            "closes the circle from `{}`",
                            outline.contexts[at].name
                        ));
                    found.push(finding);
                } else if state[to] == 0 {
                    state[to] = 1;
                    stack.push((to, next(to).collect::<Vec<_>>().into_iter()));
                }
            }
        }
        found.into_iter().for_each(|finding| self.find(finding));
    }

    /// What is wrong with a file: calls, variables, what it does when loaded.
    fn check(&mut self, source: &Source, ast: &AST) -> check::Facts {
        let reader = check::Reader {
            library: self.library,
            builtins: &self.builtins,
        };
        let (mut found, facts) = check::file(&reader, source, ast);
        let program = check::Program {
            outline: &self.outline,
            sources: self.sources,
            whole: self.whole,
        };
        found.extend(check::links(&facts, &program));
        let bad = found.iter().any(Diagnostic::is_error);
        self.findings.extend(found);
        if !bad && let Err(error) = Compiled::from_tree(&self.language, source, self.sources, ast) {
            let finding = self.failed(source, error);
            self.findings.push(finding);
        }
        facts
    }

    /// A file that cannot be made ready, although it is written correctly.
    fn failed(&self, source: &Source, error: Box<EvalAltResult>) -> Diagnostic {
        let texts = |path: &str| {
            let mut sources = self.sources.iter();
            let source = sources.find(|source| &*source.path == path)?;
            Some(Arc::clone(&source.text))
        };
        let mut finding = diagnose(error, &source.path, self.library, texts);
        if finding.code != Code::BadImport {
            finding.code = Code::InitFailed;
        }
        finding
    }

    /// Keeps a finding; in a line of `extensions.conf` it is a warning.
    fn find(&mut self, mut finding: Diagnostic) {
        if finding.file.ends_with(".conf") {
            finding.code = finding.code.in_line();
        }
        self.findings.push(finding);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::dialplan::{Dialplan, Source};
    use crate::sample::LIBRARY;

    fn load(text: &str) -> Vec<crate::diagnostic::Diagnostic> {
        let (plan, findings) = Dialplan::load(vec![Source::new("a.rhai", text)], LIBRARY);
        for finding in &findings {
            finding.render(|path| plan.text(path), true);
            finding.to_json();
        }
        findings
    }

    /// Pieces of dialplans, right and wrong.
    const PIECES: [&str; 24] = [
        "context ",
        "\"a\" ",
        "{ ",
        "} ",
        "extension ",
        "=> ",
        "include ",
        "hint ",
        "; ",
        "Answer() ",
        "if ",
        "x ",
        "let x = ",
        "1 ",
        "|x| ",
        "`${x}` ",
        "\n",
        "fn f() ",
        "( ",
        ") ",
        "/* ",
        "\"\\",
        "import ",
        "'",
    ];

    proptest! {
        #[test]
        fn no_text_makes_the_loader_panic(text: String) {
            load(&text);
        }

        #[test]
        fn no_mixture_of_pieces_makes_the_loader_panic(pieces in prop::collection::vec(0..PIECES.len(), 0..60)) {
            let text: String = pieces.into_iter().map(|piece| PIECES[piece]).collect();
            load(&text);
        }
    }

    /// Texts made to exhaust the reader's stack, time or memory.
    #[test]
    fn a_hostile_file_cannot_stop_the_loader() {
        let deep = |open: &str| {
            format!(
                "context \"a\" {{ extension \"1\" => {{ {}",
                open.repeat(100_000)
            )
        };
        for text in [
            deep("("),
            deep("["),
            deep("{"),
            deep("#{a:"),
            deep("if true {"),
            deep("|x| "),
            deep("-"),
            deep("!"),
            deep("a."),
            deep("1+"),
            deep("`${"),
            deep("f("),
            deep("a["),
            deep("/*"),
            deep("x ?? "),
            "context ".repeat(10_000),
            "extension \"a\" => {\n".repeat(10_000),
            format!("let s = \"{}\";", "x".repeat(1_000_000)),
            "fn f() { }\n".repeat(5_000),
            format!("let a = [{}];", "1,".repeat(100_000)),
            "\n".repeat(200_000) + "context \"a\" { extension \"1\" => { Awnser(); } }",
        ] {
            let findings = load(&text);
            assert!(
                findings.iter().any(|finding| finding.is_error()),
                "{}",
                &text[..60]
            );
        }
    }

    #[test]
    fn a_file_that_is_too_large_is_not_read() {
        let text = " ".repeat(9 << 20);
        assert_eq!(load(&text)[0].code.id(), "E0002");
    }

    #[test]
    fn the_time_to_load_grows_with_the_text_and_not_with_its_square() {
        let file = |count: usize| {
            let extensions = (0..count).map(|n| format!("extension \"{n}\" => {{ Answer(); }}\n"));
            format!("context \"a\" {{ {} }}", extensions.collect::<String>())
        };
        // Time of this thread, which other programs do not take part in.
        let spent = || {
            let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
            time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
        };
        let time = |text: &str| {
            let began = spent();
            assert!(load(text).is_empty());
            spent() - began
        };
        let (small, large) = (file(500), file(5_000));
        // Ten times the text; a square would be a hundred times the time.
        let ratio = time(&large) / (0..3).map(|_| time(&small)).fold(f64::MAX, f64::min);
        assert!(ratio < 50.0, "{ratio}");
    }
}
