//! Which addresses the service may connect to on somebody's word: public unicast ones (behaviour of RFC 6890's
//! registries), so that nobody reaches the network that the service stands in.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Why an address is not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotPublic {
    /// The machine itself.
    #[error("a loopback address")]
    Loopback,
    /// A network of its own (RFC 1918, RFC 4193), or one shared by a provider's customers (RFC 6598).
    #[error("a private address")]
    Private,
    /// The next cable; clouds keep their metadata there.
    #[error("a link-local address")]
    LinkLocal,
    /// For examples in texts (RFC 5737, RFC 3849, RFC 9637).
    #[error("an address for documentation")]
    Documentation,
    /// Many at once.
    #[error("a multicast address")]
    Multicast,
    /// Nobody's: unspecified, broadcast, benchmarking, protocol assignments, future use.
    #[error("a reserved address")]
    Reserved,
    /// An IPv4 address wrapped for a relay or a translator of somebody else's: 6to4, Teredo, local NAT64.
    #[error("an address of a translation mechanism")]
    Translated,
}

use NotPublic::{Documentation, LinkLocal, Loopback, Multicast, Private, Reserved, Translated};

/// Blocks of IPv4 that are not public: first address, length of the prefix (IANA special-purpose registry).
const V4: [([u8; 4], u32, NotPublic); 16] = [
    ([0, 0, 0, 0], 8, Reserved),
    ([10, 0, 0, 0], 8, Private),
    ([100, 64, 0, 0], 10, Private),
    ([127, 0, 0, 0], 8, Loopback),
    ([169, 254, 0, 0], 16, LinkLocal),
    ([172, 16, 0, 0], 12, Private),
    ([192, 0, 0, 0], 24, Reserved),
    ([192, 0, 2, 0], 24, Documentation),
    ([192, 88, 99, 0], 24, Translated),
    ([192, 168, 0, 0], 16, Private),
    ([198, 18, 0, 0], 15, Reserved),
    ([198, 51, 100, 0], 24, Documentation),
    ([203, 0, 113, 0], 24, Documentation),
    ([224, 0, 0, 0], 4, Multicast),
    ([240, 0, 0, 0], 4, Reserved),
    ([255, 255, 255, 255], 32, Reserved),
];

/// Blocks of IPv6 that are not public; what lies outside of `2000::/3` and is not named here is reserved.
const V6: [([u16; 8], u32, NotPublic); 12] = [
    ([0, 0, 0, 0, 0, 0, 0, 1], 128, Loopback),
    // NAT64 of a network's own (RFC 8215): what it leads to is that network's matter.
    ([0x64, 0xff9b, 1, 0, 0, 0, 0, 0], 48, Translated),
    // IPv4 translated without state (RFC 2765).
    ([0, 0, 0, 0, 0xffff, 0, 0, 0], 96, Translated),
    // Teredo (RFC 4380), then all other protocol assignments (RFC 2928): ORCHID, benchmarking, …
    ([0x2001, 0, 0, 0, 0, 0, 0, 0], 32, Translated),
    ([0x2001, 0, 0, 0, 0, 0, 0, 0], 23, Reserved),
    ([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32, Documentation),
    ([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20, Documentation),
    // 6to4 (RFC 3056).
    ([0x2002, 0, 0, 0, 0, 0, 0, 0], 16, Translated),
    ([0xfc00, 0, 0, 0, 0, 0, 0, 0], 7, Private),
    ([0xfe80, 0, 0, 0, 0, 0, 0, 0], 10, LinkLocal),
    // Site-local, long deprecated (RFC 3879).
    ([0xfec0, 0, 0, 0, 0, 0, 0, 0], 10, Private),
    ([0xff00, 0, 0, 0, 0, 0, 0, 0], 8, Multicast),
];

/// Whether an address is public.
pub fn check(address: IpAddr) -> Result<(), NotPublic> {
    match address {
        IpAddr::V4(address) => check_v4(address),
        IpAddr::V6(address) => check_v6(address),
    }
}

fn check_v4(address: Ipv4Addr) -> Result<(), NotPublic> {
    let bits = u32::from(address);
    let within = |base: [u8; 4], prefix: u32| (bits ^ u32::from_be_bytes(base)).leading_zeros() >= prefix;
    let found = V4.iter().find(|(base, prefix, _)| within(*base, *prefix));
    found.map_or(Ok(()), |(_, _, why)| Err(*why))
}

fn check_v6(address: Ipv6Addr) -> Result<(), NotPublic> {
    if let Some(inner) = embedded(address) {
        return check_v4(inner);
    }
    let bits = u128::from(address);
    let within =
        |base: [u16; 8], prefix: u32| (bits ^ u128::from(Ipv6Addr::from(base))).leading_zeros() >= prefix;
    if let Some((_, _, why)) = V6.iter().find(|(base, prefix, _)| within(*base, *prefix)) {
        return Err(*why);
    }
    if within([0x2000, 0, 0, 0, 0, 0, 0, 0], 3) {
        Ok(())
    } else {
        Err(Reserved)
    }
}

/// The IPv4 address that a connection to such an IPv6 address ends at: mapped ones (RFC 4291), and those of the
/// well-known NAT64 prefix (RFC 6052), by which networks without IPv4 reach the public IPv4 internet.
fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    match address.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            let [a, b] = high.to_be_bytes();
            let [c, d] = low.to_be_bytes();
            Some(Ipv4Addr::new(a, b, c, d))
        }
        _ => None,
    }
}

