//! The section `[general]`.

use std::net::{IpAddr, Ipv4Addr};

use crate::name::SkypeName;

/// Settings of the whole driver. The fields are the manual's table; options of the engine that this
/// switch does not have are kept for `skype show settings`.
#[derive(Clone, PartialEq, Eq)]
pub struct General {
    /// Directory of the engine. Not used: there is no engine. Defaults to `/tmp`.
    pub engine_directory: String,
    /// Who places calls and asks for presence when no originator is named. Defaults to nobody.
    pub default_user: Option<SkypeName>,
    /// Very verbose log. Defaults to no.
    pub debug: bool,
    /// Address towards a community on another machine. Defaults to any.
    pub bind_address: IpAddr,
    /// Address for RTP. Defaults to 127.0.0.1.
    pub rtp_address: IpAddr,
    /// TCP port towards a community on another machine. Defaults to 0, a random one.
    pub bind_port: u16,
    /// Do not listen on ports of the engine's choice. Defaults to no.
    pub disable_tcpauto: bool,
    /// Do not use UDP. Defaults to no.
    pub disable_udp: bool,
    /// `host[:port]` of an HTTPS proxy. Defaults to none.
    pub https_proxy: Option<String>,
    /// Login for it.
    pub https_proxy_user: Option<String>,
    /// Password for it.
    pub https_proxy_password: Option<String>,
    /// `host[:port]` of a SOCKS5 proxy. Defaults to none.
    pub socks5_proxy: Option<String>,
    /// Login for it.
    pub socks5_proxy_user: Option<String>,
    /// Password for it.
    pub socks5_proxy_password: Option<String>,
}

impl Default for General {
    fn default() -> Self {
        Self {
            engine_directory: "/tmp".to_owned(),
            default_user: None,
            debug: false,
            bind_address: Ipv4Addr::UNSPECIFIED.into(),
            rtp_address: Ipv4Addr::LOCALHOST.into(),
            bind_port: 0,
            disable_tcpauto: false,
            disable_udp: false,
            https_proxy: None,
            https_proxy_user: None,
            https_proxy_password: None,
            socks5_proxy: None,
            socks5_proxy_user: None,
            socks5_proxy_password: None,
        }
    }
}

impl std::fmt::Debug for General {
    /// Without the proxies' passwords.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("General")
            .field("default_user", &self.default_user)
            .finish_non_exhaustive()
    }
}
