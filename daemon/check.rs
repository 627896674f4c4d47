//! `skyplan check`: all diagnostics, without a call.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use runtime::diagnostic::{Code, Diagnostic};
use runtime::dialplan::{Dialplan, Source, World};

use crate::config::Config;
use crate::entrances::{self, Entrance};
use crate::files;
use crate::folder::Folder;
use crate::imports;
use crate::mend;
use crate::settings::{self, Faults};
use crate::surroundings;

/// What was found, ready to be printed.
#[derive(Debug, Default)]
pub struct Report {
    /// Each finding: for people, as JSON, and whether it is an error.
    pub findings: Vec<Checked>,
    /// Files that were read.
    pub files: usize,
    /// The first finding of each file that says something, and the lines of those that say the same.
    first: HashMap<(Arc<str>, Code, String), usize>,
    same: BTreeMap<usize, Vec<String>>,
    /// Findings that are shown.
    drawn: usize,
}

/// Findings that are shown with their lines of the file, which takes long in a long file. Others are told with their place.
const MOST_DRAWN: usize = 1000;

/// One finding.
#[derive(Debug)]
pub struct Checked {
    /// For people.
    pub human: String,
    /// One JSON object, without a line end.
    pub json: String,
    /// What it is, to be mended.
    pub finding: Diagnostic,
    /// Whether it keeps the dialplan or the configuration from being used.
    pub error: bool,
}

impl Report {
    /// Whether there is an error among the findings.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.error)
    }
}

/// Checks files and folders. Those given together are one dialplan: they may refer to each other. A
/// `skyplan.toml` brings the dialplan and the `chan_skype.conf` that it names with it.
pub fn check(paths: &[PathBuf], color: bool) -> Report {
    let mut reading = Reading::new(color);
    for path in paths {
        reading.path(path);
    }
    for path in paths {
        reading.surroundings(path);
    }
    reading.dialplan();
    reading.report.gather();
    reading.report
}

/// Most times that files are mended and checked again: mending one thing may show the next.
const ROUNDS: usize = 5;

/// Writes the fixes that are sure into the files of the dialplan. Gives what was done, and the findings that are left.
pub fn mend(paths: &[PathBuf], mut report: Report, color: bool) -> (Vec<String>, Report) {
    let mut done = Vec::new();
    for _ in 0..ROUNDS {
        let findings = report.findings.iter().map(|checked| &checked.finding);
        let mended = mend::write(findings);
        if mended.is_empty() {
            break;
        }
        done.extend(mended);
        report = check(paths, color);
    }
    (done, report)
}

/// What has been read so far.
struct Reading {
    report: Report,
    color: bool,
    /// Each file once, however often it is named.
    seen: BTreeSet<PathBuf>,
    sources: Vec<Source>,
    /// Those that were named by themselves.
    alone: Vec<(PathBuf, Source)>,
    entrances: Vec<Entrance>,
    /// Configurations with their names and texts.
    configs: Vec<(String, String, Config)>,
    world: World,
}

impl Reading {
    fn new(color: bool) -> Self {
        Self {
            report: Report::default(),
            color,
            seen: BTreeSet::new(),
            sources: Vec::new(),
            alone: Vec::new(),
            entrances: Vec::new(),
            configs: Vec::new(),
            world: World::default(),
        }
    }

    /// Whether this file or folder has not been read yet, under any name.
    fn is_new(&mut self, path: &Path) -> bool {
        let same = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        self.seen.insert(same)
    }

    fn path(&mut self, path: &Path) {
        if !self.is_new(path) {
            return;
        }
        let name = path.file_name().and_then(|name| name.to_str());
        if path.is_dir() {
            match Folder::new(path).with_tests().read() {
                Ok(found) => {
                    for fault in found.faults {
                        let file = path.join(&*fault.file).display().to_string();
                        let fault = Diagnostic {
                            file: file.into(),
                            ..fault
                        };
                        self.report.push(&fault, |_| None, self.color);
                    }
                    for source in found.sources.iter().map(|source| shown_below(path, source)) {
                        let file = Path::new(&*source.path);
                        if file
                            .file_name()
                            .is_some_and(|name| name == surroundings::ACCOUNTS)
                        {
                            self.path(file);
                        } else {
                            self.sources.push(source);
                        }
                    }
                }
                Err(error) => self.unreadable(path, &error),
            }
        } else if name == Some(surroundings::ACCOUNTS) {
            self.skype(path);
        } else if path.extension().is_some_and(|ending| ending == "toml") {
            self.config(path);
        } else {
            match files::dialplan_text(path) {
                Ok(text) => {
                    let source = Source::new(path.display().to_string(), text);
                    self.alone.push((path.to_owned(), source.clone()));
                    self.sources.push(source);
                }
                Err(error) => self.unreadable(path, &error),
            }
        }
    }

