//! The files of a dialplan folder, read again only where something may have changed.
//!
//! In: the folder, as often as somebody asks. Out: the texts of its files, what keeps some of them from being read, and
//! the folders to be watched. Nothing outside of the folder is read: symbolic links may lead about in it and not out of
//! it, though the folder itself may be one.
//!
//! A file is known to be as it was when size, times and number on the disk are, and its time is not so young that a
//! second change could have got the same one.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use runtime::diagnostic::{Code, Diagnostic, Span};
use runtime::dialplan::{Source, is_dialplan_file, is_test_file};
use rustix::fs::{Mode, OFlags};

use crate::files::latin;

/// Largest file that is read; the loader has a bound of its own for what it compiles.
const MAX_SIZE: u64 = 16 << 20;
/// Deepest folder below the first.
const MAX_DEPTH: usize = 16;
/// Most files and folders that are looked at.
const MAX_ENTRIES: usize = 200_000;
/// How far apart two changes of a file are to have different times, on any file system.
const COARSEST_CLOCK: Duration = Duration::from_secs(2);

/// A folder of a dialplan, and what was read of it.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    with_tests: bool,
    known: BTreeMap<PathBuf, Known>,
}

/// A file that was read.
#[derive(Debug)]
struct Known {
    stamp: Stamp,
    source: Source,
    /// Whether it may have changed since without showing it.
    young: bool,
}

/// What tells that a file is as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    device: u64,
    number: u64,
    size: u64,
    modified: (i64, i64),
    changed: (i64, i64),
}

/// What there is in a folder.
#[derive(Debug, Default)]
pub struct Contents {
    /// Its files, sorted, named by their path within it.
    pub sources: Vec<Source>,
    /// What could not be read, and why. All of them are errors: a file that is missing by mistake would take its
    /// extensions with it.
    pub faults: Vec<Diagnostic>,
    /// The folder and those in it, as they are really called.
    pub folders: BTreeSet<PathBuf>,
}

/// One look through the folder.
struct Look<'a> {
    folder: &'a Folder,
    /// What the folder is really called.
    root: PathBuf,
    now: SystemTime,
    contents: Contents,
    known: BTreeMap<PathBuf, Known>,
    entries: usize,
}

impl Folder {
    /// The dialplan in this folder.
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.into(),
            with_tests: false,
            known: BTreeMap::new(),
        }
    }

    /// The same with the files of its tests.
    #[must_use]
    pub fn with_tests(self) -> Self {
        Self {
            with_tests: true,
            ..self
        }
    }

    /// Reads what may have changed.
    ///
    /// # Errors
    /// When the folder is not there: an empty dialplan by mistake would refuse every call.
    pub fn read(&mut self) -> io::Result<Contents> {
        let mut look = Look {
            root: self.root.canonicalize()?,
            folder: self,
            now: SystemTime::now(),
            contents: Contents::default(),
            known: BTreeMap::new(),
            entries: 0,
        };
        let root = look.root.clone();
        look.folder(&root, Path::new(""))?;
        let Look {
            mut contents,
            known,
            ..
        } = look;
        self.known = known;
        contents.sources.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(contents)
    }

    fn wants(&self, path: &str) -> bool {
        is_dialplan_file(path) || (self.with_tests && is_test_file(path))
    }
}

