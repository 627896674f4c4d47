//! Runs the tests of a suite on one thread, each in a world of its own.
//!
//! In: a case and a seed. Out: whether it passed, and if not, where, why, and what its calls did. The switch
//! around the dialplan is simulated and the clock is virtual; interpreter and library are the real ones. What
//! one test compiles the next one uses; nothing else is left of it.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use rhai::{AST, EvalAltResult, Scope};

use super::happening::{Happening, Noticed};
use super::host::Host;
use super::scene::Scene;
use super::stage::Stage;
use super::suite::{Case, Suite};
use super::world::World;
use super::{beginning, words};
use crate::diagnostic::{Code, Diagnostic};
use crate::executor::{Covered, Executor};
use crate::globals::Globals;
use crate::sandbox::{Capabilities, Rule, Sandbox};
use crate::script::{self, Compiled, Imports, Language, ModuleCache};
use crate::trace::{Story, Wanted};

/// Operations that the statements of a test may take, what its calls do left out.
const OPERATIONS: u64 = 5_000_000;
/// How deep functions of a test may call each other.
const DEPTH: usize = 32;

/// What runs the tests of a suite on one thread.
#[derive(Debug)]
pub struct Runner {
    suite: Arc<Suite>,
    options: Options,
    /// Has compiled what earlier tests needed, and runs no call itself.
    first: Executor,
    language: Language,
    stage: Stage,
    files: BTreeMap<Arc<str>, Rc<TestFile>>,
}

/// How tests are run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// What calls may use and do. Defaults to everything, since nothing of it is really done.
    pub sandbox: Sandbox,
    /// Where random numbers begin.
    pub seed: u64,
    /// Whether what runs is counted.
    pub coverage: bool,
    /// Most bytes to keep of what each call did; 0 for nothing.
    pub keep: usize,
}

impl Default for Options {
    fn default() -> Self {
        let rule = Rule {
            capabilities: Capabilities::everything(),
            ..Rule::default()
        };
        Self {
            sandbox: rule.into(),
            seed: 0,
            coverage: false,
            keep: 0,
        }
    }
}

/// What came of a test.
#[derive(Debug)]
pub struct Outcome {
    /// Why it failed, if it did.
    pub failure: Option<Failure>,
    /// How many calls it placed.
    pub calls: usize,
    /// How far its clock went.
    pub took: Duration,
    /// What of the dialplan ran; empty unless that was asked for.
    pub covered: Covered,
    /// What its calls did, in the order in which they ended; empty unless that was asked for.
    pub stories: Vec<Story>,
}

/// Why a test failed.
#[derive(Debug)]
pub struct Failure {
    /// The expectation that was not met, or the statement or line of the dialplan that went wrong.
    pub finding: Diagnostic,
    /// What its calls did until then, in order.
    pub trace: Vec<Trace>,
}

/// Something that a call of a test did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// When, from the beginning of the test.
    pub at: Duration,
    /// Which call of the test, from 1.
    pub call: usize,
    /// File and line of a step of the dialplan; `None` for what was noticed outside.
    pub place: Option<(Arc<str>, u32)>,
    /// A step with its data, or what was noticed.
    pub what: String,
}

/// A file compiled for its tests.
#[derive(Debug)]
struct TestFile {
    code: Compiled,
    tests: Vec<AST>,
}

impl Runner {
    /// A runner for the tests of a suite.
    pub fn new(suite: Arc<Suite>, options: Options) -> Self {
        let stage = Stage::default();
        let mut language = Language::outside(DEPTH, OPERATIONS);
        words::register(&mut language.engine, &stage);
        let first = Executor::new(
            options.sandbox.clone(),
            suite.library,
            Arc::clone(&suite.plan),
            Globals::new(),
        );
        Self {
            suite,
            options,
            first,
            language,
            stage,
            files: BTreeMap::new(),
        }
    }

    /// Runs one test. One that fails is run again with its steps followed, which makes no difference to it.
    pub fn run(&mut self, case: &Case) -> Outcome {
        let mut outcome = self.attempt(case, false);
        if outcome.failure.is_some() {
            outcome = self.attempt(case, true);
        }
        outcome
    }

    fn attempt(&mut self, case: &Case, follow: bool) -> Outcome {
        let file = match self.file(case) {
            Ok(file) => file,
            Err(error) => return self.broken(case, error),
        };
        let globals = Globals::new();
        globals.take_over(&self.suite.plan);
        let mut executor = self.first.afresh(globals.clone());
        executor.seed(seed_of(self.options.seed, &case.name));
        if follow {
            executor.follow(vec![Wanted::All]);
        }
        executor.keep(self.options.keep);
        executor.cover(self.options.coverage);
        executor.remember(true);
        let scene = Scene {
            strangers_ring: true,
            ..Scene::default()
        };
        let host = Host::new(beginning(), executor, scene);
        self.stage
            .set(World::new(host, Arc::clone(&self.suite), globals));
        let mut scope = Scope::new();
        for (name, value) in file.code.constants() {
            scope.push_dynamic(name, value.clone());
        }
        self.language.modules.set(Rc::clone(&file.code.modules));
        let tree = &file.tests[case.ordinal];
        let result = self.language.engine.run_ast_with_scope(&mut scope, tree);
        let mut world = self
            .stage
            .take()
            .expect("nothing but this takes the world away");
        let took = world.host.elapsed();
        if result.is_ok() && world.failure.is_none() {
            world.host.hang_up_all();
        }
        self.first.learn(&world.host.executor);
        let outcome = self.outcome(case, &mut world, result);
        Outcome { took, ..outcome }
    }

