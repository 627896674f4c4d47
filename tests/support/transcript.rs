//! Everything a program has written so far.

use std::io::Read;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::eventually;

/// Text that grows while a program runs. Clones see the same text.
#[derive(Clone, Debug, Default)]
pub struct Transcript(Arc<Mutex<String>>);

impl Transcript {
    /// Copies `source` until its end, on a thread of its own: a program whose output nobody takes
    /// stops at a full pipe. The thread ends with the source.
    pub fn follow(&self, mut source: impl Read + Send + 'static) -> JoinHandle<()> {
        let text = self.clone();
        thread::spawn(move || {
            let mut chunk = [0; 4096];
            while let Ok(count @ 1..) = source.read(&mut chunk) {
                text.append(&String::from_utf8_lossy(&chunk[..count]));
            }
        })
    }

    fn append(&self, more: &str) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push_str(more);
    }

    /// All of it.
    pub fn text(&self) -> String {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Waits until `wanted` is there.
    pub fn wait(&self, wanted: &str, deadline: Duration) {
        let what = format_args!("`{wanted}` in:\n{}", Shown(self));
        eventually(what, deadline, || {
            self.text().contains(wanted).then_some(())
        });
    }
}

/// Prints a transcript as it is at the moment of printing.
struct Shown<'a>(&'a Transcript);

impl std::fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.text())
    }
}
