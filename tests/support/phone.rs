//! baresip as a telephone without a screen: Debian's `baresip-core`, 1.0.0 and later.

use std::fmt::Write as _;
use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;

use tempfile::TempDir;

use super::ear::Ear;
use super::transcript::Transcript;
use super::{Sound, eventually, ports};

/// A telephone to be.
#[derive(Debug)]
pub struct PhoneSetup {
    user: String,
    password: String,
    domain: String,
    /// Where the switch is; none for a phone that only takes calls by address.
    switch: Option<(SocketAddr, &'static str)>,
    codec: &'static str,
    answers: &'static str,
    says: Sound,
}

/// How long a program may take to start, register or see a message on a busy machine.
pub const SOON: Duration = Duration::from_secs(10);

impl PhoneSetup {
    /// A phone of `user`, silent, PCMU, that takes calls at once.
    pub fn new(user: &str, password: &str) -> Self {
        Self {
            user: user.into(),
            password: password.into(),
            domain: "skyplan.local".into(),
            switch: None,
            codec: "PCMU/8000/1",
            answers: "auto",
            // baresip hangs up at the end of what it plays.
            says: Sound::silence(Duration::from_secs(60)),
        }
    }

    /// Registers there over UDP, and sends all its requests that way.
    pub fn at(mut self, switch: SocketAddr) -> Self {
        self.switch = Some((switch, "udp"));
        self
    }

    /// The same over TCP.
    pub fn at_tcp(mut self, switch: SocketAddr) -> Self {
        self.switch = Some((switch, "tcp"));
        self
    }

    /// Its only codec, as baresip writes it: `PCMU/8000/1`, `PCMA/8000/1`, `opus/48000/2`.
    pub fn codec(mut self, codec: &'static str) -> Self {
        self.codec = codec;
        self
    }

    /// Plays this tone into every call.
    pub fn says(mut self, hertz: u32) -> Self {
        self.says = Sound::tone(hertz, Duration::from_secs(60));
        self
    }

    /// Lets calls ring.
    pub fn unattended(mut self) -> Self {
        self.answers = "manual";
        self
    }

    /// Starts it, and waits until it is registered, if it has where.
    pub fn start(self) -> Phone {
        let registers = self.switch.is_some();
        let phone = self.start_unregistered();
        if registers {
            phone.transcript.wait("binding", SOON);
        }
        phone
    }

