//! Fetches a URL for a script. Where it may lead is looked at for each redirection, and again for the network address that
//! a name turns out to have.

use std::cell::RefCell;
use std::io::Read;
use std::net::IpAddr;
use std::time::{Duration, Instant};

use runtime::errand::{Fetch, MOST_OUTPUT};
use runtime::host::{Cause, Reply};
use runtime::sandbox::Address;
use ureq::http::{Request, Response, Uri};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, AsSendBody, Body, Error};

use super::Leash;

thread_local! {
    /// What is being fetched on this thread.
    static WISH: RefCell<Option<Fetch>> = const { RefCell::new(None) };
    /// What asks on this thread; one that was shut down with its errand is not used again.
    static AGENT: RefCell<Option<Agent>> = const { RefCell::new(None) };
}

/// Keeps no connection open: the next one may be under other rules.
fn agent() -> Agent {
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
}

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

/// Fetches it, with the redirections it may follow. When the leash is cut the connection is closed.
pub(super) fn fetch(wish: &Fetch, leash: &Leash) -> Reply {
    let agent = AGENT.take().unwrap_or_else(agent);
    leash.hold_agent(agent.clone());
    let reply = fetch_by(&agent, wish, leash);
    if leash.let_agent_go() {
        AGENT.set(Some(agent));
    }
    reply
}

