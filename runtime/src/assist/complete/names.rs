//! What stands in arguments: contexts, extensions, devices, letters, rows of tables.

use std::collections::BTreeSet;

use super::{CompletionKind, List};
use crate::assist::Piece;
use crate::assist::mention;
use crate::assist::sketch::{Call, Sketch};
use crate::library::{self, Branch, Data, Kind, Property};

impl List<'_> {
    pub(super) fn argument(&mut self, sketch: &Sketch, call: &Call, at: usize, content: Piece) {
        let Some(args) = mention::declared(sketch, &self.workspace.library, call) else {
            return self.test_argument(sketch, call, at, content);
        };
        if args.iter().any(|arg| arg.kind == Kind::Context) {
            return self.jump(sketch, call, at, content);
        }
        if let Some(arg) = mention::row(args, at) {
            self.kind(sketch, call, arg, content);
        }
    }

    fn kind(&mut self, sketch: &Sketch, call: &Call, arg: &'static library::Arg, content: Piece) {
        let typed = sketch.at(content);
        let last = Piece::within(sketch.text(), typed.rsplit('&').next().unwrap_or(""));
        match arg.kind {
            Kind::Options(letters) => self.letters(letters, typed),
            Kind::Property(rows) => self.properties(rows, content),
            Kind::Cause(names) => {
                for (name, number) in names {
                    self.push(
                        name,
                        CompletionKind::Value,
                        format!("cause {number}"),
                        content,
                    );
                }
            }
            Kind::DialString => self.dial_string(last),
            Kind::Device => self.devices(content),
            Kind::Prompt => self.prompts(last),
            Kind::Account => self.accounts(content, "", ""),
            Kind::Variable | Kind::Variables | Kind::Assignments => self.settable(sketch, content),
            Kind::Line(Data::Branches(_, Branch::Place | Branch::Subroutine), _) => {
                let Some((_, branches)) = typed.rsplit_once('?') else {
                    return;
                };
                let branch = branches.rsplit(':').next().unwrap_or("");
                self.place(sketch, call, branch);
            }
            _ => {}
        }
    }

    /// What `Set` sets: a variable, or a function with its arguments.
    fn settable(&mut self, sketch: &Sketch, content: Piece) {
        let typed = sketch.at(content);
        let library = self.workspace.library;
        match typed.split_once('(') {
            _ if typed.contains('=') => {}
            None => {
                self.variables(content);
                let writable = library.functions.iter().filter(|row| row.write.is_some());
                for row in writable {
                    self.push(row.name, CompletionKind::Function, row.synopsis, content);
                }
            }
            Some((name, inside)) => {
                let args = library.function(name).map_or(&[][..], |row| row.args);
                let arg = mention::row(args, inside.matches(',').count());
                if let Some(Kind::Property(rows)) = arg.map(|arg| arg.kind) {
                    let last = inside.rsplit(',').next().unwrap_or("");
                    self.properties(rows, Piece::within(sketch.text(), last));
                }
            }
        }
    }

    /// An option letter; nothing within the parentheses of one.
    fn letters(&mut self, letters: &[(char, &str)], typed: &str) {
        let open = typed.matches('(').count() > typed.matches(')').count();
        if open {
            return;
        }
        let here = Piece::new(self.offset, self.offset);
        for (letter, meaning) in letters {
            if !library::option_letters(typed).any(|given| given == *letter) {
                self.push(&letter.to_string(), CompletionKind::Value, *meaning, here);
            }
        }
    }

    fn properties(&mut self, rows: &[Property], content: Piece) {
        for row in rows {
            if let Some(item) = self.push(row.name, CompletionKind::Value, row.doc, content) {
                let values = if row.values.is_empty() {
                    String::new()
                } else {
                    format!("Values: {}.\n\n", row.values)
                };
                let access = if row.writable {
                    "can be read and written"
                } else {
                    "can be read only"
                };
                item.documentation = format!("{values}It {access}.");
            }
        }
    }

    /// An argument of `Goto` and its like.
    fn jump(&mut self, sketch: &Sketch, call: &Call, at: usize, content: Piece) {
        let text = |at: usize| Some(sketch.at(call.args.get(at)?.literal?));
        let here = sketch.context_at(call.name.start as usize);
        let given = text(0).filter(|name| {
            self.workspace
                .contexts()
                .any(|(_, sketch, block)| sketch.at(block.name) == *name)
        });
        match at {
            0 => {
                self.contexts(content);
                self.extensions(here, content);
                if sketch.conf {
                    self.labels(sketch, here, None, content);
                }
            }
            1 => match given {
                Some(context) => self.extensions(Some(context), content),
                None => self.labels(sketch, here, text(0), content),
            },
            2 => self.labels(sketch, given.or(here), text(1), content),
            _ => {}
        }
    }

    /// `[[context,]extension,]priority` of a branch of a line.
    fn place(&mut self, sketch: &Sketch, call: &Call, branch: &str) {
        let parts: Vec<&str> = branch.split(',').collect();
        let last = parts.last().copied().unwrap_or("");
        let content = Piece::within(sketch.text(), last);
        let here = sketch.context_at(call.name.start as usize);
        match parts[..] {
            [_] => {
                self.labels(sketch, here, None, content);
                self.contexts(content);
                self.extensions(here, content);
            }
            [first, _] => {
                self.extensions(Some(first), content);
                self.labels(sketch, here, Some(first), content);
            }
            [context, extension, _] => self.labels(sketch, Some(context), Some(extension), content),
            _ => {}
        }
    }

    /// `party.dial("context", "extension")`, `phone("name")`.
    fn test_argument(&mut self, sketch: &Sketch, call: &Call, at: usize, content: Piece) {
        match (sketch.at(call.name), at) {
            ("dial", 0) => self.contexts(content),
            ("dial", 1) => {
                let context = call.args.first().and_then(|arg| arg.literal);
                self.extensions(context.map(|context| sketch.at(context)), content);
            }
            ("phone", 0) => self.endpoints("", content),
            ("expect_dialled" | "expect_connected", 0) => self.dial_string(content),
            _ => {}
        }
    }

    pub(super) fn contexts(&mut self, content: Piece) {
        let workspace = self.workspace;
        let names: BTreeSet<&str> = workspace
            .contexts()
            .map(|(_, sketch, block)| sketch.at(block.name))
            .collect();
        for name in names {
            self.push(name, CompletionKind::Context, "context", content);
        }
    }

    /// The extensions of a context and those it includes; patterns are no numbers to go to.
    fn extensions(&mut self, context: Option<&str>, content: Piece) {
        let Some(context) = context else { return };
        let workspace = self.workspace;
        let mut names: BTreeSet<(&str, String)> = BTreeSet::new();
        let mut contexts = vec![context];
        contexts.extend(workspace.plan.includes(context));
        for context in contexts {
            let found = workspace.extensions(context).take(super::MANY);
            names.extend(found.map(|found| (found.name(), format!("extension of {context}"))));
        }
        for (name, detail) in names.into_iter().filter(|(name, _)| !name.starts_with('_')) {
            self.push(name, CompletionKind::Extension, detail, content);
        }
    }

    fn labels(
        &mut self,
        sketch: &Sketch,
        context: Option<&str>,
        extension: Option<&str>,
        content: Piece,
    ) {
        let own = sketch.extension_at(self.offset);
        let name = extension.or_else(|| own.map(|own| sketch.at(own.name)));
        let (Some(context), Some(name)) = (context, name) else {
            return;
        };
        for found in self.workspace.leads(Some(context), name) {
            for label in &found.extension.labels {
                let detail = format!("label of {name}");
                self.push(
                    found.sketch.at(*label),
                    CompletionKind::Label,
                    detail,
                    content,
                );
            }
        }
        self.push("1", CompletionKind::Label, "its beginning", content);
    }

    fn dial_string(&mut self, content: Piece) {
        self.endpoints("SIP/", content);
        self.accounts(content, "Skype/", "@");
        for (label, detail) in [
            ("SIP/", "a telephone or trunk"),
            ("Skype/", "a Skype name or number"),
            ("Local/", "an extension of a context"),
        ] {
            self.push(label, CompletionKind::Device, detail, content);
        }
    }

    fn endpoints(&mut self, before: &str, content: Piece) {
        let workspace = self.workspace;
        for known in &workspace.surroundings.endpoints {
            let label = format!("{before}{}", known.name);
            self.push(&label, CompletionKind::Device, known.about.clone(), content);
        }
    }

    fn accounts(&mut self, content: Piece, before: &str, after: &str) {
        let workspace = self.workspace;
        for known in &workspace.surroundings.accounts {
            let label = format!("{before}{}{after}", known.name);
            self.push(&label, CompletionKind::Device, known.about.clone(), content);
        }
    }

    /// Devices, as hints and `DEVICE_STATE` have them.
    pub(super) fn devices(&mut self, content: Piece) {
        let typed = self
            .workspace
            .file(self.path)
            .map_or("", |sketch| sketch.at(content));
        let last = typed.rsplit(['&', ',']).next().unwrap_or("");
        let content = Piece::new(self.offset - last.len(), self.offset);
        self.endpoints("SIP/", content);
        self.accounts(content, "Skype:", "@");
        for (label, detail) in [
            ("SIP/", "a telephone"),
            ("Skype:", "account@buddy"),
            ("Custom:", "a state that scripts set"),
        ] {
            self.push(label, CompletionKind::Device, detail, content);
        }
    }

    fn prompts(&mut self, content: Piece) {
        let workspace = self.workspace;
        for name in workspace.surroundings.prompts.iter() {
            self.push(name, CompletionKind::File, "prompt", content);
        }
    }

    /// Files that this one can import or include.
    pub(super) fn files(&mut self, content: Piece) {
        let workspace = self.workspace;
        let path = self.path;
        let conf = path.ends_with(".conf");
        for (file, _) in workspace.files().filter(|(file, _)| &***file != path) {
            let name = if conf {
                file.strip_suffix(".conf").map(|_| &**file)
            } else {
                file.strip_suffix(".rhai")
            };
            if let Some(name) = name.filter(|name| !name.ends_with(".test")) {
                self.push(name, CompletionKind::File, "file of the dialplan", content);
            }
        }
    }
}
