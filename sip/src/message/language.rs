//! Accept-Language in order of preference (RFC 3261 section 20.3).

use super::grammar::{lossy, trim};
use super::params::Params;

/// The languages of the list, highest `q` first, equal ones in wire order, `q=0` left out.
pub(crate) fn accept_language<'a>(elements: impl Iterator<Item = &'a [u8]>) -> Vec<String> {
    let mut weighted: Vec<(u16, String)> = elements
        .filter_map(|element| {
            let end = element
                .iter()
                .position(|&byte| byte == b';')
                .unwrap_or(element.len());
            let name = trim(&element[..end]);
            let weight = Params::read(&element[end..])
                .0
                .get("q")
                .map_or(Some(1000), |q| thousandths(&q))?;
            (!name.is_empty() && weight > 0).then(|| (weight, lossy(name)))
        })
        .collect();
    weighted.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    weighted.into_iter().map(|(_, name)| name).collect()
}

/// A `qvalue` of 0 to 1 in thousandths.
pub(crate) fn thousandths(text: &str) -> Option<u16> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if !matches!(whole, "0" | "1" | "")
        || fraction.len() > 3
        || !fraction.bytes().all(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    let fraction: u16 = format!("{fraction:0<3}").parse().ok()?;
    let value = if whole == "1" {
        1000 + fraction
    } else {
        fraction
    };
    (value <= 1000).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::super::grammar::list;
    use super::*;

    fn check(value: &str, expected: &[&str]) {
        assert_eq!(
            accept_language(list(value.as_bytes())),
            expected,
            "of `{value}`"
        );
    }

    #[test]
    fn the_most_wanted_language_comes_first() {
        check("da, en-gb;q=0.8, en;q=0.7", &["da", "en-gb", "en"]);
        check("en;q=0.5, de, fr;q=0, *;q=.1", &["de", "en", "*"]);
        check("x;q=7, , y", &["y"]);
    }
}
