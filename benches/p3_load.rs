//! P3: what it costs to load 100,000 extensions in 1,000 files of Rhai, and to load them again with one changed.
//!
//! The limit is bare Rhai compiling the same bodies as functions, file by file. Goals: 2 s, and 10 ms for
//! the changed file of 100 extensions.
#![allow(clippy::disallowed_methods, clippy::print_stdout)]

mod meter;

use std::time::Duration;

use runtime::dialplan::Source;
use runtime::reload::Generations;
use stdlib::LIBRARY;

const FILES: usize = 1_000;
const EXTENSIONS: usize = 100;

/// The body of an extension.
fn body(number: usize) -> String {
    format!("Answer(); if Dial(\"SIP/phone{number}\", 20) == \"BUSY\" {{ Playback(\"busy\"); }}")
}

fn source(file: usize, mark: &str) -> Source {
    let extensions: String = (0..EXTENSIONS)
        .map(|at| {
            format!(
                "extension \"{}\" => {{ {} }}\n",
                file * EXTENSIONS + at,
                body(at)
            )
        })
        .collect();
    let text = format!("// {mark}\ncontext \"c{file}\" {{\n{extensions}}}\n");
    Source::new(format!("{file:04}.rhai"), text)
}

fn spent(run: impl FnOnce()) -> Duration {
    let before = meter::this_thread();
    run();
    meter::this_thread() - before
}

/// The same bodies as functions, so that Rhai alone can read them.
fn bare() -> Duration {
    let mut engine = rhai::Engine::new();
    engine.set_max_strings_interned(0);
    let text: String = (0..EXTENSIONS)
        .map(|at| format!("fn e{at}() {{ {} }}\n", body(at)))
        .collect();
    spent(|| {
        for _ in 0..FILES {
            engine.compile(&text).expect("the bodies are right");
        }
    })
}

fn main() {
    let files: Vec<Source> = (0..FILES).map(|file| source(file, "first")).collect();
    let mut generations = Generations::new(LIBRARY);
    let load = spent(|| assert!(generations.reload(files.clone()).replaced));
    let mut changed = files;
    changed[FILES / 2] = source(FILES / 2, "second");
    let change = spent(|| assert!(generations.reload(changed).replaced));
    let limit = bare();
    println!(
        "P3 load: {:.2} CPU-s for {} extensions (goal 2), bare Rhai {:.2}, ratio {:.2}",
        load.as_secs_f64(),
        FILES * EXTENSIONS,
        limit.as_secs_f64(),
        load.as_secs_f64() / limit.as_secs_f64()
    );
    println!(
        "P3 one file changed: {:.1} CPU-ms (goal 10)",
        change.as_secs_f64() * 1e3
    );
}