    /// Starts it and waits only until it runs.
    pub fn start_unregistered(self) -> Phone {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let ports = ports::block(23);
        let (sip, control) = (ports.start, ports.end - 1);
        let rtp = ports.start + 2..ports.end - 1;
        let file = |name: &str| folder.path().join(name);
        self.says
            .write_wav(&file("says.wav"))
            .expect("room for a minute of sound");
        let write = |name, text| std::fs::write(file(name), text).expect("a file of our own");
        write("config", config(&folder, sip, control, rtp));
        write("accounts", self.account());
        write("asound.conf", sound_cards(&folder));
        let ear = Ear::open(&file("ear"));
        let mut child = Command::new("baresip")
            .args(["-4", "-s", "-f"])
            .arg(folder.path())
            .env("ALSA_CONFIG_PATH", file("asound.conf"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("baresip is installed (Debian package baresip-core)");
        let transcript = Transcript::default();
        transcript.follow(child.stdout.take().expect("piped"));
        transcript.follow(child.stderr.take().expect("piped"));
        // From here on its end is our affair, whatever fails below.
        let child = Ended(child);
        transcript.wait("baresip is ready.", SOON);
        let control = eventually("baresip's control socket", SOON, || {
            TcpStream::connect((Ipv4Addr::LOCALHOST, control)).ok()
        });
        transcript.follow(control.try_clone().expect("a second handle"));
        Phone {
            _child: child,
            _folder: folder,
            control: Mutex::new(control),
            transcript,
            ear,
            address: (Ipv4Addr::LOCALHOST, sip).into(),
        }
    }

    fn account(&self) -> String {
        let mut line = format!(
            "<sip:{}@{}>;auth_pass={};answermode={};audio_codecs={}",
            self.user, self.domain, self.password, self.answers, self.codec,
        );
        match self.switch {
            Some((switch, transport)) => write!(
                line,
                ";regint=60;outbound=\"sip:{switch};transport={transport}\""
            ),
            None => write!(line, ";regint=0"),
        }
        .expect("strings take everything");
        line + "\n"
    }
}

/// baresip's configuration. What is not plain:
///
/// - `net_interface` takes an address too; without it baresip leaves loopback out and says in its
///   SDP that it is somewhere else.
/// - Player and recording run at 48 kHz with every codec: the pipe of [`Ear`] is handed back page by
///   page, and a page at 8 kHz is longer than baresip's own buffer.
/// - The account module must be temporary, or its accounts are read twice.
fn config(folder: &TempDir, sip: u16, control: u16, rtp: std::ops::Range<u16>) -> String {
    format!(
        "poll_method epoll
sip_listen 127.0.0.1:{sip}
net_interface 127.0.0.1
ctrl_tcp_listen 127.0.0.1:{control}
rtp_ports {}-{}
call_local_timeout 120
call_max_calls 4
audio_player alsa,ear
audio_source aufile,{}
audio_alert alsa,nowhere
audio_buffer 20-160
audio_txmode thread
ausrc_srate 48000
auplay_srate 48000
ausrc_channels 1
auplay_channels 1
jitter_buffer_delay 1-5
ringback_disabled yes
statmode_default off
module_path {MODULES}
module opus.so
module g711.so
module alsa.so
module aufile.so
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
",
        rtp.start,
        rtp.end - 1,
        folder.path().join("says.wav").display(),
    )
}

const MODULES: &str = "/usr/lib/baresip/modules";

/// ALSA without a sound card.
fn sound_cards(folder: &TempDir) -> String {
    format!(
        "pcm.ear {{ type file; slave.pcm {{ type null }}; file \"{}\"; format raw }}
pcm.nowhere {{ type null }}
",
        folder.path().join("ear").display(),
    )
}

/// A child that is ended, and waited for, when it is dropped.
#[derive(Debug)]
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A running telephone.
#[derive(Debug)]
pub struct Phone {
    _child: Ended,
    _folder: TempDir,
    control: Mutex<TcpStream>,
    transcript: Transcript,
    ear: Ear,
    address: SocketAddr,
}

impl Phone {
    /// Calls `uri` and does not wait.
    pub fn dial(&self, uri: &str) {
        self.command("dial", uri);
    }

    /// Ends its call.
    pub fn hang_up(&self) {
        self.command("hangup", "");
    }

    /// Puts its call on hold.
    pub fn hold(&self) {
        self.command("hold", "");
    }

    /// Takes its call back from hold.
    pub fn resume(&self) {
        self.command("resume", "");
    }

    /// Presses keys, telephone-event on the wire.
    pub fn press(&self, keys: &str) {
        for key in keys.chars() {
            self.command("sndcode", &key.to_string());
        }
    }

    /// Waits until a call of it is up.
    pub fn established(&self) {
        self.wait("CALL_ESTABLISHED");
    }

    /// Waits until a call of it has ended.
    pub fn closed(&self) {
        self.wait("CALL_CLOSED");
    }

    /// Whether a call of it has ended.
    pub fn has_closed(&self) -> bool {
        self.transcript.text().contains("CALL_CLOSED")
    }

    /// Waits for something in its log, its events or the SIP messages it sent and got.
    pub fn wait(&self, wanted: &str) {
        self.transcript.wait(wanted, SOON);
    }

    /// All it has said, and the SIP messages it sent and got.
    pub fn log(&self) -> String {
        self.transcript.text()
    }

    /// All it has heard since it was started; the end is now.
    pub fn heard(&self) -> Sound {
        self.ear.heard()
    }

    /// Where it takes SIP.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// One command to `ctrl_tcp`: JSON in a netstring.
    fn command(&self, command: &str, parameters: &str) {
        let text = serde_json::json!({ "command": command, "params": parameters }).to_string();
        self.control
            .lock()
            .expect("nobody panics while holding this")
            .write_all(format!("{}:{text},", text.len()).as_bytes())
            .expect("the phone still runs");
    }
}
