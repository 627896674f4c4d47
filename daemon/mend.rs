//! `skyplan check --fix`: writes fixes into files.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use runtime::diagnostic::{Diagnostic, apply};

use crate::files::{self, folder_of};

/// Writes the fixes of findings that are sure into their files. Gives a line for each fix that was written, and one
/// for each file that could not be.
pub(crate) fn write<'f>(findings: impl Iterator<Item = &'f Diagnostic>) -> Vec<String> {
    let mut files: BTreeMap<&str, Vec<&Diagnostic>> = BTreeMap::new();
    for finding in findings.filter(|finding| finding.fixes.iter().any(|fix| fix.sure)) {
        files.entry(&finding.file).or_default().push(finding);
    }
    let mut lines = Vec::new();
    for (file, findings) in files {
        let path = Path::new(file);
        let Ok(text) = files::text(path) else {
            continue;
        };
        let (mended, done) = apply(&text, &findings);
        if mended == text {
            continue;
        }
        match replace(path, &mended) {
            Ok(()) => lines.extend(done.iter().map(|finding| {
                let title = &finding.fixes[0].title;
                format!("fixed {file}:{}: {title}", finding.span.line)
            })),
            Err(error) => lines.push(format!("cannot write {file}: {error}")),
        }
    }
    lines
}

/// Puts another text in place of a file, in one step: a switch that watches it never sees half of it.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    // A link stays a link.
    let path = path.canonicalize()?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = folder_of(&path).join(format!(".{name}.{}~", std::process::id()));
    let mut file = std::fs::File::create(&beside)?;
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| file.set_permissions(std::fs::metadata(&path)?.permissions()))
        .and_then(|()| file.sync_all())
        .and_then(|()| std::fs::rename(&beside, &path));
    if written.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    written
}

#[cfg(test)]
mod tests {
    use crate::check::{check, mend};

    #[test]
    fn what_is_sure_is_written_and_nothing_is_left_to_mend() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let conf = folder.path().join("extensions.conf");
        let rhai = folder.path().join("a.rhai");
        let lines = "[b]\nexten => 1,1,Awnser() ; é\nexten => 1,n,Dial(SIP/a|20)\nexten => 1,n,Goto(bb,1,1)\n";
        let body =
            "context \"a\" { extension \"1\" => { let x = CHANNEL(\"langage\"); awnser(); } }\n";
        std::fs::write(&conf, lines).expect("a file");
        std::fs::write(&rhai, body).expect("a file");
        let paths = [folder.path().to_owned()];
        let (done, left) = mend(&paths, check(&paths, false), false);
        assert_eq!(done.len(), 4, "{done:?}");
        let texts = [&conf, &rhai].map(|path| std::fs::read_to_string(path).expect("a text"));
        assert_eq!(
            texts[0],
            lines.replace("Awnser", "Answer").replace('|', ",")
        );
        assert_eq!(
            texts[1],
            body.replace("langage", "language")
                .replace("awnser", "Answer")
        );
        let codes: Vec<&str> = left
            .findings
            .iter()
            .map(|left| left.finding.code.id())
            .collect();
        assert_eq!(codes, ["W0321"]);
        assert!(mend(&paths, left, false).0.is_empty());
    }
}
