//! Runs a program for a script, with nothing of the switch: no input, no environment, no open files.

use std::io::Read;
use std::os::fd::AsFd;
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use runtime::errand::MOST_OUTPUT;
use runtime::host::{Cause, Reply};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags, pidfd_open};

use super::Leash;

/// Where programs are that a program runs by their names.
const PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// Runs it to its end, at most for `timeout`. Whatever it started in its group ends with it.
pub(super) fn run(words: &[String], timeout: Duration, leash: &Leash) -> Reply {
    let deadline = Instant::now() + timeout;
    let Some((program, arguments)) = words.split_first() else {
        return refused("there is no program in it".to_owned());
    };
    let mut command = Command::new(program);
    command
        .args(arguments)
        .env_clear()
        .env("PATH", PATH)
        .env("LANG", "C.UTF-8")
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0);
    close_others(&mut command);
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => return refused(format!("`{program}`: {error}")),
    };
    let group = Pid::from_child(&child);
    leash.hold(Some(group));
    let output = child
        .stdout
        .take()
        .map(|output| wait(&child, output, deadline));
    // Also what it left running in the background: nobody would end that.
    leash.pull();
    leash.hold(None);
    let status = child.wait();
    match (output, status) {
        (Some(Ok(Some(output))), Ok(status)) => {
            // A program that a signal ended, as a shell tells it.
            let signal = || {
                std::os::unix::process::ExitStatusExt::signal(&status)
                    .map_or(-1, |signal| 128 + signal)
            };
            let code = status.code().unwrap_or_else(signal);
            Reply::Outcome(code, String::from_utf8_lossy(&output).into_owned())
        }
        (Some(Ok(None)), _) => Reply::TimedOut,
        (Some(Err(error)), _) | (_, Err(error)) => refused(error.to_string()),
        (None, _) => refused("it has no output".to_owned()),
    }
}

/// Keeps from a program what the switch itself was started with: what it opens later closes by itself.
fn close_others(command: &mut Command) {
    let close = || {
        // SAFETY: the call takes no pointer, and only marks what is open in the process that becomes the program.
        let marked = unsafe {
            libc::syscall(
                libc::SYS_close_range,
                3,
                u32::MAX,
                libc::CLOSE_RANGE_CLOEXEC,
            )
        };
        // Linux before 5.11 does not know it.
        let _ = marked;
        Ok(())
    };
    // SAFETY: between fork and exec, it makes one system call and allocates nothing.
    unsafe { command.pre_exec(close) };
}

/// Reads what it prints until it has ended; `None` when it takes too long.
fn wait(
    child: &Child,
    mut output: ChildStdout,
    deadline: Instant,
) -> std::io::Result<Option<Vec<u8>>> {
    let ended = pidfd_open(Pid::from_child(child), PidfdFlags::empty())?;
    rustix::io::ioctl_fionbio(&output, true)?;
    let mut kept = Vec::new();
    let mut open = true;
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(None);
        }
        let (over, readable) = {
            let mut watched = [
                PollFd::from_borrowed_fd(ended.as_fd(), PollFlags::IN),
                PollFd::from_borrowed_fd(output.as_fd(), PollFlags::IN),
            ];
            let watched = if open {
                &mut watched[..]
            } else {
                &mut watched[..1]
            };
            let timeout = Timespec::try_from(left).ok();
            poll(watched, timeout.as_ref())?;
            let rings = |at: usize| {
                watched
                    .get(at)
                    .is_some_and(|watched| !watched.revents().is_empty())
            };
            (rings(0), rings(1))
        };
        if readable {
            open = drain(&mut output, &mut kept)?;
        }
        if over {
            // What it printed last may have come together with its end.
            drain(&mut output, &mut kept)?;
            return Ok(Some(kept));
        }
    }
}

/// Reads what is there; what is more than a script can have is thrown away. Gives whether more may come.
fn drain(output: &mut ChildStdout, kept: &mut Vec<u8>) -> std::io::Result<bool> {
    let mut buffer = [0; 8192];
    // A program that prints without end must not keep this from looking at the time.
    for _ in 0..64 {
        match output.read(&mut buffer) {
            Ok(0) => return Ok(false),
            Ok(count) => {
                let room = MOST_OUTPUT.saturating_sub(kept.len());
                kept.extend_from_slice(&buffer[..count.min(room)]);
            }
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => return Ok(true),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(true)
}

fn refused(why: String) -> Reply {
    Reply::Refused(Cause::Congestion, why)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sh(line: &str, timeout: Duration, leash: &Leash) -> Reply {
        run(&["/bin/sh", "-c", line].map(str::to_owned), timeout, leash)
    }

    #[track_caller]
    fn check(line: &str, expected: Reply) {
        assert_eq!(
            sh(line, Duration::from_secs(20), &Leash::default()),
            expected,
            "{line}"
        );
    }

    #[test]
    fn a_program_gives_its_end_and_what_it_prints() {
        check("echo hello; exit 3", Reply::Outcome(3, "hello\n".into()));
        check("kill -9 $$", Reply::Outcome(137, String::new()));
        check("echo no >&2; cat", Reply::Outcome(0, String::new()));
        let missing = run(
            &["/nowhere/x".into()],
            Duration::from_secs(1),
            &Leash::default(),
        );
        assert!(matches!(missing, Reply::Refused(..)), "{missing:?}");
    }

    #[test]
    fn arguments_reach_it_as_they_are() {
        let words = ["/bin/echo", "a b", "$(id)", "; reboot", "*"].map(str::to_owned);
        let reply = run(&words, Duration::from_secs(20), &Leash::default());
        assert_eq!(reply, Reply::Outcome(0, "a b $(id) ; reboot *\n".into()));
    }

    #[test]
    fn it_has_nothing_of_the_switch() {
        check("ls /proc/self/fd | wc -l", Reply::Outcome(0, "4\n".into()));
        check(
            "env | grep -vE '^(PATH|LANG|PWD|OLDPWD|SHLVL|_)=' | wc -l",
            Reply::Outcome(0, "0\n".into()),
        );
        check("pwd", Reply::Outcome(0, "/\n".into()));
    }

    #[test]
    fn a_program_that_prints_without_end_is_cut_and_ended() {
        let reply = sh("yes", Duration::from_millis(300), &Leash::default());
        assert_eq!(reply, Reply::TimedOut);
        let reply = sh(
            "yes | head -c 200000",
            Duration::from_secs(20),
            &Leash::default(),
        );
        assert!(matches!(&reply, Reply::Outcome(0, text) if text.len() == MOST_OUTPUT));
    }

    #[test]
    fn what_it_left_in_the_background_holds_nobody_up() {
        check("sleep 600 & echo done", Reply::Outcome(0, "done\n".into()));
    }

    #[test]
    fn it_ends_when_its_leash_is_cut_before_or_after_it_began() {
        let leash = std::sync::Arc::new(Leash::default());
        let cutter = {
            let leash = std::sync::Arc::clone(&leash);
            std::thread::spawn(move || {
                while leash.with_group().is_none() {
                    std::thread::yield_now();
                }
                leash.cut();
            })
        };
        let reply = sh("sleep 600", Duration::from_secs(600), &leash);
        assert_eq!(reply, Reply::Outcome(137, String::new()));
        cutter.join().expect("the other thread only cuts");
        let reply = sh("sleep 600", Duration::from_secs(600), &leash);
        assert_eq!(reply, Reply::Outcome(137, String::new()));
    }
}
