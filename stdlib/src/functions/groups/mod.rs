//! Groups: counts of calls that scripts put together, so that they can limit them.

mod group;
mod group_count;
mod group_list;
mod group_match_count;

use runtime::call::Call;
use runtime::library::Value;

pub(crate) use group::GROUP;
pub(crate) use group_count::GROUP_COUNT;
pub(crate) use group_list::GROUP_LIST;
pub(crate) use group_match_count::GROUP_MATCH_COUNT;

/// The first group of this call, in a category or, if that is empty, in any.
fn own(call: &Call, category: &str) -> Option<String> {
    let mut rows = call.groups().into_iter();
    let found = rows.find(|row| category.is_empty() || row.is_of(category));
    found.map(|row| row.group)
}

fn number(count: usize) -> Value {
    i64::try_from(count).unwrap_or(i64::MAX).into()
}
