//! Fetches a URL for a script. Where it may lead is looked at for each redirection, and again for the network address that
//! a name turns out to have.

use std::cell::RefCell;
use std::io::Read;
use std::net::IpAddr;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use runtime::errand::{Fetch, MOST_OUTPUT};
use runtime::host::{Cause, Reply};
use runtime::sandbox::Address;
use ureq::http::{Request, Response, Uri};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Body, Error};

use super::Leash;

thread_local! {
    /// What is being fetched on this thread.
    static WISH: RefCell<Option<Fetch>> = const { RefCell::new(None) };
}

/// Keeps no connection open: the next one may be under other rules.
static AGENT: LazyLock<Agent> = LazyLock::new(|| {
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::PlatformVerifier)
        .build();
    let config = Agent::config_builder()
        .tls_config(tls)
        .proxy(None)
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .max_idle_connections(0)
        .max_idle_connections_per_host(0)
        .build();
    Agent::with_parts(config, DefaultConnector::new(), Guard::default())
});

/// Finds the addresses of a name, and gives only those that may be asked.
#[derive(Debug, Default)]
struct Guard(DefaultResolver);

impl Resolver for Guard {
    fn resolve(
        &self,
        uri: &Uri,
        config: &ureq::config::Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.0.resolve(uri, config, timeout)?;
        let may = |address: IpAddr| {
            WISH.with_borrow(|wish| wish.as_ref().is_some_and(|wish| wish.may_ask(address)))
        };
        let mut kept = self.empty();
        for address in found.iter().filter(|address| may(address.ip())) {
            kept.push(*address);
        }
        if kept.is_empty() {
            let addresses: Vec<String> = found
                .iter()
                .map(|address| address.ip().to_string())
                .collect();
            let message = format!(
                "its address {} is one of this machine or its network; `curl` of skyplan.toml has to name it",
                addresses.join(", ")
            );
            return Err(Error::Io(std::io::Error::new(
                std::io::ErrorKind::PermissionDenied,
                message,
            )));
        }
        Ok(kept)
    }
}

/// Fetches it, with the redirections it may follow.
pub(super) fn fetch(wish: &Fetch, leash: &Leash) -> Reply {
    let deadline = Instant::now() + wish.timeout;
    let mut wish = wish.clone();
    for left in (0..=wish.redirects).rev() {
        let time = deadline.saturating_duration_since(Instant::now());
        if time.is_zero() || leash.is_cut() {
            return Reply::TimedOut;
        }
        let address = wish.address.clone();
        WISH.set(Some(wish.clone()));
        let answer = ask(&wish, time);
        WISH.set(None);
        let response = match answer {
            Ok(response) => response,
            Err(error) => return failed(&error),
        };
        let location = response
            .headers()
            .get("location")
            .and_then(|value| value.to_str().ok());
        match location.filter(|_| left > 0 && response.status().is_redirection()) {
            None => return body(response),
            Some(location) => match follow(&address, location, &wish) {
                Ok(next) => {
                    // As browsers do: after 303, and after 301 and 302 of a POST, the answer is fetched with GET.
                    if matches!(response.status().as_u16(), 301..=303) {
                        wish.body = None;
                    }
                    if next.origin() != address.origin() {
                        // What is meant for one server is nothing for another.
                        wish.headers.retain(|(name, _)| !is_secret(name));
                    }
                    wish.address = next;
                }
                Err(why) => return Reply::Refused(Cause::Rejected, why),
            },
        }
    }
    Reply::Refused(Cause::Congestion, "too many redirections".to_owned())
}

fn is_secret(name: &str) -> bool {
    ["authorization", "cookie"]
        .iter()
        .any(|secret| name.eq_ignore_ascii_case(secret))
}

/// Where a redirection leads, if that may be fetched.
fn follow(from: &Address, location: &str, wish: &Fetch) -> Result<Address, String> {
    let next = from
        .redirected(location)
        .map_err(|fault| format!("the redirection to `{location}` {fault}"))?;
    if wish.allowed.iter().any(|web| web.allows(&next)) {
        return Ok(next);
    }
    Err(format!("it redirects to `{next}`, which is not allowed"))
}

fn ask(wish: &Fetch, time: Duration) -> Result<Response<Body>, Error> {
    let method = if wish.body.is_some() { "POST" } else { "GET" };
    let mut request = Request::builder()
        .method(method)
        .uri(wish.address.to_string());
    for (name, value) in &wish.headers {
        request = request.header(name, value);
    }
    let body = wish.body.clone().unwrap_or_default();
    let timed = |request| {
        AGENT
            .configure_request(request)
            .timeout_global(Some(time))
            .build()
    };
    match wish.body {
        Some(_) => AGENT.run(timed(request.body(body)?)),
        None => {
            let request = request.body(())?;
            AGENT.run(
                AGENT
                    .configure_request(request)
                    .timeout_global(Some(time))
                    .build(),
            )
        }
    }
}

/// The status and as much of the body as a script can have.
fn body(response: Response<Body>) -> Reply {
    let status = i32::from(response.status().as_u16());
    let mut octets = Vec::new();
    let reader = response.into_body().into_reader();
    match reader.take(MOST_OUTPUT as u64).read_to_end(&mut octets) {
        Ok(_) => Reply::Outcome(status, String::from_utf8_lossy(&octets).into_owned()),
        Err(error) => Reply::Refused(Cause::Congestion, error.to_string()),
    }
}

fn failed(error: &Error) -> Reply {
    match error {
        Error::Timeout(_) => Reply::TimedOut,
        other => Reply::Refused(Cause::Congestion, other.to_string()),
    }
}
