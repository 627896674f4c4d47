//! Comfort noise (RFC 3389): white, at the level that the sender gives. Its spectrum is left out.

/// Comfort noise (RFC 3389): its level, and the generator.
#[derive(Clone, Copy, Debug)]
pub(super) struct Noise {
    level: f32,
    state: u32,
}

impl Noise {
    /// Of a level in −dBov.
    pub(super) fn new(level: u8) -> Self {
        // White noise between ±a has the power of a sine of a·√(2/3).
        let amplitude = 32_767.0 * 10_f32.powf(-f32::from(level & 0x7F) / 20.0) * 3_f32.sqrt();
        Self {
            level: amplitude.min(16_000.0),
            state: 0x2545_F491,
        }
    }

    pub(super) fn next(&mut self) -> i16 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 17;
        self.state ^= self.state << 5;
        (self.state.cast_signed() as f32 / 2_147_483_648.0 * self.level) as i16
    }
}