/// What the operator allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Guard {
    /// Private, loopback, link-local and translated addresses may be asked as well: for tests and for networks
    /// without an outside.
    pub allow_private: bool,
}

impl Guard {
    /// Whether an address may be asked.
    pub fn check(self, address: IpAddr) -> Result<(), NotPublic> {
        match check(address) {
            Err(Loopback | Private | LinkLocal | Documentation | Translated) if self.allow_private => Ok(()),
            checked => checked,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PUBLIC: [&str; 26] = [
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.0.3.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "203.0.114.0",
        "223.255.255.255",
        "2001:200::1",
        "2606:4700:4700::1111",
        "2a00:1450:4003:80e::200e",
        "3ffe:ffff::1",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",
    ];

    const NOT_PUBLIC: [(&str, NotPublic); 55] = [
        ("0.0.0.0", Reserved),
        ("0.1.2.3", Reserved),
        ("10.0.0.0", Private),
        ("10.255.255.255", Private),
        ("100.64.0.0", Private),
        ("100.127.255.255", Private),
        ("127.0.0.1", Loopback),
        ("127.255.255.255", Loopback),
        ("169.254.0.0", LinkLocal),
        ("169.254.169.254", LinkLocal),
        ("172.16.0.0", Private),
        ("172.31.255.255", Private),
        ("192.0.0.1", Reserved),
        ("192.0.0.170", Reserved),
        ("192.0.2.7", Documentation),
        ("192.88.99.1", Translated),
        ("192.168.0.1", Private),
        ("192.168.255.255", Private),
        ("198.18.0.0", Reserved),
        ("198.19.255.255", Reserved),
        ("198.51.100.1", Documentation),
        ("203.0.113.255", Documentation),
        ("224.0.0.1", Multicast),
        ("239.255.255.255", Multicast),
        ("240.0.0.1", Reserved),
        ("255.255.255.255", Reserved),
        ("::", Reserved),
        ("::1", Loopback),
        ("::2", Reserved),
        ("::8.8.8.8", Reserved),
        ("::127.0.0.1", Reserved),
        ("::ffff:127.0.0.1", Loopback),
        ("::ffff:10.0.0.1", Private),
        ("::ffff:169.254.169.254", LinkLocal),
        ("::ffff:0.0.0.0", Reserved),
        ("::ffff:0:127.0.0.1", Translated),
        ("64:ff9b::127.0.0.1", Loopback),
        ("64:ff9b::10.0.0.1", Private),
        ("64:ff9b::169.254.169.254", LinkLocal),
        ("64:ff9b:1::8.8.8.8", Translated),
        ("64:ff9b:1:ffff::1", Translated),
        ("64:ff9b:2::1", Reserved),
        ("100::1", Reserved),
        ("2001::1", Translated),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", Translated),
        ("2001:2::1", Reserved),
        ("2001:10::1", Reserved),
        ("2001:1ff:ffff::1", Reserved),
        ("2001:db8::1", Documentation),
        ("2002:7f00:1::1", Translated),
        ("2002:808:808::1", Translated),
        ("3fff:fff::1", Documentation),
        ("fd00::1", Private),
        ("fe80::1", LinkLocal),
        ("ff02::1", Multicast),
    ];

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn public_addresses_are_asked() {
        for text in PUBLIC {
            assert_eq!(check(address(text)), Ok(()), "{text}");
        }
    }

    #[test]
    fn all_others_are_not() {
        for (text, why) in NOT_PUBLIC {
            assert_eq!(check(address(text)), Err(why), "{text}");
        }
        for (text, why) in [
            ("fc00::1", Private),
            ("febf:ffff::1", LinkLocal),
            ("fec0::1", Private),
            ("5f00::1", Reserved),
            ("4000::1", Reserved),
            ("1fff:ffff::1", Reserved),
        ] {
            assert_eq!(check(address(text)), Err(why), "{text}");
        }
    }

    #[test]
    fn the_operator_may_allow_what_leads_somewhere() {
        let guard = Guard { allow_private: true };
        for (text, allowed) in [
            ("127.0.0.1", true),
            ("::1", true),
            ("10.1.2.3", true),
            ("169.254.1.1", true),
            ("fd00::1", true),
            ("8.8.8.8", true),
            ("0.0.0.0", false),
            ("255.255.255.255", false),
            ("224.0.0.1", false),
            ("ff02::1", false),
        ] {
            assert_eq!(guard.check(address(text)).is_ok(), allowed, "{text}");
        }
        assert!(Guard::default().check(address("127.0.0.1")).is_err());
    }
}