    fn config(&mut self, path: &Path) {
        self.report.files += 1;
        let config = match settings::read_config(path) {
            Ok(config) => config,
            Err(faults) => return self.add(&faults),
        };
        self.add(&settings::idle(path, &config));
        surroundings::add_config(&mut self.world, &config);
        if let Ok(text) = files::text(path) {
            let shown = path.display().to_string();
            self.entrances
                .extend(entrances::of_config(&shown, &text, &config));
            self.configs.push((shown, text, config.clone()));
        }
        if config.dialplan.path.exists() {
            self.path(&config.dialplan.path);
        }
        let skype = &config.skype.config;
        if skype.exists() && self.is_new(skype) {
            self.skype(skype);
        }
    }

    fn skype(&mut self, path: &Path) {
        self.report.files += 1;
        if !path.exists() {
            return self.unreadable(path, &std::io::ErrorKind::NotFound.into());
        }
        match settings::read_skype(path) {
            Ok((config, faults)) => {
                self.add(&faults);
                let shown = path.display().to_string();
                surroundings::add_skype(&mut self.world, &config);
                self.entrances.extend(entrances::of_skype(&shown, &config));
            }
            Err(faults) => self.add(&faults),
        }
    }

    /// What stands around a dialplan, unless its configuration was given.
    fn surroundings(&mut self, path: &Path) {
        if self.world.endpoints.is_none() && self.world.accounts.is_none() {
            surroundings::look_around(&mut self.world, path);
        }
    }

    fn dialplan(&mut self) {
        for (path, source) in std::mem::take(&mut self.alone) {
            let named = imports::named(&path, &source, &mut self.seen);
            self.sources.extend(named);
        }
        if self.sources.is_empty() {
            return;
        }
        self.report.files += self.sources.len();
        let sources = std::mem::take(&mut self.sources);
        let (dialplan, findings) = Dialplan::load_in(&self.world, sources, stdlib::LIBRARY);
        for finding in &findings {
            self.report
                .push(finding, |path| dialplan.text(path), self.color);
        }
        for (file, text, config) in &self.configs {
            for finding in settings::sections_of_nothing(file, text, config, &dialplan) {
                self.report.push(&finding, |_| Some(&**text), self.color);
            }
        }
        for finding in entrances::closed(&self.entrances, &dialplan) {
            let text = files::dialplan_text(Path::new(&*finding.file)).unwrap_or_default();
            self.report.push(&finding, |_| Some(&*text), self.color);
        }
    }

    fn unreadable(&mut self, path: &Path, error: &std::io::Error) {
        self.add(&Faults::unreadable(path, error));
    }

    fn add(&mut self, faults: &Faults) {
        for finding in &faults.findings {
            self.report
                .push(finding, |path| faults.text(path), self.color);
        }
    }
}

/// A file of a folder, named as a person in the current folder would.
pub(crate) fn shown_below(folder: &Path, source: &Source) -> Source {
    Source::new(
        folder.join(&*source.path).display().to_string(),
        source.text.to_string(),
    )
}

/// The paths that are checked when none is given: the configuration here, or the dialplans here.
pub fn default_paths() -> Vec<PathBuf> {
    let toml = PathBuf::from("skyplan.toml");
    let path = if toml.exists() {
        toml
    } else {
        "dialplans".into()
    };
    vec![path]
}

impl Report {
    /// Adds a finding. Warnings that say the same of one file are shown once, with the lines of the others: a dialplan from
    /// elsewhere may use an application that is not here in a hundred lines. Programs get them all.
    fn push<'t>(
        &mut self,
        finding: &Diagnostic,
        text: impl Fn(&str) -> Option<&'t str>,
        color: bool,
    ) {
        let (file, message) = (Arc::clone(&finding.file), finding.message.clone());
        let at = self.findings.len();
        let first = *(self.first.entry((file, finding.code, message))).or_insert(at);
        let human = if first != at && !finding.is_error() {
            let lines = self.same.entry(first).or_default();
            lines.push(finding.span.line.to_string());
            String::new()
        } else {
            self.drawn += 1;
            let drawn = self.drawn <= MOST_DRAWN;
            finding.render(|path| drawn.then(|| text(path)).flatten(), color)
        };
        self.findings.push(Checked {
            human,
            json: finding.to_json(),
            error: finding.is_error(),
            finding: finding.clone(),
        });
    }

    /// Says below warnings where else they hold.
    fn gather(&mut self) {
        for (at, lines) in std::mem::take(&mut self.same) {
            let noun = if lines.len() == 1 { "line" } else { "lines" };
            let lines = lines.join(", ");
            self.findings[at].human += &format!("   the same in {noun} {lines}\n");
        }
    }
}

