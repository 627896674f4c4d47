//! Captures for `skyplan replay`: no file harms it, and its figures are of what was played.

use std::time::{Duration, Instant};

/// A pcap or pcapng file.
pub fn check(capture: &[u8]) {
    let Ok(streams) = media::replay(Instant::now(), capture) else {
        return;
    };
    let mut sound = Duration::ZERO;
    for stream in &streams {
        sound += stream.audio.duration();
        assert!(stream.concealed_ms <= stream.played_ms + 1.0, "{stream:?}");
        assert!(stream.buffer_ms_mean.is_finite() && stream.buffer_ms_p95.is_finite());
    }
    assert!(sound <= Duration::from_secs(5 * 3600), "{sound:?} of sound");
}
