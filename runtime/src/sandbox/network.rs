//! Networks by their address and the length of their prefix, `10.1.0.0/16`.

use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use std::str::FromStr;

/// A network, or one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Network {
    address: IpAddr,
    /// Bits that count.
    prefix: u32,
}

impl Network {
    /// Whether an address lies in it.
    pub fn contains(self, address: IpAddr) -> bool {
        let bits = |address: IpAddr| match address.to_canonical() {
            IpAddr::V4(address) => (u128::from(u32::from(address)) << 96, 32),
            IpAddr::V6(address) => (u128::from(address), 128),
        };
        let ((own, size), (other, other_size)) = (bits(self.address), bits(address));
        let differ = own ^ other;
        size == other_size && (self.prefix == 0 || differ >> (128 - self.prefix) == 0)
    }

    /// Whether an address leads into this machine or the network around it, and not to the world.
    pub fn is_private(address: IpAddr) -> bool {
        let inside = [
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "224.0.0.0/3",
            "::/127",
            "64:ff9b::/32",
            "fc00::/7",
            "fe80::/10",
            "ff00::/8",
        ];
        let mut inside = inside.iter().filter_map(|text| text.parse::<Self>().ok());
        inside.any(|network| network.contains(address))
    }
}

impl From<IpAddr> for Network {
    fn from(address: IpAddr) -> Self {
        let prefix = if address.to_canonical().is_ipv4() {
            32
        } else {
            128
        };
        Self { address, prefix }
    }
}

impl FromStr for Network {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let whole = Self::from(address.parse::<IpAddr>().map_err(|_| ())?);
        match prefix.map(str::parse) {
            None => Ok(whole),
            Some(Ok(prefix)) if prefix <= whole.prefix => Ok(Self { prefix, ..whole }),
            Some(_) => Err(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_lies_in_a_network_by_its_first_bits() {
        let check = |network: &str, address: &str, inside: bool| {
            let network: Network = network.parse().unwrap();
            assert_eq!(
                network.contains(address.parse().unwrap()),
                inside,
                "{address}"
            );
        };
        check("10.1.0.0/16", "10.1.255.3", true);
        check("10.1.0.0/16", "10.2.0.0", false);
        check("10.1.2.3", "10.1.2.3", true);
        check("10.1.2.3", "10.1.2.4", false);
        check("0.0.0.0/0", "8.8.8.8", true);
        check("0.0.0.0/0", "::1", false);
        check("10.0.0.0/8", "::ffff:10.1.2.3", true);
        check("fd00::/8", "fd12::1", true);
        for wrong in ["10.0.0.0/33", "x", "10.0.0.0/", "::/129"] {
            assert_eq!(wrong.parse::<Network>(), Err(()), "{wrong}");
        }
    }

    #[test]
    fn what_leads_into_the_machine_or_its_network_is_private() {
        let check = |address: &str, private: bool| {
            assert_eq!(
                Network::is_private(address.parse().unwrap()),
                private,
                "{address}"
            );
        };
        for inside in [
            "127.0.0.1",
            "10.0.0.1",
            "192.168.1.1",
            "172.31.0.1",
            "169.254.169.254",
            "0.0.0.0",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "::ffff:127.0.0.1",
            "100.64.0.1",
            "224.0.0.1",
            "255.255.255.255",
        ] {
            check(inside, true);
        }
        for outside in ["8.8.8.8", "172.32.0.1", "2606:4700::1111", "192.0.2.1"] {
            check(outside, false);
        }
    }
}
