//! Paths as `file:` URIs, and back (RFC 8089).

use std::path::{Path, PathBuf};

use lsp_types::Uri;

/// The path that a URI names; nothing for those of other schemes (`untitled:`, `git:`).
pub(super) fn path(uri: &Uri) -> Option<PathBuf> {
    let rest = uri.as_str().strip_prefix("file://")?;
    let at = rest.find('/')?;
    let host = &rest[..at];
    if !host.is_empty() && host != "localhost" {
        return None;
    }
    let letters = &rest.as_bytes()[at..];
    let mut bytes = Vec::with_capacity(letters.len());
    let mut at = 0;
    while let Some(&byte) = letters.get(at) {
        let digits = letters.get(at + 1..at + 3).filter(|_| byte == b'%');
        let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok());
        let decoded = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        at += if decoded.is_some() { 3 } else { 1 };
        bytes.push(decoded.unwrap_or(byte));
    }
    Some(PathBuf::from(String::from_utf8(bytes).ok()?))
}

/// The URI of an absolute path.
pub(super) fn of(path: &Path) -> Option<Uri> {
    let mut text = String::from("file://");
    for byte in path.to_str()?.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_come_back_as_they_went() {
        for name in ["/a/b.rhai", "/with space/ä😀.rhai", "/100%/#?.conf"] {
            let uri = of(Path::new(name)).expect("a URI");
            assert_eq!(
                path(&uri).as_deref(),
                Some(Path::new(name)),
                "{}",
                uri.as_str()
            );
        }
    }

    #[test]
    fn what_is_no_file_of_this_machine_has_no_path() {
        for text in [
            "untitled:Untitled-1",
            "file://elsewhere/a",
            "http://a/b",
            "file://",
        ] {
            assert_eq!(
                text.parse().ok().and_then(|uri: Uri| path(&uri)),
                None,
                "{text}"
            );
        }
        let uri: Uri = "file://localhost/a%2fb%"
            .parse()
            .unwrap_or_else(|_| "file:///a/b%25".parse().expect("a URI"));
        assert!(path(&uri).is_some());
    }
}
