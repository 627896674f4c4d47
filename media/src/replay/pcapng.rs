//! The newer capture file (IETF draft-ietf-opsawg-pcapng): blocks; of them section header, interface description,
//! enhanced and simple packet.

use super::{CaptureError, Captured, LinkType, MAX_FRAMES, Order};
use std::time::Duration;

/// The type of a section header block, the same in both byte orders.
pub(super) const SECTION: [u8; 4] = [0x0A, 0x0D, 0x0D, 0x0A];

const SECTION_TYPE: u32 = 0x0A0D_0D0A;
const INTERFACE: u32 = 1;
const SIMPLE: u32 = 3;
const ENHANCED: u32 = 6;
const BYTE_ORDER: u32 = 0x1A2B_3C4D;
const MAX_INTERFACES: usize = 256;

/// One interface of the section.
#[derive(Clone, Copy)]
struct Interface {
    link: Option<LinkType>,
    /// Units of its timestamps in a second.
    resolution: u64,
}

pub(super) fn read<'capture>(
    capture: &'capture [u8],
    take: &mut dyn FnMut(Captured<'capture>),
) -> Result<(), CaptureError> {
    let (mut order, mut interfaces, mut rest) = (Order::Little, Vec::new(), capture);
    for _ in 0..MAX_FRAMES {
        if rest.is_empty() {
            break;
        }
        let truncated = CaptureError::Truncated {
            octets: capture.len() - rest.len(),
        };
        if rest.starts_with(&SECTION) {
            order = section_order(rest).ok_or(truncated.clone())?;
            interfaces.clear();
        }
        let block = Block::first(rest, order).ok_or(truncated)?;
        rest = &rest[block.length..];
        match block.kind {
            INTERFACE if interfaces.len() < MAX_INTERFACES => {
                interfaces.extend(block.interface(order))
            }
            ENHANCED => block
                .enhanced(order, &interfaces)
                .into_iter()
                .for_each(&mut *take),
            // No time of its own: nothing to play by.
            SIMPLE | SECTION_TYPE => {}
            _ => {}
        }
    }
    Ok(())
}

fn section_order(block: &[u8]) -> Option<Order> {
    [Order::Little, Order::Big]
        .into_iter()
        .find(|order| order.word(block, 8) == Some(BYTE_ORDER))
}

struct Block<'capture> {
    kind: u32,
    length: usize,
    body: &'capture [u8],
}

impl<'capture> Block<'capture> {
    fn first(rest: &'capture [u8], order: Order) -> Option<Self> {
        let (kind, length) = (order.word(rest, 0)?, order.word(rest, 4)? as usize);
        let padded = length.checked_next_multiple_of(4)?;
        let body = rest.get(8..length.checked_sub(4)?)?;
        (padded <= rest.len()).then_some(Self {
            kind,
            length: padded,
            body,
        })
    }

    fn interface(&self, order: Order) -> Option<Interface> {
        let link = LinkType::new(order.half(self.body, 0)?);
        Some(Interface {
            link,
            resolution: self.resolution(order).unwrap_or(1_000_000),
        })
    }

    /// The option `if_tsresol`: a power of ten, or with the upper bit of two.
    fn resolution(&self, order: Order) -> Option<u64> {
        let mut options = self.body.get(8..)?;
        loop {
            let (code, length) = (
                order.half(options, 0)?,
                usize::from(order.half(options, 2)?),
            );
            if code == 9 {
                let exponent = *options.get(4)?;
                let base = if exponent & 0x80 == 0 { 10_u64 } else { 2 };
                return base
                    .checked_pow(u32::from(exponent & 0x7F))
                    .filter(|units| *units > 0);
            }
            options = options.get(4 + length.next_multiple_of(4)..)?;
        }
    }

    fn enhanced(&self, order: Order, interfaces: &[Interface]) -> Option<Captured<'capture>> {
        let interface = interfaces.get(order.word(self.body, 0)? as usize)?;
        let (high, low) = (order.word(self.body, 4)?, order.word(self.body, 8)?);
        let units = u64::from(high) << 32 | u64::from(low);
        let nanos = u128::from(units % interface.resolution) * 1_000_000_000
            / u128::from(interface.resolution);
        let at =
            Duration::from_secs(units / interface.resolution) + Duration::from_nanos(nanos as u64);
        let length = order.word(self.body, 12)? as usize;
        let octets = self.body.get(20..20_usize.checked_add(length)?)?;
        Some(Captured {
            at,
            link: interface.link?,
            octets,
        })
    }
}
