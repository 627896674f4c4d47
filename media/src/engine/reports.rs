//! The RTCP of a leg: what it hears from the other side, and its own reports (RFC 3550 section 6).

use super::{Statistics, leg::Stream};
use crate::{
    Hz,
    rtcp::{NtpTime, Packet, Packets, ReportBlock, Writer, report_interval},
};
use rand::{RngExt, SeedableRng, rngs::SmallRng};
use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

/// What reports are made of and what they said.
pub(super) struct Reports {
    /// When the next one of ours is due.
    pub(super) due: Instant,
    chance: SmallRng,
    /// Middle of the NTP stamp of the last SR heard, and when.
    last_sr: Option<(u32, Instant)>,
    /// Where RTCP really comes from, behind a NAT.
    heard_from: Option<SocketAddr>,
    round_trip: Option<Duration>,
    remote_loss: f64,
    remote_jitter: Duration,
}

impl Reports {
    pub(super) fn new(now: Instant, seed: u64) -> Self {
        let mut chance = SmallRng::seed_from_u64(seed);
        let due = now + report_interval(true, chance.random());
        Self {
            due,
            chance,
            last_sr: None,
            heard_from: None,
            round_trip: None,
            remote_loss: 0.0,
            remote_jitter: Duration::ZERO,
        }
    }

    pub(super) fn count(&self, statistics: &mut Statistics) {
        statistics.round_trip = self.round_trip;
        statistics.remote_loss = self.remote_loss;
        statistics.remote_jitter = self.remote_jitter;
    }

    fn note_block(&mut self, ntp: NtpTime, clock: Hz, block: &ReportBlock) {
        self.round_trip = block.round_trip(ntp).or(self.round_trip);
        self.remote_loss = f64::from(block.fraction_lost) / 256.0;
        self.remote_jitter = clock.duration(block.jitter as usize);
    }
}

impl Stream {
    /// A datagram has come to the RTCP socket.
    pub(super) fn handle_rtcp(
        &mut self,
        now: Instant,
        ntp: NtpTime,
        source: SocketAddr,
        datagram: &[u8],
    ) {
        if !self.source.is_host(source) {
            return;
        }
        let clock = self
            .session
            .as_ref()
            .and_then(|session| session.formats.first())
            .map(|format| format.codec.clock);
        for packet in Packets::new(datagram) {
            let blocks = match packet {
                Packet::SenderReport { info, blocks, .. } => {
                    self.reports.last_sr = Some((info.ntp.middle(), now));
                    blocks
                }
                Packet::ReceiverReport { blocks, .. } => blocks,
                _ => continue,
            };
            self.reports.heard_from = Some(source);
            let ours = self.output.ssrc;
            for block in blocks.iter().filter(|block| block.source == ours) {
                self.reports
                    .note_block(ntp, clock.unwrap_or(Hz(8000)), block);
                self.output
                    .set_expected_loss((u32::from(block.fraction_lost) * 100 / 256) as u8);
            }
        }
    }

    /// Our report, and where it goes; also sets when the next is due. `goodbye` is the last one.
    pub(super) fn report(
        &mut self,
        now: Instant,
        ntp: NtpTime,
        cname: &str,
        goodbye: bool,
    ) -> Option<(SocketAddr, Vec<u8>)> {
        self.reports.due = now + report_interval(false, self.reports.chance.random());
        let signalled = self.session.as_ref()?.remote_rtcp;
        let learned = self
            .reports
            .heard_from
            .filter(|_| self.source.is_translated());
        let destination = learned.unwrap_or(signalled);
        if destination.ip().is_unspecified() || destination.port() == 0 {
            return None;
        }
        let mut writer = Writer::new(self.output.ssrc);
        let block = self.report_block(now);
        writer.report(self.output.sender_info(now, ntp), block.as_slice());
        writer.source_description(cname);
        if goodbye {
            writer.goodbye();
        }
        Some((destination, writer.finish()))
    }

    fn report_block(&mut self, now: Instant) -> Option<ReportBlock> {
        let source = self.reception.ssrc()?;
        let since = |at: Instant| {
            (now.saturating_duration_since(at).as_micros() * 65_536 / 1_000_000) as u32
        };
        let (last_sr, delay_since_last_sr) = self
            .reports
            .last_sr
            .map_or((0, 0), |(sr, at)| (sr, since(at)));
        Some(ReportBlock {
            source,
            fraction_lost: self.reception.take_fraction_lost(),
            cumulative_lost: self.reception.cumulative_lost().cast_signed(),
            highest: self.reception.highest(),
            jitter: self.reception.jitter_ticks(),
            last_sr,
            delay_since_last_sr,
        })
    }
}
