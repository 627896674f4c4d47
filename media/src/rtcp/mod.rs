//! RTCP (RFC 3550 section 6): reports about RTP, read and written, and when to send them.
//!
//! Enter: datagrams. Leave: their packets in place, and compound packets of ours. Read are SR, RR, SDES (the CNAME)
//! and BYE; APP, feedback and XR are skipped.

mod interval;
mod packet;
mod write;

pub use interval::report_interval;
pub use packet::{NtpTime, Packet, Packets, ReportBlock, SenderInfo};
pub use write::Writer;
