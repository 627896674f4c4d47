//! Extensions that are written like patterns, without the underscore that makes one: `2XX`, `9.`.

use std::sync::Arc;

use crate::check::advice::Program;
use crate::diagnostic::{Code, Diagnostic};

/// All of them.
pub(crate) fn findings(program: &Program<'_>) -> Vec<Diagnostic> {
    let extensions = program.survey.extensions();
    let unmarked = extensions.filter(|extension| is_like_a_pattern(extension.pattern));
    let findings = unmarked.map(|extension| {
        let name = extension.pattern;
        let message = format!("`{name}` is no pattern, and fits nothing but these signs");
        let file = Arc::clone(extension.file);
        let finding = Diagnostic::new(Code::UnmarkedPattern, file, extension.span, message);
        finding.with_help(format!("a pattern begins with `_`: write `_{name}`"))
    });
    findings.collect()
}

/// Digits and letters of patterns, or digits with a dot or exclamation mark behind them.
fn is_like_a_pattern(name: &str) -> bool {
    let body = name.trim_end_matches(['.', '!']);
    let has_digit = body.contains(|c: char| c.is_ascii_digit());
    let has_letter = body.contains(['X', 'Z', 'N']);
    let plain = body
        .chars()
        .all(|c| c.is_ascii_digit() || "XZN+*#-".contains(c));
    plain && has_digit && (has_letter || body.len() < name.len())
}

#[cfg(test)]
mod tests {
    use super::is_like_a_pattern;

    #[test]
    fn names_are_told_from_patterns() {
        for name in ["2XX", "9.", "1NXXNXXXXXX", "0!", "+4420X."] {
            assert!(is_like_a_pattern(name), "{name}");
        }
        for name in [
            "100", "s", "i", "sales", "XYZ", "_2XX", "NX", "h", "*98", "x2", "jan.2", "X",
        ] {
            assert!(!is_like_a_pattern(name), "{name}");
        }
    }
}
