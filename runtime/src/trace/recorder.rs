//! Records one call while it runs, within a bound.
//!
//! The beginning is kept whole up to half of the bound, because a replay needs it; of what follows the latest is
//! kept, because what went wrong is there. A script that makes many steps without waiting is recorded for the
//! first of them only: the others cost a counter, and so does each step of a call that nobody records.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::entry::{Entry, What};
use super::story::FileText;
use crate::host::Start;

/// Steps that are recorded between two waits. A script that makes more is computing in a loop.
const STEPS: u64 = 2_000;

/// What is recorded of one call.
#[derive(Debug)]
pub(crate) struct Recorder {
    /// When the call began.
    pub(crate) began: Instant,
    /// How it began, for the story that is kept of it.
    pub(crate) start: RefCell<Option<Box<Start>>>,
    /// When it last began to wait, after its beginning.
    pub(crate) rested: Cell<Duration>,
    /// Steps so far, recorded or not.
    steps: Cell<u64>,
    /// The step from which on none is recorded until the call waits; 0 when nothing is recorded at all.
    until: Cell<u64>,
    /// Most bytes; 0 when nothing is kept.
    limit: Cell<usize>,
    /// Whether entries are told at once.
    followed: Cell<bool>,
    depth: Cell<u8>,
    pages: RefCell<Pages>,
}

/// All that was kept of one call.
pub(crate) struct Recorded {
    pub(crate) entries: Vec<Entry>,
    /// Each file that a step was in.
    pub(crate) texts: Vec<FileText>,
    /// Whether its script did something wrong.
    pub(crate) failed: bool,
}

#[derive(Debug, Default)]
struct Pages {
    head: Vec<Entry>,
    head_full: bool,
    tail: VecDeque<Entry>,
    /// Bytes of the head, and of the tail.
    held: (usize, usize),
    dropped: u64,
    /// Where the steps are, when that has been said.
    place: Option<[Box<str>; 3]>,
    /// The last read of each kind, by its number among all entries.
    reads: BTreeMap<Box<str>, u64>,
    /// Entries so far.
    count: u64,
    /// Each file that a step was in, with its text.
    texts: Vec<FileText>,
    failed: bool,
    /// Whether a step has been recorded.
    stepped: bool,
}

impl Recorder {
    pub(crate) fn new(began: Instant) -> Self {
        Self {
            began,
            start: RefCell::default(),
            rested: Cell::default(),
            steps: Cell::default(),
            until: Cell::default(),
            limit: Cell::default(),
            followed: Cell::default(),
            depth: Cell::default(),
            pages: RefCell::default(),
        }
    }

    /// Records from now on, within so many bytes.
    pub(crate) fn keep(&self, limit: usize) {
        self.limit.set(limit);
        self.renew();
    }

    /// Whether entries are told to whoever follows. The place is said anew when that begins.
    pub(crate) fn follow(&self, followed: bool) {
        if followed && !self.followed.get() {
            self.pages.borrow_mut().place = None;
        }
        self.followed.set(followed);
        self.renew();
    }

    pub(crate) fn is_on(&self) -> bool {
        self.until.get() != 0
    }

    pub(crate) fn is_followed(&self) -> bool {
        self.followed.get()
    }

    /// Counts a step; whether it is to be recorded.
    #[inline]
    pub(crate) fn takes_step(&self) -> bool {
        let steps = self.steps.get();
        self.steps.set(steps + 1);
        steps < self.until.get()
    }

    /// Whether what belongs to steps is still recorded.
    #[inline]
    pub(crate) fn takes_details(&self) -> bool {
        self.steps.get() <= self.until.get() && self.is_on()
    }

    /// The call waits. Gives how many steps were not recorded since it last did.
    pub(crate) fn rest(&self) -> u64 {
        if !self.is_on() {
            return 0;
        }
        let missed = self.steps.get().saturating_sub(self.until.get());
        self.renew();
        missed
    }

    fn renew(&self) {
        let on = self.limit.get() > 0 || self.followed.get();
        self.until
            .set(if on { self.steps.get() + STEPS } else { 0 });
    }

    /// Goes one application deeper; gives how deep the one is that begins.
    pub(crate) fn deepen(&self) -> u8 {
        let depth = self.depth.get();
        self.depth.set(depth.saturating_add(1));
        depth
    }

    /// Comes back from the application of that depth.
    pub(crate) fn rise(&self, depth: u8) {
        self.depth.set(depth);
    }

    /// Whether the next step is elsewhere than the one before: on another channel, in another context or
    /// extension.
    pub(crate) fn enters(&self, place: [&str; 3]) -> bool {
        let known = &mut self.pages.borrow_mut().place;
        let same = |known: &[Box<str>; 3]| known.each_ref().map(|part| &**part) == place;
        if known.as_ref().is_some_and(same) {
            return false;
        }
        *known = Some(place.map(Into::into));
        true
    }

    /// A file that a step is in.
    pub(crate) fn file(&self, path: &Arc<str>, text: impl FnOnce() -> Option<Arc<str>>) {
        let mut pages = self.pages.borrow_mut();
        pages.stepped = true;
        let known = |(file, _): &FileText| Arc::ptr_eq(file, path);
        if !pages.texts.iter().any(known)
            && let Some(text) = text()
        {
            pages.texts.push((Arc::clone(path), text));
        }
    }

