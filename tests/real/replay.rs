//! `skyplan replay` on the capture of a call between two phones.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::support::Sound;

const CAPTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/captures/call.pcap");

fn skyplan(arguments: &[&Path]) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_skyplan"))
        .arg("replay")
        .args(arguments)
        .output()
        .expect("the binary under test")
}

#[test]
fn each_stream_of_a_captured_call_is_heard_and_reckoned() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let (wav, report) = (file("call.wav"), file("call.json"));
    let (out, to) = (Path::new("-o"), Path::new("--report"));
    let output = skyplan(&[Path::new(CAPTURE), out, &wav, to, &report]);
    assert!(output.status.success(), "{output:?}");

    let report = std::fs::read(report).unwrap();
    let report: serde_json::Value = serde_json::from_slice(&report).unwrap();
    let streams = report["streams"].as_array().unwrap();
    let mut heard = Vec::new();
    for (number, stream) in streams.iter().enumerate() {
        let name = match number {
            0 => "call.wav".to_owned(),
            _ => format!("call-{}.wav", number + 1),
        };
        let sound = Sound::read_wav(&file(&name)).unwrap();
        let tone = [450, 1000]
            .into_iter()
            .find(|&hertz| sound.time_of(hertz) >= Duration::from_millis(1300));
        heard.push((stream["codec"].as_str().unwrap(), tone));
        assert!(stream["played_ms"].as_f64().unwrap() >= 1400.0, "{stream}");
        for none in ["lost", "late", "duplicate"] {
            assert_eq!(stream[none], 0, "{none} of {stream}");
        }
    }
    heard.sort_unstable();
    let wanted = [
        ("PCMU", Some(450)),
        ("PCMU", Some(1000)),
        ("opus", Some(450)),
        ("opus", Some(1000)),
    ];
    assert_eq!(heard, wanted);
}

#[test]
fn what_is_no_capture_is_said() {
    let output = skyplan(&[Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/Cargo.toml"
    ))]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("Cargo.toml"), "{said}");
}