    fn outcome(
        &self,
        case: &Case,
        world: &mut World,
        result: Result<(), Box<EvalAltResult>>,
    ) -> Outcome {
        let thrown = result.err().filter(|error| !error.is_pseudo_error());
        let thrown = thrown.map(|error| self.finding(case, error));
        let finding = match (&world.failure, thrown) {
            (Some(failure), Some(thrown)) if failure.code == thrown.code => Some(Diagnostic {
                note: failure.note.clone(),
                ..thrown
            }),
            (Some(failure), _) => Some(failure.clone()),
            (None, thrown) => thrown.or_else(|| world.fault().cloned()),
        };
        Outcome {
            failure: finding.map(|finding| Failure {
                finding: with_fault(finding, world.fault()),
                trace: trace(&world.host),
            }),
            calls: world.host.placed.len(),
            took: world.host.elapsed(),
            covered: world.host.executor.covered(),
            stories: std::mem::take(&mut world.host.stories),
        }
    }

    fn finding(&self, case: &Case, error: Box<EvalAltResult>) -> Diagnostic {
        if matches!(*error, EvalAltResult::ErrorTooManyOperations(..)) {
            let message = "the statements of the test use more operations than they may";
            return Diagnostic::new(
                Code::TooManyOperations,
                Arc::clone(&case.file),
                case.span,
                message,
            );
        }
        let texts = |path: &str| self.suite.plan.shared_text(path);
        script::diagnose(error, &case.file, self.suite.library, texts)
    }

    fn broken(&self, case: &Case, error: Box<EvalAltResult>) -> Outcome {
        let finding = self.finding(case, error);
        let trace = Vec::new();
        Outcome {
            failure: Some(Failure { finding, trace }),
            calls: 0,
            took: Duration::ZERO,
            covered: Covered::default(),
            stories: Vec::new(),
        }
    }

    fn file(&mut self, case: &Case) -> Result<Rc<TestFile>, Box<EvalAltResult>> {
        if let Some(file) = self.files.get(&case.file) {
            return Ok(Rc::clone(file));
        }
        let sources = self.suite.plan.files();
        let source = sources.get(&case.file).ok_or_else(|| {
            EvalAltResult::ErrorModuleNotFound(case.file.to_string(), rhai::Position::NONE)
        })?;
        let ast = self.language.engine.compile(&*source.text)?;
        let mut cache = ModuleCache::default();
        let mut imports = Imports {
            sources,
            cache: &mut cache,
        };
        let file = Rc::new(TestFile {
            tests: script::tests(&ast, &source.path),
            code: Compiled::from_tree(&self.language, source, &mut imports, &ast)?,
        });
        self.files.insert(Arc::clone(&case.file), Rc::clone(&file));
        Ok(file)
    }
}

/// A finding with the fault of the dialplan that most often is why an expectation is not met.
fn with_fault(finding: Diagnostic, fault: Option<&Diagnostic>) -> Diagnostic {
    match fault {
        Some(fault) if finding.code == Code::Unmet && !fault.file.is_empty() => {
            let help = fault.help.as_deref().map(|help| format!(" ({help})"));
            let what = format!(
                "{}: {}{}",
                fault.code.id(),
                fault.message,
                help.unwrap_or_default()
            );
            finding.with_label(Arc::clone(&fault.file), fault.span, what)
        }
        _ => finding,
    }
}

/// What the calls of a test did.
fn trace(host: &Host) -> Vec<Trace> {
    let order: Vec<_> = host.placed.keys().collect();
    let entry = |happening: &Happening| Trace {
        at: happening.at,
        call: order
            .iter()
            .position(|call| **call == happening.call)
            .map_or(0, |at| at + 1),
        place: match &happening.kind {
            Noticed::Step(file, line) => Some((Arc::clone(file), *line)),
            _ => None,
        },
        what: happening.what.clone(),
    };
    host.log.iter().map(entry).collect()
}

/// A seed for each test, whichever others run (FNV-1a, Fowler, Noll and Vo).
fn seed_of(seed: u64, name: &str) -> u64 {
    let mix = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    name.as_bytes()
        .iter()
        .fold(seed ^ 0xcbf2_9ce4_8422_2325, mix)
}
