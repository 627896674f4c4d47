//! Files that a single file of a dialplan names with `import` or `#include`, for who checks that file alone.
//!
//! In: the path of the file as somebody gave it. Out: the files it names that are there, and what those name, each with
//! a path of the same form. The top of the dialplan is the folder that the nearest `skyplan.toml` above names, if the
//! file lies in it, and the file's own folder otherwise; nothing outside of it is read, wherever links lead.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use runtime::assist::Sketch;
use runtime::dialplan::{Source, is_dialplan_file};

use crate::files::{self, folder_of};
use crate::surroundings;

/// Most files that are read because others name them.
const MOST: usize = 10_000;

/// A file that is checked alone, and the dialplan around it.
struct Top {
    /// The folder of the dialplan as somebody would write it who wrote the path of the file.
    shown: PathBuf,
    /// The same as it is really called.
    real: PathBuf,
}

/// What a file names, and what that names, without those that `seen` has already, by their real paths.
pub(crate) fn named(file: &Path, source: &Source, seen: &mut BTreeSet<PathBuf>) -> Vec<Source> {
    let Some(top) = Top::of(file) else {
        return Vec::new();
    };
    let mut found: Vec<Source> = Vec::new();
    let mut open = vec![source.clone()];
    while let Some(source) = open.pop() {
        let sketch = Sketch::of(&source);
        for name in sketch.files() {
            if found.len() == MOST {
                return found;
            }
            if let Some(next) = top.find(&source, name, seen) {
                found.push(next.clone());
                open.push(next);
            }
        }
    }
    found
}

impl Top {
    fn of(file: &Path) -> Option<Self> {
        let given = file.parent()?;
        let file = file.canonicalize().ok()?;
        let here = folder_of(&file);
        let real = surroundings::dialplan_of(&file).unwrap_or_else(|| here.clone());
        let up = here.strip_prefix(&real).ok()?.components().count();
        let mut shown = given.to_owned();
        for _ in 0..up {
            if shown.file_name().is_none() || !shown.pop() {
                shown.push("..");
            }
        }
        // A link in the path that was given leads up to somewhere else.
        let same = |shown: &Path| {
            let shown = if shown.as_os_str().is_empty() {
                Path::new(".")
            } else {
                shown
            };
            shown.canonicalize().is_ok_and(|shown| shown == real)
        };
        let shown = if same(&shown) { shown } else { real.clone() };
        Some(Self { shown, real })
    }

    /// The file that another one names, unless it was read already.
    fn find(&self, from: &Source, name: &str, seen: &mut BTreeSet<PathBuf>) -> Option<Source> {
        let beside = Path::new(&*from.path).parent()?.join(name);
        let top = self.shown.join(name);
        let ways = match from.is_conf() {
            true => [beside, top],
            false => [top, self.shown.join(format!("{name}.rhai"))],
        };
        let way = ways.into_iter().find(|way| self.holds(way))?;
        if !seen.insert(way.canonicalize().ok()?) {
            return None;
        }
        let text = files::dialplan_text(&way).ok()?;
        Some(Source::new(way.display().to_string(), text))
    }

    /// Whether there is a file of the dialplan at that place.
    fn holds(&self, way: &Path) -> bool {
        let real = way.canonicalize().ok().filter(|real| real.is_file());
        let below = real.and_then(|real| Some(real.strip_prefix(&self.real).ok()?.to_owned()));
        below.is_some_and(|below| is_dialplan_file(&below.to_string_lossy()))
    }
}

#[cfg(test)]
mod tests {
    const USES: &str = "import \"lib/tools\" as tools;\n\
                        context \"a\" { extension \"1\" => { tools::greet(); } }";

    /// What checking `file` gives in a folder with these files.
    fn check(files: &[(&str, &str)], file: &str, expected: &[&str]) {
        let folder = tempfile::tempdir().expect("a folder for the test");
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(path, text).expect("a file for the test");
        }
        let report = crate::check::check(&[folder.path().join(file)], false);
        let findings = report.findings.iter().map(|checked| &checked.finding);
        let found: Vec<String> = findings
            .map(|finding| format!("{} {}", finding.code, finding.message))
            .collect();
        assert_eq!(found, expected, "{file}");
    }

    #[test]
    fn what_a_file_imports_is_read_from_the_top_of_its_dialplan() {
        let lib = "fn greet() { Answer(); }";
        check(&[("a.rhai", USES), ("lib/tools.rhai", lib)], "a.rhai", &[]);
        let toml = ("skyplan.toml", "[dialplan]\npath = \"plan\"\n");
        let nested = [
            ("plan/deep/down/a.rhai", USES),
            ("plan/lib/tools.rhai", lib),
            toml,
        ];
        check(&nested, "plan/deep/down/a.rhai", &[]);
        // What an import names is checked with it, and what that imports.
        let wrong = "import \"more\" as more; fn greet() { Awnser(); }";
        check(
            &[
                ("a.rhai", USES),
                ("lib/tools.rhai", wrong),
                ("more.rhai", "fn f() { f(1) }"),
            ],
            "a.rhai",
            &[
                "E0201 unknown application or function `Awnser`",
                "E0202 `f` takes no arguments, not 1 argument",
            ],
        );
        let includes = "#include \"more.conf\"\n[a]\nexten => 1,1,Goto(b,1,1)\n";
        let more = "[b]\nexten => 1,1,Answer()\n";
        check(&[("e.conf", includes), ("more.conf", more)], "e.conf", &[]);
    }

    #[test]
    fn nothing_outside_of_the_dialplan_is_read() {
        let files = [
            (
                "plan/a.rhai",
                "import \"../secret\" as s; context \"a\" { extension \"1\" => { s::f(); } }",
            ),
            ("secret.rhai", "fn f() { }"),
        ];
        check(
            &files,
            "plan/a.rhai",
            &["E0006 the dialplan has no file `../secret`"],
        );
        let circle = [
            (
                "a.rhai",
                "import \"b\" as b; context \"a\" { extension \"1\" => { b::f(); } }",
            ),
            ("b.rhai", "import \"b\" as b; fn f() { }"),
        ];
        check(&circle, "a.rhai", &["E0009 this file imports itself"]);
    }
}
