//! What a script reads and writes by name: variables, what the switch knows of the call, functions by their
//! text.

use std::time::SystemTime;

use super::{Call, Ending, ScriptError, variables};
use crate::conf;
use crate::diagnostic::Code;
use crate::library::{Args, Value, text_of};

/// Most variables of a channel.
const MOST_VARIABLES: usize = 10_000;

impl Call {
    /// What the switch itself knows by that name (`EXTEN`), else a channel variable, then a global one; empty
    /// when there is none.
    pub fn variable(&self, name: &str) -> String {
        self.value(name)
            .map(|value| text_of(&value))
            .unwrap_or_default()
    }

    /// A channel variable with the type it was set with, or a global one.
    pub(crate) fn value(&self, name: &str) -> Option<Value> {
        // What the switch itself knows comes first, as in Asterisk: nobody can set `EXTEN`.
        match name {
            "EXTEN" => Some(self.place.borrow().extension.clone().into()),
            "CONTEXT" => Some(self.place.borrow().context.clone().into()),
            "PRIORITY" => Some(i64::from(self.place.borrow().priority).into()),
            "CHANNEL" => Some(self.with_info(|info| info.name.clone()).into()),
            "HANGUPCAUSE" => Some(i64::from(self.hangup_cause()).into()),
            "UNIQUEID" => Some(self.id.0.to_string().into()),
            "EPOCH" => Some(self.epoch().into()),
            "HINT" => self.hint().map(Into::into),
            _ => {
                let own = self.variables.borrow().value(name).cloned();
                own.or_else(|| self.global_variable(name).map(Into::into))
            }
        }
    }

    /// A channel variable as a script reads it by its bare name. One that has the name of a function, such
    /// as `CHANNEL`, can be read with [`variable`](Self::variable) only.
    pub(crate) fn own_value(&self, name: &str) -> Option<Value> {
        self.variables.borrow().unshadowed(name).cloned()
    }

    /// Sets a channel variable; leading `_` and `__` mean inheritance.
    pub fn set_variable(&self, name: &str, value: impl Into<String>) {
        self.store(name, Value::from(value.into()));
    }

    /// Ends a call with too many variables: whatever looks at all of them has to be done soon.
    fn store(&self, name: &str, value: Value) {
        self.record_change(name, Some(&value));
        let mut variables = self.variables.borrow_mut();
        variables.set(name, value, self.desk.library);
        let count = variables.count();
        drop(variables);
        if count > MOST_VARIABLES {
            self.end(Ending::Budget(Code::TooMuchMemory));
        }
    }

    /// Whether a channel variable or a global one of that name is set, be it to an empty text. What the
    /// switch itself knows (`EXTEN`) does not count.
    pub fn has_variable(&self, name: &str) -> bool {
        let own = self.variables.borrow().value(name).is_some();
        own || self.global_variable(name).is_some()
    }

    /// The names of channel variables that begin with `prefix`, what was set last first.
    pub fn variables_beginning(&self, prefix: &str) -> Vec<String> {
        self.variables.borrow().beginning(prefix)
    }

    /// Takes a channel variable away.
    pub fn remove_variable(&self, name: &str) {
        self.record_change(name, None);
        self.variables.borrow_mut().remove(name);
    }

    /// What a channel that this call starts inherits (`_NAME` once, `__NAME` on and on, still with `__`).
    pub fn inherited(&self) -> Vec<(String, String)> {
        self.variables.borrow().inherited()
    }

    /// Reads a dialplan function by its text, `CHANNEL(language)`.
    ///
    /// # Errors
    ///
    /// When there is no such function, it cannot be read, or reading fails.
    pub fn read(&self, expression: &str) -> Result<Value, ScriptError> {
        let Some((name, arguments)) = split(expression) else {
            return Ok(self.value(expression).unwrap_or_else(|| "".into()));
        };
        let function = self.desk.function(name)?;
        let arguments = conf::function_arguments(arguments, function.args);
        let read = function.read.ok_or_else(|| {
            let message = format!("`{name}` can only be written");
            ScriptError::fault(Code::NotReadable, message)
        })?;
        read(self, &Args::new(&arguments))
    }

    /// Writes a variable, or a dialplan function by its text (`Set`).
    ///
    /// # Errors
    ///
    /// When there is no such function, it cannot be written, or writing fails.
    pub fn write(&self, target: &str, value: &Value) -> Result<(), ScriptError> {
        let Some((name, arguments)) = split(target) else {
            self.store(target, variables::kept(value));
            return Ok(());
        };
        let function = self.desk.function(name)?;
        let arguments = conf::function_arguments(arguments, function.args);
        let write = function.write.ok_or_else(|| {
            let message = format!("`{name}` can only be read");
            ScriptError::fault(Code::NotWritable, message)
        })?;
        write(self, &Args::new(&arguments), value)
    }

    /// Wall time.
    pub fn wall_clock(&self) -> SystemTime {
        self.desk.wall()
    }

    /// Seconds since 1970, by wall time.
    fn epoch(&self) -> i64 {
        let since = self.wall_clock().duration_since(SystemTime::UNIX_EPOCH);
        since.map_or(0, |since| since.as_secs() as i64)
    }

    /// A random number; where they begin is the [executor's](crate::executor::Executor::seed) affair.
    pub fn random(&self) -> u64 {
        let draw = || Some(self.desk.chance.number().to_string());
        let number = self.consult(|| "random".to_owned(), draw);
        number.and_then(|number| number.parse().ok()).unwrap_or(0)
    }
}

/// The name of a function and what stands in its parentheses; `None` for the name of a variable. The last
/// parenthesis there is closes it, and it need not be there.
fn split(text: &str) -> Option<(&str, &str)> {
    let (name, rest) = text.split_once('(')?;
    let inner = rest.rsplit_once(')').map_or(rest, |(inner, _)| inner);
    Some((name, inner))
}
