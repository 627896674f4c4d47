//! How many lines of a kind there may be, before they are formatted.
//!
//! A kind is a place in our code. Each may say a burst of lines and then so many a second; lines that name
//! who caused them, by a field `source` or `place`, are held to less each, so that a stranger who fails to log in
//! a thousand times a second does not hide one who fails once. What is left out is counted and told. Nobody
//! has to think of this where a line is written.
//!
//! Not limited: what an operator asks for by `debug`, and what scripts say, whose calls have a budget for it.

use std::fmt::{self, Debug, Write};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Metadata, Subscriber, callsite};
use tracing_subscriber::layer::Context;

/// The target of what is said about lines that were left out.
pub(super) const TARGET: &str = "log";

/// Lines of a kind: as many as a reader finds his way in.
const KIND: Rate = Rate {
    burst: 200,
    gap: Duration::from_millis(50),
};
/// Lines of a kind that one source causes.
const SOURCE: Rate = Rate {
    burst: 20,
    gap: Duration::from_secs(1),
};
/// Sources that are told apart; more share.
const SOURCES: usize = 256;
/// Most characters of the line that stands for others.
const MAX_SAMPLE: usize = 120;

/// So many at once, and one more each `gap`.
#[derive(Clone, Copy, Debug)]
struct Rate {
    burst: u32,
    gap: Duration,
}

/// What has been said lately.
#[derive(Clone, Debug, Default)]
struct Spent {
    /// When the whole burst is there again.
    full_at: Option<Instant>,
}

impl Spent {
    fn has_room(&self, now: Instant, rate: Rate) -> bool {
        self.with_one_more(now, rate) - now <= rate.gap * rate.burst
    }

    fn take(&mut self, now: Instant, rate: Rate) {
        self.full_at = Some(self.with_one_more(now, rate));
    }

    fn with_one_more(&self, now: Instant, rate: Rate) -> Instant {
        self.full_at.map_or(now, |at| at.max(now)) + rate.gap
    }
}

/// The lines of one place in the code.
#[derive(Debug, Default)]
struct Kind {
    all: Spent,
    /// By a hash of the source; empty until there is one.
    sources: Vec<Spent>,
    left_out: u64,
    /// The beginning of the first one.
    sample: String,
}

impl Kind {
    /// Whether one more line may be said.
    fn admit(&mut self, now: Instant, source: Option<u64>) -> bool {
        if source.is_some() && self.sources.is_empty() {
            self.sources = vec![Spent::default(); SOURCES];
        }
        let mut source = source.map(|hash| &mut self.sources[hash as usize % SOURCES]);
        let fits = self.all.has_room(now, KIND)
            && source
                .as_ref()
                .is_none_or(|source| source.has_room(now, SOURCE));
        if !fits {
            self.left_out += 1;
            return false;
        }
        self.all.take(now, KIND);
        if let Some(source) = &mut source {
            source.take(now, SOURCE);
        }
        true
    }
}

/// All kinds of lines there were.
#[derive(Debug)]
pub(super) struct Limit {
    kinds: Mutex<Vec<(callsite::Identifier, Kind)>>,
}

impl Limit {
    pub(super) const fn new() -> Self {
        Self {
            kinds: Mutex::new(Vec::new()),
        }
    }

    /// Whether lines were left out and nobody has been told.
    pub(super) fn has_left_out(&self) -> bool {
        self.kinds().iter().any(|(_, kind)| kind.left_out > 0)
    }

    /// How many lines were left out since the last time, with one that stands for them.
    pub(super) fn take_left_out(&self) -> Vec<(u64, String)> {
        let mut kinds = self.kinds();
        let left_out = kinds.iter_mut().filter(|(_, kind)| kind.left_out > 0);
        left_out
            .map(|(_, kind)| (std::mem::take(&mut kind.left_out), kind.sample.clone()))
            .collect()
    }

    /// Whether this line may be said, and whether it is the first that may not.
    fn admit(&self, now: Instant, event: &Event) -> (bool, bool) {
        let id = event.metadata().callsite();
        let mut source = Source(None);
        event.record(&mut source);
        let mut kinds = self.kinds();
        let at = kinds.iter().position(|(kind, _)| *kind == id);
        let at = at.unwrap_or_else(|| {
            let mut sample = Sample(String::new());
            event.record(&mut sample);
            let kind = Kind {
                sample: sample.0,
                ..Kind::default()
            };
            kinds.push((id, kind));
            kinds.len() - 1
        });
        let kind = &mut kinds[at].1;
        let admitted = kind.admit(now, source.0);
        (admitted, !admitted && kind.left_out == 1)
    }

