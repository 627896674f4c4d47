//! The state of a device: from its calls, its registration, or what a person shows.

use community::Availability;
use runtime::device_state::DeviceState;

use crate::account;
use crate::core::Core;
use crate::database;
use crate::device_use::DeviceUse;
use crate::hint::{Device, Lamp};
use crate::io::Now;

/// What a hint shows of a device. Somebody who may not be seen looks like somebody who is not there: an
/// unknown state would be shown as idle.
pub(super) fn of(core: &Core, now: Now, device: &Device) -> Lamp {
    if let Device::Skype { .. } = device {
        let (state, person) = person(core, device);
        let state = if state == DeviceState::Unknown {
            DeviceState::Unavailable
        } else {
            state
        };
        return Lamp { state, person };
    }
    Lamp {
        state: reported(core, now, device),
        person: None,
    }
}

/// What `DEVICE_STATE` reports of a device.
pub(super) fn reported(core: &Core, now: Now, device: &Device) -> DeviceState {
    match device {
        Device::Sip(name) => phone(core, now, name),
        Device::Skype { .. } => person(core, device).0,
        Device::Local { extension, context }
            if core.dialplan.exists(context, extension.as_str()) =>
        {
            DeviceState::NotInUse
        }
        Device::Local { .. } | Device::Other(_) => DeviceState::Invalid,
        Device::Custom(name) => database::device_state(core, name),
    }
}

fn phone(core: &Core, now: Now, name: &str) -> DeviceState {
    if core.auth.endpoint(&core.config, name).is_none() {
        return DeviceState::Invalid;
    }
    let DeviceUse { ringing, up, held } = core.devices.of(&format!("SIP/{name}"));
    match (ringing > 0, up > 0) {
        (true, true) => DeviceState::RingInUse,
        (true, false) => DeviceState::Ringing,
        (false, true) if held == up => DeviceState::OnHold,
        (false, true) => DeviceState::InUse,
        (false, false) if core.registrar.bindings(now.instant, name).is_empty() => {
            DeviceState::Unavailable
        }
        (false, false) => DeviceState::NotInUse,
    }
}

/// A person, as an account of the switch sees them.
fn person(core: &Core, device: &Device) -> (DeviceState, Option<Availability>) {
    let Device::Skype { originator, target } = device else {
        return (DeviceState::Invalid, None);
    };
    if core.config.skype.user(originator).is_none() {
        return (DeviceState::Invalid, None);
    }
    let Some(user) = account::logged_in(core, originator) else {
        return (DeviceState::Unavailable, None);
    };
    if !user.buddy_presence {
        return (DeviceState::Unknown, None);
    }
    let Some(seen) = core.community.presence_of(originator, target) else {
        return (DeviceState::Unknown, None);
    };
    let state = match seen.availability.device_state() {
        community::DeviceState::Unknown => DeviceState::Unknown,
        community::DeviceState::NotInUse => DeviceState::NotInUse,
        community::DeviceState::InUse => DeviceState::InUse,
        community::DeviceState::Busy => DeviceState::Busy,
        community::DeviceState::Unavailable => DeviceState::Unavailable,
    };
    (state, Some(seen.availability.to_others()))
}
