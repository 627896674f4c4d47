//! Includes that hold at times: when one begins or ends, subscriptions through it find another hint, or none.
//!
//! In: the contexts of watchers, and the time. Out: which of them lead elsewhere now. Times begin and end with minutes, so
//! these contexts are looked at when a minute begins; wall clocks jump, and summer comes. Left out: includes of contexts
//! that only a `switch` leads to.

use std::collections::BTreeMap;
use std::time::{Duration, Instant, SystemTime};

use super::Presence;
use crate::core::Core;
use crate::io::Now;

const MINUTE: Duration = Duration::from_secs(60);

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Times {
    /// The contexts where it depends on the time what is searched, and what was searched last.
    searched: BTreeMap<String, Vec<String>>,
    next: Option<Instant>,
}

impl Times {
    pub(super) fn poll_timeout(&self) -> Option<Instant> {
        self.next
    }

    /// Which contexts depend on the time has to be found out anew.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    /// Somebody watches something in a context.
    fn follow(&mut self, core: &Core, now: Now, context: &str) {
        if self.searched.contains_key(context) {
            return;
        }
        if let Some(searched) = searched(core, now, context) {
            self.searched.insert(context.to_owned(), searched);
            self.next.get_or_insert_with(|| next_minute(now));
        }
    }

    /// The contexts that lead elsewhere since the minute began.
    fn poll_changed(&mut self, core: &Core, now: Now) -> Vec<String> {
        if self.next.is_none_or(|next| now.instant < next) {
            return Vec::new();
        }
        self.next = Some(next_minute(now));
        let mut changed = Vec::new();
        for (context, before) in &mut self.searched {
            let after = searched(core, now, context).unwrap_or_default();
            if *before != after {
                *before = after;
                changed.push(context.clone());
            }
        }
        changed
    }
}

impl Presence {
    /// Looks which contexts of watchers depend on the time.
    pub(super) fn follow_times(&mut self, core: &Core, now: Now) {
        for context in self.watching.contexts() {
            self.times.follow(core, now, context);
        }
    }

    /// Somebody watches something in a context.
    pub(super) fn follow_times_of(&mut self, core: &Core, now: Now, context: &str) {
        self.times.follow(core, now, context);
    }

    pub(super) fn handle_times(&mut self, core: &mut Core, now: Now) {
        for context in self.times.poll_changed(core, now) {
            for id in self.watching.of_context(&context) {
                self.resolve_again(core, now, id);
            }
        }
    }
}

fn searched(core: &Core, now: Now, context: &str) -> Option<Vec<String>> {
    let searched = core.dialplan.searched_at(context, now.wall)?;
    Some(searched.into_iter().map(str::to_owned).collect())
}

fn next_minute(now: Now) -> Instant {
    let since = now.wall.duration_since(SystemTime::UNIX_EPOCH);
    let into = since.map_or(0, |since| since.as_nanos() % MINUTE.as_nanos());
    now.instant + (MINUTE - Duration::from_nanos(u64::try_from(into).unwrap_or(0)))
}
