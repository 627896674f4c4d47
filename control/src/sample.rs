//! A switch for the tests of this crate: two calls, one of them from someone who sends escape sequences.

use std::sync::Arc;
use std::time::Duration;

use community::Verdict;
use runtime::call::{Call, ScriptError};
use runtime::dialplan::{Dialplan, Source};
use runtime::host::{CallId, Cause, ChannelId, ChannelInfo, Start, Technology};
use runtime::library::{Application, Args, Function, Library, Value};
use runtime::status::{
    AccountStatus, BuddyStatus, ChannelStatus, GenerationStatus, HintStatus, RequestStatus,
};
use runtime::trace::{Entry, Keep, Kept, Shelf, Story, What};

use crate::{Switchboard, execute};

/// What the switch answers; empty by default.
pub(crate) struct Sample {
    pub(crate) channels: Vec<ChannelStatus>,
    pub(crate) hints: Vec<HintStatus>,
    pub(crate) accounts: Vec<AccountStatus>,
    pub(crate) dialplan: Arc<Dialplan>,
    pub(crate) reload: Result<String, String>,
    pub(crate) rollback: Result<String, String>,
    pub(crate) generations: Vec<GenerationStatus>,
    pub(crate) uptime: Duration,
    pub(crate) traces: Vec<Kept>,
}

/// Runs a line on the busy switch, which does it and answers the text.
#[track_caller]
pub(crate) fn check(line: &str, text: &str) {
    check_on(&Sample::busy(), line, text);
}

/// As [`check`], on a switch of one's own.
#[track_caller]
pub(crate) fn check_on(board: &Sample, line: &str, text: &str) {
    let outcome = execute(line, board);
    assert_eq!(outcome.text, text, "{line}");
    assert!(outcome.ok, "{line}");
}

/// Runs a line on the busy switch, which does not do it and answers the text.
#[track_caller]
pub(crate) fn refuse(line: &str, text: &str) {
    refuse_on(&Sample::busy(), line, text);
}

/// As [`refuse`], on a switch of one's own.
#[track_caller]
pub(crate) fn refuse_on(board: &Sample, line: &str, text: &str) {
    let outcome = execute(line, board);
    assert_eq!(outcome.text, text, "{line}");
    assert!(!outcome.ok, "{line}");
}

impl Default for Sample {
    fn default() -> Self {
        Self {
            channels: Vec::new(),
            hints: Vec::new(),
            accounts: Vec::new(),
            dialplan: Arc::new(Dialplan::empty()),
            reload: Ok(String::new()),
            rollback: Ok(String::new()),
            generations: Vec::new(),
            uptime: Duration::ZERO,
            traces: Vec::new(),
        }
    }
}

impl Sample {
    /// With a dialplan in Asterisk's language alone.
    pub(crate) fn with_lines(text: &str) -> Self {
        let source = Source::new("extensions.conf", text);
        let (dialplan, _) = Dialplan::load(vec![source], LIBRARY);
        Self {
            dialplan: Arc::new(dialplan),
            ..Self::default()
        }
    }

    /// With something of everything.
    pub(crate) fn busy() -> Self {
        let source = Source::new("demo.rhai", DIALPLAN);
        let (dialplan, findings) = Dialplan::load(vec![source], LIBRARY);
        assert!(findings.is_empty(), "{findings:?}");
        Self {
            channels: channels(),
            hints: vec![
                hint("demo", "100", "Skype:james_bond@austin_powers", "Idle", 1),
                hint(
                    "internal",
                    "200",
                    "SIP/shoe-phone&SIP/kitchen",
                    "Unavailable",
                    12,
                ),
            ],
            accounts: vec![
                account("austin_powers", "Austin \u{9b}Powers", "Online", 2),
                AccountStatus {
                    configured: true,
                    status: "Logged In",
                    ..account("james_bond", "James Bond", "Invisible", 0)
                },
            ],
            dialplan: Arc::new(dialplan),
            uptime: Duration::from_millis(3_601_900),
            traces: traces(),
            ..Self::default()
        }
    }

    fn configured(&self, name: &str, done: &str) -> Result<String, String> {
        let known = |row: &AccountStatus| row.configured && row.name == name;
        if self.accounts.iter().any(known) {
            Ok(format!("{done} `{name}`"))
        } else {
            Err(format!("`{name}` is not in chan_skype.conf"))
        }
    }
}

