//! How an endpoint behaves.

use crate::message::Method;
use crate::transaction::Timing;

/// What an [`crate::Endpoint`] is made with.
#[derive(Clone, Debug)]
pub struct EndpointConfig {
    /// Base timers.
    pub timing: Timing,
    /// Methods the user of the endpoint takes; others get 405, or 501 when unknown. Defaults to all
    /// known ones but PRACK.
    pub allow: Vec<Method>,
    /// Option tags that a Require may name; others get 420. Reliable provisional responses
    /// (`100rel`) are not done here, so it should not be among them. Defaults to none.
    pub supported: Vec<String>,
    /// Text of Server and User-Agent; empty for neither. Defaults to empty.
    pub user_agent: String,
    /// Server transactions at once. Above it new requests outside dialogs get 503 with Retry-After;
    /// a quarter more is kept for requests inside dialogs. Defaults to 20,000.
    pub max_server_transactions: usize,
    /// Octets of the requests of all server transactions together; above it as above. Defaults to
    /// 128 MiB.
    pub max_server_octets: usize,
}

impl Default for EndpointConfig {
    fn default() -> Self {
        let allow = vec![
            Method::Invite,
            Method::Ack,
            Method::Bye,
            Method::Cancel,
            Method::Options,
            Method::Register,
            Method::Message,
            Method::Subscribe,
            Method::Notify,
            Method::Publish,
            Method::Refer,
            Method::Info,
            Method::Update,
        ];
        Self {
            timing: Timing::default(),
            allow,
            supported: Vec::new(),
            user_agent: String::new(),
            max_server_transactions: 20_000,
            max_server_octets: 128 * 1024 * 1024,
        }
    }
}

impl EndpointConfig {
    /// The value of Allow.
    pub(crate) fn allow_value(&self) -> String {
        let names: Vec<_> = self.allow.iter().map(Method::as_str).collect();
        names.join(", ")
    }
}
