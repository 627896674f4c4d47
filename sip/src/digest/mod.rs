//! Digest authentication (RFC 7616, RFC 2617, RFC 8760), both sides.
//!
//! The server's side, [`Authenticator`], offers SHA-256 and MD5 and keeps nothing for a challenge:
//! nonces prove themselves. Passwords are never needed, only [`Ha1`]. The client's side is
//! [`answer`]. Session variants (`-sess`), `userhash` and Authentication-Info are left out.

mod algorithm;
mod client;
mod header;
mod nonce;
mod offer;
mod server;

pub use algorithm::{Algorithm, Ha1};
pub use client::answer;
pub use header::AuthHeader;
pub use server::{Authenticator, Verdict};
