//! Expressions `$[…]` and substitutions `${…}` of `extensions.conf`: any text ends with a value or a report. An expression
//! of whole numbers has the value of its tree, whether each part stands in parentheses or only those that need to.

use std::sync::Arc;
use std::time::{Instant, SystemTime};

use runtime::dialplan::{Dialplan, Source};
use runtime::executor::{Budgets, Executor, Output};
use runtime::globals::Globals;
use runtime::host::{CallId, ChannelId, ChannelInfo, Reply, Start, Technology};

use super::decisions::Decisions;

/// A text, which is also the decisions that make the tree.
pub fn check(input: &[u8]) {
    let text = String::from_utf8_lossy(input).replace(['\n', '\r'], " ");
    value(&format!("$[{text}]"));
    value(&format!("${{{text}}}"));
    let tree = Tree::of(&mut Decisions(input), DEPTH);
    let expected = Some(tree.value().to_string());
    for text in [tree.text(None), tree.text(Some(0))] {
        // What is nothing times less than nothing prints as `-0`, as Asterisk's floating point does.
        let value = value(&format!("$[{text}]")).map(|value| match &*value {
            "-0" => "0".to_owned(),
            _ => value,
        });
        assert_eq!(value, expected, "{text}");
    }
}

/// Deep enough for each operator to stand beside each other one.
const DEPTH: u32 = 3;

/// An expression of whole numbers.
enum Tree {
    Number(i64),
    Both(&'static Operator, Box<Self>, Box<Self>),
}

/// An operator between two values, those that bind loosest first (Asterisk's `ast_expr2.y`).
struct Operator {
    sign: &'static str,
    binds: u8,
    value: fn(i64, i64) -> i64,
}

static OPERATORS: [Operator; 11] = [
    Operator {
        sign: "|",
        binds: 1,
        value: |a, b| if a != 0 { a } else { b },
    },
    Operator {
        sign: "&",
        binds: 2,
        value: |a, b| if a != 0 && b != 0 { a } else { 0 },
    },
    Operator {
        sign: "=",
        binds: 3,
        value: |a, b| (a == b).into(),
    },
    Operator {
        sign: "!=",
        binds: 3,
        value: |a, b| (a != b).into(),
    },
    Operator {
        sign: "<",
        binds: 3,
        value: |a, b| (a < b).into(),
    },
    Operator {
        sign: ">",
        binds: 3,
        value: |a, b| (a > b).into(),
    },
    Operator {
        sign: "<=",
        binds: 3,
        value: |a, b| (a <= b).into(),
    },
    Operator {
        sign: ">=",
        binds: 3,
        value: |a, b| (a >= b).into(),
    },
    Operator {
        sign: "+",
        binds: 4,
        value: |a, b| a + b,
    },
    Operator {
        sign: "-",
        binds: 4,
        value: |a, b| a - b,
    },
    Operator {
        sign: "*",
        binds: 5,
        value: |a, b| a * b,
    },
];

impl Tree {
    fn of(decisions: &mut Decisions<'_>, depth: u32) -> Self {
        let octet = usize::from(decisions.octet());
        match OPERATORS.get(octet % (OPERATORS.len() + 3)) {
            Some(operator) if depth > 0 => {
                let one = Box::new(Self::of(decisions, depth - 1));
                Self::Both(operator, one, Box::new(Self::of(decisions, depth - 1)))
            }
            _ => Self::Number(i64::from(decisions.octet() % 12)),
        }
    }

    fn value(&self) -> i64 {
        match self {
            Self::Number(number) => *number,
            Self::Both(operator, one, other) => (operator.value)(one.value(), other.value()),
        }
    }

    /// How it is written where what stands around binds that tight; `None` for parentheses around everything.
    fn text(&self, around: Option<u8>) -> String {
        let (operator, one, other) = match self {
            Self::Number(number) => return number.to_string(),
            Self::Both(operator, one, other) => (operator, one, other),
        };
        let binds = operator.binds;
        let (one, other) = (
            one.text(around.map(|_| binds)),
            other.text(around.map(|_| binds + 1)),
        );
        let text = format!("{one} {} {other}", operator.sign);
        if around.is_none_or(|around| binds < around) {
            format!("({text})")
        } else {
            text
        }
    }
}

/// What `NoOp` shows of a text; `None` when the line cannot be read, or ends the call.
fn value(text: &str) -> Option<String> {
    let plan = format!("[c]\nexten => s,1,NoOp({text})\n");
    let (plan, _) = Dialplan::load(vec![Source::new("c.conf", plan)], stdlib::LIBRARY);
    if !plan.exists("c", "s") {
        return None;
    }
    let budgets = Budgets {
        operations: 50_000,
        memory: 2 << 20,
        ..Budgets::default()
    };
    let mut executor = Executor::new(budgets, stdlib::LIBRARY, Arc::new(plan), Globals::new());
    let now = Instant::now();
    let channel = ChannelInfo::new(ChannelId(1), "SIP/a-1", Technology::Sip, "s");
    executor.start(now, Start::new(CallId(1), channel, "c"));
    let mut shown = None;
    while executor.is_ready() {
        executor.run(now, SystemTime::UNIX_EPOCH);
        while let Some(output) = executor.poll_output() {
            match output {
                Output::Request(id, _) => executor.reply(now, id, Reply::Done),
                Output::Verbose { text, .. } => shown = Some(text),
                _ => {}
            }
        }
    }
    shown
}
