//! When the next report is due (RFC 3550 sections 6.2 and 6.3.1, for two members).

use std::time::Duration;

/// Fixed minimum of section 6.2. Two members never reach 5 % of a call's bandwidth with it, so it is the interval.
const MINIMUM: Duration = Duration::from_secs(5);

/// Time to the next report: half of the minimum for the first, times 0.5 to 1.5 by `chance` (0 to 1), so that the
/// legs of a busy switch do not report at once.
pub fn report_interval(first: bool, chance: f64) -> Duration {
    let interval = if first { MINIMUM / 2 } else { MINIMUM };
    interval.mul_f64(0.5 + chance.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_lies_within_half_and_one_and_a_half() {
        let ms = |first, chance| report_interval(first, chance).as_millis();
        assert_eq!(
            [ms(true, 0.0), ms(true, 1.0), ms(false, 0.0), ms(false, 1.0)],
            [1250, 3750, 2500, 7500]
        );
    }
}
