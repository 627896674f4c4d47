//! Header fields in wire order, with the bytes they came as (RFC 3261 section 7.3).
//!
//! One buffer holds the text of all fields; a field is ranges of it. Reading a message is then two
//! allocations, and printing one is a copy. Typed values are read when asked for (`values`).

use std::borrow::Cow;
use std::ops::Range;

use super::grammar::{all_token, list, list_element_end, lossy};
use super::header_name::HeaderName;

/// The header fields of a message.
#[derive(Clone, Debug, Default)]
pub struct Headers {
    /// The start line (of a message that was read), then the lines of the fields, then unfolded
    /// values.
    pub(super) text: Vec<u8>,
    pub(super) start_line: Range<u32>,
    pub(super) fields: Vec<Field>,
}

#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) name: HeaderName,
    /// The field as printed, folds included, without the final line end.
    pub(super) line: Range<u32>,
    pub(super) name_len: u32,
    /// The value, trimmed and unfolded.
    pub(super) value: Range<u32>,
}

impl Headers {
    /// Empty, with room for fields that take that many octets.
    pub(super) fn with_capacity(octets: usize) -> Self {
        Self {
            text: Vec::with_capacity(octets),
            start_line: 0..0,
            fields: Vec::with_capacity(16),
        }
    }

    /// The value of the first field of that name, in any case and form. Bytes that are not UTF-8
    /// show as U+FFFD; [`Headers::header_bytes`] has them.
    pub fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        self.header_bytes(name).map(String::from_utf8_lossy)
    }

    /// The value of the first field of that name, as it came.
    pub fn header_bytes(&self, name: &str) -> Option<&[u8]> {
        self.fields_named(name)
            .next()
            .map(|field| self.value_of(field))
    }

    /// The values of all fields of that name, one for each line.
    pub fn header_all(&self, name: &str) -> Vec<Cow<'_, str>> {
        self.fields_named(name)
            .map(|field| String::from_utf8_lossy(self.value_of(field)))
            .collect()
    }

    /// The elements of all fields of that name, taken as one comma list. Empty ones are left out.
    pub fn header_list(&self, name: &str) -> Vec<String> {
        self.fields_named(name)
            .flat_map(|field| list(self.value_of(field)))
            .filter(|element| !element.is_empty())
            .map(lossy)
            .collect()
    }

    /// Whether there is a field of that name.
    pub fn has_header(&self, name: &str) -> bool {
        self.fields_named(name).next().is_some()
    }

    /// Names as written and values, in wire order.
    pub fn iter(&self) -> impl Iterator<Item = (Cow<'_, str>, &[u8])> {
        self.fields.iter().map(|field| {
            (
                String::from_utf8_lossy(self.name_of(field)),
                self.value_of(field),
            )
        })
    }

    /// How many fields there are, each line counting once.
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// Appends a field. Line ends and NULs in `value` become spaces; a `name` that is no token is
    /// ignored: nothing a caller passes can begin another field.
    pub fn push(&mut self, name: &str, value: impl AsRef<[u8]>) {
        let at = self.fields.len();
        self.insert(at, name, value.as_ref());
    }

    /// Puts a field above all others.
    pub fn push_front(&mut self, name: &str, value: impl AsRef<[u8]>) {
        self.insert(0, name, value.as_ref());
    }

    /// Replaces all fields of that name by one, in the place of the first, or appends it.
    pub fn set(&mut self, name: &str, value: impl AsRef<[u8]>) {
        let at = self.position(name).unwrap_or(self.fields.len());
        self.remove(name);
        self.insert(at, name, value.as_ref());
    }

    /// Takes all fields of that name away.
    pub fn remove(&mut self, name: &str) {
        let wanted = HeaderName::of(name.as_bytes());
        let text = std::mem::take(&mut self.text);
        self.fields
            .retain(|field| !is_named(&text, field, wanted, name));
        self.text = text;
    }

    /// Replaces the first element of the first field of that name, leaving what follows its comma.
    pub(crate) fn replace_first_element(&mut self, name: &str, element: &str) {
        let Some(at) = self.position(name) else {
            return;
        };
        let old = self.value_of(&self.fields[at]);
        let mut value = element.as_bytes().to_vec();
        value.extend_from_slice(&old[list_element_end(old)..]);
        self.fields.remove(at);
        self.insert(at, name, &value);
    }

    /// The first line as it came; empty for a message that was built.
    pub fn start_line(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(self.slice(&self.start_line))
    }

    /// Values of the fields of a known name, one for each line.
    pub(crate) fn values(&self, name: HeaderName) -> impl Iterator<Item = &[u8]> {
        self.fields
            .iter()
            .filter(move |field| field.name == name)
            .map(|field| self.value_of(field))
    }

    /// The value of the only field of that name: two that contradict each other are as good as
    /// none.
    pub(crate) fn single(&self, name: HeaderName) -> Option<&[u8]> {
        let mut values = self.values(name);
        let first = values.next()?;
        values.all(|other| other == first).then_some(first)
    }

    /// Elements of the comma lists of all fields of a known name.
    pub(crate) fn elements(&self, name: HeaderName) -> impl Iterator<Item = &[u8]> {
        self.values(name).flat_map(list)
    }

    /// Appends every field but Content-Length, each with its line end.
    pub(crate) fn print_into(&self, out: &mut Vec<u8>) {
        for field in self
            .fields
            .iter()
            .filter(|field| field.name != HeaderName::ContentLength)
        {
            out.extend_from_slice(self.slice(&field.line));
            out.extend_from_slice(b"\r\n");
        }
    }

    /// Octets the fields take when printed, to allocate once.
    pub(crate) fn printed_len(&self) -> usize {
        self.fields.iter().map(|field| field.line.len() + 2).sum()
    }

    pub(super) fn slice(&self, range: &Range<u32>) -> &[u8] {
        &self.text[range.start as usize..range.end as usize]
    }

    pub(super) fn value_of(&self, field: &Field) -> &[u8] {
        self.slice(&field.value)
    }

    pub(super) fn name_of(&self, field: &Field) -> &[u8] {
        self.slice(&(field.line.start..field.line.start + field.name_len))
    }

    fn position(&self, name: &str) -> Option<usize> {
        let wanted = HeaderName::of(name.as_bytes());
        self.fields
            .iter()
            .position(|field| is_named(&self.text, field, wanted, name))
    }

    fn fields_named(&self, name: &str) -> impl Iterator<Item = &Field> {
        let wanted = HeaderName::of(name.as_bytes());
        self.fields
            .iter()
            .filter(move |field| is_named(&self.text, field, wanted, name))
    }

    fn insert(&mut self, at: usize, name: &str, value: &[u8]) {
        if !all_token(name.as_bytes()) {
            return;
        }
        let start = offset(self.text.len());
        self.text.extend_from_slice(name.as_bytes());
        self.text.extend_from_slice(b": ");
        let value_start = offset(self.text.len());
        let breaks_line = |byte: &u8| matches!(byte, b'\r' | b'\n' | 0);
        if value.iter().any(breaks_line) {
            self.text.extend(
                value
                    .iter()
                    .map(|byte| if breaks_line(byte) { b' ' } else { *byte }),
            );
        } else {
            self.text.extend_from_slice(value);
        }
        let end = offset(self.text.len());
        let field = Field {
            name: HeaderName::of(name.as_bytes()),
            line: start..end,
            name_len: offset(name.len()),
            value: value_start..end,
        };
        self.fields.insert(at, field);
    }
}

