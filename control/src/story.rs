//! What calls did, as lines of text: of a kept one all at once, of one that is followed line by line.

use std::sync::Arc;
use std::time::Duration;

use runtime::trace::{Entry, Kept, Row, Story, Teller, What};
use unicode_width::UnicodeWidthStr;

use crate::escape;
use crate::table::pad;

/// Terminal columns of a step, when the statement stands behind it.
const STEP: usize = 40;
/// Most terminal columns of a place.
const PLACE: usize = 40;
/// Most characters of a line that come from the call or the dialplan.
const WIDEST: usize = 400;

/// A call from its beginning to its end.
pub(crate) fn whole(kept: &Kept) -> String {
    let story = &kept.story;
    let mut teller = Teller::new(&story.start);
    let rows: Vec<Row> = story
        .entries
        .iter()
        .filter_map(|entry| teller.tell(entry))
        .collect();
    let widths = rows.iter().map(|row| place(row).width());
    let wide = widths.max().unwrap_or(0).clamp("place".len(), PLACE);
    let mut text = title(kept.number, story);
    text += &format!("{:>8}  {}step\n", "at", pad("place", wide + 4));
    for row in &rows {
        let statement = row.place.as_ref().and_then(|(file, line)| {
            let text = story.text(file)?;
            text.lines()
                .nth(usize::try_from(*line).ok()?.checked_sub(1)?)
        });
        text += &told(row, statement, wide);
        text.push('\n');
    }
    text
}

fn title(number: u64, story: &Story) -> String {
    let channel = &story.start.channel;
    let caller = match &*channel.caller.num {
        "" => String::new(),
        number => format!(" ({})", escape::value(number)),
    };
    format!(
        "Trace {number}: {}{caller} called {}@{}\nat {}, for {:.3} s, and {} with {}\n",
        escape::value(&channel.name),
        escape::value(&story.start.extension),
        escape::value(&story.start.context),
        moment(story.began),
        story.lasted().as_secs_f64(),
        if story.failed { "failed" } else { "ended" },
        story.cause().word(),
    )
}

/// Tells a call that is followed, line by line.
#[derive(Debug, Default)]
pub struct Follower {
    teller: Teller,
    channel: String,
    /// The line of a statement that was told last: one within another may begin on the same.
    line: Option<(Arc<str>, u32)>,
}

impl Follower {
    /// The next line, safe to write to a terminal; `None` for what concerns nobody. `text` gives the text of a
    /// file of the dialplan.
    pub fn tell<'t>(
        &mut self,
        entry: &Entry,
        text: impl FnOnce(&str) -> Option<&'t str>,
    ) -> Option<String> {
        if let What::Enter { channel, .. } = &entry.what {
            self.channel = escape::value(channel).into_owned();
        }
        let line = match &entry.what {
            What::Line { file, line } => Some((Arc::clone(file), *line)),
            _ => None,
        };
        if line.is_some() && line == self.line {
            return None;
        }
        self.line = line;
        let row = self.teller.tell(entry)?;
        let statement = row.place.as_ref().and_then(|(file, line)| {
            let line = usize::try_from(*line).ok()?.checked_sub(1)?;
            text(file)?.lines().nth(line)
        });
        Some(format!("{}  {}", self.channel, told(&row, statement, 18)))
    }
}

fn told(row: &Row, statement: Option<&str>, wide: usize) -> String {
    let mut step = "  ".repeat(usize::from(row.depth.min(10)));
    step += &short(&row.text);
    let statement = statement.map(|text| short(text.trim())).unwrap_or_default();
    let at = row.at.as_secs_f64();
    let place = pad(&place(row), wide + 4);
    let line = match (row.text.is_empty(), statement.is_empty()) {
        (_, true) => format!("{at:8.3}  {place}{step}"),
        (true, false) => format!("{at:8.3}  {place}{}| {statement}", pad("", STEP + 2)),
        (false, false) => format!("{at:8.3}  {place}{}| {statement}", pad(&step, STEP + 2)),
    };
    line.trim_end().to_owned()
}

/// `demo.rhai:12`.
fn place(row: &Row) -> String {
    let place = row.place.as_ref();
    let shown = place.map(|(file, line)| escape::value(&format!("{file}:{line}")).into_owned());
    shown.unwrap_or_default()
}

fn short(text: &str) -> String {
    let kept: String = text.chars().take(WIDEST).collect();
    let more = if kept.len() < text.len() { "…" } else { "" };
    format!("{}{more}", escape::value(&kept))
}

/// Wall time in UTC, to the second.
pub(crate) fn moment(since: Duration) -> String {
    runtime::trace::date(since)
}
