//! Subroutines of the dialplan: `Gosub`, `Return`, their arguments and local variables.
//!
//! A line of `extensions.conf` that calls a subroutine is left, and the script comes back behind it. Rhai
//! code that calls one waits for it, as for any function. So a subroutine in either language can be called
//! from both.

use std::sync::Arc;

use rhai::ImmutableString;

use super::variables::Hidden;
use super::{Call, Frame, ScriptError, Target};
use crate::diagnostic::Code;
use crate::dialplan::Dialplan;
use crate::executor;
use crate::library::text_of;
use crate::number;

/// A subroutine that runs.
#[derive(Debug)]
pub(super) struct Subroutine {
    back: Spot,
    /// What its local variables hide, in the order in which they were made.
    hidden: Vec<Hidden>,
    /// The most arguments that it or one around it was called with.
    arguments: usize,
    /// Whether something on the coroutine waits for it: Rhai code, or an application.
    awaited: bool,
    /// The context of a macro, which is left by a `Goto` into another one, and by running to its end.
    macro_context: Option<ImmutableString>,
}

/// The variable by which a macro says how many lines to skip behind the one that called it.
const OFFSET: &str = "MACRO_OFFSET";

/// Where a subroutine was called.
#[derive(Debug)]
struct Spot {
    generation: Arc<Dialplan>,
    context: ImmutableString,
    extension: ImmutableString,
    priority: u32,
    frames: Vec<Frame>,
}

/// Deepest nesting of subroutines. Asterisk has no limit but memory.
const DEPTH: usize = 512;

/// The variable that holds what the last subroutine returned.
const RESULT: &str = "GOSUB_RETVAL";

impl Call {
    /// Calls a subroutine. From Rhai this waits until it returns, and gives what it returned. From a line of
    /// `extensions.conf` the script is sent into it, and comes back behind that line.
    ///
    /// # Errors
    ///
    /// [`ScriptError::Goto`] from a line. A fatal fault when there is no such place, or subroutines are nested too
    /// deeply. From Rhai, [`ScriptError::Ended`] when the call has ended in the subroutine.
    pub fn gosub(&self, target: Target, arguments: &[String]) -> Result<String, ScriptError> {
        self.can_call(&target)?;
        if self.runs_lines() {
            self.enter_subroutine(arguments, false);
            return Err(ScriptError::Goto(target));
        }
        self.waited_gosub(target, arguments)
    }

    /// Calls a subroutine in the middle of an application and waits until it returns, in either language.
    ///
    /// # Errors
    ///
    /// As [`gosub`](Self::gosub) from Rhai.
    pub fn gosub_and_wait(
        &self,
        target: Target,
        arguments: &[String],
    ) -> Result<String, ScriptError> {
        self.can_call(&target)?;
        self.waited_gosub(target, arguments)
    }

    fn waited_gosub(&self, target: Target, arguments: &[String]) -> Result<String, ScriptError> {
        self.enter_subroutine(arguments, true);
        executor::run_subroutine(self, target);
        self.not_ended()?;
        Ok(self.variable(RESULT))
    }

    /// Calls the macro of that name: the extension `s` of the context `macro-NAME`. It comes back at its end, or with
    /// `MacroExit`, and is left for good by a `Goto` into another context. It finds where it was called in
    /// `MACRO_EXTEN`, `MACRO_CONTEXT` and `MACRO_PRIORITY`.
    ///
    /// # Errors
    ///
    /// As [`gosub`](Self::gosub).
    pub fn run_macro(&self, name: &str, arguments: &[String]) -> Result<(), ScriptError> {
        let target = Target::start(format!("macro-{name}"), "s");
        self.can_call(&target)?;
        let in_line = self.runs_lines();
        self.enter_subroutine(arguments, !in_line);
        self.begin_macro(&target.context);
        if in_line {
            return Err(ScriptError::Goto(target));
        }
        executor::run_subroutine(self, target);
        self.not_ended()
    }

    /// Whether there is such a subroutine, and room for it.
    pub(super) fn can_call(&self, target: &Target) -> Result<(), ScriptError> {
        let Target {
            context,
            extension,
            priority,
        } = target;
        if !self.priority_exists(context, extension, *priority) {
            let message = format!(
                "there is no priority {priority} of extension `{extension}` in context `{context}`"
            );
            return Err(ScriptError::fault(Code::NoSuchExtension, message).fatal());
        }
        if self.subroutines.borrow().len() >= DEPTH {
            let message = format!("more than {DEPTH} subroutines are nested in each other");
            return Err(ScriptError::fault(Code::TooDeep, message).fatal());
        }
        Ok(())
    }

    /// Where the running subroutine was called from, or with 2 the one around it, and so on.
    pub fn calling_place(&self, depth: usize) -> Option<Target> {
        let subroutines = self.subroutines.borrow();
        let back = &subroutines.iter().rev().nth(depth.checked_sub(1)?)?.back;
        Some(Target {
            context: back.context.to_string(),
            extension: back.extension.to_string(),
            priority: back.priority,
        })
    }

    /// A variable of that name under those that local ones hide it with: with 0 the one that can be seen, with 1
    /// the one it hides, and so on.
    pub fn hidden_variable(&self, depth: usize, name: &str) -> Option<String> {
        let seen = self.variables.borrow().value(name).cloned();
        let subroutines = self.subroutines.borrow();
        let hiding = subroutines
            .iter()
            .rev()
            .flat_map(|subroutine| subroutine.hidden.iter().rev());
        let hidden = hiding
            .filter(|hidden| hidden.is(name))
            .filter_map(Hidden::value);
        let value = seen.into_iter().chain(hidden.cloned()).nth(depth)?;
        Some(text_of(&value))
    }

