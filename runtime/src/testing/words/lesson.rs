//! How an engine learns a word: a closure that does something in the world of the running test.

use rhai::{Dynamic, Engine, EvalAltResult, NativeCallContext, Variant};

use crate::testing::stage::{Complaint, Stage};
use crate::testing::world::World;

/// An engine that learns words about the world on a stage.
pub(super) struct Lesson<'e> {
    pub(super) engine: &'e mut Engine,
    pub(super) stage: &'e Stage,
}

impl Lesson<'_> {
    /// Teaches a word: `deed` takes the world and what the script says, the one that it is said of first. Words
    /// of one name differ in their arguments.
    pub(super) fn word<Arguments>(&mut self, name: &str, deed: impl Deed<Arguments>) -> &mut Self {
        deed.teach(name, self.engine, self.stage.clone());
        self
    }
}

/// What a word does, for each number of arguments.
pub(super) trait Deed<Arguments> {
    fn teach(self, name: &str, engine: &mut Engine, stage: Stage);
}

macro_rules! deed {
    ($($argument:ident: $Type:ident),*) => {
        impl<F, R, $($Type),*> Deed<($($Type,)*)> for F
        where
            F: Fn(&mut World $(, $Type)*) -> Result<R, Complaint> + 'static,
            R: Variant + Clone,
            $($Type: Variant + Clone,)*
        {
            fn teach(self, name: &str, engine: &mut Engine, stage: Stage) {
                engine.register_fn(name, move |context: NativeCallContext $(, $argument: $Type)*| {
                    act(&stage, &context, |world| self(world $(, $argument)*))
                });
            }
        }
    };
}

deed!();
deed!(a: A);
deed!(a: A, b: B);
deed!(a: A, b: B, c: C);
deed!(a: A, b: B, c: C, d: D);

/// Does something in the world of the running test. What went wrong is thrown at the place of the word.
fn act<T>(
    stage: &Stage,
    context: &NativeCallContext<'_>,
    act: impl FnOnce(&mut World) -> Result<T, Complaint>,
) -> Result<T, Box<EvalAltResult>> {
    let position = context.call_position();
    let file = context.call_source().unwrap_or_default();
    stage
        .with(|world| act(world).map_err(|complaint| world.complain(complaint, file, position)))
        .map_err(|thrown| EvalAltResult::ErrorRuntime(Dynamic::from(thrown), position).into())
}
