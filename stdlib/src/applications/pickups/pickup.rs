//! `Pickup(extension[@context][&extension[@context]...])`: takes a call that rings elsewhere.

use runtime::call::{Call, ScriptError};
use runtime::host::Rings;
use runtime::library::{Application, Arg, Args, Kind, Value};

use super::take;

pub(crate) static PICKUP: Application = Application {
    name: "Pickup",
    since: "0.2.0",
    synopsis: "Takes a call that rings at another telephone.",
    description: "The caller of that call talks with this one from then on, and the telephones that rang for it stop. This \
        script is over then; `h` runs. When nothing of that kind rings, the dialplan goes on behind it.\n\n\
        An extension is the one that the other call has come to when it dials, so `Pickup(\"101@office\")` takes what rings \
        for who dialled 101. `name@PICKUPMARK` takes a call whose dialplan has set `__PICKUPMARK` to that name before it \
        dialled. Without an argument it takes what rings at a telephone of a group: `call_groups` and `pickup_groups` of \
        `[[endpoint]]` in `skyplan.toml`. Of several, the one that began first is taken.",
    args: &[Arg::optional(
        "targets",
        "`extension@context`, of this context without one, or `name@PICKUPMARK`; several joined with `&`.",
        Kind::Text,
    )],
    status: None,
    comes_back: true,
    source: "Asterisk application Pickup",
    example: include_str!("pickup.rhai"),
    run,
};

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let Some(targets) = args.given(0) else {
        return take(call, [Rings::Group].into_iter());
    };
    let context = call.context();
    let wanted = targets
        .split('&')
        .map(str::trim)
        .filter(|target| !target.is_empty())
        .map(|target| match target.split_once('@') {
            Some((mark, place)) if place.eq_ignore_ascii_case(MARK) => {
                Rings::Marked(mark.to_owned())
            }
            Some((extension, place)) => rings(extension, place),
            None => rings(target, &context),
        });
    take(call, wanted)
}

/// What stands in place of a context for a mark.
const MARK: &str = "PICKUPMARK";

fn rings(extension: &str, context: &str) -> Rings {
    Rings::For {
        context: context.to_owned(),
        extension: extension.to_owned(),
    }
}
