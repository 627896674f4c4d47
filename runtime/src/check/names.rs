//! Names: which are declared in a file, which a script sets, which Rhai has.

use std::collections::{BTreeMap, BTreeSet};

use rhai::{AST, ASTNode, Engine, Expr, Position, Stmt};

use super::{Checker, literal};
use crate::diagnostic::{Code, did_you_mean, only_nearest};
use crate::library::Library;
use crate::library::absent;
use crate::token::tokens;

/// Functions of Rhai and the numbers of arguments they take.
#[derive(Debug)]
pub(crate) struct Builtins(BTreeMap<String, BTreeSet<usize>>);

/// What Rhai answers to without a function of that name.
const KEYWORDS: [&str; 11] = [
    "Fn",
    "call",
    "curry",
    "debug",
    "exit",
    "is_def_fn",
    "is_def_var",
    "is_shared",
    "print",
    "type_of",
    "sleep",
];

/// Variables of a channel that no script sets.
pub(super) const CHANNEL_VARIABLES: [&str; 20] = [
    "EXTEN",
    "CONTEXT",
    "PRIORITY",
    "CHANNEL",
    "UNIQUEID",
    "INVALID_EXTEN",
    "HANGUPCAUSE",
    "DIALEDPEERNAME",
    "DIALEDPEERNUMBER",
    "ANSWEREDTIME",
    "DIALEDTIME",
    "BLINDTRANSFER",
    "ANSWEREDTIME_MS",
    "ARGC",
    "DB_RESULT",
    "DIALEDTIME_MS",
    "EPOCH",
    "GOSUB_RETVAL",
    "HINT",
    "TRANSFER_CONTEXT",
];

impl Builtins {
    pub(crate) fn of(engine: &Engine) -> Self {
        let mut names: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        let found = engine.collect_fn_metadata(
            None,
            |function| {
                Some((
                    function.metadata.name.to_string(),
                    function.metadata.num_params,
                ))
            },
            true,
        );
        for (name, count) in found {
            names.entry(name).or_default().insert(count);
        }
        Self(names)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        KEYWORDS.contains(&name) || self.0.contains_key(name)
    }

    /// Whether the function takes so many arguments; `None` when there is no such function or nobody can
    /// tell.
    pub(super) fn takes(&self, name: &str, count: usize) -> Option<bool> {
        if KEYWORDS.contains(&name) {
            return None;
        }
        Some(self.0.get(name)?.contains(&count))
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let plain = |name: &&str| name.chars().all(|c| c.is_alphanumeric() || c == '_');
        self.0.keys().map(String::as_str).filter(plain)
    }
}

/// Everything that is declared anywhere in a file: variables, constants, parameters, loop variables.
pub(super) fn declared(ast: &AST) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for function in ast.iter_functions() {
        names.extend(function.params.iter().map(|name| (*name).to_owned()));
    }
    ast.walk(&mut |path| {
        match path.last() {
            Some(ASTNode::Stmt(Stmt::Var(var, ..))) => {
                names.insert(var.0.name.to_string());
            }
            Some(ASTNode::Stmt(Stmt::For(each, _))) => {
                names.insert(each.0.name.to_string());
                names.extend(each.1.iter().map(|counter| counter.name.to_string()));
            }
            Some(ASTNode::Stmt(Stmt::TryCatch(block, _))) => {
                if let Expr::Variable(variable, ..) = &block.expr {
                    names.insert(variable.1.to_string());
                }
            }
            Some(ASTNode::Stmt(Stmt::Import(import, _))) => {
                names.insert(import.1.name.to_string());
            }
            _ => {}
        }
        true
    });
    names
}

/// Names that stand behind the words that declare something, whether or not they could be read.
pub(super) fn written(text: &str) -> BTreeSet<String> {
    let tokens = tokens(text);
    let declared = tokens.windows(2).filter(|pair| {
        let word = pair[0].piece.of(text);
        matches!(word, "fn" | "function" | "let" | "const" | "def" | "var")
    });
    declared
        .map(|pair| pair[1].piece.of(text).to_owned())
        .collect()
}

