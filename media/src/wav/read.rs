//! Reading a WAV file.

use crate::{Audio, Hz, codec};

/// Why a file is not sound we can read.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum WavError {
    /// It does not begin with `RIFF` and `WAVE`.
    #[error("not a WAV file")]
    NotWav,
    /// The `fmt ` or `data` chunk is missing or cut off.
    #[error("WAV file without a whole `{chunk}` chunk")]
    NoChunk {
        /// Its name.
        chunk: &'static str,
    },
    /// A format we do not decode.
    #[error("WAV format `{tag}` with {bits} bits, {channels} channels at {rate} Hz is not read")]
    UnknownFormat {
        /// Format tag: 1 linear, 6 A-law, 7 µ-law.
        tag: u16,
        /// Bits a sample.
        bits: u16,
        /// Channels.
        channels: u16,
        /// Samples a second.
        rate: u32,
    },
}

const LINEAR: u16 = 1;
const ALAW: u16 = 6;
const MULAW: u16 = 7;
/// The true tag stands at the beginning of a GUID behind the rest.
const EXTENSIBLE: u16 = 0xFFFE;
const RATES: std::ops::RangeInclusive<u32> = 1000..=384_000;
const MAX_CHANNELS: u16 = 8;

/// Reads the whole file, channels mixed down. A `data` chunk that claims more than there is ends with the file,
/// since recorders that crash leave such files.
///
/// # Errors
/// [`WavError`] when it is none, or of a format that is not read.
pub fn read(file: &[u8]) -> Result<Audio, WavError> {
    let chunks = file
        .strip_prefix(b"RIFF")
        .and_then(|rest| rest.get(4..)?.strip_prefix(b"WAVE"));
    let mut rest = chunks.ok_or(WavError::NotWav)?;
    let mut format = None;
    while let Some((name, size, body)) = chunk_head(rest) {
        let whole = &body[..size.min(body.len())];
        match name {
            b"fmt " => format = Some(Format::read(whole)?),
            b"data" => {
                return Ok(format
                    .ok_or(WavError::NoChunk { chunk: "fmt " })?
                    .decode(whole));
            }
            _ => {}
        }
        rest = body.get(size + size % 2..).unwrap_or_default();
    }
    Err(WavError::NoChunk { chunk: "data" })
}

fn chunk_head(rest: &[u8]) -> Option<(&[u8; 4], usize, &[u8])> {
    let (name, rest) = rest.split_first_chunk::<4>()?;
    let (size, body) = rest.split_first_chunk::<4>()?;
    Some((name, u32::from_le_bytes(*size) as usize, body))
}

struct Format {
    tag: u16,
    channels: u16,
    rate: u32,
    bits: u16,
}

impl Format {
    fn read(chunk: &[u8]) -> Result<Self, WavError> {
        let word = |at: usize| {
            chunk
                .get(at..at + 2)
                .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
        };
        let fields = (|| Some((word(0)?, word(2)?, word(4)?, word(6)?, word(14)?)))();
        let (tag, channels, low, high, bits) = fields.ok_or(WavError::NoChunk { chunk: "fmt " })?;
        let tag = if tag == EXTENSIBLE {
            word(24).unwrap_or(tag)
        } else {
            tag
        };
        let format = Self {
            tag,
            channels,
            rate: u32::from(high) << 16 | u32::from(low),
            bits,
        };
        let known = matches!((tag, bits), (LINEAR, 8 | 16) | (ALAW | MULAW, 8));
        if known && RATES.contains(&format.rate) && (1..=MAX_CHANNELS).contains(&channels) {
            return Ok(format);
        }
        Err(WavError::UnknownFormat {
            tag,
            bits,
            channels,
            rate: format.rate,
        })
    }

    fn decode(&self, data: &[u8]) -> Audio {
        let octets = usize::from(self.bits / 8);
        let frames = data.chunks_exact(octets * usize::from(self.channels));
        let mixed = |frame: &[u8]| {
            let sum: i32 = frame
                .chunks_exact(octets)
                .map(|sample| i32::from(self.sample(sample)))
                .sum();
            // The mean of 16-bit numbers is a 16-bit number.
            (sum / i32::from(self.channels)) as i16
        };
        Audio {
            rate: Hz(self.rate),
            samples: frames.map(mixed).collect(),
        }
    }

    fn sample(&self, octets: &[u8]) -> i16 {
        match (self.tag, octets) {
            (ALAW, [octet]) => codec::decode_pcma(*octet),
            (MULAW, [octet]) => codec::decode_pcmu(*octet),
            (_, [low, high]) => i16::from_le_bytes([*low, *high]),
            (_, [octet]) => (i16::from(*octet) - 128) << 8,
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wav::write;
    use proptest::prelude::*;

    fn file(tag: u16, channels: u16, rate: u32, bits: u16, data: &[u8]) -> Vec<u8> {
        let align = channels * bits / 8;
        let mut chunk = [tag.to_le_bytes(), channels.to_le_bytes()].concat();
        chunk.extend([rate.to_le_bytes(), (rate * u32::from(align)).to_le_bytes()].concat());
        chunk.extend([align.to_le_bytes(), bits.to_le_bytes()].concat());
        let mut file = b"RIFF\0\0\0\0WAVELIST\x03\0\0\0abc\0fmt \x10\0\0\0".to_vec();
        file.extend(chunk);
        file.extend(b"data");
        file.extend((data.len() as u32).to_le_bytes());
        file.extend(data);
        file
    }

    fn check(tag: u16, channels: u16, bits: u16, data: &[u8], samples: &[i16]) {
        assert_eq!(
            *read(&file(tag, channels, 8000, bits, data))
                .unwrap()
                .samples,
            *samples
        );
    }

    #[test]
    fn every_format_is_read_and_stereo_mixed_down() {
        check(LINEAR, 1, 16, &[1, 0, 0xFF, 0xFF], &[1, -1]);
        check(LINEAR, 2, 16, &[100, 0, 200, 0, 9], &[150]);
        check(LINEAR, 1, 8, &[128, 255, 0], &[0, 127 << 8, -128 << 8]);
        check(MULAW, 1, 8, &[0xFF, 0x80], &[0, 32_124]);
        check(ALAW, 1, 8, &[0xD5], &[8]);
    }

    #[test]
    fn other_files_are_refused_with_what_they_are() {
        assert_eq!(read(b"OggS"), Err(WavError::NotWav));
        assert_eq!(
            read(b"RIFF\0\0\0\0WAVE"),
            Err(WavError::NoChunk { chunk: "data" })
        );
        let gsm = WavError::UnknownFormat {
            tag: 49,
            bits: 0,
            channels: 1,
            rate: 8000,
        };
        assert_eq!(read(&file(49, 1, 8000, 0, &[])), Err(gsm));
        assert!(read(&file(LINEAR, 0, 8000, 16, &[])).is_err());
    }

    #[test]
    fn a_file_cut_off_in_its_data_is_read_to_its_end() {
        let whole = file(LINEAR, 1, 8000, 16, &[1, 0, 2, 0]);
        assert_eq!(*read(&whole[..whole.len() - 2]).unwrap().samples, [1]);
    }

    #[test]
    fn what_is_written_reads_back() {
        let audio = Audio {
            rate: Hz(16_000),
            samples: [1, -2, i16::MAX].into(),
        };
        assert_eq!(read(&write(&audio)), Ok(audio));
    }

    proptest! {
        #[test]
        fn no_file_harms_the_reader(body in proptest::collection::vec(any::<u8>(), 0..100)) {
            let _ = read(&[b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0", body.as_slice()].concat());
            let _ = read(&body);
        }
    }
}
