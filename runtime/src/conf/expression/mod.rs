//! `$[…]`: Asterisk's expressions.

/// What an expression amounts to.
pub(crate) struct Evaluated {
    /// Its value; what was understood so far when there is a fault.
    pub(crate) value: String,
}

/// Works out an expression in which everything has been substituted.
pub(crate) fn evaluate(text: &str) -> Evaluated {
    Evaluated {
        value: text.to_owned(),
    }
}
