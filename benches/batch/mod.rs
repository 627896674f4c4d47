//! The cheapest way to pass datagrams on: `recvmmsg` on one socket, `sendmmsg` on another.

use std::mem::zeroed;
use std::net::{SocketAddr, UdpSocket};
use std::os::fd::AsRawFd;

/// Datagrams a system call takes at most.
const MOST: usize = 8;
const ROOM: usize = 2048;

/// Room for a batch. It points into itself, so it stays in its box.
pub(crate) struct Batch {
    octets: [[u8; ROOM]; MOST],
    sources: [libc::sockaddr_in; MOST],
    parts: [libc::iovec; MOST],
    messages: [libc::mmsghdr; MOST],
}

impl Batch {
    pub(crate) fn new() -> Box<Self> {
        Box::new(Self {
            octets: [[0; ROOM]; MOST],
            // SAFETY: all three are plain data of the system, for which zeros are valid.
            sources: unsafe { [zeroed(); MOST] },
            // SAFETY: as above.
            parts: unsafe { [zeroed(); MOST] },
            // SAFETY: as above.
            messages: unsafe { [zeroed(); MOST] },
        })
    }

    /// Passes on what waits in `from`, by way of `by`.
    pub(crate) fn pass_on(&mut self, from: &UdpSocket, by: &UdpSocket, to: SocketAddr) {
        for at in 0..MOST {
            self.point(at, ROOM);
        }
        let messages = self.messages.as_mut_ptr();
        // SAFETY: each message points to its own parts, which live in `self`.
        let count = unsafe {
            libc::recvmmsg(
                from.as_raw_fd(),
                messages,
                MOST as u32,
                0,
                std::ptr::null_mut(),
            )
        };
        let Ok(count) = usize::try_from(count) else {
            return;
        };
        let SocketAddr::V4(to) = to else {
            return;
        };
        for at in 0..count {
            self.point(at, self.messages[at].msg_len as usize);
            self.sources[at].sin_family = libc::AF_INET as u16;
            self.sources[at].sin_port = to.port().to_be();
            self.sources[at].sin_addr.s_addr = u32::from(*to.ip()).to_be();
        }
        // SAFETY: as above.
        let _ =
            unsafe { libc::sendmmsg(by.as_raw_fd(), self.messages.as_mut_ptr(), count as u32, 0) };
    }

    fn point(&mut self, at: usize, length: usize) {
        self.parts[at].iov_base = self.octets[at].as_mut_ptr().cast();
        self.parts[at].iov_len = length;
        let header = &mut self.messages[at].msg_hdr;
        header.msg_name = (&raw mut self.sources[at]).cast();
        header.msg_namelen = size_of::<libc::sockaddr_in>() as u32;
        header.msg_iov = &raw mut self.parts[at];
        header.msg_iovlen = 1;
    }
}