fn is_named(text: &[u8], field: &Field, wanted: HeaderName, name: &str) -> bool {
    if wanted != HeaderName::Other || field.name != HeaderName::Other {
        return field.name == wanted;
    }
    let start = field.line.start as usize;
    text[start..start + field.name_len as usize].eq_ignore_ascii_case(name.as_bytes())
}

/// Message heads are at most 64 KiB and built values small; saturating keeps a 4 GiB one from
/// wrapping.
pub(super) fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(headers: &Headers) -> String {
        let mut out = Vec::new();
        headers.print_into(&mut out);
        assert_eq!(out.len(), headers.printed_len());
        lossy(&out)
    }

    #[test]
    fn fields_keep_their_order_and_names_their_case() {
        let mut headers = Headers::default();
        headers.push("X-One", "1");
        headers.push("s", "topic");
        headers.push("x-one", "2");
        headers.push_front("Via", "v");
        assert_eq!(headers.header("SUBJECT").as_deref(), Some("topic"));
        assert_eq!(headers.header_all("X-ONE"), ["1", "2"]);
        headers.set("x-oNe", "3");
        headers.remove("Subject");
        assert_eq!(printed(&headers), "Via: v\r\nx-oNe: 3\r\n");
    }

    #[test]
    fn nothing_a_caller_passes_begins_another_field() {
        let mut headers = Headers::default();
        headers.push("Subject", "a\r\nVia: evil\0");
        headers.push("Bad\r\nName", "x");
        headers.push("", "x");
        assert_eq!(printed(&headers), "Subject: a  Via: evil \r\n");
    }

    #[test]
    fn only_the_first_element_is_replaced() {
        let mut headers = Headers::default();
        headers.push("Via", "a;x=\",\", b, c");
        headers.replace_first_element("Via", "z");
        assert_eq!(printed(&headers), "Via: z, b, c\r\n");
    }
}
