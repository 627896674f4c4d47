//! `lswitch => Loopback/[extension]@[context][:priority][/pattern]`: another context, looked at with another name.
//!
//! In: what stands behind the slash, and later what is looked up. Out: what to look up instead. `${EXTEN}`,
//! `${CONTEXT}` and `${PRIORITY}`, and parts of them as in `${EXTEN:1}`, are those of the look-up; what is left out
//! stays as it is. With a pattern the way is open only to extensions that it matches.
//!
//! Source: Asterisk's `pbx_loopback`. Left out: variables of the channel, since a look-up need not have one.

use super::pattern::Name;
use crate::conf::Substring;
use crate::number;

/// The way to another context.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Loopback {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq)]
enum Piece {
    Text(String),
    Value(Value, Option<Substring>),
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Value {
    Extension,
    Context,
    Priority,
}

/// A place to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) context: String,
    pub(crate) extension: String,
    pub(crate) priority: u32,
}

/// Why a `switch` leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum SwitchFault {
    #[error("there are no switches of the kind `{kind}` here")]
    Kind { kind: String },
    #[error("`{text}` in a switch can only be `EXTEN`, `CONTEXT`, `PRIORITY` or a global variable")]
    Variable { text: String },
    #[error("`{text}` says neither an extension nor a context")]
    Nowhere { text: String },
}

impl SwitchFault {
    /// What to do.
    pub(super) fn help(&self) -> &'static str {
        match self {
            Self::Kind { kind } if kind.eq_ignore_ascii_case("Realtime") => {
                "extensions do not come from a database: write them into a file of the dialplan, which is read anew \
                 when it is saved"
            }
            Self::Kind { .. } => {
                "only `Loopback/extension@context` leads to another context; to reach another system, `Dial` it"
            }
            Self::Variable { .. } => "set it in `[globals]`, or use `Goto` in an extension",
            Self::Nowhere { .. } => "it is `Loopback/[extension]@[context][:priority][/pattern]`",
        }
    }
}

