//! The classic capture file (IETF draft-ietf-opsawg-pcap): a header, then frames with their time.

use super::{CaptureError, Captured, LinkType, MAX_FRAMES, Order};
use std::time::Duration;

/// Byte order and fraction of a second, told by the magic number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Layout {
    order: Order,
    nanos: bool,
}

const FILE_HEADER: usize = 24;
const FRAME_HEADER: usize = 16;

impl Layout {
    pub(super) fn of(magic: [u8; 4]) -> Option<Self> {
        let (order, nanos) = match magic {
            [0xD4, 0xC3, 0xB2, 0xA1] => (Order::Little, false),
            [0xA1, 0xB2, 0xC3, 0xD4] => (Order::Big, false),
            [0x4D, 0x3C, 0xB2, 0xA1] => (Order::Little, true),
            [0xA1, 0xB2, 0x3C, 0x4D] => (Order::Big, true),
            _ => return None,
        };
        Some(Self { order, nanos })
    }
}

pub(super) fn read<'capture>(
    capture: &'capture [u8],
    layout: Layout,
    take: &mut dyn FnMut(Captured<'capture>),
) -> Result<(), CaptureError> {
    let Layout { order, nanos } = layout;
    let truncated = |at: usize| CaptureError::Truncated { octets: at };
    // The upper bits of the link type tell of checksums.
    let number = order.word(capture, 20).ok_or(truncated(capture.len()))? as u16;
    let link = LinkType::new(number).ok_or(CaptureError::UnknownLink { link_type: number })?;
    let mut rest = &capture[FILE_HEADER..];
    for _ in 0..MAX_FRAMES {
        let Some((head, body)) = rest
            .split_at_checked(FRAME_HEADER)
            .filter(|(head, _)| !head.is_empty())
        else {
            break;
        };
        let word = |at| order.word(head, at).unwrap_or_default();
        let fraction = if nanos {
            word(4)
        } else {
            word(4).saturating_mul(1000)
        };
        let length = word(8) as usize;
        let (octets, after) = body
            .split_at_checked(length)
            .ok_or(truncated(capture.len() - rest.len()))?;
        let at = Duration::from_secs(word(0).into()) + Duration::from_nanos(fraction.into());
        take(Captured { at, link, octets });
        rest = after;
    }
    Ok(())
}
