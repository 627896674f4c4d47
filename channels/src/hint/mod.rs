//! Hints: which extension shows the state of which devices, indexed by the devices.
//!
//! In: the hints of a generation and what the next one changes, and devices whose state has changed. Out: the extensions
//! whose state has changed with them. A change touches only the hints that watch its device. A hint that is a pattern
//! gets a row for each extension that somebody asks for. Hints that scripts make are left out.

mod device;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::SystemTime;

use community::{Availability, SkypeName};
use runtime::dialplan::{Dialplan, HintChange, Query};

pub(crate) use device::Device;

use runtime::device_state::DeviceState;

/// Names a hint within a generation, and the same one in the next.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct HintKey {
    /// The context that has it.
    pub(crate) context: Arc<str>,
    /// Its extension.
    pub(crate) extension: Arc<str>,
}

/// What a device shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lamp {
    /// Asterisk's state.
    pub(crate) state: DeviceState,
    /// The availability behind it, where the device is a person.
    pub(crate) person: Option<Availability>,
}

/// One hint.
#[derive(Clone, Debug)]
pub(crate) struct Hint {
    /// As written: `Skype:a@b&SIP/phone`.
    pub(crate) text: String,
    /// What it watches.
    pub(crate) devices: Vec<Device>,
    /// What it shows: the combined state, and the person where it watches one person alone.
    pub(crate) lamp: Lamp,
    /// Whether it was made from a pattern for somebody who asked.
    made: bool,
}

/// All hints of a generation.
#[derive(Debug, Default)]
pub(crate) struct Hints {
    rows: BTreeMap<HintKey, Hint>,
    watching: HashMap<Device, BTreeSet<HintKey>>,
    /// Devices that are a person, by who is looked at and by who looks.
    seen: HashMap<SkypeName, BTreeSet<Device>>,
    looking: HashMap<SkypeName, BTreeSet<Device>>,
    /// Devices that are extensions of the dialplan.
    local: BTreeSet<Device>,
    /// Rows made from patterns for those who asked.
    made: usize,
}

/// Most rows made from patterns at a time: whoever subscribes makes them.
const MOST_MADE: usize = 10_000;

impl Hints {
    /// The hints of a dialplan with the states their devices have now.
    pub(crate) fn new(dialplan: &Dialplan, mut lamp: impl FnMut(&Device) -> Lamp) -> Self {
        let mut hints = Self::default();
        for (context, hint) in dialplan.hints() {
            let key = HintKey::new(context, &hint.extension);
            hints.insert(key, &hint.device, false, &mut lamp);
        }
        hints
    }

