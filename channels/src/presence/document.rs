//! What a subscription is to show now, and the document that says so.

use community::SkypeName;
use sip::dialog_info::{self, LampState};
use sip::winfo::{self, Watcher, WatcherStatus};

use super::pidf;
use super::view::View;
use super::watching::{Resource, Watch};
use crate::address;
use crate::auth::Identity;
use crate::core::Core;
use crate::hint::{Hints, Lamp};
use runtime::device_state::DeviceState;

/// Watchers a document names; more would not fit into a datagram of any size.
const MOST_WATCHERS: usize = 200;

/// What a subscription is to see now.
pub(super) fn of(core: &Core, hints: &Hints, watch: &Watch) -> View {
    match (&watch.resource, &watch.watcher) {
        (Resource::Person(target), Identity::Member(viewer)) => {
            let seen = core.community.presence_of(viewer, target);
            seen.map_or(View::Nothing, View::Person)
        }
        (Resource::Person(_), Identity::Endpoint(_)) => View::Nothing,
        (Resource::Extension(_) | Resource::DialogsOf(_), _) if watch.away => View::Lamp(Lamp {
            state: DeviceState::Unavailable,
            person: None,
        }),
        (Resource::Extension(key), _) => hints
            .get(key)
            .map_or(View::Nothing, |hint| View::Lamp(hint.lamp)),
        (Resource::DialogsOf(key), _) => {
            // Lamps know no persons: one who goes from away to gone is engaged as before.
            let lamp = hints.get(key).map(|hint| Lamp {
                person: None,
                ..hint.lamp
            });
            lamp.map_or(View::Nothing, View::Lamp)
        }
        (Resource::WatchersOf(name), _) => View::Watchers(watchers(core, name)),
    }
}

/// The media type and text of a view, if there is something to see.
pub(super) fn document(core: &Core, watch: &Watch, view: &View) -> Option<(&'static str, Vec<u8>)> {
    let address = address::of(&core.config, &watch.user).to_string();
    let version = watch.subscription.version();
    let (kind, text) = match view {
        View::Nothing => return None,
        View::Person(seen) => (pidf::MEDIA_TYPE, pidf::person(&address, seen).to_xml()),
        View::Lamp(lamp) if matches!(watch.resource, Resource::DialogsOf(_)) => {
            let text = dialog_info::document(&address, version, lit(lamp.state));
            (dialog_info::CONTENT_TYPE, text)
        }
        View::Lamp(lamp) => {
            let presence = pidf::extension(&address, lamp.state, lamp.person);
            (pidf::MEDIA_TYPE, presence.to_xml())
        }
        View::Watchers(watchers) => {
            let text = winfo::document(&address, "presence", version, watchers);
            (winfo::CONTENT_TYPE, text)
        }
    };
    Some((kind, text.into_bytes()))
}

/// What a lamp does for an extension in that state.
fn lit(state: DeviceState) -> LampState {
    match state {
        DeviceState::InUse | DeviceState::Busy => LampState::Talking,
        DeviceState::OnHold => LampState::Holding,
        DeviceState::Ringing => LampState::Ringing,
        DeviceState::RingInUse => LampState::TalkingAndRinging,
        DeviceState::NotInUse
        | DeviceState::Unavailable
        | DeviceState::Invalid
        | DeviceState::Unknown => LampState::Idle,
    }
}

/// Requests first, then those who see the person already.
fn watchers(core: &Core, name: &SkypeName) -> Vec<Watcher> {
    let watcher = |by: &SkypeName, message: &str, status| Watcher {
        id: by.to_string(),
        uri: address::of(&core.config, by.as_str()).to_string(),
        display: message.to_owned(),
        status,
    };
    let requests = core.community.requests(name);
    let requests = requests.map(|(by, message)| watcher(by, message, WatcherStatus::Pending));
    let others = core.community.watchers(name);
    let others = others.map(|viewer| watcher(viewer, "", WatcherStatus::Active));
    requests.chain(others).take(MOST_WATCHERS).collect()
}
