//! Sees that a dialplan folder changes, and when it has come to rest.
//!
//! In: events of the file system. Out: when the folder is to be read. A save of one file is over when the file is closed
//! or renamed into its place; when several files change, somebody checks out or copies, and it takes longer until nothing
//! more comes. While a file is being written nothing is read, within limits.
//!
//! Folders are watched, not files: editors replace files. A folder that is reached by way of symbolic links
//! (`dialplans -> releases/42`) is watched with the folders in which those links stand, since switching a link over
//! changes nothing in the folder itself.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind, RenameMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use runtime::dialplan::is_dialplan_file;

/// How long one file that was saved has to rest.
const SAVED: Duration = Duration::from_millis(20);
/// How long several files have to rest, and one that may still be written.
const QUIET: Duration = Duration::from_millis(100);
/// How long a file that is open for writing holds up the others, since somebody last wrote.
const OPEN: Duration = Duration::from_secs(2);
/// How long a burst of saves may last before what there is is read, while no file is open.
const BURST: Duration = Duration::from_secs(1);
/// After which time what there is is read, whatever goes on.
const LONGEST: Duration = Duration::from_secs(10);
/// Most symbolic links on the way to a folder, as the kernel has it.
const MAX_LINKS: usize = 40;

/// Changes that came one soon after the other.
#[derive(Debug)]
pub(crate) struct Burst {
    began: Instant,
    last: Instant,
    touched: BTreeSet<PathBuf>,
    /// Files that have been written to and not been closed.
    open: BTreeSet<PathBuf>,
    /// Files that are not there any more. An editor that keeps what was there under another name puts the new one in its
    /// place next.
    gone: BTreeSet<PathBuf>,
}

impl Burst {
    /// Nothing has changed yet.
    pub(crate) fn new(now: Instant) -> Self {
        Self {
            began: now,
            last: now,
            touched: BTreeSet::new(),
            open: BTreeSet::new(),
            gone: BTreeSet::new(),
        }
    }

    /// Something has happened.
    pub(crate) fn take(&mut self, now: Instant, event: &Event) {
        self.last = now;
        for path in event.paths.iter().filter(|path| !is_leftover(path)) {
            match event.kind {
                EventKind::Access(AccessKind::Close(AccessMode::Write)) => {
                    self.open.remove(path);
                }
                EventKind::Create(CreateKind::File) | EventKind::Modify(ModifyKind::Data(_)) => {
                    self.open.insert(path.clone());
                }
                EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)) => {
                    self.open.remove(path);
                }
                _ => {}
            }
            match event.kind {
                EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(RenameMode::From)) => {
                    self.gone.insert(path.clone());
                }
                _ => drop(self.gone.remove(path)),
            }
            self.touched.insert(path.clone());
        }
    }

    /// When something happened last.
    pub(crate) fn last(&self) -> Instant {
        self.last
    }

    /// When it is over, if nothing more happens.
    pub(crate) fn over_at(&self) -> Instant {
        let (rest, most) = match (self.open.is_empty(), self.touched.len()) {
            (false, _) => (OPEN, LONGEST),
            (true, 0 | 1) if self.gone.is_empty() => (SAVED, BURST),
            (true, _) => (QUIET, BURST),
        };
        (self.last + rest).min(self.began + most)
    }
}

/// The watch on a folder, and on the links that lead to it.
#[derive(Debug)]
pub(crate) struct Watch {
    watcher: RecommendedWatcher,
    root: PathBuf,
    /// The folders that are watched, with what tells that they are the same.
    watched: BTreeSet<(PathBuf, u64, u64)>,
}

/// What concerns a dialplan of what happens in the folders around it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    /// Links, and folders that could be replaced by others.
    steps: BTreeSet<PathBuf>,
}

impl Filter {
    /// What can lead to another folder than before.
    pub(crate) fn of(root: &Path) -> Self {
        Self { steps: steps(root) }
    }

