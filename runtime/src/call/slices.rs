//! How long a script runs before others have their turn.

use super::Call;
use crate::memory::METER;
use crate::script::SLICE;

impl Call {
    /// What runs from now on looks up from its work so many times a slice. Gives what it was before.
    pub(crate) fn sliced(&self, looks: u32) -> u32 {
        METER.with(|meter| meter.begin_slice(meter.fuel().min(looks)));
        self.usage.slice.replace(looks)
    }

    /// Counts what a script did before it came to wait: the part of its slice that is not `left`.
    pub(crate) fn charge_looks(&self, left: u32) {
        let slice = self.usage.slice.get();
        let used = u64::from(slice.saturating_sub(left));
        // A slice counts as much whatever it consists of.
        self.charge(used * u64::from(SLICE) / u64::from(slice));
    }
}
