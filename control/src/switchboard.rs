//! What the console reads of the running switch and asks it to do.

use std::sync::Arc;
use std::time::Duration;

use community::Verdict;
use runtime::dialplan::Dialplan;
use runtime::library::Library;
use runtime::status::{
    AccountStatus, BuddyStatus, ChannelStatus, GenerationStatus, HintStatus, RequestStatus,
};
use runtime::trace::Kept;

/// The running switch as a command sees it. The daemon implements it; a call may block until the switch
/// has answered, so commands do not run on the signalling thread.
///
/// Texts may hold anything a caller sends: commands escape what they show.
pub trait Switchboard {
    /// All channels, in the order they shall be listed.
    fn channels(&self) -> Vec<ChannelStatus>;

    /// All hints with the state they show, in the order they shall be listed.
    fn hints(&self) -> Vec<HintStatus>;

    /// All accounts, those of `chan_skype.conf` and those of people, sorted by name.
    fn accounts(&self) -> Vec<AccountStatus>;

    /// The buddies of an account, sorted; nothing when there is no such account.
    fn buddies(&self, account: &str) -> Option<Vec<BuddyStatus>>;

    /// Who asks to see an account, and about whom it has decided; nothing when there is no such account.
    fn requests(&self, account: &str) -> Option<Vec<RequestStatus>>;

    /// Decides about a buddy in the name of an account: what was done, or why it could not be.
    fn judge(&self, account: &str, other: &str, verdict: Verdict) -> Result<String, String>;

    /// The generation that new calls enter.
    fn dialplan(&self) -> Arc<Dialplan>;

    /// Reads the dialplan again: a report in one or more lines or, when nothing was changed, the rendered
    /// diagnostics, without colours.
    fn reload(&self) -> Result<String, String>;

    /// Brings the generation back that was in force before this one: a report, or why there is none.
    fn rollback(&self) -> Result<String, String>;

    /// All generations that calls can be in, by number.
    fn generations(&self) -> Vec<GenerationStatus>;

    /// What dialplans can call.
    fn library(&self) -> Library;

    /// The reference of one application; its name as in [`library`](Self::library).
    fn show_application(&self, name: &str) -> Option<String>;

    /// The reference of one function; its name as in [`library`](Self::library).
    fn show_function(&self, name: &str) -> Option<String>;

    /// Logs the switch in to an account of `chan_skype.conf`: what was done, or why it could not be.
    fn log_in(&self, account: &str) -> Result<String, String>;

    /// Logs the switch off from an account of `chan_skype.conf`: what was done, or why it could not be.
    fn log_off(&self, account: &str) -> Result<String, String>;

    /// The calls whose traces are kept, the oldest first.
    fn traces(&self) -> Vec<Kept>;

    /// The kept call of that number.
    fn trace(&self, number: u64) -> Option<Kept>;

    /// Writes a trace into the data folder, for its owner alone: where, or why it could not be.
    fn save_trace(&self, name: &str, json: &str) -> Result<String, String>;

    /// Since the switch was started.
    fn uptime(&self) -> Duration;
}
