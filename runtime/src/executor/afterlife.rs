//! What runs when a call is over: the extension `h`, then the hangup handlers, the last one pushed first.
//!
//! The channel is gone, and whatever is asked of it fails. Variables, functions and other accounts are still
//! there. Time is bounded, so that nothing is kept for ever by a call that nobody has any more.

use super::body::extensions;
use super::fault;
use crate::call::{Call, Ending, Target};
use crate::diagnostic::Code;
use crate::host::Request;

/// The extension that runs after a hangup.
const HANGUP: &str = "h";

pub(super) fn run(call: &Call) {
    if matches!(call.ending(), Some(Ending::Stopped | Ending::Budget(_))) {
        return;
    }
    let context = call.context();
    let wanted = call.takes_event(&context, HANGUP);
    if !wanted && call.hangup_handlers() == 0 {
        return;
    }
    call.tell(Request::Hangup(call.channel(), call.cause()));
    call.begin_afterlife();
    if wanted {
        call.jump(Target::start(context, HANGUP), None);
        extensions(call, 0);
    }
    run_handlers(call);
}

/// Runs the hangup handlers of a call that is over, the last one pushed first.
pub(crate) fn run_handlers(call: &Call) {
    while let Some((target, arguments)) = call.pop_hangup_handler() {
        if matches!(call.ending(), Some(Ending::Stopped | Ending::Budget(_))) {
            return;
        }
        call.begin_afterlife();
        let target = match call.target(&target) {
            Ok(target)
                if call.priority_exists(&target.context, &target.extension, target.priority) =>
            {
                target
            }
            _ => {
                let message = format!("there is no hangup handler `{}`", target.join(","));
                fault::put(call, fault::at_call(call, Code::NoSuchExtension, message));
                continue;
            }
        };
        call.enter_handler(&arguments);
        call.jump(target, None);
        extensions(call, call.subroutine_depth());
    }
}
