//! How often an address may knock at an endpoint: Better Auth's numbers, in the memory of this process.

use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use actix_web::HttpRequest;
use moka::sync::Cache;

/// Milliseconds of a window.
const WINDOW: i64 = 10_000;
/// Requests in a window.
const MANY: u32 = 100;
/// Attempts at passwords in a window.
const FEW: u32 = 3;
/// Endpoints that take passwords.
const GUARDED: [&str; 3] = ["/sign-in", "/sign-up", "/change-password"];
/// A counter that nobody asks for is forgotten.
const IDLE: Duration = Duration::from_mins(1);
/// Counters kept at most.
const COUNTERS: u64 = 100_000;

#[derive(Debug, Default)]
struct Counter {
    count: u32,
    last: i64,
}

/// The counters of this process, by address and path.
pub(crate) struct SignInLimits(Cache<String, Arc<Mutex<Counter>>>);

impl Default for SignInLimits {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(COUNTERS).time_to_idle(IDLE).build())
    }
}

impl SignInLimits {
    /// Counts a request at this time (Unix milliseconds); where there were too many, the seconds to wait. The count
    /// begins anew a window after the last request that was let in.
    pub(super) fn count(&self, address: &str, path: &str, now: i64) -> Result<(), i64> {
        let counter = self.0.get_with(format!("{address}|{path}"), Arc::default);
        let mut counter = counter.lock().unwrap_or_else(PoisonError::into_inner);
        let most = if GUARDED.iter().any(|guarded| path.starts_with(guarded)) {
            FEW
        } else {
            MANY
        };
        let since = now.saturating_sub(counter.last);
        if since >= WINDOW {
            counter.count = 0;
        } else if counter.count >= most {
            let left = counter.last.saturating_add(WINDOW).saturating_sub(now);
            return Err(left.saturating_add(999).div_euclid(1000).max(1));
        }
        counter.count += 1;
        counter.last = now;
        Ok(())
    }
}

/// The address of whoever knocks: what a proxy of ours says, else the other end of the connection.
pub(super) fn address(request: &HttpRequest) -> String {
    let peer = request.peer_addr().map(|peer| peer.ip());
    let forwarded = forwarded(request).filter(|_| peer.is_none_or(is_near));
    forwarded.or(peer).map_or_else(String::new, shown)
}

/// The address that `X-Forwarded-For` names, where it names exactly one.
pub(super) fn forwarded(request: &HttpRequest) -> Option<IpAddr> {
    let text = request.headers().get("X-Forwarded-For")?.to_str().ok()?;
    text.trim().parse().ok()
}

/// An address as it is counted and kept: of IPv6 the half that a household has.
pub(super) fn shown(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let half = u128::MAX << 64;
            Ipv6Addr::from_bits(address.to_bits() & half).to_string()
        }
    }
}

/// Loopback and private networks, where proxies of ours are.
fn is_near(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_loopback() || address.is_private() || address.is_link_local(),
        IpAddr::V6(address) => {
            address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local()
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn the_fourth_attempt_waits_and_the_window_begins_with_the_last_one_let_in() {
        let limits = SignInLimits::default();
        let knock = |path, now| limits.count("192.0.2.1", path, now);
        for now in [50_000, 51_000, 52_000] {
            assert_eq!(knock("/sign-in/email", now), Ok(()));
        }
        assert_eq!(knock("/sign-in/email", 52_001), Err(10));
        assert_eq!(knock("/sign-in/email", 61_999), Err(1));
        assert_eq!(limits.count("192.0.2.2", "/sign-in/email", 52_001), Ok(()));
        assert_eq!(knock("/change-password", 52_001), Ok(()));
        assert_eq!(knock("/sign-in/email", 62_000), Ok(()));
        for _ in 0..100 {
            assert_eq!(knock("/get-session", 70_000), Ok(()));
        }
        assert_eq!(knock("/get-session", 70_000), Err(10));
    }

    #[test]
    fn only_proxies_of_ours_are_believed() {
        for (peer, header, found) in [
            ("192.0.2.1:1", None, "192.0.2.1"),
            ("192.0.2.1:1", Some("198.51.100.7"), "192.0.2.1"),
            ("127.0.0.1:1", Some("198.51.100.7"), "198.51.100.7"),
            ("10.0.0.1:1", Some("198.51.100.7, 10.0.0.2"), "10.0.0.1"),
            ("10.0.0.1:1", Some("nobody"), "10.0.0.1"),
            ("[::1]:1", Some("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::"),
        ] {
            let mut request = TestRequest::get().peer_addr(peer.parse().unwrap());
            if let Some(header) = header {
                request = request.insert_header(("X-Forwarded-For", header));
            }
            assert_eq!(address(&request.to_http_request()), found, "{peer} {header:?}");
        }
    }
}
