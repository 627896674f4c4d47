//! Reads and writes files for scripts. No symbolic link below a folder is followed, so that nothing leads out of it.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::OwnedFd;

use runtime::errand::{Edit, Extract, LONGEST_FILE, MOST_OUTPUT, text};
use runtime::host::{Cause, Reply};
use runtime::sandbox::Place;
use rustix::fs::{AtFlags, FileType, Mode, OFlags, open, openat, statat};

/// Who may do what with a file that a script makes: its owner all, its group read.
const MODE: u32 = 0o640;

/// Reads a part of a file.
pub(super) fn read(place: &Place, wish: Extract) -> Reply {
    match contents(place) {
        Ok(contents) => {
            let mut part = text::extract(&contents, wish);
            part.truncate(MOST_OUTPUT);
            Reply::Text(String::from_utf8_lossy(&part).into_owned())
        }
        Err(error) => failed(place, &error),
    }
}

/// Writes a file.
pub(super) fn write(place: &Place, edit: &Edit) -> Reply {
    match written(place, edit) {
        Ok(()) => Reply::Done,
        Err(error) => Reply::Refused(Cause::Rejected, format!("`{place}`: {error}")),
    }
}

/// What the disk knows of a file.
pub(super) fn look(place: &Place) -> Reply {
    let about = folder(place)
        .and_then(|(folder, name)| Ok(statat(&folder, name, AtFlags::SYMLINK_NOFOLLOW)?));
    let about = match about {
        Ok(about) => about,
        Err(error) => return failed(place, &error),
    };
    let kind = match FileType::from_raw_mode(about.st_mode) {
        FileType::RegularFile => "file",
        FileType::Directory => "folder",
        _ => "other",
    };
    let row = |name: &str, value: String| (name.to_owned(), value);
    Reply::Rows(vec![
        row("kind", kind.to_owned()),
        row("size", about.st_size.to_string()),
        row("mode", (about.st_mode & 0o7777).to_string()),
        row("accessed", about.st_atime.to_string()),
        row("modified", about.st_mtime.to_string()),
        row("changed", about.st_ctime.to_string()),
    ])
}

fn contents(place: &Place) -> io::Result<Vec<u8>> {
    let file = opened(place, OFlags::RDONLY)?;
    whole(&file)
}

/// All of a file that is not too long.
fn whole(file: &File) -> io::Result<Vec<u8>> {
    let mut contents = Vec::new();
    file.take(LONGEST_FILE + 1).read_to_end(&mut contents)?;
    if contents.len() as u64 > LONGEST_FILE {
        return Err(too_long());
    }
    Ok(contents)
}

fn too_long() -> io::Error {
    let message = format!("the file is longer than {} KiB", LONGEST_FILE >> 10);
    io::Error::new(io::ErrorKind::FileTooLarge, message)
}

fn written(place: &Place, edit: &Edit) -> io::Result<()> {
    match edit {
        Edit::Whole(text) => {
            let mut file = opened(place, OFlags::WRONLY | OFlags::CREATE)?;
            file.set_len(0)?;
            file.write_all(text.as_bytes())
        }
        Edit::Append(text) => {
            let mut file = opened(place, OFlags::WRONLY | OFlags::CREATE | OFlags::APPEND)?;
            file.write_all(text.as_bytes())
        }
        Edit::Part(..) => {
            let mut file = opened(place, OFlags::RDWR | OFlags::CREATE)?;
            let after = text::edit(&whole(&file)?, edit);
            if after.len() as u64 > LONGEST_FILE {
                return Err(too_long());
            }
            io::Seek::rewind(&mut file)?;
            file.write_all(&after)?;
            file.set_len(after.len() as u64)
        }
    }
}

/// Opens a file that is an ordinary one.
fn opened(place: &Place, how: OFlags) -> io::Result<File> {
    let (folder, name) = folder(place)?;
    // A pipe or a device would hold up whoever opens it.
    let flags = how | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC | OFlags::NOCTTY;
    let file = File::from(openat(&folder, name, flags, Mode::from_raw_mode(MODE))?);
    if !file.metadata()?.is_file() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "this is no ordinary file",
        ));
    }
    Ok(file)
}

