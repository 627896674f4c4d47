//! What was heard: tones found by frequency, and the gaps in them.

use std::f64::consts::TAU;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::time::Duration;

/// Mono samples at [`Sound::RATE`].
#[derive(Clone, Debug, Default)]
pub struct Sound {
    pub samples: Vec<i16>,
}

/// Length of the pieces a sound is looked at in. Tones whose frequency is a multiple of 50 Hz fill a
/// whole number of periods.
const WINDOW: Duration = Duration::from_millis(20);

impl Sound {
    /// Samples a second. Every phone of the tests has a 48 kHz sound card.
    pub const RATE: u32 = 48_000;
    const WINDOW_SAMPLES: usize = Self::RATE as usize / 50;

    /// A sine at `hertz`, loud enough for any codec, far from clipping.
    pub fn tone(hertz: u32, length: Duration) -> Self {
        let count = (length.as_secs_f64() * f64::from(Self::RATE)) as usize;
        let step = TAU * f64::from(hertz) / f64::from(Self::RATE);
        Self {
            samples: (0..count)
                .map(|at| ((at as f64 * step).sin() * 12_000.0) as i16)
                .collect(),
        }
    }

    /// Silence.
    pub fn silence(length: Duration) -> Self {
        let count = (length.as_secs_f64() * f64::from(Self::RATE)) as usize;
        Self {
            samples: vec![0; count],
        }
    }

    /// Its last part.
    pub fn last(&self, length: Duration) -> Self {
        let count = (length.as_secs_f64() * f64::from(Self::RATE)) as usize;
        let from = self.samples.len().saturating_sub(count);
        Self {
            samples: self.samples[from..].to_vec(),
        }
    }

    /// How long it is.
    pub fn length(&self) -> Duration {
        Duration::from_secs_f64(self.samples.len() as f64 / f64::from(Self::RATE))
    }

    /// In how much of it the tone is what one hears.
    pub fn time_of(&self, hertz: u32) -> Duration {
        WINDOW * self.windows_with(hertz).filter(|&found| found).count() as u32
    }

    /// The longest time between the first and the last piece with the tone in which it is not heard.
    /// All of the sound when it is never heard.
    pub fn longest_gap(&self, hertz: u32) -> Duration {
        let found: Vec<bool> = self.windows_with(hertz).collect();
        let (Some(first), Some(last)) = (
            found.iter().position(|&found| found),
            found.iter().rposition(|&found| found),
        ) else {
            return self.length();
        };
        let longest = found[first..=last]
            .split(|&found| found)
            .map(<[bool]>::len)
            .max();
        WINDOW * longest.unwrap_or(0) as u32
    }

    /// Panics unless the tone is there for `at_least`, with no gap above `gap`.
    pub fn assert_tone(&self, who: &str, hertz: u32, at_least: Duration, gap: Duration) {
        let (time, longest) = (self.time_of(hertz), self.longest_gap(hertz));
        assert!(
            time >= at_least && longest <= gap,
            "{who} should have heard {hertz} Hz for {at_least:?} with no gap above {gap:?}: it was \
             there for {time:?} of {:?}, longest gap {longest:?}\n{}",
            self.length(),
            self.drawing(hertz),
        );
    }

    /// One character a window: `#` the tone, `x` something else, `.` silence.
    pub fn drawing(&self, hertz: u32) -> String {
        self.windows()
            .map(|window| match power(window) {
                0.0..SILENCE => '.',
                _ if is_tone(window, hertz) => '#',
                _ => 'x',
            })
            .collect()
    }

    fn windows(&self) -> impl Iterator<Item = &[i16]> {
        self.samples.chunks_exact(Self::WINDOW_SAMPLES)
    }

    fn windows_with(&self, hertz: u32) -> impl Iterator<Item = bool> {
        self.windows().map(move |window| is_tone(window, hertz))
    }

