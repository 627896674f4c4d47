//! What the threads of the switch send to the signalling thread.

use channels::{Input, Now, Switch};
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::oneshot;

/// A look at the switch from outside.
pub(crate) type Visit = Box<dyn FnOnce(&mut Switch, Now) + Send>;

/// Something for the signalling thread.
pub(crate) enum Mail {
    /// For the switch.
    Input(Input),
    /// Somebody wants to look at the switch, or to change it where it stands.
    Visit(Visit),
    /// Somebody wants to hear what became of an account command.
    Account(
        channels::AccountCommand,
        oneshot::Sender<Result<String, String>>,
    ),
    /// A connection was accepted; what is sent on it goes here.
    Accepted(sip::ConnectionId, tokio::sync::mpsc::Sender<Vec<u8>>),
    /// Take no new calls, and stop when the last one has ended.
    Drain,
}

/// Where mail is put; cheap to clone.
#[derive(Clone)]
pub(crate) struct Mailbox(pub(crate) UnboundedSender<Mail>);

impl Mailbox {
    /// Mail to a thread that has stopped is lost, and nobody is left to miss it.
    pub(crate) fn put(&self, mail: Mail) {
        let _ = self.0.send(mail);
    }

    /// Puts something for the switch.
    pub(crate) fn input(&self, input: Input) {
        self.put(Mail::Input(input));
    }

    /// Reads something of the switch, from a thread that may wait; none when the switch has stopped.
    pub(crate) fn look<T: Send + 'static>(
        &self,
        read: impl FnOnce(&mut Switch, Now) -> T + Send + 'static,
    ) -> Option<T> {
        let (answer, seen) = oneshot::channel();
        self.put(Mail::Visit(Box::new(move |switch, now| {
            let _ = answer.send(read(switch, now));
        })));
        seen.blocking_recv().ok()
    }
}
