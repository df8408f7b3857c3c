//! Floor 4: limits. [`Limits`] is durable and shared by all nodes; [`Flood`] is in memory, per node.

mod delays;
mod flood;
mod inspect;
mod quota;

pub use delays::Delays;
pub use flood::{Flood, FloodNumbers, Rate, RouteClass};
pub use inspect::{InForce, Whose};
pub use quota::{Blocked, LimitError, LimitNumbers, Limits, SMS_PREFIX, Spend};

use std::net::{IpAddr, Ipv6Addr};

/// The network that counts as one source: the address itself for IPv4, its /64 for IPv6 (N17), since a person
/// with IPv6 has a whole /64.
#[must_use]
pub fn source(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        v4 @ IpAddr::V4(_) => v4,
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 64))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r31_a_source_is_an_ipv4_address_or_an_ipv6_network() {
        let of = |text: &str| source(text.parse().unwrap());
        assert_eq!(of("203.0.113.7"), of("::ffff:203.0.113.7"));
        assert_ne!(of("203.0.113.7"), of("203.0.113.8"));
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
    }
}
