//! What is known of the telephones of this switch: `PJSIP_ENDPOINT`, `PJSIP_DIAL_CONTACTS` and `SIPPEER`.

mod pjsip_dial_contacts;
mod pjsip_endpoint;
mod sippeer;

use std::collections::BTreeMap;

use runtime::call::{Call, ScriptError};
use runtime::host::{Reply, Request};
use runtime::library::Property;

pub(crate) use pjsip_dial_contacts::PJSIP_DIAL_CONTACTS;
pub(crate) use pjsip_endpoint::PJSIP_ENDPOINT;
pub(crate) use sippeer::SIPPEER;

/// What is known of a telephone, by the names of [`Request::Endpoint`]; `None` when there is none of that name.
fn endpoint(call: &Call, name: &str) -> Result<Option<BTreeMap<String, String>>, ScriptError> {
    Ok(match call.request(Request::Endpoint(name.to_owned()))? {
        Reply::Rows(rows) => Some(rows.into_iter().collect()),
        _ => {
            call.verbose(1, format!("there is no telephone `{name}`"));
            None
        }
    })
}

/// A row of a table that is read only.
const fn row(name: &'static str, doc: &'static str) -> Property {
    Property {
        name,
        doc,
        values: "",
        writable: false,
    }
}