impl Look<'_> {
    /// Looks through a folder: where it really is, and its path within the dialplan.
    fn folder(&mut self, place: &Path, below: &Path) -> io::Result<()> {
        if !self.contents.folders.insert(place.into()) {
            // A link leads here, or back.
            return Ok(());
        }
        let mut names = Vec::new();
        for entry in std::fs::read_dir(place)? {
            let entry = entry?;
            let is_link = entry.file_type()?.is_symlink();
            names.push((entry.file_name(), is_link));
        }
        names.sort();
        for (name, is_link) in names {
            self.entries += 1;
            if self.entries > MAX_ENTRIES {
                let what = format!("the folder holds more than {MAX_ENTRIES} files");
                self.fault(below, what);
                return Ok(());
            }
            self.entry(&place.join(&name), &below.join(&name), is_link);
        }
        Ok(())
    }

    /// Looks at one entry. The folder it is in is called what it really is.
    fn entry(&mut self, place: &Path, below: &Path, is_link: bool) {
        let Some(shown) = below.to_str() else {
            return self.nameless(below);
        };
        let wanted = self.folder.wants(shown);
        let about = match std::fs::metadata(place) {
            Ok(about) => about,
            // What an editor took away while this looked, or a link to nothing.
            Err(error) if error.kind() == io::ErrorKind::NotFound && !is_link => return,
            Err(error) if wanted => return self.fault(below, unreadable(&error)),
            Err(_) => return,
        };
        let hidden = shown.split('/').any(|part| part.starts_with('.'));
        if about.is_dir() && !hidden {
            self.inner_folder(place, below);
        } else if wanted && !about.is_dir() {
            match self.file(place, &about, shown, is_link) {
                Ok(known) => {
                    self.contents.sources.push(known.source.clone());
                    self.known.insert(below.into(), known);
                }
                Err(fault) => self.fault(below, fault),
            }
        }
    }

    fn inner_folder(&mut self, place: &Path, below: &Path) {
        let inner = match place.canonicalize() {
            Ok(inner) => inner,
            Err(error) => return self.fault(below, unreadable(&error)),
        };
        if !inner.starts_with(&self.root) {
            return self.fault(below, outside());
        }
        if below.components().count() > MAX_DEPTH {
            let what = format!("folders are nested more than {MAX_DEPTH} deep");
            return self.fault(below, what);
        }
        if let Err(error) = self.folder(&inner, below) {
            self.fault(below, unreadable(&error));
        }
    }

    /// Reads a file, if it may have changed.
    fn file(
        &self,
        place: &Path,
        about: &Metadata,
        shown: &str,
        is_link: bool,
    ) -> Result<Known, String> {
        if !about.is_file() {
            return Err("it is no file: a pipe, a socket or a device".to_owned());
        }
        let real = if is_link {
            place.canonicalize().map_err(|error| unreadable(&error))?
        } else {
            place.to_owned()
        };
        if !real.starts_with(&self.root) {
            return Err(outside());
        }
        let before = self.folder.known.get(Path::new(shown));
        if let Some(known) = before
            && !known.young
            && known.stamp == Stamp::of(about)
        {
            return Ok(Known {
                source: known.source.clone(),
                ..*known
            });
        }
        let (bytes, about) = bounded(&real)?;
        let text = decoded(bytes, shown)?;
        let source = match before {
            // The same text in memory tells the loader without a look that it is the same.
            Some(known) if *known.source.text == *text => known.source.clone(),
            _ => Source::new(shown, text),
        };
        Ok(Known {
            stamp: Stamp::of(&about),
            source,
            young: is_young(&about, self.now),
        })
    }

    fn nameless(&mut self, below: &Path) {
        let shown = below.to_string_lossy();
        if self.folder.wants(&shown) {
            self.fault(below, "its name is not UTF-8".to_owned());
        }
    }

    fn fault(&mut self, below: &Path, what: String) {
        let path = below.to_string_lossy().into_owned();
        let finding = Diagnostic::new(Code::Unreadable, path, Span::NONE, what);
        self.contents.faults.push(finding);
    }
}

impl Stamp {
    fn of(about: &Metadata) -> Self {
        Self {
            device: about.dev(),
            number: about.ino(),
            size: about.size(),
            modified: (about.mtime(), about.mtime_nsec()),
            changed: (about.ctime(), about.ctime_nsec()),
        }
    }
}

/// Whether a file's time is so near to now that another change could still get the same.
fn is_young(about: &Metadata, now: SystemTime) -> bool {
    let last = about.mtime().max(about.ctime());
    let last = SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(last).unwrap_or(0));
    now.duration_since(last)
        .is_ok_and(|age| age < COARSEST_CLOCK)
        || last > now
}

/// What is in a file, and what it was then. It may have become a pipe or a link since somebody looked: opening neither
/// waits nor follows.
fn bounded(place: &Path) -> Result<(Vec<u8>, Metadata), String> {
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let opened = rustix::fs::open(place, flags, Mode::empty());
    let file = File::from(opened.map_err(|error| unreadable(&error.into()))?);
    let about = file.metadata().map_err(|error| unreadable(&error))?;
    if !about.is_file() {
        return Err("it is no file: a pipe, a socket or a device".to_owned());
    }
    let mut bytes = Vec::new();
    let read = (&file).take(MAX_SIZE + 1).read_to_end(&mut bytes);
    read.map_err(|error| unreadable(&error))?;
    if bytes.len() as u64 > MAX_SIZE {
        return Err(format!("it is larger than {} MiB", MAX_SIZE >> 20));
    }
    Ok((bytes, about))
}

/// A file's text. Asterisk does not mind how its files are encoded.
fn decoded(bytes: Vec<u8>, shown: &str) -> Result<String, String> {
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text),
        Err(error) if shown.ends_with(".conf") => Ok(latin(error.as_bytes())),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            Err(format!("it is not UTF-8 at byte {at}"))
        }
    }
}

fn unreadable(error: &io::Error) -> String {
    format!("it cannot be read: {error}")
}

