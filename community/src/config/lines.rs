//! Asterisk's configuration format as sections of entries, each with its place in the file.

use std::ops::Range;

use crate::config::finding::{Finding, FindingKind};
use crate::name::shorten;

/// A `[name](templates)` with the entries below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section {
    pub(crate) name: String,
    pub(crate) place: Place,
    /// `(!)`: only to be inherited from.
    pub(crate) is_template: bool,
    /// Inherited entries first, then its own.
    pub(crate) entries: Vec<Entry>,
}

/// One `key = value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// In lower case.
    pub(crate) key: String,
    pub(crate) key_place: Place,
    /// As it stands in the file; `unescape` gives the text.
    pub(crate) value: String,
    pub(crate) value_place: Place,
    /// Came from a template, so that a later one overrides it silently.
    pub(crate) inherited: bool,
}

/// Some characters of one line, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) line: u32,
    pub(crate) column: u32,
    pub(crate) end_column: u32,
}

impl Place {
    fn of(line: u32, text: &str, range: Range<usize>) -> Self {
        let column = 1 + count(&text[..range.start]);
        Self {
            line,
            column,
            end_column: column + count(&text[range]),
        }
    }

    /// The part of this place that a range of its text covers.
    pub(crate) fn part(self, text: &str, range: Range<usize>) -> Self {
        let column = self.column + count(&text[..range.start]);
        Self {
            column,
            end_column: column + count(&text[range]),
            ..self
        }
    }

    pub(crate) fn finding(
        self,
        kind: FindingKind,
        message: String,
        help: Option<String>,
    ) -> Finding {
        Finding {
            severity: kind.severity(),
            kind,
            message,
            line: self.line,
            column: self.column,
            end_column: self.end_column,
            help,
        }
    }
}

impl Entry {
    /// The value without the backslashes that protect semicolons.
    pub(crate) fn text(&self) -> String {
        unescape(&self.value)
    }

    /// The comma-separated items of the value that are not empty, each with its place.
    pub(crate) fn items(&self) -> impl Iterator<Item = (&str, Place)> {
        let mut start = 0;
        self.value.split(',').filter_map(move |piece| {
            let range = trimmed(&self.value, start..start + piece.len());
            start += piece.len() + 1;
            (!range.is_empty()).then(|| {
                (
                    &self.value[range.clone()],
                    self.value_place.part(&self.value, range),
                )
            })
        })
    }
}

/// Splits a file. What is neither section, entry nor comment becomes a finding.
pub(crate) fn sections(text: &str) -> (Vec<Section>, Vec<Finding>) {
    let mut reader = Reader::default();
    let mut in_block = false;
    for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let number = u32::try_from(number + 1).unwrap_or(u32::MAX);
        reader.line(number, &without_comments(line, &mut in_block));
    }
    (reader.sections, reader.findings)
}

#[derive(Default)]
struct Reader {
    sections: Vec<Section>,
    findings: Vec<Finding>,
}

impl Reader {
    fn line(&mut self, number: u32, text: &str) {
        let range = trimmed(text, 0..text.len());
        let place = Place::of(number, text, range.clone());
        match text[range].chars().next() {
            None => {}
            Some('[') => self.header(number, text, place),
            Some('#') => self.findings.push(place.finding(
                FindingKind::UnsupportedDirective,
                format!("`{}` is not supported in this file", shorten(text.trim())),
                Some("put the sections into this file".to_owned()),
            )),
            Some(_) => self.entry(number, text, place),
        }
    }

    fn header(&mut self, number: u32, text: &str, place: Place) {
        let open = text.find('[').unwrap_or_default() + 1;
        let Some(close) = text.find(']').filter(|close| *close > open) else {
            return self.syntax(place, "a section needs a name between `[` and `]`");
        };
        let name = trimmed(text, open..close);
        let mut section = Section {
            name: text[name.clone()].to_owned(),
            place: Place::of(number, text, name),
            is_template: false,
            entries: Vec::new(),
        };
        let rest = text[close + 1..].trim();
        let templates = rest
            .strip_prefix('(')
            .and_then(|inner| inner.strip_suffix(')'));
        if let Some(templates) = templates {
            self.inherit(&mut section, templates, place);
        } else if !rest.is_empty() {
            self.syntax(
                place,
                "nothing but `(templates)` can stand after a section's name",
            );
        }
        self.sections.push(section);
    }

    fn inherit(&mut self, section: &mut Section, templates: &str, place: Place) {
        for name in templates
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
        {
            if name == "!" {
                section.is_template = true;
            } else if let Some(base) = self.sections.iter().rfind(|base| base.name == name) {
                let entries = base.entries.iter().cloned();
                section.entries.extend(entries.map(|entry| Entry {
                    inherited: true,
                    ..entry
                }));
            } else {
                self.findings.push(place.finding(
                    FindingKind::UnknownTemplate,
                    format!("no section `{}` above this one", shorten(name)),
                    None,
                ));
            }
            // Templates of templates double at every level; a file of a few lines must not fill memory.
            section.entries.truncate(MAX_ENTRIES);
        }
    }

