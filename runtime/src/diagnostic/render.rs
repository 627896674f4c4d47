//! A finding as text: by ariadne for people, as a JSON object for programs.

use std::collections::BTreeMap;

use ariadne::{CharSet, Color, Config, IndexType, Label as Mark, Report, ReportKind, Source};
use serde::Serialize;

use super::{Diagnostic, Fix, Severity, Span};

/// The object that `--format json` prints, one a line.
#[derive(Serialize)]
struct Line<'a> {
    code: &'a str,
    severity: String,
    message: &'a str,
    file: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    help: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Edit<'a>>,
}

/// One of its fixes.
#[derive(Serialize)]
struct Edit<'a> {
    title: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    replacement: &'a str,
    sure: bool,
}

impl Diagnostic {
    /// One line of JSON, without the line's end.
    pub fn to_json(&self) -> String {
        // A finding about a whole file is shown at its beginning: programs expect a place.
        let span = if self.span.is_none() {
            Span::line(1, 1, 1)
        } else {
            self.span
        };
        serde_json::to_string(&Line {
            code: self.code.id(),
            severity: self.severity().to_string(),
            message: &self.message,
            file: &self.file,
            line: span.line,
            column: span.column,
            end_line: span.end_line,
            end_column: span.end_column,
            help: self.help.as_deref(),
            fixes: self.fixes.iter().map(Edit::of).collect(),
        })
        .expect("texts and numbers always have a JSON form")
    }

    /// Text for people. `text` gives the contents of a file that is named in the finding, where it has them.
    pub fn render<'t>(&self, text: impl Fn(&str) -> Option<&'t str>, color: bool) -> String {
        let sources = self.sources(&text);
        let place = |file: &str, span: Span| {
            let range = sources
                .get(file)
                .and_then(|source| {
                    let before = u32::try_from(source.display_line_offset()).ok()?;
                    span.lines_up(before).offsets(source.text())
                })
                .unwrap_or(0..0);
            (file.to_owned(), range)
        };
        let (kind, shade) = match self.severity() {
            Severity::Error => (ReportKind::Error, Color::Red),
            Severity::Warning => (ReportKind::Warning, Color::Yellow),
        };
        let config = Config::default()
            .with_color(color)
            .with_index_type(IndexType::Char)
            .with_char_set(CharSet::Unicode);
        let mut report = Report::build(kind, place(&self.file, self.span))
            .with_config(config)
            .with_code(self.code.id())
            .with_message(&self.message);
        if sources.contains_key(&*self.file) && !self.span.is_none() {
            let note = if self.note.is_empty() {
                "here"
            } else {
                &self.note
            };
            report = report.with_label(
                Mark::new(place(&self.file, self.span))
                    .with_message(note)
                    .with_color(shade),
            );
        }
        for label in &self.labels {
            if sources.contains_key(&*label.file) && !label.span.is_none() {
                report = report.with_label(
                    Mark::new(place(&label.file, label.span))
                        .with_message(&label.message)
                        .with_color(Color::Blue),
                );
            }
        }
        if let Some(help) = &self.help {
            report = report.with_help(help);
        }
        for fix in &self.fixes {
            report = report.with_note(format!("fix: {}", fix.title));
        }
        let mut out = Vec::new();
        let written = report.finish().write(Texts(sources), &mut out);
        let shown = written.is_ok().then(|| String::from_utf8(out).ok());
        let mut shown = shown.flatten().unwrap_or_default();
        if !self.span.is_none() && !shown.contains(&*self.file) {
            // The file's text was not at hand, so ariadne had no line to name it in.
            let Span { line, column, .. } = self.span;
            shown.push_str(&format!("   at {}:{line}:{column}\n", self.file));
        }
        shown
    }

    fn sources<'t>(
        &self,
        text: &impl Fn(&str) -> Option<&'t str>,
    ) -> BTreeMap<String, Source<String>> {
        let others = self.labels.iter().map(|label| &label.file);
        std::iter::once(&self.file)
            .chain(others)
            .filter_map(|file| Some((file.to_string(), self.shown(file, text(file)?))))
            .collect()
    }

    /// The lines of a file that are shown. A file may be long, and have many findings.
    fn shown(&self, file: &str, text: &str) -> Source<String> {
        let others = self.labels.iter().map(|label| (&label.file, label.span));
        let spans = std::iter::once((&self.file, self.span)).chain(others);
        let spans: Vec<Span> = (spans.filter(|(of, span)| &***of == file && !span.is_none()))
            .map(|(_, span)| span)
            .collect();
        let first = spans.iter().map(|span| span.line).min().unwrap_or(1);
        let last = spans.iter().map(|span| span.end_line).max().unwrap_or(1);
        let (before, lines) = (
            first.saturating_sub(1) as usize,
            last.saturating_sub(first) as usize + 2,
        );
        let lines: String = text
            .split_inclusive('\n')
            .skip(before)
            .take(lines)
            .collect();
        Source::from(lines).with_display_line_offset(before)
    }
}

impl<'a> Edit<'a> {
    fn of(fix: &'a Fix) -> Self {
        Self {
            title: &fix.title,
            line: fix.span.line,
            column: fix.span.column,
            end_line: fix.span.end_line,
            end_column: fix.span.end_column,
            replacement: &fix.replacement,
            sure: fix.sure,
        }
    }
}

/// The texts of the files a finding names, where ariadne looks them up.
struct Texts(BTreeMap<String, Source<String>>);

impl ariadne::Cache<String> for Texts {
    type Storage = String;

    fn fetch(&mut self, id: &String) -> Result<&Source<String>, impl std::fmt::Debug> {
        self.0.get(id).ok_or("the text of the file is not at hand")
    }

    fn display<'a>(&self, id: &'a String) -> Option<impl std::fmt::Display + 'a> {
        Some(id)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, Diagnostic, Span};

    const TEXT: &str = "extension \"s\" => {\n    let x = SKYPE_CALL_PROPERTY(\"topci\");\n}\n";

    fn finding() -> Diagnostic {
        let message = "unknown Skype call property `topci`";
        Diagnostic::new(
            Code::UnknownProperty,
            "desk.rhai",
            Span::line(2, 33, 40),
            message,
        )
        .with_help("did you mean `topic`?")
    }

    #[test]
    fn people_see_code_file_line_and_help() {
        let shown = finding().render(|_| Some(TEXT), false);
        for part in [
            "[E0312] Error: unknown Skype call property `topci`",
            "desk.rhai:2:33",
            "SKYPE_CALL_PROPERTY(\"topci\")",
            "did you mean `topic`?",
        ] {
            assert!(shown.contains(part), "{part} is not in\n{shown}");
        }
    }

    #[test]
    fn without_the_text_the_place_is_still_named() {
        let shown = finding().render(|_| None, false);
        assert!(shown.contains("desk.rhai:2:33"), "{shown}");
    }

    #[test]
    fn programs_see_one_object_with_the_keys_of_the_interface() {
        assert_eq!(
            finding().to_json(),
            r#"{"code":"E0312","severity":"error","message":"unknown Skype call property `topci`","file":"desk.rhai","line":2,"column":33,"end_line":2,"end_column":40,"help":"did you mean `topic`?"}"#
        );
    }

    #[test]
    fn a_finding_about_a_whole_file_stands_at_its_beginning() {
        let json = Diagnostic::new(Code::TooLarge, "a.rhai", Span::NONE, "too large").to_json();
        assert!(json.contains(r#""line":1,"column":1,"#), "{json}");
        assert!(json.contains(r#""help":null"#), "{json}");
    }
}
