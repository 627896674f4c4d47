//! Credit: what an account may spend. Only the balance for now; a ledger of balanced entries will
//! stand behind it, so nothing here changes a balance.

use std::fmt;

/// Money in the smallest unit of its currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Cents(pub i64);

impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Three capital letters (ISO 4217).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Currency(String);

impl Currency {
    /// Reads three ASCII letters.
    pub fn parse(text: &str) -> Option<Self> {
        let letters = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
        letters.then(|| Self(text.to_ascii_uppercase()))
    }

    /// The code, such as `USD`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Currency {
    fn default() -> Self {
        Self("USD".to_owned())
    }
}

/// What an account has. Defaults to 0 USD.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Credit {
    /// `skypeout_currency`.
    pub currency: Currency,
    /// `skypeout_balance`.
    pub balance: Cents,
}
