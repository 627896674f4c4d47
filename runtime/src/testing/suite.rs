//! The tests of a dialplan: which there are, and the dialplan they are of.

use std::collections::BTreeMap;
use std::sync::Arc;

use rhai::OptimizationLevel;

use super::scene::party;
use crate::diagnostic::{Diagnostic, Lines, Span};
use crate::dialplan::{Dialplan, Source, syntax};
use crate::library::Library;
use crate::script::Language;

/// A dialplan and its tests. `Send` and `Sync`: each thread that runs tests has a [`Runner`](super::Runner)
/// of its own for it.
///
/// ```
/// use std::sync::Arc;
///
/// use runtime::dialplan::Source;
/// use runtime::library::Library;
/// use runtime::testing::{Options, Runner, Suite};
///
/// let text = r#"
/// context "home" { extension "1" => { print("hello"); } }
/// test "a call says hello" {
///     let caller = phone("desk").dial("home", "1");
///     caller.expect_end("normal");
/// }
/// "#;
/// let sources = vec![Source::new("home.rhai", text)];
/// let (suite, findings) = Suite::load(sources, Library::EMPTY);
/// assert!(findings.is_empty(), "{findings:?}");
///
/// let suite = Arc::new(suite);
/// let mut runner = Runner::new(Arc::clone(&suite), Options::default());
/// for case in suite.cases() {
///     let outcome = runner.run(case);
///     assert!(outcome.failure.is_none(), "{}", case.name);
/// }
/// ```
#[derive(Debug)]
pub struct Suite {
    pub(super) plan: Arc<Dialplan>,
    pub(super) library: Library,
    pub(super) entrances: BTreeMap<String, Entrance>,
    cases: Vec<Case>,
}

/// Where calls enter the dialplan when the configuration says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entrance {
    /// The context of a telephone, or of a Skype account that is called.
    pub context: String,
    /// What calls to an account enter with; `None` for what a telephone dials.
    pub extension: Option<String>,
}

/// One test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// What it is called.
    pub name: String,
    /// The file it stands in.
    pub file: Arc<str>,
    /// Where its name stands.
    pub span: Span,
    /// Which test of the file, from 0.
    pub(super) ordinal: usize,
}

/// How deep blocks and functions are nested while tests are looked for.
const DEPTH: usize = 16;

impl Suite {
    /// Loads files of a dialplan together with files of tests. There are no tests to run when one of the
    /// findings is an error.
    pub fn load(sources: Vec<Source>, library: Library) -> (Self, Vec<Diagnostic>) {
        let (plan, findings) = Dialplan::load(sources, library);
        let broken = findings.iter().any(Diagnostic::is_error);
        let cases = if broken {
            Vec::new()
        } else {
            cases(&plan, library)
        };
        let suite = Self {
            plan: Arc::new(plan),
            library,
            entrances: BTreeMap::new(),
            cases,
        };
        (suite, findings)
    }

    /// Says where the calls of a telephone (`SIP/desk`) or to an account (`Skype/james_bond`) enter, for tests that
    /// dial without a context.
    pub fn enter(&mut self, device: &str, entrance: Entrance) {
        self.entrances.insert(party(device), entrance);
    }

    /// The tests, in the order of the files and of the places in them.
    pub fn cases(&self) -> &[Case] {
        &self.cases
    }

    /// The dialplan they are of, for executors.
    pub fn shared_dialplan(&self) -> Arc<Dialplan> {
        Arc::clone(&self.plan)
    }

    /// The dialplan they are of.
    pub fn dialplan(&self) -> &Dialplan {
        &self.plan
    }
}

fn cases(plan: &Dialplan, library: Library) -> Vec<Case> {
    let language = Language::new(library, DEPTH, OptimizationLevel::None);
    let mut cases = Vec::new();
    let written = plan
        .sources()
        .iter()
        .filter(|source| !source.is_conf() && source.text.contains("test"));
    for source in written {
        let Ok(ast) = language.engine.compile(&*source.text) else {
            continue;
        };
        let lines = Lines::new(&source.text);
        cases.extend(
            syntax::tests(&ast)
                .enumerate()
                .map(|(ordinal, (name, _))| Case {
                    name: name.text.to_string(),
                    file: Arc::clone(&source.path),
                    span: lines.span(name.position),
                    ordinal,
                }),
        );
    }
    cases
}
