//! How many files the process may have open: each leg with sound takes two sockets.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Descriptors that are not sockets of legs: listeners, connections, database, console.
const OTHERS: u64 = 1_000;

/// Asks for as many descriptors as the system allows; many systems begin with 1,024, enough for some 500 legs.
/// Says so when that is too few for the RTP ports there are.
pub(crate) fn raise(ports: u64) {
    let limit = getrlimit(Resource::Nofile);
    let wanted = Rlimit {
        current: limit.maximum,
        ..limit
    };
    if let Err(error) = setrlimit(Resource::Nofile, wanted) {
        tracing::warn!("cannot raise the number of open files: {error}");
    }
    let allowed = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    if let Some(legs) = too_few(allowed, ports) {
        tracing::warn!(
            "the system allows {allowed} open files, enough for some {legs} legs, and `media.ports` has {ports} ports; \
             raise the limit (`LimitNOFILE=` of systemd, `ulimit -n`)"
        );
    }
}

/// For how many legs so many descriptors are enough, if that is fewer than there are ports for.
fn too_few(allowed: u64, ports: u64) -> Option<u64> {
    let legs = allowed.saturating_sub(OTHERS) / 2;
    (legs < ports / 2).then_some(legs)
}

#[cfg(test)]
mod tests {
    use super::too_few;

    #[test]
    fn two_ports_need_two_descriptors() {
        assert_eq!(too_few(20_000, 10_000), None);
        assert_eq!(too_few(1_024, 10_000), Some(12));
        assert_eq!(too_few(u64::MAX, 65_535), None);
        assert_eq!(too_few(10, 2), Some(0));
    }
}
