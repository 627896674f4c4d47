//! What enters and leaves the [`Switch`](crate::Switch).

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use runtime::dialplan::Dialplan;
use runtime::host::{CallId, Event, Finish, Reply, Request, RequestId, Start};
use runtime::status::{ChannelStatus, HintStatus};

/// The two clocks: one for timers, one for what people read.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    /// Runs on.
    pub instant: Instant,
    /// May jump.
    pub wall: SystemTime,
}

/// Something happened outside.
#[derive(Debug)]
pub enum Input {
    /// A UDP datagram.
    Datagram {
        /// Our end.
        local: SocketAddr,
        /// Their end.
        peer: SocketAddr,
        /// What it holds.
        payload: Vec<u8>,
    },
    /// A stream is there: accepted, or opened because of [`Output::Connect`].
    StreamOpened {
        /// Its identity: below 2^63 for one that was accepted, as the switch numbers its own from there.
        connection: sip::ConnectionId,
        /// Our end.
        local: SocketAddr,
        /// Their end.
        peer: SocketAddr,
    },
    /// Bytes of a stream.
    StreamData {
        /// Which.
        connection: sip::ConnectionId,
        /// What came.
        payload: Vec<u8>,
    },
    /// A stream has ended, or could not be opened.
    StreamClosed(sip::ConnectionId),
    /// A script wants something.
    Request(RequestId, Request),
    /// The answer to [`ToScript::Ask`], for the script that asked.
    Told(RequestId, Reply),
    /// A script has ended.
    Finished(Finish),
    /// A media thread says something.
    Media(media::Event),
    /// A job is done.
    Done(JobId, JobDone),
    /// A new generation of the dialplan is in force.
    Generation(Arc<Dialplan>),
    /// The configuration was read anew; what cannot change without a restart is ignored.
    Configuration(Box<crate::SwitchConfig>),
    /// Something about accounts is wanted from outside; [`Output::Answer`] follows.
    Account(Ticket, AccountCommand),
    /// No new calls from now on; what is up goes on.
    Drain,
    /// Work piles up outside (sockets, workers), or does no longer: meanwhile every request that is not
    /// part of something there is gets 503.
    Overloaded(bool),
}

/// Names a question from outside; whoever asks chooses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ticket(pub u64);

/// What an operator wants of accounts.
#[derive(Clone, PartialEq, Eq)]
pub enum AccountCommand {
    /// Make an account.
    Add {
        /// Skype name.
        name: String,
        /// Password in the realm of the switch.
        password: String,
    },
    /// Give an account another password.
    SetPassword {
        /// Skype name.
        name: String,
        /// Password in the realm of the switch.
        password: String,
    },
    /// Remove an account with everything about it.
    Remove {
        /// Skype name.
        name: String,
    },
    /// A line an account: name, availability, full name.
    List,
    /// Decide about a buddy in the name of a member.
    Judge {
        /// Skype name of the member.
        name: String,
        /// Skype name or number of the buddy.
        other: String,
        /// What is decided.
        verdict: community::Verdict,
    },
    /// Log in to an account of `chan_skype.conf`.
    LogIn {
        /// Skype name.
        name: String,
    },
    /// Log off from an account of `chan_skype.conf`.
    LogOff {
        /// Skype name.
        name: String,
    },
}

impl std::fmt::Debug for AccountCommand {
    /// Without passwords.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (word, name) = match self {
            Self::Add { name, .. } => ("Add", name.as_str()),
            Self::SetPassword { name, .. } => ("SetPassword", name.as_str()),
            Self::Remove { name } => ("Remove", name.as_str()),
            Self::List => ("List", ""),
            Self::Judge { name, .. } => ("Judge", name.as_str()),
            Self::LogIn { name } => ("LogIn", name.as_str()),
            Self::LogOff { name } => ("LogOff", name.as_str()),
        };
        write!(out, "{word}({name:?})")
    }
}

/// What has to happen outside.
#[derive(Debug)]
pub enum Output {
    /// A datagram.
    Datagram {
        /// From which of our addresses.
        local: SocketAddr,
        /// To whom.
        peer: SocketAddr,
        /// What.
        payload: Vec<u8>,
    },
    /// Open a TCP stream and tell by [`Input::StreamOpened`] or [`Input::StreamClosed`].
    Connect {
        /// The identity it is to have.
        connection: sip::ConnectionId,
        /// To whom.
        peer: SocketAddr,
    },
    /// Bytes for a stream.
    StreamData {
        /// Which.
        connection: sip::ConnectionId,
        /// What.
        payload: Vec<u8>,
    },
    /// Close a stream.
    Disconnect(sip::ConnectionId),
    /// For the script's worker.
    Script(CallId, ToScript),
    /// For the media thread of that leg.
    Media(media::Command),
    /// For the background thread.
    Job(JobId, Job),
    /// For whoever asked: a sentence for an operator, or why not.
    Answer(Ticket, Result<String, String>),
}

/// For a script. A call's messages keep their order.
#[derive(Clone, Debug)]
pub enum ToScript {
    /// Begin.
    Start(Box<Start>),
    /// The answer to its request of that number.
    Reply(u32, Reply),
    /// Meanwhile.
    Event(Event),
    /// Another script reads or sets a variable of it: `runtime::executor::Executor::answer_about` knows the answer,
    /// which comes back as [`Input::Told`].
    Ask {
        /// Who asks.
        by: RequestId,
        /// The variable.
        name: String,
        /// What it is set to; it is read without.
        value: Option<String>,
    },
}

/// Identity of a [`Job`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JobId(pub u64);

/// Work that takes a disk.
#[derive(Debug)]
pub enum Job {
    /// Put these on disk, all or none. Answers come in the order of the jobs.
    Commit(Vec<community::Change>),
    /// Read these prompts.
    Prompts {
        /// Names without an ending, or paths.
        names: Vec<String>,
        /// The language wanted.
        language: String,
    },
}

/// What became of a [`Job`].
#[derive(Debug)]
pub enum JobDone {
    /// They are on disk, or (with the reason, for a log) none of them is.
    Committed(Vec<community::Change>, Result<(), String>),
    /// The audio, or the first name that no readable file has and why.
    Prompts(Result<Vec<media::Audio>, (String, String)>),
}

/// Where RTP ports come from.
pub trait MediaPorts: Send {
    /// Opens a pair of ports for that leg (RTP even, RTCP the next) on the address media is told to use, and
    /// gives the RTP one; none when the range is used up.
    fn open(&mut self, leg: media::LegId) -> Option<SocketAddr>;

    /// The address that media is told to use; audio to the other family of addresses is refused.
    fn address(&self) -> IpAddr;
}

/// What `core show …` and the manager read; see `Switch`.
#[derive(Debug, Default)]
pub struct Snapshot {
    /// Sorted by name.
    pub channels: Vec<ChannelStatus>,
    /// Sorted by context and extension.
    pub hints: Vec<HintStatus>,
}
