//! SIPp scenarios: Debian's `sip-tester`, 3.6 and later.
//!
//! A scenario is a file of `tests/sipp/`, or lines of steps ([`scenario`]). Its `[name]` keys are
//! filled in from here. SIPp 3.6 knows digests with MD5 only; what needs SHA-256 uses
//! [`Wire`](super::Wire).

use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use super::{eventually, ports, scenario};

/// A scenario to run.
#[derive(Debug)]
pub struct Sipp {
    scenario: &'static str,
    /// Written out as the scenario's file.
    steps: Option<String>,
    to: Option<SocketAddr>,
    arguments: Vec<String>,
    calls: usize,
    timeout: Duration,
}

impl Sipp {
    /// A client that plays `tests/sipp/<scenario>.xml` once, towards the switch.
    pub fn towards(to: SocketAddr, scenario: &'static str) -> Self {
        Self {
            scenario,
            steps: None,
            to: Some(to),
            arguments: Vec::new(),
            calls: 1,
            timeout: Duration::from_secs(20),
        }
    }

    /// A client that does these steps once, towards the switch.
    pub fn plays(to: SocketAddr, steps: &str) -> Self {
        Self {
            steps: Some(scenario::xml(steps)),
            ..Self::towards(to, "steps")
        }
    }

    /// A server that takes calls.
    pub fn server(scenario: &'static str) -> Self {
        Self {
            to: None,
            ..Self::towards(([127, 0, 0, 1], 1).into(), scenario)
        }
    }

    /// Fills in `[key]`.
    pub fn key(mut self, key: &str, value: impl ToString) -> Self {
        self.arguments
            .extend(["-key".into(), key.into(), value.to_string()]);
        self
    }

    /// What `[authentication]` says.
    pub fn credentials(mut self, user: &str, password: &str) -> Self {
        let pairs = ["-au", user, "-ap", password, "-key", "user", user];
        self.arguments.extend(pairs.map(String::from));
        self
    }

    /// How often, at which rate a second, how many at the same time.
    pub fn calls(mut self, calls: usize, rate: usize, at_once: usize) -> Self {
        self.calls = calls;
        let pairs = [("-r", rate), ("-l", at_once)];
        self.arguments.extend(
            pairs
                .into_iter()
                .flat_map(|(k, v)| [k.into(), v.to_string()]),
        );
        self
    }

    /// Anything else `sipp` takes.
    pub fn arguments(mut self, arguments: &str) -> Self {
        self.arguments
            .extend(arguments.split_whitespace().map(String::from));
        self
    }

    /// After this long it is over, whatever is missing.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Runs it to its end.
    pub fn run(self) -> Outcome {
        self.start().finish()
    }

    /// Runs it beside the test.
    pub fn start(self) -> Running {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut scenario = format!(
            "{}/tests/sipp/{}.xml",
            env!("CARGO_MANIFEST_DIR"),
            self.scenario
        );
        if let Some(steps) = &self.steps {
            fs::write(folder.path().join("steps.xml"), steps).expect("a file of our own");
            scenario = "steps.xml".into();
        }
        // SIPp takes the media port and the second one after it, each with its neighbour.
        let port = ports::block(8).start;
        let mut command = Command::new("sipp");
        command.args(self.to.map(|to| to.to_string()));
        command
            .args(["-sf", &scenario, "-i", "127.0.0.1", "-p", &port.to_string()])
            .args(["-mi", "127.0.0.1", "-mp", &(port + 2).to_string()])
            .args(["-m", &self.calls.to_string(), "-nostdin"])
            .args(["-timeout", &format!("{}s", self.timeout.as_secs())])
            .arg("-timeout_error")
            .args(["-trace_msg", "-message_file", "messages"])
            .args(["-trace_err", "-error_file", "errors"])
            .args(&self.arguments)
            .current_dir(folder.path())
            .env("TERM", "dumb")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(fs::File::create(folder.path().join("stderr")).expect("a file of our own"));
        let child = command
            .spawn()
            .expect("sipp is installed (Debian package sip-tester)");
        Running {
            scenario: self.scenario,
            child,
            folder,
            address: ([127, 0, 0, 1], port).into(),
            timeout: self.timeout + Duration::from_secs(5),
        }
    }
}

/// A scenario under way; ended when dropped.
#[derive(Debug)]
pub struct Running {
    scenario: &'static str,
    child: Child,
    folder: TempDir,
    address: SocketAddr,
    timeout: Duration,
}

impl Running {
    /// Where it takes SIP.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// All messages sent and received so far.
    pub fn messages(&self) -> String {
        // Not there before the first message.
        read(self.folder.path().join("messages"))
    }

    /// Waits for its end.
    pub fn finish(mut self) -> Outcome {
        let status = eventually(
            format_args!("end of {} of SIPp", self.scenario),
            self.timeout,
            || self.child.try_wait().expect("our child"),
        );
        Outcome {
            scenario: self.scenario,
            status: status.code(),
            messages: self.messages(),
            errors: read(self.folder.path().join("errors"))
                + &read(self.folder.path().join("stderr")),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(path: PathBuf) -> String {
    String::from_utf8_lossy(&fs::read(path).unwrap_or_default()).into_owned()
}

/// What became of a scenario.
#[derive(Debug)]
pub struct Outcome {
    scenario: &'static str,
    status: Option<i32>,
    errors: String,
    /// All messages sent and received.
    pub messages: String,
}

impl Outcome {
    /// Whether all its calls went as the scenario says.
    pub fn is_good(&self) -> bool {
        self.status == Some(0)
    }

    /// Panics unless all its calls went as the scenario says.
    pub fn assert_good(self) -> Self {
        assert!(
            self.is_good(),
            "SIPp {} ended with {:?}\n{}\n{}",
            self.scenario,
            self.status,
            self.errors,
            tail(&self.messages),
        );
        self
    }

    /// The messages SIPp got, without those it sent.
    pub fn received(&self) -> Vec<&str> {
        messages(&self.messages)
            .filter_map(|(got, text)| got.then_some(text))
            .collect()
    }
}

/// What a reader of a failure can still read.
fn tail(text: &str) -> &str {
    let from = text.len().saturating_sub(6000);
    text.get(from..).unwrap_or(text)
}

/// SIPp's message file: a line of dashes with the time, `UDP message received [N] bytes :`, an empty
/// line, the message. True for one received.
fn messages(file: &str) -> impl Iterator<Item = (bool, &str)> {
    file.split("\n-----------------------------------------------")
        .filter_map(|entry| {
            let (head, message) = entry.split_once("bytes")?;
            let (_, message) = message.split_once('\n')?;
            Some((head.contains("received"), message.trim()))
        })
}
