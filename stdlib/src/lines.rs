//! What applications make of the data of a line of `extensions.conf`: branches, subroutines, other applications.

use runtime::call::{Call, ScriptError};
use runtime::conf::{called, separate_raw};
use runtime::diagnostic::Code;
use runtime::number;

/// The data of the line that runs. Whoever asks is for lines only, so there is one.
pub(crate) fn data(call: &Call) -> String {
    call.data().map(|data| data.to_string()).unwrap_or_default()
}

/// `condition?then:otherwise`, taken apart where nothing protects the two characters.
pub(crate) fn branches(data: &str) -> (&str, Option<&str>, &str) {
    let (condition, branches) = data.split_once('?').unwrap_or((data, ""));
    let (then, otherwise) = branches.split_once(':').unwrap_or((branches, ""));
    (condition, data.contains('?').then_some(then), otherwise)
}

/// Goes where a branch says; an empty one is the next line.
pub(crate) fn go(call: &Call, branch: &str) -> Result<(), ScriptError> {
    if branch.is_empty() {
        return Ok(());
    }
    let target = call.named_target(branch).map_err(ScriptError::fatal)?;
    Err(ScriptError::Goto(target))
}

/// Calls the subroutine that a text names: `[[context,]extension,]priority[(arguments)]`.
pub(crate) fn gosub(call: &Call, text: &str) -> Result<String, ScriptError> {
    let (place, arguments) = called(text);
    let target = call.named_target(place).map_err(ScriptError::fatal)?;
    call.gosub(target, &subroutine_arguments(arguments))
}

/// The arguments of a subroutine, with their quotes and backslashes.
pub(crate) fn subroutine_arguments(text: &str) -> Vec<String> {
    let parts = separate_raw(text, ',', MAX_ARGUMENTS);
    parts.into_iter().map(str::to_owned).collect()
}

/// Most arguments of a subroutine; the last takes what is left.
const MAX_ARGUMENTS: usize = 255;

/// Runs `application(data)`, which has to exist. Spaces around the name are part of it.
pub(crate) fn execute(call: &Call, text: &str) -> Result<(), ScriptError> {
    let (name, data) = called(text);
    execute_named(call, name, data)
}

/// Runs an application, which has to exist.
pub(crate) fn execute_named(call: &Call, name: &str, data: &str) -> Result<(), ScriptError> {
    if call.execute(name, data)? {
        return Ok(());
    }
    let message = format!("unknown application `{name}`");
    Err(ScriptError::fault(Code::UnknownFunction, message).fatal())
}

/// Which of two branches, as they stand between `?` and `:`, a condition chooses.
pub(crate) fn chosen<'a>(condition: &str, branches: &'a str) -> Option<&'a str> {
    let branches = separate_raw(branches, ':', 2);
    let at = usize::from(!number::is_true(condition));
    branches
        .get(at)
        .copied()
        .filter(|branch| !branch.is_empty())
}

/// Says that data is missing which is needed, and how it looks.
pub(crate) fn incomplete(form: &str) -> ScriptError {
    let message = format!("the data of this line is incomplete: it is `{form}`");
    ScriptError::fault(Code::MissingArgument, message)
}
