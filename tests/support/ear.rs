//! A sound card that records: a named pipe, emptied at the pace of a loudspeaker.
//!
//! baresip's own recorder (`sndfile`) writes what its decoder gave, so that audio which never came
//! leaves no trace. What a person hears comes from the player, which fills up with silence. Its ALSA
//! player can write to a file (ALSA's `file` plugin on a `null` device); when that file is a small
//! pipe, it is our reading that sets the pace, as a sound card's clock would.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::Sound;

/// Listens until it is dropped.
#[derive(Debug)]
pub struct Ear {
    heard: Arc<Mutex<Vec<i16>>>,
    stop: Arc<AtomicBool>,
    reader: Option<JoinHandle<()>>,
}

/// How much the card holds. The kernel hands a pipe's space back by whole pages, which is 43 ms of
/// sound here; a second page lets the player write one while the other is played.
const BUFFER: usize = 8192;

/// After this long without a sample the card counts as closed, and the time as silence.
const CLOSED: Duration = Duration::from_millis(300);

impl Ear {
    /// Makes the pipe at `path` and listens.
    pub fn open(path: &Path) -> Self {
        use rustix::fs::{CWD, FileType, Mode, mknodat};
        mknodat(CWD, path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0)
            .expect("a pipe in a folder of our own");
        // Open for writing too, or the pipe would end whenever the phone closes its side.
        let pipe = OpenOptions::new()
            .read(true)
            .write(true)
            .custom_flags(rustix::fs::OFlags::NONBLOCK.bits() as i32)
            .open(path)
            .expect("a pipe of our own");
        rustix::pipe::fcntl_setpipe_size(&pipe, BUFFER).expect("below the limit for users");
        let heard = Arc::<Mutex<Vec<i16>>>::default();
        let stop = Arc::<AtomicBool>::default();
        let reader = thread::spawn({
            let (heard, stop) = (heard.clone(), stop.clone());
            move || play(pipe, &heard, &stop)
        });
        Self {
            heard,
            stop,
            reader: Some(reader),
        }
    }

    /// All that was heard, from the moment the ear was opened.
    pub fn heard(&self) -> Sound {
        Sound {
            samples: self
                .heard
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone(),
        }
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(reader) = self.reader.take() {
            let _ = reader.join();
        }
    }
}

fn play(mut pipe: File, heard: &Mutex<Vec<i16>>, stop: &AtomicBool) {
    let start = Instant::now();
    let (mut taken, mut last_sample) = (0, Instant::now());
    let mut bytes = vec![0; Sound::RATE as usize * 2];
    let mut odd: Option<u8> = None;
    while !stop.load(Ordering::Relaxed) {
        thread::sleep(Duration::from_millis(5));
        let due = (start.elapsed().as_secs_f64() * f64::from(Sound::RATE)) as usize;
        let wanted = ((due - taken) * 2).min(bytes.len());
        let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
        match pipe.read(&mut bytes[..wanted]) {
            Ok(count @ 1..) => {
                let whole = odd.take().into_iter().chain(bytes[..count].iter().copied());
                let whole: Vec<u8> = whole.collect();
                let pairs = whole.chunks_exact(2);
                odd = pairs.remainder().first().copied();
                heard.extend(pairs.map(|pair| i16::from_le_bytes([pair[0], pair[1]])));
                last_sample = Instant::now();
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                if last_sample.elapsed() > CLOSED {
                    heard.resize(due, 0);
                }
            }
            Err(error) => panic!("cannot listen: {error}"),
            Ok(_) => {}
        }
        taken = heard.len();
    }
}
