//! Macros, the subroutines of old `extensions.conf`: `Macro`, `MacroExclusive`, `MacroExit`, `MacroIf`.
//!
//! A macro is a subroutine at `s` of the context `macro-NAME` that comes back at its end.

mod macro_exclusive;
mod macro_exit;
mod macro_if;
mod run_macro;

use runtime::call::{Call, ScriptError};

pub(crate) use macro_exclusive::MACRO_EXCLUSIVE;
pub(crate) use macro_exit::MACRO_EXIT;
pub(crate) use macro_if::MACRO_IF;
pub(crate) use run_macro::MACRO;

/// Most arguments of a macro; Asterisk takes no more of them either.
const MAX_ARGUMENTS: usize = 80;

/// Runs the macro that a text names, `name[,argument…]`. Every comma separates: nothing protects one here.
fn run_named(call: &Call, text: &str) -> Result<(), ScriptError> {
    let mut parts = text.split(',').map(str::to_owned);
    let name = parts.next().unwrap_or_default();
    let arguments: Vec<String> = parts.take(MAX_ARGUMENTS).collect();
    call.run_macro(name.trim(), &arguments)
}