    /// How many subroutines are nested in each other here.
    pub fn subroutine_depth(&self) -> usize {
        self.subroutines.borrow().len()
    }

    /// Gives a local variable of the running subroutine its value; what it hides comes back with `Return`.
    /// Gives whether there is a subroutine.
    pub fn set_local(&self, name: &str, value: impl Into<String>) -> bool {
        let mut subroutines = self.subroutines.borrow_mut();
        let Some(subroutine) = subroutines.last_mut() else {
            return false;
        };
        let mut variables = self.variables.borrow_mut();
        if !subroutine.hidden.iter().any(|hidden| hidden.is(name)) {
            subroutine.hidden.push(variables.hide(name));
        }
        drop(variables);
        let value: String = value.into();
        drop(subroutines);
        self.set_variable(name, value);
        true
    }

    /// The value of a local variable of the running subroutine (`LOCAL`); `None` if it is not local there.
    pub fn local(&self, name: &str) -> Option<String> {
        let subroutines = self.subroutines.borrow();
        let mut hidden = subroutines.last()?.hidden.iter();
        hidden.find(|hidden| hidden.is(name))?;
        drop(subroutines);
        Some(self.variable(name))
    }

    /// Leaves the running subroutine as if it had never been called (`StackPop`). Gives whether there was one.
    /// Rhai code that waits for it is left for good, as by a `Goto`.
    pub fn pop_subroutine(&self) -> bool {
        let popped = self.take_subroutine();
        if popped.as_ref().is_some_and(|subroutine| subroutine.awaited) {
            self.abandoned.set(true);
        }
        popped.is_some()
    }

    /// Enters a hangup handler, which is a subroutine that nobody called.
    pub(crate) fn enter_handler(&self, arguments: &[String]) {
        self.enter_subroutine(arguments, false);
    }

    fn enter_subroutine(&self, arguments: &[String], awaited: bool) {
        let before = {
            let subroutines = self.subroutines.borrow();
            subroutines.last().map_or(0, |last| last.arguments)
        };
        let place = self.place.borrow();
        self.subroutines.borrow_mut().push(Subroutine {
            back: Spot {
                generation: Arc::clone(&place.generation),
                context: place.context.clone(),
                extension: place.extension.clone(),
                priority: place.priority,
                frames: place.frames.clone(),
            },
            hidden: Vec::new(),
            arguments: before.max(arguments.len()),
            awaited,
            macro_context: None,
        });
        drop(place);
        // A subroutine called with fewer arguments than its caller must not see the caller's.
        for at in 0..arguments.len().max(before) {
            let value = arguments.get(at).cloned().unwrap_or_default();
            self.set_local(&format!("ARG{}", at + 1), value);
        }
        self.set_local("ARGC", arguments.len().to_string());
    }

    /// Comes back from the running subroutine: behind the line that called it, or to the Rhai code that
    /// waits. Gives whether there was one.
    pub(crate) fn return_from_subroutine(&self, value: &str) -> bool {
        let Some(subroutine) = self.take_subroutine() else {
            return false;
        };
        self.set_variable(RESULT, value);
        let back = subroutine.back;
        let mut place = self.place.borrow_mut();
        place.generation = back.generation;
        place.context = back.context;
        place.extension = back.extension;
        // Whoever waits for it goes on by itself.
        place.priority = back.priority + u32::from(!subroutine.awaited);
        place.frames = back.frames;
        place.code = None;
        place.line = None;
        true
    }

    /// Makes a macro of the subroutine that was just entered.
    fn begin_macro(&self, context: &str) {
        let back = self.calling_place(1);
        let mut depth = 0;
        if let Some(last) = self.subroutines.borrow_mut().last_mut() {
            last.macro_context = Some(context.into());
        }
        for subroutine in &*self.subroutines.borrow() {
            depth += usize::from(subroutine.macro_context.is_some());
        }
        if let Some(back) = back {
            self.set_local("MACRO_EXTEN", back.extension);
            self.set_local("MACRO_CONTEXT", back.context);
            self.set_local("MACRO_PRIORITY", back.priority.to_string());
        }
        self.set_local(OFFSET, "");
        self.set_local("MACRO_DEPTH", depth.to_string());
    }

    /// Whether a macro runs, and no subroutine in it.
    pub fn in_macro(&self) -> bool {
        self.running_macro().is_some()
    }

    /// Comes back from a macro that has run to its end, or says so. Gives whether one was running.
    pub(crate) fn leave_macro(&self) -> bool {
        if self.running_macro().is_none() {
            return false;
        }
        let offset = number::or_zero(&self.variable(OFFSET));
        let result = self.variable(RESULT);
        self.return_from_subroutine(&result);
        let place = self.place.borrow_mut();
        let priority = place.priority.saturating_add_signed(offset).max(1);
        if place.code.is_none() && priority != place.priority {
            let (context, extension) = (place.context.clone(), place.extension.clone());
            drop(place);
            if self.priority_exists(&context, &extension, priority) {
                self.place.borrow_mut().priority = priority;
            }
        }
        true
    }

    /// Gives up the macros that a jump into that context leaves.
    pub(crate) fn jump_out_of_macros(&self, context: &str) {
        while self.running_macro().is_some_and(|own| own != context) {
            self.pop_subroutine();
        }
    }

    /// The context of the macro that runs, unless a subroutine runs in it.
    fn running_macro(&self) -> Option<ImmutableString> {
        self.subroutines.borrow().last()?.macro_context.clone()
    }

    fn take_subroutine(&self) -> Option<Subroutine> {
        let mut subroutine = self.subroutines.borrow_mut().pop()?;
        let mut variables = self.variables.borrow_mut();
        for hidden in subroutine.hidden.drain(..).rev() {
            variables.unhide(hidden);
        }
        Some(subroutine)
    }
}
