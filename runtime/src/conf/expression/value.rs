//! Values of an expression, and what counts as a number and as true.

use std::borrow::Cow;

use super::number::Number;

/// A value, with its form: `007` stays as it is until something computes with it.
#[derive(Clone, Debug)]
pub(super) enum Value<'a> {
    Number(Number),
    /// A text that can be read as a number.
    Digits(Cow<'a, str>),
    /// Any other text, quotes included.
    Text(Cow<'a, str>),
}

impl<'a> Value<'a> {
    /// A text that an operator made. One of digits and points is a number from then on.
    pub(super) fn made(text: String) -> Self {
        let numeric = text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.');
        if numeric && !text.is_empty() {
            Self::Digits(text.into())
        } else {
            Self::Text(text.into())
        }
    }

    pub(super) fn number(&self) -> Option<Number> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Digits(digits) => Some(Number::read(digits)),
            Self::Text(_) => None,
        }
    }

    /// Numbers are printed, texts are as they are.
    pub(super) fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Number(number) => number.to_string().into(),
            Self::Digits(text) | Self::Text(text) => Cow::Borrowed(text),
        }
    }

    pub(super) fn into_text(self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Digits(text) | Self::Text(text) => text.into_owned(),
        }
    }

    /// The text; without any quotes if it is one in quotes.
    pub(super) fn unquoted(&self) -> String {
        let text = self.text();
        if text.starts_with('"') && text.ends_with('"') {
            return text.replace('"', "");
        }
        text.into_owned()
    }

    /// The number, if it is one: what `|` and `&` give is no longer as it was written.
    pub(super) fn read(self) -> Self {
        self.number().map_or(self, Self::Number)
    }

    /// Whether `|` and `&` take it for false: nothing, or a number that is zero. Two quotes are not nothing.
    pub(super) fn is_nothing(&self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            _ => self.number().is_some_and(Number::is_zero),
        }
    }

    /// Whether `?` takes it for true.
    pub(super) fn is_true(&self) -> bool {
        match self {
            Self::Text(text) => !matches!(&**text, "" | "\"\"" | "0"),
            _ => !self.is_nothing(),
        }
    }

    /// Whether `!` takes it for true: of a text only the whole number at its start counts, if there is one.
    pub(super) fn counts(&self) -> bool {
        match self {
            Self::Number(number) => !number.is_zero(),
            Self::Digits(text) | Self::Text(text) => {
                let digits = text.bytes().take_while(u8::is_ascii_digit);
                digits.into_iter().any(|digit| digit != b'0')
            }
        }
    }
}
