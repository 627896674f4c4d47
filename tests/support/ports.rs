//! Ports that nobody uses, below those the kernel gives to clients.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::ops::Range;
use std::sync::Mutex;

/// The next block. Starting points differ between processes, so that two test runs on one machine
/// seldom meet; the probe below decides.
static NEXT: Mutex<Option<u16>> = Mutex::new(None);

const FIRST: u16 = 10_000;
const LAST: u16 = 31_000;

/// `count` ports in a row, free for UDP and TCP when looked at, not given out twice in this process.
pub fn block(count: u16) -> Range<u16> {
    let mut next = NEXT.lock().expect("nobody panics while holding this");
    for _ in 0..1000 {
        let from = next.unwrap_or_else(|| FIRST + (std::process::id() % 500) as u16 * 40);
        let range = if from + count < LAST {
            from..from + count
        } else {
            FIRST..FIRST + count
        };
        *next = Some(range.end);
        if range.clone().all(is_free) {
            return range;
        }
    }
    panic!("no {count} free ports in a row between {FIRST} and {LAST}");
}

/// One address on loopback.
pub fn address() -> SocketAddr {
    (Ipv4Addr::LOCALHOST, block(1).start).into()
}

fn is_free(port: u16) -> bool {
    let address = (Ipv4Addr::LOCALHOST, port);
    UdpSocket::bind(address).is_ok() && TcpListener::bind(address).is_ok()
}