    /// Another generation is in force: takes over what differs. Gives the hints that are not what they were, or not there
    /// any more.
    pub(crate) fn take_over(
        &mut self,
        changes: &[HintChange<'_>],
        mut lamp: impl FnMut(&Device) -> Lamp,
    ) -> Vec<HintKey> {
        let mut touched = Vec::new();
        for change in changes {
            if let Some(former) = change.former {
                let key = HintKey::new(change.context, &former.extension);
                self.remove(&key);
                touched.push(key);
            }
            if let Some(now) = change.now {
                let key = HintKey::new(change.context, &now.extension);
                self.insert(key.clone(), &now.device, false, &mut lamp);
                touched.push(key);
            }
        }
        // Whether an extension is there is a state of the dialplan.
        for device in self.local.clone() {
            touched.extend(self.handle_change(&device, &mut lamp));
        }
        touched
    }

    /// Takes out what was made from hints of these contexts, and gives it: whoever still wants it asks again.
    pub(crate) fn unmake_all(&mut self, contexts: &BTreeSet<&str>) -> Vec<HintKey> {
        let made = self.rows.iter();
        let made = made.filter(|(key, hint)| hint.made && contexts.contains(&*key.context));
        let made: Vec<HintKey> = made.map(|(key, _)| key.clone()).collect();
        made.iter().for_each(|key| self.remove(key));
        made
    }

    /// Nobody watches this extension any more: takes its row out if it was made from a pattern.
    pub(crate) fn unmake(&mut self, key: &HintKey) {
        if self.rows.get(key).is_some_and(|hint| hint.made) {
            self.remove(key);
        }
    }

    fn insert(
        &mut self,
        key: HintKey,
        text: &str,
        made: bool,
        lamp: &mut impl FnMut(&Device) -> Lamp,
    ) {
        self.remove(&key);
        let mut devices = Device::parse_hint(text);
        devices.sort();
        devices.dedup();
        for device in &devices {
            let hints = self.watching.entry(device.clone()).or_default();
            hints.insert(key.clone());
            match device {
                Device::Skype { originator, target } => {
                    let seen = self.seen.entry(target.clone()).or_default();
                    seen.insert(device.clone());
                    let looking = self.looking.entry(originator.clone()).or_default();
                    looking.insert(device.clone());
                }
                Device::Local { .. } => drop(self.local.insert(device.clone())),
                _ => {}
            }
        }
        self.made += usize::from(made);
        let hint = Hint {
            text: text.to_owned(),
            lamp: combined(&devices, lamp),
            devices,
            made,
        };
        self.rows.insert(key, hint);
    }

    fn remove(&mut self, key: &HintKey) {
        let Some(hint) = self.rows.remove(key) else {
            return;
        };
        self.made -= usize::from(hint.made);
        for device in &hint.devices {
            if !withdraw(&mut self.watching, device, key) {
                continue;
            }
            match device {
                Device::Skype { originator, target } => {
                    withdraw(&mut self.seen, target, device);
                    withdraw(&mut self.looking, originator, device);
                }
                Device::Local { .. } => drop(self.local.remove(device)),
                _ => {}
            }
        }
    }

    /// The hint of an extension in a context, or in what that includes now. One that is found by a pattern gets a row
    /// of its own for this extension, with its own devices.
    pub(crate) fn resolve(
        &mut self,
        dialplan: &Dialplan,
        (context, extension): (&str, &str),
        now: SystemTime,
        mut lamp: impl FnMut(&Device) -> Lamp,
    ) -> Option<HintKey> {
        let query = Query::new(extension).at(now);
        let (context, hint) = dialplan.find_hint(context, query)?;
        let key = HintKey::new(context, extension);
        if !self.rows.contains_key(&key) {
            if self.made >= MOST_MADE {
                return None;
            }
            let devices = hint.devices_for(extension);
            self.insert(key.clone(), &devices, true, &mut lamp);
        }
        Some(key)
    }

    /// One hint.
    pub(crate) fn get(&self, key: &HintKey) -> Option<&Hint> {
        self.rows.get(key)
    }

    /// All of them, sorted by context and extension.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&HintKey, &Hint)> {
        self.rows.iter()
    }

    /// The devices by which some account looks at a person.
    pub(crate) fn of_target(&self, target: &SkypeName) -> Vec<Device> {
        self.seen
            .get(target)
            .into_iter()
            .flatten()
            .cloned()
            .collect()
    }

    /// The devices by which an account looks at people.
    pub(crate) fn of_originator(&self, originator: &SkypeName) -> Vec<Device> {
        let devices = self.looking.get(originator);
        devices.into_iter().flatten().cloned().collect()
    }

    /// All devices that are people, in the order of the hints.
    pub(crate) fn people(&self) -> Vec<Device> {
        let devices = self.rows.values().flat_map(|hint| &hint.devices);
        devices
            .filter(|device| matches!(device, Device::Skype { .. }))
            .cloned()
            .collect()
    }

    /// A device has changed: looks at the hints that watch it, and gives those that show something else now.
    pub(crate) fn handle_change(
        &mut self,
        device: &Device,
        mut lamp: impl FnMut(&Device) -> Lamp,
    ) -> Vec<HintKey> {
        let mut changed = Vec::new();
        for key in self.watching.get(device).into_iter().flatten() {
            let Some(hint) = self.rows.get_mut(key) else {
                continue;
            };
            let shown = combined(&hint.devices, &mut lamp);
            if hint.lamp != shown {
                hint.lamp = shown;
                changed.push(key.clone());
            }
        }
        changed
    }
}

impl HintKey {
    fn new(context: &str, extension: &str) -> Self {
        Self {
            context: context.into(),
            extension: extension.into(),
        }
    }
}

/// Takes something out of an index. Gives whether it was the last under its key.
fn withdraw<K: Eq + std::hash::Hash, T: Ord>(
    index: &mut HashMap<K, BTreeSet<T>>,
    key: &K,
    what: &T,
) -> bool {
    let Some(all) = index.get_mut(key) else {
        return false;
    };
    all.remove(what);
    let last = all.is_empty();
    if last {
        index.remove(key);
    }
    last
}