    /// Whether an event may be a change of the dialplan.
    pub(crate) fn concerns(&self, event: &Event, folders: &BTreeSet<PathBuf>) -> bool {
        let read_only = match event.kind {
            EventKind::Access(AccessKind::Close(AccessMode::Write)) => false,
            EventKind::Access(_) => true,
            _ => false,
        };
        // Only files are written to; what else happens may happen to folders, whatever they are called.
        let written = matches!(
            event.kind,
            EventKind::Access(_) | EventKind::Modify(ModifyKind::Data(_))
        );
        let within = |path: &PathBuf| {
            let folder = path.parent();
            let inside = folder.is_some_and(|folder| folders.contains(folder));
            let counts = !is_leftover(path) && (!written || is_plan(path));
            (inside && counts) || self.steps.contains(path) || folders.contains(path)
        };
        !read_only && (event.need_rescan() || event.paths.iter().any(within))
    }
}

/// Whether a file is one that editors make while they save, and take away again.
fn is_leftover(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let endings = ["~", ".swp", ".swo", ".swx", ".bak", ".tmp"];
    name == "4913"
        || name.starts_with('#')
        || name.starts_with(".#")
        || endings.iter().any(|ending| name.ends_with(ending))
}

/// Whether a file is one of a dialplan, by its name.
fn is_plan(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    is_dialplan_file(&name.to_string_lossy())
}

/// The last step to a folder, and each symbolic link on the way, however many there are.
fn steps(root: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    let mut open = vec![absolute(root)];
    let mut links = 0;
    while let Some(path) = open.pop() {
        let mut at = PathBuf::new();
        let mut parts = path.components().peekable();
        while let Some(part) = parts.next() {
            at.push(part);
            let target = std::fs::read_link(&at).ok();
            if target.is_some() || parts.peek().is_none() {
                found.insert(really(&at));
            }
            if let Some(target) = target {
                links += 1;
                if links > MAX_LINKS {
                    return found;
                }
                let folder = at.parent().unwrap_or(Path::new("/"));
                let rest: PathBuf = parts.clone().collect();
                open.push(folder.join(target).join(rest));
                break;
            }
        }
    }
    found
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.into())
}

/// A link by the real name of the folder it is in, as events have it.
fn really(step: &Path) -> PathBuf {
    let folder = step.parent().and_then(|folder| folder.canonicalize().ok());
    match (folder, step.file_name()) {
        (Some(folder), Some(name)) => folder.join(name),
        _ => step.into(),
    }
}

impl Watch {
    /// Watches for changes of the dialplan in that folder; `told` hears of each.
    pub(crate) fn new(
        root: &Path,
        told: impl FnMut(notify::Result<Event>) + Send + 'static,
    ) -> notify::Result<Self> {
        Ok(Self {
            watcher: notify::recommended_watcher(told)?,
            root: root.into(),
            watched: BTreeSet::new(),
        })
    }

