//! NOTIFY: what a subscription is shown, and what becomes of it (RFC 6665 section 4.2.2).

use community::{Destination, SkypeName, Standing};
use sip::TransactionId;

use super::watcher_info::{self, Watcher};
use super::watching::{Resource, Watch, WatchId};
use super::{Presence, dialog_info, pidf};
use crate::address;
use crate::auth::Identity;
use crate::core::{Core, Owner};
use crate::hint::Hints;
use crate::io::Now;

/// Watchers a document names; more would not fit into a datagram of any size.
const MOST_WATCHERS: usize = 200;

impl Presence {
    /// Shows a subscription what there is now, or as soon as it may be shown something again.
    pub(super) fn notify(&mut self, core: &mut Core, now: Now, id: WatchId) {
        if !self.watching.may_notify(now.instant, id) {
            return;
        }
        let Some(watch) = self.watching.get_mut(id) else {
            return;
        };
        let body = body(core, &self.hints, watch);
        let request = watch.subscription.notify(now.instant, body);
        let flow = watch.subscription.dialog().flow();
        let transaction = core.request(now, Owner::Members, request, flow);
        self.watching.handle_notified(id, transaction);
    }

    /// The same for a view of a person, unless it shows what it showed last.
    pub(super) fn notify_view(&mut self, core: &mut Core, now: Now, id: WatchId) {
        let Some(watch) = self.watching.get_mut(id) else {
            return;
        };
        let (Identity::Member(viewer), Resource::Person(target)) =
            (&watch.watcher, &watch.resource)
        else {
            return;
        };
        let seen = core.community.presence_of(viewer, target);
        if watch.shown != seen {
            self.notify(core, now, id);
        }
    }

    /// What a viewer may see has changed: a pending subscription becomes active, or one ends.
    pub(super) fn handle_authorization(
        &mut self,
        core: &mut Core,
        now: Now,
        id: WatchId,
        viewer: &SkypeName,
        target: &SkypeName,
    ) {
        let standing = &core
            .community
            .tables()
            .relation(target, &Destination::Member(viewer.clone()))
            .standing;
        let Some(watch) = self.watching.get_mut(id) else {
            return;
        };
        match standing {
            Standing::Authorized if !watch.active => {
                watch.active = true;
                watch.subscription.activate();
                self.notify(core, now, id);
            }
            Standing::Authorized => self.notify_view(core, now, id),
            Standing::Denied => self.end(core, now, id, "rejected"),
            // Whoever is blocked or ignored is not told; one who saw something sees it end.
            _ if watch.active => self.end(core, now, id, "deactivated"),
            _ => {}
        }
    }

    /// Ends a subscription with a last NOTIFY.
    pub(super) fn end(&mut self, core: &mut Core, now: Now, id: WatchId, reason: &str) {
        if let Some(watch) = self.watching.get_mut(id) {
            watch.subscription.terminate(reason);
            self.watching.schedule(id);
            self.notify(core, now, id);
        }
    }

    /// A subscriber has answered a NOTIFY, or not. Tells whether it was one.
    pub(crate) fn handle_outcome(
        &mut self,
        core: &mut Core,
        now: Now,
        transaction: TransactionId,
        status: u16,
    ) -> bool {
        let Some((id, wants_more)) = self.watching.handle_notify_done(transaction) else {
            return false;
        };
        let Some(watch) = self.watching.get_mut(id) else {
            return true;
        };
        let over = watch.subscription.is_terminated() && !wants_more;
        if over || !(200..300).contains(&status) {
            if !over {
                tracing::info!(
                    watcher = watch.watcher.name(),
                    status,
                    "a subscription ends: its NOTIFY was not taken"
                );
            }
            self.watching.remove(id);
        } else if wants_more {
            self.notify(core, now, id);
        }
        true
    }
}

/// The document a subscription is to see; nothing while it may not see any.
fn body(core: &Core, hints: &Hints, watch: &mut Watch) -> Option<(&'static str, Vec<u8>)> {
    let address = address::of(&core.config, &watch.user).to_string();
    let (kind, document) = match (&watch.resource, &watch.watcher) {
        (Resource::Person(target), Identity::Member(viewer)) => {
            watch.shown = core.community.presence_of(viewer, target);
            (
                pidf::MEDIA_TYPE,
                pidf::person(&address, watch.shown.as_ref()?).to_xml(),
            )
        }
        (Resource::Person(_), Identity::Endpoint(_)) => return None,
        (Resource::Extension(key), _) => {
            let lamp = hints.get(key)?.lamp;
            (
                pidf::MEDIA_TYPE,
                pidf::extension(&address, lamp.state, lamp.person).to_xml(),
            )
        }
        (Resource::DialogsOf(key), _) => {
            let state = hints.get(key)?.lamp.state;
            let version = watch.subscription.version();
            (
                dialog_info::MEDIA_TYPE,
                dialog_info::document(&address, &watch.user, version, state),
            )
        }
        (Resource::WatchersOf(name), _) => {
            let version = watch.subscription.version();
            (
                watcher_info::MEDIA_TYPE,
                watcher_info::document(&address, version, &watchers(core, name)),
            )
        }
    };
    Some((kind, document.into_bytes()))
}

/// Requests first, then those who see the person already.
fn watchers(core: &Core, name: &SkypeName) -> Vec<Watcher> {
    let uri = |name: &SkypeName| address::of(&core.config, name.as_str()).to_string();
    let requests = core.community.requests(name).map(|(by, message)| Watcher {
        uri: uri(by),
        message: message.to_owned(),
        pending: true,
    });
    let others = core.community.watchers(name).map(|viewer| Watcher {
        uri: uri(viewer),
        message: String::new(),
        pending: false,
    });
    requests.chain(others).take(MOST_WATCHERS).collect()
}
