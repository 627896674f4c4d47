//! A file in Rhai taken apart by its text: each body, and what all bodies share. So the first call into a file of many
//! extensions waits for the body that it enters, and not for all of them.
//!
//! In: the text, and where contexts and bodies stand in it as the loader's tree says. Out: texts in which everything
//! stands at the line and column where it stood, so that what Rhai says of places in them holds for the file.

use std::ops::Range;

/// Where a body stands in its file, its braces included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// In bytes.
    pub(crate) bytes: Range<usize>,
    /// Where it begins, in lines and characters from 1.
    pub(crate) line: usize,
    pub(crate) column: usize,
}

/// What stands before a body that is compiled alone. No body can stand further left than behind this.
const FRAME: &str = "context\"\"{extension\"\"=>";

impl Place {
    /// The body alone, in a frame; nothing if there is no such place in the text.
    pub(super) fn alone(&self, text: &str) -> Option<String> {
        let body = text.get(self.bytes.clone())?;
        let lines = self.line.checked_sub(1)?;
        let before = if lines == 0 { FRAME.len() } else { 0 };
        let columns = self.column.checked_sub(1 + before)?;
        Some([FRAME, &"\n".repeat(lines), &" ".repeat(columns), body, "}"].concat())
    }
}

/// The text without its contexts, which begin at `starts`. Nothing if one of them cannot be told from what is around it;
/// then the file is compiled as a whole.
pub(crate) fn shared(text: &str, starts: &[usize], bodies: &[Range<usize>]) -> Option<String> {
    let mut shared = String::new();
    let mut kept = 0;
    for &start in starts {
        let end = end_of_context(text, start, bodies)?;
        shared.push_str(text.get(kept..start)?);
        blank(&mut shared, text.get(start..end)?);
        kept = end;
    }
    shared.push_str(text.get(kept..)?);
    Some(shared)
}

/// Puts in place of a text what keeps the places behind it.
fn blank(shared: &mut String, text: &str) {
    let mut lines = text.split('\n');
    let last = lines.next_back().unwrap_or("");
    shared.extend(lines.map(|_| '\n'));
    shared.extend(last.chars().map(|_| ' '));
}

/// The end of the context that begins at `start`: behind the brace that closes it. Outside of bodies, which are passed
/// over, there are words, texts and comments.
fn end_of_context(text: &str, start: usize, bodies: &[Range<usize>]) -> Option<usize> {
    let mut at = start;
    let mut next = bodies.partition_point(|body| body.start < start);
    let mut open = false;
    loop {
        if let Some(body) = bodies.get(next)
            && body.start == at
        {
            (at, next) = (body.end, next + 1);
            continue;
        }
        let rest = text.get(at..)?;
        at += match rest.as_bytes().first()? {
            b'{' if open => return None,
            b'{' => {
                open = true;
                1
            }
            b'}' => return open.then_some(at + 1),
            b'"' => quoted(rest)?,
            b'`' => rest[1..].find('`')? + 2,
            b'#' => return None,
            b'/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            b'/' if rest.starts_with("/*") => comment(rest)?,
            _ => rest.chars().next()?.len_utf8(),
        };
    }
}

/// The length of a text in quotes.
fn quoted(text: &str) -> Option<usize> {
    let mut bytes = text.bytes().enumerate().skip(1);
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => return Some(at + 1),
            b'\\' => drop(bytes.next()),
            _ => {}
        }
    }
    None
}

/// The length of a comment between slashes and stars, in which others may stand.
fn comment(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = 0;
    loop {
        let rest = text.as_bytes().get(at..)?;
        at += match rest {
            [b'/', b'*', ..] => {
                depth += 1;
                2
            }
            [b'*', b'/', ..] => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 2);
                }
                2
            }
            [_, ..] => 1,
            [] => return None,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `<` and `>` stand around contexts, and `«` and `»` around bodies.
    fn check(marked: &str, expected: Option<&str>) {
        let mut text = String::new();
        let (mut starts, mut bodies) = (Vec::new(), Vec::new());
        for letter in marked.chars() {
            match letter {
                '<' => starts.push(text.len()),
                '«' => bodies.push(text.len()..0),
                '»' => bodies.last_mut().expect("an opened body").end = text.len(),
                letter => text.push(letter),
            }
        }
        assert_eq!(
            shared(&text, &starts, &bodies).as_deref(),
            expected,
            "{text}"
        );
    }

    #[test]
    fn contexts_go_and_what_stands_behind_them_keeps_its_place() {
        check(
            "fn f() {}\n<context \"a\" {}\nlet x = 1;",
            Some("fn f() {}\n              \nlet x = 1;"),
        );
        check(
            "<context \"a\" {\n extension \"1\" => «{ x }»\n} fn g() {}",
            Some("\n\n  fn g() {}"),
        );
        check(
            "<context \"a\" {}<context \"ä\" {} x",
            Some("                             x"),
        );
        check("let x = 1;", Some("let x = 1;"));
    }

    #[test]
    fn braces_in_bodies_texts_and_comments_end_no_context() {
        check(
            "<context \"}\" { hint \"\\\"}\" => `}`; extension \"1\" => «{ if x { \"}\" } }» // }\n /* } /* } */ } */ }y",
            Some("\n                    y"),
        );
    }

    #[test]
    fn what_cannot_be_told_apart_is_left_whole() {
        for text in [
            "<context \"a\" {",
            "<context \"a",
            "<context #\"a\"# {}",
            "<context \"a\" { { } }",
            "<context \"a\" { /* }",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn a_body_alone_stands_where_it_stood() {
        let check = |text: &str, line: usize| {
            let start = text.find("{ x }").expect("a body");
            let column = start - text[..start].rfind('\n').map_or(0, |end| end + 1) + 1;
            let bytes = start..start + 5;
            let alone = Place {
                bytes,
                line,
                column,
            }
            .alone(text)
            .expect("a text");
            assert_eq!(
                alone.find("{ x }"),
                Some(FRAME.len() * usize::from(line > 1) + start),
                "{alone}"
            );
            assert_eq!(alone.lines().count(), line);
        };
        check("context \"a\" { extension \"1\" => { x } }", 1);
        check("context\"\"{extension\"\"=>{ x }}", 1);
        check("\n\n  { x }", 3);
        let nowhere = Place {
            bytes: 6..99,
            line: 2,
            column: 4,
        };
        assert_eq!(nowhere.alone("ab\n cd"), None);
    }
}
