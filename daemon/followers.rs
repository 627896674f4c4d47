//! Who follows calls on consoles: whom each wants, and the way from the workers to each.
//!
//! A worker never waits for a console. What finds no room in a console's queue is lost, and said to be lost at
//! that place.

use std::collections::BTreeSet;
use std::sync::mpsc::{Receiver, Sender, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use runtime::host::CallId;
use runtime::trace::{Entry, Wanted, What};

use crate::worker::ToWorker;

/// Entries that wait for one console.
const ROOM: usize = 4096;

/// What a console is told.
#[derive(Debug)]
pub(crate) struct Told {
    /// Entries that were lost before this one.
    pub(crate) lost: u64,
    pub(crate) call: CallId,
    pub(crate) entry: Entry,
}

/// All who follow. Clones are the same.
#[derive(Clone, Default)]
pub(crate) struct Followers(Arc<Mutex<List>>);

#[derive(Default)]
struct List {
    followers: Vec<Follower>,
    workers: Vec<Sender<ToWorker>>,
    last: u64,
}

struct Follower {
    number: u64,
    wanted: Wanted,
    /// The calls it has been told of.
    calls: BTreeSet<CallId>,
    queue: SyncSender<Told>,
    lost: u64,
}

/// A console follows as long as it holds this.
pub(crate) struct Following {
    number: u64,
    followers: Followers,
    queue: Receiver<Told>,
}

impl Followers {
    /// Tells workers whom to follow from now on.
    pub(crate) fn employ(&self, workers: Vec<Sender<ToWorker>>) {
        self.list().workers = workers;
    }

    /// A console follows these calls.
    pub(crate) fn follow(&self, wanted: Wanted) -> Following {
        let (sender, queue) = sync_channel(ROOM);
        let mut list = self.list();
        list.last += 1;
        let number = list.last;
        list.followers.push(Follower {
            number,
            wanted,
            calls: BTreeSet::new(),
            queue: sender,
            lost: 0,
        });
        list.publish();
        drop(list);
        Following {
            number,
            followers: self.clone(),
            queue,
        }
    }

    /// A call did something; whoever follows it is told.
    pub(crate) fn tell(&self, call: CallId, entry: &Entry) {
        for follower in &mut self.list().followers {
            follower.tell(call, entry);
        }
    }

    fn list(&self) -> MutexGuard<'_, List> {
        // A panic while the lock is held leaves the list whole: each change is one step.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl List {
    fn publish(&self) {
        let wanted: Vec<Wanted> = self
            .followers
            .iter()
            .map(|one| one.wanted.clone())
            .collect();
        for worker in &self.workers {
            let _ = worker.send(ToWorker::Follow(wanted.clone()));
        }
    }
}

impl Follower {
    fn tell(&mut self, call: CallId, entry: &Entry) {
        if let What::Enter {
            channel,
            context,
            extension,
            ..
        } = &entry.what
            && self.wanted.is(channel, context, extension)
        {
            self.calls.insert(call);
        }
        if !self.calls.contains(&call) {
            return;
        }
        if let What::Finished(_) = entry.what {
            self.calls.remove(&call);
        }
        let told = Told {
            lost: self.lost,
            call,
            entry: entry.clone(),
        };
        match self.queue.try_send(told) {
            Ok(()) => self.lost = 0,
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => self.lost += 1,
        }
    }
}

impl Following {
    /// The next entry, waited for at most so long.
    pub(crate) fn next(&self, patience: std::time::Duration) -> Option<Told> {
        self.queue.recv_timeout(patience).ok()
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        let mut list = self.followers.list();
        list.followers.retain(|one| one.number != self.number);
        list.publish();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use runtime::host::ChannelId;

    use super::*;

    fn entry(what: What) -> Entry {
        Entry {
            at: Duration::ZERO,
            what,
        }
    }

    fn enter(extension: &str) -> Entry {
        entry(What::Enter {
            id: ChannelId(1),
            channel: "SIP/desk-1".into(),
            context: "office".into(),
            extension: extension.into(),
        })
    }

    /// Everything that is told until now.
    fn drain(following: &Following) -> Vec<Told> {
        std::iter::from_fn(|| following.next(Duration::ZERO)).collect()
    }

    #[test]
    fn each_console_is_told_of_the_calls_it_wants() {
        let followers = Followers::default();
        let all = followers.follow(Wanted::All);
        let some = followers.follow(Wanted::parse("100@office"));
        let call = CallId(1);
        for told in [
            enter("99"),
            entry(What::Stop),
            enter("100"),
            entry(What::Stop),
        ] {
            followers.tell(call, &told);
        }
        assert_eq!((drain(&all).len(), drain(&some).len()), (4, 2));
        drop(all);
        assert_eq!(followers.list().followers.len(), 1);
    }

    #[test]
    fn a_slow_console_loses_entries_and_is_told_how_many() {
        let followers = Followers::default();
        let slow = followers.follow(Wanted::All);
        followers.tell(CallId(1), &enter("100"));
        for _ in 0..ROOM + 10 {
            followers.tell(CallId(1), &entry(What::Stop));
        }
        assert_eq!(drain(&slow).len(), ROOM);
        followers.tell(CallId(1), &entry(What::Stop));
        let after = drain(&slow);
        assert_eq!(after.iter().map(|told| told.lost).collect::<Vec<_>>(), [11]);
    }
}
