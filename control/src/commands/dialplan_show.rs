//! `dialplan show [[extension@]context]`: what is in the contexts, and where an extension leads.
//!
//! The layout is Asterisk's; where it has priorities there is the place in the file, since a body is one
//! script.

use std::collections::BTreeMap;

use runtime::dialplan::{Dialplan, Entry, Hint};

use crate::table::{count, pad};
use crate::{Command, Outcome, Switchboard, escape};

pub(super) static DIALPLAN_SHOW: Command = Command {
    words: "dialplan show",
    usage: "dialplan show [[extension@]context]",
    arguments: 0..=1,
    summary: "Shows the dialplan, one context, or where an extension leads.",
    run,
};

fn run(arguments: &[String], board: &dyn Switchboard) -> Outcome {
    let dialplan = board.dialplan();
    let asked = arguments.first().map_or("", String::as_str);
    // A dialled Skype name or address may have an `@` of its own; the context stands last.
    let (extension, context) = asked.rsplit_once('@').unwrap_or(("", asked));
    if !context.is_empty() && !dialplan.has_context(context) {
        return Outcome::missing("context", context, dialplan.contexts());
    }
    match (extension, context) {
        ("", "") => everything(&dialplan),
        ("", context) => one_context(&dialplan, context),
        (extension, "") => anywhere(&dialplan, extension),
        (extension, context) => one_extension(&dialplan, extension, context),
    }
}

fn everything(dialplan: &Dialplan) -> Outcome {
    let mut hints: BTreeMap<&str, Vec<&Hint>> = BTreeMap::new();
    for (context, hint) in dialplan.hints() {
        hints.entry(context).or_default().push(hint);
    }
    let mut listing = Listing::default();
    for context in dialplan.contexts() {
        let hints = hints.remove(context).unwrap_or_default();
        listing.whole_context(dialplan, context, &hints);
    }
    listing.finish()
}

fn one_context(dialplan: &Dialplan, context: &str) -> Outcome {
    let hints = dialplan.hints().filter(|(owner, _)| *owner == context);
    let hints: Vec<&Hint> = hints.map(|(_, hint)| hint).collect();
    let mut listing = Listing::default();
    listing.whole_context(dialplan, context, &hints);
    listing.finish()
}

/// Where the extension leads in the context, which may be by way of an include.
fn one_extension(dialplan: &Dialplan, extension: &str, context: &str) -> Outcome {
    let mut listing = Listing::default();
    listing.lead(dialplan, extension, context);
    listing.finish_found(&format!("{extension}@{context}"))
}

/// Every context that has the extension itself.
fn anywhere(dialplan: &Dialplan, extension: &str) -> Outcome {
    let mut listing = Listing::default();
    for context in dialplan.contexts() {
        let found = dialplan.find(context, extension);
        if found.is_some_and(|found| &*found.context == context) {
            listing.lead(dialplan, extension, context);
        }
    }
    listing.finish_found(extension)
}

/// The text as it grows, and what its last line counts.
#[derive(Default)]
struct Listing {
    text: String,
    extensions: usize,
    contexts: usize,
}

impl Listing {
    fn whole_context(&mut self, dialplan: &Dialplan, context: &str, hints: &[&Hint]) {
        self.title("Context", context);
        for entry in dialplan.extensions(context) {
            self.extension(&entry);
        }
        for hint in hints {
            self.hint(hint);
        }
        for include in dialplan.includes(context) {
            self.row("Include", &quoted(include));
        }
        self.text.push('\n');
    }

    /// What the extension finds in the context: a script, a lamp, or both. Writes nothing if neither.
    fn lead(&mut self, dialplan: &Dialplan, extension: &str, context: &str) {
        let found = dialplan.find(context, extension);
        let hint = dialplan.hint(context, extension);
        match &found {
            Some(found) if &*found.context != context => {
                self.title("Included context", &found.context);
            }
            Some(_) => self.title("Context", context),
            None if hint.is_some() => self.title("Context", context),
            None => return,
        }
        if let Some(found) = found {
            let entries = dialplan.extensions(&found.context);
            let mut entries = entries.iter();
            // Of two equal ones the first counts.
            if let Some(entry) = entries.find(|entry| entry.pattern == found.pattern) {
                self.extension(entry);
            }
        }
        if let Some(hint) = hint {
            self.hint(hint);
        }
        self.text.push('\n');
    }

    fn title(&mut self, kind: &str, context: &str) {
        self.contexts += 1;
        let context = quoted(context);
        self.text
            .push_str(&format!("[ {kind} {context} created by 'skyplan' ]\n"));
    }

    fn extension(&mut self, entry: &Entry) {
        self.extensions += 1;
        let caller = entry.caller.as_ref();
        let name = caller.map_or_else(
            || quoted(&entry.pattern),
            |caller| quoted(&format!("{}/{caller}", entry.pattern)),
        );
        if entry.lines.is_empty() {
            return self.row(&name, &format!("{}:{}", entry.file, entry.span.line));
        }
        let mut name = format!("{name} =>");
        for line in &entry.lines {
            if let Some(label) = &line.label {
                name.push_str(&format!("[{}]", escape::value(label)));
            }
            let start = pad(&name, NAME);
            let step = format!("{}. {}", line.priority, escape::value(&line.text));
            let step = pad(&step, LAMP);
            let place = format!("{}:{}", line.file, line.span.line);
            self.text.push_str(&format!("  {start} {step} [{place}]\n"));
            name = "   ".to_owned();
        }
    }

