//! Console commands.
