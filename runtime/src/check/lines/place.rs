//! Where a part of a line stands in its file: the data of a line is kept without the backslashes that protect
//! semicolons and without comments, its file is not. In Rhai, a line is a text with backslashes of its own.

use std::collections::HashMap;

use crate::diagnostic::Span;
use crate::dialplan::{Line, Source};

/// The lines of the files, looked up when they are needed.
pub(crate) struct Texts<'a> {
    sources: HashMap<&'a str, &'a str>,
    lines: HashMap<&'a str, Vec<&'a str>>,
}

impl<'a> Texts<'a> {
    pub(crate) fn new(sources: &'a [Source]) -> Self {
        let sources = sources.iter();
        Self {
            sources: sources
                .map(|source| (&*source.path, &*source.text))
                .collect(),
            lines: HashMap::new(),
        }
    }

    /// The place of `part`, which is a piece of the data of a line; that of the application if it is not, or empty.
    pub(crate) fn span(&mut self, line: &Line, part: &str) -> Span {
        let data = &*line.data;
        let at = (part.as_ptr() as usize).wrapping_sub(data.as_ptr() as usize);
        if part.is_empty() || at.saturating_add(part.len()) > data.len() {
            return line.span;
        }
        let Some((&file, &text)) = self.sources.get_key_value(&*line.file) else {
            return line.span;
        };
        let lines = self
            .lines
            .entry(file)
            .or_insert_with(|| text.split('\n').collect());
        let raw = lines
            .get(line.span.line as usize - 1)
            .copied()
            .unwrap_or("");
        let column = line.span.end_column;
        // The parenthesis that opens the data follows the application.
        let protected = match file.ends_with(".rhai") {
            true => &['"', '\\'][..],
            false => &[';'],
        };
        let begin = columns(raw, column + 1, data, at, protected);
        let end = columns(raw, column + 1, data, at + part.len(), protected);
        match begin.zip(end) {
            Some((begin, end)) => Span::line(line.span.line, begin, end),
            None => line.span,
        }
    }
}

/// The column at which the byte `at` of `data` stands in the line `raw`, where `data` begins at `column`. The `protected`
/// characters have a backslash before them there.
fn columns(raw: &str, column: u32, data: &str, at: usize, protected: &[char]) -> Option<u32> {
    let mut raw = raw.chars().skip(column as usize - 1);
    let mut column = column;
    for wanted in data[..at].chars() {
        let mut found = raw.next()?;
        column += 1;
        if found == '\\' && protected.contains(&wanted) {
            found = raw.next()?;
            column += 1;
        }
        if found != wanted {
            return None;
        }
    }
    Some(column)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, data: &str, part: &str, expected: (u32, u32)) {
        let sources = [Source::new("a.conf", text)];
        let column = text
            .find("App")
            .map_or(1, |at| text[..at].chars().count() as u32 + 1);
        let line = Line {
            application: "App".into(),
            data: data.into(),
            label: None,
            file: "a.conf".into(),
            span: Span::line(1, column, column + 3),
            step: Span::NONE,
        };
        let at = line.data.find(part).expect("a part of the data");
        let span = Texts::new(&sources).span(&line, &line.data[at..at + part.len()]);
        assert_eq!((span.column, span.end_column), expected, "{text}");
    }

    #[test]
    fn a_part_is_found_behind_what_the_reader_took_out() {
        check("exten => 1,1,App(a,bc)", "a,bc", "bc", (20, 22));
        check("exten => 1,1,App(a\\;b,c)", "a;b,c", "c", (23, 24));
        check("exten => ä,1,App(ö,c)", "ö,c", "c", (20, 21));
        // A comment within the data: the application is marked instead.
        check("exten => 1,1,App(a;-- x --;,c)", "a,c", "c", (14, 17));
    }
}
