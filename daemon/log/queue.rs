//! Lines on their way to a reader who may not read.
//!
//! In: lines, from any thread, which waits for nothing but the copy of a line. Out: the same, in order, to
//! one writer. What finds no room is lost, and the writer says so where it is missing.

use std::io::{self, Write};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The queue. The writer may hold as much again while it writes.
#[derive(Debug)]
pub(super) struct Queue {
    state: Mutex<State>,
    changed: Condvar,
    /// Most octets that wait.
    limit: usize,
}

#[derive(Debug)]
struct State {
    waiting: Batch,
    /// Whether somebody wants the writer to look around.
    woken: bool,
    /// Whether the writer holds lines that are not written.
    writing: bool,
}

/// Lines that are written together.
#[derive(Debug)]
struct Batch {
    text: Vec<u8>,
    lines: u64,
    /// Lines that came after these and found no room.
    lost: u64,
}

impl Batch {
    const EMPTY: Self = Self {
        text: Vec::new(),
        lines: 0,
        lost: 0,
    };
}

impl Queue {
    pub(super) const fn new(limit: usize) -> Self {
        Self {
            state: Mutex::new(State {
                waiting: Batch::EMPTY,
                woken: false,
                writing: false,
            }),
            changed: Condvar::new(),
            limit,
        }
    }

    fn put(&self, line: &[u8]) {
        let mut state = self.state();
        let waiting = &mut state.waiting;
        // After a gap nothing comes until the gap has been told: it is told where it is.
        if waiting.lost > 0 || waiting.text.len() + line.len() > self.limit {
            waiting.lost += 1;
        } else {
            waiting.text.extend_from_slice(line);
            waiting.lines += 1;
        }
        drop(state);
        self.changed.notify_all();
    }

    /// Lets the writer look around, even without lines.
    pub(super) fn wake(&self) {
        self.state().woken = true;
        self.changed.notify_all();
    }

    /// Waits for lines until `due`, and writes those that are there. `lost` lines were lost before and
    /// nobody could be told; gives how many there are now.
    pub(super) fn write_to(&self, out: &mut impl Write, due: Option<Instant>, lost: u64) -> u64 {
        let batch = self.take(due);
        let mut lost = lost + batch.lost;
        if out.write_all(&batch.text).is_err() {
            lost += batch.lines;
        }
        if lost > 0 && writeln!(out, "{lost} lines of the log were lost: nobody read them").is_ok()
        {
            lost = 0;
        }
        let _ = out.flush();
        self.state().writing = false;
        self.changed.notify_all();
        lost
    }

    fn take(&self, due: Option<Instant>) -> Batch {
        let mut state = self.state();
        while state.waiting.text.is_empty() && state.waiting.lost == 0 && !state.woken {
            let Some(due) = due else {
                let woken = self.changed.wait(state);
                state = woken.unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            let patience = due.saturating_duration_since(Instant::now());
            if patience.is_zero() {
                break;
            }
            let woken = self.changed.wait_timeout(state, patience);
            state = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
        state.woken = false;
        state.writing = true;
        std::mem::replace(&mut state.waiting, Batch::EMPTY)
    }

    /// Waits until all lines are written, at most for `patience`.
    pub(super) fn flush(&self, patience: Duration) {
        let unwritten = |state: &mut State| state.writing || !state.waiting.text.is_empty();
        let _ = self
            .changed
            .wait_timeout_while(self.state(), patience, unwritten);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One call writes one line: so the formatter of `tracing-subscriber` does it.
impl Write for &Queue {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.put(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Room for two lines of four octets.
    fn queue(lines: &[&str]) -> Queue {
        let queue = Queue::new(8);
        for line in lines {
            (&queue).write_all(line.as_bytes()).unwrap();
        }
        queue
    }

    /// What is written next.
    fn written(queue: &Queue) -> String {
        let mut out = Vec::new();
        assert_eq!(queue.write_to(&mut out, Some(Instant::now()), 0), 0);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn lines_are_written_in_order() {
        assert_eq!(written(&queue(&["one\n", "two\n"])), "one\ntwo\n");
        assert_eq!(written(&queue(&[])), "");
    }

    #[test]
    fn what_finds_no_room_is_counted_where_it_is_missing() {
        let queue = queue(&["one\n", "two\n", "three\n", "4\n"]);
        assert_eq!(
            written(&queue),
            "one\ntwo\n2 lines of the log were lost: nobody read them\n"
        );
        (&queue).write_all(b"five\n").unwrap();
        assert_eq!(written(&queue), "five\n");
    }

    #[test]
    fn a_line_longer_than_the_queue_is_lost_and_told() {
        assert_eq!(
            written(&queue(&["much too long\n"])),
            "1 lines of the log were lost: nobody read them\n"
        );
    }

    #[test]
    fn lines_that_cannot_be_written_are_told_when_others_can() {
        let queue = queue(&["one\n"]);
        let mut nowhere: &mut [u8] = &mut [];
        let lost = queue.write_to(&mut nowhere, None, 0);
        assert_eq!(lost, 1);
        (&queue).write_all(b"two\n").unwrap();
        let mut out = Vec::new();
        queue.write_to(&mut out, None, lost);
        assert_eq!(
            out,
            b"two\n1 lines of the log were lost: nobody read them\n"
        );
    }

    #[test]
    fn a_flush_ends_when_all_is_written_or_nobody_writes() {
        let queue = queue(&["one\n"]);
        queue.flush(Duration::from_millis(1));
        std::thread::scope(|threads| {
            threads.spawn(|| written(&queue));
            queue.flush(Duration::from_secs(600));
        });
        queue.flush(Duration::from_secs(600));
    }

    #[test]
    fn a_writer_that_is_woken_goes_on_without_lines() {
        let queue = queue(&[]);
        queue.wake();
        assert_eq!(queue.write_to(&mut io::sink(), None, 0), 0);
    }
}