/// The folder that a file lies in, opened step by step, and its name there.
fn folder(place: &Place) -> io::Result<(OwnedFd, &str)> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let root = if place.folder.is_empty() {
        "/"
    } else {
        &place.folder
    };
    let mut folder = open(root, flags, Mode::empty())?;
    let (way, name) = place.path.rsplit_once('/').unwrap_or(("", &place.path));
    for part in way.split('/').filter(|part| !part.is_empty()) {
        folder = openat(&folder, part, flags | OFlags::NOFOLLOW, Mode::empty())?;
    }
    Ok((folder, name))
}

fn failed(place: &Place, error: &io::Error) -> Reply {
    if error.kind() == io::ErrorKind::NotFound {
        return Reply::NotFound(place.to_string());
    }
    Reply::Refused(Cause::Rejected, format!("`{place}`: {error}"))
}

#[cfg(test)]
mod tests {
    use runtime::errand::Measure;
    use runtime::sandbox::Folder;

    use super::*;

    const ALL: Extract = Extract {
        measure: Measure::Octets,
        offset: 0,
        length: None,
        count: false,
    };

    fn place(folder: &std::path::Path, path: &str) -> Place {
        Folder::new(folder.display().to_string())
            .place(path)
            .expect("a place within")
    }

    #[test]
    fn what_is_written_is_read() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let place = place(folder.path(), "a.txt");
        assert!(matches!(read(&place, ALL), Reply::NotFound(_)));
        let check = |edit: Edit, expected: &str| {
            assert_eq!(write(&place, &edit), Reply::Done);
            assert_eq!(read(&place, ALL), Reply::Text(expected.into()));
        };
        check(Edit::Whole("one two".into()), "one two");
        check(Edit::Append(" three".into()), "one two three");
        let part = Extract {
            length: Some(3),
            ..ALL
        };
        check(Edit::Part(part, "1".into()), "1 two three");
        check(Edit::Whole("x".into()), "x");
        let rows = look(&place);
        assert!(
            matches!(&rows, Reply::Rows(rows) if rows[1].1 == "1" && rows[0].1 == "file"),
            "{rows:?}"
        );
    }

    #[test]
    fn no_link_leads_out_of_a_folder() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let outside = tempfile::tempdir().expect("a folder for the test");
        std::fs::write(outside.path().join("secret"), "x").expect("a file for the test");
        let link = |to: &std::path::Path, name: &str| {
            std::os::unix::fs::symlink(to, folder.path().join(name)).expect("a link for the test");
        };
        link(outside.path(), "way");
        link(&outside.path().join("secret"), "secret");
        for path in ["way/secret", "secret"] {
            let place = place(folder.path(), path);
            assert!(matches!(read(&place, ALL), Reply::Refused(..)), "{path}");
            let edit = Edit::Whole("y".into());
            assert!(matches!(write(&place, &edit), Reply::Refused(..)), "{path}");
        }
        let kept = std::fs::read_to_string(outside.path().join("secret")).expect("still there");
        assert_eq!(kept, "x");
    }

    #[test]
    fn what_is_no_file_or_too_long_is_refused_at_once() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let made = std::process::Command::new("mkfifo")
            .arg(folder.path().join("pipe"))
            .status();
        if made.is_ok_and(|status| status.success()) {
            let pipe = place(folder.path(), "pipe");
            assert!(matches!(read(&pipe, ALL), Reply::Refused(..)));
            assert!(matches!(
                write(&pipe, &Edit::Append("x".into())),
                Reply::Refused(..)
            ));
        }
        std::fs::write(folder.path().join("long"), vec![b'x'; 2 << 20])
            .expect("a file for the test");
        assert!(matches!(
            read(&place(folder.path(), "long"), ALL),
            Reply::Refused(..)
        ));
        std::fs::create_dir(folder.path().join("sub")).expect("a folder for the test");
        assert!(matches!(
            read(&place(folder.path(), "sub"), ALL),
            Reply::Refused(..)
        ));
    }
}
