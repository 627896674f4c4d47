//! The form of Asterisk's configuration files: sections, settings, templates, comments, `#include`.
//!
//! In: the text of a file, and the files it can include. Out: its sections in order, each setting with its
//! place. A line that cannot be read is reported and left out; the rest of the file counts.
//!
//! Absent: what the settings mean, and `#exec`, which would run a program to make a dialplan.

use std::collections::HashMap;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Span, did_you_mean};
use crate::dialplan::Source;

/// `[name]` and what stands below it.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    pub(crate) name: String,
    pub(crate) span: Span,
    pub(crate) file: Arc<str>,
    /// Made for others to take settings from, `[name](!)`.
    pub(crate) template: bool,
    pub(crate) settings: Vec<Setting>,
}

/// `key = value`.
#[derive(Clone, Debug)]
pub(crate) struct Setting {
    pub(crate) key: String,
    pub(crate) value: String,
    pub(crate) file: Arc<str>,
    pub(crate) line: u32,
    /// Where the value begins, in characters from 1.
    pub(crate) column: u32,
    /// Where the key begins.
    pub(crate) key_column: u32,
}

impl Setting {
    /// The `length` characters of the value from the byte `at` on.
    pub(crate) fn span(&self, at: usize, length: usize) -> Span {
        let before = self.value.get(..at).unwrap_or(&self.value);
        let column = self.column + before.chars().count() as u32;
        Span::line(self.line, column, column + length as u32)
    }

    /// The key.
    pub(crate) fn key_span(&self) -> Span {
        let length = self.key.chars().count() as u32;
        Span::line(self.line, self.key_column, self.key_column + length)
    }

    /// The whole value.
    pub(crate) fn whole(&self) -> Span {
        self.span(0, self.value.chars().count())
    }
}

/// Deepest chain of `#include`.
const DEPTH: usize = 10;
/// Most settings that includes may blow a file up to, and most that templates may give: ten lines that take each other
/// twice would be a thousand.
const MAX_SETTINGS: usize = 1_000_000;
const MAX_INHERITED: usize = 100_000;

/// Most octets that are read, each file counted as often as it is included.
const MAX_OCTETS: usize = 64 << 20;
/// What a file counts for at least.
const FILE_OCTETS: usize = 4 << 10;

/// Reads a file with all it includes.
pub(crate) fn read(source: &Source, sources: &[Source]) -> (Vec<Section>, Vec<Diagnostic>) {
    let mut reader = Reader {
        sources,
        sections: Vec::new(),
        by_name: HashMap::new(),
        settings: 0,
        inherited: 0,
        octets: 0,
        findings: Vec::new(),
        path: Vec::new(),
    };
    reader.file(source);
    (reader.sections, reader.findings)
}

/// The values of a key in the sections of that name of a configuration file, in order; templates count, and nothing is
/// included. Upper and lower case of section and key are one.
///
/// ```
/// let text = "[desk](!)\nallow=ulaw\nallow=alaw\n[100](desk)\ncontext = internal ; ours\n";
/// assert_eq!(runtime::conf::settings("sip.conf", text, "100", "allow"), ["ulaw", "alaw"]);
/// assert_eq!(runtime::conf::settings("sip.conf", text, "100", "context"), ["internal"]);
/// ```
pub fn settings(path: &str, text: &str, section: &str, key: &str) -> Vec<String> {
    let (sections, _) = read(&Source::new(path, text), &[]);
    let named = sections
        .into_iter()
        .filter(|one| one.name.eq_ignore_ascii_case(section));
    let all = named.flat_map(|section| section.settings);
    let wanted = all.filter(|setting| setting.key.eq_ignore_ascii_case(key));
    wanted.map(|setting| setting.value).collect()
}

/// The names by which a text includes files, and whether it cannot do without each.
pub(crate) fn included(text: &str) -> Vec<(String, bool)> {
    let lines = text.lines().filter_map(|line| directive(line.trim()));
    lines
        .map(|(word, name)| (name.to_owned(), word == "include"))
        .collect()
}