/// What a code means, for `skyplan explain`.
pub fn explain(code: &str) -> Result<String, String> {
    let code: Code = code
        .parse()
        .map_err(|unknown: runtime::diagnostic::UnknownCode| unknown.to_string())?;
    let info = code.info();
    Ok(format!(
        "{}: {}\n\n{}\n",
        info.id, info.title, info.explanation
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_configuration_brings_what_it_names_and_its_ways_in_are_tried() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a folder"))
                .and_then(|()| std::fs::write(&path, text))
                .expect("a file for the test");
            path
        };
        let config = write(
            "skyplan.toml",
            "[skype]\nconfig = \"accounts.conf\"\n[[endpoint]]\nname = \"desk\"\npassword = \"x\"\ncontext = \"dsk\"\ncodecs = [\"ulaw\", \"g722\"]\n",
        );
        write(
            "accounts.conf",
            "[james_bond]\nsecret = x\ncontext = desk\nexten = s\n",
        );
        write(
            "dialplans/a.rhai",
            "context \"desk\" { extension \"100\" => { Awnser(); } }",
        );
        let report = check(&[config, folder.path().join("dialplans")], false);
        let codes: Vec<&str> = (report.findings.iter())
            .filter_map(|finding| finding.json.split("\"code\":\"").nth(1)?.get(..5))
            .collect();
        assert_eq!(
            (report.files, codes),
            (3, vec!["W0501", "E0201", "W0505", "W0505"])
        );
    }

    #[test]
    fn what_is_said_of_many_places_is_shown_once_and_thousands_of_findings_without_their_lines() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let file = folder.path().join("a.conf");
        let lines = (0..1200).map(|n| format!("exten => {n},1,Nothing{n}()\nsame => n,Other()\n"));
        let text = format!("[a]\n{}", lines.collect::<String>());
        std::fs::write(&file, text).expect("a file for the test");
        let report = check(std::slice::from_ref(&file), false);
        assert_eq!(report.findings.len(), 2400);
        let shown = |part: &str| {
            let findings = report.findings.iter();
            findings
                .filter(|finding| finding.human.contains(part))
                .count()
        };
        assert_eq!(shown("`Other`"), 1);
        assert_eq!(shown("the same in lines 5, 7, 9, "), 1);
        assert_eq!(shown(",1,Nothing"), MOST_DRAWN - 1);
        assert_eq!(shown("unknown application `Nothing"), 1200);
        assert_eq!(shown("a.conf:2400:"), 1);
    }

    /// What is found in a dialplan of these files beside this configuration, code and message.
    fn found(toml: &str, files: &[(&str, &str)]) -> Vec<String> {
        let folder = tempfile::tempdir().expect("a folder for the test");
        std::fs::create_dir(folder.path().join("dialplans")).expect("a folder for the test");
        for (name, text) in files.iter().chain(&[("../skyplan.toml", toml)]) {
            let path = folder.path().join("dialplans").join(name);
            std::fs::write(path, text).expect("a file for the test");
        }
        let report = check(&[folder.path().join("skyplan.toml")], false);
        let findings = report.findings.iter().map(|checked| &checked.finding);
        findings
            .map(|finding| format!("{} {}", finding.code, finding.message))
            .collect()
    }

    #[test]
    fn what_a_context_may_not_reach_is_named() {
        let rhai = "context \"desk\" { extension \"1\" => { System(\"/bin/a\"); SHELL(\"/bin/b c\"); \
                    CURL(\"https://x.org/\" + EXTEN); FILE(\"/srv/in/a\"); FILE(\"/etc/passwd\"); ENV(\"HOME\"); \
                    System(\"/bin/b\", EXTEN); } } \
                    context \"open\" { extension \"1\" => { System(\"/bin/a\"); CURL(\"https://x.org/\"); } }";
        let conf = "[lines]\nexten => 1,1,System(/bin/a ${EXTEN})\n same => n,TrySystem(/bin/b c)\n \
                    same => n,Set(X=${CURL(https://y.org/)})\n";
        let toml = "[capability]\nsystem = [\"/bin/b *\"]\nread = [\"/srv/in\"]\n[context.open.capability]\n\
                    shell = true\ncurl = [\"x.org\"]\n";
        assert_eq!(
            found(toml, &[("a.rhai", rhai), ("b.conf", conf)]),
            [
                "W0410 the command `/bin/a` is not allowed in context `desk`",
                "W0410 no URL is allowed in context `desk`",
                "W0410 the file `/etc/passwd` may not be read in context `desk`",
                "W0410 reading `HOME` of the environment is not allowed in context `desk`",
                "W0410 the URL `https://y.org/` is not allowed in context `lines`",
            ]
        );
    }

    #[test]
    fn a_section_for_no_context_is_named() {
        let rhai = "context \"from-trunk\" { extension \"1\" => { Answer(); } }";
        let toml = "[context.from-trnk.budget]\ndepth = 4\n[context.\"from-*\".budget]\ndepth = 5\n\
                    [context.\"to-*\".budget]\ndepth = 6\n";
        assert_eq!(
            found(toml, &[("a.rhai", rhai)]),
            [
                "W0506 there is no context `from-trnk`",
                "W0506 no context has a name like `to-*`",
            ]
        );
    }
}