fn outside() -> String {
    "it leads out of the dialplan folder, and nothing there is read".to_owned()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;
    use std::sync::Arc;

    use super::*;

    struct Scene(tempfile::TempDir);

    impl Scene {
        fn new() -> Self {
            Self(tempfile::tempdir().expect("a folder for the test"))
        }

        fn at(&self, name: &str) -> PathBuf {
            self.0.path().join(name)
        }

        fn write(&self, name: &str, text: impl AsRef<[u8]>) {
            let path = self.at(name);
            std::fs::create_dir_all(path.parent().expect("a folder"))
                .and_then(|()| std::fs::write(path, text))
                .expect("a file for the test");
        }

        fn read(&self) -> Contents {
            Folder::new(&self.at("plan")).read().expect("a folder")
        }

        /// What cannot be read, and how that is said.
        fn check_fault(&self, path: &str, said: &str) {
            let contents = self.read();
            let found = contents.faults.iter().find(|fault| &*fault.file == path);
            let found = found.map(|fault| fault.message.as_str());
            assert!(
                found.is_some_and(|found| found.starts_with(said)),
                "{contents:?}"
            );
            assert!(contents.faults.iter().all(Diagnostic::is_error));
            assert!(!contents.sources.iter().any(|source| &*source.path == path));
        }
    }

    fn paths(contents: &Contents) -> Vec<&str> {
        let sources = contents.sources.iter();
        sources.map(|source| &*source.path).collect()
    }

    #[test]
    fn files_of_all_folders_are_read_in_order_and_leftovers_are_not() {
        let scene = Scene::new();
        for name in ["b.rhai", "a/z.conf", "a.rhai"] {
            scene.write(&format!("plan/{name}"), "x");
        }
        for name in [".b.rhai.swp", "b.rhai~", "#b.rhai#", "4913", ".git/c.rhai"] {
            scene.write(&format!("plan/{name}"), "x");
        }
        let contents = scene.read();
        assert_eq!(paths(&contents), ["a.rhai", "a/z.conf", "b.rhai"]);
        assert!(contents.faults.is_empty());
    }

    #[test]
    fn nothing_outside_of_the_folder_is_read() {
        let scene = Scene::new();
        scene.write("secret.rhai", "secret");
        scene.write("outside/c.rhai", "secret");
        scene.write("plan/a.rhai", "x");
        let link = |to: &Path, name: &str| symlink(to, scene.at(name)).expect("a link");
        link(&scene.at("secret.rhai"), "plan/b.rhai");
        link(Path::new("../outside"), "plan/inner");
        link(Path::new("/dev/zero"), "plan/zero.rhai");
        link(Path::new("nowhere"), "plan/dead.rhai");
        scene.check_fault("b.rhai", "it leads out of the dialplan folder");
        scene.check_fault("inner", "it leads out of the dialplan folder");
        scene.check_fault("zero.rhai", "it is no file");
        scene.check_fault("dead.rhai", "it cannot be read");
        assert_eq!(paths(&scene.read()), ["a.rhai"]);
    }

    #[test]
    fn links_within_the_folder_are_followed_and_circles_end() {
        let scene = Scene::new();
        scene.write("plan/..2026/a.rhai", "x");
        let link = |to: &str, name: &str| symlink(to, scene.at(name)).expect("a link");
        link("..2026", "plan/..data");
        link("..data/a.rhai", "plan/a.rhai");
        link(".", "plan/again");
        assert_eq!(paths(&scene.read()), ["a.rhai"]);
    }

    #[test]
    fn what_is_no_text_is_named() {
        let scene = Scene::new();
        scene.write("plan/a.rhai", b"caf\xe9");
        scene.write("plan/b.conf", b"; caf\xe9");
        scene.write("plan/c.rhai", vec![b' '; (16 << 20) + 1]);
        rustix::fs::mkfifoat(
            rustix::fs::CWD,
            scene.at("plan/d.rhai"),
            Mode::from_raw_mode(0o600),
        )
        .expect("a pipe");
        let deep = "d/".repeat(40);
        scene.write(&format!("plan/{deep}e.rhai"), "x");
        scene.check_fault("a.rhai", "it is not UTF-8 at byte 3");
        scene.check_fault("c.rhai", "it is larger than 16 MiB");
        scene.check_fault("d.rhai", "it is no file");
        let bottom = "d/".repeat(17);
        scene.check_fault(bottom.trim_end_matches('/'), "folders are nested");
        let contents = scene.read();
        assert_eq!(&*contents.sources[0].text, "; café");
    }

    #[test]
    fn a_file_is_read_again_when_it_may_have_changed() {
        let scene = Scene::new();
        scene.write("plan/a.rhai", "one");
        let mut folder = Folder::new(&scene.at("plan"));
        let text = |folder: &mut Folder| folder.read().expect("a folder").sources[0].text.clone();
        let first = text(&mut folder);
        // Of the same size, and most likely within the same tick of the clock.
        scene.write("plan/a.rhai", "two");
        assert_eq!(&*text(&mut folder), "two");
        scene.write("plan/a.rhai", "one");
        let again = text(&mut folder);
        assert_eq!(again, first);
        assert!(Arc::ptr_eq(&again, &text(&mut folder)));
    }

    #[test]
    fn a_file_that_is_old_and_as_it_was_is_not_opened_again() {
        let scene = Scene::new();
        scene.write("plan/a.rhai", "one");
        let mut folder = Folder::new(&scene.at("plan"));
        folder.read().expect("a folder");
        for known in folder.known.values_mut() {
            known.young = false;
            known.source = Source::new("a.rhai", "as known");
        }
        let contents = folder.read().expect("a folder");
        assert_eq!(&*contents.sources[0].text, "as known");
    }
}
