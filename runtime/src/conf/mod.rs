//! `extensions.conf`, Asterisk's own dialplan files: the second front end, beside Rhai.
//!
//! In: the text of the files. Out: the same contexts, extensions and hints that Rhai files make, with lines in
//! place of bodies; and the meaning of what stands in a line: `${…}`, `$[…]`, arguments.

mod arguments;
pub(crate) mod expression;
mod extensions;
mod general;
mod old_form;
mod reader;
mod substitute;
mod substring;
#[cfg(test)]
mod tests;

pub(crate) use arguments::{arguments, function_arguments};
pub use arguments::{called, separate, separate_raw, separated};
pub(crate) use expression::{Fault, evaluate};
pub(crate) use extensions::{ExtensionLine, Item, items};
pub(crate) use general::General;
pub(crate) use old_form::{bars, old_call};
pub use reader::settings;
pub(crate) use reader::{Section, find, included, missing, read};
pub(crate) use substitute::Brackets;
pub(crate) use substring::Substring;
