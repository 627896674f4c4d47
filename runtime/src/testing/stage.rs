//! Where the world of the running test stands: the words of an engine find it here.

use std::cell::RefCell;
use std::rc::Rc;

use super::world::World;
use crate::script::Thrown;

/// The world of the test that runs on this thread now. Clones share it.
#[derive(Clone, Debug, Default)]
pub(super) struct Stage(Rc<RefCell<Option<World>>>);

/// What is wrong with a statement of a test.
#[derive(Clone, Debug)]
pub(super) enum Complaint {
    /// The calls did not do what it expects.
    Unmet {
        message: String,
        /// What is said at the place itself.
        note: String,
    },
    /// It makes no sense.
    Misuse {
        message: String,
        help: Option<String>,
    },
}

impl Complaint {
    pub(super) fn misuse(message: String) -> Self {
        let help = None;
        Self::Misuse { message, help }
    }

    pub(super) fn unmet(message: impl Into<String>, note: impl Into<String>) -> Self {
        let (message, note) = (message.into(), note.into());
        Self::Unmet { message, note }
    }
}

impl Stage {
    pub(super) fn set(&self, world: World) {
        *self.0.borrow_mut() = Some(world);
    }

    pub(super) fn take(&self) -> Option<World> {
        self.0.borrow_mut().take()
    }

    /// Does something in the world of the running test.
    pub(super) fn with<T>(
        &self,
        act: impl FnOnce(&mut World) -> Result<T, Thrown>,
    ) -> Result<T, Thrown> {
        match &mut *self.0.borrow_mut() {
            Some(world) => act(world),
            None => Err(Complaint::misuse("this needs a test around it".to_owned()).into()),
        }
    }
}
