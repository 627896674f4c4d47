//! What each place of a file speaks of: a call of its application, an argument of a context, an extension, a device.
//!
//! In: the sketch of a file, and the library, which says what each argument is. Out: [`Mention`]s, in no particular
//! order. Hover, definitions and references all go by them, so that they agree on what a place is.

use super::Piece;
use super::sketch::{Arg, BlockKind, Call, Form, LinkKind, Sketch};
use crate::check::options;
use crate::check::world::{self, Thing};
use crate::host::{SipTarget, Technology};
use crate::library::{self, Branch, Data, Kind, Library};

/// A place and what it speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mention<'t> {
    pub(super) piece: Piece,
    pub(super) what: What<'t>,
}

/// What a place speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What<'t> {
    /// An application or function of the library.
    Callable(&'t str),
    /// A function of a file in Rhai.
    OwnFunction(&'t str),
    /// A context that is made here.
    ContextHead(&'t str),
    Context(&'t str),
    /// An extension that is made here.
    ExtensionHead {
        context: Option<&'t str>,
        name: &'t str,
    },
    /// An extension that is gone to; without a context, it is that of the call.
    Extension {
        context: Option<&'t str>,
        name: &'t str,
    },
    /// A label that is made here, or gone to.
    Label {
        context: Option<&'t str>,
        extension: Option<&'t str>,
        name: &'t str,
        made: bool,
    },
    /// A telephone or trunk.
    Endpoint(&'t str),
    /// A Skype account of the switch.
    Account(&'t str),
    Prompt(&'t str),
    /// A macro that is run.
    Macro(&'t str),
    Variable {
        name: &'t str,
        set: bool,
    },
    /// A file that is imported.
    File(&'t str),
}

/// All that a file speaks of.
pub(super) fn mentions<'t>(sketch: &'t Sketch, library: &Library) -> Vec<Mention<'t>> {
    let mut found = Finder {
        sketch,
        library: *library,
        mentions: Vec::new(),
    };
    found.blocks();
    found.links();
    for call in &sketch.calls {
        found.call(call);
    }
    for name in &sketch.reads {
        found.variable(*name, false);
    }
    for name in &sketch.names {
        found.variable(*name, true);
    }
    found.mentions
}

/// What the cursor is on, the smallest place of those it touches.
pub(super) fn at<'t>(sketch: &'t Sketch, library: &Library, offset: usize) -> Option<Mention<'t>> {
    let touched = mentions(sketch, library).into_iter();
    let touched = touched.filter(|mention| mention.piece.touches(offset));
    touched.min_by_key(|mention| mention.piece.len())
}

struct Finder<'t> {
    sketch: &'t Sketch,
    library: Library,
    mentions: Vec<Mention<'t>>,
}

impl<'t> Finder<'t> {
    fn push(&mut self, piece: Piece, what: What<'t>) {
        self.mentions.push(Mention { piece, what });
    }

    fn text(&self, piece: Piece) -> &'t str {
        self.sketch.at(piece)
    }

    /// Where a part of the text stands.
    fn piece(&self, part: &str) -> Piece {
        Piece::within(&self.sketch.text, part)
    }

    fn variable(&mut self, piece: Piece, set: bool) {
        let name = self.text(piece).trim_start_matches('_');
        self.push(piece, What::Variable { name, set });
    }

    fn blocks(&mut self) {
        for (_, block) in self.sketch.contexts() {
            self.push(block.name, What::ContextHead(self.text(block.name)));
        }
        for extension in &self.sketch.extensions {
            let context = self.sketch.context_name(extension.context);
            let name = self.text(extension.name);
            self.push(extension.name, What::ExtensionHead { context, name });
            for label in &extension.labels {
                let (extension, name) = (Some(name), self.text(*label));
                self.push(
                    *label,
                    What::Label {
                        context,
                        extension,
                        name,
                        made: true,
                    },
                );
            }
        }
        for function in &self.sketch.functions {
            self.push(function.name, What::OwnFunction(self.text(function.name)));
        }
    }

    fn links(&mut self) {
        for link in &self.sketch.links {
            let target = self.text(link.target);
            match link.kind {
                LinkKind::Include => self.push(link.target, What::Context(target)),
                LinkKind::File => self.push(link.target, What::File(target)),
                LinkKind::Hint => {
                    let context = self.sketch.context_name(link.context);
                    let name = self.text(link.name);
                    if !self.sketch.conf {
                        self.push(link.name, What::Extension { context, name });
                    }
                    self.devices(target);
                }
            }
        }
    }

    fn call(&mut self, call: &'t Call) {
        let name = self.text(call.name);
        let args = declared(self.sketch, &self.library, call);
        match args {
            Some(args) => {
                self.push(call.name, What::Callable(name));
                self.arguments(call, args);
            }
            None if call.form == Form::Plain && !name.is_empty() && !self.sketch.conf => {
                self.push(call.name, What::OwnFunction(name));
            }
            None => {}
        }
        self.dialled_in_test(call, name);
    }

    /// `party.dial("context", "extension")` of a test.
    fn dialled_in_test(&mut self, call: &'t Call, name: &str) {
        if call.form != Form::Method || name != "dial" {
            return;
        }
        let texts: Vec<Piece> = call.args.iter().map_while(|arg| arg.literal).collect();
        match texts[..] {
            [context, extension, ..] => {
                self.push(context, What::Context(self.text(context)));
                let (context, name) = (Some(self.text(context)), self.text(extension));
                self.push(extension, What::Extension { context, name });
            }
            [extension] => {
                let name = self.text(extension);
                self.push(
                    extension,
                    What::Extension {
                        context: None,
                        name,
                    },
                );
            }
            [] => {}
        }
    }

    fn arguments(&mut self, call: &'t Call, args: &'static [library::Arg]) {
        let jumps = args.iter().any(|arg| arg.kind == Kind::Context);
        if jumps {
            let parts: Vec<&Arg> = call.args.iter().collect();
            self.jump(call, &parts);
        }
        for (at, arg) in call.args.iter().enumerate() {
            let Some(literal) = arg.literal else { continue };
            let Some(row) = row(args, at) else { break };
            self.argument(call, row.kind, self.text(literal));
        }
        if let Some(Kind::Line(data, _)) = args.first().map(|arg| arg.kind) {
            self.line(call, data);
        }
    }

    fn argument(&mut self, call: &Call, kind: Kind, text: &'t str) {
        match kind {
            Kind::DialString => self.dial_string(call, text),
            Kind::Device => self.devices(text),
            Kind::Prompt => {
                for prompt in text.split('&').filter(|prompt| !prompt.is_empty()) {
                    self.push(self.piece(prompt), What::Prompt(prompt));
                }
            }
            Kind::Options(letters) => self.options(call, letters, text),
            Kind::Macro => self.push(self.piece(text), What::Macro(text)),
            Kind::Account => self.push(self.piece(text), What::Account(text)),
            Kind::Variable | Kind::Variables | Kind::Assignments => {
                let name = text.split(['=', '(']).next().unwrap_or("").trim();
                if !name.is_empty() && !text[name.len()..].trim_start().starts_with('(') {
                    self.variable(self.piece(name), true);
                }
            }
            _ => {}
        }
    }

    /// `[[context,]extension,]priority` in Asterisk's form; in Rhai an extension alone is one.
    fn jump(&mut self, call: &Call, parts: &[&'t Arg]) {
        let here = self.sketch.context_at(call.name.start as usize);
        let mut texts: Vec<Option<&'t str>> = parts
            .iter()
            .map(|arg| arg.literal.map(|at| self.text(at)))
            .collect();
        if !self.sketch.conf && texts.len() == 2 {
            let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
            let known = texts[1].is_some() && !texts[1].is_some_and(digits);
            if known
                || texts[0]
                    .is_some_and(|name| !digits(name) && self.library.application(name).is_none())
            {
                texts.push(None);
            }
        } else if !self.sketch.conf && texts.len() == 1 {
            texts.push(None);
        }
        texts.truncate(3);
        let lead = texts.len().saturating_sub(2);
        let priority = texts.last().copied().flatten();
        let extension = if texts.len() > 1 { texts[lead] } else { None };
        let context = if texts.len() > 2 { texts[0] } else { None };
        self.place(context, here, extension, priority, texts.len() > 1, call);
    }

    fn place(
        &mut self,
        context: Option<&'t str>,
        here: Option<&'t str>,
        extension: Option<&'t str>,
        priority: Option<&'t str>,
        named: bool,
        call: &Call,
    ) {
        if let Some(context) = context.filter(|name| !name.is_empty()) {
            self.push(self.piece(context), What::Context(context));
        }
        let context = context.filter(|name| !name.is_empty()).or(here);
        let written = |name: &&str| !name.is_empty() && self.piece(name).len() > 0;
        if let Some(name) = extension.filter(written) {
            self.push(self.piece(name), What::Extension { context, name });
        }
        let own = self
            .sketch
            .extension_at(call.name.start as usize)
            .filter(|_| !named);
        let extension = extension.or(own.map(|own| self.text(own.name)));
        let label = priority.map(|text| text.split('(').next().unwrap_or("").trim());
        if let Some(name) = label
            .filter(|name| name.starts_with(|first: char| !first.is_ascii_digit() && first != '$'))
        {
            self.push(
                self.piece(name),
                What::Label {
                    context,
                    extension,
                    name,
                    made: false,
                },
            );
        }
    }

    /// `test?place:place` of lines, and what they run.
    fn line(&mut self, call: &'t Call, data: Data) {
        let Data::Branches(_, Branch::Place | Branch::Subroutine) = data else {
            return;
        };
        let text = self.text(call.inside);
        let Some((_, branches)) = text.rsplit_once('?') else {
            return;
        };
        for branch in branches.split(':') {
            let plain = |part: &str| !part.contains(['$', '{', '[', '"']);
            let parts: Vec<&str> = branch
                .split('(')
                .next()
                .unwrap_or("")
                .split(',')
                .map(str::trim)
                .collect();
            if parts.len() > 3 || !parts.iter().all(|part| plain(part)) {
                continue;
            }
            let here = self.sketch.context_at(call.name.start as usize);
            let context = (parts.len() == 3).then(|| parts[0]);
            let extension = (parts.len() > 1).then(|| parts[parts.len() - 2]);
            self.place(
                context,
                here,
                extension,
                parts.last().copied(),
                parts.len() > 1,
                call,
            );
        }
    }

    /// Places that options name: `U(context^argument)`, `G(context^extension^priority)`.
    fn options(&mut self, call: &Call, letters: &'static [(char, &'static str)], text: &'t str) {
        let here = self.sketch.context_at(call.name.start as usize);
        let judged = options::judge("", letters, text);
        for place in judged.places {
            let extension = place.extension.or(place.context.map(|_| "s"));
            let step = Some(place.step).filter(|step| !step.is_empty());
            self.place(place.context, here, extension, step, true, call);
        }
        for prompt in judged.prompts {
            self.push(self.piece(prompt), What::Prompt(prompt));
        }
    }

    fn dial_string(&mut self, call: &Call, text: &'t str) {
        for target in text.split('&') {
            let Some((technology, rest)) = target.split_once('/') else {
                continue;
            };
            match Technology::named(technology) {
                Some(Technology::Sip) => {
                    let name = SipTarget::read(rest).endpoint;
                    self.push(self.piece(name), What::Endpoint(name));
                }
                Some(Technology::Skype) => {
                    if let Some((account, _)) = rest.split_once('@') {
                        self.push(self.piece(account), What::Account(account));
                    }
                }
                Some(Technology::Local) => {
                    let (name, context) = rest.split_once('@').unwrap_or((rest, ""));
                    let context = context.split('/').next().unwrap_or("");
                    let here = self.sketch.context_at(call.name.start as usize);
                    self.place(Some(context), here, Some(name), None, true, call);
                }
                _ => {}
            }
        }
    }

    /// Devices joined with `&`: `SIP/phone`, `Skype:account@buddy`.
    fn devices(&mut self, text: &'t str) {
        for device in text.split('&') {
            match world::device(device) {
                Some((Thing::Endpoint, name)) => self.push(self.piece(name), What::Endpoint(name)),
                Some((Thing::Account, name)) => self.push(self.piece(name), What::Account(name)),
                _ => {}
            }
        }
    }
}

/// The arguments that a call has by its declaration, if the library has it.
pub(super) fn declared(
    sketch: &Sketch,
    library: &Library,
    call: &Call,
) -> Option<&'static [library::Arg]> {
    let name = sketch.at(call.name);
    let application = || match sketch.conf {
        true => library.application_ignoring_case(name),
        false => library.application(name),
    };
    match call.form {
        Form::Method => None,
        Form::Index | Form::Function => Some(library.function(name)?.args),
        Form::Plain if in_test(sketch, call) => None,
        Form::Plain => match application() {
            Some(application) => Some(application.args),
            None if sketch.conf => None,
            None => Some(library.function(name)?.args),
        },
    }
}

/// Whether a call stands in a test, where nothing of the library does.
fn in_test(sketch: &Sketch, call: &Call) -> bool {
    let mut tests = sketch
        .blocks
        .iter()
        .filter(|block| block.kind == BlockKind::Test);
    tests.any(|test| test.inside.touches(call.name.start as usize))
}

/// The declaration of the argument of that number; the last one stands for all behind it if it can.
pub(super) fn row(args: &'static [library::Arg], at: usize) -> Option<&'static library::Arg> {
    let more = |arg: &&library::Arg| arg.kind.is_list() || arg.kind.is_rest();
    args.get(at).or_else(|| args.last().filter(more))
}
