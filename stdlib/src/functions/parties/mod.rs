//! Other parties of a call than its caller: who is connected, and who forwarded it to whom.

mod connectedline;
mod identity;
mod redirecting;

use runtime::library::Property;

pub(crate) use connectedline::CONNECTEDLINE;
pub(crate) use redirecting::REDIRECTING;

use identity::Identity;

/// The items of one party, whose names begin with a prefix.
macro_rules! party {
    ($prefix:literal) => {
        [
            row(
                concat!($prefix, "all"),
                "Name and number, `\"James Bond\" <007>`.",
                "",
            ),
            row(concat!($prefix, "name"), "The name.", ""),
            row(
                concat!($prefix, "name-charset"),
                "What the name is written in, in Asterisk's words.",
                "",
            ),
            row(
                concat!($prefix, "name-pres"),
                "Whether the name may be shown.",
                PRESENTATIONS,
            ),
            row(
                concat!($prefix, "name-valid"),
                "`1` if there is a name, else `0`.",
                "",
            ),
            row(concat!($prefix, "num"), "The number.", ""),
            row(
                concat!($prefix, "num-plan"),
                "Type of number and numbering plan, as a number.",
                "",
            ),
            row(
                concat!($prefix, "num-pres"),
                "Whether the number may be shown.",
                PRESENTATIONS,
            ),
            row(
                concat!($prefix, "num-valid"),
                "`1` if there is a number, else `0`.",
                "",
            ),
            row(
                concat!($prefix, "pres"),
                "Whether number and name may be shown.",
                PRESENTATIONS,
            ),
            row(concat!($prefix, "tag"), "A text of the dialplan's own.", ""),
        ]
    };
}
use party;

const fn row(name: &'static str, doc: &'static str, values: &'static str) -> Property {
    Property {
        name,
        doc,
        values,
        writable: true,
    }
}

/// Several tables as one.
const fn joined<const N: usize>(tables: &[&[Property]]) -> [Property; N] {
    let mut all = [row("", "", ""); N];
    let (mut table, mut at) = (0, 0);
    while table < tables.len() {
        let mut place = 0;
        while place < tables[table].len() {
            let Property {
                name,
                doc,
                values,
                writable,
            } = tables[table][place];
            all[at] = Property {
                name,
                doc,
                values,
                writable,
            };
            place += 1;
            at += 1;
        }
        table += 1;
    }
    assert!(at == N, "as many rows as were said");
    all
}

/// The party and its item that an item of a function names: `priv-num` is `num` of the party `priv-`.
fn apart<'a>(item: &'a str, prefixes: &[&'static str]) -> (&'static str, &'a str) {
    let mut known = prefixes.iter();
    let prefix = known.find(|prefix| item.starts_with(**prefix)).copied();
    let prefix = prefix.unwrap_or_default();
    (prefix, &item[prefix.len()..])
}
