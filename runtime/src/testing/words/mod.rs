//! The words of a test: what `phone("desk").dial("internal", "100")` and the others mean.
//!
//! A table says of each what the guide prints and the checker knows; an example of each is run by a test. The
//! files beside this one teach them to an engine.

mod call;
mod party;
mod scene;
mod table;

use rhai::{Dynamic, Engine, EvalAltResult, NativeCallContext};

pub use table::{WORDS, Word};

use super::stage::{Complaint, Stage};
use super::world::World;
use crate::diagnostic::Code;
use crate::script::Thrown;

/// The dialplan that the examples of the words are tests of.
pub const DIALPLAN: &str = include_str!("words.rhai");

type Outcome<T> = Result<T, Box<EvalAltResult>>;

/// The word of that name.
pub(crate) fn find(name: &str) -> Option<&'static Word> {
    WORDS.iter().find(|word| word.name == name)
}

/// Teaches an engine all words; they speak of the world on this stage.
pub(super) fn register(engine: &mut Engine, stage: &Stage) {
    scene::register(engine, stage);
    party::register(engine, stage);
    call::register(engine, stage);
}

/// Does something in the world of the running test. What went wrong is thrown at the place of the call.
fn act<T>(
    stage: &Stage,
    context: &NativeCallContext<'_>,
    act: impl FnOnce(&mut World) -> Result<T, Complaint>,
) -> Outcome<T> {
    let position = context.call_position();
    let file = context.call_source().unwrap_or_default();
    stage
        .with(|world| act(world).map_err(|complaint| world.complain(complaint, file, position)))
        .map_err(|thrown| EvalAltResult::ErrorRuntime(Dynamic::from(thrown), position).into())
}

/// A number of seconds, as a script writes it.
fn seconds(value: &Dynamic) -> Result<std::time::Duration, Complaint> {
    let number = match (value.as_int(), value.as_float()) {
        (Ok(whole), _) => whole as f64,
        (_, Ok(number)) => number,
        _ => f64::NAN,
    };
    std::time::Duration::try_from_secs_f64(number)
        .ok()
        .filter(|time| *time <= super::world::LONGEST)
        .ok_or_else(|| Complaint::misuse(format!("`{value}` is no number of seconds up to a day")))
}

impl From<Complaint> for Thrown {
    fn from(complaint: Complaint) -> Self {
        match complaint {
            Complaint::Unmet { message, .. } => Self {
                code: Code::Unmet,
                message,
                help: None,
            },
            Complaint::Misuse { message, help } => Self {
                code: Code::BadArgument,
                message,
                help,
            },
        }
    }
}