    /// Watches these folders of the dialplan and the steps that lead there, and no others. Whether that changed
    /// anything: then something may have happened before.
    ///
    /// # Errors
    /// When the system watches no more folders.
    pub(crate) fn follow(&mut self, folders: &BTreeSet<PathBuf>) -> notify::Result<bool> {
        let steps = steps(&self.root);
        let around = steps.iter().filter_map(|step| step.parent());
        let wanted = folders.iter().map(PathBuf::as_path).chain(around);
        let wanted: BTreeSet<(PathBuf, u64, u64)> = wanted.filter_map(identified).collect();
        if wanted == self.watched {
            return Ok(false);
        }
        for (gone, ..) in self.watched.difference(&wanted) {
            // It may be gone from the disk, and its watch with it.
            let _ = self.watcher.unwatch(gone);
        }
        let new: Vec<_> = wanted.difference(&self.watched).cloned().collect();
        self.watched.retain(|folder| wanted.contains(folder));
        for folder in new {
            match self.watcher.watch(&folder.0, RecursiveMode::NonRecursive) {
                Ok(()) => {
                    self.watched.insert(folder);
                }
                Err(error) if matches!(error.kind, notify::ErrorKind::PathNotFound) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    }
}

/// A folder with its numbers on the disk.
fn identified(folder: &Path) -> Option<(PathBuf, u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    let about = std::fs::metadata(folder).ok()?;
    Some((folder.to_owned(), about.dev(), about.ino()))
}

#[cfg(test)]
mod tests {
    use notify::event::{DataChange, RemoveKind};

    use super::*;

    fn check(events: &[(u64, EventKind, &str)], over: u64) {
        let began = Instant::now();
        let mut burst = Burst::new(began);
        for (after, kind, path) in events {
            let event = Event::new(*kind).add_path(path.into());
            burst.take(began + Duration::from_millis(*after), &event);
        }
        let took = burst.over_at() - began;
        assert_eq!(took, Duration::from_millis(over), "{events:?}");
    }

    const CREATED: EventKind = EventKind::Create(CreateKind::File);
    const WRITTEN: EventKind = EventKind::Modify(ModifyKind::Data(DataChange::Any));
    const CLOSED: EventKind = EventKind::Access(AccessKind::Close(AccessMode::Write));
    const RENAMED: EventKind = EventKind::Modify(ModifyKind::Name(RenameMode::To));

    #[test]
    fn one_file_is_saved_when_it_is_closed_or_renamed() {
        check(&[(0, WRITTEN, "a"), (5, CLOSED, "a")], 25);
        check(&[(3, RENAMED, "a")], 23);
    }

    #[test]
    fn a_file_that_is_still_written_is_waited_for() {
        check(&[(0, CREATED, "a"), (700, WRITTEN, "a")], 2_700);
        check(
            &[(0, CREATED, "a"), (700, WRITTEN, "a"), (900, CLOSED, "a")],
            920,
        );
        let long: Vec<_> = (0..200).map(|at| (at * 100, WRITTEN, "a")).collect();
        check(&long, 10_000);
    }

    #[test]
    fn a_file_that_is_gone_may_come_back() {
        let away = EventKind::Modify(ModifyKind::Name(RenameMode::From));
        check(&[(0, away, "a")], 100);
        check(&[(0, EventKind::Remove(RemoveKind::File), "a")], 100);
        check(&[(0, away, "a"), (30, CREATED, "a"), (31, CLOSED, "a")], 51);
    }

    #[test]
    fn a_burst_without_end_is_read_in_between() {
        let saves: Vec<_> = (0..200).map(|at| (at * 15, RENAMED, "a")).collect();
        check(&saves, 1_000);
    }

    #[test]
    fn many_files_take_longer_to_come_to_rest() {
        check(&[(0, RENAMED, "a"), (30, RENAMED, "b")], 130);
    }

    #[test]
    fn what_editors_leave_behind_and_who_reads_changes_nothing() {
        let folders = BTreeSet::from([PathBuf::from("/plan")]);
        let filter = Filter {
            steps: BTreeSet::from([PathBuf::from("/plan-link")]),
        };
        let concerns = |kind: EventKind, path: &str| {
            let event = Event::new(kind).add_path(path.into());
            filter.concerns(&event, &folders)
        };
        for path in ["/plan/a.rhai", "/plan/..data", "/plan/inner", "/plan-link"] {
            assert!(concerns(RENAMED, path), "{path}");
        }
        for path in [
            "/plan/.a.rhai.swp",
            "/plan/a.rhai~",
            "/plan/#a.rhai#",
            "/plan/4913",
            "/other",
        ] {
            assert!(!concerns(RENAMED, path), "{path}");
        }
        assert!(!concerns(
            EventKind::Access(AccessKind::Open(AccessMode::Any)),
            "/plan/a.rhai"
        ));
        assert!(concerns(CLOSED, "/plan/a.rhai"));
        // A log that somebody keeps in the folder.
        assert!(!concerns(WRITTEN, "/plan/calls.log"));
    }

    #[test]
    fn every_link_on_the_way_is_a_step() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let base = folder.path().canonicalize().expect("a folder");
        std::fs::create_dir_all(base.join("releases/42/plan")).expect("a folder");
        let link = |to: &str, name: &str| {
            std::os::unix::fs::symlink(to, base.join(name)).expect("a link");
        };
        link("releases/42", "current");
        link("current/plan", "plan");
        let steps = steps(&base.join("plan"));
        for step in ["plan", "current", "releases/42/plan"] {
            assert!(steps.contains(&base.join(step)), "{steps:?}");
        }
        link("round", "round");
        super::steps(&base.join("round"));
    }
}
