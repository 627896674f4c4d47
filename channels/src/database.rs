//! The database of scripts, and the states of custom devices, which are entries of it.
//!
//! In: scripts' requests. Out: replies, once what they say is on disk. The entries themselves are the
//! community's, which keeps them with everything else.

use community::Change;
use runtime::database::{PAGE, page, within};
use runtime::device_state::DeviceState;
use runtime::host::{Cause, Reply, Request, RequestId};

use crate::agenda::{Agenda, Then};
use crate::core::Core;
use crate::hint::Device;
use crate::refusal;

/// The family that holds the states of custom devices. Its name is Asterisk's.
const DEVICES: &str = "CustomDevstate/";

/// A request about the database, or one that sets the state of a custom device.
pub(crate) fn handle_request(
    core: &mut Core,
    agenda: &mut Agenda,
    id: RequestId,
    request: Request,
) {
    match planned(core, request) {
        Ok(changes) => {
            let reply = match changes.len() {
                PAGE => Reply::Text(PAGE.to_string()),
                _ => Reply::Done,
            };
            agenda.commit(core, changes, Then::Reply(id, reply));
        }
        Err(reply) => core.reply(id, reply),
    }
}

/// What has to be on disk before the script is told that it is done; or what it is told at once.
fn planned(core: &Core, request: Request) -> Result<Vec<Change>, Reply> {
    let refused = |refused| refusal::reply(&refused);
    let entries = core.community.entries();
    match request {
        Request::DbGet(path) => Err(match entries.get(&path) {
            Some(value) => Reply::Text(value.clone()),
            None => Reply::NotFound(path),
        }),
        Request::DbTree { path, after } => Err(page(entries, &path, &after)),
        Request::DbPut { path, value } => core.community.set_entry(&path, &value).map_err(refused),
        Request::DbDelete(path) => removed(core, [path.as_str()], &path),
        Request::DbDeleteTree(path) => {
            let paths = within(entries, &path, "").map(|(path, _)| path);
            removed(core, paths.take(PAGE), &path)
        }
        Request::SetDeviceState(device, state) => match Device::parse(&device) {
            Device::Custom(name) => {
                let path = format!("{DEVICES}{name}");
                core.community
                    .set_entry(&path, state.as_str())
                    .map_err(refused)
            }
            _ => Err(Reply::NotFound(device)),
        },
        _ => Err(Reply::Refused(
            Cause::Rejected,
            "not about the database".to_owned(),
        )),
    }
}

fn removed<'a>(
    core: &Core,
    paths: impl IntoIterator<Item = &'a str>,
    path: &str,
) -> Result<Vec<Change>, Reply> {
    let changes = core.community.remove_entries(paths);
    if changes.is_empty() {
        return Err(Reply::NotFound(path.to_owned()));
    }
    Ok(changes)
}

/// The state that a script gave a custom device last.
pub(crate) fn device_state(core: &Core, name: &str) -> DeviceState {
    let state = core.community.entries().get(&format!("{DEVICES}{name}"));
    let state = state.and_then(|state| state.parse().ok());
    state.unwrap_or(DeviceState::Unknown)
}

/// The custom device that an entry is the state of.
pub(crate) fn device(path: &str) -> Option<Device> {
    let name = path.strip_prefix(DEVICES)?;
    Some(Device::Custom(name.to_owned()))
}
