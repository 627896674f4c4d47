//! A switch of its own with real sockets, and callers for it.

pub(crate) mod caller;
pub(crate) mod messages;

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

/// The user and the password of the one endpoint.
pub(crate) const USER: &str = "load";
pub(crate) const PASSWORD: &str = "load-password";
/// The domain, which is also the realm.
pub(crate) const DOMAIN: &str = "skyplan.local";

const CONFIG: &str = r#"
data = "data"
[sip]
listen = ["udp:127.0.0.1:0"]
[media]
ports = "10000-31999"
[dialplan]
path = "dialplans"
[manager]
listen = "127.0.0.1:0"
[http]
listen = "127.0.0.1:0"
[[endpoint]]
name = "load"
password = "load-password"
context = "internal"
codecs = ["ulaw"]
"#;

const DIALPLAN: &str = r#"context "internal" { extension "100" => { Answer(); Wait(60); } }"#;

/// `skyplan serve`, until it is dropped.
pub(crate) struct Switch {
    pub(crate) process: Child,
    pub(crate) sip: SocketAddr,
    _folder: TempDir,
}

impl Switch {
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let path = folder.path();
        std::fs::create_dir(path.join("dialplans")).expect("the folder is ours");
        std::fs::write(path.join("dialplans/load.rhai"), DIALPLAN).expect("the folder is ours");
        std::fs::write(path.join("skyplan.toml"), CONFIG).expect("the folder is ours");
        let mut process = Command::new(env!("CARGO_BIN_EXE_skyplan"))
            .args(["serve", "--config", "skyplan.toml"])
            .current_dir(path)
            .env("RUST_LOG", "error")
            .stdout(Stdio::piped())
            .spawn()
            .expect("the switch starts");
        let output = process.stdout.take().expect("it is piped");
        let ready = BufReader::new(output)
            .lines()
            .map_while(Result::ok)
            .find(|line| line.starts_with("ready "));
        let ready = ready.expect("the switch says when it is ready");
        let sip = ready.split(' ').find_map(|word| word.strip_prefix("udp:"));
        let sip = sip.and_then(|address| address.parse().ok());
        Self {
            process,
            sip: sip.expect("it says where it takes UDP"),
            _folder: folder,
        }
    }
}

impl Drop for Switch {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
