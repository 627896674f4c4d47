//! How long a script runs before others have their turn.

use super::{Call, ScriptError};
use crate::memory::METER;
use crate::script::{SLICE, spend};

impl Call {
    /// Counts what a function or application computes as that many operations of the script, one for some tens of
    /// nanoseconds, and lets others have their turn when they were enough. Whatever takes longer for longer input calls
    /// it as it goes on, and holds nothing meanwhile that others wait for.
    ///
    /// # Errors
    ///
    /// [`ScriptError::Ended`] when the call is over, or has used up its budget.
    pub fn work(&self, operations: u32) -> Result<(), ScriptError> {
        if spend(self, operations) {
            Ok(())
        } else {
            Err(ScriptError::Ended)
        }
    }

    /// What runs from now on looks up from its work so many times a slice. Gives what it was before.
    pub(crate) fn sliced(&self, looks: u32) -> u32 {
        METER.with(|meter| meter.begin_slice(meter.fuel().min(looks)));
        self.usage.slice.replace(looks)
    }

    /// Operations as looks of what runs now, of which it has fewer a slice where each is worth more.
    pub(crate) fn looks(&self, operations: u32) -> u32 {
        let slice = u64::from(self.usage.slice.get());
        let owed = self.usage.owed.get() + u64::from(operations) * slice;
        self.usage.owed.set(owed % u64::from(SLICE));
        u32::try_from(owed / u64::from(SLICE)).unwrap_or(u32::MAX)
    }

    /// Counts what a script did before it came to wait: the part of its slice that is not `left`.
    pub(crate) fn charge_looks(&self, left: u32) {
        let slice = self.usage.slice.get();
        let used = u64::from(slice.saturating_sub(left));
        // A slice counts as much whatever it consists of.
        self.charge(used * u64::from(SLICE) / u64::from(slice));
    }
}
