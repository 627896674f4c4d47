//! The thread that says what is wrong with files that were read. What whole programs are warned of takes a second for
//! 100,000 extensions, and a save that comes meanwhile is to go live at once.
//!
//! In: what came of reading the files. Out: lines in the log, and answers to operators. Where nobody waits for an answer,
//! only the newest is told.

use std::sync::mpsc::{Receiver, Sender, channel};

use runtime::reload::Reload;

use super::{Answer, report};
use crate::config::Config;
use crate::worker::Publisher;

/// What is to be told.
pub(super) struct Told {
    pub(super) reload: Reload,
    /// The live generation's number, and how many files were read.
    pub(super) number: u64,
    pub(super) files: usize,
    /// Who wants to know.
    pub(super) answer: Option<Sender<Answer>>,
}

/// Starts the thread; it ends with the sender.
pub(super) fn start(config: Config, publisher: Publisher) -> std::io::Result<Sender<Told>> {
    let (sender, receiver) = channel();
    std::thread::Builder::new()
        .name("adviser".into())
        .spawn(move || run(&receiver, &config, &publisher))?;
    Ok(sender)
}

fn run(receiver: &Receiver<Told>, config: &Config, publisher: &Publisher) {
    while let Ok(mut told) = receiver.recv() {
        while told.answer.is_none()
            && let Ok(newer) = receiver.try_recv()
        {
            told = newer;
        }
        let answer = text(&told, config, publisher);
        match told.answer {
            Some(operator) => drop(operator.send(answer)),
            None => report::refusal(&answer),
        }
    }
}

fn text(told: &Told, config: &Config, publisher: &Publisher) -> Answer {
    let Told {
        reload,
        number,
        files,
        ..
    } = told;
    let findings = report::findings(reload, config);
    if reload.is_refused() {
        return Err(format!(
            "{findings}the dialplan has errors: generation {number} stays in force"
        ));
    }
    if !reload.replaced {
        return Ok(format!(
            "{findings}generation {number} of {files} files stays: nothing has changed"
        ));
    }
    let changes = report::changes(&reload.changes());
    let calls = publisher.calls().into_iter();
    let elsewhere = report::elsewhere(calls.filter(|(other, _)| other != number));
    Ok(format!(
        "{findings}generation {number} of {files} files is in force now\n{changes}{elsewhere}"
    ))
}