/// The lines by which a file includes others that are not there, each with the section it stands in.
pub(crate) fn missing(source: &Source, sources: &[Source]) -> Vec<(String, String)> {
    let mut section = String::new();
    let mut found = Vec::new();
    for line in source.text.lines().map(str::trim) {
        if let Some((name, _)) = line.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            name.trim().clone_into(&mut section);
        }
        let Some((word @ ("include" | "tryinclude"), name)) = directive(line) else {
            continue;
        };
        if !name.is_empty() && find(sources, source, name).is_empty() {
            found.push((section.clone(), format!("#{word} \"{name}\"")));
        }
    }
    found
}

/// `#include "name"`: the word and the name.
fn directive(line: &str) -> Option<(&str, &str)> {
    let (word, name) = line
        .strip_prefix('#')?
        .split_once([' ', '\t'])
        .unwrap_or((&line[1..], ""));
    let name = name.split(';').next().unwrap_or("").trim();
    let quotes: &[char] = &['"', '<', '>'];
    Some((word, name.trim_matches(quotes)))
}

/// The files by the name that another one includes them with: beside that one, or from the top of the dialplan,
/// which stands for Asterisk's own folder. A name with `*` or `?` is all that fit.
pub(crate) fn find<'a>(sources: &'a [Source], from: &Source, name: &str) -> Vec<&'a Source> {
    let name = name.strip_prefix(ASTERISK_FOLDER).unwrap_or(name);
    let name = name.strip_prefix("./").unwrap_or(name);
    let folder = from.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let beside = if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    };
    let called = |wanted: &str| -> Vec<&Source> {
        let fitting = sources.iter().filter(|source| {
            source.is_conf() && (*source.path == *wanted || glob(wanted, &source.path))
        });
        fitting.collect()
    };
    let found = called(&beside);
    if found.is_empty() {
        called(name)
    } else {
        found
    }
}

/// Where Asterisk has its files; includes name them so.
const ASTERISK_FOLDER: &str = "/etc/asterisk/";

/// Whether a path fits a pattern in which `*` is any characters and `?` any one, but for slashes.
fn glob(pattern: &str, path: &str) -> bool {
    let (pattern, path) = (pattern.as_bytes(), path.as_bytes());
    let (mut at, mut to) = (0, 0);
    // Where to go on if what is behind the last `*` does not fit.
    let mut retry = None;
    while to < path.len() {
        match pattern.get(at) {
            Some(b'*') => {
                at += 1;
                retry = Some((at, to));
            }
            Some(b'?') if path[to] != b'/' => (at, to) = (at + 1, to + 1),
            Some(&octet) if octet == path[to] => (at, to) = (at + 1, to + 1),
            _ => match retry {
                Some((behind, from)) if path[from] != b'/' => {
                    retry = Some((behind, from + 1));
                    (at, to) = (behind, from + 1);
                }
                _ => return false,
            },
        }
    }
    pattern[at..].iter().all(|&octet| octet == b'*')
}

struct Reader<'a> {
    sources: &'a [Source],
    sections: Vec<Section>,
    /// The first section of each name.
    by_name: HashMap<String, usize>,
    settings: usize,
    /// How many of them came from templates.
    inherited: usize,
    octets: usize,
    findings: Vec<Diagnostic>,
    /// Files that include each other, the outermost first.
    path: Vec<Arc<str>>,
}