impl Loopback {
    /// Reads `Kind/data`. `global` knows the global variables. Where variables are `literal` they are looked up with
    /// the extension; otherwise now, when there is none.
    pub(super) fn read(
        text: &str,
        literal: bool,
        global: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, SwitchFault> {
        let (kind, data) = text.split_once('/').unwrap_or((text, ""));
        if !kind.eq_ignore_ascii_case("Loopback") {
            let kind = kind.to_owned();
            return Err(SwitchFault::Kind { kind });
        }
        let mut pieces = Vec::new();
        let mut rest = data;
        while let Some((before, (inner, after))) = rest
            .split_once("${")
            .and_then(|(before, tail)| Some((before, tail.split_once('}')?)))
        {
            pieces.push(Piece::Text(before.to_owned()));
            pieces.push(piece(inner, literal, global)?);
            rest = after;
        }
        pieces.push(Piece::Text(rest.to_owned()));
        if data.is_empty() {
            let text = text.to_owned();
            return Err(SwitchFault::Nowhere { text });
        }
        Ok(Self { pieces })
    }

    /// Where to look in place of `place`. `None` where the way is closed, and where it would lead into the context
    /// it comes from.
    pub(super) fn lead(&self, place: &Place) -> Option<Place> {
        let text: String = self.pieces.iter().map(|piece| piece.text(place)).collect();
        let (text, pattern) = match text.split_once('/') {
            Some((text, pattern)) => (text, Some(pattern)),
            None => (&*text, None),
        };
        let (text, priority) = match text.rsplit_once(':') {
            Some((text, priority)) => (text, number::leading(priority)),
            None => (text, None),
        };
        let (extension, context) = text.split_once('@').unwrap_or((text, ""));
        let or =
            |text: &str, default: &str| if text.is_empty() { default } else { text }.to_owned();
        let priority = priority.and_then(|(number, _)| u32::try_from(number).ok());
        let led = Place {
            context: or(context, &place.context),
            extension: or(extension, &place.extension),
            priority: priority.unwrap_or(place.priority),
        };
        let open = pattern.is_none_or(|pattern| Name::parse(pattern).0.takes(&place.extension));
        let elsewhere = !led.context.eq_ignore_ascii_case(&place.context);
        (open && elsewhere).then_some(led)
    }
}

fn piece(
    inner: &str,
    literal: bool,
    global: &dyn Fn(&str) -> Option<String>,
) -> Result<Piece, SwitchFault> {
    let (name, part) = Substring::split(inner);
    let value = match name {
        "EXTEN" => Some(Value::Extension),
        "CONTEXT" => Some(Value::Context),
        "PRIORITY" => Some(Value::Priority),
        _ => None,
    };
    if let Some(value) = value {
        // A `switch` is substituted when its file is read, and then nobody has dialled anything.
        let piece = Piece::Value(value, part);
        return Ok(if literal {
            piece
        } else {
            Piece::Text(String::new())
        });
    }
    let plain = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let text = global(name).filter(|_| plain);
    let text = text.ok_or_else(|| SwitchFault::Variable {
        text: format!("${{{inner}}}"),
    })?;
    Ok(Piece::Text(
        part.map_or(text.clone(), |part| part.of(&text)),
    ))
}

impl Piece {
    fn text(&self, place: &Place) -> String {
        let (value, part) = match self {
            Self::Text(text) => return text.clone(),
            Self::Value(value, part) => (value, part),
        };
        let text = match value {
            Value::Extension => place.extension.clone(),
            Value::Context => place.context.clone(),
            Value::Priority => place.priority.to_string(),
        };
        part.map_or(text.clone(), |part| part.of(&text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn global(name: &str) -> Option<String> {
        (name == "PREFIX").then(|| "99".to_owned())
    }

    /// Where extension 1234, priority 2, of context `here` leads, as `extension@context:priority`.
    fn check(data: &str, expected: Option<&str>) {
        let loopback = Loopback::read(data, true, &global).expect(data);
        let place = Place {
            context: "here".to_owned(),
            extension: "1234".to_owned(),
            priority: 2,
        };
        let led = loopback.lead(&place);
        let led = led.map(|led| format!("{}@{}:{}", led.extension, led.context, led.priority));
        assert_eq!(led.as_deref(), expected, "{data}");
    }

    #[test]
    fn what_is_left_out_stays_as_it_is() {
        check("Loopback/@there", Some("1234@there:2"));
        check("loopback/s@there", Some("s@there:2"));
        check("Loopback/s@there:1", Some("s@there:1"));
        check("Loopback/@there:x", Some("1234@there:2"));
    }

    #[test]
    fn values_of_the_look_up_can_be_part_of_it() {
        check("Loopback/12${EXTEN}@there", Some("121234@there:2"));
        check("Loopback/${EXTEN:1}@there", Some("234@there:2"));
        check("Loopback/${EXTEN:0:2}@x-${CONTEXT}", Some("12@x-here:2"));
        check("Loopback/${EXTEN}@there:${PRIORITY}", Some("1234@there:2"));
        check("Loopback/${PREFIX}${EXTEN:-2}@there", Some("9934@there:2"));
    }

    #[test]
    fn a_pattern_closes_the_way_to_others() {
        check("Loopback/${EXTEN:1}@there/_1XXX", Some("234@there:2"));
        check("Loopback/${EXTEN:1}@there/_2XXX", None);
        check("Loopback/@there/1234", Some("1234@there:2"));
    }

    #[test]
    fn no_way_leads_back_into_its_own_context() {
        check("Loopback/5@here", None);
        check("Loopback/5", None);
    }

    #[test]
    fn a_plain_switch_is_substituted_before_anybody_dials() {
        let plain = Loopback::read("Loopback/9${EXTEN}@there", false, &global);
        let literal = Loopback::read("Loopback/9@there", true, &global);
        let place = Place {
            context: "here".to_owned(),
            extension: "1".to_owned(),
            priority: 1,
        };
        assert_eq!(plain.unwrap().lead(&place), literal.unwrap().lead(&place));
    }

    fn check_fault(data: &str, expected: &str) {
        let fault = Loopback::read(data, true, &global).unwrap_err();
        assert_eq!(fault.to_string(), expected);
    }

    #[test]
    fn other_kinds_and_other_variables_are_refused() {
        check_fault(
            "Realtime/@extensions",
            "there are no switches of the kind `Realtime` here",
        );
        check_fault(
            "IAX2/user:pass@host/ctx",
            "there are no switches of the kind `IAX2` here",
        );
        check_fault(
            "Loopback/${X}@there",
            "`${X}` in a switch can only be `EXTEN`, `CONTEXT`, `PRIORITY` or a global variable",
        );
        check_fault(
            "Loopback",
            "`Loopback` says neither an extension nor a context",
        );
    }

    proptest::proptest! {
        #[test]
        fn any_text_leads_somewhere_or_nowhere(data in "(\\$\\{EXTEN\\}|[@:/_a1]|\\$\\{|\\}){0,12}") {
            if let Ok(loopback) = Loopback::read(&format!("Loopback/{data}"), true, &global) {
                loopback.lead(&Place { context: "a".into(), extension: "1".into(), priority: 1 });
            }
        }
    }
}
