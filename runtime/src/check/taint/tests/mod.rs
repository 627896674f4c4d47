//! What is said about what. A finding is written as its code and place; `lines` and `scripts` show the same for both
//! languages, dangerous texts beside harmless ones.

mod lines;
mod properties;
mod scripts;

use crate::diagnostic::Diagnostic;
use crate::dialplan::{Dialplan, Source, World};
use crate::sample::LIBRARY;

fn diagnostics(files: &[(&str, &str)]) -> Vec<Diagnostic> {
    let sources = files.iter().map(|(path, text)| Source::new(*path, *text));
    let (_, found) = Dialplan::load(sources.collect(), LIBRARY);
    let syntax = found
        .iter()
        .find(|finding| finding.code.id().starts_with("E00"));
    assert_eq!(syntax, None);
    let found = found.into_iter();
    found
        .filter(|finding| finding.code.id().starts_with("W08"))
        .collect()
}

/// The findings of a file, each its code, its line and what stands there.
fn findings(path: &str, text: &str) -> String {
    let found = diagnostics(&[(path, text)]);
    let found = found.iter().map(|finding| {
        let span = finding.span;
        let line = text.lines().nth(span.line as usize - 1).unwrap_or("");
        let from = line.chars().skip(span.column as usize - 1);
        let marked: String = from
            .take((span.end_column - span.column) as usize)
            .collect();
        format!("{} {}: {marked}", finding.code, span.line)
    });
    found.collect::<Vec<_>>().join(", ")
}

#[test]
fn what_is_dialled_is_chosen_by_a_caller_where_calls_enter() {
    let text = "[phones]\ninclude => both\nexten => 1,1,Goto(menu,s,1)\n[both]\nexten => _X.,1,Dial(SIP/${EXTEN})\n[menu]\nexten => s,1,WaitExten(5)\nexten => _X.,1,Dial(SIP/${EXTEN})\n";
    let check = |entrances: Option<&str>, lines: &[u32]| {
        let world = World {
            entrances: entrances.map(|name| [name.to_owned()].into()),
            ..World::default()
        };
        let sources = vec![Source::new("extensions.conf", text)];
        let (_, found) = Dialplan::load_in(&world, sources, LIBRARY);
        let found = found.iter().filter(|finding| finding.code.id() == "W0801");
        let found: Vec<u32> = found.map(|finding| finding.span.line).collect();
        assert_eq!(found, lines, "{entrances:?}");
    };
    check(Some("phones"), &[5]);
    check(Some("menu"), &[8]);
    check(Some("of another dialplan"), &[5, 8]);
    check(None, &[5, 8]);
}

/// A whole dialplan as people write them. A comment with `~` and codes stands behind each line that something is said
/// about.
#[test]
fn in_real_dialplans_the_dangerous_lines_are_found_and_no_others() {
    for (path, text) in PLANS {
        let expected = text.lines().zip(1..).flat_map(|(line, number)| {
            let codes = line.rsplit_once('~').map_or("", |(_, codes)| codes);
            let codes = codes
                .split_whitespace()
                .filter(|code| code.starts_with("W08"));
            codes.map(move |code| format!("{number}: {code}"))
        });
        let expected: Vec<String> = expected.collect();
        let found = diagnostics(&[(path, text)]).into_iter();
        let found = found.map(|finding| format!("{}: {}", finding.span.line, finding.code));
        assert_eq!(found.collect::<Vec<_>>(), expected, "{path}");
    }
}

const PLANS: [(&str, &str); 11] = [
    ("callback.conf", include_str!("plans/callback.conf")),
    ("conference.conf", include_str!("plans/conference.conf")),
    ("desk.rhai", include_str!("plans/desk.rhai")),
    ("freepbx.conf", include_str!("plans/freepbx.conf")),
    ("ivr.conf", include_str!("plans/ivr.conf")),
    ("macros.conf", include_str!("plans/macros.conf")),
    ("office.conf", include_str!("plans/office.conf")),
    (
        "outbound-routes.conf",
        include_str!("plans/outbound-routes.conf"),
    ),
    ("sip-inbound.conf", include_str!("plans/sip-inbound.conf")),
    ("sms.conf", include_str!("plans/sms.conf")),
    ("trunks.rhai", include_str!("plans/trunks.rhai")),
];
