//! Tables in columns as wide as what stands in them, and counted nouns below them.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::escape;

/// Terminal columns between two columns of a table.
const GAP: usize = 2;

/// Widest cell in terminal columns, except in the last column. Callers fill some of them, and one long
/// name would push all rows apart.
const WIDEST: usize = 80;

/// Lines of a heading and rows, without spaces at their ends. Cells are escaped and cut here.
pub(crate) fn table<const N: usize>(
    headings: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> String {
    let headings = headings.map(String::from);
    align(std::iter::once(headings).chain(rows))
}

/// Rows without a heading.
pub(crate) fn align<const N: usize>(rows: impl IntoIterator<Item = [String; N]>) -> String {
    let rows: Vec<[String; N]> = rows.into_iter().map(fit_all).collect();
    let widths: [usize; N] = std::array::from_fn(|column| {
        let cells = rows.iter().map(|row| row[column].width());
        cells.max().unwrap_or(0)
    });
    let lines: Vec<String> = rows.iter().map(|row| line(row, &widths)).collect();
    lines.join("\n")
}

fn line(cells: &[String], widths: &[usize]) -> String {
    let mut line = String::new();
    for (cell, width) in cells.iter().zip(widths) {
        line.push_str(&pad(cell, width + GAP));
    }
    line.truncate(line.trim_end().len());
    line
}

/// The text with spaces after it up to `width` terminal columns.
pub(crate) fn pad(text: &str, width: usize) -> String {
    let missing = width.saturating_sub(text.width());
    format!("{text}{}", " ".repeat(missing))
}

fn fit_all<const N: usize>(mut row: [String; N]) -> [String; N] {
    if let Some((last, others)) = row.split_last_mut() {
        *last = escape::value(last).into_owned();
        for cell in others {
            *cell = fit(cell);
        }
    }
    row
}

/// A cell's text, escaped, and cut when it is wider than [`WIDEST`].
fn fit(cell: &str) -> String {
    let cell = escape::value(cell);
    if cell.width() <= WIDEST {
        return cell.into_owned();
    }
    let mut width = 1;
    let mut kept: String = cell
        .chars()
        .take_while(|letter| {
            width += letter.width().unwrap_or(0);
            width <= WIDEST
        })
        .collect();
    kept.push('…');
    kept
}

/// `1 active channel`, `0 active channels`.
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rows: &[[&str; 2]], expected: &str) {
        let rows = rows.iter().map(|row| row.map(String::from));
        assert_eq!(align(rows), expected);
    }

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        check(&[["a", "b"], ["long", "c"]], "a     b\nlong  c");
        check(&[["", ""], ["x", ""]], "\nx");
        check(&[], "");
    }

    #[test]
    fn letters_of_two_columns_and_of_none_are_counted_so() {
        check(
            &[["名前", "a"], ["e\u{301}", "b"]],
            "名前  a\ne\u{301}     b",
        );
    }

    #[test]
    fn a_cell_stays_in_its_line_and_its_column() {
        check(&[["a\nb", "c"], ["\x1b", "d"]], "a\\nb    c\n\\u{1b}  d");
        let long = "x".repeat(1000);
        let cut = format!("{}…  y", "x".repeat(79));
        check(&[[&long, "y"]], &cut);
        check(&[["y", &long]], &format!("y  {long}"));
    }
}
