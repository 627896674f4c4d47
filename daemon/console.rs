//! The control socket: `skyplan console` and `skyplan account` talk to the running switch through it.
//!
//! One request a connection: a line of JSON, and a line of JSON back; more of them, each as it comes, to a console
//! that follows calls. The socket lies in the data folder and only its
//! owner may use it, so whoever can read the database can use the console, and nobody else.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

/// Longest request.
const MAX_REQUEST: u64 = 64 * 1024;
/// A client that says nothing for this long is gone.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long a switch that was killed may take to go: the system gives its memory back first.
const DYING: Duration = Duration::from_secs(1);
/// How often it is looked at meanwhile.
const LOOK: Duration = Duration::from_millis(50);

/// What the console asks of the switch.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// A console command.
    Command(String),
    /// The words there are to go on with.
    Complete(String),
    /// An account command.
    Account(AccountAsk),
}

/// `skyplan account`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // the fields are what they are called
pub enum AccountAsk {
    /// A new member.
    Add { name: String, password: String },
    /// Another password.
    Passwd { name: String, password: String },
    /// A member less.
    Remove { name: String },
    /// All members.
    List,
}

/// What the switch answers.
#[derive(Debug, Serialize, Deserialize)]
pub struct Answer {
    /// Whether it worked.
    pub ok: bool,
    /// What to print.
    pub text: String,
    /// Whether more answers follow this one.
    #[serde(default)]
    pub more: bool,
}

impl Answer {
    /// One of several.
    pub(crate) fn more(text: String) -> Self {
        let (ok, more) = (true, true);
        Self { ok, text, more }
    }
}

/// Whoever answers consoles.
pub trait Answers {
    /// Answers one request: once, or as long as `say` can.
    ///
    /// # Errors
    ///
    /// When the console has gone.
    fn answer(&self, ask: Ask, say: &mut dyn FnMut(Answer) -> io::Result<()>) -> io::Result<()>;
}

/// Opens the socket. One that a dead switch left behind is replaced, that of a dying one waited for; one of
/// a living switch is an error.
pub fn bind(path: &Path) -> io::Result<UnixListener> {
    let give_up = Instant::now() + DYING;
    while UnixStream::connect(path).is_ok() {
        if Instant::now() >= give_up {
            let message = format!("another switch is running with {}", path.display());
            return Err(io::Error::new(io::ErrorKind::AddrInUse, message));
        }
        std::thread::sleep(LOOK);
    }
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = UnixListener::bind(path)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))?;
    Ok(listener)
}

/// Answers whoever connects, each on a thread of its own so that a slow one holds up nobody.
pub fn serve(
    listener: UnixListener,
    answer: impl Answers + Send + Sync + 'static,
) -> io::Result<()> {
    let answer = Arc::new(answer);
    let run = move || {
        for stream in listener.incoming().flatten() {
            let answer = Arc::clone(&answer);
            let talk = move || {
                if let Err(error) = talk(stream, &*answer) {
                    tracing::debug!("a console went away: {error}");
                }
            };
            if let Err(error) = std::thread::Builder::new()
                .name("console".into())
                .spawn(talk)
            {
                tracing::warn!("no thread for a console: {error}");
            }
        }
    };
    std::thread::Builder::new()
        .name("consoles".into())
        .spawn(run)?;
    Ok(())
}

fn talk(stream: UnixStream, answers: &impl Answers) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut line = String::new();
    BufReader::new((&stream).take(MAX_REQUEST)).read_line(&mut line)?;
    let mut say = |said: Answer| {
        let mut bytes = serde_json::to_vec(&said)?;
        bytes.push(b'\n');
        (&stream).write_all(&bytes)
    };
    match serde_json::from_str(&line) {
        Ok(ask) => answers.answer(ask, &mut say),
        Err(error) => say(Answer {
            ok: false,
            text: format!("not a request: {error}"),
            more: false,
        }),
    }
}

/// Asks the switch that has this socket for one answer. `None` when there is no such switch.
pub fn ask(path: &Path, ask: &Ask) -> io::Result<Option<Answer>> {
    let Some(mut answers) = answers(path, ask)? else {
        return Ok(None);
    };
    answers.next().transpose()
}

/// Asks the switch that has this socket, and gives its answers as they come. `None` when there is no such switch.
pub fn answers(
    path: &Path,
    ask: &Ask,
) -> io::Result<Option<impl Iterator<Item = io::Result<Answer>> + use<>>> {
    let stream = match UnixStream::connect(path) {
        Ok(stream) => stream,
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused
            ) =>
        {
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    let mut bytes = serde_json::to_vec(ask)?;
    bytes.push(b'\n');
    (&stream).write_all(&bytes)?;
    let lines = BufReader::new(stream).lines();
    Ok(Some(lines.map(|line| Ok(serde_json::from_str(&line?)?))))
}

/// The socket of the switch that runs with this configuration, or of the demo without one.
pub fn socket_of(config: Option<&Path>) -> Result<PathBuf, String> {
    let settings = match config {
        Some(file) => crate::settings::read_config(file).map_err(|fault| fault.to_string())?,
        None => crate::config::Config::default(),
    };
    Ok(settings.control_socket())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_socket_of_a_living_switch_is_an_error_and_that_of_a_dying_one_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("skyplan.sock");
        let living = bind(&path).unwrap();
        let error = bind(&path).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AddrInUse);
        assert!(error.to_string().starts_with("another switch is running"));

        std::thread::scope(|threads| {
            threads.spawn(|| {
                std::thread::sleep(LOOK * 3);
                drop(living);
            });
            bind(&path).unwrap();
        });
    }
}
