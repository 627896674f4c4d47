//! How much each device is in use: what hints and `DEVICE_STATE` need to know of calls.

use std::collections::{BTreeSet, HashMap};

/// Calls of one device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct DeviceUse {
    /// Calls to it that ring.
    pub(crate) ringing: u32,
    /// Calls that it makes or has answered, those on hold among them.
    pub(crate) up: u32,
    /// Of those, calls it has put on hold.
    pub(crate) held: u32,
}

/// In which way one channel uses its device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    /// It rings there.
    Ringing,
    /// It calls, or talks.
    Up,
    /// It holds.
    Held,
}

/// Uses by device: `SIP/shoe-phone`, `Skype/james_bond`.
#[derive(Debug, Default)]
pub(crate) struct DeviceUses {
    uses: HashMap<String, DeviceUse>,
    changed: BTreeSet<String>,
}

impl DeviceUses {
    /// How much a device is in use.
    pub(crate) fn of(&self, device: &str) -> DeviceUse {
        self.uses.get(device).copied().unwrap_or_default()
    }

    /// A channel of `device` goes from one use to another; `None` is before its beginning and after its end.
    pub(crate) fn change(&mut self, device: &str, from: Option<Use>, to: Option<Use>) {
        if from == to {
            return;
        }
        let mut entry = self.of(device);
        if let Some(from) = from {
            entry.count(from, |count| count.saturating_sub(1));
        }
        if let Some(to) = to {
            entry.count(to, |count| count.saturating_add(1));
        }
        if entry == DeviceUse::default() {
            self.uses.remove(device);
        } else {
            self.uses.insert(device.to_owned(), entry);
        }
        self.changed.insert(device.to_owned());
    }

    /// A device whose use has changed since it was last taken from here; in order of names.
    pub(crate) fn poll_changed(&mut self) -> Option<String> {
        self.changed.pop_first()
    }
}

impl DeviceUse {
    fn count(&mut self, which: Use, step: impl Fn(u32) -> u32) {
        if which == Use::Ringing {
            self.ringing = step(self.ringing);
            return;
        }
        self.up = step(self.up);
        if which == Use::Held {
            self.held = step(self.held);
        }
    }
}
