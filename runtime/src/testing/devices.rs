//! States of devices in a scene: what it says of them, or what their calls amount to.

use community::Availability;

use super::host::Host;
use super::scene::{Deed, party};
use crate::device_state::DeviceState;
use crate::host::{Cause, Technology};

/// What `DEVICE_STATE` gives.
pub(super) fn state(host: &Host, device: &str) -> String {
    let said = &host.scene.devices;
    let by_other_name = || {
        let (_, name) = device
            .split_once('/')
            .filter(|(word, _)| Technology::named(word) == Some(Technology::Sip))?;
        said.get(&format!("SIP/{name}"))
    };
    if let Some(state) = said.get(device).or_else(by_other_name) {
        return state.clone();
    }
    if !host.scene.strangers_ring {
        return DeviceState::Invalid.to_string();
    }
    if let Some((_, name)) = device
        .strip_prefix("Skype:")
        .and_then(|names| names.split_once('@'))
    {
        let presence = host
            .scene
            .presence
            .get(name)
            .copied()
            .unwrap_or(Availability::Online);
        return presence.to_others().device_state().as_str().to_owned();
    }
    if !device.contains('/') {
        return DeviceState::Unknown.to_string();
    }
    telephone(host, device).to_string()
}

/// What an extension that watches these devices, joined with `&`, shows.
pub(super) fn of_hint(host: &Host, devices: &str) -> DeviceState {
    let states = devices.split('&').map(|device| state(host, device.trim()));
    DeviceState::of_extension(states.map(|state| state.parse().unwrap_or_default()))
}

/// A telephone is in use while it has a call, and rings while one comes in.
fn telephone(host: &Host, device: &str) -> DeviceState {
    let key = party(device);
    let mut channels = host
        .channels
        .values()
        .filter(|channel| party(&channel.device) == key);
    let (mut rings, mut talks) = (false, false);
    for channel in &mut channels {
        let is_caller = channel.target == "caller";
        talks |= channel.up || is_caller;
        rings |= !channel.up && !is_caller;
    }
    let away = |deeds: &Vec<_>| {
        deeds
            .iter()
            .any(|(_, deed)| *deed == Deed::End(Cause::Offline))
    };
    match (rings, talks) {
        (true, true) => DeviceState::RingInUse,
        (true, false) => DeviceState::Ringing,
        (false, true) => DeviceState::InUse,
        (false, false) if host.scene.parties.get(&key).is_some_and(away) => {
            DeviceState::Unavailable
        }
        (false, false) => DeviceState::NotInUse,
    }
}
