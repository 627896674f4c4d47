//! Which call that rings somewhere somebody wants to take.

use serde::{Deserialize, Serialize};

/// Which call that rings at a telephone is wanted by another one (`Pickup`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rings {
    /// One that an extension dials, by the place its script has come to.
    For {
        /// Its context.
        context: String,
        /// As dialled.
        extension: String,
    },
    /// One whose channel was given the variable `PICKUPMARK` with this value.
    Marked(String),
    /// The channel of this name, or of a device: `SIP/desk-00000001`, `SIP/desk`.
    Channel(String),
    /// One at a telephone whose calls the telephone of this channel may take (`pickup_groups` of `[[endpoint]]`).
    Group,
}