impl Reader<'_> {
    fn file(&mut self, source: &Source) {
        self.path.push(Arc::clone(&source.path));
        self.octets += source.text.len().max(FILE_OCTETS);
        // Lines of a block comment, `;--` to `--;`, which may be nested.
        let mut commented = 0_u32;
        let text = source.text.strip_prefix('\u{feff}').unwrap_or(&source.text);
        for (number, line) in text.split('\n').enumerate() {
            let place = Place {
                source,
                line: number as u32 + 1,
            };
            let text = uncommented(line, &mut commented);
            self.line(&place, &text);
        }
        self.path.pop();
    }

    fn line(&mut self, place: &Place<'_>, text: &str) {
        let trimmed = text.trim();
        if trimmed.is_empty() {
        } else if trimmed.starts_with('#') {
            self.directive(place, text);
        } else if trimmed.starts_with('[') {
            self.section(place, text);
        } else {
            self.setting(place, text);
        }
    }

    fn section(&mut self, place: &Place<'_>, text: &str) {
        let trimmed = text.trim();
        let (name, rest) = trimmed[1..].split_once(']').unwrap_or_else(|| {
            let what = "`]` is missing behind the name of the section";
            self.complain(place, text, what, None);
            // What follows is meant to stand in it.
            (trimmed[1..].split('(').next().unwrap_or("").trim(), "")
        });
        let mut section = Section {
            name: name.to_owned(),
            span: place.span(text, trimmed),
            file: Arc::clone(&place.source.path),
            template: false,
            settings: Vec::new(),
        };
        let rest = rest.trim();
        let options = rest
            .strip_prefix('(')
            .and_then(|rest| Some(rest.split_once(')')?.0));
        if options.is_none() && rest.starts_with('(') {
            let what = format!("`)` is missing behind the options of section `{name}`");
            self.complain(place, text, what, None);
        } else if options.is_none() && !rest.is_empty() {
            let what = format!("`{rest}` behind the section's name does not count");
            let help = "a comment begins with `;`, options of a section stand in parentheses";
            self.complain(place, text, what, Some(help.to_owned()));
        }
        for option in options.unwrap_or("").split(',').map(str::trim) {
            match option {
                "" => {}
                "!" => section.template = true,
                "+" if self.by_name.contains_key(name) => {}
                "+" => {
                    let what = format!("there is no section `{name}` to add to yet");
                    self.complain(place, text, what, None);
                }
                template => match self.by_name.get(template) {
                    Some(&at) => {
                        let inherited = &self.sections[at].settings;
                        self.inherited += inherited.len();
                        if self.inherited <= MAX_INHERITED {
                            section.settings.extend(inherited.iter().cloned());
                        } else {
                            let what = format!("templates give more than {MAX_INHERITED} settings");
                            self.complain_of(place, text, template, what, None);
                        }
                    }
                    None => {
                        let names = self.by_name.keys().map(String::as_str);
                        let help = did_you_mean(template, names);
                        let what = format!("there is no template `{template}`");
                        self.complain_of(place, text, template, what, help);
                    }
                },
            }
        }
        self.by_name
            .entry(name.to_owned())
            .or_insert(self.sections.len());
        self.sections.push(section);
    }

    fn setting(&mut self, place: &Place<'_>, text: &str) {
        let Some((key, rest)) = text.split_once('=') else {
            let help = "a line is `key = value`, `[section]`, `#include \"file\"` or a `;` comment";
            return self.complain(place, text, "this is no setting", Some(help.to_owned()));
        };
        let value = rest.strip_prefix('>').unwrap_or(rest);
        let trimmed = value.trim();
        let column = place.span(text, trimmed).column;
        let setting = Setting {
            key: key.trim().trim_end_matches('+').trim_end().to_owned(),
            value: trimmed.to_owned(),
            file: Arc::clone(&place.source.path),
            line: place.line,
            column,
            key_column: place.span(text, key.trim()).column,
        };
        self.settings += 1;
        match self.sections.last_mut() {
            Some(section) if self.settings <= MAX_SETTINGS => section.settings.push(setting),
            Some(_) => {}
            None => {
                let help = "settings stand in a section, and a comment begins with `;`";
                let what = "a setting before the first `[section]`";
                self.complain(place, text, what, Some(help.to_owned()));
            }
        }
    }

    fn directive(&mut self, place: &Place<'_>, text: &str) {
        let Some((word, name)) = directive(text.trim()) else {
            return;
        };
        match word {
            "include" | "tryinclude" if name.is_empty() => {
                let what = format!("`#{word}` without the name of a file");
                self.complain(place, text, what, None);
            }
            "include" | "tryinclude" => self.include(place, text, name, word == "include"),
            "exec" => {
                let help = "run the program yourself, and `#include` the file it makes";
                let what = "`#exec` is refused: a dialplan does not start programs";
                self.complain(place, text, what, Some(help.to_owned()));
            }
            _ => {
                let help = did_you_mean(word, ["include", "tryinclude", "exec"])
                    .unwrap_or_else(|| "a comment begins with `;`".to_owned());
                let help = Some(help);
                self.complain(place, text, format!("unknown directive `#{word}`"), help);
            }
        }
    }

    fn include(&mut self, place: &Place<'_>, text: &str, name: &str, needed: bool) {
        let sources = self.sources;
        let found = find(sources, place.source, name);
        for source in &found {
            if self.path.contains(&source.path) {
                // All files beside this one are meant by `*.conf`, but not this one.
                if found.len() == 1 {
                    let what = format!("`{name}` includes itself");
                    self.complain(place, text, what, None);
                }
            } else if self.path.len() >= DEPTH {
                let what = format!("files include each other more than {DEPTH} deep");
                self.complain(place, text, what, None);
            } else if self.octets + source.text.len() > MAX_OCTETS {
                let what = format!("`{name}` is left out: files include each other too often");
                self.complain(place, text, what, None);
                break;
            } else {
                self.file(source);
            }
        }
        if found.is_empty() && needed {
            // A file that would include itself is not what was meant.
            let other = |source: &&Source| !self.path.contains(&source.path);
            let names = sources.iter().filter(other).map(|source| &*source.path);
            let help = did_you_mean(name, names).unwrap_or_else(|| {
                "only files of the dialplan folder can be included; use `#tryinclude` for one that may be missing".to_owned()
            });
            let what = format!("there is no file `{name}`");
            self.complain_of(place, text, name, what, Some(help));
        }
    }

    fn complain(
        &mut self,
        place: &Place<'_>,
        text: &str,
        what: impl Into<String>,
        help: Option<String>,
    ) {
        self.complain_of(place, text, text.trim(), what, help);
    }

    /// Complains of a part of a line.
    fn complain_of(
        &mut self,
        place: &Place<'_>,
        text: &str,
        part: &str,
        what: impl Into<String>,
        help: Option<String>,
    ) {
        let path = Arc::clone(&place.source.path);
        let span = place.span(text, part);
        let mut finding = Diagnostic::new(Code::ConfLine, path, span, what);
        finding.help = help;
        self.findings.push(finding);
    }
}