impl Switchboard for Sample {
    fn channels(&self) -> Vec<ChannelStatus> {
        self.channels.clone()
    }

    fn hints(&self) -> Vec<HintStatus> {
        self.hints.clone()
    }

    fn accounts(&self) -> Vec<AccountStatus> {
        self.accounts.clone()
    }

    fn buddies(&self, account: &str) -> Option<Vec<BuddyStatus>> {
        match account {
            "james_bond" => Some(vec![
                buddy("+442072221010", "", "SkypeOut"),
                buddy(
                    "austin_powers",
                    "Austin Powers",
                    "Waiting for Authorization",
                ),
            ]),
            "austin_powers" => Some(Vec::new()),
            _ => None,
        }
    }

    fn requests(&self, account: &str) -> Option<Vec<RequestStatus>> {
        let request = |by: &str, standing, message: &str| RequestStatus {
            by: by.to_owned(),
            standing,
            message: message.to_owned(),
        };
        (account == "james_bond").then(|| {
            vec![
                request("austin_powers", "Waiting", "Yeah, \u{1b}baby"),
                request("max_smart", "Blocked", ""),
            ]
        })
    }

    fn judge(&self, account: &str, other: &str, verdict: Verdict) -> Result<String, String> {
        match self.accounts.iter().any(|row| row.name == account) {
            true => Ok(format!("`{account}` {} `{other}`", verdict.done())),
            false => Err(format!("nobody has the name `{account}`")),
        }
    }

    fn dialplan(&self) -> Arc<Dialplan> {
        Arc::clone(&self.dialplan)
    }

    fn reload(&self) -> Result<String, String> {
        self.reload.clone()
    }

    fn rollback(&self) -> Result<String, String> {
        self.rollback.clone()
    }

    fn generations(&self) -> Vec<GenerationStatus> {
        self.generations.clone()
    }

    fn library(&self) -> Library {
        LIBRARY
    }

    fn show_application(&self, name: &str) -> Option<String> {
        Some(format!("all about the application {name}\n"))
    }

    fn show_function(&self, name: &str) -> Option<String> {
        Some(format!("all about the function {name}\n"))
    }

    fn log_in(&self, account: &str) -> Result<String, String> {
        self.configured(account, "logging in")
    }

    fn log_off(&self, account: &str) -> Result<String, String> {
        self.configured(account, "logged off")
    }

    fn traces(&self) -> Vec<Kept> {
        self.traces.clone()
    }

    fn trace(&self, number: u64) -> Option<Kept> {
        let mut traces = self.traces.iter();
        traces.find(|kept| kept.number == number).cloned()
    }

    fn save_trace(&self, name: &str, _: &str) -> Result<String, String> {
        Ok(format!("wrote {name}"))
    }

    fn uptime(&self) -> Duration {
        self.uptime
    }
}

const DIALPLAN: &str = r#"context "demo" {
    include "internal";
    hint "100" => "Skype:james_bond@austin_powers";

    extension "james_bond" => { }
    extension "_1NXX" => { }
}
context "internal" {
    extension "_1NXX" => { }
    extension "_2XX" => { }
    hint "200" => "SIP/shoe-phone";
}
"#;

fn channels() -> Vec<ChannelStatus> {
    let channel = |id, name: &str, state, caller: &str, seconds| ChannelStatus {
        id: ChannelId(id),
        name: name.to_owned(),
        call: None,
        context: String::new(),
        extension: String::new(),
        state,
        caller: caller.to_owned(),
        bridged: None,
        codec: String::new(),
        duration: Duration::from_secs(seconds),
    };
    let caller = "Skype/james_bond-00000001";
    let phone = "SIP/shoe-phone-00000002";
    vec![
        ChannelStatus {
            call: Some(CallId(7)),
            context: "demo".to_owned(),
            extension: "james_bond".to_owned(),
            bridged: Some(phone.to_owned()),
            codec: "opus".to_owned(),
            ..channel(1, caller, "Up", "austin_powers", 61)
        },
        ChannelStatus {
            bridged: Some(caller.to_owned()),
            codec: "PCMU".to_owned(),
            ..channel(2, phone, "Up", "austin_powers", 59)
        },
        channel(
            3,
            "SIP/kitchen-00000003",
            "Ringing",
            "\x1b[2J\r\nSIP/forged",
            100_000,
        ),
    ]
}