    fn hint(&mut self, hint: &Hint) {
        let place = format!("{}:{}", hint.file, hint.span.line);
        let lamp = format!("hint: {}", escape::value(&hint.device));
        self.row(
            &quoted(&hint.extension),
            &format!("{} [{place}]", pad(&lamp, LAMP)),
        );
    }

    fn row(&mut self, name: &str, leads_to: &str) {
        let name = pad(&format!("{name} =>"), NAME);
        self.text.push_str(&format!("  {name} {leads_to}\n"));
    }

    fn finish(self) -> Outcome {
        let extensions = count(self.extensions, "extension", "extensions");
        let contexts = count(self.contexts, "context", "contexts");
        Outcome::done(format!("{}-= {extensions} in {contexts}. =-", self.text))
    }

    fn finish_found(self, asked: &str) -> Outcome {
        if self.text.is_empty() {
            return Outcome::missing("extension", asked, []);
        }
        self.finish()
    }
}

/// Terminal columns of an extension with its arrow, as Asterisk has them.
const NAME: usize = 17;

/// Terminal columns of what a hint watches.
const LAMP: usize = 45;

fn quoted(name: &str) -> String {
    format!("'{}'", escape::value(name))
}

#[cfg(test)]
mod tests {
    use crate::sample::{Sample, check, check_on, refuse};

    #[test]
    fn everything_is_shown_context_by_context() {
        check(
            "dialplan show",
            "\
[ Context 'demo' created by 'skyplan' ]
  'james_bond' =>   demo.rhai:5
  '_1NXX' =>        demo.rhai:6
  '100' =>          hint: Skype:james_bond@austin_powers          [demo.rhai:3]
  Include =>        'internal'

[ Context 'internal' created by 'skyplan' ]
  '_1NXX' =>        demo.rhai:9
  '_2XX' =>         demo.rhai:10
  '200' =>          hint: SIP/shoe-phone                          [demo.rhai:11]

-= 4 extensions in 2 contexts. =-",
        );
    }

    #[test]
    fn lines_are_shown_with_their_priorities_and_labels() {
        check_on(
            &Sample::with_lines(
                "[legacy]\nexten => _7XX/55,1,Answer()\nsame => n(again),NoOp(${EXTEN})\n",
            ),
            "dialplan show legacy",
            "\
[ Context 'legacy' created by 'skyplan' ]
  '_7XX/55' =>      1. Answer()                                   [extensions.conf:2]
     [again]        2. NoOp(${EXTEN})                             [extensions.conf:3]

-= 1 extension in 1 context. =-",
        );
    }

    #[test]
    fn one_context_is_shown_alone() {
        check(
            "dialplan show internal",
            "\
[ Context 'internal' created by 'skyplan' ]
  '_1NXX' =>        demo.rhai:9
  '_2XX' =>         demo.rhai:10
  '200' =>          hint: SIP/shoe-phone                          [demo.rhai:11]

-= 2 extensions in 1 context. =-",
        );
    }

    #[test]
    fn an_extension_is_followed_through_includes() {
        check(
            "dialplan show 200@demo",
            "\
[ Included context 'internal' created by 'skyplan' ]
  '_2XX' =>         demo.rhai:10
  '200' =>          hint: SIP/shoe-phone                          [demo.rhai:11]

-= 1 extension in 1 context. =-",
        );
    }

    #[test]
    fn an_extension_with_a_lamp_alone_is_found() {
        check(
            "dialplan show 100@demo",
            "\
[ Context 'demo' created by 'skyplan' ]
  '100' =>          hint: Skype:james_bond@austin_powers          [demo.rhai:3]

-= 0 extensions in 1 context. =-",
        );
    }

    #[test]
    fn an_extension_without_context_is_looked_for_in_all() {
        check(
            "dialplan show 1200@",
            "\
[ Context 'demo' created by 'skyplan' ]
  '_1NXX' =>        demo.rhai:6

[ Context 'internal' created by 'skyplan' ]
  '_1NXX' =>        demo.rhai:9

-= 2 extensions in 2 contexts. =-",
        );
    }

    #[test]
    fn what_is_not_there_is_said_not_to_be() {
        refuse(
            "dialplan show demmo",
            "there is no context `demmo`; did you mean `demo`?",
        );
        refuse("dialplan show 999@demo", "there is no extension `999@demo`");
        refuse("dialplan show 999@", "there is no extension `999`");
        refuse("dialplan show a@b@nowhere", "there is no context `nowhere`");
        check_on(
            &Sample::default(),
            "dialplan show",
            "-= 0 extensions in 0 contexts. =-",
        );
    }
}
