//! CSeq: the order of requests (RFC 3261 section 20.16).

use std::fmt;

use super::grammar::{all_token, decimal, is_space, trim};
use super::method::Method;

/// A CSeq value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CSeq {
    /// Sequence number, below 2^31.
    pub number: u32,
    /// Method of the request.
    pub method: Method,
}

impl CSeq {
    pub(crate) fn read(value: &[u8]) -> Option<Self> {
        let (number, method) = split(value)?;
        let number = decimal(number).filter(|&number| number < 1 << 31)?;
        Some(Self {
            number,
            method: Method::of(&String::from_utf8_lossy(method)),
        })
    }

    /// The method alone: it is wanted for the answer to a number out of range.
    pub(crate) fn read_method(value: &[u8]) -> Option<Method> {
        split(value).map(|(_, method)| Method::of(&String::from_utf8_lossy(method)))
    }
}

fn split(value: &[u8]) -> Option<(&[u8], &[u8])> {
    let space = value.iter().position(|&byte| is_space(byte))?;
    let method = trim(&value[space..]);
    all_token(method).then_some((&value[..space], method))
}

impl fmt::Display for CSeq {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.number, self.method)
    }
}
