//! What a new generation, or the time of day, means for those who show hints.
//!
//! In: two dialplans; or a context and the time. Out: the hints that are not what they were, and whether the ways on which
//! others are found may lead elsewhere. What both dialplans share is not looked at, so that it costs what differs.

use std::sync::Arc;
use std::time::SystemTime;

use super::context::{Context, Lamp};
use super::{Dialplan, Hint};

/// What differs between two generations for hints.
#[derive(Debug, Default)]
pub struct HintChanges<'a> {
    /// Hints that came, went, or watch other devices.
    pub hints: Vec<HintChange<'a>>,
    /// Whether an include or a switch came, went or changed: any hint may be found elsewhere than before.
    pub rerouted: bool,
}

/// A hint that came, went, or watches other devices.
#[derive(Clone, Copy, Debug)]
pub struct HintChange<'a> {
    /// Its context.
    pub context: &'a str,
    /// What it was, if it was there.
    pub former: Option<&'a Hint>,
    /// What it is, if it is there.
    pub now: Option<&'a Hint>,
}

impl Dialplan {
    /// What has become of the hints of `former`.
    pub fn hint_changes<'a>(&'a self, former: &'a Self) -> HintChanges<'a> {
        let mut changes = HintChanges::default();
        let (before, after) = (&former.outline, &self.outline);
        for context in after.contexts() {
            match before.context(&context.name) {
                Some(former) if Arc::ptr_eq(former, context) => {}
                former => changes.context(former.map(|former| &**former), Some(context)),
            }
        }
        for context in before.contexts() {
            if after.context(&context.name).is_none() {
                changes.context(Some(context), None);
            }
        }
        changes
    }

    /// The contexts that are searched from one at a time, in order; `None` if they are always the same.
    pub fn searched_at(&self, context: &str, at: SystemTime) -> Option<Vec<&str>> {
        self.outline.searched_at(context, at)
    }
}

impl<'a> HintChanges<'a> {
    fn context(&mut self, former: Option<&'a Context>, now: Option<&'a Context>) {
        let Some(name) = now.or(former).map(|context| &*context.name) else {
            return;
        };
        self.rerouted |= routes(former) != routes(now);
        let mut tell = |former: Option<&'a Arc<Lamp>>, now: Option<&'a Arc<Lamp>>| {
            let [former, now] = [former, now].map(|lamp| lamp.map(|lamp| &lamp.hint));
            let said = |hint: &'a Hint| (&hint.extension, &hint.device);
            if former.map(said) != now.map(said) {
                self.hints.push(HintChange {
                    context: name,
                    former,
                    now,
                });
            }
        };
        match (former, now) {
            (Some(former), Some(now)) => {
                let (before, after) = (&former.lamps.index, &now.lamps.index);
                after.differences(before, &mut tell);
            }
            (None, Some(now)) => now.lamps.index.each(&mut |lamp| tell(None, Some(lamp))),
            (Some(former), None) => former.lamps.index.each(&mut |lamp| tell(Some(lamp), None)),
            (None, None) => {}
        }
    }
}

/// Where a context leads, wherever that is written.
fn routes(context: Option<&Context>) -> impl PartialEq {
    let includes = context.into_iter().flat_map(|context| &context.includes);
    let includes = includes.map(|include| (Arc::clone(&include.name), include.times.clone()));
    let switches = context.into_iter().flat_map(|context| &context.switches);
    let switches = switches.map(|switch| switch.loopback.clone());
    (includes.collect::<Vec<_>>(), switches.collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::super::Source;
    use super::*;
    use crate::library::Library;

    fn plan(text: &str) -> Dialplan {
        Dialplan::load(vec![Source::new("a.conf", text)], Library::EMPTY).0
    }

    /// What differs, as `context: former > now`, and whether ways do.
    fn check(former: &str, now: &str, hints: &[&str], rerouted: bool) {
        let (former, now) = (plan(former), plan(now));
        let changes = now.hint_changes(&former);
        let text = |hint: Option<&Hint>| {
            hint.map_or(String::new(), |hint| {
                format!("{}={}", hint.extension, hint.device)
            })
        };
        let told = changes.hints.iter();
        let told =
            told.map(|one| format!("{}: {} > {}", one.context, text(one.former), text(one.now)));
        assert_eq!(told.collect::<Vec<_>>(), hints);
        assert_eq!(changes.rerouted, rerouted);
    }

    const DESKS: &str = "[desks]\nexten => 1,hint,SIP/a\nexten => 2,hint,SIP/b\n";

    #[test]
    fn hints_that_came_went_or_watch_others_are_told() {
        check(DESKS, DESKS, &[], false);
        let other = "[desks]\nexten => 1,hint,SIP/c\nexten => 3,hint,SIP/b\n";
        let told = [
            "desks: 1=SIP/a > 1=SIP/c",
            "desks: 2=SIP/b > ",
            "desks:  > 3=SIP/b",
        ];
        check(DESKS, other, &told, false);
        check(
            DESKS,
            "",
            &["desks: 1=SIP/a > ", "desks: 2=SIP/b > "],
            false,
        );
        check(
            "",
            DESKS,
            &["desks:  > 1=SIP/a", "desks:  > 2=SIP/b"],
            false,
        );
        // Where it stands does not count.
        check(DESKS, &format!("; a comment\n{DESKS}"), &[], false);
    }

    #[test]
    fn ways_that_lead_elsewhere_are_told() {
        let with = |line: &str| format!("{DESKS}[all]\n{line}\n");
        check(&with(""), &with("include => desks"), &[], true);
        check(
            &with("include => desks"),
            &with("include => desks,09:00-17:00,*,*,*"),
            &[],
            true,
        );
        check(
            &with("include => desks"),
            &with("include => desks"),
            &[],
            false,
        );
    }
}
