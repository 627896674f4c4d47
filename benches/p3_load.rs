//! P3: what it costs to load 100,000 extensions in 1,000 files, and to load them again with one changed.
//!
//! Three dialplans: each file in Rhai with a context of its own, all files with extensions of one context, and the
//! same in files of Asterisk's form. The limit is bare Rhai compiling the same bodies as functions, file by file.
//! Goals: 2 s, and 10 ms for the changed file of 100 extensions; and 2 s for the warnings that need the whole program. The files of Asterisk's form have no such
//! limit of their own and are held against that of Rhai.
#![allow(clippy::disallowed_methods, clippy::print_stdout)]

mod meter;

use std::sync::Arc;
use std::time::Duration;

use runtime::dialplan::{Source, World};
use runtime::reload::Generations;
use stdlib::LIBRARY;

const FILES: usize = 1_000;
const EXTENSIONS: usize = 100;
/// Changes that are measured, each of another file.
const CHANGES: usize = 50;

/// The body of an extension.
fn body(number: usize) -> String {
    format!("Answer(); if Dial(\"SIP/phone{number}\", 20) == \"BUSY\" {{ Playback(\"busy\"); }}")
}

/// How a dialplan is written.
#[derive(Clone, Copy)]
enum Form {
    /// A context for each file.
    Contexts,
    /// One context for all files.
    OneContext,
    /// The same in Asterisk's form.
    Lines,
}

impl Form {
    fn name(self) -> &'static str {
        match self {
            Self::Contexts => "1,000 contexts",
            Self::OneContext => "one context",
            Self::Lines => "one context of lines",
        }
    }

    /// One file of it; `mark` makes its text another one.
    fn file(self, file: usize, mark: usize) -> Source {
        let extensions = (0..EXTENSIONS).map(|at| {
            let name = file * EXTENSIONS + at;
            match self {
                Self::Lines => format!(
                    "exten => {name},1,Answer()\nsame => n,Dial(SIP/phone{at},20)\nsame => n,Playback(busy)\n"
                ),
                _ => format!("extension \"{name}\" => {{ {} }}\n", body(at)),
            }
        });
        let extensions: String = extensions.collect();
        match self {
            Self::Contexts => Source::new(
                format!("{file:04}.rhai"),
                format!("// {mark}\ncontext \"c{file}\" {{\n{extensions}}}\n"),
            ),
            Self::OneContext => Source::new(
                format!("{file:04}.rhai"),
                format!("// {mark}\ncontext \"all\" {{\n{extensions}}}\n"),
            ),
            Self::Lines => Source::new(
                format!("{file:04}.conf"),
                format!("; {mark}\n[all]\n{extensions}"),
            ),
        }
    }
}

fn spent(run: impl FnOnce()) -> Duration {
    let before = meter::this_thread();
    run();
    meter::this_thread() - before
}

/// The bodies of `files` files as functions, so that Rhai alone can read them.
fn bare(files: usize) -> Duration {
    let mut engine = rhai::Engine::new();
    engine.set_max_strings_interned(0);
    let text: String = (0..EXTENSIONS)
        .map(|at| format!("fn e{at}() {{ {} }}\n", body(at)))
        .collect();
    spent(|| {
        for _ in 0..files {
            engine.compile(&text).expect("the bodies are right");
        }
    })
}

fn measure(form: Form) {
    let mut files: Vec<Source> = (0..FILES).map(|file| form.file(file, 0)).collect();
    let mut generations = Generations::new(LIBRARY);
    let load = spent(|| assert!(generations.reload(files.clone()).replaced));
    let live = Arc::clone(generations.live());
    let mut found = 0;
    let advice = spent(|| found = live.advice(&World::default(), LIBRARY).len());
    let states: Vec<Vec<Source>> = (1..=CHANGES)
        .map(|mark| {
            let at = mark * FILES / (CHANGES + 1);
            files[at] = form.file(at, mark);
            files.clone()
        })
        .collect();
    // Together: the clock of a thread may tick every 4 ms only.
    let changes = spent(|| {
        for state in states {
            assert!(generations.reload(state).replaced);
        }
    });
    let (whole, one) = (bare(FILES), bare(20) / 20);
    let change = changes / CHANGES as u32;
    println!(
        "P3 load, {}: {:.2} CPU-s for {} extensions (goal 2), bare Rhai {:.2}, ratio {:.2}",
        form.name(),
        load.as_secs_f64(),
        FILES * EXTENSIONS,
        whole.as_secs_f64(),
        load.as_secs_f64() / whole.as_secs_f64()
    );
    println!(
        "P3 advice, {}: {:.2} CPU-s for {found} findings (goal 2), ratio to bare Rhai {:.2}",
        form.name(),
        advice.as_secs_f64(),
        advice.as_secs_f64() / whole.as_secs_f64()
    );
    println!(
        "P3 one file changed, {}: {:.1} CPU-ms (goal 10), bare Rhai {:.2}, ratio {:.1}",
        form.name(),
        change.as_secs_f64() * 1e3,
        one.as_secs_f64() * 1e3,
        change.as_secs_f64() / one.as_secs_f64()
    );
}

fn main() {
    for form in [Form::Contexts, Form::OneContext, Form::Lines] {
        measure(form);
    }
}
