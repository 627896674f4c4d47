//! NOTIFY: what a subscription is shown, and what becomes of it (RFC 6665 section 4.2.2).

use community::{Destination, SkypeName, Standing};
use sip::TransactionId;

use super::watching::WatchId;
use super::{Presence, document};
use crate::core::{Core, Owner};
use crate::io::Now;

impl Presence {
    /// Shows a subscription what there is now, or as soon as it may be shown something again.
    pub(super) fn notify(&mut self, core: &mut Core, now: Now, id: WatchId) {
        if !self.watching.may_notify(now.instant, id) {
            return;
        }
        let Some(watch) = self.watching.get_mut(id) else {
            return;
        };
        let shown = document::of(core, &self.hints, watch);
        let body = document::document(core, watch, &shown);
        watch.shown = shown;
        let request = watch.subscription.notify(now.instant, body);
        let flow = watch.subscription.dialog().flow();
        let transaction = core.request(now, Owner::Members, request, flow);
        self.watching.handle_notified(id, transaction);
    }

    /// The same, unless it would show what it showed last.
    pub(super) fn notify_change(&mut self, core: &mut Core, now: Now, id: WatchId) {
        let Some(watch) = self.watching.get_mut(id) else {
            return;
        };
        if watch.shown != document::of(core, &self.hints, watch) {
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
            Standing::Authorized => self.notify_change(core, now, id),
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
            let removed = self.watching.remove(id);
            if let Some(key) = removed.as_ref().and_then(|watch| watch.resource.hint()) {
                self.forsake(key);
            }
        } else if wants_more {
            self.notify(core, now, id);
        }
        true
    }
}
