//! Where a call is in the dialplan, and how it gets elsewhere.

use std::rc::Rc;
use std::sync::Arc;

use rhai::ImmutableString;

use super::{Call, Target};
use crate::diagnostic::Span;
use crate::dialplan::Dialplan;
use crate::script::Compiled;

/// Where a script is.
#[derive(Debug)]
pub(crate) struct Place {
    /// The generation the running extension belongs to.
    pub(crate) generation: Arc<Dialplan>,
    /// The context that was entered: the one dialled, not the included one that matched.
    pub(crate) context: ImmutableString,
    /// As dialled.
    pub(crate) extension: ImmutableString,
    /// Which step of it, from 1.
    pub(crate) priority: u32,
    /// The file that runs, if it is one of Rhai.
    pub(crate) code: Option<Rc<Compiled>>,
    /// The line that runs, if it is one of `extensions.conf`.
    pub(crate) line: Option<(Arc<str>, Span)>,
    /// How it got here, oldest first.
    pub(crate) frames: Vec<Frame>,
}

/// A place an extension was left from.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    pub(crate) file: Arc<str>,
    pub(crate) span: Span,
    pub(crate) message: String,
}

impl Place {
    /// Puts another context, extension and priority in place of these, and gives these.
    pub(super) fn swap_spot(
        &mut self,
        (context, extension, priority): (ImmutableString, ImmutableString, u32),
    ) -> (ImmutableString, ImmutableString, u32) {
        (
            std::mem::replace(&mut self.context, context),
            std::mem::replace(&mut self.extension, extension),
            std::mem::replace(&mut self.priority, priority),
        )
    }
}

/// Frames kept of a long chain of extensions.
const FRAMES: usize = 16;

impl Call {
    /// Where the script is now.
    pub fn context(&self) -> String {
        self.place.borrow().context.to_string()
    }

    /// The extension as dialled.
    pub fn extension(&self) -> String {
        self.place.borrow().extension.to_string()
    }

    /// The script goes on at another place of the dialplan. `frame` is the one it leaves.
    pub(crate) fn jump(&self, target: Target, frame: Option<Frame>) {
        let generation = self.generation_for(&target.context, &target.extension);
        let mut place = self.place.borrow_mut();
        if let Some(frame) = frame {
            if place.frames.len() == FRAMES {
                place.frames.remove(0);
            }
            place.frames.push(frame);
        }
        place.generation = generation;
        place.context = target.context.into();
        place.extension = target.extension.into();
        place.priority = target.priority;
        place.code = None;
        place.line = None;
        drop(place);
        self.refollow();
    }

    /// Where the script is: what it last called something from.
    pub(crate) fn here(&self) -> (Arc<str>, Span) {
        let place = self.place.borrow();
        match (&place.code, &place.line) {
            (Some(code), _) => {
                let span = Span::at(&code.text, self.position.get());
                (Arc::clone(&code.path), span)
            }
            (None, Some((file, span))) => (Arc::clone(file), *span),
            (None, None) => ("".into(), Span::NONE),
        }
    }

    /// The file and line of [`here`](Self::here), without looking for the line's text.
    pub(crate) fn line(&self) -> (Arc<str>, u32) {
        let place = self.place.borrow();
        match (&place.code, &place.line) {
            (Some(code), _) => {
                let line = self.position.get().line().unwrap_or(0);
                (Arc::clone(&code.path), line as u32)
            }
            (None, Some((file, span))) => (Arc::clone(file), span.line),
            (None, None) => ("".into(), 0),
        }
    }

    /// Whether a line of `extensions.conf` runs, and not a body in Rhai.
    pub fn in_line(&self) -> bool {
        self.runs_lines() || self.acts_as_line()
    }

    /// Whether a line of `extensions.conf` runs, and Rhai does not run one either.
    pub(crate) fn runs_lines(&self) -> bool {
        self.place.borrow().line.is_some()
    }
}
