//! Sound in memory and its rate.

use std::{fmt, sync::Arc, time::Duration};

/// Samples, or ticks of an RTP clock, a second.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Hz(pub u32);

impl Hz {
    /// How many samples last `duration`, rounded down.
    pub fn samples(self, duration: Duration) -> usize {
        let samples = duration.as_nanos() * u128::from(self.0) / 1_000_000_000;
        usize::try_from(samples).unwrap_or(usize::MAX)
    }

    /// How long `samples` last, rounded down to the nanosecond.
    pub fn duration(self, samples: usize) -> Duration {
        let nanos = samples as u128 * 1_000_000_000 / u128::from(self.0.max(1));
        Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
    }

    /// Samples in the 20 ms that every tick of the engine makes.
    pub(crate) fn frame(self) -> usize {
        self.0 as usize / 50
    }
}

impl fmt::Display for Hz {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} Hz", self.0)
    }
}

/// Mono sound, 16 bits a sample, cheap to clone: a prompt is read once and played to many legs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Audio {
    /// Samples a second.
    pub rate: Hz,
    /// The samples, full scale ±32768.
    pub samples: Arc<[i16]>,
}

impl Audio {
    /// How long it sounds.
    pub fn duration(&self) -> Duration {
        self.rate.duration(self.samples.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_and_durations_agree() {
        assert_eq!(Hz(8000).samples(Duration::from_millis(20)), 160);
        assert_eq!(Hz(48_000).duration(960), Duration::from_millis(20));
        assert_eq!(Hz(0).duration(1), Duration::from_secs(1));
    }
}
