//! A session of `skyplan console`: commands from a person or a pipe, one after the other.
//!
//! At a terminal lines are edited, completed by Tab with the words the switch has, and remembered from one
//! session to the next. From anything else lines are read as they are, so that a script can be fed in.

use std::io::{self, BufRead, IsTerminal, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use rustyline::completion::Completer;
use rustyline::config::{BellStyle, CompletionType};
use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{Context, Editor, Helper, Highlighter, Hinter, Validator};

use crate::console::{Answer, Ask, answers, ask};

/// What stands before a line that is typed.
const PROMPT: &str = "skyplan> ";

/// Lines that are remembered.
const HISTORY: usize = 1000;

/// The switch at the other end of its control socket.
#[derive(Clone, Debug)]
pub struct Session {
    socket: PathBuf,
}

impl Session {
    /// A session with the switch that has this socket.
    pub fn new(socket: PathBuf) -> Self {
        Self { socket }
    }

    /// Runs one command, printing what comes of it: all that follows too, if it follows something.
    pub fn command(&self, line: &str) -> Result<String, String> {
        let ask = Ask::Command(line.to_owned());
        let answers = answers(&self.socket, &ask).map_err(|error| self.broken(&error))?;
        let mut answers = answers.ok_or_else(|| self.absent())?;
        let first = answers
            .next()
            .ok_or_else(|| "the switch has hung up".to_owned())?;
        let first = first.map_err(|error| self.broken(&error))?;
        match first {
            Answer {
                ok: false, text, ..
            } => Err(text),
            Answer {
                more: false, text, ..
            } => Ok(text),
            Answer { text, .. } => {
                show(&text);
                follow(answers).map(|()| String::new())
            }
        }
    }

    /// Runs what standard input says until it ends or says `quit`.
    pub fn run(&self) -> Result<String, String> {
        if io::stdin().is_terminal() {
            self.at_terminal()
        } else {
            self.run_lines(io::stdin().lock())
        }
    }

    fn ask(&self, what: &Ask) -> Result<String, String> {
        match ask(&self.socket, what) {
            Ok(Some(answer)) if answer.ok => Ok(answer.text),
            Ok(Some(answer)) => Err(answer.text),
            Ok(None) => Err(self.absent()),
            Err(error) => Err(self.broken(&error)),
        }
    }

    fn absent(&self) -> String {
        format!(
            "no switch is running with {}\n\
             help: start it with `skyplan serve`, or name its configuration with `--config FILE`",
            self.socket.display()
        )
    }

    fn broken(&self, error: &io::Error) -> String {
        format!(
            "cannot talk to the switch by {}: {error}",
            self.socket.display()
        )
    }

    /// A pipe goes on after a command that failed, and fails in the end.
    fn run_lines(&self, lines: impl BufRead) -> Result<String, String> {
        let (mut commands, mut failed) = (0, 0);
        for line in lines.lines() {
            let line = line.map_err(|error| format!("cannot read a command: {error}"))?;
            match self.line(&line) {
                Next::Quit => break,
                Next::Nothing => {}
                Next::Done => commands += 1,
                Next::Failed => (commands, failed) = (commands + 1, failed + 1),
            }
        }
        match failed {
            0 => Ok(String::new()),
            failed => Err(format!("{failed} of {commands} commands failed")),
        }
    }

    fn at_terminal(&self) -> Result<String, String> {
        // Nobody wants a prompt that every command fails at.
        let version = self.command("core show version")?;
        let wrong = |error: ReadlineError| format!("cannot use this terminal: {error}");
        let config = rustyline::Config::builder()
            .max_history_size(HISTORY)
            .and_then(|config| config.history_ignore_dups(true))
            .map_err(wrong)?
            .history_ignore_space(true)
            .completion_type(CompletionType::List)
            .bell_style(BellStyle::None)
            .build();
        let mut editor = Editor::<Words, FileHistory>::with_config(config).map_err(wrong)?;
        editor.set_helper(Some(Words(self.clone())));
        let history = history_file();
        if let Some(file) = &history {
            // There is none the first time.
            let _ = editor.load_history(file);
        }
        show(&version);
        show("`help` lists the commands, Tab completes them, Ctrl-D ends the console.");
        loop {
            match editor.readline(PROMPT) {
                Ok(line) => {
                    let _ = editor.add_history_entry(line.trim());
                    if matches!(self.line(&line), Next::Quit) {
                        break;
                    }
                }
                // As in a shell: the line is dropped, the console stays.
                Err(ReadlineError::Interrupted) => {}
                Err(ReadlineError::Eof) => break,
                Err(error) => return Err(wrong(error)),
            }
        }
        if let Some(file) = &history
            && let Err(error) = editor.append_history(file)
        {
            return Err(format!("cannot write {}: {error}", file.display()));
        }
        Ok(String::new())
    }

    fn line(&self, line: &str) -> Next {
        match line.trim() {
            "" => Next::Nothing,
            "quit" | "exit" => Next::Quit,
            command => match self.command(command) {
                Ok(text) => {
                    show(&text);
                    Next::Done
                }
                Err(error) => {
                    let _ = writeln!(io::stderr(), "{}", error.trim_end());
                    Next::Failed
                }
            },
        }
    }
}

/// Shows answers as they come, until Ctrl-C or the end of the switch.
fn follow(
    answers: impl Iterator<Item = io::Result<Answer>> + Send + 'static,
) -> Result<(), String> {
    let wrong = |error: io::Error| format!("cannot follow: {error}");
    let (lines, mut shown) = tokio::sync::mpsc::unbounded_channel();
    std::thread::spawn(move || {
        for answer in answers.map_while(Result::ok) {
            if lines.send(answer.text).is_err() {
                return;
            }
        }
    });
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(wrong)?;
    runtime.block_on(async {
        loop {
            tokio::select! {
                interrupted = tokio::signal::ctrl_c() => return interrupted.map_err(wrong),
                line = shown.recv() => match line {
                    Some(line) => show(&line),
                    None => return Err("the switch has stopped".to_owned()),
                },
            }
        }
    })
}

/// What became of a line.
enum Next {
    Nothing,
    Done,
    Failed,
    Quit,
}

/// Completes words by asking the switch, which knows its commands.
#[derive(Helper, Highlighter, Hinter, Validator)]
struct Words(Session);

impl Completer for Words {
    type Candidate = String;

    fn complete(
        &self,
        line: &str,
        position: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<String>)> {
        let typed = &line[..position];
        let begin = typed
            .rfind(char::is_whitespace)
            .map_or(0, |blank| line.ceil_char_boundary(blank + 1));
        let words = self.0.ask(&Ask::Complete(typed.to_owned()));
        let mut words: Vec<String> = words.unwrap_or_default().lines().map(Into::into).collect();
        if let [only] = words.as_mut_slice() {
            only.push(' ');
        }
        Ok((begin, words))
    }
}

/// Where lines are remembered (XDG Base Directory Specification: state); nowhere without a home.
fn history_file() -> Option<PathBuf> {
    let from = |name: &str| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    let state = from("XDG_STATE_HOME").or_else(|| Some(from("HOME")?.join(".local/state")))?;
    let folder = state.join("skyplan");
    make_private(&folder).then(|| folder.join("history"))
}

/// What was typed may name customers.
fn make_private(folder: &Path) -> bool {
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .is_ok()
}

/// Prints whole lines; a reader that has gone away (`| head`) is no error.
fn show(text: &str) {
    let text = text.trim_end_matches('\n');
    if !text.is_empty() {
        let _ = writeln!(io::stdout().lock(), "{text}");
    }
}
