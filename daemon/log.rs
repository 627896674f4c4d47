//! The log: from any thread to standard error, without anybody waiting for whoever reads it.
//!
//! A line is written into a bounded queue, and a thread of its own writes the queue. Where nobody reads (a
//! terminal that was stopped, a pipe nobody empties), the queue fills up and lines are lost and counted;
//! calls go on. Lines that a stranger can cause are limited by `limit` before they are formatted.

mod limit;
mod queue;

use std::backtrace::{Backtrace, BacktraceStatus};
use std::io::{self, IsTerminal, Write};
use std::panic::PanicHookInfo;
use std::time::{Duration, Instant};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use limit::Limit;
use queue::Queue;

/// Octets that wait for the writer; it may be busy with as many. Some 8,000 lines.
const QUEUE: usize = 1 << 20;
/// How long the end of the switch waits for the last lines to be read.
const LAST_WORDS: Duration = Duration::from_secs(1);
/// How long lines are left out before that is told.
const GATHER: Duration = Duration::from_secs(1);

static LINES: Queue = Queue::new(QUEUE);
static LIMIT: Limit = Limit::new();

/// The log while the switch runs. Dropped, it gives what was said last a moment to be written.
#[derive(Debug)]
pub struct Log(());

/// Starts the log of this process; `SKYPLAN_LOG` says what is in it.
///
/// # Errors
///
/// When there is no thread for it.
pub fn start() -> io::Result<Log> {
    let filter = EnvFilter::try_from_env("SKYPLAN_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    std::thread::Builder::new()
        .name("log".into())
        .spawn(|| write(&LINES, &LIMIT, io::stderr()))?;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(|| &LINES)
        .with_ansi(io::stderr().is_terminal())
        .finish()
        .with(limit::Layer::new(&LIMIT, || LINES.wake()))
        .init();
    std::panic::set_hook(Box::new(log_panic));
    Ok(Log(()))
}

/// Waits until everything is written, but not for long: perhaps nobody reads.
pub fn flush() {
    tell_left_out(&LIMIT);
    LINES.flush(LAST_WORDS);
}

impl Drop for Log {
    fn drop(&mut self) {
        flush();
    }
}

/// The standard library's own report would wait for standard error.
fn log_panic(panic: &PanicHookInfo) {
    let thread = std::thread::current();
    let backtrace = Backtrace::capture();
    let name = thread.name().unwrap_or("a thread");
    if backtrace.status() == BacktraceStatus::Captured {
        tracing::error!("{name} {panic}\n{backtrace}");
    } else {
        tracing::error!("{name} {panic}");
    }
}

/// Writes lines as long as the process lives.
fn write(lines: &Queue, limit: &Limit, mut out: impl Write) {
    let (mut lost, mut due) = (0, None);
    loop {
        lost = lines.write_to(&mut out, due, lost);
        let now = Instant::now();
        if due.is_some_and(|due| due <= now) {
            due = None;
            tell_left_out(limit);
        } else if limit.has_left_out() {
            due = due.or(Some(now + GATHER));
        }
    }
}

fn tell_left_out(limit: &Limit) {
    for (count, sample) in limit.take_left_out() {
        tracing::warn!(target: limit::TARGET, "{count} more lines like this were left out: {sample}");
    }
}
