//! CPU time of threads and processes, and the figures printed from it.
//!
//! The kernel's own count of nanoseconds on a processor, user and system time together: that of other threads and
//! processes is read from `schedstat`, which is finer than the 10 ms of `/proc/PID/stat`.
#![allow(dead_code, clippy::disallowed_methods)] // Each bench uses its part, and all of them read files.

use std::path::Path;
use std::time::Duration;

use criterion::{Criterion, SamplingMode};

/// CPU time an iteration of something and of its limit, in nanoseconds, one pair a sample.
pub(crate) struct Samples {
    pub(crate) ours: Vec<f64>,
    pub(crate) limit: Vec<f64>,
}

impl Samples {
    /// Each against the limit measured beside it.
    pub(crate) fn ratios(&self) -> Vec<f64> {
        let pairs = self.ours.iter().zip(&self.limit);
        pairs.map(|(ours, limit)| ours / limit).collect()
    }
}

/// Measures `ours` with criterion, and `limit` in turn with it, since what else the machine does should
/// meet both. Each is told how often, and gives the CPU time that took.
pub(crate) fn against(
    name: &str,
    mut ours: impl FnMut(u64) -> Duration,
    mut limit: impl FnMut(u64) -> Duration,
) -> Samples {
    let mut pairs = Vec::new();
    let mut criterion = criterion();
    let mut group = criterion.benchmark_group("promises");
    group.sampling_mode(SamplingMode::Flat);
    group.bench_function(name, |bench| {
        bench.iter_custom(|times| {
            let pair = (ours(times), limit(times));
            pairs.push((times, pair));
            pair.0
        });
    });
    group.finish();
    // Warming up begins with single iterations, which say little.
    let most = pairs.iter().map(|(times, _)| *times).max().unwrap_or(1);
    pairs.retain(|(times, _)| *times == most);
    let each = |time: Duration| time.as_secs_f64() * 1e9 / most as f64;
    Samples {
        ours: pairs.iter().map(|(_, pair)| each(pair.0)).collect(),
        limit: pairs.iter().map(|(_, pair)| each(pair.1)).collect(),
    }
}

/// Measures a piece by itself; gives nanoseconds.
pub(crate) fn piece(name: &str, run: impl FnMut(u64) -> Duration) -> f64 {
    lowest(&against(name, run, |_| Duration::ZERO).ours)
}

/// CPU time of calling `run` so often.
pub(crate) fn repeat<T>(times: u64, mut run: impl FnMut() -> T) -> Duration {
    let before = this_thread();
    (0..times).for_each(|_| drop(std::hint::black_box(run())));
    this_thread() - before
}

fn criterion() -> Criterion {
    Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(3))
        .without_plots()
        .configure_from_args()
}

/// What this thread has used, to the nanosecond; `schedstat` of a thread that runs is behind by up to a tick of the kernel.
pub(crate) fn this_thread() -> Duration {
    let used = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(used).expect("a thread uses no negative time")
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

/// The one that others disturbed least.
pub(crate) fn lowest(figures: &[f64]) -> f64 {
    figures.iter().copied().fold(f64::MAX, f64::min)
}

/// The middle, with the lowest and the highest behind it: others use this machine too.
pub(crate) fn spread(figures: &[f64]) -> String {
    let (middle, lowest) = (median(figures.to_vec()), lowest(figures));
    let highest = figures.iter().copied().fold(f64::MIN, f64::max);
    format!("{middle:.2} ({lowest:.2}–{highest:.2})")
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
