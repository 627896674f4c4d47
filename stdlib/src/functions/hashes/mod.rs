//! Hashes: variables under keys. A value under `key` of hash `h` is the channel variable `~HASH~h~key~`.

mod hash;
mod hashkeys;

use runtime::call::Call;

pub(crate) use hash::HASH;
pub(crate) use hashkeys::HASHKEYS;

/// The keys of a hash, what was set last first.
fn keys(call: &Call, name: &str) -> Vec<String> {
    let prefix = prefix(name);
    let names = call.variables_beginning(&prefix);
    let key = |name: &String| {
        let key = name[prefix.len()..].strip_suffix('~')?;
        (!key.is_empty()).then(|| key.to_owned())
    };
    names.iter().filter_map(key).collect()
}

/// What the variables of a hash begin with.
pub(crate) fn prefix(name: &str) -> String {
    format!("~HASH~{name}~")
}