/// A call that waited, from someone who sends escape sequences, and one that failed.
fn traces() -> Vec<Kept> {
    let start = |extension: &str| {
        let (id, name) = (ChannelId(1), "SIP/desk-00001");
        let mut channel = ChannelInfo::new(id, name, Technology::Sip, extension);
        channel.caller.num = "\x1b[2Jaustin_powers".to_owned();
        Start::new(CallId(1), channel, "internal")
    };
    let began = Duration::from_secs(1_700_000_000);
    let text = ("demo.rhai".into(), DIALPLAN.into());
    let waited = vec![
        entry(0, began_at(began)),
        entry(0, enter("100")),
        entry(0, step("Wait", "2")),
        entry(
            2000,
            What::Resumed {
                wall: began,
                waited: Duration::from_secs(2),
            },
        ),
        entry(
            2000,
            What::Gave {
                depth: 0,
                value: "".into(),
            },
        ),
        entry(
            2000,
            What::Set {
                name: "x".into(),
                before: None,
                after: Some("\x1b[2J".into()),
            },
        ),
        entry(2000, What::Finished(Cause::Normal)),
    ];
    let failed = vec![
        entry(0, began_at(began)),
        entry(0, enter("666")),
        entry(0, step("Set", "x=1")),
        entry(0, step("Set", "x=2")),
        entry(0, What::Finished(Cause::Congestion)),
    ];
    let mut shelf = Shelf::new(Keep::default());
    shelf.put(Story::kept(start("100"), waited, vec![text], false));
    shelf.put(Story::kept(start("666"), failed, Vec::new(), true));
    shelf.all()
}

fn entry(milliseconds: u64, what: What) -> Entry {
    Entry {
        at: Duration::from_millis(milliseconds),
        what,
    }
}

fn began_at(wall: Duration) -> What {
    What::Resumed {
        wall,
        waited: Duration::ZERO,
    }
}

fn enter(extension: &str) -> What {
    What::Enter {
        id: ChannelId(1),
        channel: "SIP/desk-00001".into(),
        context: "internal".into(),
        extension: extension.into(),
    }
}

fn step(application: &'static str, data: &str) -> What {
    What::Step {
        depth: 0,
        priority: 1,
        application: application.into(),
        data: data.into(),
        file: "demo.rhai".into(),
        line: 5,
    }
}

fn hint(context: &str, extension: &str, watches: &str, state: &str, watchers: usize) -> HintStatus {
    HintStatus {
        context: context.to_owned(),
        extension: extension.to_owned(),
        watches: watches.to_owned(),
        state: state.to_owned(),
        watchers,
    }
}

fn account(
    name: &str,
    fullname: &str,
    availability: &'static str,
    clients: usize,
) -> AccountStatus {
    AccountStatus {
        name: name.to_owned(),
        fullname: fullname.to_owned(),
        configured: false,
        status: "Logged Out",
        availability,
        clients,
    }
}

fn buddy(name: &str, fullname: &str, state: &'static str) -> BuddyStatus {
    BuddyStatus {
        buddy: name.to_owned(),
        fullname: fullname.to_owned(),
        state,
    }
}

static LIBRARY: Library = Library {
    applications: &[
        &application("Answer", "Answers the channel."),
        &application("Dial", "Calls one or more destinations."),
    ],
    functions: &[
        &Function {
            write: Some(|_, _, _| Ok(())),
            ..function("CHANNEL", "Reads and writes a property of the channel.")
        },
        &function("LEN", "Counts characters."),
    ],
};

const fn application(name: &'static str, synopsis: &'static str) -> Application {
    Application {
        name,
        since: "0.1.0",
        synopsis,
        description: "",
        args: &[],
        status: None,
        comes_back: true,
        source: "",
        example: "",
        run: nothing,
    }
}

const fn function(name: &'static str, synopsis: &'static str) -> Function {
    Function {
        name,
        since: "0.1.0",
        synopsis,
        description: "",
        args: &[],
        values: &[],
        source: "",
        example: "",
        read: Some(nothing),
        write: None,
    }
}

fn nothing(_: &Call, _: &Args) -> Result<Value, ScriptError> {
    Ok(Value::UNIT)
}
