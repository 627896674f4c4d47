//! The `skyplan` program.

fn main() {}
