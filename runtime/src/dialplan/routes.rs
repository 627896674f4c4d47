//! Which contexts are searched for which, by what they include; and what is wrong with the includes.
//!
//! Routes hold as long as no include and no context comes or goes, so most generations share those of the one before.

use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

use super::context::{Context, Include};
use super::times::Times;
use crate::diagnostic::{Code, Diagnostic};

/// The ways through the contexts of an outline, by the numbers it gives them. Each is worked out when it is first
/// wanted: all together they may be as many as the square of the contexts.
#[derive(Debug, Default)]
pub(super) struct Routes {
    searches: Vec<OnceLock<Search>>,
    /// Which contexts include each one.
    including: OnceLock<Vec<Vec<u32>>>,
}

/// Where to look.
#[derive(Debug)]
pub(super) struct Search {
    /// The context itself, then its includes in order, each followed by its own.
    pub(super) order: Vec<u32>,
    /// Whether some of them are included at times only.
    pub(super) timed: bool,
}

/// The contexts of an outline, for those who follow includes.
pub(super) trait Contexts {
    fn number(&self, name: &str) -> Option<u32>;
    fn context(&self, number: u32) -> Option<&Arc<Context>>;
}

impl Routes {
    /// For so many contexts.
    pub(super) fn new(contexts: usize) -> Self {
        Self {
            searches: (0..contexts).map(|_| OnceLock::new()).collect(),
            including: OnceLock::new(),
        }
    }

    /// Where to look for what is dialled in a context.
    pub(super) fn search(&self, start: u32, contexts: &impl Contexts) -> Option<&Search> {
        let search = self.searches.get(start as usize)?;
        Some(search.get_or_init(|| {
            let mut timed = false;
            let order = follow(start, contexts, usize::MAX, &mut |_| {
                timed = true;
                true
            });
            Search { order, timed }
        }))
    }

    /// The contexts in which what stands in `part` can be reached: itself and all that include it.
    pub(super) fn reaching(&self, part: u32, contexts: &impl Contexts) -> Vec<u32> {
        let including = self.including.get_or_init(|| {
            let mut including = vec![Vec::new(); self.searches.len()];
            for at in 0..self.searches.len() as u32 {
                let includes = contexts.context(at).map(|context| &context.includes);
                for include in includes.into_iter().flatten() {
                    if let Some(to) = contexts.number(&include.name) {
                        including[to as usize].push(at);
                    }
                }
            }
            including
        });
        let mut seen = HashSet::from([part]);
        let mut found = vec![part];
        let mut at = 0;
        while let Some(&next) = found.get(at) {
            let above = including.get(next as usize).into_iter().flatten();
            found.extend(above.filter(|&&above| seen.insert(above)));
            at += 1;
        }
        found
    }
}

/// Depth first, each context once and not more than `most` of them: circles end where they began. Not by recursion: a
/// chain of includes can be as long as a file.
pub(super) fn follow(
    start: u32,
    contexts: &impl Contexts,
    most: usize,
    hold: &mut dyn FnMut(&Times) -> bool,
) -> Vec<u32> {
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    let mut stack = vec![start];
    while let Some(at) = stack.pop() {
        if !seen.insert(at) {
            continue;
        }
        if found.len() == most {
            break;
        }
        found.push(at);
        let includes = contexts.context(at).map(|context| &context.includes);
        for include in includes.into_iter().flatten().rev() {
            if include.times.as_ref().is_none_or(&mut *hold) {
                stack.extend(contexts.number(&include.name));
            }
        }
    }
    found
}

/// Whether a context lets people add to it: FreePBX and its kin include `name-custom` in `name`, whether it is there or not.
pub(crate) fn is_hook(context: &str, include: &str) -> bool {
    include.strip_suffix("-custom") == Some(context)
}

fn is_conf(file: &str) -> bool {
    !file.ends_with(".rhai")
}

/// Includes of contexts that do not exist.
pub(super) fn dead<'a>(
    all: impl Iterator<Item = &'a Arc<Context>>,
    contexts: &impl Contexts,
    similar: &dyn Fn(&str) -> Option<String>,
) -> Vec<Diagnostic> {
    let includes = all.flat_map(|context| {
        let includes = context.includes.iter();
        includes
            .filter(|include| !(is_conf(&include.file) && is_hook(&context.name, &include.name)))
    });
    let dead = includes.filter(|include| contexts.number(&include.name).is_none());
    let finding = |include: &Include| {
        let message = format!("context `{}` does not exist", include.name);
        let path = Arc::clone(&include.file);
        let mut finding = Diagnostic::new(Code::DeadInclude, path, include.span, message);
        finding.help = similar(&include.name);
        finding.with_note("included here")
    };
    dead.map(finding).collect()
}

/// Most circles that are told.
const MOST_CIRCLES: usize = 200;

/// Each include that closes a circle. `starts` are all contexts; their order decides which include of a circle is told.
pub(super) fn circles<'a>(starts: &[u32], contexts: &'a impl Contexts) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let next = |at: u32| {
        let includes = contexts.context(at).map(|context| context.includes.iter());
        let known = |include: &'a Include| Some((contexts.number(&include.name)?, include));
        includes.into_iter().flatten().filter_map(known)
    };
    let mut done = HashSet::new();
    let mut above = HashSet::new();
    for &start in starts {
        if done.contains(&start) {
            continue;
        }
        above.insert(start);
        let mut stack = vec![(start, next(start))];
        while let Some((at, includes)) = stack.last_mut() {
            let at = *at;
            let Some((to, include)) = includes.next() else {
                above.remove(&at);
                done.insert(at);
                stack.pop();
                continue;
            };
            if above.contains(&to) {
                if findings.len() == MOST_CIRCLES {
                    return findings;
                }
                findings.extend(contexts.context(at).map(|context| closes(context, include)));
            } else if !done.contains(&to) {
                above.insert(to);
                stack.push((to, next(to)));
            }
        }
    }
    findings
}

fn closes(context: &Context, include: &Include) -> Diagnostic {
    let message = format!("including `{}` leads back to it", include.name);
    let path = Arc::clone(&include.file);
    Diagnostic::new(Code::IncludeCircle, path, include.span, message)
        .with_note(format!("closes the circle from `{}`", context.name))
}
