//! Another dialplan or configuration: which subscriptions see something else then.
//!
//! In: the generation before and the one in force. Out: NOTIFYs. What is looked at are the hints that differ, whoever asked
//! for an extension of that name, and everybody only where an include, a switch or a pattern differs.

use std::collections::BTreeSet;

use runtime::dialplan::{Dialplan, HintChanges, Query};

use super::watching::{Resource, WatchId};
use super::{Presence, lamp};
use crate::agenda::Agenda;
use crate::auth::Identity;
use crate::core::Core;
use crate::hint::{Device, HintKey, Hints};
use crate::io::Now;

impl Presence {
    /// Another dialplan is in force than `former`: subscriptions go on where there is still a hint.
    pub(crate) fn handle_generation(
        &mut self,
        core: &mut Core,
        agenda: &mut Agenda,
        now: Now,
        former: &Dialplan,
    ) {
        let dialplan = core.dialplan.clone();
        let changes = dialplan.hint_changes(former);
        let looked = |device: &Device| lamp::of(core, now, device);
        let touched = self.hints.take_over(&changes.hints, looked);
        let again = self.unsettled(&changes);
        self.times.forget();
        for id in again {
            self.resolve_again(core, now, id);
        }
        for key in &touched {
            self.notify_hint(core, now, key);
        }
        self.follow_times(core, now);
        let people = touched.iter().filter_map(|key| self.hints.get(key));
        let people = people.flat_map(|hint| hint.devices.clone()).collect();
        super::add_buddies(core, agenda, now, people);
    }

    /// Another configuration is in force: other devices, and telephones in other contexts.
    pub(crate) fn handle_configuration(&mut self, core: &mut Core, now: Now) {
        self.hints = Hints::new(&core.dialplan, |device| lamp::of(core, now, device));
        self.times.forget();
        for id in self.watching.of_hints() {
            self.resolve_again(core, now, id);
        }
        self.follow_times(core, now);
    }

    /// The subscriptions that may find another hint.
    fn unsettled(&mut self, changes: &HintChanges<'_>) -> BTreeSet<WatchId> {
        let contexts: BTreeSet<&str> = changes.hints.iter().map(|one| one.context).collect();
        let unmade = self.hints.unmake_all(&contexts);
        let all = || changes.hints.iter().flat_map(|one| [one.former, one.now]);
        let mut names = all().flatten().map(|hint| hint.extension.as_str());
        if changes.rerouted || names.any(|name| name.starts_with('_')) {
            return self.watching.of_hints().into_iter().collect();
        }
        let names = all().flatten().map(|hint| hint.extension.as_str());
        let named = names.flat_map(|name| self.watching.of_user(name));
        let made = unmade.iter().flat_map(resources);
        let made = made.flat_map(|resource| self.watching.of(&resource));
        named.chain(made).collect()
    }

    /// Looks anew for the hint of a subscription.
    pub(super) fn resolve_again(&mut self, core: &mut Core, now: Now, id: WatchId) {
        let Some(watch) = self.watching.get_mut(id) else {
            return;
        };
        if watch.subscription.is_terminated() {
            return;
        }
        let user = watch.user.clone();
        let Some(former) = watch.resource.hint().cloned() else {
            return;
        };
        let context = context_of(core, &watch.watcher);
        self.watching.place(id, context.clone());
        let place = context.as_deref().map(|context| (context, user.as_str()));
        let looked = |device: &Device| lamp::of(core, now, device);
        let found =
            place.and_then(|place| self.hints.resolve(&core.dialplan, place, now.wall, looked));
        match found {
            Some(key) => {
                self.watching.show(id, Some(key.clone()));
                if key != former {
                    self.forsake(&former);
                }
                self.notify_change(core, now, id);
            }
            // At another time it is there again: a telephone that was told that it is not would never ask again.
            None if place.is_some_and(|place| is_there_at_times(core, place)) => {
                self.watching.show(id, None);
                self.forsake(&former);
                self.notify_change(core, now, id);
            }
            None => self.end(core, now, id, "noresource"),
        }
    }

    /// Nobody may be watching a hint any more.
    pub(super) fn forsake(&mut self, key: &HintKey) {
        let watched = resources(key)
            .iter()
            .any(|resource| self.watching.count(resource) > 0);
        if !watched {
            self.hints.unmake(key);
        }
    }
}

/// The context in which a watcher's extensions are looked for.
pub(super) fn context_of(core: &Core, watcher: &Identity) -> Option<String> {
    match watcher {
        Identity::Endpoint(name) => {
            let endpoint = core.auth.endpoint(&core.config, name)?;
            Some(endpoint.context.clone())
        }
        Identity::Member(_) => None,
    }
}

fn is_there_at_times(core: &Core, (context, extension): (&str, &str)) -> bool {
    core.dialplan
        .find_hint(context, Query::new(extension))
        .is_some()
}

fn resources(key: &HintKey) -> [Resource; 2] {
    [
        Resource::Extension(key.clone()),
        Resource::DialogsOf(key.clone()),
    ]
}
