//! Measures the machine, by what Linux shows of itself below `/proc` (proc(5)).

use runtime::errand::Gauge;
use runtime::host::Reply;

/// Measures it.
pub(super) fn measure(gauge: Gauge) -> Reply {
    let value = match gauge {
        Gauge::Load => load(&shown("loadavg")),
        Gauge::Uptime => uptime(&shown("uptime")),
        Gauge::Processes => processes(&shown("loadavg")),
        Gauge::Ram => memory(&shown("meminfo"), "MemTotal"),
        Gauge::FreeRam => memory(&shown("meminfo"), "MemFree"),
        Gauge::BufferRam => memory(&shown("meminfo"), "Buffers"),
        Gauge::Swap => memory(&shown("meminfo"), "SwapTotal"),
        Gauge::FreeSwap => memory(&shown("meminfo"), "SwapFree"),
    };
    match value {
        Some(value) => Reply::Text(value),
        None => Reply::NotFound(format!("{gauge:?}")),
    }
}

fn shown(name: &str) -> String {
    std::fs::read_to_string(format!("/proc/{name}")).unwrap_or_default()
}

/// The first of the three averages.
fn load(shown: &str) -> Option<String> {
    let average: f64 = shown.split_whitespace().next()?.parse().ok()?;
    Some(format!("{average:.6}"))
}

/// Whole hours of the seconds that come first.
fn uptime(shown: &str) -> Option<String> {
    let seconds: f64 = shown.split_whitespace().next()?.parse().ok()?;
    let hours = std::time::Duration::try_from_secs_f64(seconds)
        .ok()?
        .as_secs()
        / 3600;
    Some(hours.to_string())
}

/// What stands behind the slash of `2/345`.
fn processes(shown: &str) -> Option<String> {
    let (_, all) = shown.split_whitespace().nth(3)?.split_once('/')?;
    Some(all.to_owned())
}

/// The line of that name, in KiB.
fn memory(shown: &str, name: &str) -> Option<String> {
    let mut lines = shown.lines().filter_map(|line| line.split_once(':'));
    let (_, value) = lines.find(|(key, _)| *key == name)?;
    value.split_whitespace().next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_linux_shows_is_read() {
        assert_eq!(
            load("0.52 0.58 0.59 2/345 12345\n").as_deref(),
            Some("0.520000")
        );
        assert_eq!(
            processes("0.52 0.58 0.59 2/345 12345\n").as_deref(),
            Some("345")
        );
        assert_eq!(uptime("90061.25 3.0\n").as_deref(), Some("25"));
        let shown = "MemTotal:        4028468 kB\nMemFree:          123456 kB\n";
        assert_eq!(memory(shown, "MemFree").as_deref(), Some("123456"));
        assert_eq!(memory(shown, "Buffers"), None);
        assert_eq!(load(""), None);
    }

    #[test]
    fn this_machine_can_be_measured() {
        let gauges = [
            Gauge::Load,
            Gauge::Uptime,
            Gauge::Ram,
            Gauge::FreeRam,
            Gauge::Processes,
        ];
        for gauge in gauges {
            assert!(matches!(measure(gauge), Reply::Text(_)), "{gauge:?}");
        }
    }
}
