//! A network that loses the first copy of every datagram.
//!
//! Whoever sends again gets through, so that a call works if, and only if, both sides send again what
//! RFC 3261 section 17 says. No chance is involved.

use std::collections::HashSet;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Stands between one phone and the switch; ended when dropped.
#[derive(Debug)]
pub struct Lossy {
    address: SocketAddr,
    stop: Arc<AtomicBool>,
    carriers: Vec<JoinHandle<()>>,
}

impl Lossy {
    /// Carries what it is sent to `switch`, and the answers back to who sent last.
    pub fn towards(switch: SocketAddr) -> Self {
        let [near, far] = [(); 2].map(|()| {
            let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
            let wait = Some(Duration::from_millis(50));
            socket.set_read_timeout(wait).expect("a valid time");
            Arc::new(socket)
        });
        far.connect(switch).expect("loopback is reachable");
        let address = near.local_addr().expect("bound");
        let phone = Arc::new(Mutex::new(address));
        let stop = Arc::<AtomicBool>::default();
        let there = carrier(&stop, near.clone(), {
            let (far, phone) = (far.clone(), phone.clone());
            move |from, datagram| {
                *phone.lock().unwrap_or_else(PoisonError::into_inner) = from;
                let _ = far.send(datagram);
            }
        });
        let back = carrier(&stop, far, move |_, datagram| {
            let phone = *phone.lock().unwrap_or_else(PoisonError::into_inner);
            let _ = near.send_to(datagram, phone);
        });
        Self {
            address,
            stop,
            carriers: vec![there, back],
        }
    }

    /// Where the phone finds the switch.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

/// One way: takes datagrams and gives on those that have come before.
fn carrier(
    stop: &Arc<AtomicBool>,
    socket: Arc<UdpSocket>,
    give: impl Fn(SocketAddr, &[u8]) + Send + 'static,
) -> JoinHandle<()> {
    let stop = stop.clone();
    thread::spawn(move || {
        let mut seen = HashSet::new();
        let mut datagram = vec![0; 65_536];
        while !stop.load(Ordering::Relaxed) {
            let Ok((length, from)) = socket.recv_from(&mut datagram) else {
                continue;
            };
            let datagram = &datagram[..length];
            if !seen.insert(datagram.to_vec()) {
                give(from, datagram);
            }
        }
    })
}

impl Drop for Lossy {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        for carrier in self.carriers.drain(..) {
            let _ = carrier.join();
        }
    }
}
