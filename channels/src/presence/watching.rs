//! All subscriptions there are, found by what they watch, by dialog, by NOTIFY and by time.
//!
//! In: subscriptions, and what became of their NOTIFYs. Out: which of them to notify now. Only one NOTIFY
//! of a subscription is on its way at a time; what changes meanwhile goes out with the next one.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Instant;

use community::SkypeName;
use sip::{DialogId, Subscription, TransactionId};

use super::pace::Pace;
use super::view::View;
use crate::auth::Identity;
use crate::hint::HintKey;

/// Names a subscription; never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct WatchId(u64);

/// What a subscription is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Resource {
    /// Presence of a person.
    Person(SkypeName),
    /// Who watches a person.
    WatchersOf(SkypeName),
    /// Presence of an extension.
    Extension(HintKey),
    /// Dialogs of an extension.
    DialogsOf(HintKey),
}

impl Resource {
    /// The hint that it is about.
    pub(super) fn hint(&self) -> Option<&HintKey> {
        match self {
            Self::Extension(key) | Self::DialogsOf(key) => Some(key),
            Self::Person(_) | Self::WatchersOf(_) => None,
        }
    }
}

/// One subscription and what is under way for it.
#[derive(Debug)]
pub(super) struct Watch {
    /// Its SIP side.
    pub(super) subscription: Subscription,
    /// Who watches.
    pub(super) watcher: Identity,
    /// What.
    pub(super) resource: Resource,
    /// The user part that was asked for.
    pub(super) user: String,
    /// The context in which that is looked for, if it is an extension.
    context: Option<String>,
    /// Whether its hint is not there at this time of day.
    pub(super) away: bool,
    /// Whether it has been authorized.
    pub(super) active: bool,
    /// What it was shown last.
    pub(super) shown: View,
    pace: Pace,
    in_flight: bool,
    /// Something changed since the last NOTIFY was made.
    dirty: bool,
    /// When the next NOTIFY may go out, if it has to wait.
    held_until: Option<Instant>,
    timer: Option<Instant>,
}

impl Watch {
    pub(super) fn new(
        now: Instant,
        subscription: Subscription,
        watcher: Identity,
        resource: Resource,
        user: String,
        active: bool,
    ) -> Self {
        let pace = Pace::new(now);
        Self {
            subscription,
            watcher,
            resource,
            user,
            context: None,
            away: false,
            active,
            shown: View::default(),
            pace,
            in_flight: false,
            dirty: false,
            held_until: None,
            timer: None,
        }
    }
}

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Watching {
    watches: BTreeMap<WatchId, Watch>,
    by_resource: HashMap<Resource, BTreeSet<WatchId>>,
    by_dialog: HashMap<DialogId, WatchId>,
    by_notify: HashMap<TransactionId, WatchId>,
    by_watcher: HashMap<String, BTreeSet<WatchId>>,
    /// Those of extensions, by the context in which they are looked for, and by the extension without its dashes.
    by_context: BTreeMap<String, BTreeSet<WatchId>>,
    by_user: HashMap<String, BTreeSet<WatchId>>,
    timers: BTreeSet<(Instant, WatchId)>,
    next: u64,
}

impl Watching {
    /// Adds a subscription.
    pub(super) fn insert(&mut self, watch: Watch) -> WatchId {
        let id = WatchId(self.next);
        self.next += 1;
        self.by_resource
            .entry(watch.resource.clone())
            .or_default()
            .insert(id);
        self.by_dialog
            .insert(watch.subscription.dialog().id().clone(), id);
        self.by_watcher
            .entry(watch.watcher.name().to_owned())
            .or_default()
            .insert(id);
        self.watches.insert(id, watch);
        self.schedule(id);
        id
    }

    /// Takes a subscription away.
    pub(super) fn remove(&mut self, id: WatchId) -> Option<Watch> {
        let watch = self.watches.remove(&id)?;
        withdraw(&mut self.by_resource, &watch.resource, id);
        self.by_dialog.remove(watch.subscription.dialog().id());
        withdraw(&mut self.by_watcher, watch.watcher.name(), id);
        withdraw(&mut self.by_user, &plain(&watch.user), id);
        if let Some(context) = &watch.context {
            self.leave(context, id);
        }
        if let Some(at) = watch.timer {
            self.timers.remove(&(at, id));
        }
        Some(watch)
    }

    pub(super) fn get_mut(&mut self, id: WatchId) -> Option<&mut Watch> {
        self.watches.get_mut(&id)
    }

    pub(super) fn of_dialog(&self, dialog: &DialogId) -> Option<WatchId> {
        self.by_dialog.get(dialog).copied()
    }

    /// Subscriptions to a resource, the oldest first.
    pub(super) fn of(&self, resource: &Resource) -> Vec<WatchId> {
        self.by_resource
            .get(resource)
            .into_iter()
            .flatten()
            .copied()
            .collect()
    }

    /// How many subscribe to a resource.
    pub(super) fn count(&self, resource: &Resource) -> usize {
        self.by_resource.get(resource).map_or(0, BTreeSet::len)
    }

    /// How many subscriptions a watcher has.
    pub(super) fn count_of(&self, watcher: &str) -> usize {
        self.by_watcher.get(watcher).map_or(0, BTreeSet::len)
    }

    /// The subscriptions of a watcher, the oldest first.
    pub(super) fn of_watcher(&self, watcher: &str) -> Vec<WatchId> {
        self.by_watcher
            .get(watcher)
            .into_iter()
            .flatten()
            .copied()
            .collect()
    }

