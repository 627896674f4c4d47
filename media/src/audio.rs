//! Sound in memory and its rate.

use std::{fmt, sync::Arc, time::Duration};

/// Samples, or ticks of an RTP clock, a second.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Hz(pub u32);

impl Hz {
    /// How many samples last `duration`, rounded down.
    pub fn samples(self, duration: Duration) -> usize {
        // Seconds and the rest apart, since together they need a division of 128 bits.
        let whole = duration.as_secs().saturating_mul(u64::from(self.0));
        let rest = u64::from(duration.subsec_nanos()) * u64::from(self.0) / 1_000_000_000;
        usize::try_from(whole.saturating_add(rest)).unwrap_or(usize::MAX)
    }

    /// How long `samples` last, rounded down to the nanosecond.
    pub fn duration(self, samples: usize) -> Duration {
        let (samples, rate) = (samples as u64, u64::from(self.0.max(1)));
        let rest = samples % rate * 1_000_000_000 / rate;
        Duration::new(samples / rate, rest as u32)
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
        assert_eq!(Hz(44_100).duration(1), Duration::from_nanos(22_675));
        assert_eq!(Hz(44_100).samples(Duration::from_nanos(22_676)), 1);
        assert_eq!(Hz(0).duration(1), Duration::from_secs(1));
        assert_eq!(Hz(48_000).samples(Duration::MAX), usize::MAX);
    }
}
