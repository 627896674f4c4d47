//! The legs and how they are joined: which leg hears what comes out of another.

use super::{
    LegId,
    leg::{Kind, Leg, Stream},
};
use std::collections::HashMap;

/// A place in the table of legs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct Slot(pub(super) usize);

/// All legs of an engine.
#[derive(Default)]
pub(super) struct Legs {
    legs: Vec<Option<Leg>>,
    free: Vec<Slot>,
    by_id: HashMap<LegId, Slot>,
}

/// Pipes in a row beyond this are a loop of Local channels, which nobody hears.
const LONGEST_CHAIN: usize = 32;

impl Legs {
    pub(super) fn add(&mut self, leg: Leg) -> Slot {
        let id = leg.id;
        let slot = self.free.pop().unwrap_or(Slot(self.legs.len()));
        if slot.0 == self.legs.len() {
            self.legs.push(None);
        }
        self.legs[slot.0] = Some(leg);
        self.by_id.insert(id, slot);
        slot
    }

    pub(super) fn remove(&mut self, slot: Slot) -> Option<Leg> {
        let leg = self.legs[slot.0].take()?;
        self.by_id.remove(&leg.id);
        self.free.push(slot);
        Some(leg)
    }

    pub(super) fn find(&self, id: LegId) -> Option<Slot> {
        self.by_id.get(&id).copied()
    }

    pub(super) fn get(&self, slot: Slot) -> Option<&Leg> {
        self.legs.get(slot.0)?.as_ref()
    }

    pub(super) fn get_mut(&mut self, slot: Slot) -> Option<&mut Leg> {
        self.legs.get_mut(slot.0)?.as_mut()
    }

    pub(super) fn stream(&mut self, slot: Slot) -> Option<(LegId, &mut Stream)> {
        let leg = self.get_mut(slot)?;
        match &mut leg.kind {
            Kind::Rtp(stream) => Some((leg.id, stream)),
            Kind::Pipe { .. } => None,
        }
    }

    /// The RTP leg that what is sent into `into` reaches; what it passes is told to `pass`.
    pub(super) fn sink_of_input(
        &self,
        mut into: Slot,
        mut pass: impl FnMut(LegId),
    ) -> Option<Slot> {
        for _ in 0..LONGEST_CHAIN {
            let Kind::Pipe { other } = self.get(into)?.kind else {
                return Some(into);
            };
            let leg = self.get(other)?;
            pass(leg.id);
            into = if leg.echo { other } else { leg.bridge? };
            if self.get(into)?.playback.is_some() {
                return None;
            }
        }
        None
    }

    /// The RTP leg that hears what comes out of `from`; none while it hears a playback instead.
    pub(super) fn sink_of_output(&self, from: Slot, pass: impl FnMut(LegId)) -> Option<Slot> {
        let leg = self.get(from)?;
        let into = if leg.echo { from } else { leg.bridge? };
        if self.get(into)?.playback.is_some() {
            return None;
        }
        self.sink_of_input(into, pass)
    }
}
