//! WAV files: what was read is written and read again as it was.

use media::wav;

/// A file.
pub fn check(file: &[u8]) {
    let Ok(audio) = wav::read(file) else { return };
    assert!(audio.samples.len() <= file.len());
    assert_eq!(wav::read(&wav::write(&audio)), Ok(audio));
}
