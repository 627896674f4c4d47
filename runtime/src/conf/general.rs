//! `[general]` of `extensions.conf`: how all the lines are run.
//!
//! In: the section. Out: [`General`], and what has no effect here. A later section of that name adds to the first.
//!
//! Absent: `extenpatternmatchnew`, since there is one index for all patterns, and `static` and `writeprotect`, since
//! nothing writes these files.
//!
//! Source: Asterisk's sample `extensions.conf`.

use std::sync::Arc;

use super::reader::{Section, Setting};
use crate::diagnostic::{Code, Diagnostic, did_you_mean};

/// What holds for all lines of all files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct General {
    /// Whether a call ends behind the last line of its extension. If not, it waits for the caller to dial.
    pub(crate) fall_through: bool,
    /// Whether global variables that no file sets go away when a new generation comes.
    pub(crate) clear_globals: bool,
}

impl Default for General {
    fn default() -> Self {
        Self {
            fall_through: true,
            clear_globals: false,
        }
    }
}

/// All keys there are.
const KEYS: [&str; 7] = [
    "static",
    "writeprotect",
    "autofallthrough",
    "extenpatternmatchnew",
    "clearglobalvars",
    "userscontext",
    "priorityjumping",
];

impl General {
    /// Takes over what a section says.
    pub(crate) fn read(&mut self, section: &Section) -> Vec<Diagnostic> {
        let settings = section.settings.iter();
        settings
            .filter_map(|setting| self.setting(setting))
            .collect()
    }

    fn setting(&mut self, setting: &Setting) -> Option<Diagnostic> {
        let key = setting.key.to_ascii_lowercase();
        let on = is_on(&setting.value);
        match &*key {
            "static" | "writeprotect" | "extenpatternmatchnew" => None,
            "autofallthrough" => {
                self.fall_through = on;
                None
            }
            "clearglobalvars" => {
                self.clear_globals = on;
                None
            }
            "userscontext" => {
                let help = "write the extensions of your telephones into a context yourself";
                Some(without_effect(
                    setting,
                    "there is no `users.conf` here",
                    help,
                ))
            }
            "priorityjumping" if on => {
                let help =
                    "ask for the status, as `GotoIf($[\"${DIALSTATUS}\" = \"BUSY\"]?busy)` does";
                let what = "no application jumps to priority n+101, as in Asterisk since 1.6";
                Some(without_effect(setting, what, help))
            }
            "priorityjumping" => None,
            key => {
                let what = format!("`{key}` is no setting of `[general]`");
                let finding = finding(setting, what);
                Some(match did_you_mean(key, KEYS) {
                    Some(help) => finding.with_help(help),
                    None => finding,
                })
            }
        }
    }
}

/// Asterisk's words for yes.
fn is_on(value: &str) -> bool {
    let words = ["yes", "true", "y", "t", "1", "on"];
    words.iter().any(|word| value.eq_ignore_ascii_case(word))
}

fn without_effect(setting: &Setting, what: &str, help: &'static str) -> Diagnostic {
    finding(setting, what.to_owned()).with_help(help)
}

fn finding(setting: &Setting, what: String) -> Diagnostic {
    Diagnostic::new(
        Code::ConfSection,
        Arc::clone(&setting.file),
        setting.whole(),
        what,
    )
}

#[cfg(test)]
mod tests {
    use super::General;
    use crate::conf::read;
    use crate::dialplan::Source;

    fn check(text: &str, expected: General, findings: &[&str]) {
        let source = Source::new("a.conf", format!("[general]\n{text}"));
        let (sections, _) = read(&source, std::slice::from_ref(&source));
        let mut general = General::default();
        let found = general.read(&sections[0]);
        let found: Vec<&str> = found.iter().map(|finding| &*finding.message).collect();
        assert_eq!((general, &found[..]), (expected, findings), "{text}");
    }

    #[test]
    fn what_holds_for_all_lines_is_read_with_asterisks_words_for_yes() {
        let usual = General::default();
        let waits = General {
            fall_through: false,
            ..usual
        };
        let clears = General {
            clear_globals: true,
            ..usual
        };
        check("static=yes\nwriteprotect = no", usual, &[]);
        check("autofallthrough=yes", usual, &[]);
        check("AutoFallThrough=no", waits, &[]);
        check("clearglobalvars => on", clears, &[]);
    }

    #[test]
    fn what_has_no_effect_is_told() {
        let usual = General::default();
        check(
            "userscontext=default",
            usual,
            &["there is no `users.conf` here"],
        );
        check("priorityjumping=no", usual, &[]);
        check(
            "priorityjumping=yes",
            usual,
            &["no application jumps to priority n+101, as in Asterisk since 1.6"],
        );
        check(
            "autofallthru=yes",
            usual,
            &["`autofallthru` is no setting of `[general]`"],
        );
    }
}
