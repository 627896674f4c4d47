//! Where the reference explains a code, for editors that show it.
//!
//! In: a code. Out: the address of its heading in `diagnostics.md`, if that is installed beside the program: in `docs` of
//! the folder it was built in, or in `share/doc/skyplan`.

use std::path::PathBuf;
use std::sync::OnceLock;

use lsp_types::Uri;
use runtime::diagnostic::CodeInfo;

use super::uri;

/// Folders above that of the program in which it is looked for.
const ABOVE: usize = 4;
/// Where it may be below one of them.
const PLACES: [&str; 2] = ["docs/diagnostics.md", "share/doc/skyplan/diagnostics.md"];

/// The address of what is said about a code.
pub(super) fn href(info: &CodeInfo) -> Option<Uri> {
    static FILE: OnceLock<Option<PathBuf>> = OnceLock::new();
    let file = FILE.get_or_init(find).as_ref()?;
    let address = format!("{}#{}", uri::of(file)?.as_str(), anchor(info));
    address.parse().ok()
}

fn find() -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?;
    let mut folders = program.ancestors().skip(1).take(ABOVE);
    folders.find_map(|folder| {
        let mut files = PLACES.iter().map(|place| folder.join(place));
        files.find(|file| file.is_file())
    })
}

/// The anchor of the heading `E0001: title`, as Markdown is shown with: small letters, blanks as hyphens, no other signs.
fn anchor(info: &CodeInfo) -> String {
    let heading = format!("{}: {}", info.id, info.title);
    let signs = heading.to_lowercase().replace(' ', "-");
    signs.replace(|c: char| !c.is_alphanumeric() && c != '-' && c != '_', "")
}

#[cfg(test)]
mod tests {
    use runtime::diagnostic::Code;

    use super::*;

    #[test]
    fn an_anchor_is_that_of_the_heading() {
        let check = |code: Code, expected: &str| assert_eq!(anchor(code.info()), expected);
        check(
            Code::Syntax,
            "e0001-the-file-is-not-rhai-as-the-dialplan-uses-it",
        );
        check(Code::QuotedVariable, "w0412-a--in-double-quotes");
    }
}
