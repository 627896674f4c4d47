//! CPU time of threads and processes, and the figures printed from it.
//!
//! The kernel's own count of nanoseconds on a processor is read from `schedstat`: user and system time
//! together, finer than the 10 ms of `/proc/PID/stat`.
#![allow(dead_code, clippy::disallowed_methods)] // Each bench uses its part, and all of them read files.

use std::path::Path;
use std::time::Duration;

/// What this thread has used.
pub(crate) fn this_thread() -> Duration {
    on_processor(Path::new("/proc/thread-self"))
}

/// What all living threads of a process have used together.
pub(crate) fn process(id: u32) -> Duration {
    tasks(id).iter().map(|task| on_processor(task)).sum()
}

/// What the thread of this process that has that name has used.
pub(crate) fn thread_named(name: &str) -> Duration {
    let named = |task: &std::path::PathBuf| {
        std::fs::read_to_string(task.join("comm")).is_ok_and(|comm| comm.trim_end() == name)
    };
    let tasks = tasks(std::process::id());
    let task = tasks.iter().find(|task| named(task));
    on_processor(task.expect("the thread runs"))
}

/// Resident memory of a process in KiB.
pub(crate) fn resident_kib(id: u32) -> f64 {
    let statm = std::fs::read_to_string(format!("/proc/{id}/statm")).expect("the process runs");
    let pages = statm.split(' ').nth(1).and_then(|pages| pages.parse().ok());
    pages.map_or(0.0, |pages: f64| pages * 4.0)
}

/// The middle one; of an even number, the upper of the two.
pub(crate) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

/// The middle, with the lowest and the highest behind it: others use this machine too.
pub(crate) fn spread(figures: &[f64]) -> String {
    let lowest = figures.iter().copied().fold(f64::MAX, f64::min);
    let highest = figures.iter().copied().fold(f64::MIN, f64::max);
    format!("{:.2} ({lowest:.2}–{highest:.2})", median(figures.to_vec()))
}

fn tasks(id: u32) -> Vec<std::path::PathBuf> {
    let folder = std::fs::read_dir(format!("/proc/{id}/task")).expect("the process runs");
    folder.flatten().map(|task| task.path()).collect()
}

fn on_processor(task: &Path) -> Duration {
    // A thread may have ended since it was listed.
    let text = std::fs::read_to_string(task.join("schedstat")).unwrap_or_default();
    let nanos = text.split(' ').next().and_then(|nanos| nanos.parse().ok());
    Duration::from_nanos(nanos.unwrap_or(0))
}
