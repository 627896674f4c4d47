//! Presence: what people and extensions show, and to whom (RFC 3856, RFC 3903, RFC 4235, RFC 3857).
//!
//! In: SUBSCRIBE and PUBLISH requests, changes of people, devices and dialplans. Out: answers, and a NOTIFY
//! to each subscription that sees something else now. A change looks only at those that watch it. Who may
//! see whom is the community's business; the state of hints is `hint`'s. Left out: partial documents,
//! filters, resource lists.

mod document;
mod lamp;
mod notify;
mod pace;
mod pidf;
mod publish;
mod reload;
mod subscribe;
mod times;
mod view;
mod watching;

use std::time::{Duration, Instant};

use community::{AccountStatus, SkypeName};
use rand::Rng;
use runtime::status::HintStatus;
use sip::{Lifetimes, Publications};

use crate::agenda::{Agenda, Then};
use crate::auth::Identity;
use crate::core::Core;
use crate::hint::{Device, HintKey, Hints};
use crate::io::Now;
use runtime::device_state::DeviceState;
use times::Times;
use watching::{Resource, Watching};

/// Shortest life of a publication.
const MIN_PUBLICATION: Duration = Duration::from_secs(1);

/// See the module.
#[derive(Debug)]
pub(crate) struct Presence {
    hints: Hints,
    watching: Watching,
    publications: Publications,
    times: Times,
}

impl Presence {
    pub(crate) fn new(core: &mut Core, now: Now) -> Self {
        let mut seed = [0; 32];
        core.rng.fill_bytes(&mut seed);
        let most = community::Presence::MAX_DEVICES;
        let max = core.config.max_expires;
        let lifetimes = Lifetimes {
            min: MIN_PUBLICATION,
            max,
            default: max,
        };
        Self {
            hints: Hints::new(&core.dialplan, |device| lamp::of(core, now, device)),
            watching: Watching::default(),
            publications: Publications::new(lifetimes, most, seed),
            times: Times::default(),
        }
    }

    /// What `DEVICE_STATE` gives.
    pub(crate) fn device_state(&self, core: &Core, now: Now, device: &str) -> DeviceState {
        lamp::reported(core, now, &Device::parse(device))
    }

    /// A device has changed.
    pub(crate) fn handle_device(&mut self, core: &mut Core, now: Now, device: &Device) {
        for key in self
            .hints
            .handle_change(device, |device| lamp::of(core, now, device))
        {
            self.notify_hint(core, now, &key);
        }
    }

    /// What a person shows has changed.
    pub(crate) fn handle_person(&mut self, core: &mut Core, now: Now, name: &SkypeName) {
        for id in self.watching.of(&Resource::Person(name.clone())) {
            self.notify_change(core, now, id);
        }
        for device in self.hints.of_target(name) {
            self.handle_device(core, now, &device);
        }
    }

    /// What one person may see of another has changed.
    pub(crate) fn handle_view(
        &mut self,
        core: &mut Core,
        now: Now,
        viewer: &SkypeName,
        target: &SkypeName,
    ) {
        for id in self.watching.of(&Resource::Person(target.clone())) {
            let Some(watch) = self.watching.get_mut(id) else {
                continue;
            };
            if watch.watcher == Identity::Member(viewer.clone()) {
                self.handle_authorization(core, now, id, viewer, target);
            }
        }
        self.handle_watchers(core, now, target);
        let device = Device::Skype {
            originator: viewer.clone(),
            target: target.clone(),
        };
        self.handle_device(core, now, &device);
    }

    /// Who watches a person, or wants to, has changed.
    pub(crate) fn handle_watchers(&mut self, core: &mut Core, now: Now, name: &SkypeName) {
        for id in self.watching.of(&Resource::WatchersOf(name.clone())) {
            self.notify_change(core, now, id);
        }
    }

    /// The switch has logged in to an account, or off: hints look through its eyes.
    pub(crate) fn handle_originator(&mut self, core: &mut Core, now: Now, name: &SkypeName) {
        for device in self.hints.of_originator(name) {
            self.handle_device(core, now, &device);
        }
    }

    /// An account is gone.
    pub(crate) fn handle_removed(&mut self, core: &mut Core, now: Now, name: &SkypeName) {
        for resource in [
            Resource::Person(name.clone()),
            Resource::WatchersOf(name.clone()),
        ] {
            for id in self.watching.of(&resource) {
                self.end(core, now, id, "noresource");
            }
        }
        for id in self.watching.of_watcher(name.as_str()) {
            self.end(core, now, id, "rejected");
        }
        for device in [self.hints.of_target(name), self.hints.of_originator(name)].concat() {
            self.handle_device(core, now, &device);
        }
    }

    /// Hints ask about people: `buddy_autoadd=hints` puts them on the list of whoever looks.
    pub(crate) fn add_hinted_buddies(&self, core: &mut Core, agenda: &mut Agenda, now: Now) {
        add_buddies(core, agenda, now, self.hints.people());
    }

    /// The same for one account that has just logged in.
    pub(crate) fn add_hinted_buddies_of(
        &self,
        core: &mut Core,
        agenda: &mut Agenda,
        now: Now,
        name: &SkypeName,
    ) {
        add_buddies(core, agenda, now, self.hints.of_originator(name));
    }

    /// Sorted by context and extension.
    pub(crate) fn hint_rows(&self) -> Vec<HintStatus> {
        let rows = self.hints.iter().map(|(key, hint)| HintStatus {
            context: key.context.to_string(),
            extension: key.extension.to_string(),
            watches: hint.text.clone(),
            state: hint.lamp.state.extension_word().to_owned(),
            watchers: self.watching.count(&Resource::Extension(key.clone()))
                + self.watching.count(&Resource::DialogsOf(key.clone())),
        });
        rows.collect()
    }

    pub(crate) fn handle_timeout(&mut self, core: &mut Core, agenda: &mut Agenda, now: Now) {
        self.publications.handle_timeout(now.instant);
        while let Some(name) = self.publications.poll_expired() {
            self.follow_publications(core, agenda, &name);
        }
        while let Some(id) = self.watching.poll_due(now.instant) {
            self.notify(core, now, id);
        }
        self.handle_times(core, now);
    }

    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        [
            self.publications.poll_timeout(),
            self.watching.poll_timeout(),
            self.times.poll_timeout(),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    fn notify_hint(&mut self, core: &mut Core, now: Now, key: &HintKey) {
        for resource in [
            Resource::Extension(key.clone()),
            Resource::DialogsOf(key.clone()),
        ] {
            for id in self.watching.of(&resource) {
                self.notify_change(core, now, id);
            }
        }
    }
}

fn add_buddies(core: &mut Core, agenda: &mut Agenda, now: Now, devices: Vec<Device>) {
    for device in devices {
        let Device::Skype { originator, target } = device else {
            continue;
        };
        // Asked again once the switch has logged in; at its first start the account is not even made.
        let is_configured = core.config.skype.user(&originator).is_some();
        if is_configured && core.community.status(&originator) != AccountStatus::LoggedIn {
            continue;
        }
        match core.community.watch_by_hint(now.wall, &originator, &target) {
            Ok(changes) if changes.is_empty() => {}
            Ok(changes) => agenda.commit(core, changes, Then::Nothing),
            Err(refusal) => {
                tracing::warn!(%originator, %target, %refusal, "a hint's buddy was not added")
            }
        }
    }
}
