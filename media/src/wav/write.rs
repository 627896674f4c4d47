//! Writing a WAV file.

use crate::Audio;

/// A file with 16-bit linear mono. Sound past 4 GiB, a day and a half at 16 kHz, is left out: the format ends there.
pub fn write(audio: &Audio) -> Vec<u8> {
    let most = (u32::MAX as usize - HEADER) / 2;
    let samples = &audio.samples[..audio.samples.len().min(most)];
    let octets = (samples.len() * 2) as u32;
    let mut file = Vec::with_capacity(HEADER + samples.len() * 2);
    file.extend(b"RIFF");
    file.extend((octets + HEADER as u32 - 8).to_le_bytes());
    file.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    file.extend(audio.rate.0.to_le_bytes());
    file.extend(audio.rate.0.wrapping_mul(2).to_le_bytes());
    file.extend(b"\x02\0\x10\0data");
    file.extend(octets.to_le_bytes());
    file.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
    file
}

const HEADER: usize = 44;
