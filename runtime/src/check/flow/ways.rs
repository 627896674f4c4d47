//! By which contexts calls come to others: whether one is entered by itself, or through includes only.
//!
//! Entered by itself is what no other includes, what the configuration names as the context of a telephone or account,
//! and what anything in the dialplan goes to by its name.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use crate::check::Jump;
use crate::check::advice::Program;
use crate::check::lines::data::is_literal;
use crate::check::lines::{Said, said};
use crate::dialplan::Survey;

/// Which contexts are entered by themselves.
pub(super) struct Ways {
    entered: Vec<bool>,
    /// What is searched from contexts, once it was asked for.
    orders: RefCell<HashMap<u32, Vec<u32>>>,
}

/// Most contexts that include one, beyond which nobody looks through all of them.
const MANY: usize = 20;

impl Ways {
    pub(super) fn of(program: &Program<'_>) -> Self {
        let survey = &program.survey;
        let mut named: BTreeSet<&str> = BTreeSet::new();
        let mut anywhere = false;
        for facts in program.files {
            for jump in &facts.jumps {
                if let Jump::There { context, .. } = jump {
                    named.insert(context);
                }
            }
            anywhere |= facts.computed_jumps;
        }
        let lines = survey.extensions().flat_map(|one| one.lines);
        for line in lines.flat_map(|lines| lines.values()) {
            for said in said(program.library, &line.application, &line.data) {
                match said {
                    Said::Jump(jump) => match jump.context {
                        Some(context) if is_literal(context) => drop(named.insert(context)),
                        Some(_) => anywhere = true,
                        None => {}
                    },
                    Said::Hints(text) => {
                        let inner = |c: char| !c.is_alphanumeric() && c != '_' && c != '-';
                        named.extend(text.split(inner).filter(|word| !word.is_empty()));
                    }
                    Said::Sets(name) => anywhere |= name.ends_with("_CONTEXT"),
                    Said::Application { data, .. } => {
                        named.extend(data.split('@').skip(1).map(|rest| {
                            let end = rest.find(|c: char| "/&,".contains(c));
                            &rest[..end.unwrap_or(rest.len())]
                        }));
                    }
                    _ => {}
                }
            }
        }
        let entrances = program.world.entrances.as_ref();
        let entered = survey.contexts().map(|context| {
            let name = survey.context_name(context);
            anywhere
                || survey.reaching(context).len() < 2
                || named.contains(name)
                || entrances.is_some_and(|entrances| entrances.contains(name))
        });
        Self {
            entered: entered.collect(),
            orders: RefCell::default(),
        }
    }

    /// What is searched from a context whatever the time is.
    fn order(&self, survey: &Survey<'_>, from: u32) -> Vec<u32> {
        let mut orders = self.orders.borrow_mut();
        let order = orders.entry(from);
        order
            .or_insert_with(|| survey.always_searched(from))
            .clone()
    }

    /// The ways by which calls come to a context: for each, what is searched before it.
    pub(super) fn to(&self, survey: &Survey<'_>, context: u32) -> Vec<Vec<u32>> {
        let reaching = survey.reaching(context);
        // Where more is included than was followed, what comes before what may be anything, and long to follow.
        let open = survey.is_entangled() || reaching.len() > MANY;
        if self.entered[context as usize] || open {
            return vec![Vec::new()];
        }
        let from = reaching.iter().filter(|&&from| self.entered[from as usize]);
        let ways: Vec<Vec<u32>> = from
            .map(|&from| {
                let mut order = self.order(survey, from);
                let own = order.iter().position(|&at| at == context);
                // What is included at some times only comes behind its including context at least.
                order.truncate(own.unwrap_or(1));
                order
            })
            .collect();
        // What is included in a circle has no beginning.
        if ways.is_empty() {
            vec![Vec::new()]
        } else {
            ways
        }
    }
}