/// A line of a file.
struct Place<'a> {
    source: &'a Source,
    line: u32,
}

impl Place<'_> {
    /// Where `part` stands, which is a piece of `text`, the line without its comment.
    fn span(&self, text: &str, part: &str) -> Span {
        let at = part.as_ptr() as usize - text.as_ptr() as usize;
        let before = text.get(..at).map_or(0, |before| before.chars().count()) as u32;
        let length = part.chars().count() as u32;
        Span::line(self.line, before + 1, before + 1 + length)
    }
}

/// A line without its comments; `\;` is a semicolon. `depth` counts the block comments it stands in.
fn uncommented(line: &str, depth: &mut u32) -> String {
    let line = line.strip_suffix('\r').unwrap_or(line);
    let mut text = String::new();
    let mut rest = line;
    while let Some(at) = rest.find([';', '-']) {
        let (before, tail) = rest.split_at(at);
        if *depth == 0 {
            text.push_str(before);
        }
        if tail.starts_with("--;") && *depth > 0 {
            *depth -= 1;
            rest = &tail[3..];
        } else if tail.starts_with(";--") && !tail.starts_with(";---") {
            *depth += 1;
            rest = &tail[3..];
        } else if *depth > 0 {
            rest = &tail[1..];
        } else if let Some(tail) = tail.strip_prefix('-') {
            text.push('-');
            rest = tail;
        } else if text.ends_with('\\') {
            text.pop();
            text.push(';');
            rest = &tail[1..];
        } else {
            return text;
        }
    }
    if *depth == 0 {
        text.push_str(rest);
    }
    text
}
