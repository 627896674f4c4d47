//! A telephone in a terminal: a dialplan on a channel of this program's own, without SIP and without sound.
//!
//! `cargo run --example telephone` makes a call. Type keys (`0-9 * #`) and Enter; `h` hangs up.

#![allow(clippy::disallowed_methods, clippy::print_stdout)] // it has a clock and a terminal

use std::io::stdin;
use std::sync::mpsc::{Receiver, RecvTimeoutError as Gone, channel};
use std::time::{Duration, Instant, SystemTime};

use runtime::dialplan::{Dialplan, Source};
use runtime::exchange::{Carrier, Channel, Exchange, Incoming, Playing};
use runtime::executor::Output;
use runtime::host::{Cause, Event};
use runtime::library::{Application, Arg, Kind, Value};

/// An application of this program's own.
const PRINT: Application = Application {
    name: "Print",
    synopsis: "Shows a text on the telephone's display.",
    args: &[Arg::required("text", "The text.", Kind::Text)],
    run: |_, args| {
        println!("[{}]", args.text(0));
        Ok(Value::UNIT)
    },
    ..Application::BARE
};

/// The handset: it says what it would sound like.
struct Handset;

impl Channel for Handset {
    fn answer(&mut self) {
        println!("(somebody picks up)");
    }

    fn play(&mut self, prompts: &[String], _language: &str) -> Playing {
        println!("(you hear {})", prompts.join(", then "));
        Playing::For(Duration::from_millis(300))
    }

    fn hang_up(&mut self, cause: Cause) {
        println!("(the line goes dead: {cause:?})");
    }
}

/// What is around it: mistakes of the dialplan are shown.
struct Desk;

impl Carrier for Desk {
    fn report(&mut self, output: Output) {
        if let Output::Fault(_, mistake) = output {
            println!("{}", mistake.message);
        }
    }
}

/// Makes a call and gives how it ended; `typed` are the keys, line by line.
pub(crate) fn telephone(dialplan: &str, typed: &Receiver<String>) -> Result<Cause, Gone> {
    let library = stdlib::LIBRARY.with(vec![PRINT], Vec::new());
    let sources = vec![Source::new("telephone.rhai", dialplan)];
    let (dialplan, findings) = Dialplan::load(sources, library);
    assert!(findings.is_empty(), "{findings:?}");

    let mut exchange = Exchange::new(library, dialplan, Desk);
    let incoming = Incoming::new("Handset/1", "home", "s").from("100", "You");
    let line = exchange.call(Instant::now(), Box::new(Handset), incoming);
    loop {
        let now = Instant::now();
        exchange.run(now, SystemTime::now());
        if let Some((_, cause)) = exchange.take_finished() {
            return Ok(cause);
        }
        let next = exchange.poll_timeout(now).map(|at| at - now);
        match typed.recv_timeout(next.unwrap_or(Duration::from_secs(60))) {
            Ok(keys) => keys.trim().chars().for_each(|key| {
                let event = match key {
                    'h' => Event::Ended(line, Cause::Normal),
                    key => Event::Digit(line, key),
                };
                exchange.event(Instant::now(), event);
            }),
            Err(Gone::Timeout) => {}
            Err(gone) => return Err(gone),
        }
    }
}

#[allow(dead_code)] // the test calls `telephone` itself
fn main() -> Result<(), Gone> {
    let (keys, typed) = channel();
    std::thread::spawn(move || {
        let mut lines = stdin().lines().map_while(Result::ok);
        lines.try_for_each(|line| keys.send(line))
    });
    telephone(include_str!("telephone.rhai"), &typed).map(drop)
}
