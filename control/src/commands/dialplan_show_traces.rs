//! `dialplan show traces`: the calls whose traces are kept, the latest last.

use std::time::Duration;

use runtime::trace::Kept;

use crate::story::moment;
use crate::table::{count, table};
use crate::{Command, Outcome, Switchboard};

pub(super) static DIALPLAN_SHOW_TRACES: Command = Command {
    words: "dialplan show traces",
    usage: "dialplan show traces",
    arguments: 0..=0,
    summary: "Lists the calls whose steps are kept.",
    run,
};

const HEADINGS: [&str; 9] = [
    "Trace", "Began", "Channel", "CallerID", "Location", "Steps", "Duration", "Cause", "Result",
];

fn run(_: &[String], board: &dyn Switchboard) -> Outcome {
    let traces = board.traces();
    let rows = table(HEADINGS, traces.iter().map(row));
    let failed = traces.iter().filter(|kept| kept.story.failed).count();
    let all = count(traces.len(), "trace", "traces");
    Outcome::done(format!("{rows}\n{all}, {failed} of calls that failed"))
}

fn row(kept: &Kept) -> [String; 9] {
    let (story, start) = (&kept.story, &kept.story.start);
    [
        kept.number.to_string(),
        moment(story.began),
        start.channel.name.clone(),
        start.channel.caller.num.clone(),
        format!("{}@{}", start.extension, start.context),
        story.steps().to_string(),
        seconds(story.lasted()),
        story.cause().word().to_owned(),
        if story.failed { "failed" } else { "ok" }.to_owned(),
    ]
}

fn seconds(time: Duration) -> String {
    format!("{:.3}s", time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use crate::sample::{Sample, check, check_on};

    #[test]
    fn kept_calls_are_listed_with_how_they_ended() {
        check(
            "dialplan show traces",
            "\
Trace  Began                Channel         CallerID                Location      Steps  Duration  Cause       Result
1      2023-11-14 22:13:20  SIP/desk-00001  \\u{1b}[2Jaustin_powers  100@internal  1      2.000s    normal      ok
2      2023-11-14 22:13:20  SIP/desk-00001  \\u{1b}[2Jaustin_powers  666@internal  2      0.000s    congestion  failed
2 traces, 1 of calls that failed",
        );
    }

    #[test]
    fn nothing_kept_is_an_empty_table() {
        check_on(
            &Sample::default(),
            "dialplan show traces",
            "\
Trace  Began  Channel  CallerID  Location  Steps  Duration  Cause  Result
0 traces, 0 of calls that failed",
        );
    }
}
