//! What a script sees of the library: `Dial("SIP/phone", 20)`, `CHANNEL("language")`,
//! `CHANNEL["language"] = "de"`, and variables of the channel by their names.

use std::any::TypeId;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use rhai::{
    Dynamic, Engine, EvalAltResult, EvalContext, FuncRegistration, Module, NativeCallContext,
    Position,
};

use super::Thrown;
use super::language::Current;
use super::nesting::{Excess, Sampler, excess};
use super::statements::MARK;
use crate::call::{Call, Ending, ScriptError};
use crate::conf;
use crate::diagnostic::Code;
use crate::library::{Application, Arg, Args, Function, Library, most, text_of};
use crate::memory::METER;

type Outcome<T> = Result<T, Box<EvalAltResult>>;

/// Stack an application finds at least, in bytes. It runs on the coroutine's stack, since it may wait.
const NATIVE_STACK: usize = 48 << 10;

/// A dialplan function by itself, without arguments: what stands before `[…] =`.
#[derive(Clone)]
struct Handle(&'static Function);

pub(super) fn register(engine: &mut Engine, library: Library, current: &Rc<Current>) {
    for application in library.applications {
        for count in 0..=most(application.args) {
            let current = Rc::clone(current);
            register_raw(engine, application.name, count, move |context, values| {
                run(application, &current, context, values)
            });
        }
    }
    for function in library.functions {
        for count in 0..=most(function.args) {
            let current = Rc::clone(current);
            register_raw(engine, function.name, count, move |context, values| {
                read(function, &current, context, values)
            });
        }
    }
    let running = Rc::clone(current);
    register_raw(engine, MARK, 0, move |context, _| {
        running.with(|call| {
            let place = call.place.borrow();
            let file = place.code.as_ref().map(|code| Arc::clone(&code.path));
            drop(place);
            let line = context.call_position().line();
            if let (Some(file), Some(line)) = (file, line) {
                call.statement(&file, line as u32);
            }
        });
        Ok(Dynamic::UNIT)
    });
    register_handles(engine, library, current);
    register_variables(engine, library, current);
    register_console(engine, current);
    engine.register_type_with_name::<Thrown>("DialplanError");
    engine.register_get("message", |thrown: &mut Thrown| thrown.message.clone());
    engine.register_get("code", |thrown: &mut Thrown| thrown.code.id().to_owned());
    engine.register_fn("to_string", |thrown: &mut Thrown| thrown.message.clone());
}

/// Octets of the texts among some values.
fn octets(values: &[Dynamic]) -> usize {
    let texts = values
        .iter()
        .filter_map(|value| value.as_immutable_string_ref().ok());
    texts.map(|text| text.len()).sum()
}

/// Registers a function that takes `count` values of any type.
fn register_raw(
    engine: &mut Engine,
    name: &'static str,
    count: usize,
    body: impl Fn(&NativeCallContext, &[Dynamic]) -> Outcome<Dynamic> + 'static,
) {
    let types = vec![TypeId::of::<Dynamic>(); count];
    engine.register_raw_fn(name, types, move |context, values| {
        let mut own = rhai::FnArgsVec::<Dynamic>::new();
        for (index, value) in values.iter_mut().enumerate() {
            own.push(match (index, value.is_shared()) {
                (_, true) => value.flatten_clone(),
                // The first may be a variable of the script; the others are made for this call.
                (0, false) => value.clone(),
                (_, false) => value.take(),
            });
        }
        let result = body(&context, &own);
        METER.with(|meter| meter.worked_on(octets(&own)));
        result
    });
}

fn run(
    application: &'static Application,
    current: &Current,
    context: &NativeCallContext,
    values: &[Dynamic],
) -> Outcome<Dynamic> {
    let call = enter(current, context, application.name)?;
    call.begins(application.name, None);
    let data = || values.iter().map(text_of).collect::<Vec<_>>().join(",");
    let begun = call.begin_step(application.name, data, || imported(&call, context));
    let outcome = present(application.name, application.args, values)
        .and_then(|()| usable(application))
        .and_then(|()| (application.run)(&call, &Args::new(values)));
    call.end_step(begun, outcome.as_ref());
    outcome.map_err(|error| thrown(&call, error, context.call_position()))
}

fn read(
    function: &Function,
    current: &Current,
    context: &NativeCallContext,
    values: &[Dynamic],
) -> Outcome<Dynamic> {
    let call = enter(current, context, function.name)?;
    let read = function.read.ok_or_else(|| {
        let message = format!("`{}` can only be written", function.name);
        ScriptError::fault(Code::NotReadable, message)
    });
    read.and_then(|read| {
        present(function.name, function.args, values)?;
        read(&call, &Args::new(values))
    })
    .map_err(|error| thrown(&call, error, context.call_position()))
}

/// The running call, when it is in a state to run anything.
fn enter(current: &Current, context: &NativeCallContext, name: &str) -> Outcome<Rc<Call>> {
    let position = context.call_position();
    let Some(call) = current.call() else {
        let thrown = Thrown {
            code: Code::InitFailed,
            message: format!("`{name}` needs a call, and a file is loaded without one"),
            help: None,
        };
        return Err(EvalAltResult::ErrorRuntime(Dynamic::from(thrown), position).into());
    };
    if METER.with(|meter| meter.headroom()) < NATIVE_STACK {
        call.end(Ending::Budget(Code::TooDeep));
    }
    if call.is_ending() {
        return Err(terminated(position));
    }
    call.position.set(position);
    if call.desk.coverage.is_on() {
        cover(&call, context, position);
    }
    Ok(call)
}

/// The file that a call stands in, if it is another than the running one: a function that was imported.
fn imported(call: &Call, context: &NativeCallContext) -> Option<Arc<str>> {
    let place = call.place.borrow();
    let path = context.call_source()?;
    if place.code.as_ref().is_some_and(|code| path == &*code.path) {
        return None;
    }
    let source = place.generation.files().get(path)?;
    Some(Arc::clone(&source.path))
}

/// Counts the line of a call. It may stand in a function of a file that the running one imports.
#[cold]
fn cover(call: &Call, context: &NativeCallContext, position: Position) {
    let file = imported(call, context);
    let place = call.place.borrow();
    let Some(code) = &place.code else {
        return;
    };
    let file = file.as_ref().unwrap_or(&code.path);
    call.desk
        .coverage
        .line(file, position.line().unwrap_or(0) as u32);
}

/// Refuses what makes no sense outside lines of `extensions.conf`.
fn usable(application: &Application) -> Result<(), ScriptError> {
    let Some(instead) = application.instead_in_rhai() else {
        return Ok(());
    };
    let message = format!("`{}` is for lines of extensions.conf", application.name);
    Err(ScriptError::fault(Code::LineOnly, message).with_help(format!("write {instead}")))
}

/// Refuses a call that leaves out an argument that is needed.
fn present(name: &str, args: &[Arg], values: &[Dynamic]) -> Result<(), ScriptError> {
    match args.get(values.len()..) {
        Some([missing, ..]) if missing.required => {
            let message = format!("`{name}` needs the argument `{}`", missing.name);
            Err(ScriptError::fault(Code::MissingArgument, message).with_help(missing.doc))
        }
        _ => Ok(()),
    }
}

fn terminated(position: Position) -> Box<EvalAltResult> {
    EvalAltResult::ErrorTerminated(Dynamic::UNIT, position).into()
}

/// What an application's failure is to Rhai. Only a fault can be caught.
fn thrown(call: &Call, error: ScriptError, position: Position) -> Box<EvalAltResult> {
    match error {
        ScriptError::Fault {
            code,
            message,
            help,
        }
        | ScriptError::Fatal {
            code,
            message,
            help,
        } => {
            let thrown = Thrown {
                code,
                message,
                help,
            };
            return EvalAltResult::ErrorRuntime(Dynamic::from(thrown), position).into();
        }
        ScriptError::Goto(target) => call.end(Ending::Goto(target)),
        ScriptError::Dialled(key) => call.end(Ending::Dialled(key)),
        ScriptError::Incomplete => call.end(Ending::Incomplete),
        ScriptError::Return(value) => call.end(Ending::Return(value)),
        ScriptError::Hangup(cause) => call.end(Ending::Hangup(cause)),
        // What ended it is known already, unless it was the channel.
        ScriptError::Ended if call.is_ending() => {}
        ScriptError::Ended => call.end(Ending::Ended),
    }
    terminated(position)
}

/// `NAME["a,b"]` and `NAME["a,b"] = value`.
fn register_handles(engine: &mut Engine, library: Library, current: &Rc<Current>) {
    let mut handles = Module::new();
    for function in library.functions {
        handles.set_var(function.name, Handle(function));
    }
    engine.register_global_module(handles.into());
    engine.register_type_with_name::<Handle>("DialplanFunction");
    let running = Rc::clone(current);
    FuncRegistration::new_index_setter()
        .with_purity(true)
        .register_into_engine(
            engine,
            move |context: NativeCallContext, handle: &mut Handle, key: Dynamic, value: Dynamic| {
                let call = enter(&running, &context, handle.0.name)?;
                let position = context.call_position();
                let write = handle.0.write.ok_or_else(|| {
                    let message = format!("`{}` can only be read", handle.0.name);
                    ScriptError::fault(Code::NotWritable, message)
                });
                let values = conf::function_arguments(&text_of(&key), handle.0.args);
                let data = || format!("{}({})={}", handle.0.name, text_of(&key), text_of(&value));
                let begun = call.begin_step("Set", data, || imported(&call, &context));
                let outcome = write.and_then(|write| write(&call, &Args::new(&values), &value));
                call.end_step(begun, outcome.as_ref().map(|()| &Dynamic::UNIT));
                outcome.map_err(|error| thrown(&call, error, position))
            },
        );
    let running = Rc::clone(current);
    FuncRegistration::new_index_getter()
        .with_purity(true)
        .register_into_engine(
            engine,
            move |context: NativeCallContext, handle: &mut Handle, key: Dynamic| {
                let values = conf::function_arguments(&text_of(&key), handle.0.args);
                read(handle.0, &running, &context, &values)
            },
        );
    let running = Rc::clone(current);
    let text = move |handle: &mut Handle| {
        let call = running.call();
        // Asterisk has a variable and a function of the names CHANNEL and HANGUPCAUSE.
        call.map(|call| call.variable(handle.0.name))
            .unwrap_or_default()
    };
    engine.register_fn("to_string", text.clone());
    engine.register_fn("to_debug", text.clone());
    for (operator, equal) in [("==", true), ("!=", false)] {
        let own = text.clone();
        engine.register_fn(operator, move |mut handle: Handle, other: &str| {
            (own(&mut handle) == other) == equal
        });
        let own = text.clone();
        engine.register_fn(operator, move |other: &str, mut handle: Handle| {
            (own(&mut handle) == other) == equal
        });
    }
}

/// Variables that no `let` declares: what the file declares at its top, what the channel has, function
/// objects, globals. An unknown name reads as an empty text, as in Asterisk; the checker warns.
fn register_variables(engine: &mut Engine, library: Library, current: &Rc<Current>) {
    let running = Rc::clone(current);
    let sampler = Sampler::default();
    let resolve =
        move |name: &str, index: usize, context: EvalContext| -> Outcome<Option<Dynamic>> {
            // A variable of the script itself; those that a closure captures have no place yet, only a name.
            if index > 0 || context.scope().contains(name) {
                let found = sampler.picks().then(|| context.scope().get(name));
                return match found.flatten().and_then(excess) {
                    None => Ok(None),
                    Some(excess) => Err(exceeded(&running, excess)),
                };
            }
            Ok(running.with(|call| variable(call, library, name)).flatten())
        };
    #[allow(deprecated)] // Rhai marks it so because it may change, not because it will go.
    engine.on_var(resolve);
}

/// Ends the script over a value that is larger or deeper than it may be.
#[cold]
fn exceeded(current: &Current, excess: Excess) -> Box<EvalAltResult> {
    let code = match excess {
        Excess::Levels => Code::TooDeep,
        Excess::Elements => Code::TooMuchMemory,
    };
    current.with(|call| call.end(Ending::Budget(code)));
    terminated(Position::NONE)
}

/// `None` for a function of the library or the file, which Rhai finds by itself.
fn variable(call: &Call, library: Library, name: &str) -> Option<Dynamic> {
    let place = call.place.borrow();
    if let Some(code) = &place.code
        && let Some(value) = code.constant(name)
    {
        return Some(value.clone());
    }
    if let Some(value) = call.own_value(name) {
        return Some(value);
    }
    match name {
        "EXTEN" => return Some(place.extension.clone().into()),
        "CONTEXT" => return Some(place.context.clone().into()),
        _ => {}
    }
    if library.function(name).is_some() {
        return None;
    }
    if place
        .code
        .as_ref()
        .is_some_and(|code| code.has_function(name))
    {
        return None;
    }
    drop(place);
    Some(call.value(name).unwrap_or_else(|| "".into()))
}

/// `print`, `debug`, and a `sleep` that gives the thread back.
fn register_console(engine: &mut Engine, current: &Rc<Current>) {
    let running = Rc::clone(current);
    engine.on_print(move |text| say(&running, text));
    let running = Rc::clone(current);
    engine.on_debug(move |text, _, _| say(&running, text));
    let running = Rc::clone(current);
    engine.register_fn("sleep", move |context: NativeCallContext, seconds: i64| {
        let time = Duration::from_secs(seconds.try_into().unwrap_or(0));
        sleep(&running, &context, time)
    });
    let running = Rc::clone(current);
    engine.register_fn("sleep", move |context: NativeCallContext, seconds: f64| {
        let time = Duration::try_from_secs_f64(seconds).unwrap_or_default();
        sleep(&running, &context, time)
    });
}

fn say(current: &Current, text: &str) {
    if let Some(call) = current.call() {
        call.verbose(1, text.to_owned());
    }
}

fn sleep(current: &Current, context: &NativeCallContext, time: Duration) -> Outcome<()> {
    let call = enter(current, context, "sleep")?;
    let slept = call.sleep(time);
    slept.map_err(|error| thrown(&call, error, context.call_position()))
}
