//! Rhai as the dialplan uses it: the engine of one thread, the compiled files, and what applications and
//! functions look like from a script.
//!
//! In: texts of files, and the [`Library`](crate::library::Library). Out: trees ready to run. An engine and
//! all it compiled stay on one thread; Rhai's `sync` feature would cost 10–20 % and locks.

mod bind;
mod cache;
mod compiled;
mod failure;
mod guards;
mod import;
mod json;
mod language;
mod nesting;
mod parts;
mod resolver;
mod routine;
mod sorting;
mod statements;

pub(crate) use cache::Cache;
pub(crate) use compiled::{Compiled, extensions, rehearse, tests};
pub(crate) use failure::{Thrown, diagnose, innermost};
pub(crate) use import::{Imports, ModuleCache, imports};
pub(crate) use language::{Language, SLICE, spend};
pub(crate) use parts::{Place, shared};
pub(crate) use routine::Routine;
pub(crate) use statements::lines as statement_lines;
