//! What holds for all dialplans: nothing stops the check, what it says to write is enough, names do not matter, and the
//! time it takes grows with the text.

use proptest::prelude::*;

use super::{PLANS, diagnostics, findings};

/// Pieces of lines, right and wrong.
const PIECES: [&str; 36] = [
    "[in]\n",
    "[macro-m]\n",
    "exten => _X.,1,",
    "exten => s,1,",
    "exten => h,1,",
    " same => n,",
    " same => n(again),",
    "Dial(SIP/",
    "Set(x=",
    "Set(ARRAY(x,y)=",
    "Gosub(in,s,1(",
    "Macro(m,",
    "GotoIf(",
    "ExecIf(",
    "While(",
    "EndWhile()\n",
    "If(",
    "Else()\n",
    "EndIf()\n",
    "Goto(again)",
    "Goto(in,",
    "Return(",
    "${EXTEN}",
    "${x:",
    "${x",
    "${${",
    "${FILTER(0-9,",
    "${REGEX(\"^[0-9]+$\" ",
    "$[",
    "$[\"",
    "\" = \"1\"",
    "]?",
    ":",
    ",",
    ")",
    ")\n",
];

proptest! {
    #[test]
    fn no_mixture_of_pieces_stops_the_check(pieces in prop::collection::vec(0..PIECES.len(), 0..60)) {
        let text: String = pieces.into_iter().map(|piece| PIECES[piece]).collect();
        findings("extensions.conf", &text);
    }
}

#[test]
fn what_it_says_to_write_is_enough() {
    for (path, text) in PLANS {
        let mut text = text.to_owned();
        let mut rounds = 0;
        loop {
            let found = diagnostics(&[(path, &text)]);
            let Some(finding) = found.iter().find(|finding| !finding.fixes.is_empty()) else {
                // What is left has several texts of strangers in it.
                let several = |help: &Option<String>| {
                    help.as_deref().is_some_and(|help| help.contains(" and `"))
                };
                assert!(
                    found.iter().all(|finding| several(&finding.help)),
                    "{path}: {found:#?}"
                );
                break;
            };
            let fix = &finding.fixes[0];
            let range = fix.span.offsets(&text).expect("it is in the file");
            let before: String = text.chars().take(range.start).collect();
            let after: String = text.chars().skip(range.end).collect();
            text = format!("{before}{}{after}", fix.replacement);
            rounds += 1;
            assert!(rounds < 20, "{path}: {finding:#?}\n{text}");
        }
    }
}

#[test]
fn the_names_of_variables_do_not_matter() {
    for (path, text) in PLANS {
        let renamed = ["DST", "WHO", "NAME", "ROOM", "DIAL_NUMBER", "OUTNUM"];
        let other = renamed.iter().fold(text.to_owned(), |text, name| {
            text.replace(&format!("{{{name}}}"), &format!("{{{name}_2}}"))
                .replace(&format!("{{{name}:"), &format!("{{{name}_2:"))
                .replace(&format!("Set({name}="), &format!("Set({name}_2="))
        });
        let places = |text: &str| {
            let found = diagnostics(&[(path, text)]).into_iter();
            found
                .map(|finding| (finding.code, finding.span.line))
                .collect::<Vec<_>>()
        };
        if path.ends_with(".conf") {
            assert_eq!(places(text), places(&other), "{path}");
        }
    }
}

/// Time of this thread, which other programs do not take part in.
fn spent() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

#[test]
fn the_time_grows_with_the_text_and_not_with_its_square() {
    let extensions = |count: usize| {
        let lines = (0..count).map(|n| {
            format!(
                "exten => {n},1,Set(n=${{CALLERID(num)}})\n same => n,Gosub(sub,s,1(${{n}}))\n same => n,Goto({},1)\n",
                n + 1
            )
        });
        format!(
            "[in]\n{}[sub]\nexten => s,1,Return(${{ARG1}})\n",
            lines.collect::<String>()
        )
    };
    let chain = |count: usize| {
        let lines = (0..count).map(|n| format!(" same => n,Set(v{n}=${{v{}}}${{EXTEN}})\n", n / 2));
        format!("[in]\nexten => _X.,1,NoOp()\n{}", lines.collect::<String>())
    };
    let branches = |count: usize| {
        let lines =
            (0..count).map(|n| format!(" same => n,GotoIf($[${{v{n}}}]?{}:1)\n", count - n));
        format!("[in]\nexten => _X.,1,NoOp()\n{}", lines.collect::<String>())
    };
    let open = |count: usize| format!("[in]\nexten => _X.,1,Dial({})\n", "${".repeat(count));
    let shapes: [&dyn Fn(usize) -> String; 4] = [&extensions, &chain, &branches, &open];
    for (number, shape) in shapes.iter().enumerate() {
        let time = |count: usize| {
            let text = shape(count);
            let began = spent();
            findings("extensions.conf", &text);
            spent() - began
        };
        let large = time(5_000);
        let small = (0..3).map(|_| time(500)).fold(f64::MAX, f64::min);
        assert!(large / small < 60.0, "{number}: {large} to {small}");
    }
}
