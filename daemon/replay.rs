//! `skyplan replay`: a capture through the jitter buffer, in virtual time.

use std::path::Path;
use std::time::Instant;

use media::{Audio, Stream};
use serde::Serialize;

/// The figures of one stream, by INTERFACE's names.
#[derive(Serialize)]
struct Row {
    source: String,
    destination: String,
    codec: &'static str,
    played_ms: f64,
    concealed_ms: f64,
    stretched_ms: f64,
    buffer_ms_mean: f64,
    buffer_ms_p95: f64,
    lost: u64,
    late: u64,
    duplicate: u64,
}

#[derive(Serialize)]
struct Report {
    streams: Vec<Row>,
}

/// Plays the capture; writes the audio of its first stream and the figures of all. What to print.
pub fn replay(capture: &Path, wav: Option<&Path>, report: Option<&Path>) -> Result<String, String> {
    let bytes = std::fs::read(capture)
        .map_err(|error| format!("cannot read {}: {error}", capture.display()))?;
    let streams = media::replay(Instant::now(), &bytes)
        .map_err(|error| format!("{}: {error}", capture.display()))?;
    let write = |path: &Path, bytes: &[u8]| {
        std::fs::write(path, bytes)
            .map_err(|error| format!("cannot write {}: {error}", path.display()))
    };
    if let Some(path) = wav {
        for (number, stream) in streams.iter().enumerate() {
            write(&numbered(path, number), &media::wav::write(&stream.audio))?;
        }
    }
    let rows = Report {
        streams: streams.iter().map(row).collect(),
    };
    if let Some(path) = report {
        let json = serde_json::to_vec_pretty(&rows).map_err(|error| error.to_string())?;
        write(path, &json)?;
    }
    Ok(streams.iter().map(line).collect())
}

/// `out.wav` for the first stream, `out-2.wav` for the second.
fn numbered(path: &Path, number: usize) -> std::path::PathBuf {
    if number == 0 {
        return path.into();
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{stem}-{}.wav", number + 1))
}

fn row(stream: &Stream) -> Row {
    Row {
        source: stream.source.to_string(),
        destination: stream.destination.to_string(),
        codec: stream.codec,
        played_ms: stream.played_ms,
        concealed_ms: stream.concealed_ms,
        stretched_ms: stream.stretched_ms,
        buffer_ms_mean: stream.buffer_ms_mean,
        buffer_ms_p95: stream.buffer_ms_p95,
        lost: stream.lost,
        late: stream.late,
        duplicate: stream.duplicate,
    }
}

fn line(stream: &Stream) -> String {
    let Audio { rate, .. } = &stream.audio;
    format!(
        "{} → {}  {} at {} Hz: {:.1} s played, {:.0} ms concealed, {:.0} ms stretched, buffer {:.0} ms (95 %: {:.0} ms), {} lost, {} late, {} twice\n",
        stream.source,
        stream.destination,
        stream.codec,
        rate.0,
        stream.played_ms / 1000.0,
        stream.concealed_ms,
        stream.stretched_ms,
        stream.buffer_ms_mean,
        stream.buffer_ms_p95,
        stream.lost,
        stream.late,
        stream.duplicate,
    )
}