    /// The script did something wrong.
    pub(crate) fn fail(&self) {
        self.pages.borrow_mut().failed = true;
    }

    /// Whether a step has been recorded.
    pub(crate) fn has_stepped(&self) -> bool {
        self.pages.borrow().stepped
    }

    /// Keeps an entry, if entries are kept.
    pub(crate) fn put(&self, entry: Entry) {
        if self.limit.get() > 0 {
            self.pages.borrow_mut().put(entry, self.limit.get());
        }
    }

    /// A read that is the same as the last one of its kind is counted there, when that one is still at hand.
    pub(crate) fn repeat_read(&self, key: &str, value: Option<&str>) -> bool {
        self.limit.get() > 0 && self.pages.borrow_mut().repeat_read(key, value)
    }

    /// All that is kept.
    pub(crate) fn take(&self) -> Recorded {
        self.pages.take().into_whole()
    }

    pub(crate) fn is_kept(&self) -> bool {
        self.limit.get() > 0
    }
}

impl Pages {
    fn put(&mut self, entry: Entry, limit: usize) {
        if let What::Read { key, .. } = &entry.what {
            self.reads.insert(key.clone(), self.count);
        }
        self.count += 1;
        let cost = entry.cost();
        if !self.head_full && self.held.0 + cost <= limit / 2 {
            self.held.0 += cost;
            return self.head.push(entry);
        }
        self.head_full = true;
        self.held.1 += cost;
        self.tail.push_back(entry);
        while self.held.1 > limit / 2
            && let Some(oldest) = self.tail.pop_front()
        {
            self.held.1 -= oldest.cost();
            self.dropped += 1;
        }
    }

    fn repeat_read(&mut self, key: &str, value: Option<&str>) -> bool {
        let Some(&at) = self.reads.get(key) else {
            return false;
        };
        let head = self.head.len() as u64;
        let entry = if at < head {
            self.head.get_mut(at as usize)
        } else {
            let at = (at - head).checked_sub(self.dropped);
            at.and_then(|at| self.tail.get_mut(at as usize))
        };
        match entry.map(|entry| &mut entry.what) {
            Some(What::Read {
                value: last, times, ..
            }) if last.as_deref() == value => {
                *times = times.saturating_add(1);
                true
            }
            _ => false,
        }
    }

    fn into_whole(self) -> Recorded {
        let mut entries = self.head;
        if self.dropped > 0 {
            let at = self.tail.front().map_or(Duration::ZERO, |entry| entry.at);
            let what = What::Dropped(self.dropped);
            entries.push(Entry { at, what });
        }
        entries.extend(self.tail);
        Recorded {
            entries,
            texts: self.texts,
            failed: self.failed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Entry {
        let what = What::Said {
            level: 0,
            text: text.into(),
        };
        Entry {
            at: Duration::ZERO,
            what,
        }
    }

    /// Records `count` lines of ten letters within `limit` bytes; gives what is kept of them.
    fn check(count: usize, limit: usize) -> (usize, u64, usize) {
        let recorder = Recorder::new(crate::testing::beginning());
        recorder.keep(limit);
        for at in 0..count {
            recorder.put(said(&format!("{at:10}")));
        }
        let entries = recorder.take().entries;
        let dropped = entries
            .iter()
            .position(|entry| matches!(entry.what, What::Dropped(_)));
        match dropped {
            None => (entries.len(), 0, 0),
            Some(at) => {
                let What::Dropped(dropped) = entries[at].what else {
                    unreachable!()
                };
                (at, dropped, entries.len() - at - 1)
            }
        }
    }

    #[test]
    fn the_beginning_and_the_end_are_kept_and_the_middle_counted() {
        let one = said("          ").cost();
        assert_eq!(check(10, 20 * one), (10, 0, 0));
        assert_eq!(check(20, 20 * one), (20, 0, 0));
        assert_eq!(check(1000, 20 * one), (10, 980, 10));
    }

    #[test]
    fn a_loop_without_a_wait_is_recorded_for_its_first_steps() {
        let recorder = Recorder::new(crate::testing::beginning());
        assert!(!recorder.takes_step());
        recorder.keep(1 << 20);
        let taken = |steps: u64| (0..steps).filter(|_| recorder.takes_step()).count() as u64;
        assert_eq!(taken(STEPS + 77), STEPS);
        assert_eq!(recorder.rest(), 77);
        assert_eq!(taken(10), 10);
        assert_eq!(recorder.rest(), 0);
    }

    #[test]
    fn the_same_read_again_is_counted() {
        let recorder = Recorder::new(crate::testing::beginning());
        recorder.keep(1 << 20);
        let read = |value: &str| {
            if !recorder.repeat_read("x", Some(value)) {
                let what = What::Read {
                    key: "x".into(),
                    value: Some(value.into()),
                    times: 1,
                };
                recorder.put(Entry {
                    at: Duration::ZERO,
                    what,
                });
            }
        };
        for value in ["1", "1", "2", "2", "2", "1"] {
            read(value);
        }
        let entries = recorder.take().entries;
        let times = entries.iter().map(|entry| match entry.what {
            What::Read { times, .. } => times,
            _ => 0,
        });
        assert_eq!(times.collect::<Vec<_>>(), [2, 3, 1]);
    }
}