fn fetch_by(agent: &Agent, wish: &Fetch, leash: &Leash) -> Reply {
    let deadline = Instant::now() + wish.timeout;
    let mut wish = wish.clone();
    for left in (0..=wish.redirects).rev() {
        let time = deadline.saturating_duration_since(Instant::now());
        if time.is_zero() || leash.is_cut() {
            return Reply::TimedOut;
        }
        let address = wish.address.clone();
        WISH.set(Some(wish.clone()));
        let answer = ask(agent, &wish, time);
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

fn ask(agent: &Agent, wish: &Fetch, time: Duration) -> Result<Response<Body>, Error> {
    let method = if wish.body.is_some() { "POST" } else { "GET" };
    let mut request = Request::builder()
        .method(method)
        .uri(wish.address.to_string());
    for (name, value) in &wish.headers {
        request = request.header(name, value);
    }
    match &wish.body {
        Some(body) => agent.run(timed(agent, request.body(body.clone())?, time)),
        None => agent.run(timed(agent, request.body(())?, time)),
    }
}

/// A request that is given up after that time.
fn timed<B: AsSendBody>(agent: &Agent, request: Request<B>, time: Duration) -> Request<B> {
    let request = agent.configure_request(request);
    request.timeout_global(Some(time)).build()
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

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Write};
    use std::net::{SocketAddr, TcpListener};

    use runtime::sandbox::{Capabilities, Network, Web};

    use super::*;

    /// A server that gives these answers, one a connection, and what it was asked.
    fn server(answers: Vec<String>) -> (SocketAddr, std::thread::JoinHandle<Vec<String>>) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port on loopback");
        let address = listener.local_addr().expect("it is bound");
        let serve = move || {
            let asked = answers.into_iter().map(|answer| {
                let (mut stream, _) = listener.accept().expect("somebody asks");
                let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
                let mut head = String::new();
                while reader.read_line(&mut head).expect("a request") > 2 {}
                stream.write_all(answer.as_bytes()).expect("it listens");
                head
            });
            asked.collect()
        };
        (address, std::thread::spawn(serve))
    }

    fn answer(head: &str, body: &str) -> String {
        let length = body.len();
        format!("HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}")
    }

    /// What a script may fetch that may do this, with that URL.
    fn wish(url: &str, allowed: &str, private: &[&str]) -> Fetch {
        let capabilities = Capabilities {
            curl: vec![allowed.parse::<Web>().expect("an entry")],
            private: private
                .iter()
                .map(|text| text.parse::<Network>().expect("a network"))
                .collect(),
            ..Capabilities::default()
        };
        Fetch {
            address: capabilities.fetch("c", url).expect("it may"),
            body: None,
            headers: vec![("cookie".to_owned(), "a=b".to_owned())],
            timeout: Duration::from_secs(20),
            redirects: 2,
            allowed: capabilities.curl,
            private: capabilities.private,
        }
    }

    #[test]
    fn an_answer_is_a_status_and_a_body() {
        let (address, asked) = server(vec![answer("404 Not Found", "nobody")]);
        let url = format!("http://{address}/a?b=c");
        let reply = fetch(&wish(&url, &url, &["127.0.0.1"]), &Leash::default());
        assert_eq!(reply, Reply::Outcome(404, "nobody".into()));
        let asked = asked.join().expect("it has answered").concat();
        assert!(
            asked.starts_with("GET /a?b=c HTTP/1.1") && asked.contains("cookie: a=b"),
            "{asked}"
        );
    }

    #[test]
    fn a_server_that_does_not_answer_is_left_when_the_leash_is_cut() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port on loopback");
        let url = format!("http://{}/", listener.local_addr().expect("it is bound"));
        let wish = wish(&url, &url, &["127.0.0.1"]);
        let leash = std::sync::Arc::new(Leash::default());
        let held = std::sync::Arc::clone(&leash);
        let asking = std::thread::spawn(move || fetch(&wish, &held));
        let (mut stream, _) = listener.accept().expect("somebody asks");
        leash.cut();
        let mut asked = Vec::new();
        stream
            .read_to_end(&mut asked)
            .expect("it is closed in order");
        let reply = asking.join().expect("it has come back");
        assert!(matches!(reply, Reply::Refused(..)), "{reply:?}");
    }

    #[test]
    fn an_address_of_this_side_is_refused_unless_it_is_listed() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port on loopback");
        let port = listener.local_addr().expect("it is bound").port();
        listener
            .set_nonblocking(true)
            .expect("it can be asked whether somebody came");
        for url in [
            format!("http://127.0.0.1:{port}/"),
            format!("http://0x7f.1:{port}/"),
        ] {
            let reply = fetch(&wish(&url, &url, &["10.0.0.0/8"]), &Leash::default());
            assert!(matches!(reply, Reply::Refused(..)), "{url} {reply:?}");
        }
        assert!(listener.accept().is_err(), "nobody is connected to");
    }

    #[test]
    fn a_redirection_is_followed_to_what_is_allowed_only() {
        let (address, asked) = server(vec![
            answer("302 Found\r\nLocation: /v1/b", ""),
            answer("302 Found\r\nLocation: /v2/c", ""),
        ]);
        let url = format!("http://{address}/v1/a");
        let allowed = format!("http://{address}/v1/");
        let reply = fetch(&wish(&url, &allowed, &["127.0.0.1"]), &Leash::default());
        assert!(
            matches!(&reply, Reply::Refused(_, why) if why.contains("/v2/c")),
            "{reply:?}"
        );
        assert_eq!(asked.join().expect("it has answered").len(), 2);
    }

    #[test]
    fn a_server_that_says_nothing_is_left() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port on loopback");
        let url = format!("http://{}/", listener.local_addr().expect("it is bound"));
        let wish = Fetch {
            timeout: Duration::from_millis(200),
            ..wish(&url, &url, &["127.0.0.1"])
        };
        assert_eq!(fetch(&wish, &Leash::default()), Reply::TimedOut);
    }

    #[test]
    fn a_long_body_is_cut() {
        let (address, asked) = server(vec![answer("200 OK", &"x".repeat(70_000))]);
        let url = format!("http://{address}/");
        let reply = fetch(&wish(&url, &url, &["127.0.0.1"]), &Leash::default());
        assert!(
            matches!(&reply, Reply::Outcome(200, text) if text.len() == MOST_OUTPUT),
            "{reply:?}"
        );
        let _ = asked.join();
    }
}
