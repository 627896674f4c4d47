//! How long a conversation may last, and when its end is announced (`L` and `S`).

use std::time::Duration;

/// Times since the conversation began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Limit {
    end: Duration,
    /// When the end is announced first, and how often again.
    warning: Option<(Duration, Option<Duration>)>,
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    Warning(Duration),
    End(Duration),
}

impl Due {
    /// When, since the conversation began.
    pub(super) fn at(self) -> Duration {
        match self {
            Self::Warning(at) | Self::End(at) => at,
        }
    }
}

impl Limit {
    /// `length[:warning[:repeat]]` in milliseconds. A length of 0 is no limit. An error is the part that is no number.
    pub(super) fn parse(text: &str) -> Result<Option<Self>, &str> {
        let mut parts = text.split(':');
        let mut next = || match parts.next().map(str::trim) {
            None | Some("") => Ok(None),
            Some(part) => match part.parse().map(Duration::from_millis) {
                Ok(time) => Ok(Some(time).filter(|time: &Duration| !time.is_zero())),
                Err(_) => Err(part),
            },
        };
        let (end, before, repeat) = (next()?, next()?, next()?);
        let Some(end) = end else {
            return Ok(None);
        };
        let warning = before.and_then(|before| first_warning(end, before, repeat));
        Ok(Some(Self {
            end,
            warning: warning.map(|first| (first, repeat)),
        }))
    }

    /// The same, ended by then at the latest.
    pub(super) fn at_most(self, end: Duration) -> Self {
        let end = if self.end.is_zero() {
            end
        } else {
            end.min(self.end)
        };
        Self { end, ..self }
    }

    /// What comes after that time.
    pub(super) fn next(&self, spent: Duration) -> Due {
        let Some((first, repeat)) = self.warning else {
            return Due::End(self.end);
        };
        let at = match repeat {
            _ if spent < first => first,
            Some(repeat) => {
                let past = (spent - first).as_nanos() / repeat.as_nanos() + 1;
                first + repeat * u32::try_from(past).unwrap_or(u32::MAX)
            }
            None => self.end,
        };
        if at < self.end {
            Due::Warning(at)
        } else {
            Due::End(self.end)
        }
    }
}

/// A warning that would come before the beginning is left out, or takes its place among those that follow.
fn first_warning(end: Duration, before: Duration, repeat: Option<Duration>) -> Option<Duration> {
    if before <= end {
        return Some(end - before);
    }
    let repeat = repeat?;
    let late = (before - end).as_nanos();
    let skipped = late.div_ceil(repeat.as_nanos());
    let before = before.checked_sub(repeat * u32::try_from(skipped).ok()?)?;
    Some(end - before)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let Ok(limit) = Limit::parse(text) else {
            return assert_eq!(expected, "odd", "{text}");
        };
        let Some(limit) = limit else {
            return assert_eq!(expected, "none", "{text}");
        };
        let (mut spent, mut all) = (Duration::ZERO, Vec::new());
        loop {
            let due = limit.next(spent);
            spent = due.at();
            match due {
                Due::Warning(at) => all.push(at.as_millis().to_string()),
                Due::End(at) => {
                    all.push(format!("end {}", at.as_millis()));
                    break;
                }
            }
        }
        assert_eq!(all.join(" "), expected, "{text}");
    }

    #[test]
    fn a_call_ends_and_says_so_before() {
        check("60000", "end 60000");
        check("60000:10000", "50000 end 60000");
        check("60000:30000:10000", "30000 40000 50000 end 60000");
        check("60000:90000", "end 60000");
        check("60000:70000:20000", "10000 30000 50000 end 60000");
        check("0:5", "none");
        check("", "none");
        check("soon", "odd");
        check("1000:-1", "odd");
    }

    #[test]
    fn the_shorter_of_two_limits_counts() {
        let limit = Limit::parse("60000").unwrap().unwrap();
        let short = limit.at_most(Duration::from_secs(5));
        assert_eq!(short.next(Duration::ZERO), Due::End(Duration::from_secs(5)));
        let alone = Limit::default().at_most(Duration::from_secs(9));
        assert_eq!(alone.next(Duration::ZERO), Due::End(Duration::from_secs(9)));
    }
}
