//! The sketch of a file of Asterisk's form, line by line.

use std::sync::Arc;

use super::{Arg, Block, BlockKind, Call, Extension, Form, Link, LinkKind, Sketch};
use crate::assist::Piece;

pub(super) fn read(sketch: &mut Sketch) {
    let text = Arc::clone(&sketch.text);
    let mut reader = Reader {
        text: &text,
        sketch,
        section: None,
        extension: None,
        commented: 0,
    };
    for line in text.split_inclusive('\n') {
        let start = line.as_ptr() as usize - text.as_ptr() as usize;
        let line = line.trim_end_matches(['\n', '\r']);
        reader.line(Piece::new(start, start + line.len()));
    }
    reader.end_section(text.len());
}

struct Reader<'a> {
    text: &'a str,
    sketch: &'a mut Sketch,
    /// The block that lines belong to now.
    section: Option<usize>,
    /// The extension of the line before.
    extension: Option<usize>,
    /// How many block comments, `;--`, are open.
    commented: usize,
}

impl<'a> Reader<'a> {
    fn at(&self, piece: Piece) -> &'a str {
        piece.of(self.text)
    }

    fn piece(&self, part: &str) -> Piece {
        Piece::within(self.text, part)
    }

    fn line(&mut self, piece: Piece) {
        let line = self.at(piece);
        let code = line[..self.code_length(line)].trim();
        if code.len() < line.trim_end().len() {
            let comment = Piece::new(self.piece(code).end as usize, piece.end as usize);
            self.sketch.comments.push(comment);
        }
        if code.starts_with('[') {
            self.head(code);
        } else if let Some(directive) = code.strip_prefix('#') {
            let name = directive
                .split_once([' ', '\t'])
                .map_or("", |(_, name)| name);
            let name = name.trim().trim_matches(['"', '<', '>']);
            let target = self.piece(name);
            let context = None;
            self.sketch.links.push(Link {
                kind: LinkKind::File,
                context,
                target,
                name: target,
            });
        } else if let Some((key, value)) = code.split_once('=') {
            let value = value.strip_prefix('>').unwrap_or(value).trim();
            self.setting(key.trim(), value, piece);
        }
    }

    /// How much of a line is not commented out.
    fn code_length(&mut self, line: &str) -> usize {
        let bytes = line.as_bytes();
        let mut at = 0;
        let mut length = None;
        while at < bytes.len() {
            let rest = &bytes[at..];
            if rest.starts_with(b";--") && rest.get(3) != Some(&b'-') {
                length.get_or_insert(at);
                (self.commented, at) = (self.commented + 1, at + 3);
            } else if self.commented > 0 && rest.starts_with(b"--;") {
                (self.commented, at) = (self.commented - 1, at + 3);
            } else if self.commented == 0 && rest[0] == b'\\' {
                at += 2;
            } else if self.commented == 0 && rest[0] == b';' {
                return length.unwrap_or(at);
            } else {
                if self.commented > 0 {
                    length.get_or_insert(at);
                }
                at += 1;
            }
        }
        length.unwrap_or(bytes.len())
    }

    fn head(&mut self, code: &str) {
        let start = self.piece(code).start as usize;
        self.end_section(start);
        let name = code[1..].split(']').next().unwrap_or("");
        let kind = match &*name.to_ascii_lowercase() {
            "general" | "globals" => BlockKind::Settings,
            _ => BlockKind::Context,
        };
        self.section = Some(self.sketch.blocks.len());
        self.sketch.blocks.push(Block {
            kind,
            name: self.piece(name),
            whole: self.piece(code),
            inside: Piece::new(start + code.len(), start + code.len()),
        });
    }

    fn end_section(&mut self, end: usize) {
        if let Some(section) = self.section.take() {
            let block = &mut self.sketch.blocks[section];
            block.whole = Piece::new(block.whole.start as usize, end);
            block.inside = Piece::new(block.inside.start as usize, end);
        }
        self.extension = None;
    }

    fn setting(&mut self, key: &str, value: &'a str, line: Piece) {
        let kind = self.section.map(|section| self.sketch.blocks[section].kind);
        if kind == Some(BlockKind::Settings) {
            let name = self.piece(key.trim_start_matches('_'));
            self.sketch.names.push(name);
            return self.substitutions(value);
        }
        match &*key.to_ascii_lowercase() {
            "exten" => self.exten(value, line),
            "same" => self.step(value, line),
            "include" => {
                let name = value.split([',', '|']).next().unwrap_or("").trim();
                let target = self.piece(name);
                let context = self.section;
                self.sketch.links.push(Link {
                    kind: LinkKind::Include,
                    context,
                    target,
                    name: target,
                });
            }
            _ => {}
        }
    }

    fn exten(&mut self, value: &'a str, line: Piece) {
        let (name, rest) = split_outside(value, b',').unwrap_or((value, ""));
        let (name, caller) = match name.split_once('/') {
            Some((name, caller)) => (name.trim(), Some(self.piece(caller.trim()))),
            None => (name.trim(), None),
        };
        let name = self.piece(name);
        let last = self.extension.map(|at| &self.sketch.extensions[at]);
        let same = last.is_some_and(|last| {
            self.at(last.name) == self.at(name)
                && last.caller.map(|caller| self.at(caller)) == caller.map(|caller| self.at(caller))
        });
        if !same {
            self.extension = Some(self.sketch.extensions.len());
            self.sketch.extensions.push(Extension {
                context: self.section,
                name,
                caller,
                whole: line,
                labels: Vec::new(),
            });
        }
        self.step(rest, line);
    }

    /// `priority(label),application(data)`.
    fn step(&mut self, value: &'a str, line: Piece) {
        let (priority, action) = value.split_once(',').unwrap_or((value, ""));
        let label = priority
            .split_once('(')
            .map(|(_, label)| label.split(')').next().unwrap_or("").trim());
        let label = label.map(|label| self.piece(label));
        if let Some(extension) = self.extension {
            let extension = &mut self.sketch.extensions[extension];
            extension.whole = Piece::new(extension.whole.start as usize, line.end as usize);
            extension.labels.extend(label);
            if priority.trim().eq_ignore_ascii_case("hint") {
                let name = extension.name;
                let context = self.section;
                let target = self.piece(action.split(',').next().unwrap_or("").trim());
                self.sketch.links.push(Link {
                    kind: LinkKind::Hint,
                    context,
                    target,
                    name,
                });
                return;
            }
        }
        self.application(action.trim());
    }

    /// `application(data)`, and what is read in its data.
    fn application(&mut self, action: &'a str) {
        let Some((name, data)) = action.split_once('(') else {
            let end = self.piece(action).end as usize;
            return self.call(Form::Plain, action, Piece::new(end, end), Vec::new());
        };
        let data = data.strip_suffix(')').unwrap_or(data);
        let args = self.arguments(data);
        let inside = self.piece(data);
        self.call(Form::Plain, name.trim(), inside, args);
        self.substitutions(data);
    }

    fn call(&mut self, form: Form, name: &str, inside: Piece, args: Vec<Arg>) {
        if !name.is_empty() {
            let name = self.piece(name);
            self.sketch.calls.push(Call {
                form,
                name,
                inside,
                args,
            });
        }
    }

    fn arguments(&self, data: &str) -> Vec<Arg> {
        let mut args = Vec::new();
        let mut rest = Some(data);
        while let Some(text) = rest {
            let (arg, more) = match split_outside(text, b',') {
                Some((arg, more)) => (arg, Some(more)),
                None => (text, None),
            };
            let whole = self.piece(arg);
            let literal =
                Some(self.piece(arg.trim())).filter(|_| !arg.contains("${") && !arg.contains("$["));
            args.push(Arg { whole, literal });
            rest = more;
        }
        args
    }

    /// What stands in `${…}`, each found from its beginning, so that those within others are found as well.
    fn substitutions(&mut self, text: &'a str) {
        for (at, _) in text.match_indices("${") {
            let inside = &text[at + 2..];
            let length = inside
                .bytes()
                .take_while(|&byte| byte.is_ascii_alphanumeric() || byte == b'_')
                .count();
            let (name, rest) = inside.split_at(length);
            if let Some(rest) = rest.strip_prefix('(') {
                let data = &rest[..closing(rest)];
                let args = self.arguments(data);
                self.call(Form::Function, name, self.piece(data), args);
            } else if !name.is_empty() {
                let name = self.piece(name);
                self.sketch.reads.push(name);
            }
        }
    }
}

/// Most bytes that are looked at for a closing bracket: nested substitutions are each looked at.
const REACH: usize = 4096;

/// Where the bracket that is open before this text is closed, or the text's end.
fn closing(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate().take(REACH) {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 0 => return at,
            b')' => depth -= 1,
            _ => {}
        }
    }
    let mut end = text.len().min(REACH);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    end
}

/// Splits at the first such byte outside of brackets and quotes.
fn split_outside(text: &str, separator: u8) -> Option<(&str, &str)> {
    let mut depth = 0_usize;
    let mut quoted = false;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => {
                escaped = false;
                continue;
            }
            b'\\' => escaped = true,
            b'"' => quoted = !quoted,
            b'(' | b'{' | b'[' => depth += 1,
            b')' | b'}' | b']' => depth = depth.saturating_sub(1),
            _ if byte == separator && depth == 0 && !quoted => {
                return Some((&text[..at], &text[at + 1..]));
            }
            _ => {}
        }
    }
    None
}