    fn kinds(&self) -> MutexGuard<'_, Vec<(callsite::Identifier, Kind)>> {
        self.kinds.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The limit as a part of the subscriber.
pub(super) struct Layer<F> {
    limit: &'static Limit,
    /// Called when lines begin to be left out.
    begins: F,
}

impl<F> Layer<F> {
    pub(super) fn new(limit: &'static Limit, begins: F) -> Self {
        Self { limit, begins }
    }
}

impl<S: Subscriber, F: Fn() + 'static> tracing_subscriber::Layer<S> for Layer<F> {
    fn event_enabled(&self, event: &Event, _: Context<S>) -> bool {
        if !is_limited(event.metadata()) {
            return true;
        }
        let (admitted, first) = self.limit.admit(Instant::now(), event);
        if first {
            (self.begins)();
        }
        admitted
    }
}

fn is_limited(metadata: &Metadata) -> bool {
    let says = metadata.target() == "dialplan" && *metadata.level() == Level::INFO;
    *metadata.level() <= Level::INFO && metadata.target() != TARGET && !says
}

/// Reads who caused a line.
struct Source(Option<u64>);

impl Visit for Source {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if !matches!(field.name(), "source" | "place") {
            return;
        }
        let mut hash = Hashed(DefaultHasher::new());
        if write!(hash, "{value:?}").is_ok() {
            self.0 = Some(hash.0.finish());
        }
    }
}

/// Hashes a text without making it.
struct Hashed(DefaultHasher);

impl Write for Hashed {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        part.as_bytes().hash(&mut self.0);
        Ok(())
    }
}

/// Reads the message of a line, as far as it stands for others.
struct Sample(String);

impl Visit for Sample {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "message" {
            let text = format!("{value:?}");
            let line = text.lines().find(|line| !line.trim().is_empty());
            self.0 = line.unwrap_or_default().chars().take(MAX_SAMPLE).collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tracing_subscriber::layer::SubscriberExt;

    use super::*;

    /// Lines that are admitted of `count` that come at once.
    fn at_once(kind: &mut Kind, now: Instant, source: Option<u64>, count: usize) -> usize {
        (0..count).filter(|_| kind.admit(now, source)).count()
    }

    #[test]
    fn a_kind_has_a_burst_and_then_a_rate() {
        let (start, mut kind) = (Instant::now(), Kind::default());
        assert_eq!(at_once(&mut kind, start, None, 1000), 200);
        assert_eq!(kind.left_out, 800);
        let later = start + Duration::from_secs(1);
        assert_eq!(at_once(&mut kind, later, None, 1000), 20);
        let much_later = start + Duration::from_secs(60);
        assert_eq!(at_once(&mut kind, much_later, None, 1000), 200);
    }

    #[test]
    fn a_source_that_floods_hides_no_other() {
        let (start, mut kind) = (Instant::now(), Kind::default());
        assert_eq!(at_once(&mut kind, start, Some(1), 1000), 20);
        assert_eq!(at_once(&mut kind, start, Some(2), 1), 1);
        let later = start + Duration::from_secs(2);
        assert_eq!(at_once(&mut kind, later, Some(1), 1000), 2);
    }

    #[test]
    fn many_sources_together_have_no_more_than_their_kind() {
        let (start, mut kind) = (Instant::now(), Kind::default());
        let heard: usize = (0..1000)
            .map(|source| at_once(&mut kind, start, Some(source), 10))
            .sum();
        assert_eq!(heard, 200);
    }

    #[test]
    fn what_is_left_out_is_told_with_a_sample_and_each_kind_by_itself() {
        static LIMIT: Limit = Limit::new();
        static BEGUN: AtomicUsize = AtomicUsize::new(0);
        let layer = Layer::new(&LIMIT, || {
            BEGUN.fetch_add(1, Ordering::Relaxed);
        });
        let subscriber = tracing_subscriber::registry().with(layer);
        tracing::subscriber::with_default(subscriber, || {
            for number in 0..50 {
                tracing::warn!(source = "192.0.2.1", number, "authentication failed");
                tracing::info!(number, "registration");
                tracing::debug!(source = "192.0.2.1", "asked for");
                tracing::info!(target: "dialplan", source = "192.0.2.1", "said");
            }
        });
        assert!(LIMIT.has_left_out());
        let left_out = LIMIT.take_left_out();
        let [(count, sample)] = &left_out[..] else {
            panic!("{left_out:?}");
        };
        // One more comes back each second of a slow machine.
        assert!((1..=30).contains(count), "{count}");
        assert_eq!(sample, "authentication failed");
        assert_eq!(BEGUN.load(Ordering::Relaxed), 1);
        assert!(!LIMIT.has_left_out());
    }
}
