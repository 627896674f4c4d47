//! Files of configuration and dialplan, read with what went wrong in words.

use std::io;
use std::path::{Path, PathBuf};
use std::string::FromUtf8Error;

/// Largest file that is read; the loader has a bound of its own for what it compiles.
const MAX_SIZE: u64 = 16 << 20;

/// A file of a dialplan. Asterisk does not mind how its files are encoded.
pub fn dialplan_text(path: &Path) -> io::Result<String> {
    let bytes = bounded(path)?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text),
        Err(error) if path.extension().is_some_and(|ending| ending == "conf") => {
            Ok(latin(error.as_bytes()))
        }
        Err(error) => Err(not_utf8(path, error)),
    }
}

/// A text in which what is not UTF-8 is taken for Latin-1, which every octet is part of. Files that several people
/// wrote have both.
pub(crate) fn latin(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().copied().map(char::from));
    }
    text
}

/// Writes a file that its owner alone may read, in one step: whoever reads it sees it whole.
pub fn save_private(path: &Path, text: &str) -> io::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let beside = path.with_extension("part");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    options.open(&beside)?.write_all(text.as_bytes())?;
    std::fs::rename(&beside, path)
}

/// A text file, bounded.
pub fn text(path: &Path) -> io::Result<String> {
    String::from_utf8(bounded(path)?).map_err(|error| not_utf8(path, error))
}

fn not_utf8(path: &Path, error: FromUtf8Error) -> io::Error {
    let at = error.utf8_error().valid_up_to();
    let message = format!("{} is not UTF-8 at byte {at}", path.display());
    io::Error::new(io::ErrorKind::InvalidData, message)
}

fn bounded(path: &Path) -> io::Result<Vec<u8>> {
    if std::fs::metadata(path)?.len() > MAX_SIZE {
        let message = format!("{} is larger than {} MiB", path.display(), MAX_SIZE >> 20);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
    }
    std::fs::read(path)
}

/// The folder a file is in; the current one for a bare name.
pub fn folder_of(file: &Path) -> PathBuf {
    match file.parent() {
        Some(folder) if folder != Path::new("") => folder.into(),
        _ => PathBuf::from("."),
    }
}