/// What is declared at the top of a file.
pub(super) fn constants(ast: &AST) -> BTreeSet<String> {
    let statements = ast.statements().iter();
    let names = statements.filter_map(|statement| match statement {
        Stmt::Var(var, ..) => Some(var.0.name.to_string()),
        _ => None,
    });
    names.collect()
}

impl Checker<'_> {
    /// Names of channel variables that a node sets: `Set("name", …)` and the like.
    pub(super) fn settings(&mut self, node: &ASTNode<'_>) {
        let call = match node {
            ASTNode::Stmt(Stmt::FnCall(call, _)) => call,
            ASTNode::Expr(Expr::FnCall(call, _)) => call,
            _ => return,
        };
        // `Read` and others also leave their result in a variable they are given the name of.
        for text in call.args.iter().filter_map(|arg| literal(arg)) {
            // `MSet("name=…,other=…")` sets several, which no name that a comma is behind can be.
            for part in text.0.split(',').skip(1).filter(|part| part.contains('=')) {
                let name = part.split('=').next().unwrap_or("").trim();
                self.facts
                    .sets
                    .insert(name.trim_start_matches('_').to_owned());
            }
            // `Exec("Set(name=…)")` sets one as well, and so does `Exec("Set(LOCAL(name)=…)")`.
            let text = text.0.strip_prefix("Set(").unwrap_or(text.0);
            let text = text.strip_prefix("LOCAL(").unwrap_or(text);
            let name = text.split(['=', '(', ')']).next().unwrap_or("");
            let name = name.trim_start_matches('_');
            let plain = name.chars().all(|c| c.is_alphanumeric() || c == '_');
            if plain && !self.facts.sets.contains(name) {
                self.facts.sets.insert(name.to_owned());
            }
        }
    }

    /// A variable that no `let` in sight declares; whether another file sets it is judged later.
    pub(super) fn variable(&mut self, name: &str, position: Position) {
        let library = self.reader.library;
        let known = self.constants.contains(name)
            || self.functions.iter().any(|(function, _)| function == name)
            || CHANNEL_VARIABLES.contains(&name)
            || library.function(name).is_some()
            || statuses(library).any(|variable| variable == name);
        // An assignment to it may have been reported already.
        let reported = self.seen.iter().any(|(place, _)| *place == position);
        if !known && !reported && !self.lost.contains(name) {
            let span = self.lines.span(position);
            self.facts.reads.push((name.to_owned(), span));
        }
    }

    pub(super) fn unknown_function(&mut self, name: &str, position: Position) {
        // It stands where a syntax error kept it from being read.
        if self.lost.contains(name) {
            return;
        }
        let library = self.reader.library;
        let own = self.functions.iter().map(|(name, _)| name.as_str());
        // An application is the likelier wish than a function of Rhai.
        let known = library.names().map(|name| -> &str { name });
        let help = absent::help(name, known.chain(own))
            .or_else(|| did_you_mean(name, self.reader.builtins.names()));
        let message = format!("unknown application or function `{name}`");
        let names: Vec<&str> = (library.names().map(|name| -> &str { name }))
            .chain(self.functions.iter().map(|(name, _)| name.as_str()))
            .chain(self.reader.builtins.names())
            .collect();
        let is_absent = absent::instead(name).is_some();
        let instead = only_nearest(name, names).filter(|_| !is_absent);
        let instead = instead.map(str::to_owned);
        if let Some(finding) = self.report(Code::UnknownFunction, position, message) {
            finding.help = help;
            if let Some(instead) = instead {
                finding.offer(&instead);
            }
        }
    }
}

/// Variables that applications leave their results in.
pub(super) fn statuses(library: Library) -> impl Iterator<Item = &'static str> {
    let applications = library.applications.iter();
    applications.filter_map(|row| Some(row.status.as_ref()?.variable))
}