    /// An extension is looked for in that context from now on.
    pub(super) fn place(&mut self, id: WatchId, context: Option<String>) {
        let Some(watch) = self.watches.get_mut(&id) else {
            return;
        };
        if watch.context == context {
            return;
        }
        let user = self.by_user.entry(plain(&watch.user)).or_default();
        user.insert(id);
        if let Some(before) = std::mem::replace(&mut watch.context, context.clone()) {
            self.leave(&before, id);
        }
        if let Some(context) = context {
            self.by_context.entry(context).or_default().insert(id);
        }
    }

    fn leave(&mut self, context: &str, id: WatchId) {
        if let Some(ids) = self.by_context.get_mut(context) {
            ids.remove(&id);
            if ids.is_empty() {
                self.by_context.remove(context);
            }
        }
    }

    /// The contexts in which extensions are looked for.
    pub(super) fn contexts(&self) -> impl Iterator<Item = &str> {
        self.by_context.keys().map(String::as_str)
    }

    /// Those who look for extensions in a context.
    pub(super) fn of_context(&self, context: &str) -> Vec<WatchId> {
        let ids = self.by_context.get(context);
        ids.into_iter().flatten().copied().collect()
    }

    /// Those who look for an extension, in whatever context.
    pub(super) fn of_user(&self, extension: &str) -> Vec<WatchId> {
        let ids = self.by_user.get(&plain(extension));
        ids.into_iter().flatten().copied().collect()
    }

    /// All who look for an extension.
    pub(super) fn of_hints(&self) -> Vec<WatchId> {
        self.by_context.values().flatten().copied().collect()
    }

    /// The hint a subscription is about is another one; or, with none, is not there for a while.
    pub(super) fn show(&mut self, id: WatchId, key: Option<HintKey>) {
        let Some(watch) = self.watches.get_mut(&id) else {
            return;
        };
        watch.away = key.is_none();
        let Some(key) = key else {
            return;
        };
        let resource = match watch.resource {
            Resource::DialogsOf(_) => Resource::DialogsOf(key),
            _ => Resource::Extension(key),
        };
        let before = std::mem::replace(&mut watch.resource, resource.clone());
        withdraw(&mut self.by_resource, &before, id);
        self.by_resource.entry(resource).or_default().insert(id);
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.watches.len()
    }

    /// Whether a NOTIFY may go out now; if not, the subscription is remembered as wanting one.
    pub(super) fn may_notify(&mut self, now: Instant, id: WatchId) -> bool {
        let Some(watch) = self.watches.get_mut(&id) else {
            return false;
        };
        if watch.in_flight {
            watch.dirty = true;
            return false;
        }
        // The last word is never held back.
        let paced = if watch.subscription.is_terminated() {
            Ok(())
        } else {
            watch.pace.take(now)
        };
        watch.dirty = paced.is_err();
        watch.held_until = paced.err();
        self.schedule(id);
        paced.is_ok()
    }

    /// Its NOTIFY has gone out.
    pub(super) fn handle_notified(&mut self, id: WatchId, transaction: TransactionId) {
        if let Some(watch) = self.watches.get_mut(&id) {
            watch.in_flight = true;
            self.by_notify.insert(transaction, id);
        }
    }

    /// A NOTIFY has its final response. Gives the subscription, and whether it wants another NOTIFY.
    pub(super) fn handle_notify_done(
        &mut self,
        transaction: TransactionId,
    ) -> Option<(WatchId, bool)> {
        let id = self.by_notify.remove(&transaction)?;
        let watch = self.watches.get_mut(&id)?;
        watch.in_flight = false;
        Some((id, watch.dirty))
    }

    /// Sets the timer of a subscription whose lifetime has changed.
    pub(super) fn schedule(&mut self, id: WatchId) {
        let Some(watch) = self.watches.get_mut(&id) else {
            return;
        };
        let next = [watch.subscription.poll_timeout(), watch.held_until]
            .into_iter()
            .flatten()
            .min();
        if next == watch.timer {
            return;
        }
        if let Some(at) = watch.timer.take() {
            self.timers.remove(&(at, id));
        }
        if let Some(at) = next {
            watch.timer = Some(at);
            self.timers.insert((at, id));
        }
    }

    /// A subscription that has just ended by time, or whose NOTIFY was held back long enough.
    pub(super) fn poll_due(&mut self, now: Instant) -> Option<WatchId> {
        loop {
            let &(at, id) = self.timers.first().filter(|(at, _)| *at <= now)?;
            self.timers.remove(&(at, id));
            let watch = self.watches.get_mut(&id)?;
            watch.timer = None;
            let ended = watch.subscription.handle_timeout(now);
            let released = watch.held_until.take_if(|until| *until <= now).is_some();
            self.schedule(id);
            if ended || released {
                return Some(id);
            }
        }
    }

    pub(super) fn poll_timeout(&self) -> Option<Instant> {
        self.timers.first().map(|(at, _)| *at)
    }
}

/// An extension as it is looked up.
fn plain(user: &str) -> String {
    user.replace('-', "")
}

fn withdraw<K, Q>(index: &mut HashMap<K, BTreeSet<WatchId>>, key: &Q, id: WatchId)
where
    K: std::borrow::Borrow<Q> + std::hash::Hash + Eq,
    Q: std::hash::Hash + Eq + ?Sized,
{
    if let Some(ids) = index.get_mut(key) {
        ids.remove(&id);
        if ids.is_empty() {
            index.remove(key);
        }
    }
}
