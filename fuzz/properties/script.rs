//! Scripts: whatever one does and whatever it is answered, it ends within its budgets.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use runtime::dialplan::{Dialplan, Source};
use runtime::executor::{Budgets, Executor, Output};
use runtime::globals::Globals;
use runtime::host::{
    CallId, CallerId, Cause, ChannelId, ChannelInfo, Event, Reply, SkypeCall, Start, Technology,
};

use super::decisions::Decisions;

const CALL: CallId = CallId(1);
const CHANNEL: ChannelId = ChannelId(7);

/// Outputs that a script of these budgets can have.
const MOST_OUTPUTS: usize = 60_000;

/// The statements of an extension; before the first line end, what the host answers and tells.
pub fn check(input: &[u8]) {
    let end = input.iter().position(|octet| *octet == b'\n');
    let (host, statements) = input.split_at(end.unwrap_or(0));
    run(&String::from_utf8_lossy(statements), Decisions(host));
}

/// Runs statements; a text that does not pass the checker is left.
pub fn run(statements: &str, host: Decisions<'_>) {
    let text = format!("context \"c\" {{ extension \"_[sih0-9]!\" => {{\n{statements}\n}} }}");
    run_file("c.rhai", &text, host);
}

/// Runs the extension `s` of the context `c` of a file, if there is one.
pub(super) fn run_file(path: &str, text: &str, host: Decisions<'_>) {
    let (plan, findings) = Dialplan::load(vec![Source::new(path, text)], stdlib::LIBRARY);
    if findings.iter().any(|finding| finding.is_error()) || !plan.exists("c", "s") {
        return;
    }
    let budgets = Budgets {
        operations: 50_000,
        memory: 2 << 20,
        busy: Duration::from_secs(1),
        ..Budgets::default()
    };
    let executor = Executor::new(budgets, stdlib::LIBRARY, Arc::new(plan), Globals::new());
    let mut stage = Stage {
        executor,
        now: Instant::now(),
        host,
        outputs: 0,
        finished: 0,
    };
    stage.play();
}

struct Stage<'input> {
    executor: Executor,
    now: Instant,
    host: Decisions<'input>,
    outputs: usize,
    finished: usize,
}

impl Stage<'_> {
    fn play(&mut self) {
        self.executor.start(self.now, start());
        self.settle();
        for _ in 0..50 {
            let next = self
                .executor
                .poll_timeout()
                .filter(|_| self.host.octet() % 4 != 3);
            self.now = next
                .unwrap_or(self.now + Duration::from_secs(1))
                .max(self.now);
            let event = self.event();
            self.executor.event(self.now, CALL, event);
            self.settle();
        }
        self.executor
            .event(self.now, CALL, Event::Ended(CHANNEL, Cause::Normal));
        self.settle();
        self.executor.stop(self.now, CALL);
        self.settle();
        assert_eq!(
            (self.executor.calls(), self.finished),
            (0, 1),
            "it ends, and once"
        );
    }

    fn settle(&mut self) {
        loop {
            while let Some(output) = self.executor.poll_output() {
                self.outputs += 1;
                assert!(
                    self.outputs < MOST_OUTPUTS,
                    "outputs without end: {output:?}"
                );
                match output {
                    Output::Request(id, _) => {
                        let reply = self.reply();
                        self.executor.reply(self.now, id, reply);
                    }
                    Output::Finished(_) => self.finished += 1,
                    Output::Fault(..)
                    | Output::Verbose { .. }
                    | Output::Traced(..)
                    | Output::Story(_)
                    | Output::UserEvent { .. }
                    | Output::FloodBegins(_)
                    | Output::FloodEnds { .. } => {}
                }
            }
            if !self.executor.is_ready() {
                return;
            }
            self.executor.run(self.now, SystemTime::UNIX_EPOCH);
        }
    }

    fn reply(&mut self) -> Reply {
        let text = || "+12564286000, \"x\" <y>;\n".to_owned();
        match self.host.octet() % 12 {
            1 => Reply::Channel(ChannelId(8), "SIP/a-8".into()),
            2 => Reply::Text(text()),
            3 => Reply::Rows(vec![(text(), "Online".into()); 3]),
            4 => Reply::NotFound(text()),
            5 => Reply::Refused(Cause::Busy, text()),
            6 => Reply::TimedOut,
            7 => Reply::Gone,
            8 => Reply::Channel(CHANNEL, String::new()),
            9 => Reply::Text(String::new()),
            _ => Reply::Done,
        }
    }

    fn event(&mut self) -> Event {
        let octet = self.host.octet();
        let channel = if octet & 0x80 == 0 {
            ChannelId(8)
        } else {
            CHANNEL
        };
        match octet % 12 {
            1 => Event::Ringing(channel),
            2 => Event::Progress(channel),
            3 => Event::Answered(channel),
            4 => Event::Ended(channel, Cause::Busy),
            5 => Event::Played(channel),
            6 => Event::DigitsSent(channel),
            7 => Event::TransferRequested(channel, "600".into()),
            8 => Event::Topic(channel, "x".into()),
            _ => Event::Digit(channel, ['1', '#', '*', 'D'][usize::from(octet % 4)]),
        }
    }
}

fn start() -> Start {
    let caller = CallerId {
        num: "austin_powers".into(),
        name: "Austin".into(),
    };
    let channel = ChannelInfo {
        id: CHANNEL,
        name: "Skype/james_bond-1".into(),
        technology: Technology::Skype,
        caller,
        dialed: "s".into(),
        language: "en".into(),
        skype: Some(Box::new(SkypeCall::default())),
        variables: vec![("__color".into(), "red".into())],
        max_forwards: ChannelInfo::MAX_FORWARDS,
    };
    Start::new(CALL, channel, "c")
}