fn combined(devices: &[Device], lamp: &mut impl FnMut(&Device) -> Lamp) -> Lamp {
    let lamps: Vec<Lamp> = devices.iter().map(lamp).collect();
    let state = DeviceState::of_extension(lamps.iter().map(|lamp| lamp.state));
    let person = if let [only] = lamps.as_slice() {
        only.person
    } else {
        None
    };
    Lamp { state, person }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hints(rows: &[(&str, &str)], states: &HashMap<Device, DeviceState>) -> Hints {
        let mut hints = Hints::default();
        for (extension, text) in rows {
            let key = HintKey::new("internal", extension);
            let mut lamp = |device: &Device| known(states, device);
            hints.insert(key, text, false, &mut lamp);
        }
        hints
    }

    fn known(states: &HashMap<Device, DeviceState>, device: &Device) -> Lamp {
        Lamp {
            state: states.get(device).copied().unwrap_or_default(),
            person: None,
        }
    }

    fn extensions(keys: &[HintKey]) -> Vec<&str> {
        keys.iter().map(|key| &*key.extension).collect()
    }

    #[test]
    fn a_change_touches_the_hints_that_watch_its_device_and_show_something_else() {
        let phone = Device::parse("SIP/a");
        let mut states = HashMap::from([
            (phone.clone(), DeviceState::NotInUse),
            (Device::parse("SIP/b"), DeviceState::Busy),
        ]);
        let mut hints = hints(
            &[
                ("1", "SIP/a"),
                ("2", "SIP/a&SIP/b"),
                ("3", "SIP/b"),
                ("4", "SIP/a&SIP/a"),
            ],
            &states,
        );
        states.insert(phone.clone(), DeviceState::InUse);
        assert_eq!(
            extensions(&hints.handle_change(&phone, |device| known(&states, device))),
            ["1", "4"]
        );
        states.insert(phone.clone(), DeviceState::Ringing);
        assert_eq!(
            extensions(&hints.handle_change(&phone, |device| known(&states, device))),
            ["1", "2", "4"]
        );
        assert_eq!(
            hints.handle_change(&phone, |device| known(&states, device)),
            []
        );
    }

    #[test]
    fn among_ten_thousand_hints_a_change_looks_at_those_that_watch_its_device() {
        let states = HashMap::new();
        let rows: Vec<(String, String)> = (0..10_000)
            .map(|number| (number.to_string(), format!("SIP/{}", number / 2)))
            .collect();
        let rows: Vec<(&str, &str)> = rows.iter().map(|(a, b)| (&**a, &**b)).collect();
        let mut hints = hints(&rows, &states);
        let mut looked_at = 0;
        let changed = hints.handle_change(&Device::parse("SIP/7"), |_| {
            looked_at += 1;
            Lamp {
                state: DeviceState::InUse,
                person: None,
            }
        });
        assert_eq!(extensions(&changed), ["14", "15"]);
        assert_eq!(looked_at, 2);
    }

    #[test]
    fn a_hint_that_is_a_pattern_watches_a_device_for_each_extension() {
        let text = "[phones]\nexten => _1XX,hint,SIP/p${EXTEN}\nexten => _12X,hint,SIP/s${EXTEN:1}\n\
            [office]\ninclude => phones,09:00-17:00,*,*,*\n";
        let source = runtime::dialplan::Source::new("a.conf", text);
        let (plan, _) = Dialplan::load(vec![source], runtime::library::Library::EMPTY);
        let lamp = |_: &Device| Lamp {
            state: DeviceState::InUse,
            person: None,
        };
        let mut hints = Hints::new(&plan, lamp);
        let mut resolve = |place, hour: u64| {
            let now = SystemTime::UNIX_EPOCH
                + std::time::Duration::from_secs(1_700_000_000 + hour * 3600);
            let key = hints.resolve(&plan, place, now, lamp)?;
            hints.get(&key).map(|hint| hint.text.clone())
        };
        assert_eq!(resolve(("phones", "145"), 0).as_deref(), Some("SIP/p145"));
        assert_eq!(resolve(("phones", "123"), 0).as_deref(), Some("SIP/s23"));
        assert_eq!(resolve(("phones", "2"), 0), None);
        let held = (0..24).filter(|hour| resolve(("office", "145"), *hour).is_some());
        assert_eq!(held.count(), 8);
        let changed = hints.handle_change(&Device::parse("SIP/p145"), |_| Lamp {
            state: DeviceState::Busy,
            person: None,
        });
        assert_eq!(extensions(&changed), ["145"]);
    }

    #[test]
    fn without_a_usable_device_an_extension_is_unavailable() {
        let hints = hints(&[("1", "&"), ("2", "NoTech/x")], &HashMap::new());
        for (_, hint) in hints.iter() {
            assert_eq!(hint.lamp.state, DeviceState::Unavailable);
        }
    }
}