    /// Reads a WAV file whose header is the plain one of 44 bytes: 16-bit PCM, mono, at a rate that
    /// divides ours. Each sample is repeated; what that adds to a tone lies far above it.
    pub fn read_wav(path: &Path) -> io::Result<Self> {
        let bytes = std::fs::read(path)?;
        let Some((header, data)) = bytes.split_at_checked(44) else {
            return Err(io::ErrorKind::UnexpectedEof.into());
        };
        let rate = u32::from_le_bytes([header[24], header[25], header[26], header[27]]);
        let times = Self::RATE.checked_div(rate).unwrap_or_default() as usize;
        let samples = data
            .chunks_exact(2)
            .map(|pair| i16::from_le_bytes([pair[0], pair[1]]));
        Ok(Self {
            samples: samples
                .flat_map(|sample| std::iter::repeat_n(sample, times))
                .collect(),
        })
    }

    /// Writes a WAV file: RIFF, 16-bit PCM, mono.
    pub fn write_wav(&self, path: &Path) -> io::Result<()> {
        let bytes = self.samples.len() as u32 * 2;
        let mut file = BufWriter::new(File::create(path)?);
        file.write_all(b"RIFF")?;
        file.write_all(&(36 + bytes).to_le_bytes())?;
        file.write_all(b"WAVEfmt \x10\0\0\0\x01\0\x01\0")?;
        file.write_all(&Self::RATE.to_le_bytes())?;
        file.write_all(&(Self::RATE * 2).to_le_bytes())?;
        file.write_all(b"\x02\0\x10\0data")?;
        file.write_all(&bytes.to_le_bytes())?;
        for sample in &self.samples {
            file.write_all(&sample.to_le_bytes())?;
        }
        file.flush()
    }
}

/// Mean square below which nobody hears anything: 50 dB under full scale.
const SILENCE: f64 = 10_000.0;

fn power(window: &[i16]) -> f64 {
    window.iter().map(|&s| f64::from(s).powi(2)).sum::<f64>() / window.len() as f64
}

/// Whether more than half of what is heard in a window is the tone (Goertzel).
fn is_tone(window: &[i16], hertz: u32) -> bool {
    let power = power(window);
    let step = TAU * f64::from(hertz) / f64::from(Sound::RATE);
    let (mut last, mut before) = (0.0, 0.0);
    for &sample in window {
        (last, before) = (f64::from(sample) + 2.0 * step.cos() * last - before, last);
    }
    let squared = last * last + before * before - 2.0 * step.cos() * last * before;
    let share = 2.0 * squared / (window.len() as f64).powi(2) / power;
    power >= SILENCE && share > 0.5
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    fn joined(parts: &[Sound]) -> Sound {
        Sound {
            samples: parts.iter().flat_map(|p| p.samples.clone()).collect(),
        }
    }

    fn check(parts: &[Sound], hertz: u32, time: u64, gap: u64) {
        let sound = joined(parts);
        let seen = (sound.time_of(hertz), sound.longest_gap(hertz));
        assert_eq!(seen, (ms(time), ms(gap)), "{}", sound.drawing(hertz));
    }

    #[test]
    fn a_tone_is_found_by_its_frequency_and_no_other_is() {
        check(&[Sound::tone(450, ms(1000))], 450, 1000, 0);
        check(&[Sound::tone(450, ms(1000))], 1000, 0, 1000);
    }

    #[test]
    fn a_gap_counts_only_between_tones() {
        let quiet = Sound::silence(ms(200));
        let tone = Sound::tone(450, ms(400));
        check(&[quiet.clone(), tone.clone(), quiet.clone()], 450, 400, 0);
        check(&[tone.clone(), quiet, tone], 450, 800, 200);
    }

    #[test]
    fn another_tone_is_a_gap() {
        let (ours, theirs) = (Sound::tone(450, ms(400)), Sound::tone(1000, ms(100)));
        check(&[ours.clone(), theirs, ours], 450, 800, 100);
    }

    #[test]
    fn a_sound_made_by_sox_is_read_as_sox_meant_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sox.raw");
        let made = std::process::Command::new("sox")
            .args("-n -r 48000 -c 1 -b 16 -e signed -t raw".split(' '))
            .arg(&path)
            .args("synth 0.6 sine 700 vol 0.4 pad 0.3@0.3".split(' '))
            .status()
            .expect("sox is installed (Debian package sox)");
        assert!(made.success());
        let samples = std::fs::read(&path)
            .unwrap()
            .chunks_exact(2)
            .map(|pair| i16::from_le_bytes([pair[0], pair[1]]))
            .collect();
        check(&[Sound { samples }], 700, 600, 300);
    }
}