    fn entry(&mut self, number: u32, text: &str, place: Place) {
        let Some(equals) = text.find('=') else {
            return self.syntax(
                place,
                "expected `[section]`, `option = value` or `; comment`",
            );
        };
        let key = trimmed(text, 0..equals);
        let after = equals + 1 + usize::from(text[equals + 1..].starts_with('>'));
        let value = trimmed(text, after..text.len());
        if key.is_empty() {
            return self.syntax(place, "an option needs a name before `=`");
        }
        let entry = Entry {
            key: text[key.clone()].to_ascii_lowercase(),
            key_place: Place::of(number, text, key),
            value: text[value.clone()].to_owned(),
            value_place: Place::of(number, text, value),
            inherited: false,
        };
        match self.sections.last_mut() {
            Some(section) => section.entries.push(entry),
            None => self.findings.push(entry.key_place.finding(
                FindingKind::OptionOutsideSection,
                format!(
                    "option `{}` stands before the first section",
                    shorten(&entry.key)
                ),
                Some("begin the file with `[general]`".to_owned()),
            )),
        }
    }

    fn syntax(&mut self, place: Place, message: &str) {
        self.findings
            .push(place.finding(FindingKind::Syntax, message.to_owned(), None));
    }
}

/// Most entries that one section inherits.
const MAX_ENTRIES: usize = 1000;

/// The line with its comments blanked, so that columns stay what they were.
fn without_comments(line: &str, in_block: &mut bool) -> String {
    let mut kept = String::with_capacity(line.len());
    let mut rest = line;
    while !rest.is_empty() {
        if *in_block {
            let end = rest.find("--;").map(|at| at + 3);
            *in_block = end.is_none();
            let (comment, after) = rest.split_at(end.unwrap_or(rest.len()));
            kept.extend(comment.chars().map(|_| ' '));
            rest = after;
        } else if rest.starts_with(";--") && !rest.starts_with(";---") {
            *in_block = true;
            kept.push_str("   ");
            rest = &rest[3..];
        } else if rest.starts_with(';') {
            return kept;
        } else {
            let protected = if rest.starts_with("\\;") { 2 } else { 0 };
            let length = rest.chars().next().map_or(0, char::len_utf8).max(protected);
            kept.push_str(&rest[..length]);
            rest = &rest[length..];
        }
    }
    kept
}

fn unescape(value: &str) -> String {
    value.replace("\\;", ";")
}

/// The range without blanks at its ends.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let piece = &text[range.clone()];
    let start = range.start + (piece.len() - piece.trim_start().len());
    start..start + piece.trim().len()
}

fn count(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sections as `[name] key=value@line:column-end …`, then findings.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let (sections, findings) = sections(text);
        let mut found = String::new();
        for section in sections {
            found += &format!(
                "[{}{}]",
                section.name,
                if section.is_template { "!" } else { "" }
            );
            for entry in section.entries {
                let Place {
                    line,
                    column,
                    end_column,
                } = entry.value_place;
                found += &format!(
                    " {}={}@{line}:{column}-{end_column}",
                    entry.key,
                    entry.text()
                );
            }
            found += "\n";
        }
        for finding in findings {
            found += &format!(
                "{} {}:{}\n",
                finding.kind.as_str(),
                finding.line,
                finding.column
            );
        }
        assert_eq!(found.trim_end(), expected);
    }

    #[test]
    fn entries_take_an_equals_sign_or_an_arrow() {
        check("[a]\nKey = v w ; c\nx=>y", "[a] key=v w@2:7-10 x=y@3:4-5");
    }

    #[test]
    fn comments_end_at_the_line_or_span_several() {
        check(
            ";[no]\n[a]\nx=1 ;-- y --;\n;-- one\ny=2\n--; w=3\n;--- not a block\nv=4",
            "[a] x=1@3:3-4 w=3@6:7-8 v=4@8:3-4",
        );
    }

    #[test]
    fn a_backslash_keeps_a_semicolon() {
        check("[a]\nsecret = p\\;w ; c", "[a] secret=p;w@2:10-14");
    }

    #[test]
    fn columns_count_characters() {
        check("[a]\nx = ü ö;", "[a] x=ü ö@2:5-8");
    }

    #[test]
    fn templates_hand_their_entries_down() {
        check(
            "[t](!)\nx=1\n[a](t)\ny=2",
            "[t!] x=1@2:3-4\n[a] x=1@2:3-4 y=2@4:3-4",
        );
        check("[a](t)", "[a]\nunknown-template 1:1");
    }

    #[test]
    fn what_is_nothing_is_named() {
        check("x=1", "option-outside-section 1:1");
        check("[a]\nword", "[a]\nsyntax 2:1");
        check("[a]\n =x", "[a]\nsyntax 2:2");
        check("[a", "syntax 1:1");
        check("[]", "syntax 1:1");
        check("[a] b", "[a]\nsyntax 1:1");
        check("#include x", "unsupported-directive 1:1");
        check("\u{feff}[a]\r\nx=1\r\n", "[a] x=1@2:3-4");
    }

    #[test]
    fn templates_cannot_fill_memory() {
        let mut text = String::from("[t0]\nx=1\n");
        for level in 1..64 {
            text += &format!("[t{level}](t{0},t{0})\n", level - 1);
        }
        let (sections, _) = sections(&text);
        assert!(
            sections
                .iter()
                .all(|section| section.entries.len() <= MAX_ENTRIES)
        );
    }
}
