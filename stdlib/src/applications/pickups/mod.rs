//! Taking calls that ring at other telephones: `Pickup` and `PickupChan`.

mod pickup;
mod pickup_chan;

use runtime::call::{Call, ScriptError};
use runtime::host::{Cause, Reply, Request, Rings};
use runtime::library::Value;

pub(crate) use pickup::PICKUP;
pub(crate) use pickup_chan::PICKUP_CHAN;

/// Most calls that are asked for at once.
const MOST: usize = 100;

/// Takes the first that rings of those that are wanted, which ends this script: its channel belongs to the other call
/// then. Goes on when nothing rings.
fn take(call: &Call, wanted: impl Iterator<Item = Rings>) -> Result<Value, ScriptError> {
    for rings in wanted.take(MOST) {
        match call.request(Request::PickUp(call.channel(), rings))? {
            Reply::Done => return Err(ScriptError::Hangup(Cause::Normal)),
            Reply::Gone => return Err(ScriptError::Ended),
            _ => {}
        }
    }
    call.verbose(3, "nothing rings that could be taken".to_owned());
    Ok(Value::UNIT)
}
