//! The switch under test: the real binary, with a folder, ports and a console of its own.

use std::fmt::Write as _;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Resource, Rlimit, Signal};
use tempfile::TempDir;

use super::transcript::Transcript;
use super::{Wire, eventually, ports};

/// How long the switch may take to start on a busy machine, first opening of the database included.
const START: Duration = Duration::from_secs(20);

/// A switch to be.
#[derive(Debug)]
pub struct Setup {
    folder: TempDir,
    sip: SocketAddr,
    rtp: std::ops::Range<u16>,
    endpoints: String,
    skype: String,
    dialplan: String,
    members: Vec<(String, String)>,
}

impl Setup {
    /// Without endpoints, accounts, members and dialplans.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::create_dir(folder.path().join("dialplans")).expect("a folder of our own");
        Self {
            folder,
            sip: ports::address(),
            rtp: ports::block(400),
            endpoints: String::new(),
            skype: String::new(),
            dialplan: String::new(),
            members: Vec::new(),
        }
    }

    /// A phone of the switch; its calls enter `context`.
    pub fn endpoint(mut self, name: &str, password: &str, context: &str, codecs: &str) -> Self {
        let codecs: Vec<String> = codecs.split(',').map(|c| format!("\"{c}\"")).collect();
        write!(
            self.endpoints,
            "\n[[endpoint]]\nname = \"{name}\"\npassword = \"{password}\"\ncontext = \"{context}\"\n\
             codecs = [{}]\n",
            codecs.join(", "),
        )
        .expect("strings take everything");
        self
    }

    /// One more line of the phone that was named last.
    pub fn endpoint_line(mut self, line: &str) -> Self {
        self.endpoints.push_str(line);
        self.endpoints.push('\n');
        self
    }

    /// A section of `chan_skype.conf`, `[general]` or an account, with its lines.
    pub fn skype(mut self, section: &str, lines: &str) -> Self {
        write!(self.skype, "[{section}]\n{lines}\n").expect("strings take everything");
        self
    }

    /// A line of `[dialplan]` in `skyplan.toml`.
    pub fn dialplan_option(mut self, line: &str) -> Self {
        self.dialplan += &format!("{line}\n");
        self
    }

    /// A person of the community.
    pub fn member(mut self, name: &str, password: &str) -> Self {
        self.members.push((name.into(), password.into()));
        self
    }

    /// A file of the dialplan folder.
    pub fn dialplan(self, name: &str, text: &str) -> Self {
        std::fs::write(self.folder.path().join("dialplans").join(name), text)
            .expect("a file of our own");
        self
    }

    /// Writes the configuration and adds the members; does not start the switch.
    pub fn write(self) -> Stopped {
        let config = format!(
            "data = \"data\"\n\n[sip]\nlisten = [\"udp:{0}\", \"tcp:{0}\"]\ndomain = \"skyplan.local\"\n\n\
             [media]\naddress = \"127.0.0.1\"\nports = \"{1}-{2}\"\nprompts = \"{3}/dialplans/prompts\"\n\n\
             [dialplan]\npath = \"dialplans\"\n{4}\n[skype]\nconfig = \"chan_skype.conf\"\n{5}",
            self.sip,
            self.rtp.start,
            self.rtp.end - 1,
            env!("CARGO_MANIFEST_DIR"),
            self.dialplan,
            self.endpoints,
        );
        let write = |name, text: &str| {
            std::fs::write(self.folder.path().join(name), text).expect("a file of our own");
        };
        write("skyplan.toml", &config);
        write("chan_skype.conf", &self.skype);
        let stopped = Stopped {
            folder: self.folder,
            sip: self.sip,
        };
        for (name, password) in &self.members {
            stopped.add_account(name, password);
        }
        stopped
    }

    /// Writes everything and starts the switch.
    pub fn start(self) -> Switch {
        self.write().start()
    }
}

/// A switch's folder without a process.
#[derive(Debug)]
pub struct Stopped {
    folder: TempDir,
    sip: SocketAddr,
}

impl Stopped {
    /// Starts the switch and waits until it can take calls.
    pub fn start(self) -> Switch {
        let (mut child, transcript) = self.spawn();
        transcript.follow(child.stderr.take().expect("piped"));
        self.ready(child, transcript)
    }

    /// Starts the switch, and reads nothing of its log until [`Switch::read_log`].
    pub fn start_unread(self) -> Switch {
        let (child, transcript) = self.spawn();
        self.ready(child, transcript)
    }

    fn ready(self, mut child: Child, transcript: Transcript) -> Switch {
        eventually("`ready` of the switch", START, || {
            let text = transcript.text();
            let ended = child.try_wait().expect("our child");
            assert!(ended.is_none(), "the switch ended with {ended:?}:\n{text}");
            text.lines()
                .any(|line| line.starts_with("ready "))
                .then_some(())
        });
        Switch {
            home: self,
            child,
            transcript,
        }
    }

    /// Starts the switch where it cannot run; gives its exit status and what it said.
    pub fn fail_to_start(&self) -> (ExitStatus, String) {
        let (mut child, transcript) = self.spawn();
        let following = transcript.follow(child.stderr.take().expect("piped"));
        let status = eventually("end of a switch that cannot start", START, || {
            child.try_wait().expect("our child")
        });
        // The last words may still be on their way through the pipe, which ends with the process.
        following.join().expect("the thread only copies");
        (status, transcript.text())
    }

