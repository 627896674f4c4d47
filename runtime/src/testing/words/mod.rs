//! The words of a test: what `phone("desk").dial("internal", "100")` and the others mean.
//!
//! A table says of each what the guide prints and the checker knows; an example of each is run by a test. The
//! files beside this one teach them to an engine.

mod call;
mod lesson;
mod party;
mod scene;
mod speaker;
mod table;

use rhai::{Dynamic, Engine};

pub use table::{WORDS, Word};

use self::lesson::Lesson;
use super::stage::{Complaint, Stage};
use crate::diagnostic::Code;
use crate::script::Thrown;

/// The dialplan that the examples of the words are tests of.
pub const DIALPLAN: &str = include_str!("words.rhai");

/// The word of that name.
pub(crate) fn find(name: &str) -> Option<&'static Word> {
    WORDS.iter().find(|word| word.name == name)
}

/// Teaches an engine all words; they speak of the world on this stage.
pub(super) fn register(engine: &mut Engine, stage: &Stage) {
    let mut lesson = Lesson { engine, stage };
    scene::teach(&mut lesson);
    party::teach(&mut lesson);
    call::teach(&mut lesson);
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