    /// The process, its standard error unread.
    fn spawn(&self) -> (Child, Transcript) {
        // A full disk is played by a limit on file sizes, whose signal must not end the process.
        let mut child = Command::new("sh")
            .args(["-c", "trap '' XFSZ; exec \"$@\"", "sh"])
            .arg(env!("CARGO_BIN_EXE_skyplan"))
            .args(["serve", "--config"])
            .arg(self.config())
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary under test");
        let transcript = Transcript::default();
        transcript.follow(child.stdout.take().expect("piped"));
        (child, transcript)
    }

    /// `skyplan.toml`.
    pub fn config(&self) -> PathBuf {
        self.folder.path().join("skyplan.toml")
    }

    /// A file or folder beside it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Where SIP is taken, UDP and TCP.
    pub fn sip(&self) -> SocketAddr {
        self.sip
    }

    /// Runs a command of `skyplan` on this configuration.
    pub fn command(&self, arguments: &[&str], input: &str) -> Output {
        let mut child = Command::new(env!("CARGO_BIN_EXE_skyplan"))
            .args(arguments)
            .arg("--config")
            .arg(self.config())
            .current_dir(self.folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary under test");
        let mut stdin = child.stdin.take().expect("piped");
        // A command that refuses its arguments does not wait for its input.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        child.wait_with_output().expect("our child")
    }

    /// Adds a person to the community.
    pub fn add_account(&self, name: &str, password: &str) {
        let output = self.command(
            &["account", "add", name, "--password-file", "-"],
            &format!("{password}\n"),
        );
        assert!(output.status.success(), "account add {name}: {output:?}");
    }
}

/// A running switch; ended when dropped.
#[derive(Debug)]
pub struct Switch {
    home: Stopped,
    child: Child,
    transcript: Transcript,
}

impl Switch {
    /// Where SIP is taken, UDP and TCP.
    pub fn sip(&self) -> SocketAddr {
        self.home.sip
    }

    /// The address of a name or extension.
    pub fn uri(&self, user: &str) -> String {
        format!("sip:{user}@skyplan.local")
    }

    /// Its folder.
    pub fn home(&self) -> &Stopped {
        &self.home
    }

    /// Begins to read the log of a switch that was started unread.
    pub fn read_log(&mut self) {
        let log = self.child.stderr.take().expect("not read before");
        self.transcript.follow(log);
    }

    /// Everything it has said.
    pub fn log(&self) -> String {
        self.transcript.text()
    }

    /// Waits until it says something.
    pub fn says(&self, wanted: &str) {
        self.transcript.wait(wanted, Duration::from_secs(10));
    }

    /// Saves a file of the dialplan folder, as an editor that writes in place does.
    pub fn save(&self, name: &str, text: &str) {
        std::fs::write(self.dialplans().join(name), text).expect("a file of our own");
    }

    fn dialplans(&self) -> PathBuf {
        self.home.path("dialplans")
    }

    /// Its id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Processor time it has used, user and system.
    pub fn cpu_time(&self) -> Duration {
        let path = Path::new("/proc").join(self.pid().to_string()).join("stat");
        let stat = std::fs::read_to_string(path).expect("the switch runs");
        // The name in parentheses may hold anything; user and system time are fields 14 and 15.
        let (_, fields) = stat.rsplit_once(')').expect("a line of /proc/PID/stat");
        let ticks: u64 = fields
            .split_whitespace()
            .skip(11)
            .take(2)
            .map(|field| field.parse::<u64>().expect("a number of ticks"))
            .sum();
        Duration::from_millis(ticks * 1000 / rustix::param::clock_ticks_per_second())
    }

    /// Whether the process runs and answers.
    pub fn lives(&mut self) -> bool {
        self.child.try_wait().expect("our child").is_none() && Wire::udp(self.sip()).is_answered()
    }

    /// No file of it may grow beyond `bytes` from now on, as on a full disk; `None` gives the room back.
    pub fn limit_files(&self, bytes: Option<u64>) {
        let pid = Pid::from_raw(self.pid() as i32);
        let limit = Rlimit {
            current: bytes,
            maximum: None,
        };
        rustix::process::prlimit(pid, Resource::Fsize, limit).expect("a child of ours");
    }

    /// SIGTERM.
    pub fn terminate(&self) {
        let pid = Pid::from_raw(self.pid() as i32).expect("no child has id 0");
        rustix::process::kill_process(pid, Signal::TERM).expect("our child");
    }

    /// Whether the process is no more.
    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().expect("our child").is_some()
    }

    /// SIGKILL: no goodbye, no flush. The folder stays.
    pub fn kill(mut self) -> Stopped {
        let pid = Pid::from_raw(self.pid() as i32).expect("no child has id 0");
        rustix::process::kill_process(pid, Signal::KILL).expect("our child");
        eventually("end of the switch", START, || {
            self.child.try_wait().expect("our child")
        });
        let folder = std::mem::replace(
            &mut self.home.folder,
            tempfile::tempdir().expect("a temporary folder"),
        );
        Stopped {
            folder,
            sip: self.home.sip,
        }
    }
}

impl Drop for Switch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            eprintln!("--- the switch said ---\n{}", self.log());
        }
    }
}
